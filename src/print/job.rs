//! Write a job: its letters into files, its ticket and its manifest.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};

use super::Printed;
use super::bundles::{Bundles, Goes};
use super::faults::Faults;
use super::line::{Apart, Begun, JOB, JobEnd, JobHeader, JobLetter, JobLine};
use super::options::PrintOptions;
use super::plan::{Plan, Planned};
use super::reading::{AHEAD, Letter, read_all};
use super::staging::Staging;
use super::ticket::Ticket;
use crate::digest;
use crate::error::{Stop, StopCode};
use crate::place::Place;
use crate::sheaf::{About, Bookmark, Fault, Sheaf};

/// The most objects of a file: PDF/A allows 8,388,607 (ISO 19005-2, 6.1.13), and some hundred thousand are left for
/// what stands at its end.
const OBJECTS: usize = 7_900_000;

/// How much of a file is gathered before it is written, in bytes.
const BUFFER: usize = 1 << 20;

/// A manifest that grows.
struct Manifest {
    file: BufWriter<std::fs::File>,
    hash: String,
}

impl Manifest {
    /// Adds a line; `line` is given the hash of the one before.
    fn add(&mut self, staging: &Staging, line: impl FnOnce(String) -> JobLine) -> Result<(), Stop> {
        let text = line(std::mem::take(&mut self.hash)).text()?;
        self.hash = digest::sha256(text.as_bytes());
        self.file.write_all(text.as_bytes()).map_err(|error| staging.fault(JOB, &error))
    }
}

/// A file of the job that is being written.
struct Volume {
    name: String,
    sheaf: Sheaf,
    sheets: u32,
    bookmarks: Vec<Bookmark>,
}

/// A job that is being written.
pub(super) struct Job<'j> {
    place: &'j dyn Place,
    staging: &'j Staging,
    options: &'j PrintOptions,
    plan: &'j Plan,
    /// The job of which letters are printed again, where that is so.
    again: Option<&'j Begun>,
    volume: Option<Volume>,
    volumes: u32,
    manifest: Manifest,
    ticket: Ticket<'j>,
    bundles: Bundles,
    files: BTreeMap<String, String>,
    printed: Printed,
    faults: Faults,
    tray: u32,
}

impl<'j> Job<'j> {
    pub(super) fn begin(
        place: &'j dyn Place,
        staging: &'j Staging,
        options: &'j PrintOptions,
        plan: &'j Plan,
        again: Option<&'j Begun>,
    ) -> Result<Self, Stop> {
        let file = BufWriter::new(staging.file(JOB)?);
        let mut manifest = Manifest { file, hash: plan.head.clone() };
        manifest.add(staging, |prev| {
            JobLine::Job(JobHeader {
                hanpress: env!("CARGO_PKG_VERSION").to_string(),
                issue_date: plan.issue_date,
                options: options.clone(),
                again: again.map(|begun| begun.head.clone()),
                prev,
            })
        })?;
        Ok(Self {
            place,
            staging,
            options,
            plan,
            again,
            volume: None,
            volumes: 0,
            manifest,
            ticket: Ticket::begin(staging)?,
            bundles: Bundles::default(),
            files: BTreeMap::new(),
            printed: Printed::default(),
            faults: Faults::default(),
            tray: 0,
        })
    }

    /// Takes every letter of the plan that is wanted, in order.
    pub(super) fn write(
        mut self,
        wanted: &(dyn Fn(&Planned) -> bool + Sync),
        halt: &AtomicBool,
        step: &mut dyn FnMut() -> Result<(), Stop>,
    ) -> Result<Printed, Stop> {
        let (place, letters) = (self.place, &self.plan.letters);
        let (sender, read) = sync_channel(AHEAD);
        std::thread::scope(|scope| {
            let wanted_letters = letters.iter().filter(|letter| wanted(letter));
            scope.spawn(move || read_all(place, wanted_letters, &sender));
            self.take_all(wanted, read, halt, step)
        })?;
        self.faults.told(self.place)?;
        self.finish()
    }

    /// Takes letters as they are read, in order. Who reads them ends with this, since nobody waits for more.
    fn take_all(
        &mut self,
        wanted: &dyn Fn(&Planned) -> bool,
        read: Receiver<Result<Letter, Stop>>,
        halt: &AtomicBool,
        step: &mut dyn FnMut() -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        for letter in &self.plan.letters {
            if halt.load(Ordering::Relaxed) {
                return Err(Stop::new("stopped by a signal", "已因信号停止").coded(StopCode::Signal));
            }
            // Those that are not wanted have their places in bundles and trays, too.
            let goes = self.bundles.next(letter, self.options);
            if !wanted(letter) {
                continue;
            }
            step()?;
            // Whoever reads ends early only by a panic, which goes on where its thread is waited for.
            let Ok(read) = read.recv() else { break };
            match read? {
                Letter::Bad(bad) => self.faults.add(&letter.file, bad),
                Letter::Whole(bytes) if self.faults.is_empty() => self.take(letter, &bytes, goes)?,
                // Nothing will be printed; the other letters are looked at, so that all that is wrong is told at once.
                Letter::Whole(_) => {}
            }
        }
        Ok(())
    }

    fn take(&mut self, letter: &Planned, bytes: &[u8], goes: Goes) -> Result<(), Stop> {
        let most = self.options.sheets;
        if most.is_some_and(|most| letter.sheets > most) {
            return Err(too_long(letter, self.options));
        }
        let full = self.volume.as_ref().is_some_and(|volume| {
            most.is_some_and(|most| volume.sheets + letter.sheets > most) || volume.sheaf.objects() > OBJECTS
        });
        if full {
            self.end_volume()?;
        }
        let line = self.put(letter, bytes, goes)?;
        self.ticket.letter(&line, self.options)?;
        self.printed.letters += 1;
        self.printed.sheets += u64::from(line.sheets);
        self.printed.pages += u64::from(line.pages);
        self.manifest.add(self.staging, |prev| JobLine::Letter(JobLetter { prev, ..line }))
    }

    /// The file in hand, and where there is none, one that begins with a letter.
    fn volume(&mut self, letter: &Planned, bytes: &[u8]) -> Result<Volume, Stop> {
        if let Some(volume) = self.volume.take() {
            return Ok(volume);
        }
        self.volumes += 1;
        let name = format!("letters-{}.pdf", self.volumes);
        let file = BufWriter::with_capacity(BUFFER, self.staging.file(&name)?);
        let sheaf = Sheaf::begin(Box::new(file), bytes);
        let sheaf = sheaf.map_err(|fault| self.not_taken(letter, &name, fault))?;
        Ok(Volume { name, sheaf, sheets: 0, bookmarks: Vec::new() })
    }

    /// Puts a letter into the file in hand, and says what is recorded of it.
    fn put(&mut self, letter: &Planned, bytes: &[u8], goes: Goes) -> Result<JobLetter, Stop> {
        let mut volume = self.volume(letter, bytes)?;
        let simplex = self.options.simplex;
        let taken = volume.sheaf.add(bytes).and_then(|taken| {
            if taken.pages != letter.pages {
                return Err(Fault::Odd("it has other pages than its line says"));
            }
            if !simplex && taken.pages % 2 == 1 {
                volume.sheaf.blank()?;
            }
            Ok(taken)
        });
        let taken = taken.map_err(|fault| self.not_taken(letter, &volume.name, fault))?;
        let group = (goes.tray != self.tray).then(|| format!("Tray {}", goes.tray));
        self.tray = goes.tray;
        volume.bookmarks.push(Bookmark { title: letter.number.to_string(), label: None, group });
        let line = JobLetter {
            file: volume.name.clone(),
            number: letter.number.to_string(),
            sha256: digest::hex(&letter.sha256),
            first: taken.first,
            pages: taken.pages,
            sheet: volume.sheets + 1,
            sheets: letter.sheets,
            post: letter.post.map(|post| format!("{post:04}")),
            channel: letter.channel.map(|channel| channel.word().to_string()),
            grams: letter.weight.grams(),
            class: letter.weight.class(),
            envelope: letter.envelope.to_string(),
            bundle: goes.bundle,
            tray: goes.tray,
            prev: String::new(),
        };
        volume.sheets += letter.sheets;
        self.volume = Some(volume);
        Ok(line)
    }

    /// Ends the file in hand.
    fn end_volume(&mut self) -> Result<(), Stop> {
        let Some(Volume { name, sheaf, bookmarks, .. }) = self.volume.take() else { return Ok(()) };
        let about = About {
            title: format!("hanpress {} {name}", if self.again.is_some() { "reprint" } else { "print job" }),
            program: concat!("hanpress ", env!("CARGO_PKG_VERSION")).to_string(),
            date: self.plan.issue_date,
            duplex: !self.options.simplex,
            identity: String::new(),
            shows_bookmarks: false,
        };
        let written = sheaf.finish(&about, &bookmarks).map_err(|fault| match fault {
            Fault::Unwritten(error) => self.staging.fault(&name, &error),
            _ => broken(&name),
        })?;
        self.printed.bytes += written.bytes;
        self.files.insert(name, digest::hex(&written.sha256));
        Ok(())
    }

    fn finish(mut self) -> Result<Printed, Stop> {
        self.end_volume()?;
        if self.again.is_none() {
            for apart in &self.plan.apart {
                self.printed.apart += 1;
                let line = apart.clone();
                self.manifest.add(self.staging, |prev| JobLine::Apart(Apart { prev, ..line }))?;
            }
        }
        self.printed.files = self.files.keys().cloned().collect();
        self.files.extend(self.ticket.finish()?);
        let (Printed { letters, sheets, pages, .. }, files) = (&self.printed, self.files);
        let (letters, sheets, pages) = (*letters, *sheets, *pages);
        self.manifest
            .add(self.staging, |prev| JobLine::End(JobEnd { letters, sheets, pages, files, prev }))?;
        self.manifest.file.flush().map_err(|error| self.staging.fault(JOB, &error))?;
        self.printed.head = self.manifest.hash;
        self.printed.unsorted = self.plan.unsorted;
        Ok(self.printed)
    }

    /// Why a letter that is what its line says cannot be put into a file.
    fn not_taken(&self, letter: &Planned, name: &str, fault: Fault) -> Stop {
        let shown = self.place.shown(&letter.file);
        match fault {
            Fault::Unwritten(error) => self.staging.fault(name, &error),
            Fault::Encrypted => Stop::new(
                format!("`{shown}` is encrypted, and cannot be printed"),
                format!("`{shown}` 已加密，无法打印"),
            )
            .coded(StopCode::Input),
            Fault::Odd(what) => Stop::new(
                format!("`{shown}` is not built as the letters of this program are: {what}"),
                format!("`{shown}` 的文件结构与本程序生成的文书不同；程序原文：“{what}”"),
            )
            .coded(StopCode::Input)
            .hint(
                "print that letter by itself, and report it with the version of the program",
                "请单独打印该文书，并反馈问题和程序版本",
            ),
        }
    }
}

/// A letter that no file of the wanted size can hold.
fn too_long(letter: &Planned, options: &PrintOptions) -> Stop {
    let (number, sheets, most) = (&letter.number, letter.sheets, options.sheets.unwrap_or_default());
    let stop = Stop::new(
        format!("`{number}` has {sheets} sheets, and a file shall have at most {most}"),
        format!("`{number}` 有 {sheets} 张纸，而每个文件至多 {most} 张"),
    );
    stop.coded(StopCode::Usage).hint("allow more with `--sheets`", "请用 `--sheets` 增大上限")
}

fn broken(name: &str) -> Stop {
    let stop = Stop::new(format!("`{name}` cannot be ended"), format!("`{name}` 无法完成"));
    stop.coded(StopCode::Program)
}
