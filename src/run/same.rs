//! Tell whether a finished run was made from an input.

use crate::account::read::Entry;
use crate::deliver::manifest::Line;
use crate::deliver::reading::Reading;
use crate::deliver::{Document, FinishedRun, InputHash};
use crate::digest::hex;
use crate::error::{Stop, StopCode};
use crate::place::Place;

/// A finished run is left alone only for the input it was made from: every made document's account stands at its
/// place, and as many are left as have no document of it. Of several runs, the first that was.
pub(super) fn same_input(
    entries: impl Iterator<Item = Entry>,
    runs: Vec<FinishedRun>,
    place: &dyn Place,
) -> Result<FinishedRun, Stop> {
    let mut held = runs.into_iter().map(|run| Held::open(run, place)).collect::<Result<Vec<_>, _>>()?;
    let mut input = InputHash::default();
    for entry in entries {
        if let Some(stop) = entry.cut_off() {
            return Err(stop);
        }
        input.add(entry.seq, entry.sha256);
        for one in &mut held {
            one.against(&entry)?;
        }
    }
    let input = input.hex();
    let same = held.into_iter().find(|one| one.is_same(&input));
    same.map(|held| held.run).ok_or_else(|| {
        let shown = place.shown("");
        Stop::new(
            format!("`{shown}` holds the finished run of another input"),
            format!("`{shown}` 中是另一份输入的已完成结果"),
        )
        .coded(StopCode::Differs)
        .hint(
            "give this input a folder of its own with `--out`, or add it to that run with `--add`",
            "请用 `--out` 另指定输出目录，或用 `--add` 追加到该批次",
        )
    })
}

/// A run that is held against an input.
struct Held {
    run: FinishedRun,
    manifest: Option<Reading>,
    /// Its next document.
    document: Option<Document>,
    /// Accounts that have no document of it.
    left: u64,
}

impl Held {
    fn open(run: FinishedRun, place: &dyn Place) -> Result<Self, Stop> {
        let mut manifest = Reading::open(place)?;
        let mut headers = 0;
        while headers < run.run {
            match manifest.as_mut().map(Reading::next_line).transpose()?.flatten() {
                Some(good) => headers += u64::from(matches!(good.line, Line::Header(_))),
                None => break,
            }
        }
        let mut held = Self { run, manifest, document: None, left: 0 };
        held.advance()?;
        Ok(held)
    }

    /// Reads on to the next document of the run.
    fn advance(&mut self) -> Result<(), Stop> {
        let next = self.manifest.as_mut().map(Reading::next_line).transpose()?.flatten();
        self.document = match next.map(|good| good.line) {
            Some(Line::Document(document)) => Some(*document),
            _ => None,
        };
        Ok(())
    }

    fn against(&mut self, entry: &Entry) -> Result<(), Stop> {
        let made = self.document.as_ref().is_some_and(|document| {
            document.seq == entry.seq
                && entry.sha256.is_some_and(|hash| hex(&hash) == document.account_sha256)
        });
        if made {
            return self.advance();
        }
        self.left += 1;
        Ok(())
    }

    /// An added run may have made nothing at all: only the hash over its input tells that from another one.
    fn is_same(&self, input: &str) -> bool {
        let same = self.run.added.as_ref().is_none_or(|added| added.input == input);
        same && self.document.is_none() && self.left == self.run.without()
    }
}
