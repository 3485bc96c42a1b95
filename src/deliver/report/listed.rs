//! Read the first refused accounts back from their list, as many as a page can show.

use std::io::{BufRead, BufReader};

use serde::Serialize;

use crate::deliver::refused::{self, Refused};
use crate::error::Stop;
use crate::place::Place;

/// How many accounts a page shows.
const ACCOUNTS: usize = 500;

/// How many bytes of their list are shown, give or take one account.
const BYTES: usize = 1 << 20;

/// How many findings of one account are shown.
const FINDINGS: usize = 20;

/// How many characters of one text are shown.
const CHARACTERS: usize = 400;

/// The refused accounts a page shows.
#[derive(Debug, Default, Serialize)]
pub(super) struct Listed {
    accounts: Vec<Shown>,
    /// How many accounts are not shown.
    more: u64,
}

/// A refused account, as its line tells it.
#[derive(Debug, Serialize)]
struct Shown {
    #[serde(flatten)]
    account: Refused,
    /// How many of its findings are not shown.
    more: usize,
}

/// The first of so many refused accounts; none where the list is not in its place yet.
///
/// Nothing is held while a run goes on, and here no more than the page will show.
pub(super) fn first_of(place: &dyn Place, refused: u64) -> Result<Listed, Stop> {
    let fault = |error| Stop::at(&place.shown(refused::NAME), &error);
    let Some(list) = place.read(refused::NAME).map_err(fault)? else {
        return Ok(Listed { accounts: Vec::new(), more: refused });
    };
    let mut list = BufReader::new(list);
    let (mut accounts, mut bytes) = (Vec::new(), 0);
    while accounts.len() < ACCOUNTS && bytes < BYTES {
        let mut line = Vec::new();
        match list.read_until(b'\n', &mut line).map_err(fault)? {
            0 => break,
            read => bytes += read,
        }
        let account: Refused = serde_json::from_slice(&line).map_err(|error| fault(error.into()))?;
        accounts.push(Shown::of(account));
    }
    let more = refused.saturating_sub(accounts.len() as u64);
    Ok(Listed { accounts, more })
}

impl Shown {
    /// No more findings than are shown, and no longer texts.
    fn of(mut account: Refused) -> Self {
        let more = account.findings.len().saturating_sub(FINDINGS);
        account.findings.truncate(FINDINGS);
        cut(&mut account.source);
        account.id.iter_mut().for_each(cut);
        for told in &mut account.findings {
            let sure = [&mut told.message, &mut told.path];
            sure.into_iter().chain(&mut told.basis).chain(&mut told.hints).for_each(cut);
        }
        Self { account, more }
    }
}

fn cut(text: &mut String) {
    if let Some((at, _)) = text.char_indices().nth(CHARACTERS) {
        text.truncate(at);
        text.push('…');
    }
}
