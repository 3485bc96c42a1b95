//! Remember the cards of a run, so that a second row of the same card and currency is told.

use std::collections::HashMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::TWICE;
use crate::account::Account;
use crate::finding::{Finding, Words};
use crate::money::Currency;

/// Where each card and currency stood first; of a card only eight bytes of its hash are kept, so that millions fit.
#[derive(Default)]
pub(super) struct Cards {
    first: HashMap<u64, Place>,
    sources: Vec<Arc<str>>,
}

/// A line of an input.
#[derive(Clone, Copy)]
struct Place {
    source: u32,
    line: u32,
}

impl Cards {
    /// A warning for each ledger whose card and currency stood in an earlier record.
    pub(super) fn told(&mut self, account: &Account, source: &Arc<str>, line: u64) -> Vec<Finding> {
        if self.sources.last().is_none_or(|last| last != source) {
            self.sources.push(Arc::clone(source));
        }
        let here = self.sources.len() - 1;
        let place = Place { source: number(here as u64), line: number(line) };
        let mut told = Vec::new();
        let mut new = Vec::new();
        for (at, ledger) in account.ledgers.iter().enumerate() {
            let key = key(account.card_of(ledger).number.reveal(), ledger.currency);
            match self.first.get(&key) {
                Some(first) => told.push(self.warning(*first, here, at, ledger.currency)),
                None => new.push(key),
            }
        }
        self.first.extend(new.into_iter().map(|key| (key, place)));
        told
    }

    fn warning(&self, first: Place, here: usize, at: usize, currency: Currency) -> Finding {
        let elsewhere = self.sources.get(first.source as usize).filter(|_| first.source as usize != here);
        card_again(u64::from(first.line), elsewhere.map(|name| &**name), at, currency)
    }
}

/// That the card and currency of the ledger `at` stood in that line before; of which other input, where it was one.
pub(crate) fn card_again(line: u64, source: Option<&str>, at: usize, currency: Currency) -> Finding {
    let (of, in_zh) = source.map(|name| (format!(" of `{name}`"), format!("`{name}` "))).unwrap_or_default();
    let message = Words::new(
        format!("this card's {} stands in line {line}{of} already", currency.code()),
        format!("该卡的{}账户已见于{in_zh}第 {line} 行", currency.name()),
    );
    Finding::warning(TWICE, format!("ledgers[{at}].currency"), message)
        .basis("house rule: one letter a debt", "内部规则：一笔欠款一封信")
        .hint(
            "leave one of both out, unless two kinds of document are wanted of this card",
            "请删去其中一行；确需对同一卡出具两种文书的除外",
        )
}

fn number(of: u64) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

fn key(card: &str, currency: Currency) -> u64 {
    let mut hash = Sha256::new();
    hash.update(card);
    hash.update([0]);
    hash.update(currency.code());
    let [a, b, c, d, e, f, g, h, ..]: [u8; 32] = hash.finalize().into();
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}
