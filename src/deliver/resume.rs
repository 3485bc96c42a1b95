//! Decide what to do with a folder that holds something: leave it, go on with it, or refuse it.

use std::io::{ErrorKind, Read};

use super::lists;
use super::manifest::{self, Header, Line};
use super::naming::Naming;
use super::past::{FinishedRun, Past};
use super::reading::{Look, Reading};
use super::refused;
use crate::error::{Stop, StopCode};
use crate::finding::{Lang, Words};
use crate::place::Place;

/// What to do with an unfinished run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Leave it and say that it is there.
    #[default]
    Fresh,
    /// Go on with it.
    Resume,
}

/// How a place is opened for a run.
#[derive(Debug, Clone, Default)]
pub struct Opening {
    /// What to do where it holds an unfinished run.
    pub mode: Mode,
    /// Whether the run is added to the finished ones of the place.
    pub add: bool,
    /// The language of lists and reports, unless the place has one.
    pub lang: Lang,
    /// How files are named.
    pub naming: Naming,
    /// SHA-256 over the ids of the only accounts that are asked for, in hex.
    pub only: Option<String>,
}

impl Opening {
    /// The header of a run that is opened so.
    fn header(&self, header: &Header) -> Header {
        let name = self.naming.pattern().map(String::from);
        Header { lang: self.lang, name, only: self.only.clone(), prev: None, ..header.clone() }
    }
}

/// What is found in a folder.
#[derive(Debug)]
pub(super) enum Found {
    /// No run was begun here, or it did not get as far as a whole header.
    Nothing(Header),
    /// A run to go on with.
    Unfinished(Box<Past>),
    /// Finished runs, to which one is added.
    Finished(Box<Past>, Header),
    /// Finished runs, one of which may be the one that is asked for.
    Same(Vec<FinishedRun>),
}

/// Looks at a folder in the light of `header` and `opening`; what cannot be gone on with is a fault.
///
/// The documents of a finished run are looked at too, every byte of them, so that `already made` is true and a folder
/// that lost some can be made whole; by their length only where others are added to them, or one begins anew.
pub(super) fn look(place: &dyn Place, header: &Header, opening: &Opening) -> Result<Found, Stop> {
    let header = opening.header(header);
    let Some(mut reading) = Reading::open(place)? else {
        return if opening.add { Err(nothing_to_add_to(place)) } else { Ok(Found::Nothing(header)) };
    };
    let first = match reading.next_line()? {
        Some(good) => good,
        None if opening.add => return Err(nothing_to_add_to(place)),
        None if !begins_with_part_of(place, &header)? => return Err(no_header(place)),
        None if opening.mode == Mode::Resume => return Ok(Found::Nothing(header)),
        None => return Err(unfinished(place, 0, None)),
    };
    let Line::Header(found) = &first.line else { return Err(no_header(place)) };
    if !opening.add && !header.is_of_same_run(found) && !place_holds(place, &header)? {
        return Err(other_header(place, &header.differences(found)));
    }
    let closely = match opening.mode {
        _ if place.is_far() => Look::Length,
        Mode::Fresh if opening.add || !is_closed(place)? => Look::Length,
        Mode::Fresh | Mode::Resume => Look::Hash,
    };
    let past = Past::gather(place, &first, reading, closely)?;
    match past.lost_before {
        0 if opening.add => to_add(place, past, header, opening.mode),
        0 => to_begin(place, past, &header, opening.mode),
        lost => Err(lost_before(place, lost)),
    }
}

/// Whether any run of a place is made as this header says.
fn place_holds(place: &dyn Place, header: &Header) -> Result<bool, Stop> {
    Ok(super::reading::runs(place)?.iter().any(|(found, _)| header.is_of_same_run(found)))
}

/// Whether the last run of a place has its closing line.
fn is_closed(place: &dyn Place) -> Result<bool, Stop> {
    Ok(super::reading::runs(place)?.last().is_some_and(|(_, end)| end.is_some()))
}

/// What becomes of a run that is added to none: it may be finished or not, and others may have been added to it.
fn to_begin(place: &dyn Place, past: Past, header: &Header, mode: Mode) -> Result<Found, Stop> {
    let same: Vec<_> =
        past.finished_runs().filter(|run| header.is_of_same_run(&run.header)).cloned().collect();
    match (past.before.is_empty() && past.finished().is_none(), mode) {
        (false, _) if !same.is_empty() => with_lists(place, past, same, mode),
        (false, _) => Err(only_added(place)),
        (true, Mode::Resume) => Ok(Found::Unfinished(Box::new(past))),
        (true, Mode::Fresh) => Err(unfinished(place, past.lost, past.broken)),
    }
}

/// Finished runs are left alone where the lists of the folder are there too. Index and reports come out of the
/// manifest once the input turns out to be the same; lists of the refused come out of the input alone.
fn with_lists(place: &dyn Place, past: Past, same: Vec<FinishedRun>, mode: Mode) -> Result<Found, Stop> {
    let lost = if past.finished().is_some() { lists::lost(place, &past.lists)? } else { Vec::new() };
    let of_the_refused = lost.iter().any(|name| lists::is_of_the_refused(name));
    match mode {
        _ if lost.is_empty() => Ok(Found::Same(same)),
        Mode::Fresh => Err(lists_lost(place, &lost)),
        Mode::Resume if !of_the_refused => Ok(Found::Same(same)),
        Mode::Resume if !past.before.is_empty() => Err(lists_gone(place, &lost)),
        Mode::Resume => match lists::edited(place, &past.lists)? {
            Some(edited) => Err(list_edited(place, &edited, &lost)),
            None => Ok(Found::Unfinished(Box::new(past))),
        },
    }
}

/// What becomes of a run that is added to others.
fn to_add(place: &dyn Place, mut past: Past, header: Header, mode: Mode) -> Result<Found, Stop> {
    let of_place = past.header.clone().unwrap_or_else(|| header.clone());
    let header = Header { lang: of_place.lang, ..header };
    if header.name != of_place.name {
        return Err(other_header(
            place,
            &header.differences(&Header { name: of_place.name, ..header.clone() }),
        ));
    }
    match (past.is_closed(), mode) {
        // What was being written behind the closing line is cut off by one who goes on with it.
        (true, _) if past.broken.is_none() || mode == Mode::Resume => {
            // Whom earlier runs refused is read there, and stays in the lists until it is resolved.
            let lost = lists::lost(place, &past.lists)?;
            if lost.iter().any(|name| name == refused::NAME) {
                return Err(lists_lost(place, &lost));
            }
            past.go_on();
            Ok(Found::Finished(Box::new(past), header))
        }
        (false, _) if past.before.is_empty() => Err(unfinished_first(place)),
        (_, Mode::Resume) if header.is_of_same_run(&of_place) => Ok(Found::Unfinished(Box::new(past))),
        (_, Mode::Resume) => Err(other_header(place, &header.differences(&of_place))),
        (_, Mode::Fresh) => Err(only_added(place)),
    }
}

/// Whether the manifest is the first part of this header's line, as a run cut off at once leaves it.
fn begins_with_part_of(place: &dyn Place, header: &Header) -> Result<bool, Stop> {
    let fault = |error| Stop::at(&place.shown(manifest::NAME), &error);
    let line = Line::Header(Box::new(header.clone())).text().map_err(|error| fault(error.into()))?;
    let mut text = Vec::new();
    let manifest = place.read(manifest::NAME).and_then(|file| Ok(file.ok_or(ErrorKind::NotFound)?));
    manifest.and_then(|file| file.take(line.len() as u64).read_to_end(&mut text)).map_err(fault)?;
    Ok(text.len() < line.len() && line.as_bytes().starts_with(&text))
}

pub(super) fn no_header(place: &dyn Place) -> Stop {
    let shown = place.shown("");
    let fault = Stop::new(
        format!("`{}` in `{shown}` does not begin with the header of a run", manifest::NAME),
        format!("`{shown}` 中的 `{}` 不以批次首行开头", manifest::NAME),
    );
    let fault = fault.coded(StopCode::Folder);
    fault.hint("choose a new or an empty folder", "请选用新文件夹或空文件夹")
}

fn other_header(place: &dyn Place, differences: &[Words]) -> Stop {
    let list = |lang, gap| differences.iter().map(|words| words.get(lang)).collect::<Vec<_>>().join(gap);
    let shown = place.shown("");
    let fault = Stop::new(
        format!("`{shown}` holds a run that differs: {}", list(Lang::En, "; ")),
        format!("`{shown}` 中的批次与本次不同：{}", list(Lang::Zh, "；")),
    );
    let fault = fault.coded(StopCode::Differs);
    fault.hint("choose another folder, or run as that run did", "请另选文件夹，或使用与该批次相同的设置")
}

fn nothing_to_add_to(place: &dyn Place) -> Stop {
    let shown = place.shown("");
    let stop =
        Stop::new(format!("`{shown}` holds no run to add to"), format!("`{shown}` 中没有可追加的批次"));
    stop.coded(StopCode::Folder).hint(
        "leave `--add` out: it is for a folder that holds a finished run",
        "请去掉 `--add`：它只用于已有完成批次的文件夹",
    )
}

fn unfinished_first(place: &dyn Place) -> Stop {
    let shown = place.shown("");
    Stop::new(
        format!("the run in `{shown}` is not finished, so nothing is added to it"),
        format!("`{shown}` 中的批次尚未完成，不能追加"),
    )
    .coded(StopCode::Unfinished)
    .hint("go on with it by `--resume` and its own input first", "请先用其自身的输入加 `--resume` 完成该批次")
}

/// A run was added and is not finished; without `--add --resume` it is not gone on with.
pub fn only_added(place: &dyn Place) -> Stop {
    let shown = place.shown("");
    Stop::new(
        format!("the run that was added to `{shown}` last is not finished"),
        format!("最后追加到 `{shown}` 的批次尚未完成"),
    )
    .coded(StopCode::Unfinished)
    .hint("go on with it by `--add --resume`", "请用 `--add --resume` 继续")
}

/// Documents of a run are gone to which others were added.
fn lost_before(place: &dyn Place, lost: u64) -> Stop {
    let shown = place.shown("");
    Stop::new(
        format!("`{shown}`: {lost} documents of an earlier run are missing or damaged"),
        format!("`{shown}`：此前批次的 {lost} 份文书缺失或损坏"),
    )
    .coded(StopCode::Folder)
    .hint(
        "`hanpress audit` names them, and `--only ID` with that run's input makes them again",
        "`hanpress audit` 会列出它们；用该批次的输入加 `--only ID` 可重新生成",
    )
}

/// Lists of a finished run are gone.
fn lists_lost(place: &dyn Place, lost: &[String]) -> Stop {
    let (shown, list) = (place.shown(""), lost.join("`, `"));
    Stop::new(
        format!("`{shown}` holds a finished run, and of its lists are missing: `{list}`"),
        format!("`{shown}` 中的批次已完成，但缺少清单文件 `{list}`"),
    )
    .coded(StopCode::Unfinished)
    .hint("make them again by that run's input and `--resume`", "请用该批次的输入加 `--resume` 重新生成")
}

/// Lists of the refused are gone in a folder of several runs: no single input tells what stood in them.
fn lists_gone(place: &dyn Place, lost: &[String]) -> Stop {
    let (shown, list) = (place.shown(""), lost.join("`, `"));
    Stop::new(
        format!("`{shown}` holds several runs, whose lists are missing: `{list}`; no single input makes them again"),
        format!("`{shown}` 中有多个批次，缺少清单文件 `{list}`，无法由某一份输入重新生成"),
    )
    .coded(StopCode::Folder)
    .hint("take them from a backup of the folder", "请从该文件夹的备份恢复")
}

/// Making lists again would write over one that is being corrected.
fn list_edited(place: &dyn Place, edited: &str, lost: &[String]) -> Stop {
    let (shown, list) = (place.shown(edited), lost.join("`, `"));
    Stop::new(
        format!("`{list}` would be made again together with `{shown}`, which somebody has changed"),
        format!("重新生成 `{list}` 会一并覆盖 `{shown}`，而该文件已被修改"),
    )
    .coded(StopCode::Folder)
    .hint("put that file elsewhere first", "请先将该文件移到别处")
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
    let fault = fault.coded(StopCode::Unfinished);
    fault.hint("go on with it by `--resume`, or choose another folder", "请用 `--resume` 继续，或另选文件夹")
}

/// The input differs from that of the run to go on with: account `seq` is another one.
pub(super) fn other_input(seq: u64) -> Stop {
    mend_input(Stop::new(
        format!("account {seq} of the input is not what it was when this folder was begun"),
        format!("输入中的第 {seq} 户与该文件夹开始生成时不同"),
    ))
}

/// The input differs from that of a finished run: account `seq` was refused then, or was another one.
pub(super) fn refused_then(seq: u64) -> Stop {
    corrected(Stop::new(
        format!("account {seq} of the input is not what it was when the run in this folder refused it"),
        format!("输入中的第 {seq} 户与该文件夹的批次拒绝它时不同"),
    ))
}

/// The input differs from that of a finished run, in accounts that were refused.
pub(super) fn other_refused() -> Stop {
    corrected(Stop::new(
        "accounts of the input that the run in this folder refused are not what they were",
        "输入中被该文件夹的批次拒绝的账户与当时不同",
    ))
}

/// Accounts of a finished run were corrected: they go into a run of their own.
pub fn corrected(fault: Stop) -> Stop {
    fault.coded(StopCode::Differs).hint(
        "add corrected accounts to this folder with `--add`, or give this input a folder of its own with `--out`",
        "更正后的账户请用 `--add` 追加到该文件夹，或用 `--out` 另指定输出目录",
    )
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
    fault.coded(StopCode::Differs).hint(
        "go on with the same input and the same shard, or choose another folder",
        "请使用相同的输入和分片继续，或另选文件夹",
    )
}
