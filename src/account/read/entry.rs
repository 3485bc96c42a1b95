//! Turn records into entries: the account with its place, or everything that is wrong with it.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::fmt;
use std::io;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::header::Header;
use super::open::{packed_fault, unread};
use super::stand_in::StandIns;
use super::twice::Cards;
use super::{Notes, REPEATED, Record, Source, UNREADABLE, id, settle};
use crate::account::Account;
use crate::error::{Stop, StopCode};
use crate::finding::{Finding, Words, in_order};
use crate::record::{At, Field, Node, Written};
use crate::table::text::CUT_OFF;

/// The most findings that are told of one record.
const MOST_FINDINGS: usize = 100;

/// A row of a table as it was written, cell by cell.
#[derive(Clone)]
pub struct Row {
    /// The heading row of its file.
    pub header: Arc<Header>,
    /// The cells; as many as were found, U+FFFD in place of bytes that are no text.
    pub cells: Vec<String>,
}

/// Counts the cells only: a row is a person's data.
impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a row of {} cells", self.cells.len())
    }
}

/// One record of the input: an account, or what is wrong with it.
#[derive(Clone)]
pub struct Entry {
    /// The input as it was given; `-` is the standard input.
    pub source: Arc<str>,
    /// The first line of the record, counted from 1.
    pub line: u64,
    /// The ordinal of the record over all inputs, counted from 1; faulty ones count.
    pub seq: u64,
    /// The account's id, if it could be read and may be shown.
    pub id: Option<String>,
    /// [`Node::sha256`] of the record, if it could be read whole.
    pub sha256: Option<[u8; 32]>,
    /// The row it was, where it came from a table.
    pub row: Option<Row>,
    /// The account, or everything that is wrong with it, ordered by field.
    pub account: Result<Account, Vec<Finding>>,
    /// What was seen beside it and refuses nothing.
    pub warnings: Vec<Finding>,
    /// Where the input ended here before its end, or broke off: how that is called. It is no account, nothing more is
    /// read, and a run of this input is not finished.
    pub cut: Option<StopCode>,
    /// Whether its text ends in it without a line end, so that its last cell may be part of one.
    pub open: bool,
    /// Where it is no account: the record with stand-ins for what is wrong with it, by which the rest is judged.
    pub stand_ins: StandIns,
}

/// Tells which record it is and what is wrong with it: what an account owes is its holder's data, too.
impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { source, line, seq, id, account, .. } = self;
        let account = account.as_ref().map(|_| "an account");
        f.debug_struct("Entry")
            .field("source", source)
            .field("line", line)
            .field("seq", seq)
            .field("id", id)
            .field("account", &account)
            .finish_non_exhaustive()
    }
}

impl Entry {
    /// What the record is known by when its input comes once more: its hash; where it could not be read whole, SHA-256
    /// over its line, its cells and what was found, in which no file's name stands.
    pub fn fingerprint(&self) -> [u8; 32] {
        if let Some(sha256) = self.sha256 {
            return sha256;
        }
        let mut hash = Sha256::new();
        let mut add = |text: &str| {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        };
        add(&self.line.to_string());
        self.row.iter().flat_map(|row| &row.cells).for_each(|cell| add(cell));
        for finding in self.account.as_ref().err().into_iter().flatten() {
            [finding.code, &finding.path, &finding.message.en].into_iter().for_each(&mut add);
        }
        hash.finalize().into()
    }

    /// Where the input ended before its end: where and why, as a reason to stop.
    pub fn cut_off(&self) -> Option<Stop> {
        let (code, place) = (self.cut?, format!("`{}`:{}", self.source, self.line));
        let finding = self.account.as_ref().err()?.first()?;
        let Words { en, zh } = &finding.message;
        let mut stop = Stop::new(format!("{place}: {en}"), format!("{place}：{zh}")).coded(code);
        stop.hints.extend(finding.hints.iter().cloned());
        Some(stop)
    }

    /// The same where these findings refuse a last line that has no end: what is wrong with it may be that the text
    /// was cut off in its last cell.
    pub fn cut_off_where_refused(&self, findings: &[Finding]) -> Option<Stop> {
        let finding = findings.iter().find(|finding| finding.refuses()).filter(|_| self.open)?;
        let (place, code) = (format!("`{}`:{}", self.source, self.line), finding.code);
        let Words { en, zh } = &finding.message;
        let stop = Stop::new(
            format!(
                "{place}: the last line has no line end and is refused ({code}: {en}): the file may have been cut off"
            ),
            format!("{place}：最后一行末尾没有换行，且该行被拒绝（{code}：{zh}）：文件可能不完整"),
        );
        let stop = stop.coded(StopCode::CutFeed).hint(CUT_OFF.en, CUT_OFF.zh);
        Some(stop.hint(
            "if it is whole, end its last line with a line end",
            "如文件完整，请在最后一行末尾加上换行",
        ))
    }
}

/// The records of all inputs, in their order.
pub struct Entries {
    sources: VecDeque<Box<dyn Source>>,
    seq: u64,
    seen: HashSet<u64>,
    cards: Cards,
    notes: Notes,
}

impl fmt::Debug for Entries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} records read, {} inputs left", self.seq, self.sources.len())
    }
}

impl Iterator for Entries {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        loop {
            let source = self.sources.front_mut()?;
            let name = source.name();
            let record = match source.next_record() {
                Ok(Some(record)) => record,
                Ok(None) => {
                    self.sources.pop_front();
                    continue;
                }
                Err(error) => {
                    let line = source.line().saturating_add(1);
                    Record::cut_off(line, StopCode::CutFeed, broken_off(&error))
                }
            };
            if record.cut.is_some() {
                self.sources.clear();
            }
            return Some(self.entry(name, record));
        }
    }
}

impl Entries {
    /// The records of these sources, one source after the other.
    pub fn of(sources: impl IntoIterator<Item = Box<dyn Source>>) -> Self {
        Self {
            sources: sources.into_iter().collect(),
            seq: 0,
            seen: HashSet::new(),
            cards: Cards::default(),
            notes: Notes::default(),
        }
    }

    /// The same, of whose inputs these notes tell.
    pub(super) fn with_notes(self, notes: Notes) -> Self {
        Self { notes, ..self }
    }

    /// What is told of the inputs beside what is wrong with their records; a clone goes on being told.
    pub fn notes(&self) -> Notes {
        self.notes.clone()
    }

    /// The entry of one record alone.
    pub fn single(record: Record) -> Entry {
        Self::of([]).entry(Arc::from("-"), record)
    }

    /// How many records there are at the most; `None` where a source cannot tell.
    pub fn at_most(&self) -> Option<u64> {
        self.sources.iter().map(|source| source.at_most()).sum()
    }

    /// Reads the fields of a record.
    fn entry(&mut self, source: Arc<str>, record: Record) -> Entry {
        self.seq += 1;
        let Record { line, row, id, mut node, mut findings, cut, open } = record;
        let is_whole = findings.is_empty();
        let account = node.as_mut().and_then(|node| account(node, &mut findings));
        let sha256 = node.as_ref().filter(|_| is_whole).map(Node::sha256);
        let id = match &node {
            Some(node) => self.named(node, &mut findings),
            // Whose it is cannot be told here, so that only what is nobody's name is shown.
            None => id.filter(|id| id.is_ascii() && id::fault(id).is_none()),
        };
        if account.is_none() && findings.is_empty() {
            let message =
                Words::new("the source gave a record with nothing in it", "数据源给出的记录没有内容");
            findings.push(Finding::error(UNREADABLE, "", message));
        }
        in_order(&mut findings);
        let stand_ins = match &node {
            Some(node) if !findings.is_empty() => StandIns::of(node, &findings),
            _ => StandIns::default(),
        };
        cap(&mut findings);
        let account = account.filter(|_| findings.is_empty()).ok_or(findings);
        let warnings =
            account.as_ref().map_or_else(|_| Vec::new(), |account| self.cards.told(account, &source, line));
        Entry { source, line, seq: self.seq, id, sha256, row, account, warnings, cut, open, stand_ins }
    }

    /// The id of a record, if it may be shown; a fault where it may not, or was there before.
    fn named(&mut self, node: &Node, findings: &mut Vec<Finding>) -> Option<String> {
        let Some(Node::Text(id)) = node.get("id").filter(|id| !id.is_blank()) else { return None };
        let id = id.trim();
        if findings.iter().any(|finding| finding.path == "id") {
            return None;
        }
        if let Some(fault) = id::fault(id).or_else(|| id::of_person(id, node)) {
            findings.push(fault);
            return None;
        }
        let [a, b, c, d, e, f, g, h, ..]: [u8; 32] = Sha256::digest(id).into();
        if !self.seen.insert(u64::from_be_bytes([a, b, c, d, e, f, g, h])) {
            findings.push(repeated());
        }
        Some(id.to_string())
    }
}

/// That an id was there before.
pub fn repeated() -> Finding {
    let message = Words::new("this id was seen before in this run", "本次运行中该编号已出现过");
    Finding::error(REPEATED, "id", message).hint(
        "give each account its own id, or remove the second record",
        "请为每个账户使用不同编号，或删除重复记录",
    )
}

/// Reads an account and writes its record as the program does; where a field is known to be spoilt already,
/// nothing more is said of it.
fn account(node: &mut Node, findings: &mut Vec<Finding>) -> Option<Account> {
    let spoilt: BTreeSet<String> = findings.iter().map(|finding| finding.path.clone()).collect();
    let (mut more, mut written) = (Vec::new(), Written::default());
    settle::narrow(node);
    settle::credited(node);
    let account = Account::read(node, &mut At::top_of_account(&mut more, &mut written));
    more.extend(settle::settle(node, written));
    findings.extend(more.into_iter().filter(|finding| !spoilt.contains(&finding.path)));
    account
}

/// Cuts a list of findings that would fill the screen.
fn cap(findings: &mut Vec<Finding>) {
    let more = findings.len().saturating_sub(MOST_FINDINGS);
    if more > 0 {
        findings.truncate(MOST_FINDINGS);
        let message =
            Words::new(format!("{more} more faults in this record"), format!("本记录另有 {more} 处问题"));
        findings.push(Finding::error(UNREADABLE, "", message));
    }
}

fn broken_off(error: &io::Error) -> Finding {
    let (why, hints) = match error.get_ref().is_some_and(|own| own.is::<Stop>()) {
        true => unread(error),
        false => packed_fault(error).unwrap_or_else(|| (Words::foreign("系统", error), Vec::new())),
    };
    let message =
        Words::new(format!("the input broke off here: {}", why.en), format!("输入在此中断：{}", why.zh));
    let mut fault = Finding::error(UNREADABLE, "", message);
    fault.hints = hints;
    fault.hint("what follows in it was not read", "其后的内容未读取")
}
