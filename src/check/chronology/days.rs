//! Find every date of an account, and those of the issuer file that its documents print.

use chrono::NaiveDate;

use super::super::Case;
use super::bounds::Anchor;
use crate::issuer::Role;

/// Which date it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dated {
    Due,
    Figures,
    PayBy,
    WaiverPayBy,
    LimitationEnd,
    NoticeSent,
    NoticeResult,
    Contacted,
    Disputed,
    Complained,
    ComplaintAnswered,
    BeforeCourt,
    BureauPrenotified,
    BureauReported,
    HardshipClaimed,
    HardshipAnswered,
    BrokenSigning,
    MissedInstalment,
    PlanEnded,
    AgencyTold,
    Signing,
    Instalment,
    InstalmentRow,
    FurtherInstalment,
    FurtherRow,
    Payment,
    Settled,
    PayBuyerFrom,
    Guaranteed,
    GuaranteeEnd,
    GuarantorAsked,
    Sued,
    Executed,
    GuarantorTold,
    NoticedSigning,
    MissedDue,
    NoticeArrived,
    AgreementEnds,
    Death,
    Appointed,
    Renounced,
    ClaimsUntil,
    AccrualFrom,
    Posted,
    CameIn,
    InterestSince,
    AgencyFrom,
    AgencyTo,
    Mandated,
    Acquired,
}

impl Dated {
    /// The path of the field, with `[]` for each number of a list's item.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Due => "due_date",
            Self::Figures => "as_of",
            Self::PayBy => "pay_by",
            Self::WaiverPayBy => "waiver.pay_by",
            Self::LimitationEnd => "limitation_end",
            Self::NoticeSent => "notices[].date",
            Self::NoticeResult => "notices[].result_date",
            Self::Contacted => "history.contacts[].date",
            Self::Disputed => "history.dispute_received_on",
            Self::Complained => "history.complaint_received_on",
            Self::ComplaintAnswered => "history.complaint_answered_on",
            Self::BeforeCourt => "history.court_since",
            Self::BureauPrenotified => "flags.bureau_prenotified_on",
            Self::BureauReported => "flags.bureau_reported_on",
            Self::HardshipClaimed => "flags.hardship_claimed_on",
            Self::HardshipAnswered => "flags.hardship_answered_on",
            Self::BrokenSigning => "broken_plan.signed_on",
            Self::MissedInstalment => "broken_plan.missed_due",
            Self::PlanEnded => "broken_plan.ended_on",
            Self::AgencyTold => "flags.agency_told_on",
            Self::Signing => "plan.signed_on",
            Self::Instalment => "plan.first_due",
            Self::InstalmentRow => "plan.rows[].due_date",
            Self::FurtherInstalment => "plan.also[].first_due",
            Self::FurtherRow => "plan.also[].rows[].due_date",
            Self::Payment => "payment.date",
            Self::Settled => "settlement.settled_on",
            Self::PayBuyerFrom => "assignment.pay_from",
            Self::Guaranteed => "guarantee.signed_on",
            Self::GuaranteeEnd => "guarantee.period_end",
            Self::GuarantorAsked => "guarantee.claimed_on",
            Self::Sued => "guarantee.sued_on",
            Self::Executed => "guarantee.executed_on",
            Self::GuarantorTold => "guarantee.assignment_told_on",
            Self::NoticedSigning => "plan_notice.signed_on",
            Self::MissedDue => "plan_notice.due",
            Self::NoticeArrived => "plan_notice.notice_arrived_on",
            Self::AgreementEnds => "plan_notice.ends_on",
            Self::Death => "estate.died_on",
            Self::Appointed => "estate.appointed_on",
            Self::Renounced => "estate.renounced_on",
            Self::ClaimsUntil => "estate.claims_until",
            Self::AccrualFrom => "ledgers[].accruals[].from",
            Self::Posted => "ledgers[].transactions[].posted_on",
            Self::CameIn => "ledgers[].payments[].paid_on",
            Self::InterestSince => "ledgers[].interest_since",
            Self::AgencyFrom => "agency.from",
            Self::AgencyTo => "agency.to",
            Self::Mandated => "lawyer.mandated_on",
            Self::Acquired => "assignee.acquired_on",
        }
    }

    /// Whether it is asked for or agreed, rather than something that happened.
    pub(super) const fn is_agreed(self) -> bool {
        matches!(
            self,
            Self::PayBy
                | Self::WaiverPayBy
                | Self::Signing
                | Self::Instalment
                | Self::InstalmentRow
                | Self::FurtherInstalment
                | Self::FurtherRow
                | Self::PayBuyerFrom
                | Self::GuaranteeEnd
                | Self::ClaimsUntil
                | Self::AgreementEnds
                | Self::AgencyFrom
                | Self::AgencyTo
        )
    }

    /// What it is the anchor of.
    pub(super) const fn anchors(self) -> Option<Anchor> {
        match self {
            Self::Due => Some(Anchor::Due),
            Self::Figures => Some(Anchor::Figures),
            Self::Signing => Some(Anchor::Signing),
            Self::Guaranteed => Some(Anchor::Guarantee),
            Self::Sued => Some(Anchor::Suit),
            Self::Death => Some(Anchor::Death),
            Self::NoticedSigning => Some(Anchor::NoticedSigning),
            Self::MissedDue => Some(Anchor::MissedDue),
            Self::BrokenSigning => Some(Anchor::BrokenSigning),
            Self::MissedInstalment => Some(Anchor::Missed),
            _ => None,
        }
    }
}

/// A date with its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day {
    pub(super) dated: Dated,
    pub(super) date: NaiveDate,
    /// The numbers of the list items on the way to it.
    at: [usize; 2],
}

impl Day {
    /// The path of the field.
    pub(super) fn path(&self) -> String {
        let mut numbers = self.at.into_iter();
        let mut parts = self.dated.path().split("[]");
        let first = parts.next().unwrap_or_default().to_string();
        parts.fold(first, |path, part| format!("{path}[{}]{part}", numbers.next().unwrap_or_default()))
    }
}

/// Every date, those that others are held to first.
pub(super) fn days(case: &Case<'_>) -> Vec<Day> {
    let mut days = Vec::with_capacity(16);
    let mut put = |dated, at, date: Option<NaiveDate>| {
        days.extend(date.map(|date| Day { dated, date, at }));
    };
    let account = case.account;
    let top = [0, 0];
    put(Dated::Due, top, Some(account.due_date));
    put(Dated::Figures, top, Some(account.as_of));
    put(Dated::Death, top, account.estate.as_ref().map(|estate| estate.died_on));
    put(Dated::PayBy, top, account.pay_by);
    put(Dated::WaiverPayBy, top, account.waiver.as_ref().map(|waiver| waiver.pay_by));
    put(Dated::LimitationEnd, top, account.limitation_end);
    for (at, notice) in account.notices.iter().enumerate() {
        put(Dated::NoticeSent, [at, 0], Some(notice.date));
        put(Dated::NoticeResult, [at, 0], notice.result_date);
    }
    for (at, contact) in account.history.contacts.iter().enumerate() {
        put(Dated::Contacted, [at, 0], Some(contact.date));
    }
    put(Dated::Disputed, top, account.history.dispute_received_on);
    put(Dated::Complained, top, account.history.complaint_received_on);
    put(Dated::ComplaintAnswered, top, account.history.complaint_answered_on);
    put(Dated::BeforeCourt, top, account.history.court_since);
    put(Dated::BureauPrenotified, top, account.flags.bureau_prenotified_on);
    put(Dated::BureauReported, top, account.flags.bureau_reported_on);
    put(Dated::HardshipClaimed, top, account.flags.hardship_claimed_on);
    put(Dated::HardshipAnswered, top, account.flags.hardship_answered_on);
    if let Some(broken) = &account.broken_plan {
        put(Dated::BrokenSigning, top, Some(broken.signed_on));
        put(Dated::MissedInstalment, top, Some(broken.missed_due));
        put(Dated::PlanEnded, top, broken.ended_on);
    }
    put(Dated::AgencyTold, top, account.flags.agency_told_on);
    if let Some(plan) = &account.plan {
        put(Dated::Signing, top, Some(plan.signed_on));
        put(Dated::Instalment, top, Some(plan.first_due));
        for (at, row) in plan.rows.iter().flatten().enumerate() {
            put(Dated::InstalmentRow, [at, 0], Some(row.due_date));
        }
        for (at, terms) in plan.also.iter().enumerate() {
            put(Dated::FurtherInstalment, [at, 0], Some(terms.first_due));
            for (nth, row) in terms.rows.iter().flatten().enumerate() {
                put(Dated::FurtherRow, [at, nth], Some(row.due_date));
            }
        }
    }
    put(Dated::Payment, top, account.payment.as_ref().map(|payment| payment.date));
    put(Dated::Settled, top, account.settlement.as_ref().map(|settlement| settlement.settled_on));
    put(Dated::PayBuyerFrom, top, account.assignment.as_ref().and_then(|sale| sale.pay_from));
    if let Some(guarantee) = &account.guarantee {
        put(Dated::Guaranteed, top, Some(guarantee.signed_on));
        put(Dated::GuaranteeEnd, top, guarantee.period_end);
        put(Dated::GuarantorAsked, top, guarantee.claimed_on);
        put(Dated::Sued, top, guarantee.sued_on);
        put(Dated::Executed, top, guarantee.executed_on);
        put(Dated::GuarantorTold, top, guarantee.assignment_told_on);
    }
    if let Some(notice) = &account.plan_notice {
        put(Dated::NoticedSigning, top, Some(notice.signed_on));
        put(Dated::MissedDue, top, Some(notice.due));
        put(Dated::NoticeArrived, top, notice.notice_arrived_on);
        put(Dated::AgreementEnds, top, notice.ends_on);
    }
    if let Some(estate) = &account.estate {
        put(Dated::Appointed, top, estate.appointed_on);
        put(Dated::Renounced, top, estate.renounced_on);
        put(Dated::ClaimsUntil, top, estate.claims_until);
    }
    for (at, ledger) in account.ledgers.iter().enumerate() {
        for (nth, accrual) in ledger.accruals.iter().enumerate() {
            put(Dated::AccrualFrom, [at, nth], accrual.from);
        }
        for (nth, item) in ledger.transactions.iter().enumerate() {
            put(Dated::Posted, [at, nth], Some(item.posted_on));
        }
        for (nth, receipt) in ledger.payments.iter().enumerate() {
            put(Dated::CameIn, [at, nth], Some(receipt.paid_on));
        }
        put(Dated::InterestSince, [at, 0], ledger.interest_since);
    }
    let issuer = case.context.issuer;
    let agency = issuer.agency.as_ref().filter(|_| issuer.issuer.role == Role::Agency);
    put(Dated::AgencyFrom, top, agency.map(|agency| agency.from));
    put(Dated::AgencyTo, top, agency.map(|agency| agency.to));
    let lawyer = issuer.lawyer.as_ref().filter(|_| issuer.issuer.role == Role::LawFirm);
    put(Dated::Mandated, top, lawyer.map(|lawyer| lawyer.mandated_on));
    let buyer = issuer.assignee.as_ref().filter(|_| issuer.issuer.role == Role::Assignee);
    put(Dated::Acquired, top, buyer.map(|buyer| buyer.acquired_on));
    days
}
