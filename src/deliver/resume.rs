//! Decide what to do with a folder that holds something: leave it, go on with it, or refuse it.

use std::io::{ErrorKind, Read};

use super::manifest::{self, Counts, Header, Line};
use super::past::Past;
use super::reading::{Look, Reading};
use crate::error::Stop;
use crate::finding::{Lang, Words};
use crate::place::Place;

/// What to do with an unfinished run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Leave it and say that it is there.
    Fresh,
    /// Go on with it.
    Resume,
}

/// What is found in a folder.
#[derive(Debug)]
pub(super) enum Found {
    /// No run was begun here, or it did not get as far as a whole header.
    Nothing,
    /// A run to go on with.
    Unfinished(Box<Past>),
    /// A finished run.
    Finished(Counts),
}

/// Looks at a folder in the light of `header` and `mode`; what cannot be gone on with is a fault.
///
/// The documents of a finished run are looked at too: by their length, and with
/// [`Mode::Resume`] by their hash, so that a folder that lost some can be made whole.
pub(super) fn look(place: &dyn Place, header: &Header, mode: Mode) -> Result<Found, Stop> {
    let Some(mut reading) = Reading::open(place)? else { return Ok(Found::Nothing) };
    let first = match reading.next_line()? {
        Some(good) => good,
        None if !begins_with_part_of(place, header)? => return Err(no_header(place)),
        None if mode == Mode::Resume => return Ok(Found::Nothing),
        None => return Err(unfinished(place, 0, None)),
    };
    match &first.line {
        Line::Header(found) if found == header => {}
        Line::Header(found) => return Err(other_header(place, &header.differences(found))),
        _ => return Err(no_header(place)),
    }
    let closely = if mode == Mode::Resume { Look::Hash } else { Look::Length };
    let past = Past::gather(place, &first, reading, closely)?;
    match (past.finished(), mode) {
        (Some(counts), _) => Ok(Found::Finished(counts)),
        (None, Mode::Resume) => Ok(Found::Unfinished(Box::new(past))),
        (None, Mode::Fresh) => Err(unfinished(place, past.lost, past.broken)),
    }
}

/// Whether the manifest is the first part of this header's line, as a run cut off at once leaves it.
fn begins_with_part_of(place: &dyn Place, header: &Header) -> Result<bool, Stop> {
    let fault = |error| Stop::at(&place.shown(manifest::NAME), &error);
    let line = Line::Header(header.clone()).text().map_err(|error| fault(error.into()))?;
    let mut text = Vec::new();
    let manifest = place.read(manifest::NAME).and_then(|file| Ok(file.ok_or(ErrorKind::NotFound)?));
    manifest.and_then(|file| file.take(line.len() as u64).read_to_end(&mut text)).map_err(fault)?;
    Ok(text.len() < line.len() && line.as_bytes().starts_with(&text))
}

fn no_header(place: &dyn Place) -> Stop {
    let shown = place.shown("");
    let fault = Stop::new(
        format!("`{}` in `{shown}` does not begin with the header of a run", manifest::NAME),
        format!("`{shown}` 中的 `{}` 不以批次首行开头", manifest::NAME),
    );
    fault.hint("choose a new or an empty folder", "请选用新文件夹或空文件夹")
}

fn other_header(place: &dyn Place, differences: &[Words]) -> Stop {
    let list = |lang, gap| differences.iter().map(|words| words.get(lang)).collect::<Vec<_>>().join(gap);
    let shown = place.shown("");
    let fault = Stop::new(
        format!("`{shown}` holds a run that differs: {}", list(Lang::En, "; ")),
        format!("`{shown}` 中的批次与本次不同：{}", list(Lang::Zh, "；")),
    );
    fault.hint("choose another folder, or run as that run did", "请另选文件夹，或使用与该批次相同的设置")
}

/// An unfinished run of which `lost` documents are not whole and whose manifest has a bad line.
fn unfinished(place: &dyn Place, lost: u64, broken: Option<u64>) -> Stop {
    let (mut en, mut zh) = (Vec::new(), Vec::new());
    if lost > 0 {
        en.push(format!("{lost} of its documents are missing or damaged"));
        zh.push(format!("有 {lost} 份文书缺失或损坏"));
    }
    if let Some(line) = broken {
        en.push(format!("line {line} of `{}` is broken", manifest::NAME));
        zh.push(format!("`{}` 第 {line} 行已损坏", manifest::NAME));
    }
    let told = |list: Vec<String>, colon, gap| match list.is_empty() {
        true => String::new(),
        false => format!("{colon}{}", list.join(gap)),
    };
    let shown = place.shown("");
    let fault = Stop::new(
        format!("`{shown}` holds an unfinished run{}", told(en, ": ", "; ")),
        format!("`{shown}` 中有未完成的批次{}", told(zh, "：", "；")),
    );
    fault.hint("go on with it by `--resume`, or choose another folder", "请用 `--resume` 继续，或另选文件夹")
}

/// The input differs from that of the run to go on with: account `seq` is another one.
pub(super) fn other_input(seq: u64) -> Stop {
    mend_input(Stop::new(
        format!("account {seq} of the input is not what it was when this folder was begun"),
        format!("输入中的第 {seq} 户与该文件夹开始生成时不同"),
    ))
}

/// The input differs from that of the run to go on with: account `seq` is not in it.
pub(super) fn gone(seq: u64) -> Stop {
    mend_input(Stop::new(
        format!("account {seq} has its document in this folder and is not in the input"),
        format!("第 {seq} 户在该文件夹中已有文书，但不在输入中"),
    ))
}

/// The input differs from that of the run to go on with: some of its accounts are gone.
pub(super) fn fewer_accounts(gone: usize) -> Stop {
    mend_input(Stop::new(
        format!("{gone} documents stand in this folder whose accounts the input does not hold"),
        format!("该文件夹中有 {gone} 份文书在输入中没有对应账户"),
    ))
}

fn mend_input(fault: Stop) -> Stop {
    fault.hint(
        "go on with the same input and the same shard, or choose another folder",
        "请使用相同的输入和分片继续，或另选文件夹",
    )
}
