//! Arithmetic of repayment: schedules, overdue days, interest. It knows no files and no documents.
//!
//! The parts: [`mod@schedule`] lays a plan out by [`cut`] and [`due`] dates, [`fault`] says why it
//! cannot; [`overdue`] counts days, [`interest`] charges them, [`annual`] states the yearly cost.

pub mod annual;
pub mod cut;
pub mod due;
pub mod fault;
pub mod interest;
pub mod overdue;
pub mod schedule;

pub use due::five_years_after;
pub use fault::PlanFault;
pub use overdue::{Bucket, Stage, overdue_days};
pub use schedule::{Instalment, Request, Schedule, StepOf, from_rows, schedule};
