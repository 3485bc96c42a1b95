//! Tell where an agreed plan is none: its terms, its table, its term of years, its waiver.

use super::agreed_terms::AgreedTerms;
use super::{Case, Findings, Rule, Said, said};
use crate::finding::Words;
use crate::money::Money;
use crate::plan::due::five_years_after;
use crate::plan::plan_fault::PlanFault;

/// What personalised plans stand on.
pub(super) const ART_70: Said =
    said("《商业银行信用卡业务监督管理办法》 art. 70", "《商业银行信用卡业务监督管理办法》第七十条");

/// The rules on plans.
pub(super) const RULES: &[Rule] = &[
    Rule::listed(
        "R05",
        said("an account has one plan at a time", "每一账户同一时间只有一份还款协议"),
        ART_70,
        no_other_plan_is_kept,
    ),
    Rule::listed(
        "R05",
        said(
            "a minor agrees to no plan without the legal representative",
            "未成年人不得未经法定代理人自行签订还款协议",
        ),
        said("民法典 art. 19, 145", "《中华人民共和国民法典》第十九条、第一百四十五条"),
        holder_is_of_age,
    ),
    Rule::listed(
        "R05",
        said(
            "a plan has terms for every currency with a debt, once each",
            "协议须就每一有欠款的币种各约定一次还款条件",
        ),
        ART_70,
        every_debt_has_terms,
    ),
    Rule::listed(
        "R05",
        said(
            "every instalment has an amount above nothing and a date after the one before and after signing",
            "每期金额大于零，到期日逐期递增且晚于签署日",
        ),
        ART_70,
        schedule_can_be_laid_out,
    ),
    Rule::always(
        "R04",
        said("instalments and down payment add up to what is payable", "各期与首付之和等于应还总额"),
        said("sum of the plan: total less waiver", "分期总额为合计减去减免"),
        instalments_add_up,
    ),
    Rule::listed(
        "R05",
        said("a negotiated table agrees with the terms beside it", "协商的还款计划表与约定条件一致"),
        ART_70,
        table_agrees_with_its_terms,
    ),
    Rule::listed(
        "R05",
        said("the last instalment is due within five years of signing", "最后一期到期日不超过签署日起五年"),
        ART_70,
        plan_ends_within_five_years,
    ),
    Rule::always(
        "D09",
        said("a plan is signed no earlier than its figures stand", "协议签署日不早于金额截止日"),
        said(
            "house rule: the debt that is confirmed is the debt at `as_of`",
            "内部规则：协议确认的欠款为截止日的欠款",
        ),
        figures_are_known_at_signing,
    ),
    Rule::warning(
        "W15",
        said("a plan names the papers on which hardship is confirmed", "协议列明据以确认还款困难的材料"),
        ART_70,
        hardship_is_on_paper,
    ),
    Rule::always(
        "R18",
        said("no more of a component is waived than is owed", "减免不超过相应组成部分的欠款"),
        said("house rule: payable + waived = total", "内部规则：应还 + 减免 = 合计"),
        waiver_is_within_the_debt,
    ),
    Rule::listed(
        "R18",
        said(
            "principal is waived only after all interest, penalty and fees",
            "利息、违约金和费用全部减免后方可减免本金",
        ),
        said("house rule: charges are waived before principal", "内部规则：先减免息费，后减免本金"),
        principal_is_waived_last,
    ),
];

/// R05: no plan is agreed while another is kept (办法 70).
fn no_other_plan_is_kept(case: &Case<'_>, findings: &mut Findings) {
    let flags = &case.account.flags;
    if flags.keeps_a_plan() {
        findings.tell("flags.plan_active", "another plan is being kept", "已有还款协议正在履行").hints.push(
            Words::new(
                "set `flags.plan_breach` if the holder broke it, or end it first",
                "如持卡人已违约，请设置 `flags.plan_breach`；或先终止原协议",
            ),
        );
    }
}

/// R05: what a minor signs alone does not bind (民法典 19, 145).
fn holder_is_of_age(case: &Case<'_>, findings: &mut Findings) {
    if case.account.flags.minor {
        findings
            .tell(
                "flags.minor",
                "the holder is recorded as a minor, who cannot agree to a plan alone",
                "持卡人登记为未成年人，不能单独签订还款协议",
            )
            .hints
            .push(Words::new(
                "have the agreement drawn up with the legal representative by the legal department",
                "请由法务部门与其法定代理人另行拟定协议",
            ));
    }
}

/// R05: structure and currency (办法 70 (1)): every ledger with a debt has its terms, no currency
/// two, and no terms stand without a ledger.
fn every_debt_has_terms(case: &Case<'_>, findings: &mut Findings) {
    let planned = &case.planned;
    if planned.is_empty() {
        return;
    }
    for (at, plan) in planned.iter().enumerate() {
        let currency = plan.terms.currency;
        let (path, code, name) = (format!("{}.currency", plan.path), currency.code(), currency.name());
        if planned[..at].iter().any(|earlier| earlier.terms.currency == currency) {
            findings.tell(path, format!("{code} has its terms already"), format!("{name}已有还款条件"));
        } else if case.account.ledgers.iter().all(|ledger| ledger.currency != currency) {
            findings.tell(path, format!("there is no ledger in {code}"), format!("没有{name}账户分录"));
        }
    }
    for (path, ledger) in case.ledgers().filter(|(_, ledger)| ledger.total.is_positive()) {
        if planned.iter().all(|plan| plan.terms.currency != ledger.currency) {
            let (code, name) = (ledger.currency.code(), ledger.currency.name());
            findings
                .tell(
                    path,
                    format!("the debt in {code} has no terms in the plan"),
                    format!("协议未约定{name}欠款的还款条件"),
                )
                .hints
                .push(Words::new("add them under `plan.also`", "请在 `plan.also` 中补充"));
        }
    }
}

/// R05: date and amount of every instalment (办法 70 (2)), and the first after the day of signing.
fn schedule_can_be_laid_out(case: &Case<'_>, findings: &mut Findings) {
    let reported_elsewhere = |fault: &PlanFault| match fault {
        PlanFault::SumDiffers { .. } => true,
        PlanFault::NothingToPay(_) => !case.owes(),
        _ => false,
    };
    for plan in &case.planned {
        for fault in faults(plan).iter().filter(|fault| !reported_elsewhere(fault)) {
            let Words { en, zh } = fault.words();
            findings.tell(place(plan, fault), en, zh);
        }
        let Some(Ok(schedule)) = &plan.schedule else { continue };
        if let Some(first) = schedule.rows().first().filter(|row| row.n > 0 && row.due_date <= plan.signed_on)
        {
            findings.tell(
                format!("{}.first_due", plan.path),
                format!("the first instalment is due on {}, not after the day of signing", first.due_date),
                format!("首期到期日 {} 不晚于签署日", first.due_date),
            );
        }
    }
}

/// R04: rows or steps add up to the total less waiver and down payment, to the minor unit.
fn instalments_add_up(case: &Case<'_>, findings: &mut Findings) {
    for plan in &case.planned {
        for fault in faults(plan).iter().filter(|fault| matches!(fault, PlanFault::SumDiffers { .. })) {
            let Words { en, zh } = fault.words();
            findings.tell(place(plan, fault), en, zh).hints.extend(payable_in_words(plan));
        }
    }
}

fn faults(plan: &AgreedTerms) -> &[PlanFault] {
    match &plan.schedule {
        Some(Err(faults)) => faults,
        _ => &[],
    }
}

/// The field a fault is mended in.
fn place(plan: &AgreedTerms, fault: &PlanFault) -> String {
    let AgreedTerms { path, terms, .. } = plan;
    let table = terms.rows.is_some();
    let dated = matches!(fault, PlanFault::BeforeSigning { .. } | PlanFault::NotIncreasing { .. });
    if let Some(row) = fault.row().filter(|_| table) {
        return format!("{path}.rows[{row}].{}", if dated { "due_date" } else { "amount" });
    }
    let field = match fault {
        PlanFault::RateOutOfRange(_) | PlanFault::RateUnused { .. } | PlanFault::NoPrincipal { .. } => {
            "annual_rate"
        }
        PlanFault::DownPayment { .. } => "down_payment",
        PlanFault::EmptyStep { step } | PlanFault::OpenStep { step } => {
            return format!("{path}.steps[{step}]");
        }
        PlanFault::StepsUnused(_) => "steps",
        PlanFault::CountOutOfRange(_) | PlanFault::SumDiffers { .. } if table => "rows",
        PlanFault::SumDiffers { .. } => "steps",
        PlanFault::NoCount | PlanFault::CountOutOfRange(_) | PlanFault::CountDiffers { .. } => "instalments",
        PlanFault::ZeroInstalment { .. } if terms.steps.is_empty() => "instalments",
        PlanFault::ZeroInstalment { .. } => "steps",
        _ if dated => "first_due",
        _ => return path.clone(),
    };
    format!("{path}.{field}")
}

/// How the payable sum came about.
fn payable_in_words(plan: &AgreedTerms) -> Option<Words> {
    let (ledger, waived) = (plan.ledger.as_ref()?, plan.waived?.total()?);
    let (total, down) = (ledger.total, Money::exact(plan.terms.down_payment.0, ledger.currency)?);
    Some(Words::new(
        format!("total {total} - waived {waived}; the down payment {down} is the first of the instalments"),
        format!("合计 {total} - 减免 {waived}；首付 {down} 计入各期之和"),
    ))
}

/// R05: a negotiated table has as many rows as instalments, begins at the first due date and bears
/// no rate, since its amounts are the whole payable sum.
fn table_agrees_with_its_terms(case: &Case<'_>, findings: &mut Findings) {
    for AgreedTerms { path, terms, .. } in &case.planned {
        let Some(rows) = &terms.rows else { continue };
        if let Some(count) = terms.instalments.filter(|count| *count as usize != rows.len()) {
            findings.tell(
                format!("{path}.instalments"),
                format!("the plan has {count} instalments, but its table {}", rows.len()),
                format!("计划为 {count} 期，但计划表有 {} 行", rows.len()),
            );
        }
        if let Some(first) = rows.first().filter(|row| row.due_date != terms.first_due) {
            findings.tell(
                format!("{path}.first_due"),
                format!("`first_due` is {}, but the table begins on {}", terms.first_due, first.due_date),
                format!("`first_due` 为 {}，但计划表首期为 {}", terms.first_due, first.due_date),
            );
        }
        if !terms.annual_rate.0.is_zero() {
            findings.tell(
                format!("{path}.annual_rate"),
                "a negotiated table is free of interest, but a rate is given",
                "协商的计划表不计利息，但给出了年利率",
            );
        }
        if !terms.steps.is_empty() {
            findings.tell(
                format!("{path}.steps"),
                "a plan has a negotiated table or steps, not both",
                "计划表与阶梯还款不得同时给出",
            );
        }
    }
}

/// R05: the last due date is no later than the same day five years after signing (办法 70).
fn plan_ends_within_five_years(case: &Case<'_>, findings: &mut Findings) {
    for plan in &case.planned {
        let Some(Ok(schedule)) = &plan.schedule else { continue };
        let limit = five_years_after(plan.signed_on);
        let Some(last) = schedule.last_due().filter(|last| *last > limit) else { continue };
        let place = match &plan.terms.rows {
            Some(rows) => format!("rows[{}].due_date", rows.len().saturating_sub(1)),
            None => "instalments".to_string(),
        };
        findings
            .tell(
                format!("{}.{place}", plan.path),
                format!(
                    "the last instalment is due on {last}, more than five years after signing on {}",
                    plan.signed_on
                ),
                format!("最后一期到期日 {last} 超过签署日 {} 起五年", plan.signed_on),
            )
            .hints
            .push(Words::new(format!("the last day allowed is {limit}"), format!("最迟为 {limit}")));
    }
}

/// D09: `signed_on` is no earlier than `as_of`.
fn figures_are_known_at_signing(case: &Case<'_>, findings: &mut Findings) {
    let as_of = case.account.as_of;
    if let Some(plan) = case.planned.first().filter(|plan| plan.signed_on < as_of) {
        findings.tell(
            "plan.signed_on",
            format!("the plan is signed on {}, before its figures stand on {as_of}", plan.signed_on),
            format!("签署日 {} 早于金额截止日 {as_of}", plan.signed_on),
        );
    }
}

/// W15: the papers of art. 70 are named; without them the agreement says what the holder stated.
fn hardship_is_on_paper(case: &Case<'_>, findings: &mut Findings) {
    let papers = case.account.plan.as_ref().map(|plan| plan.hardship_papers.is_empty());
    if papers == Some(true) && !case.planned.is_empty() {
        findings
            .tell(
                "plan.hardship_papers",
                "no paper shows that the debt exceeds what the holder can pay",
                "未列明证明欠款超出还款能力的材料",
            )
            .hints
            .push(Words::new(
                "name what the holder handed in, such as `收入证明`; without it the agreement says only what the holder stated",
                "请填写持卡人提交的材料名称，如 `收入证明`；未填的，协议仅记载持卡人的陈述",
            ));
    }
}

/// R18: waived ≤ component, for each of the four.
fn waiver_is_within_the_debt(case: &Case<'_>, findings: &mut Findings) {
    for plan in &case.planned {
        let (Some(ledger), Some(waived)) = (&plan.ledger, plan.waived) else { continue };
        super::waiver::tell_beyond(&format!("{}.waive", plan.path), &waived, ledger, findings);
    }
}

/// R18: where principal is waived, nothing of interest, penalty and fees stays due (handbook 3.8).
fn principal_is_waived_last(case: &Case<'_>, findings: &mut Findings) {
    for plan in &case.planned {
        let (Some(ledger), Some(waived)) = (&plan.ledger, plan.waived) else { continue };
        super::waiver::tell_too_early(&format!("{}.waive", plan.path), &waived, ledger, findings);
    }
    if let Some((_, ledger, waived)) = super::waiver::waived(case) {
        super::waiver::tell_too_early("waiver.waived", &waived, ledger, findings);
    }
}
