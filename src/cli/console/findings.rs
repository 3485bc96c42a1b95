//! Tell what is wrong with accounts and folders: the first findings in full, all of them by cause.

use std::path::Path;

use serde_json::json;

use super::Console;
use super::log::Level;
use crate::account::read::{Column, Entry};
use crate::audit::Flaw;
use crate::cli::args::Format;
use crate::cli::causes::{Causes, place};
use crate::finding::{Finding, Lang, Severity, Words};
use crate::money::grouped;

impl Console {
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
        let entry_id = id;
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
        let facts = json!({
            "code": finding.code, "source": &**source, "line": line, "id": entry_id, "path": finding.path,
            "column": column.map(|column| column.heading),
            "basis": finding.basis.as_ref().map(|basis| basis.get(self.lang)),
            "hints": finding.hints.iter().map(worded).collect::<Vec<_>>(),
        });
        self.say(level(finding.severity), &worded(&finding.message), facts, &out);
    }

    /// `error[D07]`, in colour.
    pub(super) fn title(&self, severity: Severity, code: &str) -> String {
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
        if self.logs {
            return self.log_causes(&causes);
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
        self.write(out.trim_end_matches('\n'));
    }

    fn log_causes(&self, causes: &Causes) {
        for (severity, code, told) in causes.lines(self.lang) {
            let message = told.trim();
            self.say(level(severity), message, json!({ "code": code, "sum": true }), message);
        }
    }

    /// What a sample brought to light in a template.
    pub(crate) fn tried(&self, finding: &Finding, refuses: bool, kind: &str, traits: &str) {
        if self.format == Format::Json {
            return;
        }
        let severity = if refuses { Severity::Error } else { Severity::Warning };
        let (title, message) = (self.title(severity, finding.code), finding.message.get(self.lang));
        let mut out = format!("{title}: {}\n", self.bold(message));
        out.push_str(&format!("  {} {kind} ({traits})\n", self.dim("-->")));
        let hints: Vec<_> = finding.hints.iter().map(|hint| hint.get(self.lang)).collect();
        for hint in &hints {
            out.push_str(&format!("  {}: {hint}\n", self.says("hint", "提示")));
        }
        let facts = json!({ "code": finding.code, "kind": kind, "traits": traits, "hints": hints });
        self.say(level(severity), message, facts, &out);
    }

    /// What is wrong with a row of a table of results; `number` is that of its document.
    pub(crate) fn row(&self, source: &str, row: u64, number: Option<&str>, finding: &Finding) {
        let (title, message) = (self.title(finding.severity, finding.code), finding.message.get(self.lang));
        let mut out = format!("{title}: {}\n", self.bold(message));
        let shown = number.map(|number| format!(" `{number}`")).unwrap_or_default();
        let field = if finding.path.is_empty() { String::new() } else { format!(" {}", finding.path) };
        out.push_str(&format!("  {} {source}:{row}{shown}{field}\n", self.dim("-->")));
        let hints: Vec<_> = finding.hints.iter().map(|hint| hint.get(self.lang)).collect();
        for hint in &hints {
            out.push_str(&format!("  {}: {hint}\n", self.says("hint", "提示")));
        }
        let facts = json!({
            "code": finding.code, "source": source, "row": row, "number": number, "path": finding.path,
            "hints": hints,
        });
        self.say(level(finding.severity), message, facts, &out);
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
        let facts = json!({
            "code": flaw.code, "folder": folder.display().to_string(), "file": flaw.file, "line": flaw.line,
            "id": flaw.id, "hints": flaw.hint.iter().map(|hint| hint.get(self.lang)).collect::<Vec<_>>(),
        });
        self.say(Level::Error, flaw.message.get(self.lang), facts, &out);
    }
}

const fn level(severity: Severity) -> Level {
    match severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
    }
}
