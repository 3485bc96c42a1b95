//! Share what `test` and `gallery` have in common: the desk at which samples are set, and the folder for their pages.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveDate;
use typst_layout::PagedDocument;

use super::example::{BANK, Example, FIRM};
use crate::clock;
use crate::desk::{Desk, DeskOptions};
use crate::error::{Stop, StopCode};
use crate::issuer::Role;
use crate::kind::KindFacts;
use crate::typeset::png;

/// How long the samples of one kind may take.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(600);

/// How sharp pages are drawn, in pixels a point.
const SHARPNESS: f64 = 1.5;

/// What samples are set by, as it was typed.
#[derive(Debug, Clone)]
pub(super) struct Trial<'a> {
    pub(super) templates: Option<&'a Path>,
    pub(super) issuer: Option<&'a Path>,
    pub(super) fonts: Option<PathBuf>,
    pub(super) issue_date: Option<NaiveDate>,
}

impl Trial<'_> {
    /// The desk of the named issuer, or of the bank of the examples.
    pub(super) fn desk(&self) -> Result<Desk, Stop> {
        self.desk_by(BANK)
    }

    /// The desk of the law firm of the examples, for a kind that only such a firm may send, where no issuer is named.
    pub(super) fn own_desk(&self, kind: &KindFacts) -> Result<Option<Desk>, Stop> {
        let is_a_firms = self.issuer.is_none() && kind.senders == [Role::LawFirm];
        is_a_firms.then(|| self.desk_by(FIRM)).transpose()
    }

    fn desk_by(&self, example: Example) -> Result<Desk, Stop> {
        let issue_date = self.issue_date.map_or_else(clock::issue_date, Ok)?;
        let (templates, fonts) = (self.templates.map(Path::to_path_buf), self.fonts.clone());
        let named = self.issuer.unwrap_or(Path::new(""));
        let options = DeskOptions { templates, fonts, sign: None, ..DeskOptions::new(named, issue_date) };
        if self.issuer.is_some() { Desk::open(options) } else { Desk::new(example.parts(options)?) }
    }
}

/// A folder of pictures with a contact sheet, of a command.
pub(super) struct Sheet<'a> {
    /// The folder.
    pub(super) out: &'a Path,
    /// By what its contact sheet is known.
    pub(super) mark: &'static str,
    /// The command that wrote it.
    pub(super) command: &'static str,
    /// How the files beside the contact sheet end.
    pub(super) endings: &'static [&'static str],
}

impl Sheet<'_> {
    /// Only a new folder, an empty one or an earlier contact sheet is written to.
    pub(super) fn may_write(&self) -> Result<(), Stop> {
        let (out, command) = (self.out, self.command);
        let earlier =
            std::fs::read_to_string(out.join("index.html")).is_ok_and(|text| text.contains(self.mark));
        let empty = out.read_dir().map_or(!out.exists(), |mut entries| entries.next().is_none());
        if earlier || empty {
            return Ok(());
        }
        let shown = out.display();
        Err(Stop::new(
            format!("`{shown}` holds something else than the pages of `hanpress {command}`"),
            format!("`{shown}` 中有其他内容，不是 `hanpress {command}` 的结果"),
        )
        .coded(StopCode::Folder)
        .hint("give a new folder with `--out`", "请用 `--out` 另指定文件夹"))
    }

    /// Makes the folder, and takes out of it what an earlier run put there.
    pub(super) fn clear(&self) -> Result<(), Stop> {
        let out = self.out;
        std::fs::create_dir_all(out).map_err(|error| Stop::unwritten(out, &error))?;
        for entry in out.read_dir().map_err(|error| Stop::unreadable(out, &error))?.flatten() {
            let path = entry.path();
            let ours = path.extension().is_some_and(|ending| self.endings.iter().any(|one| ending == *one));
            if ours && path.file_name().is_some_and(|name| name != "index.html") {
                std::fs::remove_file(&path).map_err(|error| Stop::unwritten(&path, &error))?;
            }
        }
        Ok(())
    }

    /// Writes each page of a document as a picture; their names and bytes.
    pub(super) fn pages(
        &self,
        name: &str,
        document: Option<&PagedDocument>,
    ) -> Result<Vec<(String, Vec<u8>)>, Stop> {
        let mut pages = Vec::new();
        for (page, frame) in (1..).zip(document.iter().flat_map(|document| document.pages())) {
            let (name, picture) = (format!("{name}-{page}.png"), png(frame, SHARPNESS)?);
            self.write(&name, &picture)?;
            pages.push((name, picture));
        }
        Ok(pages)
    }

    /// Writes a file.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Stop> {
        let path = self.out.join(name);
        std::fs::write(&path, bytes).map_err(|error| Stop::unwritten(&path, &error))
    }
}
