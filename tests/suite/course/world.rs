//! Invented debtors over two years: what happens to them, by a generator of its own, and what was sent to them.

use chrono::{Days, NaiveDate};
use hanpress::inner::account::{
    Account, BrokenPlan, Channel, Contact, DeliveryResult, Notice, Party, PlanNotice, Settlement, Waiver,
};
use hanpress::inner::record::{Amount, Node};
use rust_decimal::Decimal;
use serde_json::json;

use crate::dates::day;
use crate::workshop::{account, example};

/// Numbers from a seed (splitmix64).
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn of(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % bound
    }

    fn happens(&mut self, per_cent: u64) -> bool {
        self.below(100) < per_cent
    }

    /// A stretch of days somewhere in the two years, or none.
    fn stretch(&mut self, per_cent: u64, longest: u64) -> Option<(NaiveDate, NaiveDate)> {
        if !self.happens(per_cent) {
            return None;
        }
        let from = start() + Days::new(15 + self.below(600));
        Some((from, from + Days::new(1 + self.below(longest))))
    }

    fn moment(&mut self, per_cent: u64) -> Option<NaiveDate> {
        self.stretch(per_cent, 1).map(|(from, _)| from)
    }
}

/// The first of the days that are gone through.
pub(super) fn start() -> NaiveDate {
    day("2025-01-06")
}

/// What was sent, and what really became of it.
pub(super) struct Posted {
    pub(super) step: String,
    pub(super) kind: String,
    pub(super) way: &'static str,
    pub(super) on: NaiveDate,
    /// The day it arrives; none where it comes back.
    pub(super) arrives: Option<NaiveDate>,
}

/// A debtor, and what will happen.
pub(super) struct Debtor {
    pub(super) account: Account,
    pub(super) due: NaiveDate,
    pub(super) role: Party,
    pub(super) paid: Option<NaiveDate>,
    pub(super) settled: Option<NaiveDate>,
    pub(super) dispute: Option<(NaiveDate, NaiveDate)>,
    pub(super) complaint: Option<(NaiveDate, NaiveDate)>,
    pub(super) hardship: Option<(NaiveDate, NaiveDate)>,
    pub(super) fraud: Option<(NaiveDate, NaiveDate)>,
    pub(super) offer: Option<(NaiveDate, NaiveDate)>,
    pub(super) court: Option<(NaiveDate, NaiveDate)>,
    pub(super) plan: Option<(NaiveDate, NaiveDate)>,
    pub(super) died: Option<NaiveDate>,
    pub(super) bankrupt: Option<NaiveDate>,
    pub(super) sold: Option<NaiveDate>,
    pub(super) prenotified: Option<NaiveDate>,
    pub(super) ended: Option<NaiveDate>,
    pub(super) posted: Vec<Posted>,
    feed_gap: Option<(NaiveDate, NaiveDate)>,
    tells_kinds: bool,
    dice: Dice,
}

fn within(stretch: Option<(NaiveDate, NaiveDate)>, today: NaiveDate) -> bool {
    stretch.is_some_and(|(from, until)| from <= today && today <= until)
}

fn since(moment: Option<NaiveDate>, today: NaiveDate) -> bool {
    moment.is_some_and(|moment| moment <= today)
}

impl Debtor {
    pub(super) fn of(seed: u64) -> Self {
        let mut dice = Dice::of(seed);
        let role = match dice.below(20) {
            0 | 1 => Party::Guarantor,
            2 => Party::Heir,
            _ => Party::Debtor,
        };
        let mut value = example(if role == Party::Guarantor { "guarantor-joint" } else { "notice-m1" });
        value["delivery"] = json!("ems");
        let mut account = account(&value).0;
        account.addressee.role = role.into();
        // One in ten owes since long: its period ends within these days.
        let owes_since_long = dice.below(10) == 0;
        let due = if owes_since_long {
            start() - Days::new(700 + dice.below(400))
        } else {
            start() + Days::new(12 + dice.below(10))
        };
        account.due_date = due;
        account.notices.clear();
        account.plan = None;
        if let Some(guarantee) = &mut account.guarantee {
            guarantee.period_end = None;
            guarantee.claimed_on = None;
        }
        let quiet = dice.happens(15);
        let rate = |per_cent: u64| if quiet { 0 } else { per_cent };
        let died = if role == Party::Heir {
            Some(start() + Days::new(dice.below(60)))
        } else {
            dice.moment(rate(4))
        };
        let (plan, offer) = (dice.stretch(rate(15), 300), dice.stretch(rate(8), 40));
        Self {
            due,
            role,
            paid: dice.moment(rate(12)),
            settled: dice.moment(rate(10)),
            dispute: dice.stretch(rate(20), 40),
            complaint: dice.stretch(rate(15), 30),
            hardship: dice.stretch(rate(20), 25),
            fraud: dice.stretch(rate(5), 60),
            offer,
            court: dice.stretch(rate(6), 200),
            plan,
            died,
            bankrupt: dice.moment(rate(2)),
            sold: dice.moment(rate(4)),
            prenotified: None,
            ended: None,
            posted: if owes_since_long && role == Party::Debtor { before(due) } else { Vec::new() },
            feed_gap: dice.stretch(rate(20), 40),
            tells_kinds: dice.happens(85) || quiet,
            dice,
            account,
        }
    }

    pub(super) fn is_quiet(&self) -> bool {
        let none = |stretch: Option<(NaiveDate, NaiveDate)>| stretch.is_none();
        let stretches =
            [self.dispute, self.complaint, self.hardship, self.fraud, self.offer, self.court, self.plan];
        let moments = [self.paid, self.settled, self.died, self.bankrupt, self.sold];
        stretches.into_iter().all(none)
            && none(self.feed_gap)
            && moments.iter().all(Option::is_none)
            && self.role == Party::Debtor
            && self.due > start()
    }

    pub(super) fn disputes(&self, today: NaiveDate) -> bool {
        within(self.dispute, today)
    }

    pub(super) fn complains(&self, today: NaiveDate) -> bool {
        within(self.complaint, today)
    }

    pub(super) fn asks_in_hardship(&self, today: NaiveDate) -> bool {
        within(self.hardship, today)
    }

    pub(super) fn keeps_a_plan(&self, today: NaiveDate) -> bool {
        within(self.plan, today)
    }

    pub(super) fn broke_a_plan(&self, today: NaiveDate) -> bool {
        self.plan.is_some_and(|(_, until)| until < today) && self.ended.is_none_or(|ended| ended > today)
    }

    /// Whether something forbids to ask this person for money today, whatever was sent before.
    pub(super) fn is_left_alone(&self, today: NaiveDate) -> Option<&'static str> {
        let facts = [
            (since(self.settled, today), "nothing is owed"),
            (since(self.paid, today), "the minimum payment came in"),
            (self.disputes(today), "an objection is open"),
            (self.complains(today), "a complaint is open"),
            (self.asks_in_hardship(today), "a request in hardship is open"),
            (within(self.fraud, today), "fraud was reported"),
            (within(self.offer, today), "an offer to settle runs"),
            (within(self.court, today), "it is before a court"),
            (self.keeps_a_plan(today), "a plan is kept"),
            (self.broke_a_plan(today), "the agreement is not ended"),
            (since(self.died, today), "the debtor died"),
            (since(self.bankrupt, today), "insolvent"),
            (since(self.sold, today), "the debt was sold"),
        ];
        facts.into_iter().find(|(stands, _)| *stands).map(|(_, why)| why)
    }

    /// What was sent and had arrived by a day.
    pub(super) fn arrived(&self, today: NaiveDate) -> impl Iterator<Item = (&Posted, NaiveDate)> {
        self.posted.iter().filter_map(move |one| Some((one, one.arrives.filter(|day| *day <= today)?)))
    }

    /// Writes into the record what the bank knows on a day.
    pub(super) fn tell(&mut self, today: NaiveDate) {
        let stale = within(self.feed_gap, today);
        if !stale {
            self.account.as_of = today.pred_opt().unwrap();
        }
        self.tell_states(today);
        self.tell_post(today);
    }

    fn tell_states(&mut self, today: NaiveDate) {
        let (disputes, complains, asks) =
            (self.disputes(today), self.complains(today), self.asks_in_hardship(today));
        let (keeps, broke) = (self.keeps_a_plan(today), self.broke_a_plan(today));
        let account = &mut self.account;
        let flags = &mut account.flags;
        flags.dispute_open = disputes;
        flags.deceased = since(self.died, today);
        flags.bankrupt = since(self.bankrupt, today);
        flags.fraud_reported = within(self.fraud, today);
        flags.hardship_claimed = asks;
        flags.hardship_claimed_on = self.hardship.filter(|_| asks).map(|(from, _)| from);
        flags.plan_active = Some(keeps || broke);
        flags.plan_breach = broke;
        flags.bureau_prenotified_on = self.prenotified.filter(|day| *day <= today);
        account.history.dispute_received_on = self.dispute.filter(|_| disputes).map(|(from, _)| from);
        account.history.complaint_received_on = self.complaint.filter(|_| complains).map(|(from, _)| from);
        account.history.court_since = self.court.filter(|_| within(self.court, today)).map(|(from, _)| from);
        let owed = if since(self.settled, today) { Decimal::ZERO } else { Decimal::from(8000) };
        let paid = if since(self.paid, today) { Decimal::from(900) } else { Decimal::ZERO };
        for ledger in &mut account.ledgers {
            ledger.total = Some(hanpress::inner::account::Balance(owed));
            ledger.minimum_due = Some(Amount(Decimal::from(800)));
            ledger.paid = Amount(paid);
        }
        account.settlement = self
            .settled
            .filter(|day| *day <= today)
            .map(|settled_on| Settlement { settled_on, pending_transactions: 0 });
        account.waiver = self.offer.filter(|_| within(self.offer, today)).map(|(_, pay_by)| Waiver {
            currency: None,
            waived: Default::default(),
            payable: Amount(Decimal::from(5000)),
            pay_by,
            restored: None,
        });
        if since(self.sold, today) && account.assignment.is_none() {
            account.assignment = crate::workshop::account(&example("assignment-notice")).0.assignment;
        }
        let due = self.plan.map(|(_, until)| until);
        account.plan_notice = due.filter(|_| broke).map(|due| plan_notice(due, today));
        account.broken_plan = due.filter(|due| *due < today).map(|due| BrokenPlan {
            agreement: "HP-1".into(),
            signed_on: due,
            currency: None,
            missed_due: due,
            missed_amount: Amount(Decimal::from(100)),
            ended_on: self.ended,
            end_notice: None,
        });
        if since(self.died, today) && self.role == Party::Heir && account.estate.is_none() {
            account.estate = crate::workshop::account(&example("estate-heir")).0.estate;
            account.addressee.heirship_confirmed = true;
            account.addressee.address.clone_from(&account.debtor.address);
        }
        if let Some(estate) = &mut account.estate {
            estate.died_on = self.died.unwrap_or(estate.died_on);
        }
        account.pay_by = Some(today + Days::new(20));
        // Answers are decided on ten days after they were asked for.
        let decided = |from: Option<NaiveDate>| from.is_some_and(|from| today >= from + Days::new(10));
        let mut matter = Vec::new();
        let mut outcome = |block: &str, decided: bool| {
            if decided {
                let fields = vec![("outcome".to_string(), Node::Text("changed".into()))];
                matter.push((block.to_string(), Node::Map(fields)));
            }
        };
        outcome("dispute", decided(account.history.dispute_received_on));
        outcome("complaint", decided(account.history.complaint_received_on));
        outcome("hardship", decided(account.flags.hardship_claimed_on));
        let field = |name: &str, text: &str| (name.to_string(), Node::Text(text.into()));
        matter.push(("bureau".into(), Node::Map(vec![field("report_on", "2027-01-01")])));
        matter.push(("sale".into(), Node::Map(vec![field("account", "1")])));
        account.matter = Node::Map(matter);
    }

    fn tell_post(&mut self, today: NaiveDate) {
        for (at, one) in self.posted.iter().enumerate() {
            let known = one.arrives.filter(|day| *day <= today);
            let returned = one.arrives.is_none() && one.on + Days::new(6) <= today;
            let result = match (known, returned) {
                (Some(_), _) => DeliveryResult::Delivered,
                (_, true) => DeliveryResult::Returned,
                _ => DeliveryResult::Pending,
            };
            let channel = match one.way {
                "sms" => Channel::Sms,
                "email" => Channel::Email,
                _ => Channel::Ems,
            };
            // Some banks tell the step, some the kind, some nothing of old letters.
            let kind = match (self.tells_kinds, one.step.as_str()) {
                (false, "message-1" | "notice-1" | "notice-2") => None,
                (_, "final-demand") => Some(one.step.clone()),
                _ => Some(one.kind.clone()),
            };
            if one.on < self.due {
                let contact = Contact { date: one.on, channel, kind, result: Some(result) };
                put(&mut self.account.history.contacts, at, contact);
                continue;
            }
            let at = at - self.account.history.contacts.len();
            let (number, result_date) = (format!("HP-{at}"), known);
            let notice = Notice { number, date: one.on, channel, waybill: None, result, result_date, kind };
            put(&mut self.account.notices, at, notice);
        }
    }

    /// Sends what the course says, and lets follow what follows from it.
    pub(super) fn post(&mut self, step: &str, kind: &str, way: &'static str, today: NaiveDate) {
        let arrives = match (way, self.dice.below(20)) {
            ("letter", 0..=2) => None,
            ("letter", luck) => Some(today + Days::new(1 + luck % 7)),
            (_, 0) => None,
            _ => Some(today),
        };
        // Most first letters tell of the report to the credit bureau; where one does not, the prior notice has to.
        if step == "bureau-prenotice" || (step == "notice-1" && self.dice.happens(80)) {
            self.prenotified = self.prenotified.or(arrives);
        }
        match step {
            "dispute-reply" => self.dispute = self.dispute.map(|(from, _)| (from, today)),
            "complaint-reply" => self.complaint = self.complaint.map(|(from, _)| (from, today)),
            "hardship-reply" => self.hardship = self.hardship.map(|(from, _)| (from, today)),
            "plan-end" => self.ended = arrives.map(|day| day + Days::new(1)),
            _ => {}
        }
        if step == "guarantor-notice"
            && let Some(guarantee) = &mut self.account.guarantee
        {
            guarantee.claimed_on = guarantee.claimed_on.or(arrives);
        }
        self.posted.push(Posted { step: step.into(), kind: kind.into(), way, on: today, arrives });
    }
}

/// What was sent before these two years to somebody who owes since long.
fn before(due: NaiveDate) -> Vec<Posted> {
    let letter = |step: &str, days: u64| Posted {
        step: step.into(),
        kind: "demand-letter".into(),
        way: "letter",
        on: due + Days::new(days),
        arrives: Some(due + Days::new(days + 3)),
    };
    vec![letter("demand", 70), letter("final-demand", 110)]
}

fn put<T>(list: &mut Vec<T>, at: usize, item: T) {
    if at < list.len() { list[at] = item } else { list.push(item) }
}

fn plan_notice(due: NaiveDate, today: NaiveDate) -> PlanNotice {
    PlanNotice {
        agreement: "HP-1".into(),
        signed_on: due,
        instalments: 12,
        instalment: 1,
        due,
        currency: None,
        amount: Amount(Decimal::from(100)),
        paid: Amount::ZERO,
        notice: None,
        notice_arrived_on: None,
        ends_on: Some(today + Days::new(3)),
    }
}
