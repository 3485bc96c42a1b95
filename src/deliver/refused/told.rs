//! Word the reasons and the remedies of a refused row for its sheets, in Chinese: a clerk corrects them.

use crate::account::read::{Column, Header, Row, VALUE, chinese};
use crate::check::book;
use crate::codes;
use crate::finding::{Finding, Lang, Words};

/// What stands between two reasons, or two remedies, of one row.
pub(super) const GAP: &str = "；";

/// What a sheet tells of a refused row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::deliver) struct Told {
    /// Why it was refused.
    pub(in crate::deliver) reasons: String,
    /// What to do about it.
    pub(in crate::deliver) hints: String,
}

impl Told {
    /// What is told of these findings; those that only warn are left out, for they need no correcting.
    pub(super) fn of(findings: &[Finding], row: &Row) -> Self {
        let header = &*row.header;
        let refusing = || findings.iter().filter(|finding| finding.refuses());
        let reasons = refusing().map(|finding| reason(finding, header));
        let hints = refusing().filter_map(|finding| hint(finding, header));
        Self { reasons: once_each(reasons), hints: once_each(hints) }
    }
}

fn once_each(texts: impl Iterator<Item = String>) -> String {
    let mut told: Vec<String> = Vec::new();
    for text in texts {
        if !told.contains(&text) {
            told.push(text);
        }
    }
    told.join(GAP)
}

/// `D07 到期还款日：…`.
fn reason(finding: &Finding, header: &Header) -> String {
    let message = worded(&finding.message, header);
    match subject(finding, header) {
        Some(subject) => format!("{} {subject}：{message}", finding.code),
        None => format!("{} {message}", finding.code),
    }
}

/// `到期还款日：请写作 …`; how its code is mended in general where the finding itself says nothing.
fn hint(finding: &Finding, header: &Header) -> Option<String> {
    let own: Vec<String> = finding.hints.iter().map(|hint| worded(hint, header)).collect();
    let hint = if own.is_empty() { mend(finding.code)? } else { own.join("，") };
    Some(match subject(finding, header) {
        Some(subject) => format!("{subject}：{hint}"),
        None => hint,
    })
}

/// What to do about a code, for one who corrects a table: what the pages on codes say besides is for others.
fn mend(code: &str) -> Option<String> {
    match code {
        "D02" => return Some("请补填".into()),
        VALUE => return Some("请改为所示的写法".into()),
        _ => {}
    }
    let rule = book::entry(code).map(|entry| entry.mend);
    let said = rule.or_else(|| codes::named(code).map(|code| code.mend))?;
    Some(said.get(Lang::Zh).to_string())
}

/// The heading of the cell that is meant, or what the field is called where no column holds it.
fn subject(finding: &Finding, header: &Header) -> Option<String> {
    let path = finding.path.as_str();
    let column = header.column(path).map(|column| column.heading);
    column.or_else(|| (!path.is_empty()).then(|| chinese(path).unwrap_or(path).to_string()))
}

fn worded(words: &Words, header: &Header) -> String {
    let heading = |column: &Column, _: &str| format!("“{}”", column.heading);
    let other = |path: &str| chinese(path).map(|name| format!("“{name}”"));
    header.headed(words.get(Lang::Zh), heading, other).into_owned()
}
