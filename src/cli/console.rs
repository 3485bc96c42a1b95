//! The only file that prints: findings, results, progress. Data goes to stdout, words to stderr.

mod findings;
mod log;
mod progress;

use std::cell::RefCell;
use std::io::{ErrorKind, IsTerminal, Write};

use crate::account::read::{Note, Notes};
use crate::error::{Stop, StopCode, cause};
use crate::finding::{Lang, Severity, Words};
use crate::serve::Log;
use anstyle::{AnsiColor, Style};
use indicatif::ProgressBar;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::args::{Color, Common, Format, LogFormat};
use super::causes::Causes;
use super::settings::language;
use super::{Ending, end, signalled};
use log::Level;
use progress::Plain;

/// Where words and data go, and how.
#[derive(Debug)]
pub(crate) struct Console {
    pub(crate) lang: Lang,
    pub(crate) format: Format,
    quiet: bool,
    /// Whether words are told as lines of JSON.
    logs: bool,
    /// Whether events go to standard error, because a document goes to standard output.
    aside: bool,
    colored: bool,
    bar: Option<ProgressBar>,
    plain: Option<Plain>,
    causes: RefCell<Causes>,
    /// What the last event tells, should the command break off.
    facts: RefCell<Map<String, Value>>,
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

impl Console {
    pub(crate) fn new(common: &Common) -> Self {
        let colored = match common.color {
            _ if common.log_format == LogFormat::Json => false,
            Color::Always => true,
            Color::Never => false,
            Color::Auto => anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never,
        };
        Self {
            lang: language(common),
            format: common.format,
            quiet: common.quiet,
            logs: common.log_format == LogFormat::Json,
            aside: false,
            colored,
            bar: None,
            plain: None,
            causes: RefCell::default(),
            facts: RefCell::default(),
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

    /// Leaves standard output to a document: events go to standard error from now on.
    pub(crate) fn keep_stdout_free(&mut self) {
        self.aside = true;
    }

    /// A document on standard output.
    pub(crate) fn document(&self, bytes: &[u8]) -> Result<(), Stop> {
        let mut out = std::io::stdout().lock();
        let printed = out.write_all(bytes).and_then(|()| out.flush());
        printed.map_err(|error| unprinted(&error).coded(StopCode::File))
    }

    /// An event of a run, as a JSON line; nothing in other formats. The run does not depend on
    /// anybody reading it.
    pub(crate) fn event(&self, event: &impl Serialize) -> Result<(), Stop> {
        if self.format != Format::Json {
            return Ok(());
        }
        let line =
            serde_json::to_string(event).map_err(|error| Stop::from(Words::foreign("程序内部", error)))?;
        if self.aside {
            self.write(&line);
            return Ok(());
        }
        match self.print(&format!("{line}\n")) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(unprinted(&error)),
            _ => Ok(()),
        }
    }

    /// What the last event shall tell beside the rest, should the command break off.
    pub(crate) fn know(&self, facts: Value) {
        if let Value::Object(facts) = facts {
            self.facts.borrow_mut().extend(facts);
        }
    }

    /// The last event: how the command ended, why it did not come to its end where it did not, and what it came to.
    pub(crate) fn close(&self, ending: Ending, stop: Option<&Stop>, facts: Value) -> Result<(), Stop> {
        self.know(facts);
        self.event(&end::event(ending, stop, self.facts.take(), self.lang))
    }

    /// The last event of a command that a signal ends at once, as a line; none in other formats than JSON.
    pub(crate) fn last_event(&self) -> Option<LastEvent> {
        let facts = self.facts.borrow().clone();
        let event = end::event(Ending::Signal, Some(&signalled()), facts, self.lang);
        (self.format == Format::Json).then(|| LastEvent { line: format!("{event}\n"), aside: self.aside })
    }

    /// What requests of a server are told to: lines of the log, where one is kept.
    pub(crate) fn request_log(&self) -> Log {
        if !self.logs {
            return Log::default();
        }
        Log::to(|level, about, facts| {
            let level = if level == "error" { Level::Error } else { Level::Info };
            // Where standard error is closed there is nobody to tell.
            let _ = writeln!(std::io::stderr().lock(), "{}", log::line(level, about, facts));
        })
    }

    /// Words for the reader, unless they asked for quiet.
    pub(crate) fn tell(&self, words: &str) {
        if !self.quiet {
            self.say(Level::Info, words, Value::Null, words);
        }
    }

    /// A line on standard error: `words`, or in the log `message` with `facts`.
    fn say(&self, level: Level, message: &str, facts: Value, words: &str) {
        match self.logs {
            true => self.write(&log::line(level, message, facts)),
            false => self.write(words),
        }
    }

    fn write(&self, words: &str) {
        // Where standard error is closed there is nobody to tell.
        let _ = self.apart(|| writeln!(std::io::stderr().lock(), "{words}"));
    }

    /// A warning about the run.
    pub(crate) fn warn(&self, words: &Words) {
        if !self.quiet {
            let (word, message) =
                (self.paint(self.says("warning", "警告"), Severity::Warning), words.get(self.lang));
            self.say(Level::Warning, message, Value::Null, &format!("{word}: {message}"));
        }
    }

    /// A rule that what was typed breaks.
    pub(crate) fn refused(&self, code: &str, words: &Words) {
        let (title, message) = (self.title(Severity::Error, code), words.get(self.lang));
        self.say(Level::Error, message, json!({ "code": code }), &format!("{title}: {message}"));
    }

    /// What is to be known of the inputs beside what is wrong with their records.
    pub(crate) fn notes(&self, notes: &Notes) -> Result<(), Stop> {
        for Note { source, words } in notes.take() {
            let told = words.get(self.lang);
            self.event(&json!({ "event": "note", "source": &*source, "message": told }))?;
            if self.format != Format::Json && !self.quiet {
                let (word, colon) = (self.says("note", "说明"), self.says(": ", "："));
                let words = format!("{word}: `{source}`{colon}{told}");
                self.say(Level::Note, told, json!({ "source": &*source }), &words);
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
        let hints: Vec<_> = stop.hints.iter().map(|hint| hint.get(self.lang)).collect();
        let facts = json!({ "code": stop.code.map(StopCode::word), "hints": hints });
        self.say(Level::Error, stop.message.get(self.lang), facts, &out);
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

    /// Writes while the progress bar is out of the way.
    fn apart<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }
}

/// The last event of a command that a signal ends at once.
#[derive(Debug, Clone)]
pub(crate) struct LastEvent {
    line: String,
    aside: bool,
}

impl LastEvent {
    /// Prints it, and lets nothing else be printed there until `then` comes back.
    pub(crate) fn print_and(&self, then: impl FnOnce()) {
        let mut out: Box<dyn Write> =
            if self.aside { Box::new(std::io::stderr().lock()) } else { Box::new(std::io::stdout().lock()) };
        let _ = out.write_all(self.line.as_bytes()).and_then(|()| out.flush());
        then();
    }
}

/// Asks the person at the terminal for a password, which is not shown; `None` where there is nobody.
pub(crate) fn ask_password(what: &str) -> Option<String> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return None;
    }
    rpassword::prompt_password(format!("{what}: ")).ok()
}

fn unprinted(error: &std::io::Error) -> Stop {
    let Words { en, zh } = cause(error);
    Stop::new(format!("standard output: {en}"), format!("标准输出：{zh}"))
}
