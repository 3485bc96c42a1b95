//! Tell where a repayment agreement is called broken too early, or ended without what the agreement asks before it.

use chrono::{Days, NaiveDate};

use super::{Case, Findings, Rule, Said, said};
use crate::account::PlanNotice;
use crate::finding::Words;
use crate::money::{Currency, Money};
use crate::record::Amount;

const AGREEMENT: Said = said(
    "《商业银行信用卡业务监督管理办法》 art. 70; 民法典 art. 509, 563, 565: an agreement ends by notice, after the time to make good",
    "《商业银行信用卡业务监督管理办法》第七十条；《中华人民共和国民法典》第五百零九条、第五百六十三条、第五百六十五条：催告后经通知方可终止协议",
);

/// The rules on notices about repayment agreements.
pub(super) const RULES: &[Rule] = &[
    Rule::always(
        "R06",
        said(
            "a notice of default names an instalment of the agreement that is not paid in full, after its grace",
            "违约补足通知须写明协议中的某一期、该期尚有欠付且宽限期已过",
        ),
        AGREEMENT,
        instalment_was_missed,
    ),
    Rule::always(
        "R06",
        said(
            "an agreement is ended only after a notice of default arrived when the grace was over, and the time to make good is over",
            "宽限期满后违约补足通知送达，且补足期限届满后，方可终止协议",
        ),
        AGREEMENT,
        default_was_told_before_the_end,
    ),
];

/// Every amount of such a notice with its path and currency.
pub(super) fn amounts(case: &Case<'_>) -> Vec<(String, Amount, Currency)> {
    let Some(notice) = &case.account.plan_notice else { return Vec::new() };
    let Some(currency) = case.currency(notice.currency) else { return Vec::new() };
    let all = [("amount", notice.amount), ("paid", notice.paid)];
    all.into_iter().map(|(name, amount)| (format!("plan_notice.{name}"), amount, currency)).collect()
}

/// What of the instalment is missing; `None` where nothing is, or where it is not in money.
pub(super) fn missing(notice: &PlanNotice, case: &Case<'_>) -> Option<Money> {
    let currency = case.currency(notice.currency)?;
    let money = |amount: Amount| Money::exact(amount.0, currency);
    money(notice.amount)?.less(money(notice.paid)?).filter(|missing| missing.is_positive())
}

/// So many days after a day.
fn after(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)
}

/// The last day on which an instalment may still be paid without a notice: the days of grace are counted from where
/// the due date comes to lie, and the last of them moves off a holiday, too (民法典 203).
pub(super) fn grace_ends(due: NaiveDate, case: &Case<'_>) -> NaiveDate {
    let shift = case.context.shift;
    shift.by_law(after(shift.by_law(due), case.context.issuer.contract.plan_grace_days))
}

/// Tells of an instalment that was due and may still be paid on the issue date.
pub(super) fn grace_is_over(path: &str, due: NaiveDate, case: &Case<'_>, findings: &mut Findings) {
    let (issued, last) = (case.context.issue_date, grace_ends(due, case));
    if due <= issued && issued <= last {
        findings.tell(
            path,
            format!("the instalment may be paid until {last}, and {issued} is not after that"),
            format!("该期款项宽限至 {last}，出具日期 {issued} 未在其后"),
        );
    }
}

/// R06: the instalment is one of the agreement's, something of it is missing, and its grace is over.
fn instalment_was_missed(case: &Case<'_>, findings: &mut Findings) {
    let Some(notice) = &case.account.plan_notice else { return };
    if !(1..=notice.instalments).contains(&notice.instalment) {
        findings.tell(
            "plan_notice.instalment",
            format!(
                "the agreement has {} instalments and no number {}",
                notice.instalments, notice.instalment
            ),
            format!("协议共 {} 期，没有第 {} 期", notice.instalments, notice.instalment),
        );
    }
    if notice.paid.0 >= notice.amount.0 {
        findings.tell("plan_notice.paid", "the instalment is paid in full", "该期款项已足额偿还");
    }
    grace_is_over("plan_notice.due", notice.due, case, findings);
}

/// R06: where the agreement is ended, the notice of default has a number and arrived, and the days to make good,
/// counted from the day after, are over (民法典 200, 201, 563).
fn default_was_told_before_the_end(case: &Case<'_>, findings: &mut Findings) {
    let Some(notice) = &case.account.plan_notice else { return };
    if notice.ends_on.is_none() {
        return;
    }
    let asked = |path: &str| case.context.kind.needs.iter().any(|need| need == path);
    for (path, given) in [
        ("plan_notice.notice", notice.notice.is_some()),
        ("plan_notice.notice_arrived_on", notice.notice_arrived_on.is_some()),
    ] {
        if !given && !asked(path) {
            findings.tell(
                path,
                "the agreement cannot end: no notice of default is known to have arrived",
                "未登记违约补足通知的送达，协议不得终止",
            );
        }
    }
    let (issued, days) = (case.context.issue_date, case.context.issuer.contract.plan_cure_days);
    let Some(arrived) = notice.notice_arrived_on else { return };
    let grace = grace_ends(notice.due, case);
    if notice.due < arrived && arrived <= grace {
        findings.tell(
            "plan_notice.notice_arrived_on",
            format!(
                "the notice of default arrived on {arrived}, and the instalment could be paid until {grace}"
            ),
            format!("违约补足通知于 {arrived} 送达，该期款项宽限至 {grace}，当时尚未违约"),
        );
        return;
    }
    let last = case.context.shift.by_law(after(arrived, days));
    if issued <= last {
        findings
            .tell(
                "plan_notice.notice_arrived_on",
                format!("the notice of default arrived on {arrived}: the debtor may make good until {last}, and {issued} is not after that"),
                format!("违约补足通知于 {arrived} 送达，补足期限至 {last}，出具日期 {issued} 未在其后"),
            )
            .hints
            .push(Words::new(
                "wait until that day is over; until the agreement ends nothing else of it is due",
                "请待期限届满；协议终止前，其余款项并未到期",
            ));
    }
}
