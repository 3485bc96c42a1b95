//! An agreed instalment plan as it was read.

use chrono::NaiveDate;

use super::Ledger;
use crate::money::{Currency, Money};
use crate::plan::{Cycle, Method, Parts, Remainder};
use crate::record::{Amount, Rate, record};

record! {
    /// An agreed instalment plan: for one currency, and in `also` for the others.
    pub struct Plan {
        /// The day it is signed.
        pub signed_on: NaiveDate,
        /// The currency these terms are for; the first ledger's when left out.
        pub currency: Option<Currency>,
        /// How the instalments are cut.
        pub method: Method,
        /// How many instalments, a down payment not counted; by `rows` or `steps` when left out.
        pub instalments: Option<u32>,
        /// The due date of the first.
        pub first_due: NaiveDate,
        /// The time between two.
        pub cycle: Cycle = Cycle::Month,
        /// The yearly rate on the remaining principal; none when left out.
        pub annual_rate: Rate = Rate::ZERO,
        /// The yearly cost that the bank's system states, a share such as `0.0617`; held against the instalments.
        pub stated_cost: Option<Rate>,
        /// What is paid on the day of signing.
        pub down_payment: Amount = Amount::ZERO,
        /// Where the cents go that do not divide.
        pub remainder: Remainder = Remainder::Last,
        /// The papers on which the issuer confirms that the holder cannot pay at once, such as 收入证明.
        pub hardship_papers: Vec<String> = Vec::new(),
        /// The steps of the method `steps`.
        pub steps: Vec<Step> = Vec::new(),
        /// What is waived.
        pub waive: Waive = Waive::default(),
        /// The negotiated table itself, checked instead of computed.
        pub rows: Option<Vec<Row>>,
        /// The terms for further currencies.
        pub also: Vec<Terms> = Vec::new(),
    }
}

record! {
    /// The terms of a plan for one more currency.
    pub struct Terms {
        /// The currency these terms are for.
        pub currency: Currency,
        /// How the instalments are cut.
        pub method: Method,
        /// How many instalments, a down payment not counted.
        pub instalments: Option<u32>,
        /// The due date of the first.
        pub first_due: NaiveDate,
        /// The time between two.
        pub cycle: Cycle = Cycle::Month,
        /// The yearly rate on the remaining principal.
        pub annual_rate: Rate = Rate::ZERO,
        /// The yearly cost that the bank's system states, held against the instalments.
        pub stated_cost: Option<Rate>,
        /// What is paid on the day of signing.
        pub down_payment: Amount = Amount::ZERO,
        /// Where the cents go that do not divide.
        pub remainder: Remainder = Remainder::Last,
        /// The steps of the method `steps`.
        pub steps: Vec<Step> = Vec::new(),
        /// What is waived.
        pub waive: Waive = Waive::default(),
        /// The negotiated table itself.
        pub rows: Option<Vec<Row>>,
    }
}

record! {
    /// So many instalments of one amount.
    pub struct Step {
        /// How many.
        pub count: u32,
        /// The amount of each; the last step may leave it out and takes what is left.
        pub amount: Option<Amount>,
    }
}

record! {
    /// One row of a negotiated table.
    pub struct Row {
        /// When it is due.
        pub due_date: NaiveDate,
        /// How much.
        pub amount: Amount,
    }
}

record! {
    /// What is waived of each component.
    #[derive(Default)]
    pub struct Waive {
        /// Of the principal.
        pub principal: Amount = Amount::ZERO,
        /// Of the interest.
        pub interest: Amount = Amount::ZERO,
        /// Of the penalty.
        pub penalty: Amount = Amount::ZERO,
        /// Of the fees.
        pub fees: Amount = Amount::ZERO,
    }
}

impl Waive {
    /// The four in money of a currency; `None` where one has more decimals than it or is out of range.
    pub fn parts(&self, currency: Currency) -> Option<Parts> {
        let money = |amount: Amount| Money::exact(amount.0, currency);
        Some(Parts {
            principal: money(self.principal)?,
            interest: money(self.interest)?,
            penalty: money(self.penalty)?,
            fees: money(self.fees)?,
        })
    }
}

impl Plan {
    /// The terms of every currency, the plan's own first.
    pub fn terms(&self, ledgers: &[Ledger]) -> Vec<Terms> {
        let currency = self.currency.or_else(|| ledgers.first().map(|ledger| ledger.currency));
        let own = currency.map(|currency| Terms {
            currency,
            method: self.method,
            instalments: self.instalments,
            first_due: self.first_due,
            cycle: self.cycle,
            annual_rate: self.annual_rate,
            stated_cost: self.stated_cost,
            down_payment: self.down_payment,
            remainder: self.remainder,
            steps: self.steps.clone(),
            waive: self.waive.clone(),
            rows: self.rows.clone(),
        });
        own.into_iter().chain(self.also.iter().cloned()).collect()
    }
}
