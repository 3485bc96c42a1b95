//! Turn a seed into accounts that no real person has, one JSON object a line.
//!
//! The same seed gives the same bytes on every machine, and record `i` depends on nothing but
//! the seed, `i` and the [`Sampling`]: a longer run begins with the lines of a shorter one.
//! What could name a person is taken from where nobody lives: identity numbers under area
//! codes no region has, cards under an issuer number no bank has, mobile numbers of a prefix
//! no operator has, mail at `example.com`, streets that are called 示例.

mod address;
mod agreement;
mod debt;
mod dice;
mod history;
mod names;
mod others;
mod person;
mod tree;

use chrono::{Days, NaiveDate};

use crate::account::Party;
use crate::money::Currency;
use crate::record::{Node, is_called, words};
use debt::Debt;
use dice::Dice;
use tree::{list, maybe, object, text};

words! {
    /// A kind of document that accounts can be sampled for.
    pub enum Kind {
        /// 逾期还款通知书, 4 to 180 days overdue.
        OverdueNotice = "overdue-notice" / "信用卡逾期还款通知书",
        /// 个性化分期还款协议, with a plan.
        RepaymentAgreement = "repayment-agreement" / "个性化分期还款协议",
        /// 催收函, 61 to 400 days overdue.
        DemandLetter = "demand-letter" / "信用卡欠款催收函",
        /// 保证责任通知书 to a guarantor, 61 to 170 days overdue.
        GuarantorNotice = "guarantor-notice" / "信用卡保证责任通知书",
        /// 遗产债务告知书 to an heir or the administrator of an estate.
        EstateNotice = "estate-notice" / "信用卡遗产债务告知书",
    }
}

impl Kind {
    /// The kinds of every day, all of which a mixed list holds.
    pub const MIXED: &[Self] = &[Self::OverdueNotice, Self::RepaymentAgreement, Self::DemandLetter];

    /// The kind of that name; `None` where accounts for it are not sampled.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| is_called(word, kind.word(), kind.chinese()))
    }

    /// How many days such an account is overdue: M1 and M2 mostly for notices, never within the grace.
    fn overdue_days(self, dice: &mut Dice) -> u64 {
        match self {
            Self::OverdueNotice => match dice.below(10) {
                0..5 => dice.between(4, 30),
                5..8 => dice.between(31, 60),
                _ => dice.between(61, 180),
            },
            Self::RepaymentAgreement => dice.between(35, 720),
            Self::DemandLetter => dice.between(61, 400),
            Self::GuarantorNotice => dice.between(61, 170),
            Self::EstateNotice => dice.between(35, 400),
        }
    }
}

impl Kind {
    /// Whom a document of this kind goes to in the debtor's place.
    fn addressee(self, dice: &mut Dice) -> Option<Party> {
        match self {
            Self::GuarantorNotice => Some(Party::Guarantor),
            Self::EstateNotice => Some(dice.one_of(&[Party::Heir, Party::Administrator])),
            _ => None,
        }
    }
}

impl Kind {
    /// How old the last notice is at the least: a demand that counts comes thirty days after it arrived.
    const fn notice_age(self) -> u64 {
        match self {
            Self::DemandLetter => 36,
            _ => 5,
        }
    }
}

/// What to sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Sampling {
    /// How many accounts.
    pub count: u64,
    /// Where the dice start.
    pub seed: u64,
    /// The kinds to draw from, each as often as the others; none at all gives no account.
    pub kinds: Vec<Kind>,
    /// The date all figures stand at (截止日): the day before the documents are to be issued.
    pub as_of: NaiveDate,
}

/// The accounts, each one JSON object without a newline.
///
/// ```
/// use hanpress::parts::{SampleKind, Sampling};
/// use hanpress::{Account, sample};
///
/// let kinds = vec![SampleKind::OverdueNotice];
/// for line in sample(&Sampling { count: 3, seed: 7, kinds, as_of: "2026-11-22".parse()? }) {
///     assert!(Account::from_json(&line).is_ok());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sample(options: &Sampling) -> impl Iterator<Item = String> + Send + use<> {
    let options = options.clone();
    let count = if options.kinds.is_empty() { 0 } else { options.count };
    (0..count).map(move |index| tree::line(&account(&options, index)))
}

/// The account of that place alone, as [`sample`] tells it; nothing where there is none.
pub fn sample_at(options: &Sampling, index: u64) -> Option<String> {
    let is_there = index < options.count && !options.kinds.is_empty();
    is_there.then(|| tree::line(&account(options, index)))
}

/// One account.
fn account(options: &Sampling, index: u64) -> Node {
    let dice = &mut Dice::of(options.seed, index);
    let kind = dice.one_of(&options.kinds);
    let days = kind.overdue_days(dice);
    let as_of = options.as_of;
    let due_date = as_of - Days::new(days);
    let id = format!("A{:07}", index + 1);
    let debtor = person::debtor(dice, &id, as_of);
    let second =
        dice.chance(25).then(|| dice.one_of(&[Currency::Usd, Currency::Hkd, Currency::Eur, Currency::Jpy]));
    let card = person::card(dice, second.is_some());
    let currencies = [Some(Currency::Cny), second].into_iter().flatten();
    let debts: Vec<Debt> = currencies.map(|currency| Debt::of(dice, currency, days)).collect();
    let notices = history::notices(dice, due_date, days, kind.notice_age());
    let prenotified = history::bureau_prenotified(dice, &notices, due_date, days);
    let agreement = kind == Kind::RepaymentAgreement;
    let given = !agreement && (kind == Kind::DemandLetter || dice.chance(80));
    let pay_by = given.then(|| as_of + Days::new(dice.between(16, 30)));
    let (delivery, waybill) = history::delivery(dice, kind);
    let party = kind.addressee(dice);
    let addressee = party.map_or(Node::Null, |party| others::addressee(dice, party));
    let guarantee = match kind {
        Kind::GuarantorNotice => others::guarantee(dice, due_date, days),
        _ => Node::Null,
    };
    let estate = match party {
        Some(party) if kind == Kind::EstateNotice => others::estate(dice, party, due_date, days, &notices),
        _ => Node::Null,
    };
    let deceased = if kind == Kind::EstateNotice { Node::Bool(true) } else { Node::Null };
    let plan = if agreement { agreement::plan(dice, &debts, as_of + Days::new(1)) } else { Node::Null };
    object([
        ("id", text(id)),
        ("kind", text(kind.word())),
        ("addressee", addressee),
        ("debtor", debtor),
        ("card", card),
        ("ledgers", list(debts.iter().map(|debt| debt.ledger(as_of, !agreement)))),
        ("due_date", text(due_date)),
        ("as_of", text(as_of)),
        ("pay_by", maybe(pay_by)),
        ("delivery", delivery),
        ("waybill", waybill),
        ("notices", list(notices.iter().map(history::Notice::node))),
        ("flags", object([("deceased", deceased), ("bureau_prenotified_on", maybe(prenotified))])),
        ("guarantee", guarantee),
        ("estate", estate),
        ("plan", plan),
    ])
}
