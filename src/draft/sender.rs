//! Word what is the same in every letter of an issuer: sender, contract, payment.

use serde::Serialize;

use super::wording;
use crate::issuer::{Acquisition, Agency, Contract, IssuerFile, Lawyer, Payee, Role};
use crate::money;
use crate::plan::accrual::InterestMethod;
use crate::plan::allocation::Order;
use crate::plan::{Component, Weekends};

/// Who sends.
#[derive(Debug, Serialize)]
pub(super) struct Sender {
    name: String,
    role_word: &'static str,
    uscc: String,
    address: String,
    postcode: String,
    hotline: String,
    complaints: String,
    website: String,
    verify_host: String,
    privacy_contact: String,
    agent: Agent,
    agency: AgencyWords,
    lawyer: LawyerWords,
    acquisition: AcquisitionWords,
}

/// Who signs agreements; blank where nobody is named.
#[derive(Debug, Serialize)]
struct Agent {
    name: String,
    authority: String,
}

impl Sender {
    pub(super) fn of(file: &IssuerFile) -> Self {
        let issuer = &file.issuer;
        let agent = issuer.agent.as_ref();
        Self {
            name: issuer.name.clone(),
            role_word: issuer.role.chinese(),
            uscc: issuer.uscc.clone(),
            address: issuer.address.clone(),
            postcode: issuer.postcode.clone(),
            hotline: issuer.hotline.clone(),
            complaints: issuer.complaints.clone(),
            website: host(&issuer.website).to_string(),
            verify_host: host(&issuer.verify_url).to_string(),
            privacy_contact: issuer.privacy_contact.clone(),
            agent: Agent {
                name: agent.map(|agent| agent.name.clone()).unwrap_or_default(),
                authority: agent.map(|agent| agent.authority.clone()).unwrap_or_default(),
            },
            // What the rules hold is the table of the sender's own role: another's may be wrong or long over.
            agency: AgencyWords::of(file.agency.as_ref().filter(|_| issuer.role == Role::Agency)),
            lawyer: LawyerWords::of(file.lawyer.as_ref().filter(|_| issuer.role == Role::LawFirm)),
            acquisition: AcquisitionWords::of(
                file.assignee.as_ref().filter(|_| issuer.role == Role::Assignee),
            ),
        }
    }
}

/// In whose name an agency collects, and by which authority; blank where the sender is none.
#[derive(Debug, Serialize, Default)]
struct AgencyWords {
    client: String,
    client_hotline: String,
    authority: String,
    from: String,
    to: String,
    whitelist_url: String,
}

impl AgencyWords {
    fn of(agency: Option<&Agency>) -> Self {
        agency.map_or_else(Self::default, |agency| Self {
            client: agency.client.clone(),
            client_hotline: agency.client_hotline.clone(),
            authority: agency.authority.clone(),
            from: wording::date(agency.from),
            to: wording::date(agency.to),
            whitelist_url: agency.whitelist_url.clone().unwrap_or_default(),
        })
    }
}

/// The lawyer who writes, and the mandate; blank where the sender is no law firm.
#[derive(Debug, Serialize, Default)]
struct LawyerWords {
    client: String,
    client_hotline: String,
    licence: String,
    name: String,
    certificate: String,
    mandate: String,
    mandated_on: String,
}

impl LawyerWords {
    fn of(lawyer: Option<&Lawyer>) -> Self {
        lawyer.map_or_else(Self::default, |lawyer| Self {
            client: lawyer.client.clone(),
            client_hotline: lawyer.client_hotline.clone().unwrap_or_default(),
            licence: lawyer.licence.clone(),
            name: lawyer.name.clone(),
            certificate: lawyer.certificate.clone(),
            mandate: lawyer.mandate.clone(),
            mandated_on: wording::date(lawyer.mandated_on),
        })
    }
}

/// How a buyer of debts came by them; blank where the sender is none.
#[derive(Debug, Serialize, Default)]
struct AcquisitionWords {
    assignor: String,
    contract: String,
    acquired_on: String,
}

impl AcquisitionWords {
    fn of(bought: Option<&Acquisition>) -> Self {
        bought.map_or_else(Self::default, |bought| Self {
            assignor: bought.assignor.clone(),
            contract: bought.contract.clone(),
            acquired_on: wording::date(bought.acquired_on),
        })
    }
}

/// An address as people type it: without scheme, query and the place of the number.
fn host(url: &str) -> &str {
    let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
    let end = bare.find(['?', '#', '{']).unwrap_or(bare.len());
    bare[..end].trim_end_matches('/')
}

/// The card contract's terms.
#[derive(Debug, Serialize)]
pub(super) struct ContractWords {
    name: String,
    interest_clause: String,
    penalty_clause: String,
    day_rate_percent: String,
    annual_rate_percent: String,
    penalty_rate_percent: String,
    penalty_cap: String,
    tolerance: String,
    grace_days: u32,
    compounds: bool,
    by_item: bool,
}

impl ContractWords {
    pub(super) fn of(contract: &Contract) -> Self {
        Self {
            name: contract.name.clone(),
            interest_clause: contract.interest_clause.clone(),
            penalty_clause: contract.penalty_clause.clone().unwrap_or_default(),
            day_rate_percent: contract.day_rate.hundredths(),
            annual_rate_percent: contract.day_rate.annual().hundredths(),
            penalty_rate_percent: contract.penalty_rate.hundredths(),
            penalty_cap: contract
                .penalty_cap
                .map(|cap| money::grouped(&cap.0.to_string()))
                .unwrap_or_default(),
            tolerance: money::grouped(&contract.tolerance.0.to_string()),
            grace_days: contract.grace_days,
            compounds: contract.compounds,
            by_item: contract.interest_method == InterestMethod::Full,
        }
    }
}

/// The terms every repayment agreement has.
#[derive(Debug, Serialize)]
pub(super) struct PlanTerms {
    grace_days: u32,
    cure_days: u32,
    settle_days: u32,
    change_days: u32,
    correct_days: u32,
    retention_years: u32,
    holiday_shift: bool,
    weekends_shift: bool,
    court_words: String,
    order_words: String,
}

impl PlanTerms {
    pub(super) fn of(contract: &Contract, weekends: Weekends, overdue_days: i64) -> Self {
        let order: Vec<_> =
            Order::of_card(overdue_days, contract.allocation).components().map(named).collect();
        Self {
            grace_days: contract.plan_grace_days,
            cure_days: contract.plan_cure_days,
            settle_days: contract.settle_days,
            change_days: contract.change_days,
            correct_days: contract.correct_days,
            retention_years: contract.retention_years,
            holiday_shift: contract.holiday_shift,
            weekends_shift: weekends == Weekends::Roll,
            court_words: contract.court.clone(),
            order_words: order.join("、"),
        }
    }
}

/// A component as the agreement's first clause names it.
const fn named(component: Component) -> &'static str {
    match component {
        Component::Principal => "透支本金",
        Component::Interest => "利息",
        Component::Penalty => "违约金",
        Component::Fees => "费用",
    }
}

/// Where money goes.
#[derive(Debug, Serialize)]
pub(super) struct Payment {
    own_card: bool,
    name: String,
    bank: String,
    account: String,
}

impl Payment {
    pub(super) fn of(payee: &Payee) -> Self {
        Self {
            own_card: payee.is_own_card(),
            name: payee.name.clone(),
            bank: payee.bank.clone(),
            account: payee.account.clone(),
        }
    }
}
