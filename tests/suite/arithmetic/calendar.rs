//! Holidays, exchanged working days, and last days that move off them.

use chrono::{Datelike, Days, Weekday};
use hanpress::inner::plan::calendar::Rolled;
use hanpress::inner::plan::{Calendar, Weekends};
use proptest::prelude::*;

use crate::dates::day;
use crate::money::the_same_cases;

fn built_in() -> Calendar {
    Calendar::built_in().unwrap()
}

fn rolled(text: &str, weekends: Weekends) -> String {
    let Rolled { on, known } = built_in().rolled(day(text), weekends);
    format!("{on}{}", if known { "" } else { "?" })
}

#[test]
fn the_built_in_calendar_is_the_arrangement_of_2026() {
    let calendar = built_in();
    assert_eq!(calendar.years().collect::<Vec<_>>(), [2026]);
    assert!(calendar.source().contains("国务院办公厅"));
    for (name, first, last, days) in [
        ("元旦", ("01-01", Weekday::Thu), ("01-03", Weekday::Sat), 3),
        ("春节", ("02-15", Weekday::Sun), ("02-23", Weekday::Mon), 9),
        ("清明节", ("04-04", Weekday::Sat), ("04-06", Weekday::Mon), 3),
        ("劳动节", ("05-01", Weekday::Fri), ("05-05", Weekday::Tue), 5),
        ("端午节", ("06-19", Weekday::Fri), ("06-21", Weekday::Sun), 3),
        ("中秋节", ("09-25", Weekday::Fri), ("09-27", Weekday::Sun), 3),
        ("国庆节", ("10-01", Weekday::Thu), ("10-07", Weekday::Wed), 7),
    ] {
        let off: Vec<_> = day("2026-01-01")
            .iter_days()
            .take(365)
            .filter(|day| calendar.holiday(*day) == Some(name))
            .collect();
        assert_eq!(off.len(), days);
        for (day, (text, weekday)) in [(off[0], first), (off[days - 1], last)] {
            assert_eq!((day.format("%m-%d").to_string().as_str(), day.weekday()), (text, weekday));
        }
        assert!(off.iter().all(|day| calendar.working_day(*day) == Some(false)));
    }
    for (text, weekday) in [
        ("2026-01-04", Weekday::Sun),
        ("2026-02-14", Weekday::Sat),
        ("2026-02-28", Weekday::Sat),
        ("2026-05-09", Weekday::Sat),
        ("2026-09-20", Weekday::Sun),
        ("2026-10-10", Weekday::Sat),
    ] {
        assert_eq!((day(text).weekday(), calendar.working_day(day(text))), (weekday, Some(true)));
    }
}

#[test]
fn a_year_of_2026_has_248_working_days() {
    let calendar = built_in();
    let days = day("2026-01-01").iter_days().take(365);
    assert_eq!(days.filter(|day| calendar.working_day(*day) == Some(true)).count(), 248);
}

#[test]
fn a_last_day_on_a_holiday_moves_to_the_day_after() {
    for (nominal, moved) in [
        ("2026-02-13", "2026-02-13"),
        ("2026-02-15", "2026-02-24"),
        ("2026-02-23", "2026-02-24"),
        ("2026-10-01", "2026-10-08"),
        ("2026-01-01", "2026-01-04"),
        ("2026-06-20", "2026-06-22"),
        ("2026-02-14", "2026-02-14"),
        ("2026-10-10", "2026-10-10"),
    ] {
        assert_eq!(rolled(nominal, Weekends::Roll), moved);
        assert_eq!(rolled(nominal, Weekends::Stay), moved);
    }
}

#[test]
fn whether_an_ordinary_weekend_moves_a_last_day_is_asked_for() {
    assert_eq!(rolled("2026-11-29", Weekends::Stay), "2026-11-29");
    assert_eq!(rolled("2026-11-29", Weekends::Roll), "2026-11-30");
    assert_eq!(rolled("2026-11-28", Weekends::Roll), "2026-11-30");
    assert_eq!(rolled("2026-11-27", Weekends::Roll), "2026-11-27");
}

#[test]
fn a_year_the_calendar_lacks_leaves_the_nominal_day() {
    assert_eq!(rolled("2027-10-01", Weekends::Roll), "2027-10-01?");
    assert_eq!(rolled("2025-12-31", Weekends::Stay), "2025-12-31?");
    assert_eq!(built_in().working_day(day("2027-10-01")), None);
    assert_eq!(built_in().holiday(day("2027-10-01")), None);
    assert!(!built_in().covers(day("2027-01-01")) && built_in().covers(day("2026-12-31")));
    let end = Calendar::read("source = \"x\"\nyears = [2022]\nholidays = []").unwrap();
    assert_eq!(end.rolled(day("2022-12-31"), Weekends::Roll), Rolled { on: day("2022-12-31"), known: false });
    assert_eq!(end.rolled(day("2022-12-31"), Weekends::Stay), Rolled { on: day("2022-12-31"), known: true });
}

#[test]
fn an_issuers_calendar_may_cover_more_years() {
    let text = r#"
        source = "示例"
        years = [2026, 2027]
        holidays = [
            { name = "元旦", from = "2026-12-31", to = "2027-01-02", working = ["2027-01-03"] },
            { name = "店庆", from = "2027-03-01" },
        ]"#;
    let calendar = Calendar::read(text).unwrap();
    let to = |text: &str| calendar.rolled(day(text), Weekends::Roll).on.to_string();
    assert_eq!(to("2026-12-31"), "2027-01-03");
    assert_eq!(to("2027-02-27"), "2027-03-02");
    assert_eq!(calendar.holiday(day("2027-03-01")), Some("店庆"));
    assert_eq!(calendar.years().collect::<Vec<_>>(), [2026, 2027]);
}

#[test]
fn everything_wrong_with_a_holiday_file_is_told_at_once() {
    let text = r#"
        source = "示例"
        years = [2026]
        holidays = [
            { name = "甲", from = "2026-05-03", to = "2026-05-01" },
            { name = "乙", from = "2025-12-31", to = "2026-01-01" },
            { name = "丙", from = "2026-10-01", to = "2026-10-03", working = ["2026-10-02", "2026-10-10", "2025-01-04"] },
            { name = "丁", from = "2026-10-10" },
            { name = "戊", from = "2026-10-03" },
        ]"#;
    let faults = Calendar::read(text).unwrap_err();
    let told: Vec<_> =
        faults.iter().map(|fault| format!("{} {}: {}", fault.code, fault.path, fault.message.en)).collect();
    assert_eq!(
        told,
        [
            "D09 holidays: `2026-10-02` is a working day, and a day off of `丙`",
            "D09 holidays: `2026-10-10` is a working day, and a day off of `丁`",
            "D09 holidays[0].to: the last day off `2026-05-01` is before the first, `2026-05-03`",
            "D09 holidays[1].from: `2025-12-31` is in no year listed under `years`",
            "D09 holidays[2].working[0]: `2026-10-02` is no Saturday or Sunday, so it is worked anyhow",
            "D09 holidays[2].working[2]: `2025-01-04` is in no year listed under `years`",
            "D09 holidays[4].from: `2026-10-03` is a day off of `丙` already",
        ]
    );
    assert!(faults.iter().all(|fault| !fault.message.zh.is_ascii() && fault.refuses()));
}

#[test]
fn a_misspelt_holiday_file_names_the_nearest_field() {
    let faults = Calendar::read("source = \"x\"\nyear = [2026]\nholidays = []").unwrap_err();
    let told: Vec<_> = faults.iter().map(|fault| (fault.code, fault.path.as_str())).collect();
    assert_eq!(told, [("D03", "year"), ("D02", "years")]);
    assert_eq!(faults[0].hints[0].en, "did you mean `years`?");
    assert_eq!(Calendar::read("years = ").unwrap_err()[0].code, "D01");
}

proptest! {
    #![proptest_config(the_same_cases())]

    #[test]
    fn a_moved_day_is_a_working_day_with_only_days_off_before_it(after in 0_u64..360) {
        let (calendar, nominal) = (built_in(), day("2026-01-01") + Days::new(after));
        let Rolled { on, known } = calendar.rolled(nominal, Weekends::Roll);
        prop_assert!(known && calendar.working_day(on) == Some(true));
        prop_assert!(nominal.iter_days().take_while(|day| *day < on).all(|day| calendar.working_day(day) == Some(false)));
        let only_holidays = calendar.rolled(nominal, Weekends::Stay);
        prop_assert!(only_holidays.on <= on && calendar.holiday(only_holidays.on).is_none());
        prop_assert_eq!(only_holidays.on > nominal, calendar.holiday(nominal).is_some());
    }
}
