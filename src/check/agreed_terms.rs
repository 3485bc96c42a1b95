//! Turn the agreed terms of each currency into what is waived, what is payable and its schedule.

use chrono::NaiveDate;

use super::{CheckedLedger, Parts, PlannedLedger};
use crate::account::{Account, Plan, Row, Step, Terms};
use crate::money::{Currency, Money};
use crate::plan::PlanCost;
use crate::plan::plan_fault::PlanFault;
use crate::plan::schedule::{Request, Schedule, StepOf, from_rows, schedule};
use crate::record::Amount;

/// The agreed terms of one currency with what could be calculated from them.
pub(super) struct AgreedTerms {
    /// Where the terms stand: `plan` or `plan.also[0]`.
    pub(super) path: String,
    pub(super) terms: Terms,
    pub(super) signed_on: NaiveDate,
    /// The ledger of the currency.
    pub(super) ledger: Option<CheckedLedger>,
    /// What is waived; `None` where an amount is not one of the currency.
    pub(super) waived: Option<Parts>,
    /// What is to be paid; `None` where no more than is owed cannot be calculated from what is waived.
    pub(super) payable: Option<Money>,
    /// The schedule, or why there is none; `None` where the sums before it are at fault already.
    pub(super) schedule: Option<Result<Schedule, Vec<PlanFault>>>,
    /// What the schedule costs; `None` where there is none, or its sums pass the range.
    pub(super) cost: Option<PlanCost>,
}

/// The terms of every currency, the plan's own first; none where the account has no plan.
pub(super) fn agreed_terms(account: &Account, ledgers: &[Option<CheckedLedger>]) -> Vec<AgreedTerms> {
    let Some(plan) = &account.plan else {
        return Vec::new();
    };
    let own = usize::from(plan.currency.is_some() || !account.ledgers.is_empty());
    let path = |at: usize| if at < own { "plan".to_string() } else { format!("plan.also[{}]", at - own) };
    let terms = plan.terms(&account.ledgers).into_iter().enumerate();
    terms.map(|(at, terms)| AgreedTerms::of(path(at), terms, plan, ledgers)).collect()
}

impl AgreedTerms {
    fn of(path: String, terms: Terms, plan: &Plan, ledgers: &[Option<CheckedLedger>]) -> Self {
        let ledger = ledgers.iter().flatten().find(|ledger| ledger.currency == terms.currency).cloned();
        let waived = terms.waive.parts(terms.currency);
        let payable = ledger.as_ref().zip(waived).and_then(|(ledger, waived)| payable(ledger, waived));
        let signed_on = plan.signed_on;
        let schedule = payable.and_then(|payable| lay_out(&terms, payable, signed_on));
        let cost = match &schedule {
            Some(Ok(schedule)) => PlanCost::of(schedule, signed_on, terms.cycle),
            _ => None,
        };
        Self { path, terms, signed_on, ledger, waived, payable, schedule, cost }
    }

    /// Every amount of the terms with its path.
    pub(super) fn amounts(&self) -> Vec<(String, Amount, Currency)> {
        let Self { path, terms, .. } = self;
        let mut all = Vec::new();
        let mut add = |place: String, amount| all.push((format!("{path}.{place}"), amount, terms.currency));
        add("down_payment".into(), terms.down_payment);
        for (at, step) in terms.steps.iter().enumerate() {
            step.amount.into_iter().for_each(|amount| add(format!("steps[{at}].amount"), amount));
        }
        for (at, row) in terms.rows.iter().flatten().enumerate() {
            add(format!("rows[{at}].amount"), row.amount);
        }
        let waive = &terms.waive;
        add("waive.principal".into(), waive.principal);
        add("waive.interest".into(), waive.interest);
        add("waive.penalty".into(), waive.penalty);
        add("waive.fees".into(), waive.fees);
        all
    }

    /// The ledger, waiver and schedule as the checked account has them; `None` where one is at fault.
    pub(super) fn checked(self) -> Option<PlannedLedger> {
        Some(PlannedLedger {
            currency: self.terms.currency,
            waived: self.waived?,
            payable: self.payable?,
            schedule: self.schedule?.ok()?,
            cost: self.cost?,
            terms: self.terms,
        })
    }
}

/// The total less what is waived; `None` where more of a component is waived than is owed.
fn payable(ledger: &CheckedLedger, waived: Parts) -> Option<Money> {
    let within = waived.beyond(&ledger.parts()).next().is_none();
    within.then(|| ledger.total.less(waived.total()?)).flatten()
}

/// The schedule of the terms, or all that is wrong with the negotiated table; `None` where an
/// amount is not one of the currency.
fn lay_out(terms: &Terms, payable: Money, signed_on: NaiveDate) -> Option<Result<Schedule, Vec<PlanFault>>> {
    let money = |amount: Amount| Money::exact(amount.0, terms.currency);
    let down_payment = money(terms.down_payment)?;
    if let Some(rows) = &terms.rows {
        let row = |row: &Row| Some((row.due_date, money(row.amount)?));
        let rows: Vec<_> = rows.iter().map(row).collect::<Option<_>>()?;
        let faults = row_faults(&rows, signed_on);
        return Some(match faults.is_empty() {
            true => from_rows(payable, down_payment, signed_on, &rows).map_err(|fault| vec![fault]),
            false => Err(faults),
        });
    }
    let step = |step: &Step| {
        let amount = match step.amount {
            Some(amount) => Some(money(amount)?),
            None => None,
        };
        Some(StepOf { count: step.count, amount })
    };
    let request = Request {
        total: payable,
        method: terms.method,
        instalments: terms.instalments,
        first_due: terms.first_due,
        cycle: terms.cycle,
        annual_rate: terms.annual_rate.0,
        down_payment,
        signed_on,
        remainder: terms.remainder,
        steps: terms.steps.iter().map(step).collect::<Option<_>>()?,
    };
    Some(schedule(&request).map_err(|fault| vec![fault]))
}

/// Every row of a negotiated table that is nothing, or not due after the row before it.
fn row_faults(rows: &[(NaiveDate, Money)], signed_on: NaiveDate) -> Vec<PlanFault> {
    let mut faults = Vec::new();
    let mut previous = None;
    for (n, &(due_date, amount)) in (1..).zip(rows) {
        if !amount.is_positive() {
            faults.push(PlanFault::ZeroInstalment { n });
        }
        if due_date < signed_on {
            faults.push(PlanFault::BeforeSigning { n, due_date, signed_on });
        }
        if let Some(previous) = previous.filter(|previous| due_date <= *previous) {
            faults.push(PlanFault::NotIncreasing { n, due_date, previous });
        }
        previous = Some(due_date);
    }
    faults
}
