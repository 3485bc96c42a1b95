//! The template files in the binary, by name.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::TemplateSet;

macro_rules! texts {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../templates/", $name)))),+]
    };
}

/// The files in the binary, by name: every file under `templates/` that is no page of its manual, to which a
/// test holds this list.
const BUILT_IN: &[(&str, &str)] = texts![
    "acceleration-notice/email.html.jinja",
    "acceleration-notice/email.txt.jinja",
    "acceleration-notice/kind.toml",
    "acceleration-notice/letter.typ.jinja",
    "account-statement/email.html.jinja",
    "account-statement/email.txt.jinja",
    "account-statement/kind.toml",
    "account-statement/letter.typ.jinja",
    "agency-notice/email.html.jinja",
    "agency-notice/email.txt.jinja",
    "agency-notice/kind.toml",
    "agency-notice/letter.typ.jinja",
    "agency-notice/sms.txt.jinja",
    "assignment-notice/kind.toml",
    "assignment-notice/letter.typ.jinja",
    "bureau-prenotice/email.html.jinja",
    "bureau-prenotice/email.txt.jinja",
    "bureau-prenotice/kind.toml",
    "bureau-prenotice/letter.typ.jinja",
    "bureau-prenotice/sms.txt.jinja",
    "bureau-reply/email.html.jinja",
    "bureau-reply/email.txt.jinja",
    "bureau-reply/kind.toml",
    "bureau-reply/letter.typ.jinja",
    "bureau-reply/sms.txt.jinja",
    "civil-complaint/facts.typ.jinja",
    "civil-complaint/form.typ",
    "civil-complaint/kind.toml",
    "civil-complaint/letter.typ.jinja",
    "civil-complaint/mediation.typ.jinja",
    "civil-complaint/parties.typ.jinja",
    "civil-complaint/requests.typ.jinja",
    "claim-filing/kind.toml",
    "claim-filing/letter.typ.jinja",
    "complaint-reply/email.html.jinja",
    "complaint-reply/email.txt.jinja",
    "complaint-reply/kind.toml",
    "complaint-reply/letter.typ.jinja",
    "complaint-reply/sms.txt.jinja",
    "demand-letter/email.html.jinja",
    "demand-letter/email.txt.jinja",
    "demand-letter/kind.toml",
    "demand-letter/letter.typ.jinja",
    "demand-letter/sms.txt.jinja",
    "dispute-reply/email.html.jinja",
    "dispute-reply/email.txt.jinja",
    "dispute-reply/kind.toml",
    "dispute-reply/letter.typ.jinja",
    "dispute-reply/sms.txt.jinja",
    "estate-notice/kind.toml",
    "estate-notice/letter.typ.jinja",
    "guarantor-notice/kind.toml",
    "guarantor-notice/letter.typ.jinja",
    "hardship-reply/email.html.jinja",
    "hardship-reply/email.txt.jinja",
    "hardship-reply/kind.toml",
    "hardship-reply/letter.typ.jinja",
    "hardship-reply/sms.txt.jinja",
    "lawyer-letter/kind.toml",
    "lawyer-letter/letter.typ.jinja",
    "mediation-request/agreement.typ.jinja",
    "mediation-request/confirmation.typ.jinja",
    "mediation-request/facts.typ.jinja",
    "mediation-request/kind.toml",
    "mediation-request/letter.typ.jinja",
    "mediation-request/request.typ.jinja",
    "mediation-request/terms.typ.jinja",
    "overdue-notice/email.html.jinja",
    "overdue-notice/email.txt.jinja",
    "overdue-notice/kind.toml",
    "overdue-notice/letter.typ.jinja",
    "overdue-notice/sms.txt.jinja",
    "payment-confirmation/email.html.jinja",
    "payment-confirmation/email.txt.jinja",
    "payment-confirmation/kind.toml",
    "payment-confirmation/letter.typ.jinja",
    "payment-confirmation/sms.txt.jinja",
    "payment-order/kind.toml",
    "payment-order/letter.typ.jinja",
    "payment-reminder/email.html.jinja",
    "payment-reminder/email.txt.jinja",
    "payment-reminder/kind.toml",
    "payment-reminder/letter.typ.jinja",
    "payment-reminder/sms.txt.jinja",
    "plan-default-notice/email.html.jinja",
    "plan-default-notice/email.txt.jinja",
    "plan-default-notice/kind.toml",
    "plan-default-notice/letter.typ.jinja",
    "plan-default-notice/sms.txt.jinja",
    "plan-termination-notice/email.html.jinja",
    "plan-termination-notice/email.txt.jinja",
    "plan-termination-notice/kind.toml",
    "plan-termination-notice/letter.typ.jinja",
    "repayment-agreement/annexes.typ.jinja",
    "repayment-agreement/consent.typ.jinja",
    "repayment-agreement/cost.typ.jinja",
    "repayment-agreement/debt.typ.jinja",
    "repayment-agreement/end.typ.jinja",
    "repayment-agreement/kind.toml",
    "repayment-agreement/letter.typ.jinja",
    "repayment-agreement/plan.typ.jinja",
    "repayment-agreement/terms.typ.jinja",
    "service-address/kind.toml",
    "service-address/letter.typ.jinja",
    "settlement-agreement/kind.toml",
    "settlement-agreement/letter.typ.jinja",
    "settlement-certificate/email.html.jinja",
    "settlement-certificate/email.txt.jinja",
    "settlement-certificate/kind.toml",
    "settlement-certificate/letter.typ.jinja",
    "shared/accrual-tables.typ.jinja",
    "shared/accruing.typ.jinja",
    "shared/address.typ",
    "shared/agreement.typ",
    "shared/amounts.typ.jinja",
    "shared/asking-others.typ.jinja",
    "shared/asking.typ.jinja",
    "shared/basis.typ.jinja",
    "shared/broken-plan.typ.jinja",
    "shared/bureau.typ.jinja",
    "shared/claimant.typ.jinja",
    "shared/codes.typ",
    "shared/contacts.typ.jinja",
    "shared/contract.typ",
    "shared/cost.typ",
    "shared/court-sums.typ.jinja",
    "shared/court.typ",
    "shared/credits.typ.jinja",
    "shared/email-end.html.jinja",
    "shared/email-end.txt.jinja",
    "shared/email-start.html.jinja",
    "shared/email-start.txt.jinja",
    "shared/expected.typ.jinja",
    "shared/facts.typ.jinja",
    "shared/field.typ",
    "shared/greeting.typ.jinja",
    "shared/hardship.typ.jinja",
    "shared/history.typ.jinja",
    "shared/holder-of.typ.jinja",
    "shared/holder.typ.jinja",
    "shared/letter-start.typ.jinja",
    "shared/letter.typ",
    "shared/objection.typ.jinja",
    "shared/owed.typ.jinja",
    "shared/page.typ",
    "shared/pages.typ",
    "shared/paid.typ.jinja",
    "shared/panel.typ",
    "shared/pay-all.typ.jinja",
    "shared/payment-by-another.typ.jinja",
    "shared/payment.typ.jinja",
    "shared/remedies.typ.jinja",
    "shared/respondent.typ.jinja",
    "shared/schedule.typ",
    "shared/seal.typ",
    "shared/section.typ",
    "shared/signature.typ",
    "shared/signing.typ",
    "shared/table.typ",
    "shared/text.typ",
    "shared/theme.typ",
];

/// All of them, by name.
pub(super) fn built_in() -> BTreeMap<String, String> {
    all().map(|(name, text)| (name.to_string(), text.to_string())).collect()
}

/// Each with its text.
pub(super) fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    BUILT_IN.iter().copied()
}

/// A built-in file as it is.
pub(super) fn built_in_text(name: &str) -> Option<&'static str> {
    BUILT_IN.iter().find(|(file, _)| *file == name).map(|(_, text)| *text)
}

/// Whether there is a built-in file of that name.
pub(super) fn is_built_in(name: &str) -> bool {
    built_in_text(name).is_some()
}

/// Their names.
pub(super) fn built_in_names() -> impl Iterator<Item = &'static str> {
    all().map(|(name, _)| name)
}

/// The names of the built-in kinds.
pub(super) fn built_in_kinds() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().filter_map(|(name, _)| name.strip_suffix("/kind.toml"))
}

/// What is made of built-in files, each once in a process: of a set it is made anew for those that are not built in.
#[derive(Debug)]
pub struct OfBuiltIn<T>(Mutex<BTreeMap<String, T>>);

impl<T: Clone> Default for OfBuiltIn<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Clone> OfBuiltIn<T> {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    /// What is made of a file of a set.
    pub fn of(&self, set: &TemplateSet, name: &str, make: impl FnOnce() -> T) -> T {
        if set.is_own(name) {
            return make();
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = kept.get(name) {
            return made.clone();
        }
        let made = make();
        kept.insert(name.to_string(), made.clone());
        made
    }
}
