//! Write a job's ticket: a row for each sheet, as CSV for people and spreadsheets, as JSON for machines.

use std::io::{self, BufWriter, Write};

use serde_json::json;
use sha2::{Digest, Sha256};

use super::line::JobLetter;
use super::options::PrintOptions;
use super::staging::Staging;
use crate::digest;
use crate::error::Stop;
use crate::typeset::codes::sheet_words;

/// The files' names.
pub(super) const CSV: &str = "ticket.csv";
pub(super) const JSON: &str = "ticket.json";

/// The byte order mark, by which spreadsheets know that a CSV file is UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

const COLUMNS: &str =
    "file,sheet,pages,code,number,of_letter,sheets,grams,class,envelope,channel,post,bundle,tray,mark\r\n";

/// A ticket that grows.
pub(super) struct Ticket<'s> {
    staging: &'s Staging,
    csv: Hashed,
    json: Hashed,
    rows: u64,
    bundle: u32,
    tray: u32,
}

/// A file whose hash is taken as it is written.
struct Hashed {
    file: BufWriter<std::fs::File>,
    hash: Sha256,
}

impl Hashed {
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.file.write_all(bytes)
    }

    fn finish(mut self) -> io::Result<String> {
        self.file.flush()?;
        Ok(digest::hex(&self.hash.finalize()))
    }
}

impl<'s> Ticket<'s> {
    pub(super) fn begin(staging: &'s Staging) -> Result<Self, Stop> {
        let open =
            |name| Ok::<_, Stop>(Hashed { file: BufWriter::new(staging.file(name)?), hash: Sha256::new() });
        let mut ticket = Self { staging, csv: open(CSV)?, json: open(JSON)?, rows: 0, bundle: 0, tray: 0 };
        let csv = ticket.csv.put(MARK).and_then(|()| ticket.csv.put(COLUMNS.as_bytes()));
        csv.map_err(|error| staging.fault(CSV, &error))?;
        ticket.json.put(b"[").map_err(|error| staging.fault(JSON, &error))?;
        Ok(ticket)
    }

    /// Writes the rows of a letter's sheets.
    pub(super) fn letter(&mut self, letter: &JobLetter, options: &PrintOptions) -> Result<(), Stop> {
        let sides = if options.simplex { 1 } else { 2 };
        for sheet in 0..letter.sheets {
            let page = sheet * sides + 1;
            let last = (page + sides - 1).min(letter.pages);
            let code = sheet_words(&letter.number, page, letter.pages);
            let (from, to) = (letter.first + page - 1, letter.first + last - 1);
            let pages = if from == to { from.to_string() } else { format!("{from}-{to}") };
            let mark = if sheet == 0 { self.mark(letter) } else { "" };
            let (post, channel) =
                (letter.post.as_deref().unwrap_or(""), letter.channel.as_deref().unwrap_or(""));
            let row = format!(
                "{},{},{pages},{code},{},{},{},{},{},{},{channel},{post},{},{},{mark}\r\n",
                letter.file,
                letter.sheet + sheet,
                letter.number,
                sheet + 1,
                letter.sheets,
                letter.grams,
                letter.class,
                letter.envelope,
                letter.bundle,
                letter.tray,
            );
            self.csv.put(row.as_bytes()).map_err(|error| self.staging.fault(CSV, &error))?;
            let row = json!({
                "file": letter.file, "sheet": letter.sheet + sheet, "first_page": from, "last_page": to, "code": code,
                "number": letter.number, "of_letter": sheet + 1, "sheets": letter.sheets, "grams": letter.grams,
                "class": letter.class, "envelope": letter.envelope, "channel": letter.channel, "post": letter.post,
                "bundle": letter.bundle, "tray": letter.tray, "mark": (!mark.is_empty()).then_some(mark),
            });
            let gap = if self.rows == 0 { "\n" } else { ",\n" };
            let text = format!("{gap}{row}");
            self.json.put(text.as_bytes()).map_err(|error| self.staging.fault(JSON, &error))?;
            self.rows += 1;
        }
        Ok(())
    }

    /// What begins with a letter: a tray, a bundle, or nothing.
    fn mark(&mut self, letter: &JobLetter) -> &'static str {
        let mark = match (letter.tray != self.tray, letter.bundle != self.bundle) {
            (true, _) => "tray",
            (false, true) => "bundle",
            (false, false) => "",
        };
        (self.tray, self.bundle) = (letter.tray, letter.bundle);
        mark
    }

    /// Ends both files, and tells their hashes by name.
    pub(super) fn finish(mut self) -> Result<[(String, String); 2], Stop> {
        let staging = self.staging;
        self.json.put(b"\n]\n").map_err(|error| staging.fault(JSON, &error))?;
        let csv = self.csv.finish().map_err(|error| staging.fault(CSV, &error))?;
        let json = self.json.finish().map_err(|error| staging.fault(JSON, &error))?;
        Ok([(CSV.to_string(), csv), (JSON.to_string(), json)])
    }
}
