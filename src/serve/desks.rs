//! Keep the desks open that requests need: one for each kind that is asked for, of the day that it is.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;

use super::options::OpenDesk;
use crate::clock;
use crate::desk::{Desk, KindChoice};
use crate::error::{Stop, StopCode};

/// How many desks are kept.
const MOST: usize = 8;

/// The desks that are open.
pub(super) struct Desks {
    open: OpenDesk,
    date: Option<NaiveDate>,
    held: Mutex<Held>,
    /// Held by who opens one: others who want the same need not open it, too.
    opening: Mutex<()>,
}

#[derive(Default)]
struct Held {
    desks: Vec<(KindChoice, NaiveDate, Desk)>,
    /// How often templates changed: a desk that was opened before is not kept.
    age: u64,
}

impl fmt::Debug for Desks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("desks")
    }
}

impl Desks {
    /// Desks of a day, or of the day it is whenever one is asked for.
    pub(super) fn new(open: OpenDesk, date: Option<NaiveDate>) -> Self {
        Self { open, date, held: Mutex::default(), opening: Mutex::default() }
    }

    /// The date on documents that are made now.
    pub(super) fn today(&self) -> Result<NaiveDate, Stop> {
        self.date.map_or_else(|| clock::issue_date().map_err(Stop::from), Ok)
    }

    /// A desk that is open already.
    pub(super) fn held(&self, kind: &KindChoice, day: NaiveDate) -> Option<Desk> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let found = held.desks.iter().find(|(own, of, _)| own == kind && *of == day);
        found.map(|(.., desk)| desk.clone())
    }

    /// A desk of a day, opened where it is not; that takes a while.
    pub(super) fn of(&self, kind: &KindChoice, day: NaiveDate) -> Result<Desk, Stop> {
        if let Some(desk) = self.held(kind, day) {
            return Ok(desk);
        }
        let _opening = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(desk) = self.held(kind, day) {
            return Ok(desk);
        }
        let age = self.held.lock().unwrap_or_else(PoisonError::into_inner).age;
        let desk = (self.open)(kind.clone(), day).map_err(|stop| stop.coded(StopCode::Settings))?;
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.age == age {
            held.desks.retain(|(own, ..)| own != kind);
            held.desks.push((kind.clone(), day, desk.clone()));
            if held.desks.len() > MOST {
                held.desks.remove(0);
            }
        }
        Ok(desk)
    }

    /// Lets go of all desks, because templates changed.
    pub(super) fn renew(&self) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.age += 1;
        held.desks.clear();
    }
}
