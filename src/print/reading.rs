//! Read a run's letters, and hold each against its line, while the letter before is taken into the job.

use std::io::Read as _;
use std::sync::mpsc::SyncSender;

use sha2::{Digest, Sha256};

use super::faults::Bad;
use super::plan::Planned;
use crate::error::Stop;
use crate::place::{Place, Standing};

/// How many letters are read ahead.
pub(super) const AHEAD: usize = 4;

/// How much room a letter is given at most before its bytes are there, whatever its line says.
const MOST: usize = 1 << 20;

/// A letter that was read.
pub(super) enum Letter {
    /// Its bytes are those that its line says.
    Whole(Vec<u8>),
    /// It is not what its line says.
    Bad(Bad),
}

/// Reads letters in order, until all are read or nobody waits for more.
pub(super) fn read_all<'p>(
    place: &dyn Place,
    letters: impl Iterator<Item = &'p Planned>,
    sender: &SyncSender<Result<Letter, Stop>>,
) {
    for letter in letters {
        if sender.send(read(place, letter)).is_err() {
            return;
        }
    }
}

fn read(place: &dyn Place, letter: &Planned) -> Result<Letter, Stop> {
    let fault = |error| Stop::at(&place.shown(&letter.file), &error);
    match place.standing(&letter.file).map_err(fault)? {
        Standing::Nothing => return Ok(Letter::Bad(Bad::Missing)),
        Standing::Other => return Ok(Letter::Bad(Bad::Changed)),
        Standing::File(_) => {}
    }
    let Some(file) = place.read(&letter.file).map_err(fault)? else { return Ok(Letter::Bad(Bad::Missing)) };
    let mut bytes = Vec::with_capacity(usize::try_from(letter.bytes).unwrap_or_default().min(MOST) + 1);
    file.take(letter.bytes + 1).read_to_end(&mut bytes).map_err(fault)?;
    let whole = bytes.len() as u64 == letter.bytes && *Sha256::digest(&bytes) == letter.sha256;
    Ok(if whole { Letter::Whole(bytes) } else { Letter::Bad(Bad::changed(&bytes)) })
}
