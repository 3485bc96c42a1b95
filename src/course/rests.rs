//! Find what stops steps of an account on a day.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::Setting;
use crate::account::{Account, Ledger, Party};
use crate::check::limitation_end;
use crate::plan::suretyship::{Standing, Surety};

/// What stops steps; each is told by the ground of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// The addressee is nobody the course knows.
    Addressee,
    /// Nothing is owed.
    Settled,
    /// The minimum payment came in.
    MinimumPaid,
    /// The debt was sold.
    Sold,
    /// The debtor has died.
    Deceased,
    /// Nothing shows that the addressee answers for the estate.
    HeirUnconfirmed,
    /// Insolvency proceedings are open.
    Insolvent,
    /// Others used the card.
    Fraud,
    /// An objection is open.
    Dispute,
    /// A complaint is open.
    Complaint,
    /// A request in hardship is open.
    Hardship,
    /// A plan is kept.
    PlanKept,
    /// A plan was broken and not ended.
    PlanBroken,
    /// An offer to settle runs.
    Settlement,
    /// A court or mediator has it.
    Court,
    /// The limitation period is over.
    TimeBarred,
    /// The guarantor is free.
    GuarantorFree,
    /// The debtor is not of age.
    Minor,
    /// The figures are old.
    Stale,
    /// Nothing is known of the credit bureau.
    BureauUnknown,
}

impl Rest {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::Addressee,
        Self::Settled,
        Self::MinimumPaid,
        Self::Sold,
        Self::Deceased,
        Self::HeirUnconfirmed,
        Self::Insolvent,
        Self::Fraud,
        Self::Dispute,
        Self::Complaint,
        Self::Hardship,
        Self::PlanKept,
        Self::PlanBroken,
        Self::Settlement,
        Self::Court,
        Self::TimeBarred,
        Self::GuarantorFree,
        Self::Minor,
        Self::Stale,
        Self::BureauUnknown,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Addressee => "addressee",
            Self::Settled => "settled",
            Self::MinimumPaid => "minimum-paid",
            Self::Sold => "sold",
            Self::Deceased => "deceased",
            Self::HeirUnconfirmed => "heir-unconfirmed",
            Self::Insolvent => "insolvent",
            Self::Fraud => "fraud",
            Self::Dispute => "dispute",
            Self::Complaint => "complaint",
            Self::Hardship => "hardship",
            Self::PlanKept => "plan-kept",
            Self::PlanBroken => "plan-broken",
            Self::Settlement => "settlement",
            Self::Court => "court",
            Self::TimeBarred => "time-barred",
            Self::GuarantorFree => "guarantor-free",
            Self::Minor => "minor",
            Self::Stale => "stale",
            Self::BureauUnknown => "bureau-unknown",
        }
    }
}

/// Some rests together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rests(u32);

impl Rests {
    /// Every one.
    pub const ALL: Self = Self(u32::MAX);

    /// Those of these names; `all` is every one. The name that is none comes back.
    pub fn named(names: &[String]) -> Result<Self, String> {
        names.iter().try_fold(Self::default(), |set, name| {
            if name == "all" {
                return Ok(Self::ALL);
            }
            let rest = Rest::ALL.into_iter().find(|rest| rest.name() == name);
            rest.map(|rest| set.with(rest)).ok_or_else(|| name.clone())
        })
    }

    const fn bit(rest: Rest) -> u32 {
        1 << rest as u32
    }

    /// With one more.
    #[must_use]
    pub const fn with(self, rest: Rest) -> Self {
        Self(self.0 | Self::bit(rest))
    }

    /// These and others.
    #[must_use]
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Those that are not among others.
    #[must_use]
    pub const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Whether one is among them.
    pub const fn has(self, rest: Rest) -> bool {
        self.0 & Self::bit(rest) != 0
    }

    /// Whether all of others are among them.
    pub const fn has_all(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// One after the other.
    pub fn iter(self) -> impl Iterator<Item = Rest> {
        Rest::ALL.into_iter().filter(move |rest| self.has(*rest))
    }
}

/// What stops steps of an account on a day.
pub(super) fn rests(account: &Account, setting: &Setting<'_>) -> Rests {
    let Setting { contract, today, .. } = *setting;
    let (flags, history) = (&account.flags, &account.history);
    let party = account.addressee.role.party();
    let of_estate = matches!(party, Some(Party::Heir | Party::Administrator));
    let days = (today - account.due_date).num_days();
    let settled = account.ledgers.iter().all(is_settled);
    let short = |ledger: &Ledger| falls_short(ledger, contract.tolerance.0);
    let ended = account.broken_plan.as_ref().and_then(|broken| broken.ended_on);
    let offered = account.waiver.as_ref().is_some_and(|waiver| waiver.pay_by >= today);
    let bureau = flags.bureau_prenotified_on.is_some() || flags.bureau_reported_on.is_some();
    let age = (today - account.as_of).num_days();
    [
        (Rest::Addressee, party.is_none()),
        (Rest::Settled, settled),
        (Rest::MinimumPaid, !settled && !account.ledgers.iter().any(short)),
        (Rest::Sold, account.assignment.is_some()),
        (Rest::Deceased, flags.deceased),
        (Rest::HeirUnconfirmed, of_estate && !answers_for_the_estate(account, party)),
        (Rest::Insolvent, flags.bankrupt),
        (Rest::Fraud, flags.fraud_reported),
        (Rest::Dispute, flags.dispute_open),
        (Rest::Complaint, history.has_open_complaint()),
        (Rest::Hardship, flags.hardship_claimed && flags.hardship_answered_on.is_none()),
        (Rest::PlanKept, flags.keeps_a_plan()),
        (Rest::PlanBroken, flags.plan_breach && ended.is_none_or(|ended| ended > today)),
        (Rest::Settlement, offered),
        (Rest::Court, history.court_since.is_some()),
        (Rest::TimeBarred, is_time_barred(account, setting, days)),
        (Rest::GuarantorFree, party == Some(Party::Guarantor) && is_free(account, today)),
        (Rest::Minor, flags.minor),
        (Rest::Stale, age > i64::from(contract.figures_days)),
        (Rest::BureauUnknown, days > LAST_DAY_OF_M1 && !bureau),
    ]
    .into_iter()
    .filter(|(_, stands)| *stands)
    .fold(Rests::default(), |set, (rest, _)| set.with(rest))
}

/// The last day of the first month, up to which a letter may itself be the notice before the report.
const LAST_DAY_OF_M1: i64 = 30;

/// Days below which no limitation period of three years can be over: it need not be reckoned.
const NEVER_BARRED: i64 = 3 * 365;

/// Whether nothing is owed in a currency.
fn is_settled(ledger: &Ledger) -> bool {
    if ledger.credit.is_some() {
        return true;
    }
    if let Some(total) = ledger.total {
        return total.0 <= Decimal::ZERO;
    }
    let none = |amount: Option<crate::record::Amount>| amount.is_none_or(|amount| amount.0.is_zero());
    let reckoned = ledger.accruals.is_empty() && ledger.transactions.is_empty() && ledger.missed.is_empty();
    ledger.principal.0 <= Decimal::ZERO
        && none(ledger.interest)
        && none(ledger.penalty)
        && ledger.fees.0.is_zero()
        && reckoned
}

/// Whether more of the minimum payment is missing than is tolerated; where none is given, whether anything is owed.
fn falls_short(ledger: &Ledger, tolerance: Decimal) -> bool {
    match ledger.minimum_due {
        Some(minimum) => minimum.0 - ledger.paid.0 > tolerance,
        None => !is_settled(ledger),
    }
}

/// Whether a paper shows that the addressee answers for the estate, and nothing was renounced.
fn answers_for_the_estate(account: &Account, party: Option<Party>) -> bool {
    let Some(estate) = &account.estate else { return false };
    match party {
        Some(Party::Heir) => account.addressee.heirship_confirmed && estate.renounced_on.is_none(),
        _ => estate.appointed_by.is_some() && estate.appointment_paper.is_some(),
    }
}

fn is_time_barred(account: &Account, setting: &Setting<'_>, days: i64) -> bool {
    (account.limitation_end.is_some() || days >= NEVER_BARRED)
        && limitation_end(account, setting.shift, setting.sent).is_some_and(|end| setting.today > end)
}

/// Whether a guarantor answers for nothing any more; one without a contract does not, either.
fn is_free(account: &Account, today: NaiveDate) -> bool {
    let Some(guarantee) = &account.guarantee else { return true };
    let surety = Surety {
        mode: guarantee.mode,
        due_on: account.due_date,
        agreed_end: guarantee.period_end,
        claimed_on: guarantee.claimed_on,
        sued_on: guarantee.sued_on,
        executed_on: guarantee.executed_on,
        defence_lost: guarantee.exception.is_some(),
    };
    surety.standing(today) == Standing::Free
}
