//! Tell which lists of a finished folder are lost, and make those again that come out of what still stands there.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::manifest::Header;
use super::reading::{hash_of, runs};
use super::refused::{self, listed};
use super::report::{self, Pace, Report, Session, Tally};
use super::search::for_each_account;
use super::{index, not_yet, refused::growing::Grown, sent};
use crate::digest;
use crate::error::{Stop, StopCode};
use crate::place::{Place, Standing, TemporaryFile, write};

/// The lists that a closing line names, and `report.json`, that are not there.
pub(super) fn lost(place: &dyn Place, files: &BTreeMap<String, String>) -> Result<Vec<String>, Stop> {
    let mut lost = Vec::new();
    for name in files.keys().map(String::as_str).chain([report::NAME]) {
        let stands = place.standing(name).map_err(|error| Stop::at(&place.shown(name), &error))?;
        if stands == Standing::Nothing {
            lost.push(name.to_string());
        }
    }
    Ok(lost)
}

/// Whether a list is one of accounts without a document: only the input can make it again.
pub(super) fn is_of_the_refused(name: &str) -> bool {
    [refused::NAME, refused::BOOK, not_yet::NAME].contains(&name) || refused::is_sheet(name)
}

/// A list of the refused that stands there and is not what the closing line says: a clerk may be correcting it.
pub(super) fn edited(place: &dyn Place, files: &BTreeMap<String, String>) -> Result<Option<String>, Stop> {
    for (name, sha256) in files.iter().filter(|(name, _)| is_of_the_refused(name)) {
        let fault = |error| Stop::at(&place.shown(name), &error);
        let Some(mut file) = place.read(name).map_err(fault)? else { continue };
        if hash_of(&mut file).map_err(fault)? != *sha256 {
            return Ok(Some(name.clone()));
        }
    }
    Ok(None)
}

/// Makes the index and the reports of a finished folder again where they are not there, and returns their names.
/// Fails, and leaves the list out, where it would not have the bytes that the closing line tells.
pub fn put_lists_again(place: &Arc<dyn Place>, session: &Session) -> Result<Vec<String>, Stop> {
    let Some((header, Some(end))) = runs(&**place)?.pop() else { return Ok(Vec::new()) };
    let lost = lost(&**place, &end.files)?;
    let wanted = |name: &str| lost.iter().any(|lost| lost == name);
    let as_it_was = |name: &str, sha256: &str| {
        let was = end.files.get(name).is_some_and(|was| was == sha256);
        if was { Ok(()) } else { Err(other_bytes(&**place, name)) }
    };
    if wanted(index::NAME) || wanted(index::BOOK) {
        let mut files = Vec::new();
        for Grown { temporary, name, sha256 } in index::grown(place, &header)? {
            if wanted(&name) {
                as_it_was(&name, &sha256)?;
                files.push(temporary);
            }
        }
        TemporaryFile::put_all(&**place, files)?;
    }
    if wanted(sent::SHEET)
        && let Some(Grown { temporary, name, sha256 }) = sent::sheet(place)?
    {
        as_it_was(&name, &sha256)?;
        TemporaryFile::put_all(&**place, vec![temporary])?;
    }
    if wanted(report::NAME) || wanted(report::PAGE) {
        let report = report(place, &header, session, end.counts)?;
        if wanted(report::PAGE) {
            let page = report.page(place, &header)?;
            as_it_was(report::PAGE, &digest::sha256(page.as_bytes()))?;
            write(place, report::PAGE, page.as_bytes())?;
        }
        if wanted(report::NAME) {
            report.write_json(place)?;
        }
    }
    Ok(lost)
}

/// The report of a folder as its manifest and its list of refused accounts tell it. No document was made now, so that
/// it shows no times.
fn report(
    place: &Arc<dyn Place>,
    header: &Header,
    session: &Session,
    run: super::Counts,
) -> Result<Report, Stop> {
    let mut tally = Tally::default();
    for_each_account(&**place, |_, made| {
        tally.made(&made);
        tally.kept += 1;
    })?;
    for refused in listed(&**place)? {
        let refused = refused?;
        tally.refused(refused.codes());
    }
    tally.counts.not_yet = run.not_yet;
    Ok(Report::new(&tally, &Pace::start(), header, session, true, run))
}

fn other_bytes(place: &dyn Place, name: &str) -> Stop {
    let shown = place.shown(name);
    Stop::new(
        format!(
            "`{shown}` is missing, and would not be made again with the bytes that the closing line tells"
        ),
        format!("`{shown}` 缺失，且重新生成的内容与末行所记不一致"),
    )
    .coded(StopCode::Differs)
    .hint("take it from a backup of the folder", "请从该文件夹的备份恢复该文件")
}
