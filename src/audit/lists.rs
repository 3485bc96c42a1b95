//! Hold what stands beside the manifest against it: the lists of the refused, the reports, anything else.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};

use super::book;
use super::chain::Chain;
use super::flaw::{AT_ODDS, CHANGED_FILE, COUNTS, Flaw, LISTS, MISSING_FILE};
use crate::deliver::manifest::{self, Counts};
use crate::deliver::not_yet::{self, NotYet};
use crate::deliver::reading::hash_of;
use crate::deliver::refused::{self, Refused};
use crate::deliver::{Tally, index, report, sent};
use crate::delivered;
use crate::error::Stop;
use crate::finding::Words;
use crate::place::{COPIES, DOCUMENTS, EMAILS, Place, Standing};

/// The longest line of the list that is read, in bytes.
const LONGEST: u64 = 64 << 20;

/// What the list of the refused says.
#[derive(Debug, Default)]
struct List {
    flaws: Vec<Flaw>,
    /// Each account's run and ordinal.
    seqs: Vec<(u64, u64)>,
    /// How many rows each sheet should have.
    sheets: BTreeMap<String, u64>,
}

/// What is wrong with the lists and reports of a folder, and with what else stands in it. Returns how
/// many accounts the list refuses, too.
pub(super) fn beside(place: &dyn Place, chain: &Chain) -> Result<(u64, Vec<Flaw>), Stop> {
    let mut list = List::read(place)?;
    let refused = list.seqs.len() as u64;
    let mut flaws = std::mem::take(&mut list.flaws);
    let not_yet = not_yet_seqs(place, &mut flaws)?;
    if let Some(counts) = chain.counts {
        let without = [list.seqs_of(chain.runs), not_yet.clone()].concat();
        if counts.refused != refused {
            flaws.push(uncounted(counts.refused, refused));
        } else if counts.not_yet != not_yet.len() as u64 {
            flaws.push(unlisted(counts.not_yet, not_yet.len() as u64));
        } else if let Some(gap) = gap(&chain.seqs, &without).filter(|_| chain.takes_all()) {
            flaws.push(gap);
        }
        flaws.extend(report_at_odds(place, counts)?);
    }
    for (name, rows) in &list.sheets {
        flaws.extend(sheet(place, name, *rows)?);
    }
    if !list.sheets.is_empty() {
        flaws.extend(book::flaw(place, list.sheets.values().sum())?);
    }
    // Where more is known of a list than that it was changed, that is told.
    let changed = changed(place, chain)?.into_iter();
    let changed: Vec<_> =
        changed.filter(|flaw| !flaws.iter().any(|known: &Flaw| known.file == flaw.file)).collect();
    flaws.extend(changed);
    flaws.extend(strangers(place, &list.sheets, chain)?);
    Ok((refused, flaws.into_iter().map(|flaw| remedied(flaw, chain.runs)).collect()))
}

/// A lost list with what makes it again: those of the refused come out of the input of a single run, and the others
/// out of the manifest.
fn remedied(flaw: Flaw, runs: u64) -> Flaw {
    let of_the_refused =
        ![index::NAME, index::BOOK, report::NAME, report::PAGE, sent::SHEET].contains(&flaw.file.as_str());
    match flaw.code {
        MISSING_FILE if of_the_refused && runs > 1 => flaw.hinted(Some(Words::new(
            "take it from a backup: the folder holds several runs, and no single input makes it again",
            "请从备份恢复：该文件夹有多个批次，无法由某一份输入重新生成",
        ))),
        MISSING_FILE => flaw.resumable(),
        _ => flaw,
    }
}

impl List {
    /// Reads the list; an absent one is a flaw.
    fn read(place: &dyn Place) -> Result<Self, Stop> {
        let fault = |error| Stop::at(&place.shown(refused::NAME), &error);
        let mut list = Self::default();
        if place.standing(refused::NAME).map_err(fault)? == Standing::Other {
            list.flaws.push(Flaw::no_file(refused::NAME));
            return Ok(list);
        }
        // Whether it should be there is told with the other files.
        let Some(file) = place.read(refused::NAME).map_err(fault)? else { return Ok(list) };
        let mut file = BufReader::new(file);
        for number in 1.. {
            let mut text = Vec::new();
            let read = (&mut file).take(LONGEST).read_until(b'\n', &mut text);
            if read.map_err(fault)? == 0 {
                break;
            }
            list.add(number, serde_json::from_slice(&text).ok());
        }
        Ok(list)
    }

    /// The ordinals of those that a run refused.
    fn seqs_of(&self, run: u64) -> Vec<u64> {
        self.seqs.iter().filter(|(of, _)| *of == run).map(|(_, seq)| *seq).collect()
    }

    fn add(&mut self, number: u64, refused: Option<Refused>) {
        let flaw = |en: String, zh: String| Flaw::new(LISTS, refused::NAME, en, zh).at(number);
        let Some(Refused { run, seq, sheet, .. }) = refused else {
            return self.flaws.push(flaw("this line cannot be read".into(), "本行无法读取".into()));
        };
        if let Some((_, last)) = self.seqs.last().filter(|(last_run, last)| *last_run == run && *last >= seq)
        {
            self.flaws.push(flaw(
                format!("account {seq} stands behind account {last}"),
                format!("第 {seq} 户排在第 {last} 户之后"),
            ));
        }
        self.seqs.push((run, seq));
        if let Some(sheet) = sheet {
            *self.sheets.entry(sheet).or_default() += 1;
        }
    }
}

/// Lists and pages that are not as the closing line says.
fn changed(place: &dyn Place, chain: &Chain) -> Result<Vec<Flaw>, Stop> {
    let mut flaws = Vec::new();
    for (name, sha256) in chain.last.iter().flat_map(|end| &end.files) {
        let fault = |error| Stop::at(&place.shown(name), &error);
        let stands = place.standing(name).map_err(fault)?;
        let flaw = |code, en, zh| Flaw::new(code, name, en, zh);
        if !is_list(name) {
            flaws.push(flaw(
                AT_ODDS,
                "the closing line names this file, which is no list",
                "末行列有该文件，但它不是清单文件",
            ));
        } else if stands == Standing::Other {
            flaws.push(Flaw::no_file(name));
        } else if stands != Standing::Nothing {
            let file = place.read(name).map_err(fault)?;
            let hash = file.map(|mut file| hash_of(&mut file)).transpose().map_err(fault)?;
            if hash.as_ref() != Some(sha256) {
                let (en, zh) = (
                    "this list was changed: its hash is not that of the closing line",
                    "该清单文件被更改：哈希与末行不符",
                );
                flaws.push(flaw(CHANGED_FILE, en, zh));
            }
        } else if !ALWAYS.contains(&name.as_str()) {
            flaws.push(flaw(MISSING_FILE, "this file is missing", "文件缺失"));
        }
    }
    Ok(flaws)
}

/// What a finished run always leaves beside its manifest and documents.
const ALWAYS: [&str; 5] = [refused::NAME, report::NAME, report::PAGE, index::NAME, index::BOOK];

/// Whether a file is one of those whose hashes a closing line tells.
fn is_list(name: &str) -> bool {
    [refused::BOOK, not_yet::NAME, sent::NAME, sent::SHEET].contains(&name)
        || refused::is_sheet(name)
        || ALWAYS.contains(&name) && name != report::NAME
}

/// The ordinals of the accounts of which a run that followed the course says that no letter is due yet.
fn not_yet_seqs(place: &dyn Place, flaws: &mut Vec<Flaw>) -> Result<Vec<u64>, Stop> {
    let fault = |error| Stop::at(&place.shown(not_yet::NAME), &error);
    if place.standing(not_yet::NAME).map_err(fault)? == Standing::Other {
        flaws.push(Flaw::no_file(not_yet::NAME));
        return Ok(Vec::new());
    }
    let Some(file) = place.read(not_yet::NAME).map_err(fault)? else { return Ok(Vec::new()) };
    let (mut file, mut seqs) = (BufReader::new(file), Vec::new());
    for number in 1.. {
        let mut text = Vec::new();
        if (&mut file).take(LONGEST).read_until(b'\n', &mut text).map_err(fault)? == 0 {
            break;
        }
        match serde_json::from_slice::<NotYet>(&text) {
            Ok(line) => seqs.push(line.seq),
            Err(_) => {
                let (en, zh) = ("this line cannot be read", "本行无法读取");
                flaws.push(Flaw::new(LISTS, not_yet::NAME, en, zh).at(number));
            }
        }
    }
    Ok(seqs)
}

fn unlisted(counted: u64, found: u64) -> Flaw {
    Flaw::new(
        COUNTS,
        not_yet::NAME,
        format!("the manifest counts {counted} accounts without a letter yet, this list holds {found}"),
        format!("清单计 {counted} 户尚无应出信函，本表有 {found} 户"),
    )
}

fn uncounted(counted: u64, found: u64) -> Flaw {
    Flaw::new(
        COUNTS,
        refused::NAME,
        format!("the manifest counts {counted} refused accounts, this list holds {found}"),
        format!("清单计 {counted} 户被拒绝，本表有 {found} 户"),
    )
}

/// The first account that is neither made nor refused, or both: every run takes each account, and
/// a shard every so-manieth.
fn gap(made: &[u64], refused: &[u64]) -> Option<Flaw> {
    let mut all: Vec<u64> = made.iter().chain(refused).copied().collect();
    all.sort_unstable();
    let step = all.windows(2).map(|pair| pair[1] - pair[0]).min()?;
    if let Some(pair) = all.windows(2).find(|pair| pair[0] == pair[1]) {
        let twice = pair[0];
        return Some(Flaw::new(
            LISTS,
            refused::NAME,
            format!("account {twice} is refused, and made or refused again"),
            format!("第 {twice} 户已被拒绝，又被生成或再次拒绝"),
        ));
    }
    let missing = all.windows(2).find(|pair| pair[1] - pair[0] != step)?[0] + step;
    Some(Flaw::new(
        LISTS,
        refused::NAME,
        format!("account {missing} is neither made nor refused"),
        format!("第 {missing} 户既未生成也未拒绝"),
    ))
}

fn report_at_odds(place: &dyn Place, counts: Counts) -> Result<Option<Flaw>, Stop> {
    let fault = |error| Stop::at(&place.shown(report::NAME), &error);
    if place.standing(report::NAME).map_err(fault)? == Standing::Other {
        return Ok(Some(Flaw::no_file(report::NAME)));
    }
    let Some(mut file) = place.read(report::NAME).map_err(fault)? else { return Ok(None) };
    let mut text = Vec::new();
    (&mut file).take(LONGEST).read_to_end(&mut text).map_err(fault)?;
    let told: Option<Tally> = serde_json::from_slice(&text).ok();
    let right = told.is_some_and(|told| told.counts == counts);
    Ok((!right).then(|| {
        let (en, zh) = ("its counts are not those of the manifest", "其计数与清单不符");
        Flaw::new(COUNTS, report::NAME, en, zh)
    }))
}

/// A sheet whose rows are not as many as the list says.
fn sheet(place: &dyn Place, name: &str, rows: u64) -> Result<Option<Flaw>, Stop> {
    let fault = |error| Stop::at(&place.shown(name), &error);
    let is_file = matches!(place.standing(name).map_err(fault)?, Standing::File(_));
    let file = if refused::is_sheet(name) && is_file { place.read(name).map_err(fault)? } else { None };
    let Some(file) = file else {
        let (en, zh) = ("the sheet of refused rows is missing", "退回数据表缺失");
        return Ok(Some(Flaw::new(MISSING_FILE, name, en, zh)));
    };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let found = reader.byte_records().filter(Result::is_ok).count() as u64;
    Ok((found != rows).then(|| {
        Flaw::new(
            COUNTS,
            name,
            format!("`{}` names {rows} rows of this sheet, it holds {found}", refused::NAME),
            format!("`{}` 指明本表 {rows} 行，实有 {found} 行", refused::NAME),
        )
    }))
}

/// What stands in the folder and should not, and what should and does not.
fn strangers(place: &dyn Place, sheets: &BTreeMap<String, u64>, chain: &Chain) -> Result<Vec<Flaw>, Stop> {
    let listed = place.list("").map_err(|error| Stop::at(&place.shown(""), &error))?;
    let found: BTreeSet<&str> = listed.iter().map(|name| name.trim_end_matches('/')).collect();
    let known = |name: &str| {
        ALWAYS.contains(&name)
            || [manifest::NAME, DOCUMENTS, COPIES, EMAILS, report::TIMES, delivered::NAME].contains(&name)
            || sheets.contains_key(name)
            || name == refused::BOOK && !sheets.is_empty()
            || name == not_yet::NAME && chain.follows_the_course()
            || chain.last.as_ref().is_some_and(|end| end.files.contains_key(name))
    };
    let added = found.iter().filter(|name| !known(name));
    let added = added.map(|name| Flaw::stranger(name, "this does not belong here", "此处不应有该项"));
    let missing = ALWAYS.into_iter().filter(|name| chain.counts.is_some() && !found.contains(name));
    let missing = missing.map(|name| Flaw::new(MISSING_FILE, name, "this file is missing", "文件缺失"));
    Ok(missing.chain(added).collect())
}
