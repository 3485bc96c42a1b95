//! Turn a first day and a cycle, or a number of days, into the days on which something is due.

use chrono::{Days, Months, NaiveDate};

use super::terms::Cycle;

/// The due date `after` whole cycles from the first: in months the day of the first is kept, and
/// where a month lacks it, its last day is taken (民法典 202); `None` beyond the calendar's end.
pub fn due_date(first: NaiveDate, cycle: Cycle, after: u32) -> Option<NaiveDate> {
    match cycle {
        Cycle::Month => first.checked_add_months(Months::new(after)),
        Cycle::Week => first.checked_add_days(Days::new(7 * u64::from(after))),
    }
}

/// The last day an instalment may be due when the plan is signed on `signed_on`: the same day five
/// years on, February 28 for a leap day (商业银行信用卡业务监督管理办法 70; 民法典 202).
pub fn five_years_after(signed_on: NaiveDate) -> NaiveDate {
    signed_on.checked_add_months(Months::new(60)).unwrap_or(NaiveDate::MAX)
}
