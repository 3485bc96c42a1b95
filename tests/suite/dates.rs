//! Dates and numbers in words; due dates, overdue days and terms.

use chrono::NaiveDate;
use hanpress::inner::draft::wording;
use hanpress::inner::plan::due::due_date;
use hanpress::inner::plan::{Bucket, Cycle, five_years_after, overdue_days};
use proptest::prelude::*;

use crate::money::the_same_cases;

/// A date from `2026-11-22`.
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..40_000).prop_map(|days| day("2000-01-01") + chrono::Days::new(days))
}

fn dues(first: &str, count: u32, cycle: Cycle) -> Vec<String> {
    (0..count).map(|after| due_date(day(first), cycle, after).unwrap().to_string()).collect()
}

#[test]
fn dates_are_written_in_two_styles() {
    for (iso, arabic, chinese) in [
        ("2026-11-22", "2026年11月22日", "二〇二六年十一月二十二日"),
        ("2026-01-01", "2026年1月1日", "二〇二六年一月一日"),
        ("2026-10-10", "2026年10月10日", "二〇二六年十月十日"),
        ("2028-02-29", "2028年2月29日", "二〇二八年二月二十九日"),
        ("2026-12-31", "2026年12月31日", "二〇二六年十二月三十一日"),
        ("2026-03-20", "2026年3月20日", "二〇二六年三月二十日"),
        ("2030-01-30", "2030年1月30日", "二〇三〇年一月三十日"),
        ("2026-09-15", "2026年9月15日", "二〇二六年九月十五日"),
    ] {
        assert_eq!(wording::date(day(iso)), arabic);
        assert_eq!(wording::chinese_date(day(iso)), chinese);
    }
}

#[test]
fn the_chinese_zero_of_a_year_is_the_ideographic_one() {
    let words = wording::chinese_date(day("2030-10-20"));
    assert_eq!(words.matches('\u{3007}').count(), 2);
    assert!(!words.contains(['0', '零', '\u{25CB}']));
}

#[test]
fn numbers_are_written_in_chinese_numerals() {
    for (number, words) in [
        (0, "零"),
        (1, "一"),
        (2, "二"),
        (10, "十"),
        (11, "十一"),
        (12, "十二"),
        (20, "二十"),
        (36, "三十六"),
        (60, "六十"),
        (99, "九十九"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (112, "一百一十二"),
        (546, "五百四十六"),
        (1000, "一千"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (1100, "一千一百"),
        (1260, "一千二百六十"),
        (9999, "九千九百九十九"),
        (10_000, "一万"),
        (10_012, "一万零一十二"),
        (101_000, "十万一千"),
        (100_001_000, "一亿零一千"),
    ] {
        assert_eq!(wording::numeral(number), words);
    }
}

#[test]
fn due_dates_keep_the_anchor_day_where_the_month_has_it() {
    assert_eq!(
        dues("2027-01-31", 14, Cycle::Month),
        [
            "2027-01-31",
            "2027-02-28",
            "2027-03-31",
            "2027-04-30",
            "2027-05-31",
            "2027-06-30",
            "2027-07-31",
            "2027-08-31",
            "2027-09-30",
            "2027-10-31",
            "2027-11-30",
            "2027-12-31",
            "2028-01-31",
            "2028-02-29",
        ]
    );
    assert_eq!(dues("2027-11-30", 5, Cycle::Month)[2..], ["2028-01-30", "2028-02-29", "2028-03-30"]);
    assert_eq!(dues("2027-12-29", 4, Cycle::Month), ["2027-12-29", "2028-01-29", "2028-02-29", "2028-03-29"]);
}

#[test]
fn the_term_ends_five_years_after_signing() {
    let last = |first: &str, count: u32, cycle| due_date(day(first), cycle, count - 1).unwrap();
    let end = five_years_after(day("2026-11-22"));
    assert_eq!(end, day("2031-11-22"));
    assert_eq!(last("2026-12-22", 60, Cycle::Month), end);
    assert_eq!(last("2027-01-05", 60, Cycle::Month), day("2031-12-05"));
    assert!(last("2027-01-05", 60, Cycle::Month) > end);
    assert_eq!(last("2026-11-29", 260, Cycle::Week), day("2031-11-16"));
    assert_eq!(five_years_after(day("2028-02-29")), day("2033-02-28"));
    assert_eq!(five_years_after(NaiveDate::MAX), NaiveDate::MAX);
    assert_eq!(due_date(NaiveDate::MAX, Cycle::Month, 1), None);
}

#[test]
fn the_due_date_itself_does_not_count_as_overdue() {
    for (due, as_of, days) in [
        ("2026-08-15", "2026-11-22", 99),
        ("2026-10-25", "2026-11-22", 28),
        ("2026-10-25", "2026-10-25", 0),
        ("2026-10-25", "2026-10-26", 1),
        ("2026-10-25", "2026-10-24", -1),
    ] {
        assert_eq!(overdue_days(day(as_of), day(due)), days);
    }
}

#[test]
fn a_leap_day_counts_as_a_day() {
    assert_eq!(overdue_days(day("2028-03-10"), day("2028-02-10")), 29);
    assert_eq!(overdue_days(day("2027-03-10"), day("2027-02-10")), 28);
}

#[test]
fn buckets_go_by_thirty_days_and_stages_by_letters() {
    for (days, bucket, stage) in [
        (-5, "M0", None),
        (0, "M0", None),
        (1, "M1", Some("M1")),
        (29, "M1", Some("M1")),
        (30, "M1", Some("M1")),
        (31, "M2", Some("M2")),
        (60, "M2", Some("M2")),
        (61, "M3", Some("M3+")),
        (90, "M3", Some("M3+")),
        (91, "M4", Some("M3+")),
        (99, "M4", Some("M3+")),
        (120, "M4", Some("M3+")),
        (121, "M5", Some("M3+")),
        (150, "M5", Some("M3+")),
        (151, "M6", Some("M3+")),
        (180, "M6", Some("M3+")),
        (181, "M7+", Some("M3+")),
        (211, "M7+", Some("M3+")),
        (400, "M7+", Some("M3+")),
    ] {
        assert_eq!(Bucket::of(days).to_string(), bucket, "{days}");
        assert_eq!(Bucket::of(days).stage().map(|stage| stage.to_string()).as_deref(), stage, "{days}");
    }
}

proptest! {
    #![proptest_config(the_same_cases())]

    #[test]
    fn due_dates_strictly_increase(
        first in any_day(),
        after in 0_u32..1000,
        cycle in prop::sample::select(vec![Cycle::Month, Cycle::Week]),
    ) {
        prop_assert!(due_date(first, cycle, after) < due_date(first, cycle, after + 1));
    }

    #[test]
    fn the_anchor_day_is_kept_or_the_month_ends(first in any_day(), after in 0_u32..1000) {
        use chrono::Datelike;
        let due = due_date(first, Cycle::Month, after).unwrap();
        let months = |date: NaiveDate| date.year() * 12 + date.month0() as i32;
        prop_assert_eq!(months(due) - months(first), after as i32);
        prop_assert!(due.day() == first.day() || due.day() < first.day() && due.succ_opt().unwrap().day() == 1);
    }

    #[test]
    fn a_bucket_never_falls_as_days_go_by(days in -10_i64..500) {
        prop_assert!(Bucket::of(days) <= Bucket::of(days + 1));
        prop_assert!(Bucket::of(days).stage() <= Bucket::of(days + 1).stage());
    }

    #[test]
    fn numerals_of_different_numbers_differ(one in 0_u32..10_000, other in 0_u32..10_000) {
        prop_assert_eq!(wording::numeral(one) == wording::numeral(other), one == other);
    }
}
