//! Tell which facts of a broken repayment agreement cannot be, or are told too early.

use chrono::{Days, Months, NaiveDate};

use super::agreed_plan::ART_70;
use super::plan_notice::{grace_ends, grace_is_over, missing};
use super::{Case, Findings, Rule, Said, said};
use crate::account::PlanNotice;
use crate::money::{Currency, Money};
use crate::plan::due::five_years_after;
use crate::record::Amount;

const GRACE: Said = said(
    "《商业银行信用卡业务监督管理办法》 art. 70; 民法典 art. 203, 509: an instalment is late after its grace, which no holiday shortens",
    "《商业银行信用卡业务监督管理办法》第七十条；《中华人民共和国民法典》第二百零三条、第五百零九条：宽限期满后方为违约，节假日顺延",
);

/// The most days that holidays move a due date.
const HOLIDAYS: Days = Days::new(10);

/// The rules on facts of broken agreements.
pub(super) const RULES: &[Rule] = &[
    Rule::always(
        "R06",
        said(
            "a plan is called broken after the grace of the instalment that was missed",
            "分期款项的宽限期满后，方可作为违约",
        ),
        GRACE,
        grace_of_the_broken_plan_is_over,
    ),
    Rule::always(
        "D09",
        said(
            "a plan that was broken ended after the grace of the instalment that was missed",
            "违约的还款协议在未付分期的宽限期满后终止",
        ),
        GRACE,
        plan_ended_after_the_grace,
    ),
    Rule::always(
        "D09",
        said("no more of an instalment is missing than is owed", "未付的分期款项不超过欠款"),
        said("house rule: no part is more than the whole", "内部规则：部分不得大于全部"),
        what_is_missing_is_owed,
    ),
    Rule::always(
        "D09",
        said("the instalments of an agreement end within five years", "协议的各期在五年内届满"),
        ART_70,
        instalments_end_within_five_years,
    ),
];

/// The amount of a broken plan with its path and currency.
pub(super) fn amounts(case: &Case<'_>) -> Vec<(String, Amount, Currency)> {
    let broken = case.account.broken_plan.as_ref();
    let amount = broken.and_then(|broken| {
        let currency = case.currency(broken.currency)?;
        Some(("broken_plan.missed_amount".to_string(), broken.missed_amount, currency))
    });
    amount.into_iter().collect()
}

/// R06: on the issue date the missed instalment's grace is over. A due date ahead is told as such a day is (D09).
fn grace_of_the_broken_plan_is_over(case: &Case<'_>, findings: &mut Findings) {
    let Some(broken) = &case.account.broken_plan else { return };
    grace_is_over("broken_plan.missed_due", broken.missed_due, case, findings);
}

/// D09: nothing ends for an instalment that may still be paid. An end before the due date is told with the dates.
fn plan_ended_after_the_grace(case: &Case<'_>, findings: &mut Findings) {
    let Some(broken) = &case.account.broken_plan else { return };
    let (due, last) = (broken.missed_due, grace_ends(broken.missed_due, case));
    if let Some(ended) = broken.ended_on.filter(|ended| (due..=last).contains(ended)) {
        findings.tell(
            "broken_plan.ended_on",
            format!("the agreement ended on {ended}, and the instalment could be paid until {last}"),
            format!("协议于 {ended} 终止，而该期款项宽限至 {last}"),
        );
    }
}

/// D09: what is missing is part of the debt in its currency. Of a debt that is paid nothing is told here.
fn what_is_missing_is_owed(case: &Case<'_>, findings: &mut Findings) {
    let account = case.account;
    if let Some(broken) = &account.broken_plan
        && let Some(missed) =
            case.currency(broken.currency).and_then(|currency| Money::exact(broken.missed_amount.0, currency))
    {
        is_owed("broken_plan.missed_amount", missed, broken.currency, case, findings);
    }
    if let Some(notice) = &account.plan_notice
        && let Some(missing) = missing(notice, case)
    {
        is_owed("plan_notice.amount", missing, notice.currency, case, findings);
    }
}

/// Tells of a sum that is more than the debt of its currency.
fn is_owed(path: &str, missed: Money, named: Option<Currency>, case: &Case<'_>, findings: &mut Findings) {
    let Some(ledger) = case.ledger_in(named).filter(|ledger| ledger.total.is_positive()) else { return };
    if missed > ledger.total {
        let owed = ledger.total;
        findings.tell(
            path,
            format!("`{missed}` of the instalment is missing, and no more than `{owed}` is owed"),
            format!("该期未付 `{missed}`，而欠款合计为 `{owed}`"),
        );
    }
}

/// D09: what follows the missed instalment in its rhythm falls due within five years of signing (办法 70).
fn instalments_end_within_five_years(case: &Case<'_>, findings: &mut Findings) {
    let Some(notice) = &case.account.plan_notice else { return };
    let allowed = five_years_after(notice.signed_on);
    let last = last_due(notice);
    let moved = allowed.checked_add_days(HOLIDAYS).unwrap_or(NaiveDate::MAX);
    if last > moved {
        findings.tell(
            "plan_notice.instalments",
            format!(
                "{} instalments would run until {last}, more than five years after signing: {allowed}",
                notice.instalments
            ),
            format!("共 {} 期，将持续至 {last}，超过签署日起五年（{allowed}）", notice.instalments),
        );
    }
}

/// When the last instalment is due at the earliest. A plan runs by months or weeks; which of them tells the time that
/// the instalments so far took, but not that of the first alone, which may lie further off than the others.
fn last_due(notice: &PlanNotice) -> NaiveDate {
    let left = notice.instalments.saturating_sub(notice.instalment);
    let gone = (notice.due - notice.signed_on).num_days();
    let monthly = notice.instalment > 1 && gone >= 28 * i64::from(notice.instalment);
    let last = if monthly {
        notice.due.checked_add_months(Months::new(left))
    } else {
        notice.due.checked_add_days(Days::new(7 * u64::from(left)))
    };
    last.unwrap_or(NaiveDate::MAX)
}
