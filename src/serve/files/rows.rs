//! Turn the records of a file into what the page shows of them: in the words of its own headings, masked.

use std::sync::Arc;

use serde_json::{Value, json};

use super::File;
use super::file::Held;
use crate::account::read::{Column, Entry, Row as Cells};
use crate::desk::Desk;
use crate::finding::{Finding, Lang, Words, any_item};
use crate::mask;
use crate::serve::ask::Query;
use crate::serve::options::Catalogue;
use crate::serve::problem::Problem;

/// What is known of a record.
pub(super) struct Row {
    line: u64,
    pub(super) id: Option<String>,
    /// To whom it goes, masked.
    name: Option<String>,
    kind: Option<String>,
    pub(super) sound: bool,
    findings: Vec<Finding>,
    /// How often it was mended.
    pub(super) revision: u64,
    /// The record, where it is kept.
    pub(super) entry: Option<Arc<Entry>>,
}

impl Row {
    /// A record with what was found of it.
    pub(super) fn of(
        entry: &Entry,
        id: Option<&str>,
        sound: bool,
        findings: &[Finding],
        desk: &Desk,
    ) -> Self {
        let account = entry.account.as_ref().ok();
        let name = account.map(|account| {
            mask::name(account.addressee.name.as_ref().unwrap_or(&account.debtor.name).reveal())
        });
        let kind = account.and_then(|account| Some(desk.fixed().kind_of(account).ok()?.name.clone()));
        let findings = findings.iter().filter(|finding| !finding.is_accepted()).cloned().collect();
        let id = id.map(str::to_string);
        Self { line: entry.line, id, name, kind, sound, findings, revision: 0, entry: None }
    }

    fn is_warned(&self) -> bool {
        self.sound && !self.findings.is_empty()
    }

    fn told(&self, n: usize, lang: Lang) -> Value {
        let cells = self.entry.as_ref().and_then(|entry| entry.row.as_ref());
        let findings: Vec<_> = self.findings.iter().map(|finding| told(finding, cells, lang)).collect();
        json!({
            "n": n + 1, "line": self.line, "id": self.id, "name": self.name, "kind": self.kind,
            "state": if self.sound { "sound" } else { "refused" }, "revision": self.revision, "findings": findings,
        })
    }
}

/// A finding with the cell that it is about.
fn told(finding: &Finding, cells: Option<&Cells>, lang: Lang) -> Value {
    let mut told = json!(finding.worded(lang));
    if let Some(cells) = cells {
        // In the words of who wrote the table, who never saw a field's path.
        let worded = |words: &Words| {
            let named = |column: &Column, _: &str| match lang {
                Lang::En => format!("`{}`", column.heading),
                Lang::Zh => format!("“{}”", column.heading),
            };
            cells.header.headed(words.get(lang), named, |_| None).into_owned()
        };
        told["message"] = worded(&finding.message).into();
        told["hints"] = finding.hints.iter().map(worded).collect();
    }
    let column = cells.and_then(|cells| cells.header.column(&finding.path));
    let cell = column.as_ref().and_then(|column| cells?.cells.get(column.index));
    let shown = cell.filter(|cell| !cell.trim().is_empty()).map(|cell| shown(&finding.path, cell));
    told["column"] = json!(column.map(|column| {
        json!({ "index": column.index, "letters": column.letters(), "heading": column.heading })
    }));
    told["masked"] = json!(shown.as_ref().is_some_and(|(_, masked)| *masked));
    told["value"] = json!(shown.map(|(value, _)| value));
    told
}

/// The longest cell that is shown, in characters.
const LONGEST: usize = 80;

/// A cell as the page shows it, and whether something of it is hidden: sums and days are nobody's secret to who has the
/// file, whatever else stands there may name a person.
fn shown(path: &str, cell: &str) -> (String, bool) {
    let open = ["ledgers", "plan", "waiver", "due_date", "as_of", "pay_by", "kind", "flags", "cycle"];
    let top = path.split(['.', '[']).next().unwrap_or_default();
    let last = path.rsplit('.').next().unwrap_or_default();
    let is_figure = cell.chars().all(|c| c.is_ascii_digit() || "., /:-+年月日元￥¥%E".contains(c));
    let is_day = last.ends_with("date") || last.ends_with("_on");
    // A long row of digits in a wrong column may be a card or an identity number.
    let is_long = cell.chars().filter(char::is_ascii_digit).count() > 10;
    if (open.contains(&top) || is_day) && (is_figure || top == "kind") && !is_long {
        return (cell.trim().chars().take(LONGEST).collect(), false);
    }
    (mask::shape(cell.trim()), true)
}

/// Which records are wanted.
#[derive(Debug)]
pub(in crate::serve) struct Wanted {
    filter: String,
    q: Option<String>,
    page: usize,
    per: usize,
}

impl Wanted {
    /// What a query asks for.
    pub(in crate::serve) fn of(query: &Query) -> Result<Self, Problem> {
        let filter = query.get("filter").unwrap_or("all").to_string();
        let is_code = filter.len() <= 5 && filter.starts_with(|c: char| c.is_ascii_uppercase());
        if !["all", "sound", "refused", "warned", "changed"].contains(&filter.as_str()) && !is_code {
            return Err(Problem::bad(
                "`filter` is `all`, `sound`, `refused`, `warned`, `changed` or a code such as `R04`",
                "`filter` 可为 `all`、`sound`、`refused`、`warned`、`changed`，或代码（如 `R04`）",
            ));
        }
        let page = query.number("page", 1, 1 << 20, 1)? as usize;
        let per = query.number("per", 1, 200, 50)? as usize;
        Ok(Self { filter, q: query.get("q").map(str::to_lowercase), page, per })
    }

    fn takes(&self, row: &Row) -> bool {
        let fits = match self.filter.as_str() {
            "all" => true,
            "sound" => row.sound,
            "refused" => !row.sound,
            "warned" => row.is_warned(),
            "changed" => row.revision > 0,
            code => row.findings.iter().any(|finding| finding.code == code),
        };
        let named = |q: &str| row.id.as_ref().is_some_and(|id| id.to_lowercase().contains(q));
        fits && self.q.as_deref().is_none_or(named)
    }
}

impl File {
    /// A page of its records.
    pub(in crate::serve) fn page(&self, wanted: &Wanted, lang: Lang) -> Value {
        let held = self.held();
        let found: Vec<_> = held.rows.iter().enumerate().filter(|(_, row)| wanted.takes(row)).collect();
        let total = found.len();
        let rows = found.into_iter().skip((wanted.page - 1) * wanted.per).take(wanted.per);
        let rows: Vec<_> = rows.map(|(n, row)| row.told(n, lang)).collect();
        json!({ "page": wanted.page, "pages": total.div_ceil(wanted.per), "total": total, "rows": rows })
    }

    /// One record, counted from 1.
    pub(in crate::serve) fn row(&self, n: u64, lang: Lang) -> Result<Value, Problem> {
        let at = usize::try_from(n).ok().and_then(|n| n.checked_sub(1)).ok_or_else(Problem::not_found)?;
        let held = self.held();
        Ok(held.rows.get(at).ok_or_else(Problem::not_found)?.told(at, lang))
    }

    /// What the page shows of the whole file.
    pub(in crate::serve) fn told(&self, catalogue: &Catalogue, lang: Lang, request: &str) -> Value {
        let is_checked = self.is_checked();
        let held = self.held();
        let count = |fits: fn(&Row) -> bool| held.rows.iter().filter(|row| fits(row)).count();
        let state = match (&held.stop, is_checked) {
            (Some(_), _) => "stopped",
            (None, true) => "checked",
            (None, false) => "checking",
        };
        json!({
            "id": self.id, "name": self.name, "state": state, "kind": held.kind,
            "revision": held.edits.values().map(Vec::len).sum::<usize>(),
            "rows": held.rows.len(), "at_most": held.at_most, "sound": count(|row| row.sound),
            "refused": count(|row| !row.sound), "warned": count(Row::is_warned), "changed": held.edits.len(),
            "headings": held.header.as_ref().map(|header| &header.headings),
            "causes": causes(&held, catalogue, lang), "kinds": kinds(&held, catalogue),
            "stop": held.stop.as_ref().map(|stop| stop.told(lang, request)),
        })
    }
}

/// What is wrong, by code and column, the most frequent first.
fn causes(held: &Held, catalogue: &Catalogue, lang: Lang) -> Vec<Value> {
    let mut causes: Vec<(&Finding, Option<String>, usize)> = Vec::new();
    for row in &held.rows {
        let mut met: Vec<usize> = Vec::new();
        for finding in &row.findings {
            let alike = |(other, ..): &(&Finding, Option<String>, usize)| {
                other.code == finding.code
                    && other.severity == finding.severity
                    && any_item(&other.path) == any_item(&finding.path)
            };
            let at = causes.iter().position(alike).unwrap_or_else(|| {
                let header = held.header.as_ref();
                let column = header.and_then(|header| Some(header.column(&finding.path)?.heading));
                causes.push((finding, column, 0));
                causes.len() - 1
            });
            if !met.contains(&at) {
                met.push(at);
                causes[at].2 += 1;
            }
        }
    }
    causes.sort_by_key(|(finding, _, rows)| (!finding.refuses(), std::cmp::Reverse(*rows), finding.code));
    let word = if lang == Lang::Zh { "zh" } else { "en" };
    let about = |code: &str| {
        let rule = catalogue.rules.iter().find(|rule| rule["code"] == code);
        rule.and_then(|rule| rule["about"][word].as_str())
    };
    let told = causes.into_iter().map(|(finding, column, rows)| {
        json!({
            "code": finding.code, "severity": finding.severity.to_string(), "about": about(finding.code),
            "path": any_item(&finding.path), "column": column, "rows": rows,
        })
    });
    told.collect()
}

/// The kinds that its records are of.
fn kinds(held: &Held, catalogue: &Catalogue) -> Vec<Value> {
    let mut counts = std::collections::BTreeMap::<&str, usize>::new();
    for kind in held.rows.iter().filter_map(|row| row.kind.as_deref()) {
        *counts.entry(kind).or_default() += 1;
    }
    let title = |name: &str| {
        catalogue.kinds.iter().find(|kind| kind["name"] == name).map(|kind| kind["title"].clone())
    };
    counts
        .into_iter()
        .map(|(name, rows)| json!({ "name": name, "title": title(name), "rows": rows }))
        .collect()
}
