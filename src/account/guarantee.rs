//! The surety for a debt, as it was read.

use chrono::NaiveDate;

use crate::masked::Masked;
use crate::plan::Component;
use crate::plan::suretyship::Suretyship;
use crate::record::{Amount, record, words};

record! {
    /// The surety that somebody gave for the debt (保证).
    pub struct Guarantee {
        /// The guarantor's name; the addressee's where the document goes to the guarantor.
        pub name: Option<Masked<String>>,
        /// The name of the contract of guarantee, without 《》.
        pub contract: String,
        /// The number of that contract.
        pub number: String,
        /// The day it was signed.
        pub signed_on: NaiveDate,
        /// `general` or `joint`; where nothing was agreed it is general (民法典 686).
        pub mode: Suretyship = Suretyship::General,
        /// The components it covers; all of them where nothing was agreed (民法典 691).
        pub scope: Vec<Component> = Vec::new(),
        /// The most it covers, in the currency of the only debt.
        pub cap: Option<Amount>,
        /// The last day of the period of guarantee as agreed; six months from the due date where none was (民法典 692).
        pub period_end: Option<NaiveDate>,
        /// What is asked of the guarantor, in the currency of the only debt; what the contract covers when left out.
        pub claimed: Option<Amount>,
        /// The day a claim on the guarantor reached them.
        pub claimed_on: Option<NaiveDate>,
        /// The day the debtor was sued or arbitration asked for.
        pub sued_on: Option<NaiveDate>,
        /// The number of that case.
        pub case_number: Option<String>,
        /// The day on which the court closed the execution against the debtor without the debt being paid.
        pub executed_on: Option<NaiveDate>,
        /// Why a general guarantor may no longer send the bank to the debtor first (民法典 687).
        pub exception: Option<Exception>,
        /// The paper that shows it.
        pub exception_paper: Option<String>,
        /// The day the guarantor was told that the debt was sold (民法典 696).
        pub assignment_told_on: Option<NaiveDate>,
    }
}

words! {
    /// Why a general guarantor may not send the creditor to the debtor first. Insolvency of the debtor is one more
    /// ground of the law and none here: it stops this kind of document altogether.
    pub enum Exception {
        /// Nobody knows where the debtor is, and there is nothing to execute on.
        Missing = "missing" / "债务人下落不明且无财产可供执行" | "下落不明",
        /// There is evidence that the debtor's property does not cover the debt.
        Insolvent = "insolvent" / "有证据证明债务人的财产不足以履行全部债务或者丧失履行债务能力" | "财产不足" | "丧失履行能力",
        /// The guarantor gave that right up in writing.
        Waived = "waived" / "保证人已书面放弃先诉抗辩权" | "书面放弃",
    }
}
