//! Hold a job for the print room against its manifest.

use std::collections::{BTreeMap, HashSet};
use std::io::ErrorKind;
use std::sync::atomic::{AtomicBool, Ordering};

use super::files::{Found, held};
use super::flaw::{
    ADDED_FILE, ADDED_LINE, CHANGED_FILE, CHANGED_LINE, COUNTS, Flaw, MISSING_FILE, OTHER_RUN, UNFINISHED,
    UNREADABLE,
};
use super::{AuditEvent, Audited};
use crate::deliver::Counts;
use crate::deliver::manifest;
use crate::error::Stop;
use crate::place::{Place, Standing};
use crate::print::{JOB, JobEnd, JobLine, StoodLine, job_lines};

/// Whether a folder holds a job, and no run.
pub(super) fn stands(place: &dyn Place) -> Result<bool, Stop> {
    let stands = |name: &str| place.standing(name).map_err(|error| Stop::at(&place.shown(name), &error));
    Ok(matches!(stands(JOB)?, Standing::File(_)) && matches!(stands(manifest::NAME)?, Standing::Nothing))
}

/// What the lines of a job come to.
#[derive(Default)]
struct Chain {
    flaws: Vec<Flaw>,
    /// The hash of the line before, and the run's that the first line holds.
    head: String,
    run: String,
    lines: u64,
    /// Letters, sheets and pages, as the lines say them.
    counted: [u64; 3],
    end: Option<JobEnd>,
}

impl Chain {
    fn add(&mut self, StoodLine { number, hash, line }: StoodLine) {
        let before = std::mem::replace(&mut self.head, hash);
        self.lines = number;
        let Some(line) = line else {
            return self.flaws.push(flaw(UNREADABLE, number, "this line cannot be read", "本行无法读取"));
        };
        if self.end.is_some() {
            let (en, zh) = ("this line was added behind the last one", "本行是在末行之后添加的");
            return self.flaws.push(flaw(ADDED_LINE, number, en, zh));
        }
        if number == 1 {
            self.run = line.prev().to_string();
        } else if line.prev() != before {
            let (en, zh) = (
                "the line before was changed, or a line is missing: this one holds another hash",
                "上一行被更改或有缺行：本行所记的哈希与之不符",
            );
            self.flaws.push(flaw(CHANGED_LINE, number, en, zh));
        }
        if matches!(line, JobLine::Job(_)) != (number == 1) {
            let (en, zh) = ("this line belongs elsewhere", "本行位置不对");
            self.flaws.push(flaw(ADDED_LINE, number, en, zh));
        }
        match line {
            JobLine::Letter(letter) => {
                for (sum, more) in
                    self.counted.iter_mut().zip([1, u64::from(letter.sheets), u64::from(letter.pages)])
                {
                    *sum += more;
                }
            }
            JobLine::End(end) => self.end = Some(end),
            JobLine::Job(_) | JobLine::Apart(_) => {}
        }
    }

    fn judge(&mut self) {
        let Some(end) = &self.end else {
            let (en, zh) = ("the last line is missing: the job was cut off", "缺少末行：打印任务被截断");
            return self.flaws.push(flaw(UNFINISHED, self.lines.max(1), en, zh));
        };
        if self.counted != [end.letters, end.sheets, end.pages] {
            let (en, zh) = (
                "the last line counts other letters, sheets or pages",
                "末行所计的份数、张数或页数与各行不符",
            );
            self.flaws.push(flaw(COUNTS, self.lines, en, zh));
        }
    }
}

/// Looks at everything in a job's folder.
pub(super) fn audit(
    place: &dyn Place,
    last_hash: Option<&str>,
    halt: &AtomicBool,
    tell: &mut dyn FnMut(AuditEvent) -> Result<(), Stop>,
) -> Result<Audited, Stop> {
    let mut chain = Chain::default();
    job_lines(place, |stood| {
        chain.add(stood);
        Ok(())
    })?;
    chain.judge();
    let mut flaws = std::mem::take(&mut chain.flaws);
    if last_hash.is_some_and(|noted| ![&chain.head, &chain.run].contains(&&noted.to_lowercase())) {
        let (en, zh) = (
            "neither this job nor the run it was printed from has the hash that was noted",
            "该打印任务及其来源批次的哈希均与记录的不符",
        );
        flaws.push(flaw(OTHER_RUN, chain.lines.max(1), en, zh));
    }
    let files = chain.end.as_ref().map(|end| end.files.clone()).unwrap_or_default();
    tell(AuditEvent::Begun(files.len() as u64))?;
    for (name, sha256) in &files {
        if halt.load(Ordering::Relaxed) {
            break;
        }
        flaws.extend(file(place, name, sha256)?);
        tell(AuditEvent::Looked)?;
    }
    flaws.extend(strangers(place, &files)?);
    let count = flaws.len() as u64;
    flaws.into_iter().try_for_each(|flaw| tell(AuditEvent::Found(flaw)))?;
    Ok(Audited {
        counts: Counts { made: chain.counted[0], refused: 0, warnings: 0, not_yet: 0 },
        runs: 1,
        flaws: count,
        head: chain.head,
        signatures: 0,
        signers: Vec::new(),
        results: 0,
        results_head: None,
        whole: !halt.load(Ordering::Relaxed),
    })
}

/// What is wrong with a file of the job.
fn file(place: &dyn Place, name: &str, sha256: &str) -> Result<Option<Flaw>, Stop> {
    match held(place, name, false, |_| true) {
        Ok(Found::Read(held)) if held.sha256 == sha256 => Ok(None),
        Ok(Found::NoFile) => Ok(Some(Flaw::no_file(name))),
        Ok(_) => {
            let (en, zh) = (
                "this file was changed: its hash is not that of the last line; print the run anew",
                "该文件被更改：哈希与末行不符；请重新打印该批次",
            );
            Ok(Some(Flaw::new(CHANGED_FILE, name, en, zh)))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let (en, zh) = ("this file is missing; print the run anew", "该文件缺失；请重新打印该批次");
            Ok(Some(Flaw::new(MISSING_FILE, name, en, zh)))
        }
        Err(error) => Err(Stop::at(&place.shown(name), &error)),
    }
}

/// Files that no line names.
fn strangers(place: &dyn Place, files: &BTreeMap<String, String>) -> Result<Vec<Flaw>, Stop> {
    let named: HashSet<&str> = files.keys().map(String::as_str).chain([JOB]).collect();
    let there = place.list("").map_err(|error| Stop::at(&place.shown(""), &error))?;
    let strange = there.iter().filter(|name| !named.contains(name.as_str()));
    let told = |name: &String| {
        Flaw::new(ADDED_FILE, name, "no line of the job names this file", "打印任务的清单中没有该文件")
    };
    Ok(strange.map(told).collect())
}

fn flaw(code: &'static str, line: u64, en: &str, zh: &str) -> Flaw {
    Flaw::new(code, JOB, en, zh).at(line)
}
