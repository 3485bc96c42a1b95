//! Marks of an account's cards: by them a run that is spread over machines, each of which sees a part of the accounts,
//! finds a card that comes again, and nobody finds the card.
//!
//! A mark is an HMAC under a salt that is drawn for the run and kept nowhere. Card numbers are few enough to try them
//! all: without the salt that leads nowhere, and with another one equal cards have nothing in common.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::Entry;
use crate::digest;
use crate::money::Currency;

/// The fewest bytes of a salt that cannot be tried out.
pub const LEAST_SALT: usize = 16;

/// What stands between a currency and its digits.
const BETWEEN: char = ':';

/// The marks of an entry: a word that tells salts apart, then one for each ledger in its order, the currency with 16
/// digits, as `6b1d3f0a CNY:9f86d081884c7d65 USD:60303ae22b998861`. Equal where card, currency and salt are. `None`
/// where the entry is no account, or has no ledger.
pub fn marks(entry: &Entry, salt: &[u8]) -> Option<String> {
    let account = entry.account.as_ref().ok().filter(|account| !account.ledgers.is_empty())?;
    let mut words = vec![digits(salt, &[], 4)?];
    for ledger in &account.ledgers {
        let (card, code) = (account.card_of(ledger).number.reveal(), ledger.currency.code());
        let digits = digits(salt, &[card.as_bytes(), &[0], code.as_bytes()], 8)?;
        words.push(format!("{code}{BETWEEN}{digits}"));
    }
    Some(words.join(" "))
}

fn digits(salt: &[u8], parts: &[&[u8]], bytes: usize) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(salt).ok()?;
    parts.iter().for_each(|part| mac.update(part));
    Some(digest::hex(&mac.finalize().into_bytes()[..bytes]))
}

/// The mark of one ledger, as [`marks`] wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The currency.
    pub currency: Currency,
    /// What card and currency are known by.
    pub key: u64,
}

impl Mark {
    /// A mark by its word.
    pub fn read(word: &str) -> Option<Self> {
        let (code, digits) = word.split_once(BETWEEN).filter(|(_, digits)| digits.len() == 16)?;
        Some(Self { currency: Currency::of(code)?, key: u64::from_str_radix(digits, 16).ok()? })
    }

    /// The marks of an account's ledgers, in their order; `None` where these are no marks.
    pub fn all(marks: &str) -> Option<Vec<Self>> {
        marks.split(' ').skip(1).map(Self::read).collect()
    }
}
