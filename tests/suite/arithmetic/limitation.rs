//! When a claim is out of time, and which demands are effective.

use chrono::{Days, NaiveDate};
use hanpress::inner::plan::limitation::{Interrupter, Interruption, Limitation, limitation, limitation_end};
use hanpress::inner::plan::{Calendar, Shift, Weekends};
use proptest::prelude::*;

use crate::dates::{any_day, day};
use crate::money::the_same_cases;

fn demand(on: &str) -> Interruption {
    Interruption { on: Some(day(on)), by: Interrupter::Demand }
}

fn acknowledged(on: &str) -> Interruption {
    Interruption { by: Interrupter::Acknowledgement, ..demand(on) }
}

const LOST: Interruption = Interruption { on: None, by: Interrupter::Demand };

/// No day is a holiday.
fn stays(day: NaiveDate) -> NaiveDate {
    day
}

fn ends(due: &str, interruptions: &[Interruption]) -> String {
    limitation(day(due), interruptions, stays).unwrap().ends_on.to_string()
}

#[test]
fn the_period_ends_three_years_after_the_last_demand_that_arrived() {
    assert_eq!(ends("2023-06-25", &[demand("2024-03-15")]), "2027-03-15");
    assert_eq!(ends("2023-06-25", &[demand("2024-02-29")]), "2027-02-28");
    assert_eq!(limitation_end(day("2025-02-28")), Some(day("2028-02-28")));
    assert_eq!(ends("2023-06-25", &[demand("2024-03-15"), demand("2023-12-01"), LOST]), "2027-03-15");
    assert_eq!(ends("2023-06-25", &[LOST]), "2026-06-25");
    assert_eq!(ends("2023-06-25", &[]), "2026-06-25");
}

#[test]
fn a_demand_before_the_due_date_changes_nothing() {
    assert_eq!(ends("2023-06-25", &[demand("2023-06-01"), acknowledged("2023-06-02")]), "2026-06-25");
}

#[test]
fn a_demand_revives_nothing_but_an_acknowledgement_does() {
    assert_eq!(ends("2020-01-10", &[demand("2023-01-10")]), "2026-01-10");
    assert_eq!(ends("2020-01-10", &[demand("2023-01-11")]), "2023-01-10");
    assert_eq!(ends("2020-01-10", &[demand("2022-01-10"), demand("2024-12-01")]), "2027-12-01");
    assert_eq!(ends("2020-01-10", &[acknowledged("2024-01-11")]), "2027-01-11");
    assert_eq!(ends("2020-01-10", &[demand("2025-05-05"), acknowledged("2024-01-11")]), "2028-05-05");
}

#[test]
fn a_last_day_on_a_holiday_moves_to_the_next_working_day_and_is_in_time_until_then() {
    let shift = Shift { calendar: Calendar::built_in().unwrap(), weekends: Weekends::Stay, moves: false };
    let period = |interruptions: &[Interruption]| {
        limitation(day("2023-10-03"), interruptions, |day| shift.by_law(day)).unwrap().ends_on.to_string()
    };
    assert_eq!(period(&[]), "2026-10-08", "the National Day holiday of 2026 ends on October 7");
    assert_eq!(period(&[demand("2026-10-08")]), "2029-10-08", "no calendar knows 2029");
    assert_eq!(period(&[demand("2026-10-09")]), "2026-10-08");
}

#[test]
fn the_last_day_is_still_in_time() {
    let running = limitation(day("2023-06-25"), &[], stays).unwrap();
    assert_eq!(running, Limitation { runs_from: day("2023-06-25"), ends_on: day("2026-06-25") });
    assert!(!running.over_on(day("2026-06-25")));
    assert!(running.over_on(day("2026-06-26")));
}

#[test]
fn the_end_of_the_calendar_is_no_panic() {
    assert_eq!(limitation_end(NaiveDate::MAX), None);
    assert_eq!(limitation(NaiveDate::MAX, &[], stays), None);
}

proptest! {
    #![proptest_config(the_same_cases())]

    #[test]
    fn demands_in_time_move_the_end_only_forward_in_any_order(
        due in any_day(),
        waits in prop::collection::vec(0_u64..2000, 0..6),
    ) {
        let mut interruptions: Vec<_> = waits.iter().map(|after| Interruption {
            on: Some(due + Days::new(*after)),
            by: Interrupter::Demand,
        }).collect();
        let one = limitation(due, &interruptions, stays).unwrap();
        interruptions.reverse();
        prop_assert_eq!(limitation(due, &interruptions, stays), Some(one));
        prop_assert!(one.ends_on >= limitation_end(due).unwrap());
        prop_assert_eq!(limitation_end(one.runs_from), Some(one.ends_on));
    }

}
