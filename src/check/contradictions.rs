//! Tell where two facts of a record contradict each other, all of them at once, each with what it stands on.

use super::agreed_plan::ART_70;
use super::{Case, Findings, Rule, said};
use crate::account::Account;
use crate::finding::{Said, Words};
use crate::money::Money;

/// The rules on facts that contradict each other.
pub(super) const RULES: &[Rule] = &[
    Rule::always(
        "D09",
        said("no fact of a record contradicts another", "记录中的事实互不矛盾"),
        said("house rule: a letter says nothing that its record denies", "内部规则：文书不得与记录相悖"),
        facts_agree,
    ),
    Rule::always(
        "D09",
        said(
            "the single payments since the due date come to no more than all that came in",
            "到期后各笔还款之和不超过到期后已还金额",
        ),
        said("house rule: a letter tells what was paid", "内部规则：文书须如实写明已还款项"),
        payments_are_part_of_what_came_in,
    ),
    Rule::always(
        "D09",
        said("every earlier notice has a number of its own", "此前的每份通知各有编号"),
        said("house rule: a letter retells its history as it was", "内部规则：文书须如实复述催告经过"),
        notices_are_told_once,
    ),
];

const CONTRACT: Said = said("民法典 art. 509", "《中华人民共和国民法典》第五百零九条");

/// Two facts that cannot both be.
struct Contradiction {
    /// The field to look at first.
    path: &'static str,
    /// Whether both are in the record.
    stands: fn(&Account) -> bool,
    message: Said,
    basis: Said,
}

const TABLE: &[Contradiction] = &[
    Contradiction {
        path: "flags.plan_breach",
        stands: |account| account.flags.plan_breach && account.flags.plan_active != Some(true),
        message: said(
            "a plan is broken though `flags.plan_active` tells of none",
            "`flags.plan_active` 未登记还款协议，却登记为违约",
        ),
        basis: ART_70,
    },
    Contradiction {
        path: "broken_plan",
        stands: |account| account.broken_plan.is_some() && !account.flags.plan_breach,
        message: said(
            "a broken plan is given though `flags.plan_breach` is not set",
            "已填写违约的还款协议，`flags.plan_breach` 却未登记违约",
        ),
        basis: CONTRACT,
    },
    Contradiction {
        path: "flags.plan_active",
        stands: |account| account.flags.plan_active == Some(false) && account.plan_notice.is_some(),
        message: said(
            "a notice is about a repayment agreement though `flags.plan_active` says that there is none",
            "已填写还款协议的通知事项，`flags.plan_active` 却登记为没有还款协议",
        ),
        basis: CONTRACT,
    },
    Contradiction {
        path: "broken_plan.ended_on",
        stands: |account| {
            let (broken, notice) = (account.broken_plan.as_ref(), account.plan_notice.as_ref());
            let ended = broken.filter(|broken| broken.ended_on.is_some());
            ended.is_some_and(|ended| notice.is_some_and(|notice| notice.agreement == ended.agreement))
        },
        message: said(
            "the agreement has ended, and the notice is about the same agreement",
            "该协议已经终止，通知却仍以同一协议为内容",
        ),
        basis: said("民法典 art. 557, 565", "《中华人民共和国民法典》第五百五十七条、第五百六十五条"),
    },
    Contradiction {
        path: "broken_plan.end_notice",
        stands: |account| {
            let broken = account.broken_plan.as_ref();
            broken.is_some_and(|broken| broken.end_notice.is_some() && broken.ended_on.is_none())
        },
        message: said(
            "there is a notice of the end, and no day of the end",
            "已填写终止通知编号，却没有终止日期",
        ),
        basis: said("民法典 art. 565", "《中华人民共和国民法典》第五百六十五条"),
    },
    Contradiction {
        path: "flags.hardship_claimed_on",
        stands: |account| account.flags.hardship_claimed_on.is_some() && !account.flags.hardship_claimed,
        message: said(
            "a request has a day though `flags.hardship_claimed` tells of none",
            "已填写提出还款困难的日期，`flags.hardship_claimed` 却未登记",
        ),
        basis: ART_70,
    },
    Contradiction {
        path: "flags.hardship_answered_on",
        stands: |account| account.flags.hardship_answered_on.is_some() && !account.flags.hardship_claimed,
        message: said(
            "a request was answered though `flags.hardship_claimed` tells of none",
            "已填写答复还款困难的日期，`flags.hardship_claimed` 却未登记",
        ),
        basis: ART_70,
    },
    Contradiction {
        path: "flags.hardship_answered_on",
        stands: |account| {
            let flags = &account.flags;
            flags
                .hardship_answered_on
                .is_some_and(|answered| flags.hardship_claimed_on.is_some_and(|claimed| answered < claimed))
        },
        message: said("a request was answered before it was made", "答复日早于提出还款困难之日"),
        basis: ART_70,
    },
];

/// D09: no two facts of the table stand together.
fn facts_agree(case: &Case<'_>, findings: &mut Findings) {
    for Contradiction { path, stands, message, basis } in TABLE {
        if stands(case.account) {
            let finding = findings.tell(*path, message.en, message.zh);
            finding.basis = Some(basis.words());
            finding.hints.push(Words::new("correct one of the two", "请更正其中一项"));
        }
    }
}

/// D09: what the items' payments after the due date come to is within `paid`, which the letter prints.
fn payments_are_part_of_what_came_in(case: &Case<'_>, findings: &mut Findings) {
    for (at, read) in case.account.ledgers.iter().enumerate() {
        let Some(ledger) = &case.ledgers[at] else { continue };
        let since = read.payments_since(case.account.due_date);
        let sums = since.filter_map(|receipt| Money::exact(receipt.amount.0, ledger.currency));
        let Some(sum) = Money::total(sums, ledger.currency).filter(|sum| *sum > ledger.paid) else {
            continue;
        };
        let paid = ledger.paid;
        findings
            .tell(
                format!("ledgers[{at}].paid"),
                format!("`{paid}` came in since the due date, but the payments after it come to `{sum}`"),
                format!("到期后已还 `{paid}`，而到期后各笔还款合计 `{sum}`"),
            )
            .hints
            .push(Words::new(
                format!("give in `ledgers[{at}].paid` all that came in after the due date"),
                format!("请在 `ledgers[{at}].paid` 填写到期后收到的全部还款"),
            ));
    }
}

/// D09: no number stands twice among the earlier notices: the letter counts them.
fn notices_are_told_once(case: &Case<'_>, findings: &mut Findings) {
    let notices = &case.account.notices;
    for (at, notice) in notices.iter().enumerate() {
        let Some(first) = notices[..at].iter().position(|earlier| earlier.number == notice.number) else {
            continue;
        };
        findings
            .tell(
                format!("notices[{at}].number"),
                format!("`notices[{first}]` has the same number: one notice would be counted twice"),
                format!("编号与 `notices[{first}]` 相同，同一份通知会被计算两次"),
            )
            .hints
            .push(Words::new(
                "leave out what is told twice, or correct the number",
                "请删去重复的一条，或者更正编号",
            ));
    }
}
