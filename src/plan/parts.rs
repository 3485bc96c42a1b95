//! Turn a debt into its four components, and back into one sum.

use super::sum_fault::SumFault;
use crate::money::{Currency, Money};
use crate::record::words;

words! {
    /// A component of a debt.
    pub enum Component {
        /// What was drawn.
        Principal = "principal" / "本金" | "透支本金",
        /// What it bore.
        Interest = "interest" / "利息" | "透支利息",
        /// What the contract sets on a missed minimum payment.
        Penalty = "penalty" / "违约金",
        /// Every other charge.
        Fees = "fees" / "费用" | "其他费用" | "手续费" | "fee",
    }
}

/// The four components of a debt, of a payment or of a waiver, in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// Principal (本金).
    pub principal: Money,
    /// Interest (利息).
    pub interest: Money,
    /// Contractual penalty (违约金).
    pub penalty: Money,
    /// Other fees (费用).
    pub fees: Money,
}

impl Parts {
    /// Nothing of each.
    pub const fn zero(currency: Currency) -> Self {
        let none = Money::zero(currency);
        Self { principal: none, interest: none, penalty: none, fees: none }
    }

    /// One component.
    pub const fn of(&self, component: Component) -> Money {
        match component {
            Component::Principal => self.principal,
            Component::Interest => self.interest,
            Component::Penalty => self.penalty,
            Component::Fees => self.fees,
        }
    }

    /// The same parts with another sum for one component.
    #[must_use]
    pub const fn with(mut self, component: Component, sum: Money) -> Self {
        match component {
            Component::Principal => self.principal = sum,
            Component::Interest => self.interest = sum,
            Component::Penalty => self.penalty = sum,
            Component::Fees => self.fees = sum,
        }
        self
    }

    /// The components by field name, in the order documents list them.
    pub fn named(&self) -> [(&'static str, Money); 4] {
        [
            ("principal", self.principal),
            ("interest", self.interest),
            ("penalty", self.penalty),
            ("fees", self.fees),
        ]
    }

    /// The sum of the four; `None` where the currencies differ or the range of money is passed.
    pub fn total(&self) -> Option<Money> {
        Money::total(self.named().map(|(_, part)| part), self.principal.currency())
    }

    /// The sum of interest, penalty and fees: what a debt costs beside its principal; `None` as in
    /// [`total`](Self::total).
    pub fn charges(&self) -> Option<Money> {
        self.interest.plus(self.penalty)?.plus(self.fees)
    }

    /// These less the other ones, component by component, which may fall below nothing; `None`
    /// where the currencies differ.
    pub fn less(&self, other: &Self) -> Option<Self> {
        Component::ALL.iter().try_fold(*self, |left, &component| {
            Some(left.with(component, self.of(component).less(other.of(component))?))
        })
    }

    /// These and the other ones, component by component; `None` where the currencies differ or the range of money is
    /// passed.
    pub fn plus(&self, other: &Self) -> Option<Self> {
        Component::ALL.iter().try_fold(*self, |sum, &component| {
            Some(sum.with(component, self.of(component).plus(other.of(component))?))
        })
    }

    /// Each component of which there is more here than in the other ones, with both sums.
    pub fn beyond(&self, other: &Self) -> impl Iterator<Item = (Component, Money, Money)> {
        let pairs = Component::ALL.iter().map(move |&part| (part, self.of(part), other.of(part)));
        pairs.filter(|(_, own, others)| own > others)
    }

    /// The currency of all four; a fault where they differ or one is below nothing.
    pub(super) fn sound(&self) -> Result<Currency, SumFault> {
        super::sum_fault::sound(&self.named().map(|(_, part)| part), self.principal.currency())
    }
}
