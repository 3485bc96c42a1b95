//! Write and read the lines of a job's manifest, each of which holds the hash of the line before.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::options::PrintOptions;
use crate::digest;
use crate::error::{Stop, StopCode};
use crate::place::Place;

/// The name of a job's manifest, by which a folder is known to hold one.
pub const JOB: &str = "job.jsonl";

/// The longest line that is read, in bytes.
const LONGEST: u64 = 1 << 20;

/// One line of a job's manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "lowercase")]
pub enum JobLine {
    /// The first line.
    Job(JobHeader),
    /// A letter of the job, in the order of its pages.
    Letter(JobLetter),
    /// A document of the run that is not in the job.
    Apart(Apart),
    /// The last line.
    End(JobEnd),
}

/// What a job was made of, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobHeader {
    /// The version of the program that made it.
    pub hanpress: String,
    /// The date on the letters.
    #[serde(with = "crate::deliver::manifest::day")]
    pub issue_date: NaiveDate,
    /// How it is printed.
    pub options: PrintOptions,
    /// Where this job prints letters of another again: the hash of that job's last line, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<String>,
    /// SHA-256 of the closing line of the run, newline included, in hex: the chain goes on from there.
    pub prev: String,
}

/// A letter of a job. No line names a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobLetter {
    /// The file of the job that its pages stand in.
    pub file: String,
    /// The document number.
    pub number: String,
    /// SHA-256 of the letter as the run made it, in hex.
    pub sha256: String,
    /// The ordinal of its first page in the file, from 1.
    pub first: u32,
    /// How many pages it has, without a blank one behind.
    pub pages: u32,
    /// The ordinal of its first sheet in the file, from 1.
    pub sheet: u32,
    /// How many sheets it takes.
    pub sheets: u32,
    /// The first four digits of the postcode, where the run says them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    /// How it is delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// What it weighs with its envelope, in grams.
    pub grams: String,
    /// Its weight class, from 1.
    pub class: u32,
    /// Its envelope.
    pub envelope: String,
    /// The bundle it goes in, from 1.
    pub bundle: u32,
    /// The tray that goes in, from 1.
    pub tray: u32,
    /// SHA-256 of the line before, newline included, in hex.
    pub prev: String,
}

/// A document of the run that is not in the job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Apart {
    /// The document number.
    pub number: String,
    /// Where it stands, relative to the run's folder.
    pub file: String,
    /// How many pages it has.
    pub pages: u32,
    /// Why it is not in the job.
    pub why: Why,
    /// SHA-256 of the line before, newline included, in hex.
    pub prev: String,
}

/// Why a document is not in a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// It stays a single file, as an agreement does.
    Single,
    /// It is not delivered on paper.
    Electronic,
}

/// What a job came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobEnd {
    /// How many letters are in it.
    pub letters: u64,
    /// How many sheets.
    pub sheets: u64,
    /// How many pages, without blank ones.
    pub pages: u64,
    /// SHA-256 of each of its files, in hex, by name.
    pub files: BTreeMap<String, String>,
    /// SHA-256 of the line before, newline included, in hex.
    pub prev: String,
}

impl JobLine {
    /// The line as it stands in the file, newline included.
    pub(super) fn text(&self) -> Result<String, Stop> {
        let text = serde_json::to_string(self).map_err(|error| Stop::at(JOB, &error.into()))?;
        Ok(text + "\n")
    }

    /// The hash of the line before that this one holds.
    pub fn prev(&self) -> &str {
        match self {
            Self::Job(JobHeader { prev, .. })
            | Self::Letter(JobLetter { prev, .. })
            | Self::Apart(Apart { prev, .. })
            | Self::End(JobEnd { prev, .. }) => prev,
        }
    }
}

/// A line of a job's manifest as it stands.
#[derive(Debug)]
pub struct StoodLine {
    /// Its number, from 1.
    pub number: u64,
    /// Its SHA-256, newline included, in hex.
    pub hash: String,
    /// What it says, where it is whole and can be read.
    pub line: Option<JobLine>,
}

/// Reads a job's manifest line by line; `false` where there is none.
pub fn job_lines(
    place: &dyn Place,
    mut each: impl FnMut(StoodLine) -> Result<(), Stop>,
) -> Result<bool, Stop> {
    let fault = |error| Stop::at(&place.shown(JOB), &error);
    let Some(file) = place.read(JOB).map_err(fault)? else { return Ok(false) };
    let (mut file, mut text) = (BufReader::new(file), Vec::new());
    for number in 1.. {
        text.clear();
        if (&mut file).take(LONGEST).read_until(b'\n', &mut text).map_err(fault)? == 0 {
            break;
        }
        let whole = text.strip_suffix(b"\n").and_then(|text| serde_json::from_slice(text).ok());
        each(StoodLine { number, hash: digest::sha256(&text), line: whole })?;
    }
    Ok(true)
}

/// A whole job, as far as letters of it can be printed again.
#[derive(Debug)]
pub(super) struct Begun {
    pub(super) header: JobHeader,
    /// The hash of its last line, in hex.
    pub(super) head: String,
    /// The numbers of its letters, each with its pages.
    pub(super) letters: BTreeMap<String, u32>,
}

/// Reads a job whose chain holds.
pub(super) fn begun(place: &dyn Place) -> Result<Begun, Stop> {
    let (mut header, mut head, mut ended, mut whole) = (None, String::new(), false, true);
    let mut letters = BTreeMap::new();
    let found = job_lines(place, |stood| {
        match stood.line {
            Some(JobLine::Job(first)) if stood.number == 1 => header = Some(first),
            Some(line) => {
                whole &= !ended && line.prev() == head && !matches!(line, JobLine::Job(_));
                ended = matches!(line, JobLine::End(_));
                if let JobLine::Letter(letter) = line {
                    letters.insert(letter.number, letter.pages);
                }
            }
            None => whole = false,
        }
        head = stood.hash;
        Ok(())
    })?;
    match (found, header) {
        (true, Some(header)) if whole && ended => Ok(Begun { header, head, letters }),
        (true, _) => {
            let shown = place.shown(JOB);
            let stop =
                Stop::new(format!("`{shown}` was changed or cut off"), format!("`{shown}` 被更改或截断"));
            Err(stop.coded(StopCode::Folder).hint(
                "`hanpress audit` tells where; print the run anew",
                "可用 `hanpress audit` 查明位置；请重新打印该批次",
            ))
        }
        (false, _) => {
            let shown = place.shown("");
            let stop =
                Stop::new(format!("there is no `{JOB}` in `{shown}`"), format!("`{shown}` 中没有 `{JOB}`"));
            Err(stop
                .coded(StopCode::Folder)
                .hint("name the folder that was given to `print --out`", "请指定 `print --out` 使用的文件夹"))
        }
    }
}
