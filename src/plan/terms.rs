//! Name the terms of plans and of allocation that accounts and issuers choose between.

use crate::record::words;

words! {
    /// How a sum is cut into instalments.
    pub enum Method {
        /// Equal parts without interest (等额).
        Equal = "equal" / "等额",
        /// Equal payments of principal and interest together (等额本息).
        EqualPayment = "equal-payment" / "等额本息",
        /// Equal principal, interest on what remains (等额本金).
        EqualPrincipal = "equal-principal" / "等额本金",
        /// Steps of different amounts (阶梯).
        Steps = "steps" / "阶梯",
    }
}

words! {
    /// The time between two instalments.
    pub enum Cycle {
        /// A month.
        Month = "month" / "每月一期",
        /// A week.
        Week = "week" / "每周一期",
    }
}

words! {
    /// Where the cents go that do not divide.
    pub enum Remainder {
        /// On the last instalment.
        Last = "last" / "末期",
        /// On the first.
        First = "first" / "首期",
        /// One minor unit each on the first few.
        Spread = "spread" / "前若干期",
    }
}

words! {
    /// Which of interest and fees is paid first inside one class.
    pub enum Allocation {
        /// Interest, then fees.
        InterestFirst = "interest-first" / "先利息后费用",
        /// Fees, then interest.
        FeesFirst = "fees-first" / "先费用后利息",
    }
}
