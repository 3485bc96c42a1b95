// Every word that the pages show, in Chinese and in English. What the program itself says of an account comes from it.

const WORDS = {
  // The head and foot of every page.
  desk: ["出信", "Letters"],
  bench: ["模板", "Templates"],
  report: ["报告", "Report"],
  skip: ["跳到正文", "Skip to the content"],
  sections: ["栏目", "Sections"],
  other_tongue: ["English", "中文"],
  dated: ["信上日期 {0}", "dated {0}"],
  trial: ["现在用的是示例银行的资料和样例账户，做出来的信不能寄出。启动时用 --issuer 写明本行的发行方文件。",
    "This is the example bank with sample accounts; its letters are not to be sent. Name your issuer file with --issuer."],
  local: ["文件只在这台机器上处理，关闭服务后清空。", "Files stay on this machine and are cleared when the service ends."],
  version: ["版本 {0}", "version {0}"],
  working: ["正在处理…", "Working…"],
  not_found: ["没有这一页", "There is no such page"],
  to_start: ["回到首页", "Back to the start"],
  gone: ["没有做成", "That did not work"],
  no_answer: ["服务没有应答。请确认 hanpress serve 仍在运行，再试一次。",
    "The service does not answer. See that hanpress serve is still running, and try again."],
  try_again: ["再试一次", "Try again"],

  // Who may come in.
  login_title: ["请输入口令", "Give the token"],
  login_about: ["服务启动时用 --token-file 指定的那一行。只用来打开本页，不会保存在浏览器里。",
    "The line in the file named by --token-file. It opens this page and is not kept in the browser."],
  login: ["口令", "Token"],
  enter: ["进入", "Enter"],

  // The start.
  start_title: ["从账户表到可以寄出的信", "From a table of accounts to letters"],
  start_about: ["把业务系统导出的表放进来，马上看到能出几封信、哪几行不行、为什么。",
    "Drop the table your system exports: you see at once how many letters can be made, which rows not, and why."],
  drop: ["把文件拖到这里", "Drop a file here"],
  drop_now: ["松开即可", "Let go"],
  or: ["或者", "or"],
  choose: ["选择文件", "Choose a file"],
  takes: ["xlsx、xls、ods、csv、json、parquet，也可以是 gz 压缩的", "xlsx, xls, ods, csv, json, parquet; gz too"],
  sending: ["正在送入“{0}”", "Sending “{0}”"],
  judging: ["正在逐行检查“{0}”", "Checking “{0}” row by row"],
  kind_of_all: ["出哪种文书", "Which letter"],
  kind_own: ["按表中“文书种类”列", "As the table's column says"],
  kind_auto: ["按逾期天数自动选择", "By days overdue"],
  samples: ["用样例试一试", "Try the sample accounts"],
  no_table: ["手边没有表？", "No table at hand?"],
  open_files: ["已送入的文件", "Files that are in"],
  open_runs: ["做过的信", "Letters that were made"],
  remove: ["移除", "Remove"],
  remove_it: ["移除“{0}”", "Remove “{0}”"],
  removed: ["已移除", "removed"],
  still_checking: ["正在检查…", "being checked…"],
  several: ["一次只能送入一个文件", "One file at a time, please"],
  nothing_in: ["文件是空的", "The file is empty"],

  // A file that was judged.
  can_make: ["可以出信", "can be made"],
  refused: ["退回", "refused"],
  warned: ["有提醒", "with warnings"],
  mended: ["已改", "mended"],
  letters_n: ["已做 {0} 封", "{0} made"],
  rows_n: ["{0} 行", "{0}"],
  sum: ["{0} 行可以出信，{1} 行退回，{2} 行有提醒", "{0} rows can be made, {1} are refused, {2} have warnings"],
  filter: ["筛选", "Show"],
  all_refused: ["全部退回的行", "All refused rows"],
  all_sound: ["可以出信的行", "Rows that can be made"],
  all_warned: ["有提醒的行", "Rows with warnings"],
  all_mended: ["改过的行", "Mended rows"],
  by_reason: ["按原因", "By reason"],
  row: ["第 {0} 行", "Row {0}"],
  row_number: ["行", "Row"],
  cell: ["{0} 列", "column {0}"],
  hint: ["改法", "To mend it"],
  basis: ["依据", "Basis"],
  empty_cell: ["（空白）", "(blank)"],
  mend: ["修改", "Mend"],
  mend_cell: ["修改第 {0} 行的{1}", "Mend {1} in row {0}"],
  new_value: ["{0}的新内容", "New value of {0}"],
  enter_esc: ["回车确认，Esc 取消", "Enter to apply, Esc to leave"],
  apply: ["确认", "Apply"],
  leave: ["取消", "Leave"],
  now_sound: ["第 {0} 行现在可以出信。", "Row {0} can be made now."],
  still_refused: ["第 {0} 行还有 {1} 处要改。", "Row {0} still has {1} to mend."],
  see_letter: ["看信", "See the letter"],
  see_letter_of: ["看第 {0} 行的信", "See the letter of row {0}"],
  id: ["客户编号", "Account"],
  kind: ["文书", "Letter"],
  stage: ["阶段", "Stage"],
  warnings: ["提醒", "Warnings"],
  pages: ["页", "pages"],
  page_of: ["第 {0} 页，共 {1} 页", "Page {0} of {1}"],
  rows_shown: ["第 {0}–{1} 项，共 {2} 项", "{0}–{1} of {2}"],
  earlier: ["上一页", "Earlier"],
  later: ["下一页", "Later"],
  find: ["找客户编号", "Find an account"],
  none_here: ["没有这样的行", "No such rows"],
  make_all: ["全部做成信（{0} 封）", "Make all {0} letters"],
  corrected: ["改好的表", "Corrected table"],
  see_report: ["看报告", "See the report"],
  another: ["换一个文件", "Another file"],
  mark_no: ["有错", "wrong"],
  mark_mind: ["提醒", "warning"],
  checking: ["正在检查，已看 {0} 行…", "Checking: {0} rows so far…"],

  // A letter.
  letter_of: ["第 {0} 行的信", "The letter of row {0}"],
  look: ["版式", "Look"],
  look_own_row: ["按账户", "As the account says"],
  theme: ["主题", "Theme"],
  theme_own_row: ["按发行方文件", "As the issuer file says"],
  stage_own_row: ["按账户", "As the account is"],
  stage_trial: ["按所选阶段的语气显示，仅供查看；做信时按账户本身的阶段。", "In the tone of the chosen stage, to look at only: letters are made in that of the account's own."],
  theme_trial: ["按所选主题显示，仅供查看；做信时按发行方文件的主题。", "In the chosen theme, to look at only: letters are made in that of the issuer file."],
  kind_own_row: ["按账户", "As the account says"],
  zoom: ["大小", "Size"],
  bigger: ["放大", "Larger"],
  smaller: ["缩小", "Smaller"],
  fit: ["适合宽度", "Fit the width"],
  open_pdf: ["打开 PDF", "Open the PDF"],
  next_row: ["下一封", "Next letter"],
  last_row: ["上一封", "Previous letter"],
  letter_signed: ["已签名（{0}）", "signed ({0})"],
  letter_pages: ["信的各页", "The pages of the letter"],
  page_alt: ["信的第 {0} 页", "Page {0} of the letter"],
  choose_row: ["选一行，就在这里看它的信。", "Choose a row to see its letter here."],

  // A run.
  run_finished: ["信做好了", "The letters are made"],
  run_waiting: ["排队等候", "Waiting"],
  run_pausing: ["正在暂停…", "Pausing…"],
  run_paused: ["已暂停", "Paused"],
  can_go_on: ["可以继续做", "can be gone on with"],
  run_stopped: ["已停止", "Stopped"],
  run_failed: ["没有做完", "Not finished"],
  run_running: ["正在做", "Making the letters"],
  run_of: ["{0} / {1}", "{0} of {1}"],
  made: ["已做", "made"],
  per_second: ["每秒 {0} 封", "{0} a second"],
  left_time: ["约还需 {0}", "about {0} left"],
  seconds: ["{0} 秒", "{0} s"],
  minutes: ["{0} 分钟", "{0} min"],
  pause: ["暂停", "Pause"],
  resume: ["继续", "Go on"],
  stop: ["停止", "Stop"],
  stop_sure: ["暂停的可以继续；停止的不能再继续，已做好的信仍可下载。", "A paused run can go on; a stopped one cannot, but what was made can be downloaded."],
  take: ["取走", "Take away"],
  zip: ["全部信（zip）", "All letters (zip)"],
  zip_about: ["每封一个 PDF，附清单和报告", "one PDF a letter, with manifest and report"],
  print_job: ["打印任务（zip）", "Print job (zip)"],
  print_about: ["合并好的打印文件、装封数据", "merged sheets for the printer, with enveloping data"],
  index: ["目录（xlsx）", "Index (xlsx)"],
  index_about: ["哪位客户是哪一个文件", "which customer's letter is which file"],
  refused_xlsx: ["退回清单（xlsx）", "Refused rows (xlsx)"],
  refused_about: ["有错的单元格标红，写明改法", "wrong cells in red, with how to mend them"],
  corrected_xlsx: ["改好的表（xlsx）", "Corrected table (xlsx)"],
  corrected_about: ["原表加上在这里改过的内容；原文件没有动", "your table with what was mended here; your file is as it was"],
  signed: ["每封信都已签名。", "Every letter is signed."],
  unsigned: ["信没有电子签名（发行方文件没有写签名用的密钥）。", "The letters bear no electronic signature: the issuer file names no key."],
  back_to_file: ["回到账户表", "Back to the table"],
  progress: ["进度", "Progress"],

  // The report.
  report_title: ["报告", "Report"],
  report_none: ["还没有可以报告的。先送入一个账户表。", "Nothing to report yet. Put a table in first."],
  chart_fate: ["各行的去向", "What became of the rows"],
  chart_reasons: ["退回的原因", "Reasons of refusal"],
  chart_warnings: ["提醒的原因", "Reasons of warnings"],
  chart_kinds: ["文书种类", "Kinds of letter"],
  chart_stages: ["逾期账龄", "Days overdue"],
  chart_amounts: ["欠款金额（{0}，合计 {1}）", "Amounts owed ({0}, {1} in all)"],
  chart_signed: ["签名级别", "Levels of signatures"],
  level: ["级别", "Level"],
  days: ["{0} 天", "{0} days"],
  as_table: ["看表格", "As a table"],
  reason: ["原因", "Reason"],
  number: ["行数", "Rows"],
  amount: ["金额", "Amount"],
  documents: ["信", "Letters"],
  report_which: ["哪一份", "Which one"],
  report_of_run: ["做信：{0}", "Letters: {0}"],
  report_of_file: ["检查：{0}", "Check: {0}"],

  // The author's bench.
  bench_title: ["模板工作台", "The template bench"],
  bench_about: ["保存文件，右边马上是新的版面；用自己的编辑器保存也一样。",
    "Save a file, here or in your own editor, and the new page is there at once."],
  bench_none: ["没有自己的模板。用 hanpress serve --templates 文件夹 启动，就能在这里看。",
    "No templates of your own. Start with hanpress serve --templates FOLDER to see them here."],
  tree: ["模板文件", "Template files"],
  source: ["源文件", "Source"],
  source_of: ["{0} 的内容", "Content of {0}"],
  save: ["保存", "Save"],
  save_keys: ["Ctrl+S", "Ctrl+S"],
  unsaved: ["有未保存的改动", "Not saved yet"],
  read_only: ["只读：启动时加 --edit 才能在页面里改；也可以用自己的编辑器改。",
    "Read only: start with --edit to change files here, or use your own editor."],
  changed_outside: ["文件在别处改过，已重新读入。", "The file was changed elsewhere and has been read again."],
  changed_both: ["文件在别处也改过。保存会盖掉那边的改动。", "The file was changed elsewhere as well. Saving overwrites that."],
  read_again: ["读入那边的", "Read that one"],
  sample: ["样例", "Sample"],
  preview: ["版面", "The page"],
  took: ["从保存到新版面 {0} 毫秒", "{0} ms from save to page"],
  faults: ["问题", "Faults"],
  faults_n: ["{0} 处问题", "{0} faults"],
  no_faults: ["没有问题", "No faults"],
  line: ["第 {0} 行", "line {0}"],
  line_column: ["第 {0} 行第 {1} 字", "line {0}, character {1}"],
  film: ["全部分支", "Every branch"],
  film_about: ["这种文书的每一种样子：阶段、版式、币种、各项条件。", "Every way this letter can look: stages, looks, currencies, conditions."],
  film_again: ["按现在的模板重新列出", "Again, with the templates as they are now"],
  plain_sample: ["一般", "plain"],
  built_in_note: ["这是内置的文件；保存后成为您自己的，内置的不变。", "This file is built in; saving makes a copy of your own."],
  unreached: ["没有样例到达的部分", "What no sample reaches"],
  compare: ["与先前的比较", "Compare with the earlier page"],
  compare_off: ["只看新的", "New page only"],
  compare_toggle: ["轮流看（空格键换）", "One, then the other (space)"],
  compare_overlay: ["重叠", "Overlaid"],
  compare_beside: ["并排", "Side by side"],
  showing_new: ["现在是新的", "This is the new page"],
  showing_old: ["现在是先前的", "This is the earlier page"],
  not_approved: ["先前的：打开工作台时的版面（还没有批准过的）。", "Earlier: as it was when the bench was opened (none was approved)."],
  approved_by: ["第 {0} 版，{1}，{2}", "version {0}, {1}, {2}"],
  same_page: ["与批准的完全相同", "same as the approved page"],
  differs: ["与批准的不同", "differs from the approved page"],
  new_page: ["新的", "new"],
  old_first: ["打开时的", "as opened"],
  old_approved: ["批准的", "approved"],
  built_in: ["内置", "built in"],
};

let tongue = "zh";

/** Which language the pages speak. */
export function lang() {
  return tongue;
}

/** Makes the pages speak `zh` or `en`. */
export function speak(chosen) {
  tongue = chosen === "en" ? "en" : "zh";
  document.documentElement.lang = tongue === "en" ? "en" : "zh-CN";
}

/** Words in the chosen language, with `{0}`, `{1}` filled in. A name that is not in the table is a mistake. */
export function w(name, ...values) {
  const pair = WORDS[name];
  if (!pair) throw new Error(`no words called ${name}`);
  return pair[tongue === "en" ? 1 : 0].replace(/\{(\d)\}/g, (_, at) => values[Number(at)] ?? "");
}

/** A number as people read it: `12,345`. */
export function count(number) {
  return Number(number ?? 0).toLocaleString("en-US");
}

/** An amount of money with its thousands set apart; the digits are not touched. */
export function amount(digits) {
  const [whole, rest] = digits.split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest === undefined ? "" : `.${rest}`);
}

/** A span of seconds as people say it. */
export function span(seconds) {
  return seconds < 90 ? w("seconds", Math.max(1, Math.round(seconds))) : w("minutes", Math.round(seconds / 60));
}
