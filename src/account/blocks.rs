//! Parts of an account that only some kinds of document ask for, as they were read.

use chrono::NaiveDate;

use super::Waive;
use crate::money::Currency;
use crate::plan::Bucket;
use crate::record::{Amount, At, Field, Node, half_width, record, words};

record! {
    /// A payment that came in and how it was allocated (还款确认).
    pub struct Payment {
        /// The day it came in.
        pub date: NaiveDate,
        /// Its currency; the first ledger's when left out.
        pub currency: Option<Currency>,
        /// How much came in.
        pub amount: Amount,
        /// What of it went to each component; the ledgers stand as they are after it.
        pub allocated: Waive = Waive::default(),
    }
}

record! {
    /// A waiver that settles the debt in one payment (减免结清方案).
    pub struct Waiver {
        /// Its currency; the first ledger's when left out.
        pub currency: Option<Currency>,
        /// What is waived of each component.
        pub waived: Waive = Waive::default(),
        /// What is to be paid.
        pub payable: Amount,
        /// Until when, that day included.
        pub pay_by: NaiveDate,
        /// The sum that is owed again when it is not paid in time: without it there is no lapse clause.
        pub restored: Option<Amount>,
    }
}

record! {
    /// What a settlement certificate says beside the balance of nothing (结清证明).
    pub struct Settlement {
        /// The day the debt was settled.
        pub settled_on: NaiveDate,
        /// How many transactions are not posted yet.
        pub pending_transactions: u32 = 0,
    }
}

record! {
    /// The sale of the debt (债权转让).
    pub struct Assignment {
        /// The buyer's full legal name.
        pub assignee: String,
        /// What the buyer is.
        pub assignee_type: AssigneeType,
        /// The number of the assignment contract.
        pub contract: String,
        /// The day from which to pay the buyer.
        pub pay_from: Option<NaiveDate>,
        /// Whether the notice bears the seller's seal.
        pub assignor_seal: bool = false,
    }
}

record! {
    /// What a court asks of an application for a payment order (支付令).
    pub struct PaymentOrder {
        /// Against whom: `debtor`, never `guarantor`.
        pub respondent: Respondent = Respondent::Debtor,
        /// Whether it is known where the respondent is, and that they are in the country.
        pub whereabouts_known: bool = false,
        /// Whether the sum is due and fixed, with no claim that runs on.
        pub sum_fixed: bool = false,
    }
}

record! {
    /// A repayment agreement that the debtor did not keep (个性化分期还款协议).
    pub struct BrokenPlan {
        /// The number of the agreement.
        pub agreement: String,
        /// The day it was signed.
        pub signed_on: NaiveDate,
        /// The currency of the instalment that was missed; the first ledger's when left out.
        pub currency: Option<Currency>,
        /// The day that instalment was due.
        pub missed_due: NaiveDate,
        /// What of it is missing.
        pub missed_amount: Amount,
        /// The day the agreement ended by the bank's notice; none while it was not ended.
        pub ended_on: Option<NaiveDate>,
        /// The number of that notice.
        pub end_notice: Option<String>,
    }
}

words! {
    /// What the buyer of a debt is.
    pub enum AssigneeType {
        /// A national asset management company.
        Amc = "amc" / "金融资产管理公司" | "全国性金融资产管理公司" | "全国性资产管理公司",
        /// A local asset management company.
        LocalAmc = "local-amc" / "地方资产管理公司" | "地方amc" | "地方金融资产管理公司" | "local_amc",
        /// A bank's asset investment company.
        Aic = "aic" / "金融资产投资公司",
        /// Anybody else.
        Other = "other" / "其他机构" | "其他",
    }
}

words! {
    /// Against whom a payment order is asked for.
    pub enum Respondent {
        /// The person who owes.
        Debtor = "debtor" / "债务人" | "持卡人" | "借款人",
        /// The person who stands surety.
        Guarantor = "guarantor" / "担保人" | "保证人",
    }
}

words! {
    /// What a bucket is counted by.
    pub enum BucketBasis {
        /// Days since the due date, in steps of thirty.
        Days = "days" / "逾期天数" | "按天" | "按天数" | "天数" | "按逾期天数",
        /// Statement cycles that were not paid.
        Cycles = "cycles" / "账单期数" | "期数" | "按期数" | "按期" | "逾期期数" | "按账单期数",
    }
}

impl AssigneeType {
    /// Whether card debts may be sold to it in bulk (银保监办便函〔2021〕26号, 〔2022〕1191号).
    pub const fn is_eligible(self) -> bool {
        !matches!(self, Self::Other)
    }
}

/// A bucket as a data file writes it: `M0` to `M6`, `M7+`.
impl Field for Bucket {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        let text = node.text().map(str::trim).unwrap_or_default();
        let folded = half_width(text).to_uppercase();
        let found = Self::ALL.into_iter().find(|bucket| bucket.to_string() == folded);
        if let Some(bucket) = found {
            return at.settled(node, text, bucket.to_string()).then_some(bucket);
        }
        if found.is_none() {
            at.unlike(
                node,
                "one of M0, M1, M2, M3, M4, M5, M6, M7+",
                "以下之一：M0、M1、M2、M3、M4、M5、M6、M7+",
            );
        }
        found
    }

    fn schema() -> serde_json::Value {
        serde_json::json!({ "enum": Self::ALL.map(|bucket| bucket.to_string()) })
    }
}
