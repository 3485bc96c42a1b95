//! Say why a sum cannot be calculated.

use rust_decimal::Decimal;

use super::parts::Component;
use crate::finding::Words;
use crate::money::{Currency, Money};

/// Why there is no sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SumFault {
    /// The sums are not all of one currency.
    MixedCurrencies,
    /// A sum that is owed, paid or waived is below nothing.
    BelowNothing(Money),
    /// A share is not from 0 to 1.
    ShareOutOfRange(Decimal),
    /// A penalty or a fee stands among the sums that bear interest (银发〔2016〕111号).
    BearsNone {
        /// What it is.
        component: Component,
        /// How much.
        amount: Money,
    },
    /// More is waived of a component than is owed.
    WaivedBeyond {
        /// The component.
        component: Component,
        /// How much is waived.
        waived: Money,
        /// How much is owed.
        owed: Money,
    },
    /// The sum is kept in another currency than the one a tariff is made in.
    NotIn {
        /// The tariff's currency.
        expected: Currency,
        /// The sum's currency.
        found: Currency,
    },
    /// A sum or a date passes what a document can print.
    OutOfRange,
}

impl SumFault {
    /// The fault as a sentence.
    pub fn words(&self) -> Words {
        match self {
            Self::MixedCurrencies => Words::new("the sums are not of one currency", "金额币种不一致"),
            Self::BelowNothing(sum) => {
                Words::new(format!("the sum `{sum}` is below nothing"), format!("金额 `{sum}` 为负"))
            }
            Self::ShareOutOfRange(share) => Words::new(
                format!("`{share}` is not a share from 0 to 1, such as `0.8`"),
                format!("`{share}` 应为 0 至 1 之间的小数，如 `0.8`"),
            ),
            Self::BearsNone { component, amount } => Words::new(
                format!("`{amount}` of {} bears no interest", component.word()),
                format!("{} `{amount}` 不得计收利息", component.chinese()),
            ),
            Self::WaivedBeyond { component, waived, owed } => Words::new(
                format!("`{waived}` of {} is waived, but only `{owed}` is owed", component.word()),
                format!("减免{} `{waived}`，但仅欠 `{owed}`", component.chinese()),
            ),
            Self::NotIn { expected, found } => Words::new(
                format!("the sum is in {}, but the tariff is in {}", found.code(), expected.code()),
                format!("金额为{}，但收费标准以{}计", found.name(), expected.name()),
            ),
            Self::OutOfRange => Words::new(
                "a sum or a date passes what a document can print",
                "金额或日期超出文书可打印的范围",
            ),
        }
    }
}

/// The currency of all sums; a fault where one has another or is below nothing.
pub(super) fn sound(sums: &[Money], currency: Currency) -> Result<Currency, SumFault> {
    for sum in sums {
        if sum.currency() != currency {
            return Err(SumFault::MixedCurrencies);
        }
        if sum.minor() < 0 {
            return Err(SumFault::BelowNothing(*sum));
        }
    }
    Ok(currency)
}

/// A share from 0 to 1.
pub(super) fn share(share: Decimal) -> Result<Decimal, SumFault> {
    if (Decimal::ZERO..=Decimal::ONE).contains(&share) {
        Ok(share)
    } else {
        Err(SumFault::ShareOutOfRange(share))
    }
}
