//! Make single documents of a finished folder again, where they are missing or damaged: byte for byte, or not at all.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::record::Ended;
use super::{Event, RunOptions, Summary, shown_id};
use crate::account::read::Entry;
use crate::batch::JobError;
use crate::deliver::manifest::Line;
use crate::deliver::reading::{Look, Reading, is_whole};
use crate::deliver::{Counts, Document, Header, Made, Naming, Recorded, put_again, runs};
use crate::desk::{Desk, Fixed};
use crate::digest::hex;
use crate::error::{Stop, StopCode};
use crate::place::Place;
use crate::produce::{self, Failure, Finished};

/// Whether a place holds finished runs to which the accounts belong that are asked for.
pub(super) fn is_for(place: &dyn Place, header: &Header, options: &RunOptions) -> Result<bool, Stop> {
    if !options.only.is_some() {
        return Ok(false);
    }
    let whole = Header { only: None, name: options.naming.pattern().map(String::from), ..header.clone() };
    let runs = runs(place)?;
    let same = runs.iter().any(|(header, _)| header.is_of_same_run(&whole));
    if same && whole.channels.is_some() && !whole.follows_the_course() {
        return Err(with_messages(place));
    }
    match runs.last() {
        Some((_, None)) if same => Err(unfinished(place)),
        _ => Ok(same),
    }
}

/// What a place holds of accounts, by the hash of their records.
#[derive(Default)]
struct Held {
    documents: HashMap<String, Arc<Document>>,
    /// Of whom it holds messages.
    messages: HashSet<String>,
}

/// Makes the documents again that are asked for and not whole; those that are whole are left alone. `read_so_far` tells
/// how many accounts the input held so far, those that are not asked for too.
pub(super) fn remake(
    desk: &Desk,
    accounts: impl Iterator<Item = Entry>,
    read_so_far: &AtomicU64,
    place: &Arc<dyn Place>,
    options: &RunOptions,
    on: &mut dyn FnMut(Event<'_>) -> Result<(), Stop>,
) -> Result<Summary, Stop> {
    let held = held(&**place, options)?;
    on(Event::Begun(Some(options.only.len())))?;
    let mut counts = Counts::default();
    for entry in accounts {
        if let Some(stop) = entry.cut_off() {
            return Err(stop);
        }
        let recorded = one(desk, &entry, &held, place, &options.naming)?;
        match &recorded {
            Recorded::Refused(_) => counts.refused += 1,
            _ => counts.made += 1,
        }
        let findings = if let Recorded::Refused(findings) = &recorded { findings.as_slice() } else { &[] };
        on(Event::Account { entry: &entry, id: shown_id(&entry, findings), recorded: &recorded })?;
        if options.halt.is_halted() {
            break;
        }
    }
    let ended = if options.halt.is_halted() { Ended::Halted } else { Ended::Finished };
    let mut stop = None;
    if ended == Ended::Finished {
        options.miscounted(read_so_far.load(Ordering::Relaxed)).map_or(Ok(()), Err)?;
        stop = options.only.unmet();
    }
    Ok(Summary { stop, ..Summary::without_report(ended, counts) })
}

/// What a place holds of the accounts that are asked for.
fn held(place: &dyn Place, options: &RunOptions) -> Result<Held, Stop> {
    let (mut held, mut manifest) = (Held::default(), Reading::open(place)?);
    while let Some(good) = manifest.as_mut().map(Reading::next_line).transpose()?.flatten() {
        match good.line {
            Line::Document(document) if options.only.names(&document.id) => {
                held.documents.insert(document.account_sha256.clone(), Arc::new(*document));
            }
            Line::Message(message) if options.only.names(&message.id) => {
                held.messages.insert(message.account_sha256);
            }
            _ => {}
        }
    }
    Ok(held)
}

/// Makes the document of one account again, where it is not whole.
fn one(
    desk: &Desk,
    entry: &Entry,
    held: &Held,
    place: &Arc<dyn Place>,
    naming: &Naming,
) -> Result<Recorded, Stop> {
    let hash = entry.sha256.map(|hash| hex(&hash)).unwrap_or_default();
    if held.messages.contains(&hash) {
        return Err(with_messages(&**place));
    }
    let Some(document) = held.documents.get(&hash) else {
        return match produce::account(entry, desk.fixed()) {
            Err(findings) => Ok(Recorded::Refused(findings)),
            Ok(_) => Err(no_line(place, entry.seq)),
        };
    };
    if is_whole(&**place, document, naming, Look::Hash) {
        return Ok(Recorded::Stood(alone(document)));
    }
    match made(desk, entry) {
        Ok(finished) => put_again(place, document, &finished.pdf, finished.copy.as_ref())?,
        Err(Failure::Refused(findings)) => return Ok(Recorded::Refused(findings)),
        Err(Failure::Stopped(stop)) => return Err(stop),
    }
    Ok(Recorded::Made(alone(document)))
}

/// A document as all that was made of its account.
fn alone(document: &Document) -> Arc<Made> {
    Arc::new(Made { document: Some(document.clone()), ..Made::default() })
}

fn made(desk: &Desk, entry: &Entry) -> Result<Finished, Failure> {
    let (fixed, own) = (Arc::clone(desk.fixed()), entry.clone());
    let broken = || Err(Failure::Refused(vec![produce::broken()]));
    let done = desk.pool().run(desk.time_limit(), move || finished(&own, &fixed), broken);
    done.unwrap_or_else(|error| {
        Err(Failure::Stopped(match error {
            JobError::NoWorker(stop) => stop,
            JobError::TooLong => Stop::new(
                format!("account {} of the input takes too long", entry.seq),
                format!("输入中的第 {} 户处理超时", entry.seq),
            )
            .coded(StopCode::TimeLimit),
        }))
    })
}

fn finished(entry: &Entry, fixed: &Fixed) -> Result<Finished, Failure> {
    let mut prepared = produce::prepare_entry(entry, fixed).map_err(Failure::Refused)?;
    let typeset = produce::set_pages(&mut prepared, fixed).map_err(Failure::Refused)?;
    produce::finish(&mut prepared, typeset, fixed)
}

fn unfinished(place: &dyn Place) -> Stop {
    let shown = place.shown("");
    Stop::new(
        format!("the run in `{shown}` is not finished, so none of its documents is made by itself"),
        format!("`{shown}` 中的批次尚未完成，不能单独生成其中的文书"),
    )
    .coded(StopCode::Unfinished)
    .hint("go on with it by `--resume`, without `--only`", "请去掉 `--only`，用 `--resume` 继续该批次")
}

fn with_messages(place: &dyn Place) -> Stop {
    let shown = place.shown("");
    Stop::new(
        format!("`{shown}` holds messages, which are not made again one by one"),
        format!("`{shown}` 中有短信或电子邮件，不能单独重新生成"),
    )
    .coded(StopCode::Usage)
    .hint(
        "make what is missing again with that run's whole input and `--resume`, without `--only`",
        "请去掉 `--only`，用该批次的完整输入加 `--resume` 补齐缺失的文件",
    )
}

fn no_line(place: &Arc<dyn Place>, seq: u64) -> Stop {
    let shown = place.shown("");
    Stop::new(
        format!("account {seq} of the input has no document in `{shown}`, or its record is not what it was"),
        format!("输入中的第 {seq} 户在 `{shown}` 中没有文书，或其数据已与当时不同"),
    )
    .coded(StopCode::Differs)
    .hint(
        "give the input of that run; accounts that are new or corrected go in with `--add`, without `--only`",
        "请使用该批次的输入；新增或更正的账户请去掉 `--only`，用 `--add` 追加",
    )
}
