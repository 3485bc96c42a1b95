//! Turn a finished run into a job for the print room: few large files in the order that the post wants, and a ticket.
//!
//! A job is a folder of its own: files of pages, `ticket.csv` and `ticket.json` with a row for each sheet, and a manifest
//! whose chain of hashes goes on from the run's last line. It appears whole or not at all. Nothing in it names a person
//! but the pages themselves.
//!
//! - [`plan`]: which letters, in which order; [`paper`]: what they weigh; [`bundles`]: bundles and trays;
//! - [`job`], [`ticket`], [`line`](mod@line), [`staging`]: the files of a job, written beside its place until they are whole;
//! - [`reading`], [`faults`]: letters as they stand; those that are not what the run made.

mod bundles;
mod faults;
mod job;
mod line;
mod options;
mod paper;
mod plan;
mod reading;
mod staging;
mod ticket;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use crate::error::{Stop, StopCode};
use crate::place::Place;

use job::Job;
use line::Begun;
use staging::Staging;

pub use line::{JOB, JobEnd, JobLine, StoodLine, job_lines};
pub use options::PrintOptions;
pub use paper::Paper;

/// What a job came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Printed {
    /// How many letters are in it.
    pub letters: u64,
    /// How many sheets they take.
    pub sheets: u64,
    /// How many pages they have, without blank ones.
    pub pages: u64,
    /// How many documents of the run are not in it.
    pub apart: u64,
    /// How many letters have no postcode that the run tells, and come last.
    pub unsorted: u64,
    /// The files of its pages.
    pub files: Vec<String>,
    /// Their length.
    pub bytes: u64,
    /// SHA-256 of the last line of its manifest, in hex.
    pub head: String,
}

/// Prints the finished run in `place` into a new folder.
///
/// `step` is called for each letter. Fails, and writes nothing, where the run is not finished, where a letter is missing or
/// changed, where something stands in the folder already, and where `halt` is raised.
pub fn print(
    place: &dyn Place,
    out: &Path,
    options: &PrintOptions,
    halt: &AtomicBool,
    step: &mut dyn FnMut() -> Result<(), Stop>,
) -> Result<Printed, Stop> {
    options.checked()?;
    let plan = plan::plan(place, options, None)?;
    let staging = Staging::begin(out)?;
    let printed = Job::begin(place, &staging, options, &plan, None)?.write(&|_| true, halt, step)?;
    end(staging, printed)
}

/// Prints letters of a job again, by their numbers or the codes of their sheets, into a new folder: the same pages, byte
/// for byte.
///
/// A sheet's code stands for its whole letter, since letters leave whole. The letters come from the run in `place`.
pub fn reprint(
    place: &dyn Place,
    job: &dyn Place,
    out: &Path,
    wanted: &[String],
    halt: &AtomicBool,
    step: &mut dyn FnMut() -> Result<(), Stop>,
) -> Result<Printed, Stop> {
    let begun = line::begun(job)?;
    let numbers = numbers(&begun, wanted)?;
    let options = &begun.header.options;
    let plan = plan::plan(place, options, Some(&begun.header.prev))?;
    let staging = Staging::begin(out)?;
    let written = Job::begin(place, &staging, options, &plan, Some(&begun))?;
    let printed = written.write(&|letter| numbers.contains(&*letter.number), halt, step)?;
    end(staging, printed)
}

fn end(staging: Staging, printed: Printed) -> Result<Printed, Stop> {
    let own = [JOB, ticket::CSV, ticket::JSON].map(String::from);
    let names: Vec<String> = printed.files.iter().cloned().chain(own).collect();
    staging.finish(&names)?;
    Ok(printed)
}

/// The numbers of the letters that are wanted: `NUMBER`, or a sheet's code `NUMBER PAGE PAGES`.
fn numbers(begun: &Begun, wanted: &[String]) -> Result<BTreeSet<String>, Stop> {
    let mut numbers = BTreeSet::new();
    for one in wanted {
        let words: Vec<&str> = one.split_whitespace().collect();
        let found = match words[..] {
            [number] => begun.letters.get_key_value(&number.to_uppercase()),
            [number, page, pages] => {
                begun.letters.get_key_value(&number.to_uppercase()).filter(|(_, count)| {
                    let page = page.parse::<u32>().is_ok_and(|page| (1..=**count).contains(&page));
                    page && pages.parse() == Ok(**count)
                })
            }
            _ => None,
        };
        let Some((number, _)) = found else {
            let stop = Stop::new(
                format!("`{one}` is neither a letter nor a sheet of that job"),
                format!("`{one}` 不是该打印任务中的文书编号或张码"),
            );
            return Err(stop.coded(StopCode::Usage).hint(
                "`ticket.csv` of the job lists them under `number` and `code`",
                "请在该任务的 `ticket.csv` 中查找 `number` 和 `code` 列",
            ));
        };
        numbers.insert(number.clone());
    }
    Ok(numbers)
}
