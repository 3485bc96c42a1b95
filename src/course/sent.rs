//! Turn what was sent to somebody into steps of the course, with the days on which they arrived.

use chrono::{Days, NaiveDate};

use super::book::Special;
use super::{Course, Step};
use crate::account::{Account, Channel, DeliveryResult};
use crate::finding::Lang;
use crate::issuer::Way;
use crate::kind::sent::SentKinds;

/// Days after which a letter of whose fate nothing is known counts as arrived, so that no demand comes too soon after
/// it: a house rule, longer than the post takes.
const BY_POST: u64 = 7;

/// A contact that was made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent {
    /// Which step of the course it was, where that can be told.
    pub(super) step: Option<usize>,
    /// Whether the record itself says so; otherwise its day and way do.
    pub(super) told: bool,
    /// Whether it demanded payment.
    pub(super) demands: bool,
    /// Its way; none for calls.
    pub(super) way: Option<Way>,
    /// Its day.
    pub(super) date: NaiveDate,
    /// The day it arrived, by its record.
    pub(super) arrived: Option<NaiveDate>,
    /// Whether it came back or failed.
    pub(super) lost: bool,
}

impl Sent {
    /// The day from which the distance of the next demand counts; none where it never arrived.
    pub(super) fn felt(&self) -> Option<NaiveDate> {
        if self.lost {
            return None;
        }
        let by_post = if self.way == Some(Way::Letter) { BY_POST } else { 0 };
        self.arrived.or_else(|| self.date.checked_add_days(Days::new(by_post)))
    }

    /// A step that is taken now.
    pub(super) fn now(step: usize, demands: bool, way: Way, date: NaiveDate) -> Self {
        Self { step: Some(step), told: true, demands, way: Some(way), date, arrived: None, lost: false }
    }
}

/// Everything that was sent, as the record tells it.
pub(super) fn sent(account: &Account, course: &Course, kinds: &SentKinds) -> Vec<Sent> {
    let notices = account.notices.iter().map(|notice| {
        let known = notice.result_date.unwrap_or(notice.date);
        let (way, result) = (way_of(notice.channel), Some((notice.result, known)));
        let kind = notice.kind.as_deref();
        let step = course.step_of(kind, way, days_after_due(account, notice.date), kinds);
        // What nobody knows of a notice may have been a demand: the careful reading keeps the distance.
        let demands = step.map_or(kinds.may_demand(kind), |step| course.steps()[step].row.demands);
        of(step, demands, (kind.is_some(), way, notice.date), result)
    });
    let contacts = account.history.contacts.iter().map(|contact| {
        let (way, kind) = (way_of(contact.channel), contact.kind.as_deref());
        let step = kind.and_then(|_| course.step_of(kind, way, days_after_due(account, contact.date), kinds));
        let demands = step.is_some_and(|step| course.steps()[step].row.demands);
        let result = contact.result.map(|result| (result, contact.date));
        of(step, demands, (kind.is_some(), way, contact.date), result)
    });
    notices.chain(contacts).collect()
}

fn days_after_due(account: &Account, date: NaiveDate) -> i64 {
    (date - account.due_date).num_days()
}

fn of(
    step: Option<usize>,
    demands: bool,
    (told, way, date): (bool, Option<Way>, NaiveDate),
    result: Option<(DeliveryResult, NaiveDate)>,
) -> Sent {
    let lost = matches!(
        result,
        Some((DeliveryResult::Returned | DeliveryResult::Failed | DeliveryResult::Refused, _))
    );
    let arrived = result.filter(|(result, _)| result.is_arrival()).map(|(_, day)| day);
    Sent { step, told, demands, way, date, arrived, lost }
}

/// The way of the course that a channel is; none for calls.
pub(super) const fn way_of(channel: Channel) -> Option<Way> {
    match channel {
        Channel::Sms => Some(Way::Sms),
        Channel::Email => Some(Way::Email),
        Channel::Post | Channel::Registered | Channel::Ems | Channel::Hand => Some(Way::Letter),
        Channel::Call => None,
    }
}

impl Course {
    /// Which step something was: the one of that name, English or Chinese; or of that kind, or where nothing is told of
    /// any kind, the one whose days and ways fit.
    fn step_of(&self, word: Option<&str>, way: Option<Way>, day: i64, kinds: &SentKinds) -> Option<usize> {
        let is_called =
            |step: &Step, word: &str| [step.row.name.as_str(), step.row.title(Lang::Zh)].contains(&word);
        let named = |word: &str| self.steps().iter().position(|step| is_called(step, word.trim()));
        if let Some(step) = word.and_then(named) {
            return Some(step);
        }
        let kind = word.map(|word| kinds.named(word).unwrap_or(word));
        let fits_kind = |at: &usize| {
            let row = self.steps()[*at].row;
            match kind {
                Some(kind) => {
                    row.kind == kind && row.sets.is_empty() && row.special != Some(Special::Limitation)
                }
                None => row.demands && row.sets.is_empty() && row.special.is_none(),
            }
        };
        let fits = |at: &usize| {
            let step = &self.steps()[*at];
            let within =
                step.from.is_none_or(|from| from <= day) && step.until.is_none_or(|until| day <= until);
            within && way.is_some_and(|way| step.ways.contains(&way))
        };
        let all = 0..self.steps().len();
        let first = all.clone().filter(fits_kind).find(fits);
        first.or_else(|| all.into_iter().find(fits_kind).filter(|_| kind.is_some()))
    }
}
