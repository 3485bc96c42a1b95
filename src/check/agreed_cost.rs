//! Tell where the yearly cost of a plan cannot be stated or is stated wrongly, and where a plan is late.

use super::agreed_terms::AgreedTerms;
use super::{Case, Findings, Rule, Said, said};
use crate::finding::Words;
use crate::plan::PlanCost;

const COST_RULE: Said = said(
    "《个人贷款业务明示综合融资成本规定》 (2026-03-15); PBOC 公告〔2021〕3号",
    "《个人贷款业务明示综合融资成本规定》（2026年3月15日公布）；中国人民银行公告〔2021〕第3号",
);

/// The rules on the cost of a plan and on its days.
pub(super) const RULES: &[Rule] = &[
    Rule::listed(
        "R31",
        said("the yearly cost of a plan can be stated", "分期的年化综合融资成本可以计算并明示"),
        COST_RULE,
        cost_can_be_stated,
    ),
    Rule::listed(
        "R31",
        said(
            "the yearly cost that the record states is that of the instalments, to a hundredth of a per cent",
            "记录所载年化综合融资成本与各期还款相符，精确至0.01%",
        ),
        COST_RULE,
        stated_cost_is_that_of_the_instalments,
    ),
    Rule::listed(
        "R32",
        said("no instalment falls due before the agreement is issued", "协议出具之前无分期到期"),
        said(
            "《商业银行信用卡业务监督管理办法》 art. 70; 民法典 509: nobody can keep what is past",
            "《商业银行信用卡业务监督管理办法》第七十条；《中华人民共和国民法典》第五百零九条",
        ),
        nothing_is_due_before_issue,
    ),
    Rule::always(
        "D02",
        said(
            "an agreement names the guarantor whose consent it asks for",
            "须征得保证人书面同意的协议写明保证人姓名",
        ),
        said(
            "民法典 695: a heavier burden does not bind a guarantor who did not consent in writing",
            "《中华人民共和国民法典》第六百九十五条",
        ),
        guarantor_is_named,
    ),
];

/// R31: of a plan that could be laid out the internal rate of return is found.
fn cost_can_be_stated(case: &Case<'_>, findings: &mut Findings) {
    for AgreedTerms { path, cost, .. } in &case.planned {
        if cost.is_some_and(|cost| cost.yearly.is_none()) {
            findings
                .tell(
                    format!("{path}.annual_rate"),
                    "the plan costs more than 1 % a day, so that no yearly cost can be stated",
                    "分期成本超过每日1%，无法明示年化成本",
                )
                .hints
                .push(Words::new(
                    "the first instalment bears a whole period's interest: let it fall due a period after signing",
                    "首期含一整期的利息：请将首期还款日定在签署一期之后",
                ));
        }
    }
}

/// R31: what the bank's own system states is what is printed.
fn stated_cost_is_that_of_the_instalments(case: &Case<'_>, findings: &mut Findings) {
    for AgreedTerms { path, terms, cost, .. } in &case.planned {
        let reckoned = cost.as_ref().and_then(|cost| cost.yearly);
        let Some((stated, reckoned)) = terms.stated_cost.zip(reckoned) else { continue };
        let [stated, reckoned] = [stated.0, reckoned].map(PlanCost::percent);
        if stated != reckoned {
            findings
                .tell(
                    format!("{path}.stated_cost"),
                    format!("{stated} % a year is stated, but the instalments cost {reckoned} %"),
                    format!("所载年化综合融资成本为 {stated}%，按各期还款计算为 {reckoned}%"),
                )
                .hints
                .push(Words::new(
                    "the internal rate of return by days, compounded over 365 days, of the principal at signing; `hanpress plan` shows it",
                    "以签署日的分期本金为流入，按实际天数、一年365日以内部收益率法复利计算；`hanpress plan` 可列示",
                ));
        }
    }
}

/// R32: the first instalment of every currency is due on the issue date or later; where even the last was not, the
/// plan ended before it began.
fn nothing_is_due_before_issue(case: &Case<'_>, findings: &mut Findings) {
    let issued = case.context.issue_date;
    for AgreedTerms { path, terms, schedule, .. } in &case.planned {
        let Some(Ok(schedule)) = schedule else { continue };
        let Some(first) = schedule.rows().iter().find(|row| row.n > 0) else { continue };
        if first.due_date >= issued {
            continue;
        }
        let over = schedule.last_due().is_some_and(|last| last < issued);
        let (en, zh) = match over {
            true => ("the whole plan is over before the agreement is issued", "协议出具之前全部分期已到期"),
            false => ("the first instalment is due before the agreement is issued", "协议出具之前首期已到期"),
        };
        let place = if terms.rows.is_some() { "rows[0].due_date" } else { "first_due" };
        findings.tell(
            format!("{path}.{place}"),
            format!("{en}: due on {}, issued on {issued}", first.due_date),
            format!("{zh}：首期 {}，出具日 {issued}", first.due_date),
        );
    }
}

/// D02: a guarantor is asked by name.
fn guarantor_is_named(case: &Case<'_>, findings: &mut Findings) {
    let nameless = case.account.guarantee.as_ref().is_some_and(|guarantee| guarantee.name.is_none());
    if nameless && !case.planned.is_empty() {
        findings
            .tell(
                "guarantee.name",
                "the guarantor whose consent is asked for has no name",
                "缺少须征得其同意的保证人的姓名",
            )
            .hints
            .push(Words::new("give `guarantee.name`", "请填写 `guarantee.name`"));
    }
}
