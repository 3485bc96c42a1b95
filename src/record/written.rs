//! How values of a record were written, so that one record has one hash however it was written.

use rust_decimal::Decimal;

use super::{Node, read_currency};
use crate::finding::{Finding, Words};
use crate::money::{Currency, Money};

/// What was written otherwise than the program writes it, by path, and the amounts with what stood beside them.
#[derive(Debug, Default)]
pub struct Written {
    /// Values as the program writes them.
    pub(super) plain: Vec<(String, String)>,
    /// Amounts.
    pub(super) amounts: Vec<WrittenAmount>,
}

/// An amount as it was written.
#[derive(Debug)]
pub(super) struct WrittenAmount {
    pub(super) path: String,
    pub(super) value: Decimal,
    /// The currencies that a mark beside it can mean; `None` where there is no mark.
    pub(super) marks: Option<Vec<Currency>>,
    /// Whether it is written as the program writes it in a currency of two decimals.
    pub(super) of_two_decimals: bool,
}

impl Written {
    /// Writes every value into the record as the program does, amounts with the decimals of their currency; tells
    /// of each amount whose mark is of another currency than its field.
    ///
    /// The record then hashes alike, whether it had `2026/10/5` or `2026-10-05`, `5,120.5` or `5120.50`.
    pub fn settle(
        self,
        record: &mut Node,
        currency: impl Fn(&mut Node, &str) -> Option<Currency>,
    ) -> Vec<Finding> {
        for (path, plain) in self.plain {
            record.put(&path, plain);
        }
        // Nearly every amount of nearly every record is written so, and needs no further look.
        let two_decimals = record.has_currencies_of_two_decimals_only();
        let mut findings = Vec::new();
        for WrittenAmount { path, value, marks, of_two_decimals } in self.amounts {
            if two_decimals && of_two_decimals && marks.is_none() {
                continue;
            }
            let Some(currency) = currency(record, &path) else { continue };
            if let Some(sum) = Money::exact(value, currency) {
                record.put(&path, sum.plain());
            }
            if let Some(marks) = marks.filter(|marks| !marks.contains(&currency)) {
                findings.push(of_another(path, &marks, currency));
            }
        }
        findings
    }
}

fn of_another(path: String, marks: &[Currency], currency: Currency) -> Finding {
    let codes: Vec<_> = marks.iter().map(|mark| mark.code()).collect();
    let names: Vec<_> = marks.iter().map(|mark| mark.name()).collect();
    Finding::error(
        "D04",
        path,
        Words::new(
            format!(
                "the mark beside this amount means {}, its currency is {}",
                codes.join(" or "),
                currency.code()
            ),
            format!("该金额旁的标记表示{}，而其币种为{}", names.join("或"), currency.name()),
        ),
    )
    .hint("write the figure only, and look which of the two is right", "请只写数字，并核对哪一个币种正确")
}

impl Node {
    /// Puts words in the place of a value, found by its path such as `ledgers[0].fees`.
    fn put(&mut self, path: &str, words: String) {
        if let Some(value) =
            self.place(path).filter(|value| value.text().map(str::trim) != Some(words.as_str()))
        {
            *value = Self::Text(words);
        }
    }

    /// Whether every currency that it names, of which there is one at least, has two decimals.
    fn has_currencies_of_two_decimals_only(&self) -> bool {
        let mut named = false;
        self.currencies(&mut |currency| {
            named = true;
            currency.decimals() == 2
        }) && named
    }

    /// Whether something is so of every currency in it; not where one cannot be read.
    fn currencies(&self, is_so: &mut dyn FnMut(Currency) -> bool) -> bool {
        match self {
            Self::Map(entries) => entries.iter().all(|(name, node)| match node.text() {
                Some(text) if name == "currency" => read_currency(text).is_some_and(&mut *is_so),
                _ => node.currencies(is_so),
            }),
            Self::List(items) => items.iter().all(|item| item.currencies(is_so)),
            _ => true,
        }
    }

    /// The value at a path, if there is one.
    pub(crate) fn place(&mut self, path: &str) -> Option<&mut Self> {
        path.split(['.', '[']).try_fold(self, |node, step| match (node, step.strip_suffix(']')) {
            (Self::Map(entries), None) => {
                entries.iter_mut().find(|(name, _)| name == step).map(|(_, value)| value)
            }
            (Self::List(items), Some(index)) => items.get_mut(index.parse::<usize>().ok()?),
            _ => None,
        })
    }
}
