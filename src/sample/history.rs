//! Turn draws into what was sent before, and how this document will be sent.

use chrono::{Days, NaiveDate};

use super::Kind;
use super::dice::Dice;
use super::tree::{maybe, object, text};
use crate::account::{Channel, DeliveryResult};
use crate::record::Node;

/// A notice sent before.
#[derive(Debug)]
pub(super) struct Notice {
    number: String,
    date: NaiveDate,
    channel: Channel,
    waybill: Option<String>,
    result: DeliveryResult,
    result_date: Option<NaiveDate>,
}

/// The notices sent before, oldest first: none in the first month, one or two in the second,
/// then one every 31 to 45 days; each at least so many days old.
pub(super) fn notices(dice: &mut Dice, due_date: NaiveDate, overdue_days: u64, age: u64) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut day = dice.between(4, 9);
    while overdue_days > 30 && day + age <= overdue_days && notices.len() < 4 {
        let date = due_date + Days::new(day);
        notices.push(if notices.is_empty() {
            message(dice, date)
        } else {
            letter(dice, date, notices.len())
        });
        day += dice.between(31, 45);
    }
    notices
}

/// The first notice is a message that arrived.
fn message(dice: &mut Dice, date: NaiveDate) -> Notice {
    Notice {
        number: number(dice, date),
        date,
        channel: dice.one_of(&[Channel::Sms, Channel::Sms, Channel::Email, Channel::Call]),
        waybill: None,
        result: DeliveryResult::Delivered,
        result_date: None,
    }
}

/// A later one is paper, which is mostly signed for.
fn letter(dice: &mut Dice, date: NaiveDate, earlier: usize) -> Notice {
    let channel = if earlier == 1 { Channel::Registered } else { Channel::Ems };
    let result = match dice.below(100) {
        0..60 => DeliveryResult::Signed,
        60..80 => DeliveryResult::SignedByOther,
        80..92 => DeliveryResult::Returned,
        _ => DeliveryResult::Refused,
    };
    Notice {
        number: number(dice, date),
        date,
        channel,
        waybill: Some(waybill(dice, channel)),
        result,
        result_date: Some(date + Days::new(dice.between(2, 5))),
    }
}

impl Notice {
    /// The day it was sent, where on the given day it was on its way.
    pub(super) fn sent_when_under_way_on(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.result_date.filter(|arrived| self.date <= day && day < *arrived).map(|_| self.date)
    }

    /// The notice as a record has it.
    pub(super) fn node(&self) -> Node {
        object([
            ("number", text(&self.number)),
            ("date", text(self.date)),
            ("channel", text(self.channel.word())),
            ("waybill", maybe(self.waybill.as_ref())),
            ("result", text(self.result.word())),
            ("result_date", maybe(self.result_date)),
        ])
    }
}

/// How many days old the figures of a letter may be (`contract.figures_days`).
const MOST_FIGURE_DAYS: u64 = 7;

/// The day the debtor was told of the report to the credit bureau: with the first notice; in
/// the first month mostly not yet.
pub(super) fn bureau_prenotified(
    dice: &mut Dice,
    notices: &[Notice],
    due_date: NaiveDate,
    overdue_days: u64,
) -> Option<NaiveDate> {
    let early = dice.chance(40).then(|| due_date + Days::new(dice.between(1, overdue_days.min(4))));
    // The letter goes out some days after the figures, and past the first month the day must be known.
    let late = (overdue_days + MOST_FIGURE_DAYS > 30).then(|| due_date + Days::new(4));
    notices.first().map(|notice| notice.date).or(early).or(late)
}

/// The channel of this document and, where it is known already, its waybill number.
pub(super) fn delivery(dice: &mut Dice, kind: Kind) -> (Node, Node) {
    let channel = match kind {
        Kind::OverdueNotice => dice.one_of(&[None, Some(Channel::Registered), Some(Channel::Ems)]),
        Kind::RepaymentAgreement => dice.one_of(&[None, Some(Channel::Hand)]),
        _ => Some(Channel::Ems),
    };
    let sent = channel.filter(|channel| *channel == Channel::Ems);
    let waybill = sent.map(|channel| waybill(dice, channel));
    (maybe(channel.map(Channel::word)), maybe(waybill))
}

/// A document number like the program's own. Its letter after the date keeps the digits from
/// running together into something like a card number.
fn number(dice: &mut Dice, date: NaiveDate) -> String {
    const SIGNS: &[u8] = b"ABCDEFGHJKMNPQRSTVWXYZ0123456789";
    let first = char::from(dice.one_of(&SIGNS[..22]));
    let rest: String = (0..9).map(|_| char::from(dice.one_of(SIGNS))).collect();
    format!("HP-{}-{first}{rest}", date.format("%Y%m%d"))
}

/// A postal item number (UPU S10) whose serial begins with 0000, with its check digit.
fn waybill(dice: &mut Dice, channel: Channel) -> String {
    let service = if channel == Channel::Ems { "EZ" } else { "RZ" };
    let serial = format!("0000{}", dice.digits(4));
    let weighted: u32 =
        serial.bytes().zip([8, 6, 4, 2, 3, 5, 9, 7]).map(|(b, weight)| u32::from(b - b'0') * weight).sum();
    let check = match 11 - weighted % 11 {
        10 => 0,
        11 => 5,
        digit => digit,
    };
    format!("{service}{serial}{check}CN")
}
