//! Record the rows of tables beside a run: what is new is appended, what is known adds nothing, what cannot be true is
//! refused.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{Days, NaiveDate};

use super::history::{AT_ODDS, History};
use super::line::{DeliveryLine, NAME, StoodDelivery, delivery_lines};
use super::row::{COLUMNS, Reported, Unfit, is_plain, reported};
use super::run::Documents;
use crate::account::Channel;
use crate::account::read::{Input, Notes, OtherRow, OtherRows, Reading};
use crate::digest;
use crate::error::{Stop, StopCode};
use crate::finding::{Finding, Words};
use crate::place::{Place, Standing};

/// E01: a document number that the run does not have.
const UNKNOWN: &str = "E01";

/// How much is appended at once, in bytes.
const CHUNK: usize = 1 << 20;

/// A row that was not recorded.
#[derive(Debug)]
pub struct Told<'r> {
    /// The table.
    pub source: &'r str,
    /// The row, from 1.
    pub row: u64,
    /// The document number, where it could be read.
    pub number: Option<&'r str>,
    /// All that is wrong with it.
    pub findings: &'r [Finding],
}

/// What came of some tables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Results that were added.
    pub added: u64,
    /// Rows that were recorded before.
    pub known: u64,
    /// Rows that were refused.
    pub refused: u64,
    /// Reasons that are in none of the words of the list, and are kept as `other`.
    pub other_reasons: u64,
    /// Whether a half-written line of an earlier recording was cut off.
    pub mended: bool,
    /// How many results there are now.
    pub results: u64,
    /// SHA-256 of the last line, in hex; of the run's closing line where there is no result yet.
    pub head: String,
}

/// Records the rows of tables beside the finished run in `place`, which must be open for writing.
///
/// `today` is the day they are recorded: none of them can be of a later one than the next, as clocks differ. A kill leaves
/// whole lines and perhaps half of one, which the next recording cuts off. Fails where the run is not finished or was
/// changed, and where a table cannot be read; what was recorded before stays.
pub fn record(
    place: &Arc<dyn Place>,
    inputs: &[Input],
    reading: Reading,
    today: NaiveDate,
    halt: &AtomicBool,
    tell: &mut dyn FnMut(Told<'_>) -> Result<(), Stop>,
) -> Result<(Totals, Notes), Stop> {
    let mut rows = OtherRows::of(inputs, reading, COLUMNS)?;
    let notes = rows.notes().clone();
    let mut book = Book::open(place, Documents::of(&**place)?, today)?;
    while let Some(row) = rows.next_row()? {
        if halt.load(Ordering::Relaxed) {
            book.write()?;
            return Err(Stop::new("stopped by a signal", "已因信号停止").coded(StopCode::Signal).hint(
                "what was recorded stays: give the same table again",
                "已登记的保留：再次提供同一表格即可",
            ));
        }
        book.row(row, tell)?;
    }
    book.write()?;
    Ok((book.totals, notes))
}

/// The file as it grows.
struct Book<'b> {
    place: &'b dyn Place,
    documents: Documents,
    today: NaiveDate,
    known: HashSet<[u8; 16]>,
    history: History,
    /// How many bytes of the file are whole.
    whole: u64,
    /// Lines that are not written yet.
    waiting: String,
    totals: Totals,
}

impl<'b> Book<'b> {
    fn open(place: &'b Arc<dyn Place>, documents: Documents, today: NaiveDate) -> Result<Self, Stop> {
        let place = &**place;
        let totals = Totals { head: documents.head.clone(), ..Totals::default() };
        let (known, history) = (HashSet::new(), History::default());
        let mut book =
            Self { place, documents, today, known, history, whole: 0, waiting: String::new(), totals };
        if place.standing(NAME).map_err(|error| Stop::at(&place.shown(NAME), &error))? == Standing::Other {
            return Err(no_file(place));
        }
        delivery_lines(place, |stood| book.stood(stood))?;
        if book.totals.mended {
            book.append("")?;
        }
        Ok(book)
    }

    /// Takes a line that stands in the file.
    fn stood(&mut self, stood: StoodDelivery) -> Result<(), Stop> {
        let StoodDelivery { number, end, hash, ended, line, .. } = stood;
        if !ended {
            self.totals.mended = true;
            return Ok(());
        }
        let follows = |line: &DeliveryLine| match number {
            1 => self.documents.closing.contains(&line.prev),
            _ => line.prev == self.totals.head,
        };
        let Some(line) = line.filter(follows) else { return Err(changed(self.place, number)) };
        self.known.insert(line.mark());
        self.history.take(&line);
        (self.whole, self.totals.head) = (end, hash);
        self.totals.results += 1;
        Ok(())
    }

    fn row(&mut self, row: OtherRow, tell: &mut dyn FnMut(Told<'_>) -> Result<(), Stop>) -> Result<(), Stop> {
        let (source, number) = (Arc::clone(&row.source), row.line);
        let judged = reported(row).and_then(|reported| self.judged(reported, &source, number));
        match judged {
            Ok(None) => self.totals.known += 1,
            Ok(Some(reported)) => self.add(&reported, &source, number)?,
            Err((of, findings)) => {
                self.totals.refused += 1;
                tell(Told { source: &source, row: number, number: of.as_deref(), findings: &findings })?;
            }
        }
        Ok(())
    }

    /// A result that is to be recorded; none where it was before.
    fn judged(&self, reported: Reported, source: &str, row: u64) -> Result<Option<Reported>, Unfit> {
        if self.known.contains(&self.line(&reported, source, row).mark()) {
            return Ok(None);
        }
        match self.fault(&reported) {
            None => Ok(Some(reported)),
            Some(finding) => Err((Some(reported.number).filter(|number| is_plain(number)), vec![finding])),
        }
    }

    fn add(&mut self, reported: &Reported, source: &str, row: u64) -> Result<(), Stop> {
        let line = self.line(reported, source, row);
        self.known.insert(line.mark());
        let Reported { number, outcome, at, channel, reference, reason } = reported;
        self.history.add(number, *channel, reference.as_deref(), (*outcome, *at));
        self.totals.added += 1;
        self.totals.results += 1;
        self.totals.other_reasons += u64::from(reason.is_some_and(|reason| reason.word == "other"));
        let text = line.text()?;
        self.totals.head = digest::sha256(text.as_bytes());
        self.waiting.push_str(&text);
        if self.waiting.len() > CHUNK { self.write() } else { Ok(()) }
    }

    fn line(&self, reported: &Reported, source: &str, row: u64) -> DeliveryLine {
        let Reported { number, outcome, at, channel, reference, reason } = reported.clone();
        DeliveryLine {
            number,
            result: outcome,
            at,
            channel: channel.map(|channel| channel.word().to_string()),
            reference,
            reason: reason.map(|reason| reason.word.to_string()),
            source: source.rsplit(['/', '\\']).next().unwrap_or_default().to_string(),
            row,
            recorded: self.today,
            prev: self.totals.head.clone(),
        }
    }

    /// Why a result cannot be recorded.
    fn fault(&self, reported: &Reported) -> Option<Finding> {
        let Reported { number, at, channel, .. } = reported;
        let Some(document) = self.documents.get(number) else {
            let message =
                Words::new("no document of this folder has the number", "该文件夹中没有此编号的文书");
            return Some(Finding::error(UNKNOWN, "number", message).hint(
                "name the folder of the run that made it with `--in`",
                "请用 `--in` 指定生成该文书的文件夹",
            ));
        };
        let issued = document.issued;
        let at_odds = |en: String, zh: String| Some(Finding::error(AT_ODDS, "when", Words::new(en, zh)));
        if at.day < issued {
            return at_odds(
                format!("the result is of {at}, and the document of {issued}"),
                format!("结果时间为 {}，早于文书日期 {issued}", at.chinese()),
            );
        }
        if self.today.checked_add_days(Days::new(1)).is_some_and(|latest| at.day > latest) {
            return at_odds(
                format!("the result is of {at}, which is still to come"),
                format!("结果时间 {} 尚未到来", at.chinese()),
            );
        }
        let message = |channel: &Channel| matches!(channel, Channel::Sms | Channel::Call);
        let other = channel
            .as_ref()
            .zip(document.channel.as_ref())
            .filter(|(one, other)| one != other && (message(one) || message(other)));
        if let Some((one, other)) = other {
            return Some(Finding::error(
                AT_ODDS,
                "channel",
                Words::new(
                    format!("the table says `{}`, and the document goes by `{}`", one.word(), other.word()),
                    format!("表中为“{}”，而该文书的投递方式为“{}”", one.chinese(), other.chinese()),
                ),
            ));
        }
        self.history.contradiction(reported)
    }

    /// Appends what waits.
    fn write(&mut self) -> Result<(), Stop> {
        let text = std::mem::take(&mut self.waiting);
        if text.is_empty() { Ok(()) } else { self.append(&text) }
    }

    fn append(&mut self, text: &str) -> Result<(), Stop> {
        let appended = self.place.append(NAME, self.whole, text.as_bytes());
        appended.map_err(|error| Stop::at(&self.place.shown(NAME), &error))?;
        self.whole += text.len() as u64;
        Ok(())
    }
}

fn no_file(place: &dyn Place) -> Stop {
    let shown = place.shown(NAME);
    Stop::new(
        format!("`{shown}` is no file, so that nothing is recorded"),
        format!("`{shown}` 不是文件，因此不作登记"),
    )
    .coded(StopCode::Folder)
    .hint("remove it", "请将其移除")
}

fn changed(place: &dyn Place, line: u64) -> Stop {
    let shown = place.shown(NAME);
    Stop::new(
        format!("`{shown}` was changed at line {line}, so that nothing is recorded behind it"),
        format!("`{shown}` 第 {line} 行被更改，因此不再登记"),
    )
    .coded(StopCode::Folder)
    .hint("restore it from a backup; `hanpress audit` tells more", "请从备份恢复；可用 `hanpress audit` 查看")
}
