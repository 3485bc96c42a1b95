//! Sums of money: exact, in range, printed and read back.

use hanpress::inner::money::{Currency, Money};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rust_decimal::Decimal;

/// How laws are tried: as many cases as are quick, the same ones every time.
pub(crate) fn the_same_cases() -> ProptestConfig {
    ProptestConfig {
        cases: 500,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_122),
        ..ProptestConfig::default()
    }
}

/// A sum in 人民币 from its decimal text.
pub(crate) fn yuan(text: &str) -> Money {
    sum(text, Currency::Cny)
}

/// A sum from its decimal text.
pub(crate) fn sum(text: &str, currency: Currency) -> Money {
    Money::exact(Decimal::from_str_exact(text).unwrap(), currency).unwrap()
}

pub(crate) fn any_currency() -> impl Strategy<Value = Currency> {
    prop::sample::select(Currency::ALL.to_vec())
}

/// Any sum a document prints, small ones as likely as large ones.
pub(crate) fn any_printed_sum() -> impl Strategy<Value = Money> {
    (any_currency(), 0..=Money::MAX_MINOR, 0_u32..14).prop_map(|(currency, minor, digits)| {
        let scale = 10_i64.pow(2_u32.saturating_sub(currency.decimals()));
        Money::new(minor / scale / 10_i64.pow(digits), currency)
    })
}

#[test]
fn a_sum_is_grouped_by_thousands() {
    for (text, shown) in [
        ("0", "0.00"),
        ("0.05", "0.05"),
        ("999.99", "999.99"),
        ("1000", "1,000.00"),
        ("65057.83", "65,057.83"),
        ("100000", "100,000.00"),
        ("999999999999.99", "999,999,999,999.99"),
        ("-1234.5", "-1,234.50"),
    ] {
        assert_eq!(yuan(text).to_string(), shown);
    }
    assert_eq!(sum("1234567", Currency::Jpy).to_string(), "1,234,567");
}

#[test]
fn a_sum_can_be_aligned_and_carries_its_unit() {
    assert_eq!(format!("[{:>10}]", yuan("8376.25")), "[  8,376.25]");
    assert_eq!(yuan("8376.25").with_unit(), "8,376.25元");
    assert_eq!(sum("121.26", Currency::Usd).with_unit(), "121.26美元");
    assert_eq!(yuan("8376.25").plain(), "8376.25");
}

#[test]
fn more_decimals_than_the_currency_has_are_no_sum() {
    let tenth_of_a_cent = Decimal::new(1, 3);
    assert_eq!(Money::exact(tenth_of_a_cent, Currency::Cny), None);
    assert_eq!(Money::exact(Decimal::new(5, 1), Currency::Jpy), None);
    assert_eq!(Money::exact(Decimal::new(5000, 3), Currency::Jpy), Some(Money::new(5, Currency::Jpy)));
}

#[test]
fn the_range_ends_at_a_trillion_in_every_currency() {
    for currency in Currency::ALL {
        let trillion = Decimal::from(1_000_000_000_000_i64);
        let greatest = trillion - Decimal::new(1, currency.decimals());
        assert_eq!(Money::exact(trillion, currency), None);
        let greatest = Money::exact(greatest, currency).unwrap();
        assert_eq!(greatest.plus(Money::new(1, currency)), None);
        assert_eq!(Money::exact(Decimal::MAX, currency), None);
        assert_eq!(Money::exact(Decimal::MIN, currency), None);
    }
    let edge = Money::new(i64::MIN, Currency::Cny);
    assert_eq!(edge.in_range(), None);
    assert_eq!(Money::new(i64::MIN + 1, Currency::Cny).less(Money::new(1, Currency::Cny)), None);
    assert_eq!(edge.to_string(), "-92,233,720,368,547,758.08");
}

#[test]
fn halves_round_up() {
    for (text, cents) in [("0.005", 1), ("0.0049999", 0), ("17.1605", 1716), ("2.675", 268), ("-0.005", -1)] {
        let rounded = Money::rounded(Decimal::from_str_exact(text).unwrap(), Currency::Cny);
        assert_eq!(rounded, Some(Money::new(cents, Currency::Cny)), "{text}");
    }
}

#[test]
fn currencies_do_not_mix() {
    let (yuan, dollars) = (Money::new(1, Currency::Cny), Money::new(1, Currency::Usd));
    assert_eq!(yuan.plus(dollars), None);
    assert_eq!(yuan.less(dollars), None);
    assert_eq!(Money::total([yuan, dollars], Currency::Cny), None);
}

#[test]
fn currencies_are_known_by_their_codes() {
    for currency in Currency::ALL {
        assert_eq!(Currency::of(&currency.code().to_lowercase()), Some(currency));
    }
    assert_eq!(Currency::of("RMB"), None);
    assert_eq!(Currency::of(""), None);
}

/// The waiver of the handbook: 80 % of the interest, all of the penalty.
#[test]
fn a_waiver_is_taken_part_by_part() {
    let parts = [yuan("18000.00"), yuan("4321.09"), yuan("876.54"), yuan("120.00")];
    let total = Money::total(parts, Currency::Cny).unwrap();
    let interest = parts[1].share(Decimal::new(8, 1)).unwrap();
    let waived = interest.plus(parts[2]).unwrap();
    assert_eq!(total, yuan("23317.63"));
    assert_eq!(interest, yuan("3456.87"));
    assert_eq!(waived, yuan("4333.41"));
    assert_eq!(total.less(waived), Some(yuan("18984.22")));
}

proptest! {
    #![proptest_config(the_same_cases())]

    #[test]
    fn what_is_printed_reads_back(sum in any_printed_sum()) {
        let plain = Decimal::from_str_exact(&sum.plain()).unwrap();
        prop_assert_eq!(Money::exact(plain, sum.currency()), Some(sum));
        prop_assert_eq!(sum.to_string().replace(',', ""), sum.plain());
        let whole = sum.to_string().split('.').next().unwrap().to_string();
        prop_assert!(whole.split(',').next().unwrap().len() <= 3);
        prop_assert!(whole.split(',').skip(1).all(|group| group.len() == 3));
    }

    #[test]
    fn parts_make_their_total_and_the_total_less_its_parts_is_nothing(
        parts in prop::collection::vec(0_i64..1_000_000_000, 0..20),
        currency in any_currency(),
    ) {
        let parts: Vec<_> = parts.into_iter().map(|minor| Money::new(minor, currency)).collect();
        let total = Money::total(parts.iter().copied(), currency).unwrap();
        let left = parts.iter().try_fold(total, |left, part| left.less(*part));
        prop_assert_eq!(left, Some(Money::zero(currency)));
    }

    #[test]
    fn a_share_is_never_off_by_more_than_half_a_minor_unit(sum in any_printed_sum(), rate in 0_i64..=10_000) {
        let rate = Decimal::new(rate, 4);
        let share = sum.share(rate).unwrap();
        let off = (share.decimal() - sum.decimal() * rate).abs();
        prop_assert!(off * Decimal::TWO <= Decimal::new(1, sum.currency().decimals()));
    }
}
