//! Tell where a letter would say of the account what its record does not carry, or leave unsaid what it does.

use super::{Case, Findings, Rule, said};
use crate::account::{DeliveryResult, Notice};
use crate::finding::{Severity, Words};
use crate::plan::overdue::Bucket;
use crate::plan::overdue_days;

/// A rule that warns, for the kinds that list it.
const fn doubt(rule: Rule) -> Rule {
    Rule { severity: Severity::Warning, ..rule }
}

/// The rules on what a letter says of the account.
pub(super) const RULES: &[Rule] = &[
    Rule::listed(
        "R26",
        said(
            "from the second month on the record tells when the debtor was told of the report to the credit bureau, or when it was made",
            "自第二个月起，须有报送不良信息的事先告知日或首次报送日",
        ),
        said("征信业管理条例 art. 15", "《征信业管理条例》第十五条"),
        bureau_day_is_known,
    ),
    Rule::listed(
        "R26",
        said("bad data are reported after the debtor was told, not before", "报送不良信息须在事先告知之后"),
        said("征信业管理条例 art. 15", "《征信业管理条例》第十五条"),
        report_follows_its_notice,
    ),
    Rule::listed(
        "R27",
        said(
            "a letter after a broken plan names the agreement and the instalment that was missed",
            "还款协议违约后的文书须写明协议和未付的分期",
        ),
        said(
            "《商业银行信用卡业务监督管理办法》 art. 69 (2), 70; 民法典 art. 509",
            "《商业银行信用卡业务监督管理办法》第六十九条第二项、第七十条；《中华人民共和国民法典》第五百零九条",
        ),
        broken_plan_is_named,
    ),
    doubt(Rule::listed(
        "W08",
        said(
            "a debtor who says they cannot pay gets an answer before they are dunned further",
            "客户提出还款困难的，先答复，再催收",
        ),
        said(
            "《商业银行信用卡业务监督管理办法》 art. 70; GB/T 45251-2025",
            "《商业银行信用卡业务监督管理办法》第七十条；GB/T 45251-2025",
        ),
        hardship_is_answered,
    )),
    doubt(Rule::listed(
        "W09",
        said("of the earlier notices at least one arrived", "此前的通知至少有一次送达"),
        said(
            "《商业银行信用卡业务监督管理办法》 art. 69; 两高关于办理妨害信用卡管理刑事案件的解释 (2018) art. 7",
            "《商业银行信用卡业务监督管理办法》第六十九条；《最高人民法院、最高人民检察院关于办理妨害信用卡管理刑事案件具体应用法律若干问题的解释》（2018）第七条",
        ),
        a_notice_arrived,
    )),
    doubt(Rule::listed(
        "W10",
        said(
            "all that is owed is demanded only after the broken agreement was ended by notice",
            "还款协议经通知终止后，方可要求偿还全部欠款",
        ),
        said("民法典 art. 563, 565", "《中华人民共和国民法典》第五百六十三条、第五百六十五条"),
        broken_plan_was_ended,
    )),
];

/// R26: after day 30 a bank has long reported, so that the letter can no longer be the notice before it (条例 15).
fn bureau_day_is_known(case: &Case<'_>, findings: &mut Findings) {
    let flags = &case.account.flags;
    let known = flags.bureau_prenotified_on.is_some() || flags.bureau_reported_on.is_some();
    // Counted to the day of the letter: its figures may be some days older.
    let days = overdue_days(case.context.issue_date, case.account.due_date);
    if known || Bucket::of(days) <= Bucket::M1 {
        return;
    }
    findings
        .tell(
            "flags.bureau_prenotified_on",
            format!("on day {days} neither the prior notice nor the first report to the credit bureau is in the record"),
            format!("逾期第 {days} 天，记录中既无征信事先告知日，也无首次报送日"),
        )
        .hints
        .push(Words::new(
            "give the day the debtor was told, and `flags.bureau_reported_on` where bad data were reported",
            "请填写事先告知日；已报送的，填写 `flags.bureau_reported_on`",
        ));
}

/// R26: the first report is no earlier than the notice before it (条例 15).
fn report_follows_its_notice(case: &Case<'_>, findings: &mut Findings) {
    let flags = &case.account.flags;
    let (Some(told), Some(reported)) = (flags.bureau_prenotified_on, flags.bureau_reported_on) else {
        return;
    };
    // A report before the due date is told as such a day is (D09).
    if reported < told && reported >= case.account.due_date {
        findings
            .tell(
                "flags.bureau_reported_on",
                format!("bad data were reported on {reported}, before the debtor was told on {told}"),
                format!("不良信息于 {reported} 报送，早于事先告知日 {told}"),
            )
            .hints
            .push(Words::new(
                "correct the day; where it is so, the report needs the legal department before any letter",
                "请更正日期；确属先报送后告知的，请先交法律部门处理，不得出具",
            ));
    }
}

/// R27: what was broken is in the record (办法 69 (2)).
fn broken_plan_is_named(case: &Case<'_>, findings: &mut Findings) {
    let account = case.account;
    if account.flags.plan_breach && account.broken_plan.is_none() {
        findings
            .tell(
                "broken_plan",
                "a plan was broken, and the record does not say which",
                "还款协议已违约，记录中没有该协议",
            )
            .hints
            .push(Words::new(
                "give `broken_plan`: the agreement's number and day, the missed instalment's day and amount",
                "请填写 `broken_plan`：协议编号、签署日、未付分期的到期日和金额",
            ));
    }
}

/// W08: a request in hardship lies unanswered (办法 70).
fn hardship_is_answered(case: &Case<'_>, findings: &mut Findings) {
    let flags = &case.account.flags;
    if flags.hardship_claimed && flags.hardship_answered_on.is_none() {
        findings
            .tell(
                "flags.hardship_claimed",
                "the debtor says they cannot pay, and got no answer",
                "客户已提出还款困难，尚未答复",
            )
            .hints
            .push(Words::new(
                "answer the request first and give `flags.hardship_answered_on`; the letter else says that it is being looked at",
                "请先答复，并填写 `flags.hardship_answered_on`；否则信中写明正在审核",
            ));
    }
}

/// W09: of the notices sent, one arrived by its record.
fn a_notice_arrived(case: &Case<'_>, findings: &mut Findings) {
    let notices = &case.account.notices;
    if notices.is_empty() || notices.iter().any(|notice| notice.arrival().is_some()) {
        return;
    }
    let count = |results: &[DeliveryResult]| {
        notices.iter().filter(|notice: &&Notice| results.contains(&notice.result)).count()
    };
    let sent = notices.len();
    let back = count(&[DeliveryResult::Returned, DeliveryResult::Refused]);
    let failed = count(&[DeliveryResult::Failed]);
    let open = count(&[DeliveryResult::Pending]);
    findings
        .tell(
            "notices",
            format!("none of {sent} arrived: {back} came back, {failed} failed, of {open} nothing is known"),
            format!("{sent} 次通知均未送达：退回或拒收 {back} 次，未送达 {failed} 次，无结果 {open} 次"),
        )
        .hints
        .push(Words::new(
            "check the address, and send once more by a way that proves arrival; the letter says what came back",
            "请核对地址，并以可取得凭证的方式重新送达；信中如实写明未送达",
        ));
}

/// W10: a broken agreement that was not ended binds both sides still (民法典 563, 565).
fn broken_plan_was_ended(case: &Case<'_>, findings: &mut Findings) {
    let Some(broken) = &case.account.broken_plan else { return };
    if broken.ended_on.is_none() && broken.end_notice.is_none() {
        findings
            .tell(
                "broken_plan.ended_on",
                "the agreement was broken and not ended; only what was missed of it is due",
                "还款协议已违约但尚未终止，到期的只是未付的分期",
            )
            .hints
            .push(Words::new(
                "end it by notice, and give `broken_plan.ended_on` and `broken_plan.end_notice`",
                "请先书面通知终止，并填写 `broken_plan.ended_on` 和 `broken_plan.end_notice`",
            ));
    }
}
