//! Tell where interest stands on what must bear none, and where charges pass what a court or the draft rules allow.

use chrono::Days;

use super::agreed_terms::AgreedTerms;
use super::{Case, CheckedLedger, Findings, Rule, Said, said};
use crate::account::Accrual;
use crate::finding::Words;
use crate::money::Money;
use crate::plan::Component;
use crate::plan::guard::guard;

const NO_INTEREST: Said = said(
    "银发〔2016〕111号: no interest on 违约金 or service fees",
    "银发〔2016〕111号：违约金和服务费用不计收利息",
);

/// The rules on charges.
pub(super) const RULES: &[Rule] = &[
    Rule::always(
        "R10",
        said("penalty and fees bear no interest", "违约金和费用不计收利息"),
        NO_INTEREST,
        bases_hold_no_charges,
    ),
    Rule::always(
        "R10",
        said(
            "a plan that bears interest finances no penalty and no fees",
            "计息的分期计划不得包含违约金和费用",
        ),
        NO_INTEREST,
        plan_finances_no_charges,
    ),
    Rule::warning(
        "W01",
        said(
            "interest, penalty and fees together stay below 24% of the principal a year",
            "利息、违约金和费用总额不超过本金的年利率 24%",
        ),
        said("法发〔2017〕22号 art. 2", "法发〔2017〕22号第二条"),
        charges_stay_below_the_guard,
    ),
    Rule::warning(
        "W02",
        said(
            "interest, penalty and fees together are no more than the principal",
            "息费总额不超过其对应本金",
        ),
        said(
            "draft of 2021 to 银保监规〔2022〕13号, kept as a house rule",
            "银保监规〔2022〕13号 2021 年征求意见稿；作为内部规则",
        ),
        charges_are_no_more_than_the_principal,
    ),
];

/// R10: no base is made of penalty or fees by its own telling, and those that still run on the
/// figures' date are together no more than the principal and, where it compounds, the interest.
///
/// A base that ended before may hold what was paid since. One without its first day may be either,
/// so it is let pass up to what was ever owed.
fn bases_hold_no_charges(case: &Case<'_>, findings: &mut Findings) {
    for (at, ledger) in case.account.ledgers.iter().enumerate() {
        for (nth, accrual) in ledger.accruals.iter().enumerate() {
            let barred = |part: &&Component| matches!(part, Component::Penalty | Component::Fees);
            if let Some(part) = accrual.parts.iter().find(barred) {
                findings.tell(
                    format!("ledgers[{at}].accruals[{nth}].parts"),
                    format!("the base holds `{}`, which bears no interest", part.word()),
                    format!("计息基数含有{}，不得计息", part.chinese()),
                );
            }
        }
        for (nth, item) in ledger.transactions.iter().enumerate() {
            let compounds = case.context.issuer.contract.compounds;
            if item.component != Component::Principal && !(compounds && item.component == Component::Interest)
            {
                findings.tell(
                    format!("ledgers[{at}].transactions[{nth}].component"),
                    format!("`{}` bears no interest", item.component.word()),
                    format!("{}不计收利息", item.component.chinese()),
                );
            }
        }
        let Some(Some(sums)) = case.ledgers.get(at) else { continue };
        if let Some((nth, bases, limit)) = too_much_runs(case, &ledger.accruals, sums) {
            findings
                .tell(
                    format!("ledgers[{at}].accruals[{nth}].base"),
                    format!("interest runs on `{bases}`, but no more than `{limit}` may bear it"),
                    format!("计息基数为 `{bases}`，可计息的金额不超过 `{limit}`"),
                )
                .hints
                .push(bearing_in_words(case, sums));
        }
    }
}

/// The last base that makes too much of what bears interest, the sum and its limit.
fn too_much_runs(
    case: &Case<'_>,
    accruals: &[Accrual],
    ledger: &CheckedLedger,
) -> Option<(usize, Money, Money)> {
    let limit = if case.context.issuer.contract.compounds {
        ledger.principal.plus(ledger.interest)?
    } else {
        ledger.principal
    };
    let mut running = Money::zero(ledger.currency);
    let mut over = None;
    for (nth, (accrual, checked)) in accruals.iter().zip(&ledger.accruals).enumerate() {
        let Some(from) = accrual.from else {
            let limit = limit.plus(ledger.paid)?;
            over = over.or((checked.base > limit).then_some((nth, checked.base, limit)));
            continue;
        };
        let last = from.checked_add_days(Days::new(u64::from(accrual.days).saturating_sub(1)))?;
        if last >= case.account.as_of {
            running = running.plus(checked.base)?;
            over = over.or((running > limit).then_some((nth, running, limit)));
        }
    }
    over
}

fn bearing_in_words(case: &Case<'_>, ledger: &CheckedLedger) -> Words {
    let CheckedLedger { principal, interest, penalty, fees, .. } = ledger;
    match case.context.issuer.contract.compounds {
        true => Words::new(
            format!(
                "principal {principal} + interest {interest}; penalty {penalty} and fees {fees} bear none"
            ),
            format!("本金 {principal} + 利息 {interest}；违约金 {penalty} 和费用 {fees} 不计息"),
        ),
        false => Words::new(
            format!("principal {principal}; `contract.compounds` is false, so interest bears none either"),
            format!("本金 {principal}；`contract.compounds` 为 `false`，利息亦不计息"),
        ),
    }
}

/// R10: where a plan bears interest, what is left of penalty and fees after the waiver is paid down
/// at signing, so that the financed sum holds none.
fn plan_finances_no_charges(case: &Case<'_>, findings: &mut Findings) {
    let bears =
        |plan: &&AgreedTerms| matches!(plan.schedule, Some(Ok(_))) && !plan.terms.annual_rate.0.is_zero();
    for plan in case.planned.iter().filter(bears) {
        let Some((charges, down)) = charges_and_down_payment(plan) else { continue };
        if charges > down {
            findings
                .tell(
                    format!("{}.annual_rate", plan.path),
                    format!("interest would run on penalty and fees of `{charges}`"),
                    format!("违约金和费用 `{charges}` 将被计息"),
                )
                .hints
                .push(Words::new(
                    format!("waive them, or pay at least `{charges}` down at signing"),
                    format!("请予减免，或将首付设为不少于 `{charges}`"),
                ));
        }
    }
}

fn charges_and_down_payment(plan: &AgreedTerms) -> Option<(Money, Money)> {
    let (ledger, waived) = (plan.ledger.as_ref()?, plan.waived?);
    let left = |owed: Money, waived: Money| owed.less(waived).filter(|left| left.minor() >= 0);
    let charges = left(ledger.penalty, waived.penalty)?.plus(left(ledger.fees, waived.fees)?)?;
    Some((charges, Money::exact(plan.terms.down_payment.0, ledger.currency)?))
}

/// W01: interest + penalty + fees, less what is waived, are at most principal × rate × days ÷ 365
/// (法发〔2017〕22号 2), rounded half-up. Days are those overdue, or the longest for which an
/// accrual counts interest.
fn charges_stay_below_the_guard(case: &Case<'_>, findings: &mut Findings) {
    let rate = case.context.issuer.contract.guard_rate;
    for (path, ledger) in case.ledgers() {
        let counted = ledger.accruals.iter().map(|accrual| i64::from(accrual.days));
        let days = counted.chain([case.overdue_days()]).max().unwrap_or_default();
        let days = u32::try_from(days).unwrap_or_default();
        let Some(charges) = charges(case, ledger) else { continue };
        let Ok(held) = guard(ledger.principal, charges, days, rate.0) else { continue };
        if held.kept() {
            continue;
        }
        let (share, cap, over) = (rate.percent(), held.cap, held.excess);
        findings.tell(
            path,
            format!("charges of `{charges}` pass {share} a year of the principal, `{cap}` for {days} days, by `{over}`"),
            format!("息费 `{charges}` 超过本金年利率 {share}（{days} 天为 `{cap}`），超出 `{over}`"),
        );
    }
}

/// W02: interest + penalty + fees, less what is waived, are at most the principal.
fn charges_are_no_more_than_the_principal(case: &Case<'_>, findings: &mut Findings) {
    for (path, ledger) in case.ledgers() {
        let principal = ledger.principal;
        if let Some(charges) = charges(case, ledger).filter(|charges| *charges > principal) {
            findings.tell(
                path,
                format!("charges of `{charges}` are more than the principal `{principal}`"),
                format!("息费 `{charges}` 超过本金 `{principal}`"),
            );
        }
    }
}

/// Interest, penalty and fees less what a plan waives of them.
fn charges(case: &Case<'_>, ledger: &CheckedLedger) -> Option<Money> {
    let all = ledger.total.less(ledger.principal)?;
    let plan = case.planned.iter().find(|plan| plan.terms.currency == ledger.currency);
    match plan.and_then(|plan| plan.waived) {
        Some(waived) => all.less(waived.total()?.less(waived.principal)?),
        None => Some(all),
    }
}
