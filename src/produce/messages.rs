//! The messages of a prepared account: their words judged, their files made.

use super::{Finished, Prepared};
use crate::deliver::Dispatch;
use crate::desk::Fixed;
use crate::finding::Finding;
use crate::kind::KindFacts;
use crate::message::{self, Written};
use crate::wording::Document;

/// What the words of messages lack or may not say.
pub(super) fn words(prepared: &Prepared, kind: &KindFacts, desk: &Fixed) -> Vec<Finding> {
    let mut found = Vec::new();
    for message in &prepared.messages {
        let (own, list) = match message {
            Written::Sms(_) => (&kind.sms_blocks, "sms_blocks"),
            Written::Email(_) => (&kind.email_blocks, "email_blocks"),
        };
        let owed: Vec<_> = own.iter().cloned().chain([EVERY_MESSAGE.to_string()]).collect();
        for filled in message.filled() {
            let document = Document { filled, ..prepared.document(kind, desk) };
            found.extend(desk.wording.message(&document, &owed, list));
        }
    }
    found
}

/// The disclosure that every message owes.
const EVERY_MESSAGE: &str = "N24";

/// A message as it goes out: the document is attached to an e-mail, or its locked copy where there is one.
pub(super) fn dispatch(message: &Written, finished: &Finished, prepared: &Prepared) -> Dispatch {
    match message {
        Written::Sms(sms) => Dispatch::of_sms(sms, &prepared.number),
        Written::Email(email) => {
            let copy = finished.copy.as_ref();
            let attached = copy.map_or(&finished.pdf, |copy| &copy.pdf);
            Dispatch::of_mail(email, message::mail(email, attached), copy.is_some())
        }
    }
}
