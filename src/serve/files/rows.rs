//! Turn the records of a file into what the page shows of them: in the words of its own headings, masked.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::File;
use super::causes::Causes;
use super::file::Held;
use crate::account::read::{Column, Entry, Row as Cells, chinese};
use crate::desk::Desk;
use crate::finding::{Finding, Lang, Words};
use crate::mask;
use crate::serve::ask::Query;
use crate::serve::options::Catalogue;
use crate::serve::problem::Problem;

/// What is known of a record.
///
/// All that was found is kept of the first thousands: others are judged again when they are looked at, so that a table
/// of a million wrong rows takes no more memory than one of right ones.
pub(super) struct Row {
    line: u64,
    pub(super) id: Option<String>,
    /// To whom it goes, masked.
    name: Option<String>,
    kind: Option<String>,
    pub(super) sound: bool,
    /// All that was found, where it is kept.
    findings: Option<Vec<Finding>>,
    /// Which of the file's causes it has.
    pub(super) causes: Box<[u16]>,
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
        let findings = Some(open(findings));
        let (id, causes) = (id.map(str::to_string), Box::default());
        Self { line: entry.line, id, name, kind, sound, findings, causes, revision: 0, entry: None }
    }

    /// What was found of it, counted among what is wrong in its file.
    pub(super) fn counted(mut self, causes: &mut Causes) -> Self {
        self.causes = causes.count(self.findings.as_deref().unwrap_or_default());
        self
    }

    /// The same without what was found, of which its causes stay.
    pub(super) fn brief(self) -> Self {
        Self { findings: None, entry: None, ..self }
    }

    /// How much was found of it.
    pub(super) fn weight(&self) -> usize {
        self.findings.as_ref().map_or(0, Vec::len)
    }

    fn is_warned(&self) -> bool {
        self.sound && !self.causes.is_empty()
    }

    fn told(&self, n: usize, lang: Lang) -> Value {
        let cells = self.entry.as_ref().and_then(|entry| entry.row.as_ref());
        let findings = self.findings.iter().flatten();
        let findings: Vec<_> = findings.map(|finding| told(finding, cells, lang)).collect();
        json!({
            "n": n + 1, "line": self.line, "id": self.id, "name": self.name, "kind": self.kind,
            "state": if self.sound { "sound" } else { "refused" }, "revision": self.revision, "findings": findings,
        })
    }
}

/// Those that nobody accepted.
fn open(findings: &[Finding]) -> Vec<Finding> {
    findings.iter().filter(|finding| !finding.is_accepted()).cloned().collect()
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
    told["label"] = json!(label(&finding.path, lang));
    told["masked"] = json!(shown.as_ref().is_some_and(|(_, masked)| *masked));
    told["value"] = json!(shown.map(|(value, _)| value));
    told
}

/// What a field is called where the file has no heading for it; paths are for programs, as English words are.
pub(super) fn label(path: &str, lang: Lang) -> Option<&'static str> {
    if lang == Lang::Zh { chinese(path) } else { None }
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

    /// How many records there are of those that are wanted, and the ones of the page, with their places.
    fn of_page<'h>(&self, held: &'h Held) -> (usize, impl Iterator<Item = (usize, &'h Row)> + use<'h>) {
        let all = held.rows.iter().enumerate().filter(|(_, row)| self.takes(row, &held.causes));
        let all: Vec<_> = all.collect();
        let first = (self.page - 1).saturating_mul(self.per);
        (all.len(), all.into_iter().skip(first).take(self.per))
    }

    fn takes(&self, row: &Row, causes: &Causes) -> bool {
        let fits = match self.filter.as_str() {
            "all" => true,
            "sound" => row.sound,
            "refused" => !row.sound,
            "warned" => row.is_warned(),
            "changed" => row.revision > 0,
            code => causes.have(&row.causes, code),
        };
        let named = |q: &str| row.id.as_ref().is_some_and(|id| id.to_lowercase().contains(q));
        fits && self.q.as_deref().is_none_or(named)
    }
}

/// Records that were judged again, by their number.
#[derive(Default)]
pub(in crate::serve) struct Again(pub(super) BTreeMap<u64, Row>);

impl Again {
    fn of<'a>(&'a self, at: usize, row: &'a Row) -> &'a Row {
        // What was mended meanwhile is known better.
        self.0.get(&(at as u64 + 1)).filter(|_| row.findings.is_none()).unwrap_or(row)
    }
}

/// A record by its number, counted from 1, with its place.
pub(super) fn row(held: &Held, n: u64) -> Result<(usize, &Row), Problem> {
    let at = usize::try_from(n).ok().and_then(|n| n.checked_sub(1)).ok_or_else(Problem::not_found)?;
    Ok((at, held.rows.get(at).ok_or_else(Problem::not_found)?))
}

impl File {
    /// The numbers of a page's records that are to be judged again before they can be shown.
    pub(in crate::serve) fn absent(&self, wanted: &Wanted) -> Vec<u64> {
        let held = self.held();
        let rows = wanted.of_page(&held).1;
        rows.filter(|(_, row)| row.findings.is_none()).map(|(n, _)| n as u64 + 1).collect()
    }

    /// A page of its records, some of them judged again.
    pub(in crate::serve) fn page(&self, wanted: &Wanted, again: &Again, lang: Lang) -> Value {
        let held = self.held();
        let (total, rows) = wanted.of_page(&held);
        let rows: Vec<_> = rows.map(|(n, row)| again.of(n, row).told(n, lang)).collect();
        json!({ "page": wanted.page, "pages": total.div_ceil(wanted.per), "total": total, "rows": rows })
    }

    /// Whether one record is to be judged again before it can be shown.
    pub(in crate::serve) fn is_absent(&self, n: u64) -> Result<bool, Problem> {
        Ok(row(&self.held(), n)?.1.findings.is_none())
    }

    /// One record, counted from 1, perhaps judged again.
    pub(in crate::serve) fn row(&self, n: u64, again: &Again, lang: Lang) -> Result<Value, Problem> {
        let held = self.held();
        let (at, row) = row(&held, n)?;
        Ok(again.of(at, row).told(at, lang))
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
            "causes": held.causes.told(held.header.as_deref(), catalogue, lang), "kinds": kinds(&held, catalogue),
            "stop": held.stop.as_ref().map(|stop| stop.told(lang, request)),
        })
    }
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
