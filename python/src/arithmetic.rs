//! Arithmetic for Python: 大写, repayment plans, sample accounts.

use std::sync::{Mutex, PoisonError};

use hanpress::parts::{Cycle, Method, Remainder, Request, SampleKind, Sampling, StepOf, read_capitals};
use hanpress::{Currency, Money};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use rust_decimal::Decimal;

use crate::desk::day;

/// One row of a schedule: number, day, amount, principal, interest, balance.
type Row = (u32, String, String, String, String, String);

/// The 大写 of a sum.
#[pyfunction]
pub(crate) fn amount(sum: &str, currency: &str) -> PyResult<String> {
    hanpress::amount(money(sum, currency)?).map_err(wrong)
}

/// The sum that 大写 stands for, and its currency's code.
#[pyfunction]
pub(crate) fn read_amount(words: &str) -> PyResult<(String, &'static str)> {
    let sum = read_capitals(words).map_err(wrong)?;
    Ok((sum.plain(), sum.currency().code()))
}

/// The rows of a repayment plan.
#[pyfunction]
#[allow(clippy::too_many_arguments, reason = "the package names every one of them")]
pub(crate) fn plan(
    total: &str,
    currency: &str,
    method: &str,
    instalments: Option<u32>,
    first_due: &str,
    signed_on: &str,
    cycle: &str,
    annual_rate: &str,
    down_payment: &str,
    remainder: &str,
    steps: Vec<(u32, Option<String>)>,
) -> PyResult<Vec<Row>> {
    let step = |(count, sum): (u32, Option<String>)| {
        let amount = sum.map(|sum| money(&sum, currency)).transpose()?;
        Ok(StepOf { count, amount })
    };
    let request = Request {
        total: money(total, currency)?,
        method: word(method, "method", Method::ALL, Method::word)?,
        instalments,
        first_due: day(first_due)?,
        cycle: word(cycle, "cycle", Cycle::ALL, Cycle::word)?,
        annual_rate: annual_rate.parse::<Decimal>().map_err(wrong)?,
        down_payment: money(down_payment, currency)?,
        signed_on: day(signed_on)?,
        remainder: word(remainder, "remainder", Remainder::ALL, Remainder::word)?,
        steps: steps.into_iter().map(step).collect::<PyResult<_>>()?,
    };
    let schedule = hanpress::plan(&request).map_err(wrong)?;
    let row = |row: &hanpress::parts::Instalment| {
        let [amount, principal, interest, balance] =
            [row.amount, row.principal, row.interest, row.balance].map(Money::plain);
        (row.n, row.due_date.to_string(), amount, principal, interest, balance)
    };
    Ok(schedule.rows().iter().map(row).collect())
}

/// Trial accounts, each the text of a JSON object, made as they are taken.
#[pyclass(module = "hanpress._hanpress")]
pub(crate) struct Samples(Mutex<Box<dyn Iterator<Item = String> + Send>>);

#[pymethods]
impl Samples {
    fn __iter__(own: PyRef<'_, Self>) -> PyRef<'_, Self> {
        own
    }

    fn __next__(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).next()
    }
}

/// Trial accounts.
#[pyfunction]
pub(crate) fn sample(count: u64, seed: u64, as_of: &str, kinds: Option<Vec<String>>) -> PyResult<Samples> {
    let named = |word: &String| {
        SampleKind::named(word)
            .ok_or_else(|| PyValueError::new_err(format!("no accounts are sampled for {word}")))
    };
    let kinds = match kinds {
        Some(kinds) => kinds.iter().map(named).collect::<PyResult<_>>()?,
        None => SampleKind::MIXED.to_vec(),
    };
    let samples = hanpress::sample(&Sampling { count, seed, kinds, as_of: day(as_of)? });
    Ok(Samples(Mutex::new(Box::new(samples))))
}

fn money(sum: &str, code: &str) -> PyResult<Money> {
    let currency =
        Currency::of(code).ok_or_else(|| PyValueError::new_err(format!("{code} is no currency here")))?;
    Money::read(sum, currency).ok_or_else(|| PyValueError::new_err(format!("{sum} is no amount in {code}")))
}

/// The value of that word.
fn word<T: Copy>(given: &str, what: &str, all: &[T], word: fn(T) -> &'static str) -> PyResult<T> {
    all.iter().copied().find(|one| word(*one) == given).ok_or_else(|| {
        let words: Vec<_> = all.iter().map(|one| word(*one)).collect();
        PyValueError::new_err(format!("{what} is one of {}, not {given}", words.join(", ")))
    })
}

fn wrong(error: impl std::fmt::Display) -> PyErr {
    PyValueError::new_err(error.to_string())
}
