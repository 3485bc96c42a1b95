//! What is owed in one currency, and what it came from, as it was read.

use chrono::NaiveDate;

use super::{Balance, Card};
use crate::money::{Currency, Money};
use crate::plan::Component;
use crate::record::{Amount, record};

record! {
    /// What is owed in one currency.
    ///
    /// Interest, penalty and total may be left out where what they come from is given: they are then
    /// reckoned by the contract. Where they are given too, they are checked.
    pub struct Ledger {
        /// ISO 4217 code.
        pub currency: Currency,
        /// The card it is kept on, where that is not the account's `card`; a letter has a table for each.
        pub card: Option<Card>,
        /// Principal drawn and not repaid (透支本金); below nothing what the holder paid too much (溢缴款), as `credit`.
        pub principal: Balance,
        /// Interest up to `as_of` (利息); may be left out where `accruals` or `transactions` are given.
        pub interest: Option<Amount>,
        /// Contractual penalty (违约金); may be left out of a ledger in CNY where `missed` is given.
        pub penalty: Option<Amount>,
        /// Other fees (费用).
        pub fees: Amount,
        /// The sum of the four; may be left out. Below nothing where the holder paid too much.
        pub total: Option<Balance>,
        /// What the holder paid too much (溢缴款): nothing is owed in this currency then. It is stated beside the debt in
        /// another and never set off. Principal and fees may be left out beside it.
        pub credit: Option<Amount>,
        /// The minimum payment that was due (最低还款额).
        pub minimum_due: Option<Amount>,
        /// What came in since the due date.
        pub paid: Amount = Amount::ZERO,
        /// What the fees are, such as 年费.
        pub fees_note: Option<String>,
        /// How the interest came about: each base with its days at the contract's daily rate.
        pub accruals: Vec<Accrual> = Vec::new(),
        /// The items that bear interest, instead of `accruals`: these are found from them by the
        /// contract's method. Items still in their interest-free time are left out.
        pub transactions: Vec<Transaction> = Vec::new(),
        /// What came in on these items.
        pub payments: Vec<Receipt> = Vec::new(),
        /// The first day whose interest no earlier statement charged; each item's posting day when left out.
        pub interest_since: Option<NaiveDate>,
        /// How the penalty came about: each minimum payment that was missed; not used in foreign
        /// currencies, for which the contract sets no floor.
        pub missed: Vec<Missed> = Vec::new(),
    }
}

record! {
    /// Interest on one base: base × daily rate × days.
    pub struct Accrual {
        /// The sum that bears interest; never penalty or fees.
        pub base: Amount,
        /// The first day counted.
        pub from: Option<NaiveDate>,
        /// How many days are counted.
        pub days: u32,
        /// What the base is made of, where the bank's system tells; never penalty or fees.
        pub parts: Vec<Component> = Vec::new(),
    }
}

record! {
    /// An item on the card that bears interest from its posting.
    pub struct Transaction {
        /// The sum.
        pub amount: Amount,
        /// The day it was posted (记账日), which bears interest.
        pub posted_on: NaiveDate,
        /// What it is: principal, or interest where the contract compounds; never penalty or fees.
        pub component: Component = Component::Principal,
    }
}

record! {
    /// What came in on the items; it settles the oldest first.
    pub struct Receipt {
        /// The sum.
        pub amount: Amount,
        /// The day it came in, on which the paid part no longer bears interest.
        pub paid_on: NaiveDate,
    }
}

record! {
    /// A minimum payment that was missed, from which 违约金 arose.
    pub struct Missed {
        /// The minimum payment of that statement.
        pub minimum_due: Amount,
        /// What of it came in by its due date, grace included.
        pub paid: Amount = Amount::ZERO,
    }
}

impl Ledger {
    /// One of its amounts as money; `None` when it has more decimals than the currency or is out of range.
    pub fn money(&self, amount: Amount) -> Option<Money> {
        Money::exact(amount.0, self.currency)
    }

    /// What the holder paid too much: as it is given, or a total or principal below nothing.
    pub fn credit_balance(&self) -> Option<Amount> {
        let given = self.credit.filter(|credit| !credit.0.is_zero());
        given.or_else(|| self.total?.credit()).or_else(|| self.principal.credit())
    }

    /// What came in on its items after the due date that was missed.
    pub fn payments_since(&self, due_date: NaiveDate) -> impl Iterator<Item = &Receipt> {
        self.payments.iter().filter(move |receipt| receipt.paid_on > due_date)
    }

    /// Whether its interest is partly interest on interest (复利), by what its bases are made of.
    pub fn bears_interest_on_interest(&self) -> bool {
        let parts = self.accruals.iter().flat_map(|accrual| &accrual.parts);
        let items = self.transactions.iter().map(|item| &item.component);
        parts.chain(items).any(|part| *part == Component::Interest)
    }

    /// Every amount it gives, by path below the ledger.
    pub fn amounts(&self) -> Vec<(String, Amount)> {
        let mut all =
            vec![("principal".to_string(), self.principal.amount()), ("fees".to_string(), self.fees)];
        let given = [
            ("interest", self.interest),
            ("penalty", self.penalty),
            ("total", self.total.map(Balance::amount)),
            ("credit", self.credit),
            ("minimum_due", self.minimum_due),
        ];
        all.extend(given.into_iter().filter_map(|(name, amount)| Some((name.to_string(), amount?))));
        all.push(("paid".to_string(), self.paid));
        for (at, missed) in self.missed.iter().enumerate() {
            all.push((format!("missed[{at}].minimum_due"), missed.minimum_due));
            all.push((format!("missed[{at}].paid"), missed.paid));
        }
        let accruals = self.accruals.iter().map(|accrual| accrual.base).enumerate();
        all.extend(accruals.map(|(at, base)| (format!("accruals[{at}].base"), base)));
        let items = self.transactions.iter().map(|item| item.amount).enumerate();
        all.extend(items.map(|(at, amount)| (format!("transactions[{at}].amount"), amount)));
        let receipts = self.payments.iter().map(|receipt| receipt.amount).enumerate();
        all.extend(receipts.map(|(at, amount)| (format!("payments[{at}].amount"), amount)));
        all
    }
}
