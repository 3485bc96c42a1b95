//! Turn a checked account's amounts into money: the result of this stage.

use chrono::NaiveDate;

use super::blocks::{Blocks, CheckedPayment, CheckedPlanNotice, CheckedWaiver};
use super::guarantee::CheckedGuarantee;
use crate::account::{Account, Terms};
use crate::finding::Finding;
use crate::kind::own;
use crate::money::{Currency, Money};
use crate::plan::overdue::{Bucket, overdue_days};
use crate::plan::schedule::Schedule;
use crate::plan::{Parts, PlanCost};

/// An account that passed every rule of its kind; only [`check`](super::check) makes one.
#[derive(Debug, Clone)]
pub struct Checked {
    account: Account,
    warnings: Vec<Finding>,
    ledgers: Vec<CheckedLedger>,
    schedules: Vec<PlannedLedger>,
    blocks: Blocks,
}

impl Checked {
    pub(super) fn new(
        account: Account,
        warnings: Vec<Finding>,
        ledgers: Vec<CheckedLedger>,
        schedules: Vec<PlannedLedger>,
        blocks: Blocks,
    ) -> Self {
        Self { account, warnings, ledgers, schedules, blocks }
    }

    /// The account as it was read, its characters normalised: private-use positions and middle dots
    /// replaced, texts in NFC.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// What the manifest has to remember, ordered by field.
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }

    /// What is owed, one ledger a currency, in the account's order.
    pub fn ledgers(&self) -> &[CheckedLedger] {
        &self.ledgers
    }

    /// Days from the due date to the date the figures stand at; the due date itself is 0.
    pub fn overdue_days(&self) -> i64 {
        overdue_days(self.account.as_of, self.account.due_date)
    }

    /// The bucket of these days, M0 to M7+.
    pub fn bucket(&self) -> Bucket {
        Bucket::of(self.overdue_days())
    }

    /// The agreed schedules, one a currency with a debt; empty for kinds that set no plan down.
    pub fn schedules(&self) -> &[PlannedLedger] {
        &self.schedules
    }

    /// The payment that came in, with what it settled.
    pub fn payment(&self) -> Option<&CheckedPayment> {
        self.blocks.payment.as_ref()
    }

    /// The waiver that settles the debt, with what is still to be paid.
    pub fn waiver(&self) -> Option<&CheckedWaiver> {
        self.blocks.waiver.as_ref()
    }

    /// The instalment that was missed, of an agreement that is not kept.
    pub fn plan_notice(&self) -> Option<&CheckedPlanNotice> {
        self.blocks.plan_notice.as_ref()
    }

    /// What the account gives for the fields of the kind's own.
    pub fn matter(&self) -> &own::Block {
        &self.blocks.matter
    }

    /// The surety that somebody gave, with what may be said to them.
    pub fn guarantee(&self) -> Option<&CheckedGuarantee> {
        self.blocks.guarantee.as_ref()
    }
}

/// What is owed in one currency, in money of that currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedLedger {
    /// The currency of every sum here.
    pub currency: Currency,
    /// Principal drawn and not repaid (透支本金).
    pub principal: Money,
    /// Interest up to `as_of` (利息).
    pub interest: Money,
    /// Contractual penalty (违约金).
    pub penalty: Money,
    /// Other fees (费用).
    pub fees: Money,
    /// The sum of the four.
    pub total: Money,
    /// The minimum payment that was due.
    pub minimum_due: Option<Money>,
    /// What came in since the due date.
    pub paid: Money,
    /// How the interest came about, as given or found from the items by the contract's method.
    pub accruals: Vec<CheckedAccrual>,
    /// Whether they were found from items.
    pub itemised: bool,
    /// How the penalty came about.
    pub missed: Vec<CheckedMissed>,
    /// What the holder paid too much (溢缴款), where nothing is owed: it is told and never set off.
    pub credit: Option<Money>,
}

/// Interest on one base: base × daily rate × days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedAccrual {
    /// The sum that bears interest.
    pub base: Money,
    /// The first day counted.
    pub from: Option<NaiveDate>,
    /// How many days are counted.
    pub days: u32,
}

/// A minimum payment that was missed, and the contract's 违约金 on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckedMissed {
    /// The minimum payment of that statement.
    pub minimum_due: Money,
    /// What of it came in by its due date, grace included.
    pub paid: Money,
    /// What the contract charges on what is missing, rounded half-up; nothing within the tolerance.
    pub penalty: Money,
}

impl CheckedLedger {
    /// The four components.
    pub fn parts(&self) -> Parts {
        Parts { principal: self.principal, interest: self.interest, penalty: self.penalty, fees: self.fees }
    }

    /// What of the minimum payment did not come in: `minimum_due` less `paid`, below nothing when
    /// more came in; `None` where no minimum is given.
    pub fn shortfall(&self) -> Option<Money> {
        self.minimum_due?.less(self.paid)
    }
}

/// What was agreed for one currency.
#[derive(Debug, Clone)]
pub struct PlannedLedger {
    /// The currency of every sum here.
    pub currency: Currency,
    /// The terms as they were read.
    pub terms: Terms,
    /// What is waived of each component.
    pub waived: Parts,
    /// The total less what is waived: what the schedule repays, a down payment included.
    pub payable: Money,
    /// The schedule.
    pub schedule: Schedule,
    /// What it costs.
    pub cost: PlanCost,
}
