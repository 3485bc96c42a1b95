//! Mend a value of a record and judge it again: logged, and part of the corrected table; the file stays as it came.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::Value;

use super::File;
use super::corrected::{mended, not_by_line, one_row, put};
use super::file::{Edit, Held, moment};
use super::read::of_table;
use super::rows::{Again, Row, row};
use crate::account::read::{Entries, Entry, InMemory, Input, REPEATED, Record, read};
use crate::desk::Desk;
use crate::error::Stop;
use crate::finding::{Finding, Words};
use crate::letter::{Refused, check_entry};
use crate::run::shown_id;
use crate::serve::problem::Problem;

/// A value that is to be mended.
#[derive(Debug)]
pub(in crate::serve) struct Mend {
    path: Option<String>,
    column: Option<usize>,
    value: String,
    revision: u64,
}

/// The longest value, in bytes.
const LONGEST: usize = 4096;

impl Mend {
    /// What a request asks for.
    pub(in crate::serve) fn of(asked: &Value) -> Result<Self, Problem> {
        let bad = || {
            Problem::bad(
                "this takes `{\"path\": …, \"value\": \"…\", \"revision\": 0}`, or `column` for `path`",
                "请求内容应为 `{\"path\": …, \"value\": \"…\", \"revision\": 0}`，也可用 `column` 代替 `path`",
            )
        };
        let column = asked["column"].as_u64().and_then(|column| usize::try_from(column).ok());
        let path = asked["path"].as_str().filter(|path| !path.is_empty() && path.len() < 200);
        let value = asked["value"].as_str().filter(|value| value.len() <= LONGEST).ok_or_else(bad)?;
        let revision = asked["revision"].as_u64().ok_or_else(bad)?;
        if column.is_none() && path.is_none() {
            return Err(bad());
        }
        Ok(Self { path: path.map(str::to_string), column, value: value.to_string(), revision })
    }
}

impl File {
    /// Mends a value of a record and judges it again.
    pub(in crate::serve) fn mend(&self, n: u64, mend: Mend, desk: &Desk) -> Result<(), Problem> {
        if !self.is_checked() {
            return Err(conflict("the file is still being checked", "文件仍在检查中"));
        }
        let asked = mend.revision;
        let round = self.unchanged(n, asked)?;
        let entry = self.entry(n, desk)?;
        let edit = edit(&entry, mend)?;
        let entry = Arc::new(self.alone(&entry, n, Some(&edit), desk)?);
        let mut row = self.judge(n, &entry, |other| other != n, desk)?;
        row.revision = asked + 1;
        // From here on nobody else can come in between.
        let mut held = self.held();
        if !held.is_at(n, asked, round) {
            return Err(mended_meanwhile());
        }
        self.log(n, &edit)?;
        held.edits.entry(n).or_default().push(edit);
        let former = held.put(n, row);
        drop(held);
        // Where that fails the row is told as it was, and its letter is made all the same.
        let _ = former.map(|id| self.freed(&id, round, desk));
        Ok(())
    }

    /// Judges the record anew that was refused for an id which another record bore and bears no longer.
    fn freed(&self, id: &str, round: u64, desk: &Desk) -> Result<(), Problem> {
        let bears = |row: &Row| row.id.as_deref() == Some(id);
        let found = {
            let held = self.held();
            let mut all = (1..).zip(&held.rows);
            let found = all.find(|(_, row)| bears(row) && held.causes.have(&row.causes, REPEATED));
            found.map(|(n, row)| (n, row.revision))
        };
        let Some((n, revision)) = found else { return Ok(()) };
        let entry = Arc::new(self.alone(&*self.entry(n, desk)?, n, None, desk)?);
        let row = self.judge(n, &entry, |other| other != n, desk)?;
        let mut held = self.held();
        if held.is_at(n, revision, round) {
            held.put(n, row);
        }
        Ok(())
    }

    /// A record with what is found of it, also that its id is that of some of the others.
    fn judge(
        &self,
        n: u64,
        entry: &Arc<Entry>,
        others: impl Fn(u64) -> bool,
        desk: &Desk,
    ) -> Result<Row, Problem> {
        let (sound, mut findings) = judged(desk, entry)?;
        let repeated = self.repeated(entry, others);
        let sound = sound && repeated.is_none();
        findings.extend(repeated);
        let id = shown_id(entry, &findings).map(str::to_string);
        let mut row = Row::of(entry, id.as_deref(), sound, &findings, desk);
        row.entry = Some(Arc::clone(entry));
        row.revision = self.revision(n)?;
        Ok(row)
    }

    /// Judges records again that are not kept: one way through the file, as far as the last of them.
    pub(in crate::serve) fn again(&self, numbers: &[u64], desk: &Desk) -> Result<Again, Problem> {
        let mut again = Again::default();
        let (Some(last), wanted) = (numbers.iter().max(), BTreeSet::from_iter(numbers)) else {
            return Ok(again);
        };
        for entry in self.entries(desk)?.take_while(|entry| entry.seq <= *last) {
            if !wanted.contains(&entry.seq) {
                continue;
            }
            let (n, entry) = (entry.seq, Arc::new(entry));
            // That an id was there before was found in reading.
            again.0.insert(n, self.judge(n, &entry, |_| false, desk)?);
        }
        Ok(again)
    }

    /// Refuses to mend what somebody else mended meanwhile; the number of the check that it is of.
    fn unchanged(&self, n: u64, revision: u64) -> Result<u64, Problem> {
        let held = self.held();
        if row(&held, n)?.1.revision == revision { Ok(held.round) } else { Err(mended_meanwhile()) }
    }

    /// A record read by itself, as if there were no other; perhaps with one more value mended.
    fn alone(&self, entry: &Entry, n: u64, edit: Option<&Edit>, desk: &Desk) -> Result<Entry, Problem> {
        let mut again = match &entry.row {
            Some(row) => {
                let mut cells = row.cells.clone();
                edit.into_iter().for_each(|edit| put(&mut cells, edit));
                let bytes = one_row(&row.header, &cells)?;
                let input = Input::Memory(InMemory::new(&self.name, bytes));
                let mut entries = read(vec![input], of_table(desk.reading())).map_err(Stop::from)?;
                entries.next().ok_or_else(blank)?
            }
            None => {
                let mut edits = self.held().edits.get(&n).cloned().unwrap_or_default();
                edits.extend(edit.cloned());
                let text = self.text()?;
                let at = usize::try_from(entry.line).ok().and_then(|line| line.checked_sub(1));
                let line = at.and_then(|at| text.lines().nth(at)).ok_or_else(not_by_line)?;
                Entries::single(Record::from_json(entry.line, &mended(line, &edits)?))
            }
        };
        again.seq = n;
        again.line = entry.line;
        again.source = Arc::clone(&entry.source);
        Ok(again)
    }

    /// That the id of a record is that of some of the others.
    fn repeated(&self, entry: &Entry, others: impl Fn(u64) -> bool) -> Option<Finding> {
        let (id, held) = (entry.id.as_deref()?, self.held());
        let other = (1..).zip(&held.rows).any(|(other, row)| others(other) && row.id.as_deref() == Some(id));
        let words = Words::new("another record of this file has this id", "该文件中另有记录使用此编号");
        other.then(|| {
            Finding::error(REPEATED, "id", words)
                .hint("give each account its own id", "请为每个账户使用不同编号")
        })
    }
}

impl Held {
    /// Whether a record is as it was when it was looked at, and nothing was judged anew meanwhile.
    fn is_at(&self, n: u64, revision: u64, round: u64) -> bool {
        self.round == round && row(self, n).is_ok_and(|(_, row)| row.revision == revision)
    }

    /// Puts a record that was judged again in its place; the id that it had and has no longer.
    fn put(&mut self, n: u64, row: Row) -> Option<String> {
        let at = usize::try_from(n).ok()?.checked_sub(1)?;
        let place = self.rows.get_mut(at)?;
        self.causes.discount(&place.causes);
        let former = std::mem::replace(place, row.counted(&mut self.causes)).id;
        former.filter(|former| self.rows[at].id.as_ref() != Some(former))
    }
}

/// Whether a letter can be made of a record, and what was found of it.
fn judged(desk: &Desk, entry: &Arc<Entry>) -> Result<(bool, Vec<Finding>), Stop> {
    match check_entry(desk, entry) {
        Ok(warnings) => Ok((true, warnings)),
        Err(Refused { stop: Some(stop), .. }) => Err(stop),
        Err(Refused { findings, .. }) => Ok((false, findings)),
    }
}

/// Where a value belongs in this file.
fn edit(entry: &Entry, mend: Mend) -> Result<Edit, Problem> {
    let Mend { path, column, value, .. } = mend;
    let at = moment();
    let Some(row) = &entry.row else {
        let path = path.ok_or_else(no_column)?;
        return Ok(Edit { column: None, path, value, at });
    };
    let named = path.as_deref().and_then(|path| row.header.column(path)).map(|column| column.index);
    let column =
        column.or(named).filter(|column| *column < row.header.headings.len()).ok_or_else(no_column)?;
    let path = path.unwrap_or_else(|| row.header.path_of(column).to_string());
    Ok(Edit { column: Some(column), path, value, at })
}

fn conflict(en: &str, zh: &str) -> Problem {
    Problem::new(StatusCode::CONFLICT, "conflict", en, zh)
}

fn mended_meanwhile() -> Problem {
    conflict("this record was mended meanwhile", "该记录已被他人修改")
        .hint("look at it again, then mend it", "请重新查看后再修改")
}

fn no_column() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "input",
        "this file has no column for that field",
        "该文件没有此字段的列",
    )
    .hint("add the column in the file itself, and bring it again", "请在文件中补充该列后重新上传")
}

fn blank() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "input",
        "nothing would be left in this row",
        "修改后该行将为空",
    )
}
