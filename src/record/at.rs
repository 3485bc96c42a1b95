//! A place in a record, where faults are reported.

use rust_decimal::Decimal;

use super::nothing::{is_nothing, nothing_hint};
use super::shown::is_plain;
use super::written::WrittenAmount;
use super::{Node, Written, below};
use crate::finding::{Finding, Words};
use crate::mask;
use crate::money::Currency;

/// A place in a record, known by its path such as `ledgers[0].fees`, where faults are reported.
///
/// All places of one record share one list of findings, so that reading goes on after a fault and every fault is
/// found. A place below is borrowed from the one above, which cannot report meanwhile.
#[derive(Debug)]
pub struct At<'a> {
    path: String,
    private: bool,
    findings: &'a mut Vec<Finding>,
    /// What was written otherwise than the program writes it; `None` where nothing may be.
    written: Option<&'a mut Written>,
}

impl<'a> At<'a> {
    /// The top of a record whose values are written one way only, such as a file of settings.
    pub fn top(findings: &'a mut Vec<Finding>) -> Self {
        Self { path: String::new(), private: false, findings, written: None }
    }

    /// The top of a record whose values may be written in any way that has one reading, as people and systems do;
    /// `written` takes down which were.
    pub fn top_of_account(findings: &'a mut Vec<Finding>, written: &'a mut Written) -> Self {
        Self { path: String::new(), private: false, findings, written: Some(written) }
    }

    /// The place of a named field below.
    pub fn field(&mut self, name: &str) -> At<'_> {
        self.at(below(&self.path, name))
    }

    /// The place of a list's item, counted from 0.
    pub fn item(&mut self, index: usize) -> At<'_> {
        self.at(format!("{}[{index}]", self.path))
    }

    /// The same place, of which messages show the shape only: what is written there is a person's.
    pub fn private(&mut self) -> At<'_> {
        At { private: true, ..self.at(self.path.clone()) }
    }

    /// Whether what is written here is a person's, so that no message may show it, nor what it comes to.
    pub fn is_private(&self) -> bool {
        self.private
    }

    /// Whether values may be written in any way that has one reading here, as in an account.
    pub(super) fn takes_many_ways(&self) -> bool {
        self.written.is_some()
    }

    fn at(&mut self, path: String) -> At<'_> {
        At { path, private: self.private, findings: self.findings, written: self.written.as_deref_mut() }
    }

    /// Takes a value that stands here as `text` and is written `plain` by the program. Whether they may differ, the
    /// record says; where they may not, the fault is told and the value is not to be taken.
    pub(crate) fn settled(&mut self, node: &Node, text: &str, plain: String) -> bool {
        if text == plain || self.written.is_some() {
            self.alias(text, plain);
            return true;
        }
        let hint = match self.private {
            true => like(&plain),
            false => Words::new(format!("write `{plain}`"), format!("请写作 `{plain}`")),
        };
        let finding = self.unlike(node, "written as it must be here", "此处规定的写法");
        finding.code = "D07";
        finding.hints.push(hint);
        false
    }

    /// Takes down that a value stands here as `text`, which every record may, and is written `plain` by the program.
    pub(super) fn alias(&mut self, text: &str, plain: String) {
        if let Some(written) = self.written.as_deref_mut().filter(|_| text != plain) {
            written.plain.push((self.path.clone(), plain));
        }
    }

    /// Takes down an amount, with the currencies that a mark beside it can mean.
    pub(super) fn amount(&mut self, text: &str, value: Decimal, marks: Option<Vec<Currency>>) {
        if let Some(written) = self.written.as_deref_mut() {
            let (path, of_two_decimals) = (self.path.clone(), has_two_decimals(text));
            written.amounts.push(WrittenAmount { path, value, marks, of_two_decimals });
        }
    }

    /// Reports a fault here.
    pub fn fault(&mut self, code: &'static str, message: Words) -> &mut Finding {
        self.findings.push(Finding::error(code, self.path.clone(), message));
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    /// Reports that nothing is given here.
    pub fn missing(&mut self) {
        let name = self.path.clone();
        self.fault("D02", Words::new(format!("`{name}` is missing"), format!("缺少 `{name}`")));
    }

    /// Reports that what is written here is not what belongs here, as in "is not `a date`".
    pub fn unlike(&mut self, node: &Node, en: &str, zh: &str) -> &mut Finding {
        let (shown, shown_zh) = match node.text() {
            Some(_) => (self.shown(node), self.shown(node)),
            None => (format!("{node:?}"), node.kind_in_chinese().to_string()),
        };
        let nothing = self.nothing_at(node);
        let finding =
            self.fault("D04", Words::new(format!("{shown} is not {en}"), format!("{shown_zh} 不是{zh}")));
        finding.hints.extend(nothing);
        finding
    }

    /// How a word for nothing is made a blank, where it stands in a record that the issuer's way of reading is for.
    fn nothing_at(&self, node: &Node) -> Option<Words> {
        let text = node.text().filter(|text| self.written.is_some() && !self.private && is_nothing(text))?;
        Some(nothing_hint(text))
    }

    /// What was written, for a message: as it is where it is a plain figure or word, masked where it
    /// is a person's or may be, since cells slip into the wrong column.
    pub fn shown(&self, node: &Node) -> String {
        match node {
            Node::Text(text) | Node::Number(text) if !self.private && is_plain(text) => format!("`{text}`"),
            Node::Text(text) | Node::Number(text) => format!("`{}`", mask::shape(text)),
            other => format!("{other:?}"),
        }
    }
}

/// Whether a figure is written as the program writes one of two decimals: `8376.25`.
fn has_two_decimals(figure: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    figure.split_once('.').is_some_and(|(whole, cents)| {
        cents.len() == 2
            && digits(cents)
            && digits(whole)
            && !whole.is_empty()
            && (whole == "0" || !whole.starts_with('0'))
    })
}

/// How a value is written, by an example of its shape: the value itself is a person's.
fn like(plain: &str) -> Words {
    let example = match plain.contains('-') {
        true => "2026-11-22",
        false => "8376.25",
    };
    Words::new(format!("write it as in `{example}`"), format!("请按 `{example}` 的格式书写"))
}
