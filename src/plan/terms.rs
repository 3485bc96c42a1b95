//! Name the terms of plans and of allocation that accounts and issuers choose between.

use crate::record::words;

words! {
    /// How a sum is cut into instalments.
    pub enum Method {
        /// Equal parts without interest (等额).
        Equal = "equal" / "等额" | "免息等额",
        /// Equal payments of principal and interest together (等额本息).
        EqualPayment = "equal-payment" / "等额本息" | "等额本息还款" | "等额本息法" | "等额本息还款法" | "equal_payment",
        /// Equal principal, interest on what remains (等额本金).
        EqualPrincipal = "equal-principal" / "等额本金" | "等额本金还款" | "等额本金法" | "等额本金还款法" | "equal_principal",
        /// Steps of different amounts (阶梯).
        Steps = "steps" / "阶梯" | "阶梯还款" | "阶梯式" | "分段还款",
    }
}

words! {
    /// The time between two instalments.
    pub enum Cycle {
        /// A month.
        Month = "month" / "每月一期" | "每月" | "按月" | "月" | "monthly",
        /// A week.
        Week = "week" / "每周一期" | "每周" | "按周" | "周" | "weekly",
    }
}

words! {
    /// Where the cents go that do not divide.
    pub enum Remainder {
        /// On the last instalment.
        Last = "last" / "末期" | "最后一期" | "末期补足",
        /// On the first.
        First = "first" / "首期" | "第一期",
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
