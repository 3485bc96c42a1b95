//! Word the estate of a debtor who died, and who answers for it.

use serde::Serialize;

use super::wording;
use crate::account::{Account, Party};

/// The estate.
#[derive(Debug, Serialize, Default)]
pub(super) struct EstateWords {
    died_on: String,
    relation_paper: String,
    to_administrator: bool,
    appointed_word: &'static str,
    appointed_on: String,
    appointment_paper: String,
    claims_until: String,
}

impl EstateWords {
    /// The account's estate; blank where there is none.
    pub(super) fn of(account: &Account) -> Self {
        let Some(estate) = &account.estate else { return Self::default() };
        Self {
            died_on: wording::date(estate.died_on),
            relation_paper: estate.relation_paper.clone().unwrap_or_default(),
            to_administrator: account.addressee.role.party() == Some(Party::Administrator),
            appointed_word: estate.appointed_by.map(|by| by.chinese()).unwrap_or_default(),
            appointed_on: wording::date_or_blank(estate.appointed_on),
            appointment_paper: estate.appointment_paper.clone().unwrap_or_default(),
            claims_until: wording::date_or_blank(estate.claims_until),
        }
    }
}
