//! Tell whether a finished run was made from an input.

use crate::account::read::Entry;
use crate::deliver::manifest::Line;
use crate::deliver::reading::Reading;
use crate::deliver::{FinishedRun, InputHash, corrected, only_added, runs as runs_of};
use crate::digest::hex;
use crate::error::{Stop, StopCode};
use crate::place::Place;

/// A finished run is left alone only for the input it was made from: every made document's account stands at its
/// place, as many are left as have no document of it, and the hash over all records is what it was. Of several runs,
/// the first that was.
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
        input.add(entry.seq, entry.fingerprint());
        for one in &mut held {
            one.against(&entry)?;
        }
    }
    let input = input.hex();
    let last_is_open = runs_of(place)?.last().is_some_and(|(_, end)| end.is_none());
    let only_refused = held.iter().any(Held::has_all_made);
    let same = held.into_iter().find(|one| one.is_same(&input));
    same.map(|held| held.run).ok_or_else(|| {
        if last_is_open {
            return only_added(place);
        }
        if only_refused {
            return other_refused(place);
        }
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

/// The documents are those of the input, and accounts that were refused are others now.
fn other_refused(place: &dyn Place) -> Stop {
    let shown = place.shown("");
    corrected(Stop::new(
        format!(
            "`{shown}` holds the finished run of this input as it was; accounts that it refused differ now"
        ),
        format!("`{shown}` 中是该输入更正之前的已完成结果，当时被拒绝的账户现已不同"),
    ))
}

/// A run that is held against an input.
struct Held {
    run: FinishedRun,
    manifest: Option<Reading>,
    /// The ordinal and the record's hash of the next account that it made something of.
    made: Option<(u64, String)>,
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
        let mut held = Self { run, manifest, made: None, left: 0 };
        held.advance()?;
        Ok(held)
    }

    /// Reads on to the next account of the run.
    fn advance(&mut self) -> Result<(), Stop> {
        let before = self.made.take().map(|(seq, _)| seq);
        loop {
            let next = self.manifest.as_mut().map(Reading::next_line).transpose()?.flatten();
            self.made = match next.map(|good| good.line) {
                Some(Line::Document(document)) => Some((document.seq, document.account_sha256)),
                // A further line of the same account.
                Some(Line::Message(message)) if Some(message.seq) == before => continue,
                Some(Line::Message(message)) => Some((message.seq, message.account_sha256)),
                _ => None,
            };
            return Ok(());
        }
    }

    fn against(&mut self, entry: &Entry) -> Result<(), Stop> {
        let is_made = self.made.as_ref().is_some_and(|(seq, record)| {
            *seq == entry.seq && entry.sha256.is_some_and(|hash| hex(&hash) == *record)
        });
        if is_made {
            return self.advance();
        }
        self.left += 1;
        Ok(())
    }

    /// Whether what was made is that of the input, and as many accounts are left as have nothing.
    fn has_all_made(&self) -> bool {
        self.made.is_none() && self.left == self.run.without()
    }

    /// What refused accounts were, or those of a run that made nothing at all, only the hash over the input tells;
    /// older manifests hold none.
    fn is_same(&self, input: &str) -> bool {
        self.has_all_made() && self.run.input.as_ref().is_none_or(|was| was == input)
    }
}
