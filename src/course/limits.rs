//! Find the first day on which one more contact by a way is within the limits.

use chrono::{Days, NaiveDate};

use super::Course;
use super::sent::Sent;
use crate::issuer::Way;

/// Days that are looked at: no limit reaches further back than seven.
const AHEAD: u64 = 31;

impl Course {
    /// The first day from `day` on that has room for one more contact by that way.
    pub(super) fn free_from(&self, day: NaiveDate, way: Way, sent: &[Sent]) -> NaiveDate {
        let days = (0..AHEAD).filter_map(|ahead| day.checked_add_days(Days::new(ahead)));
        days.into_iter().find(|day| self.has_room(*day, way, sent)).unwrap_or(NaiveDate::MAX)
    }

    fn has_room(&self, day: NaiveDate, way: Way, sent: &[Sent]) -> bool {
        let mut limits = self.limits.iter().filter(|limit| limit.way.is_none_or(|of| of == way));
        limits.all(|limit| {
            let counted = |one: &&Sent| limit.way.is_none() || one.way == limit.way;
            let ago = |one: &Sent| (day - one.date).num_days();
            let (today, week) = sent.iter().filter(counted).fold((0, 0), |(today, week), one| {
                let days = ago(one);
                (today + usize::from(days == 0), week + usize::from((0..7).contains(&days)))
            });
            today < limit.day && week < limit.week
        })
    }
}
