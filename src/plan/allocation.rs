//! Turn a payment into what it settles of each component, in the order law and contract set.

use super::parts::{Component, Parts};
use super::sum_fault::{SumFault, sound};
use super::terms::Allocation;
use crate::law::laws;
use crate::money::Money;

/// The last overdue day on which charges are paid before principal (商业银行信用卡业务监督管理办法 57).
pub fn charges_first_until() -> i64 {
    laws().charges_first.value
}

/// In which order components are paid: class by class, and inside a class debt by debt, the oldest
/// statement first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order(&'static [&'static [Component]]);

/// Interest before fees. The penalty is one of the fees (各项费用) and follows the others.
const INTEREST_FIRST: &[Component] = &[Component::Interest, Component::Fees, Component::Penalty];

/// Fees before interest.
const FEES_FIRST: &[Component] = &[Component::Fees, Component::Penalty, Component::Interest];

const PRINCIPAL: &[Component] = &[Component::Principal];

impl Order {
    /// 民法典 561, where nothing else is agreed: costs, interest, then the debt itself. The penalty,
    /// on which the article is silent, stands between interest and principal.
    #[cfg_attr(
        not(feature = "inner"),
        expect(dead_code, reason = "confirmations of payments tell what each settled (issue 20)")
    )]
    pub const CIVIL_CODE: Self =
        Self(&[&[Component::Fees], &[Component::Interest], &[Component::Penalty], PRINCIPAL]);

    /// A card's order on an overdue day (办法 57): up to 90 days interest and fees, then principal;
    /// from 91 days on principal first. Which of interest and fees comes first the contract says.
    pub fn of_card(overdue_days: i64, contract: Allocation) -> Self {
        let charges_first = overdue_days <= charges_first_until();
        Self(match (charges_first, contract) {
            (true, Allocation::InterestFirst) => &[INTEREST_FIRST, PRINCIPAL],
            (true, Allocation::FeesFirst) => &[FEES_FIRST, PRINCIPAL],
            (false, Allocation::InterestFirst) => &[PRINCIPAL, INTEREST_FIRST],
            (false, Allocation::FeesFirst) => &[PRINCIPAL, FEES_FIRST],
        })
    }

    /// The components in the order in which one debt's are paid.
    pub fn components(self) -> impl Iterator<Item = Component> {
        self.0.iter().copied().flatten().copied()
    }
}

/// What a payment settles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocated {
    /// Each settled sum, in the order in which it was settled; none is nothing.
    pub lines: Vec<Line>,
    /// What the payment settles of each component, all debts together.
    pub paid: Parts,
    /// What is left of each debt, in the order given.
    pub left: Vec<Parts>,
    /// What was paid beyond all debts and belongs to the holder (溢缴款).
    pub overpaid: Money,
}

/// One sum that a payment settles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Which debt, counted from 0 in the order given.
    pub debt: usize,
    /// What of it.
    pub component: Component,
    /// How much.
    pub amount: Money,
}

/// Settles debts, the oldest statement first, with a payment; what is settled, left and overpaid
/// always add up to what was owed and paid.
///
/// Fails where currencies are mixed, a sum is below nothing, or the sums pass the range.
#[cfg_attr(
    not(feature = "inner"),
    expect(dead_code, reason = "confirmations of payments tell what each settled (issue 20)")
)]
pub fn allocated(payment: Money, debts: &[Parts], order: Order) -> Result<Allocated, SumFault> {
    let currency = sound(&[payment], payment.currency())?;
    for debt in debts {
        if debt.sound()? != currency {
            return Err(SumFault::MixedCurrencies);
        }
    }
    let mut out =
        Allocated { lines: Vec::new(), paid: Parts::zero(currency), left: debts.to_vec(), overpaid: payment };
    for class in order.0 {
        for debt in 0..debts.len() {
            for &component in *class {
                out.settle(debt, component).ok_or(SumFault::OutOfRange)?;
            }
        }
    }
    Ok(out)
}

impl Allocated {
    /// Settles as much of one component as there is still money for.
    fn settle(&mut self, debt: usize, component: Component) -> Option<()> {
        let left = self.left.get_mut(debt)?;
        let owed = left.of(component);
        let amount = owed.min(self.overpaid);
        if amount.is_positive() {
            *left = left.with(component, owed.less(amount)?);
            self.paid = self.paid.with(component, self.paid.of(component).plus(amount)?);
            self.overpaid = self.overpaid.less(amount)?;
            self.lines.push(Line { debt, component, amount });
        }
        Some(())
    }
}
