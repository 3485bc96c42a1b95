//! Turn draws into those a letter goes to in the debtor's place: guarantors, heirs and administrators of estates.

use chrono::{Days, NaiveDate};

use super::dice::Dice;
use super::history::Notice;
use super::tree::{maybe, object, text};
use super::{address, names};
use crate::account::{Appointment, Exception, Party, Salutation};
use crate::plan::suretyship::Suretyship;
use crate::record::Node;

/// Somebody else than the debtor, at an address of their own.
pub(super) fn addressee(dice: &mut Dice, party: Party) -> Node {
    let name = names::name(dice);
    let salutation = dice.one_of(&[Some(Salutation::Mr), Some(Salutation::Ms), None]);
    let (postcode, address) = address::address(dice);
    let confirmed = if party == Party::Heir { Node::Bool(true) } else { Node::Null };
    object([
        ("role", text(party.word())),
        ("name", text(name.words)),
        ("salutation", maybe(salutation.map(Salutation::word))),
        ("postcode", text(postcode)),
        ("address", text(address)),
        ("heirship_confirmed", confirmed),
    ])
}

/// A guarantee of a debt that fell due so many days before the figures' date, from 61 to 170: its period runs.
pub(super) fn guarantee(dice: &mut Dice, due_date: NaiveDate, overdue_days: u64) -> Node {
    let joint = dice.chance(50);
    let signed = due_date - Days::new(dice.between(200, 900));
    let asked = (joint && dice.chance(40)).then(|| due_date + Days::new(dice.between(20, 40)));
    let sued = (!joint && dice.chance(60)).then(|| due_date + Days::new(dice.between(20, 30)));
    let executed = sued
        .filter(|_| dice.chance(60))
        .map(|_| due_date + Days::new(dice.between(40, overdue_days.min(60))));
    let exception = (!joint && executed.is_none() && dice.chance(40)).then_some(Exception::Waived);
    let mode = if joint { Suretyship::Joint } else { Suretyship::General };
    let end = dice.chance(40).then(|| due_date + Days::new(730));
    let case = sued.map(|day| format!("({})示0102民初{}号", day.format("%Y"), dice.between(100, 999)));
    object([
        ("contract", text("示例银行信用卡保证合同")),
        ("number", text(format!("示保〔{}〕{}号", signed.format("%Y"), dice.between(100, 999)))),
        ("signed_on", text(signed)),
        ("mode", text(mode.word())),
        ("period_end", maybe(end)),
        ("claimed_on", maybe(asked)),
        ("sued_on", maybe(sued)),
        ("case_number", maybe(case)),
        ("executed_on", maybe(executed)),
        ("exception", maybe(exception.map(Exception::word))),
        ("exception_paper", maybe(exception.map(|_| "保证合同第五条"))),
    ])
}

/// The estate of a debtor who died since the due date, for an heir or an administrator.
pub(super) fn estate(
    dice: &mut Dice,
    party: Party,
    due_date: NaiveDate,
    overdue_days: u64,
    notices: &[Notice],
) -> Node {
    let died = due_date + Days::new(dice.between(1, overdue_days / 2));
    // Nobody dies while a letter is on its way that they sign for.
    let died = notices
        .iter()
        .find_map(|notice| notice.sent_when_under_way_on(died))
        .map_or(died, |sent| sent - Days::new(1));
    let appointed = (party == Party::Administrator).then(|| {
        dice.one_of(&[Appointment::Will, Appointment::Elected, Appointment::Heirs, Appointment::Court])
    });
    let heir = party == Party::Heir;
    object([
        ("died_on", text(died)),
        ("relation_paper", maybe((heir && dice.chance(60)).then_some("公证书"))),
        ("appointed_by", maybe(appointed.map(Appointment::word))),
        ("appointed_on", maybe(appointed.map(|_| died + Days::new(dice.between(5, overdue_days / 2))))),
        ("appointment_paper", maybe(appointed.map(|_| "遗产管理人证明"))),
    ])
}
