//! Every mistake of authors that newcomers made, and what each of the two languages must say of it.

use hanpress::Stop;
use hanpress::inner::finding::Lang;
use hanpress::inner::prove::prove;

use super::super::workshop::{PLAIN_KIND, desk_of, file, templates};

/// A letter whose fifth line is given.
fn letter(line: &str) -> String {
    format!(
        "#import \"/shared/text.typ\": *\n#set document(title: [信])\n#set text(font: song, fallback: false)\n\
         #set page(height: 6cm)\n{line}\n尾行\n"
    )
}

/// What a folder of templates is told, when it is opened or tried.
fn told(files: &[(&str, &str)]) -> Option<Stop> {
    let folder = templates(files);
    match desk_of(&file("examples/issuer.toml"), Some(folder.path())) {
        Err(stop) => Some(stop),
        Ok(desk) => prove(&desk).err(),
    }
}

/// A line of a letter, and what is said of it in English and in Chinese.
const LINES: &[(&str, &[&str], &[&str])] = &[
    (
        "截至{{ as_off }}止",
        &["`as_off`", "did you mean `as_of`?", "letter.typ.jinja:5:6"],
        &["不存在", "是否应为 `as_of`"],
    ),
    (
        "{% if stage and overdue_days > 0 and as_off != \"id\" %}再次{% endif %}",
        &["`as_off`", "did you mean `as_of`?", "letter.typ.jinja:5"],
        &["是否应为 `as_of`？"],
    ),
    (
        "欠款{{ ledgers[0].totl }}",
        &["`ledgers[0].totl`", "did you mean `ledgers[0].total`?", "letter.typ.jinja:5"],
        &["是否应为 `ledgers[0].total`"],
    ),
    ("招商@{{ number }}行", &["write `\\@`"], &["请写作 `\\@`"]),
    (
        "{% if stage == \"M3+\" %}{{ as_off }}{% endif %}",
        &["`as_off`", "did you mean `as_of`?"],
        &["是否应为 `as_of`"],
    ),
    (
        "{% if stage == \"M1\" %}提醒",
        &["`{% if stage == \"M1\" %}` is begun here", "{% endif %}", ":5:1"],
        &["没有结束"],
    ),
    ("{{ pay_by }", &["`{{` is not closed", "`}}`"], &["`{{` 没有结束"]),
    (
        "{{ stage|upper }}",
        &["no such filter", "`stage|upper`", "`money`"],
        &["没有这个过滤器", "可用的过滤器"],
    ),
    ("{{ stage|monney }}", &["did you mean `money`?"], &["是否应为 `money`"]),
    (
        "#text(size: 9pt)[未结束",
        &["unclosed delimiter: `[`", ":5:17", "put `]`"],
        &["`[` 没有结束", "补上 `]`"],
    ),
    (
        "#strongg[甲]",
        &["unknown variable: strongg", "did you mean `strong`?"],
        &["没有名为 `strongg`", "`strong`"],
    ),
    (
        "依据如下，#现将情况通知如下。",
        &["`#现将情况通知如下` is read as code", "`\\#`"],
        &["会被当作代码", "`\\#`"],
    ),
    ("共3#1号楼", &["`#1` is read as code"], &["会被当作代码"]),
    ("费用$5整", &["`$` begins a formula", "`\\$`"], &["公式", "`\\$`"]),
    ("#text(size: {{ as_of }})[甲]", &["without brackets", "[{{ name }}]"], &["没有加方括号"]),
    (
        "#text(font: \"SimSun\")[甲]",
        &["unknown font family: simsun", "Noto Serif SC", "--font-dir"],
        &["没有 `simsun` 字体"],
    ),
    (
        "{% include \"shared/paymnt.typ.jinja\" %}",
        &["`include \"shared/paymnt.typ.jinja\"`", "did you mean `shared/payment.typ.jinja`?"],
        &["不存在的模板", "是否应为 `shared/payment.typ.jinja`"],
    ),
    ("#image(\"ad.png\")", &["file not found", "SVG", "#image(\"/KIND/NAME.svg\""], &["没有这个文件", "SVG"]),
    ("{{ has_seal }}", &["a flag is a condition", "`has_seal`", "{% if has_seal %}"], &["只能用作条件"]),
    ("{{ ledgers }}", &["a list or an object", "{% for l in ledgers %}"], &["请逐项印出"]),
    ("{{ card }}", &["a list or an object", "`card`"], &["列表或对象不是文字"]),
    ("{# 未完", &["`{#` is not closed", ":5:1"], &["`{#` 没有结束"]),
    ("甲<重要>乙", &["`<重要>` is a label", "`\\<重要\\>`"], &["无人引用的标签"]),
    ("甲/*乙*/丙", &["`/* … */` is a comment", "\\/\\*"], &["是注释，不会印出"]),
    ("电话400//转1", &["`//` begins a comment", "`\\/\\/`", ":5:6"], &["`//` 是注释"]),
    ("甲\\乙", &["`\\乙` prints `乙`", "`\\\\乙`"], &["会消失"]),
    ("邮箱service@bank.com", &["`@bank.com`", "`\\@bank.com`"], &["会被当作对标签的引用"]),
    (
        "共欠{ l.total }元",
        &["`{ l.total }` is printed as it stands", "`{{ l.total }}`", ":5:3"],
        &["会原样印出", "`{{ l.total }}`"],
    ),
    ("截至{as_of}止", &["`{as_of}` is printed", "`{{ as_of }}`"], &["会原样印出"]),
    ("#strong(\"{ as_of }\")", &["`{ as_of }` is printed", ":5:10"], &["会原样印出"]),
    ("尊敬的{姓名}：", &["`{` is printed as it stands", "`\\{`", ":5:4"], &["会原样印出"]),
    ("截至{{ as_of }}}}止", &["`}` is printed as it stands", ":5:14"], &["会原样印出"]),
    ("截至{{ \"as_of\" }}止", &["prints the words in quotes", "`{{ as_of }}`"], &["印出的是引号中的文字"]),
    ("截至｛｛ as_of ｝｝止", &["full-width braces", ":5:3"], &["全角花括号"]),
    (
        "{% if stage == \"M3\" %}郑重{% endif %}",
        &["`stage` is never `M3`, only M1, M2, M3+", "did you mean `M3+`?", ":5:7"],
        &["`stage` 的值没有 `M3`"],
    ),
    ("{% if 'm2' != stage %}再次{% endif %}", &["did you mean `M2`?"], &["是否应为 `M2`？"]),
    (
        "欠款{% for l in ledgers %}{{ l.totl }}{% endfor %}",
        &["`l.totl`", "did you mean `l.total`?"],
        &["是否应为 `l.total`"],
    ),
    ("截至{{ As_Of }}止", &["did you mean `as_of`?"], &["是否应为 `as_of`"]),
    (
        "#import \"/shared/leter.typ\": *",
        &["no module `shared/leter.typ`", "did you mean `/shared/letter.typ`?"],
        &["没有模块"],
    ),
    ("#import \"@preview/cetz:0.3.0\"", &["packages of Typst are not read"], &["不能使用 Typst 包"]),
    ("感谢😀", &["U+1F600", ":5:3"], &["U+1F600"]),
    ("金额<5元的", &["`<` begins a label", "`\\<`"], &["被当作标签的开始"]),
    ("#strong[甲]<重要>乙", &["`<重要>` is a label", "`\\<重要\\>`"], &["无人引用的标签"]),
    ("#strong[甲]<vip>乙", &["`<vip>` is a label"], &["无人引用的标签"]),
    ("#strong[甲]<甲>", &["`<甲>` is a label"], &["无人引用的标签"]),
    ("#尽快还款于{{ pay_by }}前", &["`#尽快还款于` is read as code"], &["`#尽快还款于` 会被当作代码"]),
    ("单独]括号", &["`]` closes what nothing has opened", "`\\]`"], &["没有对应的 `[`"]),
    ("您须承担{{ stage|safe }}", &["`|safe` is not allowed"], &["不允许使用 `|safe`"]),
];

#[test]
fn a_mistake_in_a_letter_is_told_with_its_place_its_name_and_a_remedy() {
    let mut wrong = Vec::new();
    for (line, en, zh) in LINES {
        let letter = letter(line);
        let Some(stop) = told(&[("plain/kind.toml", PLAIN_KIND), ("plain/letter.typ.jinja", &letter)]) else {
            wrong.push(format!("{line}: nothing is told"));
            continue;
        };
        for (lang, parts) in [(Lang::En, en), (Lang::Zh, zh)] {
            let said = stop.get(lang);
            let parts = parts.iter().copied().chain(["/plain/letter.typ.jinja:"]);
            wrong.extend(
                parts
                    .filter(|part| !said.contains(part))
                    .map(|part| format!("{line}: no {part} in:\n{said}")),
            );
            if said.contains("***") {
                wrong.push(format!("{line}: words are hidden:\n{said}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn what_is_written_on_purpose_is_no_mistake() {
    let line = "// a comment of its own\n/* another */\n*粗* _斜_ `码` 甲--乙 a\\@b.com \\$5 \\#词 \\<甲\\> 甲\\\\乙 \
        400\\/\\/1 甲 \\ 乙 https://example.com/a #let 乙 = [丙] #乙; $x + y$ #figure([甲]) <one>\n= 题 <two>\n见@two \\{甲\\} '乙'，don't";
    let letter = letter(line);
    let folder = templates(&[("plain/kind.toml", PLAIN_KIND), ("plain/letter.typ.jinja", &letter)]);
    let desk = desk_of(&file("examples/issuer.toml"), Some(folder.path())).unwrap();
    let warnings: Vec<_> = desk.template_warnings().into_iter().map(|words| words.en).collect();
    assert_eq!(warnings.len(), 7, "{warnings:#?}");
}

/// A line of `kind.toml`, what stands in its place, and what is said.
const KINDS: &[(&str, &str, &[&str], &[&str])] = &[
    (
        "needs = []",
        "needs = [\"debtor.adress\"]",
        &["no field `debtor.adress`", "`debtor.address`"],
        &["是否应为 `debtor.address`"],
    ),
    ("needs = []", "needs = [\"地址\"]", &["no field `地址`"], &["没有字段 `地址`", "是否应为"]),
    ("needs = []", "needs = [\"ledgers.0.total\"]", &["no field `ledgers.0.total`"], &["没有字段"]),
    ("rules = []", "rules = [\"R19\"]", &["R19", "`settlement`", "needs"], &["R19", "`settlement`"]),
    ("title = \"信函\"", "title = 信函", &["line 1", "straight quotes"], &["第 1 行", "英文直引号"]),
    ("title = \"信函\"", "title = “信函”", &["line 1", "straight quotes"], &["英文直引号"]),
];

#[test]
fn a_mistake_in_a_kind_is_told_with_its_file_and_a_remedy() {
    for (from, to, en, zh) in KINDS {
        let kind = PLAIN_KIND.replacen(from, to, 1);
        assert_ne!(kind, PLAIN_KIND);
        let stop = told(&[("plain/kind.toml", &kind), ("plain/letter.typ.jinja", &letter(""))]).expect(to);
        for (lang, parts) in [(Lang::En, en), (Lang::Zh, zh)] {
            for part in parts.iter().chain(&["/plain/kind.toml"]) {
                assert!(stop.get(lang).contains(part), "{to}: no {part} in {}", stop.get(lang));
            }
        }
    }
    let kind = PLAIN_KIND.replacen("needs = []", "needs = [\"extra.branch\", \"extra.归属.支行\"]", 1);
    assert_eq!(
        told(&[("plain/kind.toml", &kind), ("plain/letter.typ.jinja", &letter("{{ extra.branch }}"))]),
        None
    );
}

#[test]
fn files_that_are_no_templates_are_named_with_what_they_are() {
    for (name, bytes, part) in [
        ("plain/ad.png", &b"\x89PNG\r\n\x1a\n\xff"[..], "is no SVG"),
        ("plain/words.typ", &b"\xd6\xd8\xd2\xaa"[..], "may be GBK"),
    ] {
        let folder = templates(&[("plain/kind.toml", PLAIN_KIND), ("plain/letter.typ.jinja", &letter(""))]);
        std::fs::write(folder.path().join(name), bytes).unwrap();
        let stop = desk_of(&file("examples/issuer.toml"), Some(folder.path())).unwrap_err();
        assert!(stop.message.en.contains(name) && stop.message.en.contains(part), "{}", stop.message.en);
    }
}
