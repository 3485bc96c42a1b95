//! What a record tells of an account beside its figures, as it was read.

use chrono::NaiveDate;

use crate::record::record;

record! {
    /// What else is known of the account.
    #[derive(Default)]
    pub struct Flags {
        /// A repayment plan was agreed; `false` says that none is, left out says nothing of it.
        pub plan_active: Option<bool>,
        /// That plan was broken.
        pub plan_breach: bool = false,
        /// An objection is being looked into.
        pub dispute_open: bool = false,
        /// The debtor has died.
        pub deceased: bool = false,
        /// Insolvency proceedings are open.
        pub bankrupt: bool = false,
        /// The debtor reported that the card was used by others.
        pub fraud_reported: bool = false,
        /// The debtor is not of age.
        pub minor: bool = false,
        /// The debtor says they cannot pay.
        pub hardship_claimed: bool = false,
        /// The day the debtor said so.
        pub hardship_claimed_on: Option<NaiveDate>,
        /// The day the debtor got an answer to it.
        pub hardship_answered_on: Option<NaiveDate>,
        /// The day the debtor was told that bad data will be reported (征信业管理条例 15).
        pub bureau_prenotified_on: Option<NaiveDate>,
        /// The day bad data were first reported to the credit bureau.
        pub bureau_reported_on: Option<NaiveDate>,
        /// The day the debtor was told that an agency collects (委托催收告知, 消保办法 41).
        pub agency_told_on: Option<NaiveDate>,
    }
}

impl Flags {
    /// Whether a plan was agreed and not broken.
    pub fn keeps_a_plan(&self) -> bool {
        self.plan_active == Some(true) && !self.plan_breach
    }
}
