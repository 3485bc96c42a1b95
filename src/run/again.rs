//! Tell, of the marks of a run's cards, at which accounts a card comes again.

use std::collections::HashMap;

use crate::account::read::{Mark, card_again};
use crate::error::{Stop, StopCode};
use crate::finding::Finding;

/// The marks that come more than once, with the account that each came in first: 0 before it came. Sixteen bytes each.
#[derive(Debug, Default)]
pub(super) struct Again(HashMap<u64, u32>);

impl Again {
    /// Has a mark remembered.
    pub(super) fn expect(&mut self, word: &str) -> Result<(), Stop> {
        let mark = Mark::read(word).ok_or_else(no_mark)?;
        self.0.entry(mark.key).or_default();
        Ok(())
    }

    /// A warning for each ledger of the account `seq` whose card and currency stood in an earlier one.
    pub(super) fn told(&mut self, marks: &str, seq: u64) -> Result<Vec<Finding>, Stop> {
        let here = u32::try_from(seq).unwrap_or(u32::MAX);
        let mut told = Vec::new();
        for (at, mark) in Mark::all(marks).ok_or_else(no_mark)?.into_iter().enumerate() {
            let Some(first) = self.0.get_mut(&mark.key) else { continue };
            match *first {
                0 => *first = here,
                // Twice in one account is another rule's.
                first if first == here => {}
                first => told.push(card_again(u64::from(first), None, at, mark.currency)),
            }
        }
        Ok(told)
    }
}

fn no_mark() -> Stop {
    Stop::new("the marks of an account's cards are not as they were made", "账户的卡标记与生成时不符")
        .coded(StopCode::Folder)
        .hint("seal the rows as they were written", "请使用原样写出的结果行")
}
