//! Arithmetic of repayment: schedules, interest, charges, payments, terms. It knows no files of accounts
//! and no documents.
//!
//! The parts:
//! - plans: [`terms`] names the ways, [`mod@schedule`] lays one out by [`cut`] and [`due`] dates, [`plan_fault`] says why it cannot;
//!   [`fee_plan`] lays out one that costs fees; [`annual`] states the yearly cost;
//! - charges: [`accrual`] finds the bases and days that bear [`interest`], [`penalty`] the minimum
//!   payment and 违约金, [`guard`] the yearly ceiling of all, [`court_fee`] what a court asks for;
//! - payments: [`parts`] are the components of a debt, [`allocation`] settles them with a payment,
//!   [`waiver`] waives them; [`sum_fault`] says why any of these sums cannot be calculated;
//! - time: [`overdue`] counts days, [`limitation`] tells when a claim is out of time, [`suretyship`] when a guarantor
//!   is, [`calendar`] moves a last day off a holiday.

pub mod accrual;
pub mod allocation;
pub mod annual;
pub mod calendar;
#[cfg_attr(
    not(feature = "inner"),
    expect(dead_code, reason = "the papers for court state what it asks for (issue 20)")
)]
pub mod court_fee;
pub mod cut;
pub mod due;
#[cfg_attr(
    not(feature = "inner"),
    expect(dead_code, reason = "agreements that cost fees are laid out by it (issue 20)")
)]
pub mod fee_plan;
pub mod guard;
pub mod interest;
pub mod limitation;
pub mod overdue;
pub mod parts;
pub mod penalty;
pub mod plan_fault;
pub mod schedule;
pub mod sum_fault;
pub mod suretyship;
pub mod terms;
pub mod waiver;

pub use annual::PlanCost;
pub use calendar::{Calendar, Shift, Weekends};
pub use due::five_years_after;
pub use overdue::{Bucket, overdue_days};
pub use parts::{Component, Parts};
pub use plan_fault::PlanFault;
pub use schedule::{Instalment, Request, Schedule, StepOf, schedule};
pub use sum_fault::SumFault;
pub use terms::{Allocation, Cycle, Method, Remainder};
