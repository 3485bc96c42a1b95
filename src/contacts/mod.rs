//! Turn the manifests of finished runs, and the results recorded beside them, into the record of contacts that the rules on
//! collection ask for (记录管理): what was sent when, to whom, by which channel, by whom, what became of it, and until when the
//! record is kept.
//!
//! It is a workbook for an auditor, with a sheet of documents and one of results; people are masked as in the manifest.

mod sheet;

use std::collections::{BTreeMap, HashMap};
use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{Months, NaiveDate};
use sha2::{Digest, Sha256};

use crate::account::Channel;
use crate::deliver::manifest::{Document, Header, Line, Message};
use crate::deliver::reading::{Reading, changed, no_manifest, not_finished};
use crate::delivered::{DeliveryLine, Outcome, delivery_lines};
use crate::digest;
use crate::error::{Stop, StopCode};
use crate::fill::TemplateSet;
use crate::finding::Lang;
use crate::place::Place;

use sheet::{Book, Cell};

/// What is not done for a run that is not whole.
const NO_RECORD: (&str, &str) = (", so that no record is written of it", "，因此不据此生成记录");

/// Who sent what a run does not name a sender of, and how long records of each kind are kept.
#[derive(Debug, Default)]
pub struct Keeping {
    /// The sender, by name.
    pub sender: Option<String>,
    /// Years by kind, as the kinds' `kind.toml` say.
    pub years: BTreeMap<String, u32>,
}

impl Keeping {
    /// As these templates say; a sender is named apart.
    pub fn of(templates: &TemplateSet) -> Self {
        let kinds = templates.kinds().iter();
        Self {
            sender: None,
            years: kinds.map(|(name, kind)| (name.clone(), kind.facts.retention_years)).collect(),
        }
    }
}

/// What a record of contacts came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Logged {
    /// How many documents are in it.
    pub documents: u64,
    /// How many results.
    pub results: u64,
    /// How many documents no result is recorded of.
    pub open: u64,
}

/// What is known of a document's way: its last result in time, and how many there are.
#[derive(Debug, Clone)]
struct Way {
    line: DeliveryLine,
    results: u64,
    /// Whether a result says that it arrived.
    arrived: bool,
}

/// Writes the record of the contacts that these folders hold, as the bytes of a workbook, dated `day`.
///
/// Fails where a manifest or its results are broken, or a run is not finished: half a record is none.
pub fn log(
    folders: &[Arc<dyn Place>],
    keeping: &Keeping,
    day: NaiveDate,
    lang: Lang,
    halt: &AtomicBool,
) -> Result<(Vec<u8>, Logged), Stop> {
    let mut book = Book::begin(lang)?;
    let mut logged = Logged::default();
    let mut results = Vec::new();
    for place in folders {
        let (ways, lines) = ways(&**place)?;
        each_document(&**place, halt, |header, said| {
            logged.documents += 1;
            // A result that names its channel is of what went out by that; one that names none is of the letter.
            let way = ways.get(&key(said.number)).filter(|way| said.is_meant_by(&way.line));
            logged.open += u64::from(way.is_none());
            book.document(&cells(header, said, way, keeping))
        })?;
        logged.results += lines.len() as u64;
        results.extend(lines);
    }
    results.iter().try_for_each(|line| book.result(&result_cells(line)))?;
    let mut bytes = Cursor::new(Vec::new());
    book.end(day, &mut bytes)?;
    Ok((bytes.into_inner(), logged))
}

/// The ways of documents, by half the SHA-256 of their numbers.
type Ways = HashMap<[u8; 16], Way>;

/// Reads the results of a folder: the last in time of each document, and all of them.
fn ways(place: &dyn Place) -> Result<(Ways, Vec<DeliveryLine>), Stop> {
    let (mut ways, mut lines) = (Ways::new(), Vec::new());
    let mut before: Option<String> = None;
    delivery_lines(place, |stood| {
        let follows = |line: &DeliveryLine| before.as_ref().is_none_or(|before| line.prev == *before);
        let Some(line) = stood.line.filter(follows) else {
            return Err(changed(&place.shown(crate::delivered::NAME), NO_RECORD));
        };
        before = Some(stood.hash);
        let own = Way { line: line.clone(), results: 0, arrived: false };
        let way = ways.entry(key(&line.number)).or_insert(own);
        way.results += 1;
        way.arrived |= line.result.is_arrival();
        if !line.at.is_before(way.line.at) {
            way.line = line.clone();
        }
        lines.push(line);
        Ok(())
    })?;
    Ok((ways, lines))
}

/// Does something with every document and every message of a folder's finished runs.
fn each_document(
    place: &dyn Place,
    halt: &AtomicBool,
    mut act: impl FnMut(&Header, &Said<'_>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let Some(mut reading) = Reading::open(place)? else {
        return Err(no_manifest(place).coded(StopCode::Folder));
    };
    let mut header: Option<Box<Header>> = None;
    while let Some(good) = reading.next_line()? {
        if halt.load(Ordering::Relaxed) {
            return Err(Stop::new("stopped by a signal", "已因信号停止").coded(StopCode::Signal));
        }
        match (good.line, &header) {
            (Line::Header(own), _) => header = Some(own),
            (Line::Document(document), Some(header)) => act(header, &Said::of_document(&document))?,
            (Line::Message(message), Some(header)) => act(header, &Said::of_message(&message))?,
            (Line::Document(_) | Line::Message(_), None) => {}
            (Line::End(_), _) => header = None,
        }
    }
    if reading.broken().is_some() {
        return Err(changed(&place.shown(crate::place::MANIFEST), NO_RECORD));
    }
    if header.is_some() { Err(not_finished(place, NO_RECORD)) } else { Ok(()) }
}

fn key(number: &str) -> [u8; 16] {
    digest::half(&Sha256::digest(number).into())
}

/// The columns of the sheet of documents, in both languages, with their widths.
const DOCUMENTS: [(&str, &str, u32); 16] = [
    ("issued", "文书日期", 12),
    ("id", "账户编号", 18),
    ("addressee", "收件人", 12),
    ("kind", "文书种类", 26),
    ("number", "文书编号", 26),
    ("channel", "投递方式", 12),
    ("reference", "运单号或消息编号", 22),
    ("result", "结果", 12),
    ("result at", "结果时间", 18),
    ("reason", "原因", 14),
    ("results", "结果条数", 8),
    ("arrived", "是否送达", 9),
    ("sender", "发出单位", 30),
    ("recorded", "登记日期", 12),
    ("kept until", "保存至", 12),
    ("sha256", "文件 SHA-256", 66),
];

/// Those of the sheet of results.
const RESULTS: [(&str, &str, u32); 9] = [
    ("number", "文书编号", 26),
    ("result", "结果", 12),
    ("at", "时间", 18),
    ("channel", "投递方式", 12),
    ("reference", "运单号或消息编号", 22),
    ("reason", "原因", 14),
    ("source", "来源表格", 28),
    ("row", "行号", 8),
    ("recorded", "登记日期", 12),
];

/// What was sent: a document, a short message or an e-mail.
struct Said<'l> {
    id: &'l str,
    name: &'l str,
    number: &'l str,
    kind: &'l str,
    channel: Option<&'l str>,
    sha256: &'l str,
    is_message: bool,
}

impl<'l> Said<'l> {
    fn of_document(document: &'l Document) -> Self {
        let Document { id, name, number, kind, channel, sha256, .. } = document;
        Self { id, name, number, kind, channel: channel.as_deref(), sha256, is_message: false }
    }

    fn of_message(message: &'l Message) -> Self {
        let Message { id, name, number, kind, channel, sha256, .. } = message;
        Self { id, name, number, kind, channel: Some(channel), sha256, is_message: true }
    }

    /// Whether a result of its number is its own.
    fn is_meant_by(&self, line: &DeliveryLine) -> bool {
        match line.channel() {
            Some(channel) if self.is_message => Some(channel.word()) == self.channel,
            Some(channel @ (Channel::Sms | Channel::Email)) => Some(channel.word()) == self.channel,
            Some(_) => true,
            None => !self.is_message,
        }
    }
}

fn cells(header: &Header, document: &Said<'_>, way: Option<&Way>, keeping: &Keeping) -> Vec<Cell> {
    let line = way.map(|way| &way.line);
    let channel = line.and_then(DeliveryLine::channel).or_else(|| {
        let word = document.channel?;
        Channel::ALL.iter().copied().find(|channel| channel.word() == word)
    });
    let sender =
        header.signed.as_ref().map(|signed| signed.sender.clone()).or_else(|| keeping.sender.clone());
    let last = line.map_or(header.issue_date, |line| line.at.day.max(header.issue_date));
    let kept =
        keeping.years.get(document.kind).and_then(|years| last.checked_add_months(Months::new(12 * years)));
    vec![
        Cell::Day(header.issue_date),
        Cell::text(document.id),
        Cell::text(document.name),
        Cell::text(header.titles.get(document.kind).map_or(document.kind, String::as_str)),
        Cell::text(document.number),
        Cell::word(channel.map(|channel| (channel.word(), channel.chinese()))),
        Cell::text(line.and_then(|line| line.reference.as_deref()).unwrap_or_default()),
        Cell::word(line.map(|line| words(line.result))),
        Cell::text(&line.map(|line| line.at.to_string()).unwrap_or_default()),
        Cell::word(line.and_then(DeliveryLine::reason_words)),
        Cell::Count(way.map_or(0, |way| way.results)),
        Cell::word(way.map(|way| if way.arrived { ("yes", "是") } else { ("no", "否") })),
        Cell::text(sender.as_deref().unwrap_or_default()),
        line.map_or_else(|| Cell::text(""), |line| Cell::Day(line.recorded)),
        kept.map_or_else(|| Cell::text(""), Cell::Day),
        Cell::text(document.sha256),
    ]
}

fn result_cells(line: &DeliveryLine) -> Vec<Cell> {
    vec![
        Cell::text(&line.number),
        Cell::word(Some(words(line.result))),
        Cell::text(&line.at.to_string()),
        Cell::word(line.channel().map(|channel| (channel.word(), channel.chinese()))),
        Cell::text(line.reference.as_deref().unwrap_or_default()),
        Cell::word(line.reason_words()),
        Cell::text(&line.source),
        Cell::Count(line.row),
        Cell::Day(line.recorded),
    ]
}

fn words(result: Outcome) -> (&'static str, &'static str) {
    (result.word(), result.chinese())
}
