//! Word an agreed schedule: its elements, its amounts in few lines, its rows.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::ledger::upper;
use super::letter::Day;
use super::wording;
use crate::account::Terms;
use crate::check::PlannedLedger;
use crate::money::{Currency, Money};
use crate::plan::schedule::Instalment;
use crate::plan::{Cycle, Method, PlanCost, Remainder, Shift};

/// So many different amounts are told in the agreement's text; more stand in the schedule only.
const MOST_LINES: usize = 4;

/// The plan of one currency; blank for documents that set none down.
#[derive(Debug, Serialize, Default)]
pub(super) struct PlanWords {
    total: String,
    total_upper: String,
    financed: String,
    bears_interest: bool,
    annual_rate_percent: String,
    interest_total: String,
    grand_total: String,
    grand_total_upper: String,
    charges: String,
    cost_percent: String,
    cost_simple_percent: String,
    count: String,
    cycle_words: &'static str,
    due_day_words: String,
    month_end_rule: bool,
    first_due: String,
    last_due: String,
    first_amount: String,
    last_amount: String,
    method_words: String,
    rounding_words: String,
    amount_lines: Vec<String>,
    has_down_payment: bool,
    down_payment: DownPayment,
    rows: Vec<RowWords>,
}

/// What is paid on the day of signing.
#[derive(Debug, Serialize, Default)]
struct DownPayment {
    amount: String,
    pay_by: String,
}

/// One row of the schedule.
#[derive(Debug, Serialize)]
struct RowWords {
    n: String,
    due: Day,
    shifted_to: String,
    amount: String,
    principal: String,
    interest: String,
    paid: String,
    balance: String,
}

impl PlanWords {
    pub(super) fn of(planned: &PlannedLedger, shift: &Shift) -> Self {
        let PlannedLedger { currency, terms, payable, schedule, cost, .. } = planned;
        let percent = |share: Option<_>| share.map(PlanCost::percent).unwrap_or_default();
        let instalments: Vec<&Instalment> = schedule.rows().iter().filter(|row| row.n > 0).collect();
        let down = schedule.rows().iter().find(|row| row.n == 0);
        let down_sum = down.map_or(Money::zero(*currency), |row| row.amount);
        let (first, last) = (instalments.first(), instalments.last());
        let amount = |row: Option<&&Instalment>| row.map(|row| row.amount.to_string()).unwrap_or_default();
        let due = |row: Option<&&Instalment>| row.map(|row| wording::date(row.due_date)).unwrap_or_default();
        Self {
            total: payable.to_string(),
            total_upper: upper(*payable),
            financed: payable.less(down_sum).unwrap_or(*payable).to_string(),
            bears_interest: schedule.interest().is_positive(),
            annual_rate_percent: terms.annual_rate.hundredths(),
            interest_total: schedule.interest().to_string(),
            grand_total: schedule.total().to_string(),
            grand_total_upper: upper(schedule.total()),
            charges: cost.charges.to_string(),
            cost_percent: percent(cost.yearly),
            cost_simple_percent: percent(cost.simple),
            count: instalments.len().to_string(),
            cycle_words: if terms.rows.is_some() { "按附件所列日期" } else { terms.cycle.chinese() },
            due_day_words: due_day(terms),
            month_end_rule: terms.rows.is_none() && terms.cycle == Cycle::Month && terms.first_due.day() > 28,
            first_due: due(first),
            last_due: due(last),
            first_amount: amount(first),
            last_amount: amount(last),
            method_words: method(terms),
            rounding_words: rounding(terms, *currency),
            amount_lines: amount_lines(&instalments),
            has_down_payment: down.is_some(),
            down_payment: DownPayment {
                amount: down_sum.to_string(),
                pay_by: down.map(|row| wording::date(row.due_date)).unwrap_or_default(),
            },
            rows: rows(schedule.rows(), *currency, shift),
        }
    }

    /// Whether a day moves off a holiday.
    pub(super) fn has_shifted(&self) -> bool {
        self.rows.iter().any(|row| !row.shifted_to.is_empty())
    }

    /// Whether a month may lack its due day.
    pub(super) fn has_month_end(&self) -> bool {
        self.month_end_rule
    }

    pub(super) fn has_down_payment(&self) -> bool {
        self.has_down_payment
    }

    pub(super) fn bears_interest(&self) -> bool {
        self.bears_interest
    }
}

/// The rows with what was paid up to each.
fn rows(all: &[Instalment], currency: Currency, shift: &Shift) -> Vec<RowWords> {
    let mut paid = Money::zero(currency);
    let mut out = Vec::with_capacity(all.len());
    for row in all {
        paid = paid.plus(row.amount).unwrap_or(paid);
        if row.n > 0 {
            out.push(RowWords {
                n: row.n.to_string(),
                due: Day::of(row.due_date),
                shifted_to: shifted(row.due_date, shift),
                amount: row.amount.to_string(),
                principal: row.principal.to_string(),
                interest: row.interest.to_string(),
                paid: paid.to_string(),
                balance: row.balance.to_string(),
            });
        }
    }
    out
}

/// Where a due date moves to, as month and day, with the year where it is another; blank where it stays.
fn shifted(due: NaiveDate, shift: &Shift) -> String {
    let on = shift.rolled(due).on;
    match (on == due, on.year() == due.year()) {
        (true, _) => String::new(),
        (false, true) => format!("{}月{}日", on.month(), on.day()),
        (false, false) => wording::date(on),
    }
}

/// The day of month or week on which instalments fall due.
fn due_day(terms: &Terms) -> String {
    const WEEKDAYS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
    if terms.rows.is_some() {
        return "以附件所列日期为准".to_string();
    }
    match terms.cycle {
        Cycle::Month => format!("每月{}日", terms.first_due.day()),
        Cycle::Week => {
            let day = terms.first_due.weekday().num_days_from_monday() as usize;
            format!("每周{}", WEEKDAYS[day])
        }
    }
}

/// How the sum is cut.
fn method(terms: &Terms) -> String {
    if terms.rows.is_some() {
        return "按双方协商的还款计划表还款".to_string();
    }
    match terms.method {
        Method::Equal => format!("每期等额还款，尾差计入{}", terms.remainder.chinese()),
        Method::EqualPayment => "等额本息：每期还款额相同，末期结清尾差".to_string(),
        Method::EqualPrincipal => "等额本金：每期归还本金相同，利息随剩余本金递减".to_string(),
        Method::Steps => "阶梯还款：同一阶段内每期等额".to_string(),
    }
}

/// How amounts are rounded.
fn rounding(terms: &Terms, currency: Currency) -> String {
    let unit = currency.smallest();
    let remainder = match terms.remainder {
        Remainder::Spread => format!("余数自首期起逐期各加一{unit}"),
        place => format!("尾差计入{}", place.chinese()),
    };
    let agreed = terms.method == Method::Steps && terms.steps.iter().all(|step| step.amount.is_some());
    if terms.rows.is_some() || agreed {
        return "各期金额由双方协商确定".to_string();
    }
    match terms.method {
        Method::Equal => format!("各期金额向下取至{unit}，{remainder}"),
        Method::Steps => format!("末阶段各期金额向下取至{unit}，{remainder}"),
        Method::EqualPayment => format!("每期还款额和利息四舍五入至{unit}，尾差计入末期"),
        Method::EqualPrincipal => format!("各期本金向下取至{unit}，{remainder}；利息四舍五入至{unit}"),
    }
}

/// The amounts in few lines: runs of equal ones, or first and last where there are too many.
fn amount_lines(rows: &[&Instalment]) -> Vec<String> {
    let mut runs: Vec<(u32, u32, Money)> = Vec::new();
    for row in rows {
        match runs.last_mut() {
            Some((_, last, amount)) if *amount == row.amount => *last = row.n,
            _ => runs.push((row.n, row.n, row.amount)),
        }
    }
    let line = |(first, last, amount): &(u32, u32, Money)| {
        if first == last {
            format!("第{first}期，{}", amount.with_unit())
        } else {
            format!("第{first}—{last}期，每期{}", amount.with_unit())
        }
    };
    match runs.as_slice() {
        [first, .., last] if runs.len() > MOST_LINES => {
            vec![line(first), "其后各期金额见附件《还款计划表》".to_string(), line(last)]
        }
        all => all.iter().map(line).collect(),
    }
}
