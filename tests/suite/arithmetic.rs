//! Interest, 违约金, allocation, waivers, court fees, terms and the calendar: every worked number of the
//! handbook, and their laws.

use hanpress::inner::money::{Currency, Money};
use hanpress::inner::plan::Parts;
use hanpress::inner::plan::SumFault;
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::money::yuan;

mod accrual;
mod allocation;
mod annual;
mod calendar;
mod charges;
mod limitation;
mod waiver;

fn rate(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

/// A dollar where everything else is in 人民币.
const DOLLAR: Money = Money::new(100, Currency::Usd);

/// Principal, interest, penalty and fees in 人民币.
fn debt(sums: [&str; 4]) -> Parts {
    let [principal, interest, penalty, fees] = sums.map(yuan);
    Parts { principal, interest, penalty, fees }
}

/// The four sums as they are printed.
fn shown(parts: &Parts) -> [String; 4] {
    parts.named().map(|(_, sum)| sum.to_string())
}

prop_compose! {
    fn any_debt()(sums in [0_i64..1_000_000, 0_i64..100_000, 0_i64..10_000, 0_i64..10_000]) -> Parts {
        let [principal, interest, penalty, fees] = sums.map(|minor| Money::new(minor, Currency::Cny));
        Parts { principal, interest, penalty, fees }
    }
}

#[test]
fn every_fault_has_words_in_both_languages() {
    use hanpress::inner::plan::Component;
    let (amount, component) = (yuan("20"), Component::Penalty);
    for (fault, en, zh) in [
        (SumFault::MixedCurrencies, "the sums are not of one currency", "金额币种不一致"),
        (SumFault::BelowNothing(yuan("-1")), "the sum `-1.00` is below nothing", "金额 `-1.00` 为负"),
        (
            SumFault::ShareOutOfRange(rate("1.1")),
            "`1.1` is not a share from 0 to 1, such as `0.8`",
            "`1.1` 应为 0 至 1 之间的小数，如 `0.8`",
        ),
        (
            SumFault::BearsNone { component, amount },
            "`20.00` of penalty bears no interest",
            "违约金 `20.00` 不得计收利息",
        ),
        (
            SumFault::WaivedBeyond { component, waived: amount, owed: yuan("10") },
            "`20.00` of penalty is waived, but only `10.00` is owed",
            "减免违约金 `20.00`，但仅欠 `10.00`",
        ),
        (
            SumFault::NotIn { expected: Currency::Cny, found: Currency::Usd },
            "the sum is in USD, but the tariff is in CNY",
            "金额为美元，但收费标准以人民币计",
        ),
        (
            SumFault::OutOfRange,
            "a sum or a date passes what a document can print",
            "金额或日期超出文书可打印的范围",
        ),
    ] {
        assert_eq!((fault.words().en.as_str(), fault.words().zh.as_str()), (en, zh));
    }
}
