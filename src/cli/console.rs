//! The only file that prints: findings, results, progress. Data goes to stdout, words to stderr.

use std::cell::{Cell, RefCell};
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::time::Duration;

use crate::account::read::{Column, Entry, Note, Notes};
use crate::audit::Flaw;
use crate::clock::Watch;
use crate::error::{Stop, cause};
use crate::finding::{Finding, Lang, Severity, Words};
use crate::money::grouped;
use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use serde_json::json;

use super::args::{Color, Common, Format};
use super::causes::{Causes, place};
use super::settings::language;

/// Where words and data go, and how.
#[derive(Debug)]
pub(crate) struct Console {
    pub(crate) lang: Lang,
    pub(crate) format: Format,
    quiet: bool,
    colored: bool,
    bar: Option<ProgressBar>,
    plain: Option<Plain>,
    causes: RefCell<Causes>,
}

/// Progress where no person watches a terminal: a line every few seconds.
#[derive(Debug)]
struct Plain {
    total: Option<u64>,
    done: Cell<u64>,
    told: Cell<Duration>,
    watch: Watch,
}

/// How far plain lines of progress are apart.
const APART: Duration = Duration::from_secs(5);

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

impl Console {
    pub(crate) fn new(common: &Common) -> Self {
        let colored = match common.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never,
        };
        Self {
            lang: language(common),
            format: common.format,
            quiet: common.quiet,
            colored,
            bar: None,
            plain: None,
            causes: RefCell::default(),
        }
    }

    /// One of two wordings.
    pub(crate) fn says<'a>(&self, en: &'a str, zh: &'a str) -> &'a str {
        match self.lang {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }

    /// A line of data.
    pub(crate) fn data(&self, line: &str) -> Result<(), Stop> {
        self.block(&format!("{line}\n"))
    }

    /// Lines of data, as they are. Where the reader has gone (`hanpress sample | head`), the
    /// program is done and ends.
    pub(crate) fn block(&self, text: &str) -> Result<(), Stop> {
        self.print(text).or_else(|error| match error.kind() {
            ErrorKind::BrokenPipe => std::process::exit(0),
            _ => Err(unprinted(&error)),
        })
    }

    fn print(&self, text: &str) -> std::io::Result<()> {
        self.apart(|| std::io::stdout().lock().write_all(text.as_bytes()))
    }

    /// An event of a run, as a JSON line; nothing in other formats. The run does not depend on
    /// anybody reading it.
    pub(crate) fn event(&self, event: &impl Serialize) -> Result<(), Stop> {
        if self.format != Format::Json {
            return Ok(());
        }
        let line =
            serde_json::to_string(event).map_err(|error| Stop::from(Words::foreign("程序内部", error)))?;
        match self.print(&format!("{line}\n")) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(unprinted(&error)),
            _ => Ok(()),
        }
    }

    /// Words for the reader, unless they asked for quiet.
    pub(crate) fn tell(&self, words: &str) {
        if !self.quiet {
            self.warn_always(words);
        }
    }

    fn warn_always(&self, words: &str) {
        // Where standard error is closed there is nobody to tell.
        let _ = self.apart(|| writeln!(std::io::stderr().lock(), "{words}"));
    }

    /// A warning about the run.
    pub(crate) fn warn(&self, words: &Words) {
        let word = self.paint(self.says("warning", "警告"), Severity::Warning);
        self.tell(&format!("{word}: {}", words.get(self.lang)));
    }

    /// What is to be known of the inputs beside what is wrong with their records.
    pub(crate) fn notes(&self, notes: &Notes) -> Result<(), Stop> {
        for Note { source, words } in notes.take() {
            let told = words.get(self.lang);
            self.event(&json!({ "event": "note", "source": &*source, "message": told }))?;
            if self.format != Format::Json {
                self.tell(&format!(
                    "{}: `{source}`{}{told}",
                    self.says("note", "说明"),
                    self.says(": ", "：")
                ));
            }
        }
        Ok(())
    }

    /// Why the run cannot go on.
    pub(crate) fn stop(&self, stop: &Stop) {
        let word = self.paint(self.says("error", "错误"), Severity::Error);
        let mut out = format!("{word}: {}", stop.message.get(self.lang));
        for hint in &stop.hints {
            out.push_str(&format!("\n  {}: {}", self.says("hint", "提示"), hint.get(self.lang)));
        }
        self.warn_always(&out);
    }

    /// How many findings of each severity are told in full; all of them for 0.
    pub(crate) fn tell_at_most(&self, most: usize) {
        self.causes.borrow_mut().most = most;
    }

    /// The findings of one account: the first of a run in full, all of them counted.
    pub(crate) fn findings(&self, entry: &Entry, id: Option<&str>, findings: &[Finding]) {
        if self.format == Format::Json || self.quiet {
            return;
        }
        let (accepted, told): (Vec<_>, Vec<_>) = findings.iter().partition(|finding| finding.is_accepted());
        accepted.iter().for_each(|finding| self.causes.borrow_mut().accept(finding.code));
        self.causes.borrow_mut().add(entry, &told);
        for finding in told {
            if self.causes.borrow_mut().is_early(finding) {
                self.finding(entry, id, finding);
            }
        }
    }

    fn finding(&self, entry: &Entry, id: Option<&str>, finding: &Finding) {
        let header = entry.row.as_ref().map(|row| &*row.header);
        let named = |column: &Column, path: &str| match self.lang {
            Lang::En => format!("`{}` ({path})", column.heading),
            Lang::Zh => format!("`{}`（{path}）", column.heading),
        };
        let worded = |words: &Words| {
            let text = words.get(self.lang);
            header
                .map_or_else(|| text.to_string(), |header| header.headed(text, named, |_| None).into_owned())
        };
        let title = self.title(finding.severity, finding.code);
        let id = id.map(|id| format!(" `{id}`")).unwrap_or_default();
        let column = header.and_then(|header| header.column(&finding.path));
        let (source, line, place) = (&entry.source, entry.line, place(finding, column.as_ref(), self.lang));
        let mut out = format!("{title}: {}\n", self.bold(&worded(&finding.message)));
        out.push_str(&format!("  {} {source}:{line}{id}{place}\n", self.dim("-->")));
        if let Some(basis) = &finding.basis {
            out.push_str(&format!("  {}: {}\n", self.says("basis", "依据"), basis.get(self.lang)));
        }
        for hint in &finding.hints {
            out.push_str(&format!("  {}: {}\n", self.says("hint", "提示"), worded(hint)));
        }
        self.warn_always(&out);
    }

    /// `error[D07]`, in colour.
    fn title(&self, severity: Severity, code: &str) -> String {
        let word = match severity {
            Severity::Error => self.says("error", "错误"),
            Severity::Warning => self.says("warning", "警告"),
        };
        self.paint(&format!("{word}[{code}]"), severity)
    }

    /// The causes of all findings, where some were not told in full.
    pub(crate) fn causes(&self) {
        let causes = self.causes.borrow();
        if let Some(accepted) = causes.accepted() {
            self.tell(&match self.lang {
                Lang::En => format!("warnings that the issuer file accepts (`[severity]`): {accepted}"),
                Lang::Zh => format!("发行方文件 `[severity]` 忽略的提示：{accepted}"),
            });
        }
        if causes.left_out == 0 {
            return;
        }
        let left_out = grouped(&causes.left_out.to_string());
        let mut out = match self.lang {
            Lang::En => format!(
                "{left_out} further findings; all of them, by cause (`--max-errors 0` tells each in full):\n"
            ),
            Lang::Zh => format!(
                "其余 {left_out} 条不再逐条列出（`--max-errors 0` 可全部列出）。全部问题按原因汇总：\n"
            ),
        };
        for (severity, code, told) in causes.lines(self.lang) {
            out.push_str(&format!("{}{told}\n", self.title(severity, code)));
        }
        if let Some(further) = causes.further().map(|count| grouped(&count.to_string())) {
            out.push_str(&match self.lang {
                Lang::En => format!("and other causes {further} times\n"),
                Lang::Zh => format!("其他原因共 {further} 次\n"),
            });
        }
        self.warn_always(out.trim_end_matches('\n'));
    }

    /// What a sample brought to light in a template.
    pub(crate) fn tried(&self, finding: &Finding, refuses: bool, kind: &str, traits: &str) {
        if self.format == Format::Json {
            return;
        }
        let title = self.title(if refuses { Severity::Error } else { Severity::Warning }, finding.code);
        let mut out = format!("{title}: {}\n", self.bold(finding.message.get(self.lang)));
        out.push_str(&format!("  {} {kind} ({traits})\n", self.dim("-->")));
        for hint in &finding.hints {
            out.push_str(&format!("  {}: {}\n", self.says("hint", "提示"), hint.get(self.lang)));
        }
        self.warn_always(&out);
    }

    /// A flaw of a finished folder.
    pub(crate) fn flaw(&self, folder: &Path, flaw: &Flaw) {
        if self.format == Format::Json {
            return;
        }
        let title = self.paint(&format!("{}[{}]", self.says("error", "错误"), flaw.code), Severity::Error);
        let line = flaw.line.map(|line| format!(":{line}")).unwrap_or_default();
        let id = flaw.id.as_ref().map(|id| format!(" `{id}`")).unwrap_or_default();
        let place = folder.join(&flaw.file);
        let mut out = format!("{title}: {}\n", self.bold(flaw.message.get(self.lang)));
        out.push_str(&format!("  {} {}{line}{id}\n", self.dim("-->"), place.display()));
        if let Some(hint) = &flaw.hint {
            out.push_str(&format!("  {}: {}\n", self.says("hint", "提示"), hint.get(self.lang)));
        }
        self.warn_always(&out);
    }

    fn paint(&self, words: &str, severity: Severity) -> String {
        let color = if severity == Severity::Error { AnsiColor::Red } else { AnsiColor::Yellow };
        self.styled(words, color.on_default().bold())
    }

    fn bold(&self, words: &str) -> String {
        self.styled(words, BOLD)
    }

    fn dim(&self, words: &str) -> String {
        self.styled(words, DIM)
    }

    /// Words among the data, in colour where a person reads them.
    pub(crate) fn painted(&self, words: &str, color: AnsiColor) -> String {
        if std::io::stdout().is_terminal() {
            self.styled(words, color.on_default().bold())
        } else {
            words.into()
        }
    }

    fn styled(&self, words: &str, style: Style) -> String {
        if self.colored { format!("{style}{words}{style:#}") } else { words.to_string() }
    }

    /// Shows progress towards `total` records, where a person watches.
    pub(crate) fn begin(&mut self, total: Option<u64>) {
        if self.quiet {
            return;
        }
        if !std::io::stderr().is_terminal() {
            let (done, told) = (Cell::new(0), Cell::new(Duration::ZERO));
            self.plain = Some(Plain { total, done, told, watch: Watch::start() });
            return;
        }
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr_with_hz(8));
        let template = match total {
            Some(_) => "{bar:32} {human_pos}/{human_len}  {per_sec}  {eta}",
            None => "{spinner} {human_pos}  {per_sec}  {elapsed}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        self.bar = Some(bar);
    }

    /// One record more is done.
    pub(crate) fn step(&self) {
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
        let Some(Plain { total, done, told, watch }) = &self.plain else { return };
        done.set(done.get() + 1);
        let now = watch.elapsed();
        if now.saturating_sub(told.get()) >= APART {
            told.set(now);
            self.tell(&progress(done.get(), *total, now, self.lang));
        }
    }

    /// Progress is over.
    pub(crate) fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        self.plain = None;
    }

    /// Writes while the progress bar is out of the way.
    fn apart<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }
}

/// Asks the person at the terminal for a password, which is not shown; `None` where there is nobody.
pub(crate) fn ask_password(what: &str) -> Option<String> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return None;
    }
    rpassword::prompt_password(format!("{what}: ")).ok()
}

/// `1,200 of 5,000 accounts, 45.2 a second, 84 s left`.
fn progress(done: u64, total: Option<u64>, took: Duration, lang: Lang) -> String {
    let rate = done as f64 / took.as_secs_f64().max(0.001);
    let left = total.map(|total| (total.saturating_sub(done) as f64 / rate.max(0.001)).ceil());
    let count = |count: u64| grouped(&count.to_string());
    let done = count(done);
    match (lang, total.zip(left)) {
        (Lang::En, Some((total, left))) => {
            format!("{done} of {} accounts, {rate:.1} a second, {left:.0} s left", count(total))
        }
        (Lang::En, None) => format!("{done} accounts, {rate:.1} a second"),
        (Lang::Zh, Some((total, left))) => {
            format!("{done}/{} 户，每秒 {rate:.1} 户，剩余约 {left:.0} 秒", count(total))
        }
        (Lang::Zh, None) => format!("{done} 户，每秒 {rate:.1} 户"),
    }
}

fn unprinted(error: &std::io::Error) -> Stop {
    let Words { en, zh } = cause(error);
    Stop::new(format!("standard output: {en}"), format!("标准输出：{zh}"))
}
