//! Word the values that every kind of document may use.

use chrono::{Datelike, Days, NaiveDate};
use serde::Serialize;
use serde_json::Value;

use super::authorities::Authorities;
use super::blocks::{
    AssignmentWords, LimitationWords, PaymentOrderWords, Received, SettlementWords, WaiverWords,
};
use super::called::called;
use super::estate::EstateWords;
use super::facts::{BrokenPlanWords, HardshipWords, holds_compound_interest, is_prior_notice};
use super::guarantee::GuaranteeWords;
use super::ledger::{CreditWords, LedgerWords, rounded_to};
use super::matter;
use super::notices::{NoticeWords, sent_words};
use super::paid::{ComingWords, PaidWords};
use super::plan_notice::PlanNoticeWords;
use super::sender::{ContractWords, Payment, PlanTerms, Sender};
use super::{Occasion, wording};
use crate::account::{Account, Channel, IdType, Ledger, Party};
use crate::check::Checked;
use crate::country::Country;
use crate::issuer::{IssuerFile, Masking};
use crate::mask;
use crate::masked::Masked;
use crate::plan::allocation::charges_first_until;
use crate::record::Node;

/// A date whose parts stand in columns.
#[derive(Debug, Serialize)]
pub(super) struct Day {
    year: String,
    month: String,
    day: String,
}

impl Day {
    pub(super) fn of(date: NaiveDate) -> Self {
        Self { year: date.year().to_string(), month: date.month().to_string(), day: date.day().to_string() }
    }
}

/// All values of a document. Nothing is ever undefined: what there is nothing to say of is blank.
#[derive(Debug, Serialize)]
pub(super) struct Letter {
    number: String,
    issued_on: String,
    signed_on: String,
    plan_papers: String,
    cost_table: bool,
    as_of: String,
    interest_from: String,
    pay_by: String,
    due_date: String,
    overdue_days: String,
    over_90: bool,
    stage: String,
    first_letter: bool,
    bureau_prenotified_on: String,
    bureau_reported_on: String,
    no_plan: bool,
    compounded: bool,
    objection_days: u32,
    delivery_words: String,
    has_logo: bool,
    has_seal: bool,
    has_waiver: bool,
    has_accrual_annex: bool,
    has_arrears_detail: bool,
    itemised: bool,
    has_missed: bool,
    has_shifted: bool,
    has_month_end: bool,
    rounded_to: String,
    calendar_years: String,
    bears_interest: bool,
    has_down_payment: bool,
    tight: bool,
    sender: Sender,
    authorities: Authorities,
    relation: &'static str,
    addressee: Person,
    debtor: Person,
    card: Card,
    contract: ContractWords,
    terms: PlanTerms,
    payment: Payment,
    received: Received,
    waiver: WaiverWords,
    settlement: SettlementWords,
    assignment: AssignmentWords,
    payment_order: PaymentOrderWords,
    guarantee: GuaranteeWords,
    estate: EstateWords,
    plan_notice: PlanNoticeWords,
    limitation: LimitationWords,
    hardship: HardshipWords,
    broken_plan: BrokenPlanWords,
    ledgers: Vec<LedgerWords>,
    credits: Vec<CreditWords>,
    notices: Vec<NoticeWords>,
    notice_count: String,
    notice_words: String,
    handler: Handler,
    enclosures: Vec<String>,
    matter: Value,
    extra: Node,
}

/// A person, as far as the document shows them.
#[derive(Debug, Serialize)]
struct Person {
    name: String,
    salutation: &'static str,
    postcode: String,
    address: String,
    country: String,
    id_word: &'static str,
    id_number: String,
    mobile: String,
    email: String,
}

#[derive(Debug, Serialize)]
struct Card {
    product: String,
    tail: String,
}

impl Card {
    /// The card, or the last digits of several.
    fn of(account: &Account) -> Self {
        let cards = account.cards();
        let tails: Vec<_> = cards.iter().map(|card| mask::tail(card.number.reveal())).collect();
        let product = match cards[..] {
            [card] => card.product.clone().unwrap_or_default(),
            _ => String::new(),
        };
        Self { product, tail: tails.join("、") }
    }
}

#[derive(Debug, Serialize)]
struct Handler {
    name: String,
    staff_no: String,
}

impl Letter {
    pub(super) fn of(checked: &Checked, occasion: &Occasion<'_>, masking: Masking) -> Self {
        let account = checked.account();
        let contract = &occasion.issuer.contract;
        let asked = after(occasion.issued_on, contract.notice_days);
        let pay_by = account.pay_by.or_else(|| asked.map(|day| occasion.shift.rolled(day).on));
        let ledgers = ledgers(checked, occasion, pay_by);
        let lines = ledgers.iter().map(LedgerWords::working_lines).max().unwrap_or(0);
        Self {
            number: occasion.number.to_string(),
            issued_on: wording::date(occasion.issued_on),
            signed_on: account.plan.as_ref().map(|plan| wording::date(plan.signed_on)).unwrap_or_default(),
            cost_table: account.plan.as_ref().is_some_and(|plan| contract.shows_cost(plan.signed_on)),
            plan_papers: account
                .plan
                .as_ref()
                .map(|plan| plan.hardship_papers.join("、"))
                .unwrap_or_default(),
            as_of: wording::date(account.as_of),
            interest_from: wording::date_or_blank(after(account.as_of, 1)),
            pay_by: wording::date_or_blank(pay_by),
            due_date: wording::date(account.due_date),
            overdue_days: checked.overdue_days().to_string(),
            over_90: checked.overdue_days() > charges_first_until(),
            stage: occasion.stage.map(|stage| stage.to_string()).unwrap_or_default(),
            first_letter: is_prior_notice(checked, occasion.issued_on),
            bureau_prenotified_on: wording::date_or_blank(account.flags.bureau_prenotified_on),
            bureau_reported_on: wording::date_or_blank(account.flags.bureau_reported_on),
            no_plan: account.flags.plan_active == Some(false),
            compounded: contract.compounds && holds_compound_interest(account),
            objection_days: contract.objection_days,
            delivery_words: delivery(account),
            has_logo: occasion.has_logo,
            has_seal: occasion.has_seal,
            has_waiver: ledgers.iter().any(LedgerWords::has_waiver),
            // The page has room for two lines of working under one ledger, for one under each of several.
            has_accrual_annex: lines > if ledgers.len() == 1 { 2 } else { 1 },
            has_arrears_detail: lines > 0,
            has_missed: ledgers.iter().any(LedgerWords::has_missed),
            itemised: ledgers.iter().any(LedgerWords::itemised),
            has_shifted: ledgers.iter().any(LedgerWords::has_shifted),
            has_month_end: ledgers.iter().any(LedgerWords::has_month_end),
            rounded_to: rounded_to(&ledgers),
            calendar_years: years(occasion.shift.calendar.years()),
            bears_interest: ledgers.iter().any(LedgerWords::bears_interest),
            has_down_payment: ledgers.iter().any(LedgerWords::has_down_payment),
            tight: tight(occasion, &ledgers),
            sender: Sender::of(occasion.issuer),
            authorities: Authorities::of_today(),
            relation: relation(account),
            addressee: Person::addressee(account, masking),
            debtor: Person::debtor(account, masking),
            card: Card::of(account),
            contract: ContractWords::of(contract),
            terms: PlanTerms::of(contract, occasion.shift.weekends, checked.overdue_days()),
            payment: Payment::of(&occasion.issuer.issuer.payee),
            received: Received::of(checked, contract.allocation),
            waiver: WaiverWords::of(checked),
            settlement: SettlementWords::of(account.settlement.as_ref()),
            assignment: AssignmentWords::of(account.assignment.as_ref(), occasion),
            payment_order: PaymentOrderWords::of(account.payment_order.as_ref()),
            guarantee: GuaranteeWords::of(checked),
            estate: EstateWords::of(account),
            plan_notice: PlanNoticeWords::of(checked),
            limitation: LimitationWords::of(checked, occasion),
            hardship: HardshipWords::of(&account.flags),
            broken_plan: BrokenPlanWords::of(account),
            ledgers,
            credits: CreditWords::of(checked),
            notices: account.notices.iter().map(NoticeWords::of).collect(),
            notice_count: account.notices.len().to_string(),
            notice_words: sent_words(&account.notices),
            handler: Handler {
                name: account.handler.as_ref().map(|handler| handler.name.clone()).unwrap_or_default(),
                staff_no: account
                    .handler
                    .as_ref()
                    .map(|handler| handler.staff_no.clone())
                    .unwrap_or_default(),
            },
            enclosures: account.enclosures.clone(),
            matter: matter::worded(checked.matter()),
            extra: account.extra.clone(),
        }
    }
}

/// Whether a letter has more to say than its usual setting holds on one page: two things or more
/// that are longer than usual.
fn tight(occasion: &Occasion<'_>, ledgers: &[LedgerWords]) -> bool {
    let IssuerFile { issuer, contract, .. } = occasion.issuer;
    let long = |text: &str, most: usize| text.chars().count() > most;
    let any = |test: fn((usize, usize)) -> bool| ledgers.iter().map(LedgerWords::lengths).any(test);
    let more = [
        long(&contract.name, 16),
        long(&issuer.payee.bank, 8) || !issuer.payee.is_own_card(),
        ledgers.len() > 1 && any(|(upper, _)| upper > 21),
        any(|(_, note)| note > 12),
        long(&issuer.address, 30) || long(&issuer.name, 17),
        ledgers.len() > 2,
    ];
    more.into_iter().filter(|more| *more).count() > 1
}

/// The ledgers with a debt or none, not those in credit; of a document that sets a plan down, those with a debt or with terms: an empty ledger of
/// the card's other currency has none.
fn ledgers(checked: &Checked, occasion: &Occasion<'_>, pay_by: Option<NaiveDate>) -> Vec<LedgerWords> {
    let account = checked.account();
    let day_rate = occasion.issuer.contract.day_rate.0;
    // Interest on interest falls due by the month: what a day costs cannot be told then.
    let until = pay_by.filter(|_| !(occasion.issuer.contract.compounds && holds_compound_interest(account)));
    let coming =
        |ledger| until.map(|day| ComingWords::of(ledger, day_rate, account.as_of, day)).unwrap_or_default();
    let with_notes = checked.ledgers().iter().zip(&account.ledgers);
    with_notes
        .filter_map(|(ledger, read)| {
            let planned = checked.schedules().iter().find(|planned| planned.currency == ledger.currency);
            let idle = !checked.schedules().is_empty() && planned.is_none() && ledger.total.is_zero();
            (!idle && ledger.credit.is_none())
                .then(|| LedgerWords::of(ledger, read.fees_note.as_deref(), planned, occasion))
                .map(|words| words.on_card(card_tail(account, read)))
                .map(|words| words.with(PaidWords::of(ledger, read, account.due_date), coming(ledger)))
        })
        .collect()
}

/// The last digits of a ledger's card, where the account has several.
pub(super) fn card_tail(account: &Account, ledger: &Ledger) -> String {
    let several = account.cards().len() > 1;
    if several { mask::tail(account.card_of(ledger).number.reveal()) } else { String::new() }
}

/// Years in words: `2026`, `2026、2027`.
fn years(years: impl Iterator<Item = i32>) -> String {
    years.map(|year| year.to_string()).collect::<Vec<_>>().join("、")
}

/// What the addressee is to the debtor; blank for the debtor.
fn relation(account: &Account) -> &'static str {
    let other = account.addressee.role.party().filter(|party| *party != Party::Debtor);
    other.map(Party::chinese).unwrap_or_default()
}

/// So many days after a date; `None` beyond the calendar.
fn after(date: NaiveDate, days: u32) -> Option<NaiveDate> {
    date.checked_add_days(Days::new(u64::from(days)))
}

/// How the document travels, with its waybill.
fn delivery(account: &Account) -> String {
    let channel = account.delivery.map(Channel::chinese).unwrap_or_default();
    match &account.waybill {
        Some(waybill) => format!("{channel} {waybill}").trim().to_string(),
        None => channel.to_string(),
    }
}

impl Letter {
    /// The same for a short message or the words of an e-mail.
    pub(super) fn for_message(mut self) -> Self {
        self.addressee = self.addressee.for_message();
        self.debtor = self.debtor.for_message();
        self
    }
}

impl Person {
    /// The same as messages may show it: called by surname and 先生 or 女士, without an identity number or an address.
    fn for_message(self) -> Self {
        Self {
            name: called(&self.name, self.salutation),
            salutation: "",
            postcode: String::new(),
            address: String::new(),
            country: String::new(),
            id_number: String::new(),
            ..self
        }
    }

    fn debtor(account: &Account, masking: Masking) -> Self {
        let debtor = &account.debtor;
        let shown = |value: &Option<Masked<String>>, mask: fn(&str) -> String| {
            let full = value.as_ref().map(|value| value.reveal().as_str()).unwrap_or_default();
            if masking == Masking::Contract { full.to_string() } else { mask(full) }
        };
        Self {
            name: debtor.name.reveal().clone(),
            salutation: debtor.salutation.map(|salutation| salutation.chinese()).unwrap_or_default(),
            postcode: debtor.postcode.clone().unwrap_or_default(),
            address: debtor.address.as_ref().map(|address| address.reveal().clone()).unwrap_or_default(),
            country: country(debtor.country),
            id_word: id_word(debtor.id_type),
            id_number: shown(&debtor.id_number, mask::id_number),
            mobile: shown(&debtor.mobile, mask::mobile),
            email: shown(&debtor.email, mask::email),
        }
    }

    /// To whom the document goes: name and address as they stand on the envelope, and no numbers of
    /// the debtor's where that is another person.
    fn addressee(account: &Account, masking: Masking) -> Self {
        let debtor = Self::debtor(account, masking);
        let numbers = |number: String| if account.addressee.is_debtor() { number } else { String::new() };
        let open = |value: Option<&Masked<String>>| value.map(|value| value.reveal().clone());
        let salutation = account.addressed_salutation();
        Self {
            name: open(account.addressed_name()).unwrap_or_default(),
            salutation: salutation.map(|salutation| salutation.chinese()).unwrap_or_default(),
            postcode: account.addressed_postcode().cloned().unwrap_or_default(),
            address: open(account.addressed_address()).unwrap_or_default(),
            country: country(account.addressed_country()),
            id_word: debtor.id_word,
            id_number: numbers(debtor.id_number),
            mobile: numbers(debtor.mobile),
            email: numbers(debtor.email),
        }
    }
}

/// The last line of an address abroad, which post offices on both ways read; blank in the mainland.
fn country(of: Country) -> String {
    if of.is_mainland() { String::new() } else { format!("{}　{}", of.chinese(), of.english()) }
}

/// How a document names the identity number.
fn id_word(kind: IdType) -> &'static str {
    match kind {
        IdType::ResidentId | IdType::TemporaryResidentId | IdType::HouseholdRegister => "身份证号",
        IdType::Passport => "护照号",
        IdType::HkMacaoPermit | IdType::TaiwanPermit => "居住证号",
        IdType::ForeignerPermit => "永居证号",
        IdType::HkMacaoTravelPermit | IdType::TaiwanTravelPermit => "通行证号",
        IdType::OfficerCard => "军官证号",
        IdType::SoldierCard => "士兵证号",
        IdType::ArmedPoliceCard => "警官证号",
    }
}
