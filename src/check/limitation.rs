//! Tell when a claim is too old to be demanded as certain, and a demand too early to count.

use chrono::{Days, NaiveDate};

use super::{Case, Findings, Rule, said};
use crate::account::{Account, Notice, Payment};
use crate::finding::{Severity, Words};
use crate::kind::sent::SentKinds;
use crate::plan::Shift;
use crate::plan::limitation::{Interrupter, Interruption, limitation};
use crate::record::Amount;

/// The rules on the age of claims and demands.
pub(super) const RULES: &[Rule] = &[
    Rule::listed(
        "R23",
        said(
            "nothing is demanded as a certain right after the limitation period",
            "诉讼时效届满后不得以确定权利催收",
        ),
        said(
            "民法典 art. 188, 192, 195, 203; 法释〔2021〕10号 art. 3; house rule",
            "《中华人民共和国民法典》第一百八十八条、第一百九十二条、第一百九十五条、第二百零三条；法释〔2021〕10号第三条；内部规则",
        ),
        claim_is_not_time_barred,
    ),
    Rule {
        severity: Severity::Warning,
        ..Rule::listed(
            "W03",
            said(
                "a demand that shall count as effective comes thirty days after the last that arrived",
                "有效催收须与上一次送达的催收间隔三十日",
            ),
            said(
                "两高关于办理妨害信用卡管理刑事案件的解释 (2018) art. 7",
                "《最高人民法院、最高人民检察院关于办理妨害信用卡管理刑事案件具体应用法律若干问题的解释》（2018）第七条",
            ),
            demands_are_thirty_days_apart,
        )
    },
];

/// R23: the issue date is no later than `limitation_end`, or three years after the due date, the
/// last notice that arrived and the last payment (民法典 188, 195, 203).
fn claim_is_not_time_barred(case: &Case<'_>, findings: &mut Findings) {
    let (account, issued) = (case.account, case.context.issue_date);
    let end = limitation_end(account, case.context.shift, case.context.sent);
    if let Some(end) = end.filter(|end| issued > *end) {
        findings
            .tell(
                if account.limitation_end.is_some() { "limitation_end" } else { "due_date" },
                format!("the limitation period ended on {end}, before the issue date {issued}"),
                format!("诉讼时效已于 {end} 届满，早于出具日期 {issued}"),
            )
            .hints
            .push(Words::new(
                "record the notice or payment that interrupted it, or use a kind that claims nothing as certain",
                "请登记中断时效的通知或还款，或使用不主张确定权利的文书",
            ));
    }
}

/// The last day of an account's limitation period: the bank's own, or the one calculated from the due
/// date, demands that arrived and payments, moved off holidays (民法典 188, 195, 203); `None` beyond
/// the calendar's end.
pub fn limitation_end(account: &Account, shift: &Shift, sent: &SentKinds) -> Option<NaiveDate> {
    account.limitation_end.or_else(|| calculated_end(account, shift, sent))
}

/// The end of the period that the due date, notices that arrived and payments set.
fn calculated_end(account: &Account, shift: &Shift, sent: &SentKinds) -> Option<NaiveDate> {
    let demand = |notice: &Notice| {
        let is_demand = sent.notice_may_demand(notice);
        is_demand.then(|| Interruption { on: notice.arrival(), by: Interrupter::Demand })
    };
    let paid = |payment: &Payment| Interruption { on: Some(payment.date), by: Interrupter::Acknowledgement };
    // Nothing that came in acknowledges nothing.
    let payments = account.payment.iter().filter(|payment| payment.amount > Amount::ZERO);
    let all: Vec<_> = account.notices.iter().filter_map(demand).chain(payments.map(paid)).collect();
    limitation(account.due_date, &all, |day| shift.by_law(day)).map(|period| period.ends_on)
}

/// W03: `contract.demand_days` lie between the last arrival and the issue date (解释 7).
fn demands_are_thirty_days_apart(case: &Case<'_>, findings: &mut Findings) {
    let (issued, gap) = (case.context.issue_date, case.context.issuer.contract.demand_days);
    let all = case.account.notices.iter().enumerate();
    let numbered = all.filter(|(_, notice)| case.context.sent.notice_may_demand(notice));
    let arrivals = numbered.filter_map(|(at, notice)| Some((notice.arrival()?, at)));
    let last = arrivals.filter(|(arrived, _)| *arrived <= issued).max();
    let Some((arrived, at)) = last else { return };
    let Some(first) = arrived.checked_add_days(Days::new(gap.into())).filter(|first| issued < *first) else {
        return;
    };
    findings
        .tell(
            format!("notices[{at}]"),
            format!("the last demand arrived on {arrived}, less than {gap} days before {issued}"),
            format!("上一次催收于 {arrived} 送达，距出具日期 {issued} 不足 {gap} 日"),
        )
        .hints
        .push(Words::new(
            format!("a demand of {first} or later counts as effective"),
            format!("{first} 及以后的催收方为有效催收"),
        ));
}
