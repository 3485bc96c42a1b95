//! A notice about a repayment agreement that is not kept, as it was read.

use chrono::NaiveDate;

use crate::money::Currency;
use crate::record::{Amount, record};

record! {
    /// What a notice of default or of the end of a repayment agreement is about.
    pub struct PlanNotice {
        /// The number of the repayment agreement.
        pub agreement: String,
        /// The day the agreement was signed.
        pub signed_on: NaiveDate,
        /// How many instalments it has.
        pub instalments: u32,
        /// Which of them was not paid in full, from 1.
        pub instalment: u32,
        /// The day that instalment was due.
        pub due: NaiveDate,
        /// The currency of that instalment; the first ledger's when left out.
        pub currency: Option<Currency>,
        /// The sum of that instalment.
        pub amount: Amount,
        /// What of that instalment came in.
        pub paid: Amount = Amount::ZERO,
        /// The number of the notice of default, where the agreement is ended.
        pub notice: Option<String>,
        /// The day the notice of default arrived.
        pub notice_arrived_on: Option<NaiveDate>,
        /// The day the agreement ends, no earlier than its notice.
        pub ends_on: Option<NaiveDate>,
    }
}
