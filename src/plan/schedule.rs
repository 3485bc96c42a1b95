//! Turn the terms of a plan, or a negotiated table, into a schedule that adds up.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::cut::{self, Part, PeriodRate};
use super::due::due_date;
use super::plan_fault::PlanFault;
use super::terms::{Cycle, Method, Remainder};
use crate::money::Money;

/// The most instalments a plan may have, a down payment not counted.
pub const MOST_INSTALMENTS: u32 = 1000;

/// The terms a schedule is computed from.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What is to be paid off, a down payment included, interest of the plan not.
    pub total: Money,
    /// How it is cut.
    pub method: Method,
    /// How many instalments, a down payment not counted; the steps may say it instead.
    pub instalments: Option<u32>,
    /// When the first is due; its day of the month is kept.
    pub first_due: NaiveDate,
    /// The time between two.
    pub cycle: Cycle,
    /// The yearly rate on the remaining principal, a share such as `0.06`; zero for the methods
    /// `equal` and `steps`.
    pub annual_rate: Decimal,
    /// What is paid on the day of signing.
    pub down_payment: Money,
    /// The day of signing.
    pub signed_on: NaiveDate,
    /// Where the minor units go that do not divide; 等额本息 always settles in the last instalment.
    pub remainder: Remainder,
    /// The steps of the method `steps`; empty otherwise.
    pub steps: Vec<StepOf>,
}

impl Request {
    /// Equal parts without interest, one a month, the cents that do not divide in the last.
    pub fn equal(total: Money, instalments: u32, first_due: NaiveDate, signed_on: NaiveDate) -> Self {
        Self {
            total,
            method: Method::Equal,
            instalments: Some(instalments),
            first_due,
            cycle: Cycle::Month,
            annual_rate: Decimal::ZERO,
            down_payment: Money::new(0, total.currency()),
            signed_on,
            remainder: Remainder::Last,
            steps: Vec::new(),
        }
    }
}

/// So many instalments of one amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepOf {
    /// How many.
    pub count: u32,
    /// The amount of each; the last step may leave it out and shares what is left.
    pub amount: Option<Money>,
}

/// One row of a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instalment {
    /// Its number from 1; 0 is the down payment, due on the day of signing.
    pub n: u32,
    /// When it is due.
    pub due_date: NaiveDate,
    /// What is to be paid: principal, interest and fees together.
    pub amount: Money,
    /// The principal in it.
    pub principal: Money,
    /// The interest in it.
    pub interest: Money,
    /// The fees in it.
    pub fees: Money,
    /// The principal left after it.
    pub balance: Money,
}

/// A schedule that adds up: its principal is the sum to be paid off, its amounts are its total, no
/// row is zero, and the due dates follow one another from the day of signing on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    rows: Vec<Instalment>,
    total: Money,
    principal: Money,
    interest: Money,
}

impl Schedule {
    /// The rows in order of time; the first is number 0 where there is a down payment.
    pub fn rows(&self) -> &[Instalment] {
        &self.rows
    }

    /// All that is to be paid: the sum of the amounts.
    pub const fn total(&self) -> Money {
        self.total
    }

    /// The principal: the sum that the plan pays off.
    pub const fn principal(&self) -> Money {
        self.principal
    }

    /// The interest of the whole plan.
    pub const fn interest(&self) -> Money {
        self.interest
    }

    /// How many instalments there are, a down payment not counted.
    pub fn instalments(&self) -> usize {
        self.rows.iter().filter(|row| row.n > 0).count()
    }

    /// The day the last instalment is due.
    pub fn last_due(&self) -> Option<NaiveDate> {
        self.rows.last().map(|row| row.due_date)
    }

    /// Lays out the parts with their due dates below the down payment, and checks every law of a schedule.
    fn of(frame: Frame, parts: &[(NaiveDate, Part)]) -> Result<Self, PlanFault> {
        let zero = Money::zero(frame.total.currency());
        let down = (frame.signed_on, (frame.down_payment, zero));
        let numbered = (1..).zip(parts);
        let all = (!frame.down_payment.is_zero()).then_some((0, &down)).into_iter().chain(numbered);

        let mut rows: Vec<Instalment> = Vec::with_capacity(parts.len() + 1);
        let mut balance = frame.total;
        for (n, &(due_date, (principal, interest))) in all {
            let amount = principal.plus(interest).ok_or(PlanFault::OutOfRange)?;
            balance = balance.less(principal).ok_or(PlanFault::OutOfRange)?;
            let row = Instalment { n, due_date, amount, principal, interest, fees: zero, balance };
            row.follows(rows.last(), frame.signed_on)?;
            rows.push(row);
        }
        let sum = |part: fn(&Instalment) -> Money| {
            Money::total(rows.iter().map(part), zero.currency()).ok_or(PlanFault::OutOfRange)
        };
        let (total, principal, interest) =
            (sum(|row| row.amount)?, sum(|row| row.principal)?, sum(|row| row.interest)?);
        if principal != frame.total {
            return Err(PlanFault::SumDiffers { sum: principal, total: frame.total });
        }
        Ok(Self { rows, total, principal, interest })
    }
}

impl Instalment {
    /// Checks that it pays something, and falls due after the row before it.
    fn follows(&self, before: Option<&Self>, signed_on: NaiveDate) -> Result<(), PlanFault> {
        let (n, due_date) = (self.n, self.due_date);
        if !self.amount.is_positive() {
            return Err(PlanFault::ZeroInstalment { n });
        }
        if !self.principal.is_positive() {
            return Err(PlanFault::NoPrincipal { n });
        }
        if due_date < signed_on {
            return Err(PlanFault::BeforeSigning { n, due_date, signed_on });
        }
        match before {
            Some(before) if due_date <= before.due_date => {
                Err(PlanFault::NotIncreasing { n, due_date, previous: before.due_date })
            }
            _ => Ok(()),
        }
    }
}

/// What every schedule starts from: a sum, and what is paid of it at once.
#[derive(Clone, Copy)]
struct Frame {
    total: Money,
    down_payment: Money,
    signed_on: NaiveDate,
}

impl Frame {
    /// What is left to be cut.
    fn financed(self) -> Result<Money, PlanFault> {
        let Self { total, down_payment, .. } = self;
        if total.currency() != down_payment.currency() {
            return Err(PlanFault::MixedCurrencies);
        }
        if !total.is_positive() {
            return Err(PlanFault::NothingToPay(total));
        }
        let left = total.less(down_payment).ok_or(PlanFault::OutOfRange)?;
        if down_payment.minor() < 0 || !left.is_positive() {
            return Err(PlanFault::DownPayment { down_payment, total });
        }
        Ok(left)
    }
}

/// Computes the schedule of a plan's terms (domain rules: 办法 70; 民法典 202).
///
/// - 等额: equal parts rounded down to the minor unit, the remainder as asked; no interest.
/// - 等额本息: one payment rounded half-up; each row's interest on the remaining principal × annual
///   rate / 12 (by weeks: × 7 / 365) rounded half-up; the last row settles.
/// - 等额本金: principal as in 等额, interest as in 等额本息.
/// - 阶梯: the steps as given, the last sharing what is left; no interest.
///
/// The five years of 办法 70 are not judged here: see `five_years_after`.
///
/// ```
/// use hanpress::parts::Request;
/// use hanpress::{Currency, Money, plan};
///
/// let total = Money::read("65057.83", Currency::Cny).ok_or("this is no amount")?;
/// let schedule = plan(&Request::equal(total, 60, "2026-12-22".parse()?, "2026-11-22".parse()?))?;
/// let last = schedule.rows().last().ok_or("there are no instalments")?;
/// assert_eq!((last.n, last.amount.to_string().as_str()), (60, "1,084.72"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn schedule(request: &Request) -> Result<Schedule, PlanFault> {
    let Request { total, down_payment, signed_on, .. } = *request;
    let frame = Frame { total, down_payment, signed_on };
    let financed = frame.financed()?;
    let parts = request.parts(financed)?;
    let dated: Option<Vec<_>> = (0..)
        .zip(parts)
        .map(|(after, part)| Some((due_date(request.first_due, request.cycle, after)?, part)))
        .collect();
    Schedule::of(frame, &dated.ok_or(PlanFault::OutOfRange)?)
}

/// Takes a negotiated table of due dates and amounts without interest as a schedule, after checking
/// that it adds up to `total` less the down payment, that no row is zero and that the due dates
/// follow one another from the day of signing on. [`PlanFault::row`] names the row at fault.
pub fn from_rows(
    total: Money,
    down_payment: Money,
    signed_on: NaiveDate,
    rows: &[(NaiveDate, Money)],
) -> Result<Schedule, PlanFault> {
    let frame = Frame { total, down_payment, signed_on };
    frame.financed()?;
    counted(rows.len() as u64)?;
    if rows.iter().any(|(_, amount)| amount.currency() != total.currency()) {
        return Err(PlanFault::MixedCurrencies);
    }
    let zero = Money::zero(total.currency());
    let dated: Vec<_> = rows.iter().map(|&(due, amount)| (due, (amount, zero))).collect();
    Schedule::of(frame, &dated)
}

impl Request {
    /// The principal and interest of each instalment.
    fn parts(&self, financed: Money) -> Result<Vec<Part>, PlanFault> {
        self.check_rate()?;
        let count = self.count(financed)?;
        let rate = PeriodRate::new(self.annual_rate, self.cycle);
        let zero = Money::zero(financed.currency());
        let plain = |parts: Vec<Money>| parts.into_iter().map(|part| (part, zero)).collect();
        match self.method {
            Method::Equal => Ok(plain(cut::equal(financed, count, self.remainder))),
            Method::Steps => cut::steps(financed, &self.steps, self.remainder).map(plain),
            Method::EqualPayment => cut::equal_payment(financed, count, rate),
            Method::EqualPrincipal => cut::equal_principal(financed, count, self.remainder, rate),
        }
    }

    fn check_rate(&self) -> Result<(), PlanFault> {
        let (method, rate) = (self.method, self.annual_rate);
        if !(Decimal::ZERO..=Decimal::ONE).contains(&rate) {
            return Err(PlanFault::RateOutOfRange(rate));
        }
        let free = matches!(method, Method::Equal | Method::Steps);
        if free && !rate.is_zero() { Err(PlanFault::RateUnused { method, rate }) } else { Ok(()) }
    }

    /// How many instalments there are, after checking the steps.
    fn count(&self, financed: Money) -> Result<u32, PlanFault> {
        if self.method != Method::Steps {
            if !self.steps.is_empty() {
                return Err(PlanFault::StepsUnused(self.method));
            }
            return counted(self.instalments.ok_or(PlanFault::NoCount)?.into());
        }
        if let Some(step) = self.steps.iter().position(|step| step.count == 0) {
            return Err(PlanFault::EmptyStep { step });
        }
        if self.steps.iter().filter_map(|step| step.amount).any(|sum| sum.currency() != financed.currency()) {
            return Err(PlanFault::MixedCurrencies);
        }
        let steps = self.steps.iter().map(|step| u64::from(step.count)).sum();
        match self.instalments {
            Some(instalments) if u64::from(instalments) != steps => {
                Err(PlanFault::CountDiffers { instalments, steps })
            }
            _ => counted(steps),
        }
    }
}

/// A number of instalments within bounds.
fn counted(count: u64) -> Result<u32, PlanFault> {
    match u32::try_from(count) {
        Ok(within @ 1..=MOST_INSTALMENTS) => Ok(within),
        _ => Err(PlanFault::CountOutOfRange(count)),
    }
}
