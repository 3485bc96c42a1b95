//! What else happened around a debt and decides what may be sent next, as it was read.

use chrono::NaiveDate;

use super::{Channel, DeliveryResult};
use crate::record::record;

record! {
    /// What else happened and decides which step of the course may come next.
    #[derive(Default)]
    pub struct History {
        /// Contacts beside `notices`, such as calls and reminders before the due date.
        pub contacts: Vec<Contact> = Vec::new(),
        /// The day an open objection was received.
        pub dispute_received_on: Option<NaiveDate>,
        /// The day a complaint was received.
        pub complaint_received_on: Option<NaiveDate>,
        /// The day that complaint was answered; it is open until then.
        pub complaint_answered_on: Option<NaiveDate>,
        /// The day since which the debt is before a court or a mediator.
        pub court_since: Option<NaiveDate>,
    }
}

record! {
    /// A contact with the addressee that no letter tells of.
    pub struct Contact {
        /// Its day.
        pub date: NaiveDate,
        /// Its way.
        pub channel: Channel,
        /// What it was: a kind of document, such as `payment-reminder`, or a step of the course.
        pub kind: Option<String>,
        /// What became of it; a call that was not answered is `failed`.
        pub result: Option<DeliveryResult>,
    }
}

impl History {
    /// Whether a complaint lies unanswered.
    pub fn has_open_complaint(&self) -> bool {
        self.complaint_received_on.is_some() && self.complaint_answered_on.is_none()
    }
}
