//! Turn a finished run's manifest into the letters to print, in the order that the post wants them.

use chrono::NaiveDate;

use super::line::{Apart, Why};
use super::options::PrintOptions;
use super::paper::{Weight, envelope};
use crate::account::Channel;
use crate::deliver::manifest::{self, Document, Hash, Line, hash_of};
use crate::deliver::reading::{Reading, changed, no_manifest, not_finished};
use crate::error::{Stop, StopCode};
use crate::place::Place;

/// What is not done for a run that is not whole.
const NOT_PRINTED: (&str, &str) = (", so that nothing is printed", "，因此不打印");

/// A letter to print.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) number: Box<str>,
    pub(super) file: Box<str>,
    pub(super) sha256: Hash,
    pub(super) bytes: u64,
    pub(super) pages: u32,
    pub(super) sheets: u32,
    /// The first four digits of the postcode.
    pub(super) post: Option<u16>,
    pub(super) channel: Option<Channel>,
    pub(super) weight: Weight,
    pub(super) envelope: &'static str,
    /// The run that made it, and its ordinal there.
    seq: (u32, u64),
}

impl Planned {
    /// How it is handed in, in the order in which services go: ordinary, registered, EMS, by hand.
    pub(super) fn service(&self) -> u8 {
        match self.channel {
            None | Some(Channel::Post) => 0,
            Some(Channel::Registered) => 1,
            Some(Channel::Ems) => 2,
            Some(_) => 3,
        }
    }
}

/// What a run comes to on paper.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) letters: Vec<Planned>,
    pub(super) apart: Vec<Apart>,
    /// The hash of the closing line, in hex.
    pub(super) head: String,
    pub(super) issue_date: NaiveDate,
    /// How many letters have no postcode that the run tells.
    pub(super) unsorted: u64,
}

/// Plans a run; as it was when its last line had the hash `until`, where that is given.
pub(super) fn plan(place: &dyn Place, options: &PrintOptions, until: Option<&str>) -> Result<Plan, Stop> {
    let Some(mut reading) = Reading::open(place)? else {
        return Err(no_manifest(place).coded(StopCode::Folder));
    };
    let (mut letters, mut apart, mut ended, mut date, mut runs) = (Vec::new(), Vec::new(), None, None, 0);
    while let Some(good) = reading.next_line()? {
        match good.line {
            Line::Header(header) => {
                runs += 1;
                date = Some(header.issue_date);
                ended = None;
            }
            Line::Document(document) => {
                let channel = channel(&document);
                match why_apart(&document, channel, options) {
                    Some(why) => apart.push(Apart {
                        number: document.number,
                        file: document.file,
                        pages: document.pages as u32,
                        why,
                        prev: String::new(),
                    }),
                    None => letters.push(planned(*document, channel, runs, options)?),
                }
            }
            // A message is not printed.
            Line::Message(_) => {}
            Line::End(_) => {
                let is_last = until == Some(&good.hash);
                ended = Some(good.hash);
                if is_last {
                    break;
                }
            }
        }
    }
    if reading.broken().is_some() && until.is_none_or(|until| ended.as_deref() != Some(until)) {
        return Err(changed(&place.shown(manifest::NAME), NOT_PRINTED));
    }
    let (Some(head), Some(issue_date)) = (ended, date) else {
        return Err(not_finished(place, NOT_PRINTED));
    };
    if until.is_some_and(|until| until != head) {
        return Err(other_run(place));
    }
    let unsorted = letters.iter().filter(|letter| letter.post.is_none()).count() as u64;
    letters.sort_by_key(order);
    Ok(Plan { letters, apart, head, issue_date, unsorted })
}

/// What letters are sorted by: how they are sent, where to (those without a postcode last), what they weigh, then as
/// their accounts came.
fn order(letter: &Planned) -> (u8, u16, u32, (u32, u64)) {
    (letter.service(), letter.post.unwrap_or(u16::MAX), letter.weight.class(), letter.seq)
}

fn why_apart(document: &Document, channel: Option<Channel>, options: &PrintOptions) -> Option<Why> {
    if options.single.contains(&document.kind) {
        return Some(Why::Single);
    }
    matches!(channel, Some(Channel::Sms | Channel::Email | Channel::Call)).then_some(Why::Electronic)
}

/// How a document is sent, where its line says so.
fn channel(document: &Document) -> Option<Channel> {
    let word = document.channel.as_deref()?;
    Channel::ALL.iter().copied().find(|channel| channel.word() == word)
}

fn planned(
    document: Document,
    channel: Option<Channel>,
    run: u32,
    options: &PrintOptions,
) -> Result<Planned, Stop> {
    let pages = document.pages as u32;
    let sheets = options.sheets_of(pages);
    let envelope = envelope(&options.envelope, sheets);
    let (Some(sha256), Some(envelope)) = (hash_of(&document.sha256), envelope) else {
        return Err(Stop::at(manifest::NAME, &std::io::ErrorKind::InvalidData.into()));
    };
    Ok(Planned {
        sha256,
        bytes: document.bytes,
        pages,
        sheets,
        post: document.post.as_deref().and_then(|post| post.parse().ok()),
        channel,
        weight: Weight::of(sheets, options.paper, envelope),
        envelope: envelope.name,
        seq: (run, document.seq),
        number: document.number.into(),
        file: document.file.into(),
    })
}

fn other_run(place: &dyn Place) -> Stop {
    let shown = place.shown("");
    let stop = Stop::new(
        format!("the job was not printed from the run in `{shown}`"),
        format!("该打印任务不是由 `{shown}` 中的批次生成的"),
    );
    stop.coded(StopCode::Differs)
        .hint("name the folder that the job was printed from", "请指定生成该打印任务的文件夹")
}
