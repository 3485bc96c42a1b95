//! Tell where dates contradict each other, and when a demand comes too early or must not come at all.

use super::{Case, CheckedLedger, Findings, Rule, said};
use crate::account::Party;
use crate::finding::{Finding, Words};
use crate::money::Money;

/// The rules on time and standing.
pub(super) const RULES: &[Rule] = &[
    Rule::listed(
        "R06",
        said("nothing is demanded while a repayment plan is kept", "还款协议履行期间不得催收"),
        said("《商业银行信用卡业务监督管理办法》 art. 70", "《商业银行信用卡业务监督管理办法》第七十条"),
        no_demand_while_a_plan_is_kept,
    ),
    Rule::listed(
        "R07",
        said(
            "nothing is demanded or agreed while an objection is open, or after death, insolvency or card fraud",
            "异议处理期间，或债务人死亡、破产、报告盗刷后，不得以此类文书催收或约定还款",
        ),
        said("《商业银行信用卡业务监督管理办法》 art. 69", "《商业银行信用卡业务监督管理办法》第六十九条"),
        nothing_stands_in_the_way,
    ),
    Rule::listed(
        "R08",
        said("a document on overdue debt waits until the grace days are over", "逾期文书须在容时期满后出具"),
        said(
            "《中国银行卡行业自律公约》 art. 14: at least three days of grace",
            "《中国银行卡行业自律公约》第十四条：容时不少于三天",
        ),
        grace_is_over,
    ),
    Rule::listed(
        "R08",
        said(
            "a shortfall within the tolerance counts as paid in full, card by card",
            "容差范围内的差额视同全额还款，逐卡判断",
        ),
        said(
            "《中国银行卡行业自律公约》 art. 14: a tolerance of at least CNY 10",
            "《中国银行卡行业自律公约》第十四条：容差不少于人民币十元",
        ),
        shortfall_passes_the_tolerance,
    ),
    Rule::always(
        "D09",
        said("no interest is counted after the figures' date", "计息期间不超过金额截止日"),
        said(
            "house rule: the posting day counts, and so does the day the figures stand at",
            "内部规则：入账日与截止日均计息",
        ),
        accruals_end_with_the_figures,
    ),
];

/// R06: a plan that is active and not broken stops every demand (办法 70).
fn no_demand_while_a_plan_is_kept(case: &Case<'_>, findings: &mut Findings) {
    let flags = &case.account.flags;
    if flags.keeps_a_plan() {
        findings.tell("flags.plan_active", "a repayment plan is being kept", "还款协议正在履行").hints.push(
            Words::new(
                "set `flags.plan_breach` if the holder broke it; otherwise wait",
                "如持卡人已违约，请设置 `flags.plan_breach`；否则不得催收",
            ),
        );
    }
}

/// R07: an open objection, insolvency or reported fraud needs another kind of document, and so
/// does death, but towards heirs and administrators, of whom R29 asks the rest (办法 69).
fn nothing_stands_in_the_way(case: &Case<'_>, findings: &mut Findings) {
    let flags = &case.account.flags;
    let to_heir = matches!(case.account.addressee.role.party(), Some(Party::Heir | Party::Administrator));
    let facts = [
        ("dispute_open", flags.dispute_open, "an objection is being looked into", "异议正在核查"),
        ("deceased", flags.deceased && !to_heir, "the debtor has died", "债务人已死亡"),
        ("bankrupt", flags.bankrupt, "insolvency proceedings are open", "债务人处于破产程序"),
        ("fraud_reported", flags.fraud_reported, "the debtor reported card fraud", "债务人已报告盗刷"),
    ];
    for (name, _, en, zh) in facts.into_iter().filter(|(_, stands, _, _)| *stands) {
        let (kind, title) = (&case.context.kind.name, &case.context.kind.title);
        findings.tell(
            format!("flags.{name}"),
            format!("{en}; that needs another kind of document than `{kind}`"),
            format!("{zh}，不得使用《{title}》，应使用其他文书种类"),
        );
    }
}

/// R08: more days have passed since the due date than the contract's grace (公约 14); the due date is day 0.
fn grace_is_over(case: &Case<'_>, findings: &mut Findings) {
    let days = case.overdue_days();
    let grace = case.context.issuer.contract.grace_days;
    if days <= 0 {
        findings.tell(
            "due_date",
            format!(
                "nothing is overdue: `due_date` {} is not before `as_of` {}",
                case.account.due_date, case.account.as_of
            ),
            format!("尚未逾期：`due_date` {} 不早于 `as_of` {}", case.account.due_date, case.account.as_of),
        );
    } else if days <= i64::from(grace) {
        findings.tell(
            "due_date",
            format!("day {days} after the due date is within the grace of {grace}"),
            format!("到期后第 {days} 天，仍在 {grace} 天容时期内"),
        );
    }
}

/// R08: of each card, the minimum payment of at least one currency falls short by more than the tolerance (公约 14).
/// A currency in which nothing is owed or the holder is in credit falls short by nothing.
/// The tolerance is a sum in CNY or its worth. There is no rate of exchange here, so it counts in
/// units of each ledger's own currency: more than its worth in dollars, less in yen.
fn shortfall_passes_the_tolerance(case: &Case<'_>, findings: &mut Findings) {
    let tolerance = case.context.issuer.contract.tolerance;
    let falls_short = |at: &usize| {
        case.ledgers[*at].as_ref().is_none_or(|ledger| match ledger.shortfall() {
            Some(shortfall) => shortfall.decimal() > tolerance.0,
            None => !ledger.total.is_zero(),
        })
    };
    let cards = case.account.ledgers_by_card();
    let (short, paid): (Vec<_>, Vec<_>) =
        cards.into_iter().partition(|places| places.iter().any(falls_short));
    if short.is_empty() && paid.len() == 1 {
        return all_is_within_the_tolerance(case, findings);
    }
    for places in paid.iter().filter(|_| case.owes()) {
        let finding = card_is_not_overdue(case, places, findings);
        if !short.is_empty() {
            finding.hints.push(Words::new(
                "leave this card's ledgers out of this letter",
                "请从本封信中去掉该卡的分录",
            ));
        }
    }
}

/// Tells of each currency of the only card that its minimum payment came in, or all but what is tolerated.
fn all_is_within_the_tolerance(case: &Case<'_>, findings: &mut Findings) {
    let tolerance = case.context.issuer.contract.tolerance.0;
    for (path, ledger) in case.ledgers() {
        let Some(shortfall) = ledger.shortfall() else { continue };
        let path = format!("{path}.paid");
        if shortfall.is_positive() {
            findings.tell(
                path,
                format!("the shortfall `{shortfall}` is within the tolerance of `{tolerance}`"),
                format!("差额 `{shortfall}` 在容差 `{tolerance}` 以内"),
            );
        } else {
            findings.tell(path, "the minimum payment has come in", "最低还款额已还清");
        }
    }
}

/// Tells of one card among several, by its ledgers, that it is not overdue: the letter would say so of all of them.
fn card_is_not_overdue<'f>(case: &Case<'_>, places: &[usize], findings: &'f mut Findings) -> &'f mut Finding {
    let tolerance = case.context.issuer.contract.tolerance.0;
    let first = places.first().copied().unwrap_or_default();
    let ledgers = || places.iter().filter_map(|at| case.ledgers[*at].as_ref());
    if ledgers().all(|ledger| ledger.total.is_zero()) {
        let path = format!("ledgers[{first}].total");
        return findings.tell(path, "nothing is owed on this card", "该卡没有欠款");
    }
    let path = format!("ledgers[{first}].paid");
    if ledgers().filter_map(CheckedLedger::shortfall).any(Money::is_positive) {
        findings.tell(
            path,
            format!("what is short on this card is within the tolerance of `{tolerance}`"),
            format!("该卡差额在容差 `{tolerance}` 以内"),
        )
    } else {
        findings.tell(path, "the minimum payment of this card has come in", "该卡最低还款额已还清")
    }
}

/// D09: the last day counted, `from` + `days` − 1, is no later than `as_of`.
fn accruals_end_with_the_figures(case: &Case<'_>, findings: &mut Findings) {
    let as_of = case.account.as_of;
    for (path, ledger) in case.ledgers() {
        for (at, accrual) in ledger.accruals.iter().enumerate() {
            let room = accrual.from.map(|from| (as_of - from).num_days() + 1);
            if room.is_some_and(|room| room >= 0 && i64::from(accrual.days) > room) {
                findings.tell(
                    format!("{path}.accruals[{at}].days"),
                    format!("{} days from its first day pass the figures' date {as_of}", accrual.days),
                    format!("自起息日起 {} 天超过金额截止日 {as_of}", accrual.days),
                );
            }
        }
    }
}
