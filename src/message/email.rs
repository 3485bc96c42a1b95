//! The e-mail: its words, and the file that it travels as (RFC 5322, MIME) with the document attached.
//!
//! The same account gives the same bytes: date and identifier come of the run and the document's number, and the
//! boundaries between the parts of the number, too.

use chrono::NaiveDate;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::{BodyPart, MimePart};

use super::spoken::spoken;
use super::{Subject, address, not_before};
use crate::account::Channel;
use crate::fill::Filled;
use crate::finding::Finding;
use crate::masked::Masked;

/// Beijing's offset from UTC, in seconds.
const BEIJING: i64 = 8 * 3600;

/// An e-mail without what is attached.
#[derive(Debug)]
pub struct Email {
    /// To whom.
    pub to: Masked<String>,
    /// The words as plain text.
    pub text: Filled,
    /// The same as HTML.
    pub html: Filled,
    /// From when it may be sent, as RFC 3339, where that is later than planned.
    pub not_before: Option<String>,
    from: String,
    sender: String,
    subject: String,
    number: String,
    /// When it is dated, in seconds since 1970.
    dated: i64,
}

impl Email {
    /// What stands in its subject.
    pub fn subject(&self) -> &str {
        &self.subject
    }
}

/// Writes an e-mail, with what was found of it.
pub(super) fn email(subject: &Subject<'_>, text: Filled, html: Filled) -> (Email, Vec<Finding>) {
    let (settings, occasion) = (subject.settings, &subject.occasion);
    let mut found = spoken(subject, text.source(), "");
    found.extend(spoken(subject, &visible(html.source()), ""));
    let sender = &occasion.issuer.issuer.name;
    let email = Email {
        to: Masked::new(address(subject.checked.account()).unwrap_or_default().to_string()),
        text,
        html,
        not_before: not_before(subject, Channel::Email),
        from: settings.from.clone().unwrap_or_default(),
        sender: settings.signature.clone(),
        subject: settings.subject.replace("{sender}", sender).replace("{number}", occasion.number),
        number: occasion.number.to_string(),
        dated: dated(occasion.issued_on, settings.hours(occasion.issued_on).planned),
    };
    (email, found)
}

/// What a reader sees of HTML, and where its links lead; not the addresses of vocabularies in its head.
fn visible(html: &str) -> String {
    html.split_once("<body").map_or(html, |(_, body)| body).to_string()
}

fn dated(day: NaiveDate, at: chrono::NaiveTime) -> i64 {
    day.and_time(at).and_utc().timestamp() - BEIJING
}

/// The file of an e-mail with a document attached.
pub fn mail(email: &Email, attached: &[u8]) -> Vec<u8> {
    let number = email.number.as_str();
    let parted = |kind: &'static str, mark: &str| {
        ContentType::new(kind).attribute("boundary", format!("={mark}-{number}="))
    };
    let text = email.text.source().trim_end().replace("\r\n", "\n");
    let html = email.html.source().trim_end().replace("\r\n", "\n");
    let words = MimePart::new(
        parted("multipart/alternative", "words"),
        BodyPart::Multipart(vec![MimePart::new("text/plain", text), MimePart::new("text/html", html)]),
    );
    let document = MimePart::new(
        ContentType::new("application/pdf").attribute("name", format!("{number}.pdf")),
        BodyPart::Binary(attached.into()),
    );
    let all = MimePart::new(
        parted("multipart/mixed", "mail"),
        BodyPart::Multipart(vec![words, document.attachment(format!("{number}.pdf"))]),
    );
    let host = email.from.rsplit_once('@').map_or("", |(_, host)| host);
    let message = MessageBuilder::new()
        .from(Address::new_address(Some(email.sender.as_str()), email.from.as_str()))
        .to(Address::new_address(None::<&str>, email.to.reveal().as_str()))
        .subject(email.subject.as_str())
        .date(Date::new(email.dated))
        .message_id(MessageId::new(format!("{number}@{host}")))
        .header("Content-Language", Raw::new("zh-CN"))
        .header("Auto-Submitted", Raw::new("auto-generated"))
        .body(all);
    message.write_to_vec().unwrap_or_default()
}
