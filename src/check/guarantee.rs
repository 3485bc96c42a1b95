//! Tell where a guarantor does not answer for the debt, not yet, no longer, or not for that much.

use chrono::NaiveDate;

use super::{Case, CheckedLedger, Findings, Rule, Said, said};
use crate::account::{Guarantee, Party};
use crate::finding::Words;
use crate::money::{Currency, Money};
use crate::plan::Component;
use crate::plan::suretyship::{Standing, Surety, Suretyship};
use crate::record::Amount;

pub(super) const PERIOD: Said = said(
    "民法典 art. 692, 693, 694; 关于适用《中华人民共和国民法典》有关担保制度的解释 art. 28, 34: a later signature revives nothing",
    "《中华人民共和国民法典》第六百九十二条至第六百九十四条；《最高人民法院关于适用〈中华人民共和国民法典〉有关担保制度的解释》第二十八条、第三十四条：期间届满后在催款通知上签字不恢复保证责任",
);

const SCOPE: Said = said(
    "民法典 art. 691; 关于适用《中华人民共和国民法典》有关担保制度的解释 art. 3",
    "《中华人民共和国民法典》第六百九十一条；《最高人民法院关于适用〈中华人民共和国民法典〉有关担保制度的解释》第三条",
);

const DEBTOR_FIRST: Said =
    said("民法典 art. 686, 687", "《中华人民共和国民法典》第六百八十六条、第六百八十七条");

/// The rules on sureties.
pub(super) const RULES: &[Rule] = &[
    Rule::always(
        "R28",
        said("a guarantor is written to by the contract of guarantee", "寄给保证人的文书须以保证合同为依据"),
        said(
            "民法典 art. 681, 685: surety is given by contract in writing",
            "《中华人民共和国民法典》第六百八十一条、第六百八十五条：保证须以书面合同设立",
        ),
        guarantor_has_a_contract,
    ),
    Rule::listed(
        "R28",
        said(
            "nothing is said to a guarantor who is free: within the period a joint one was asked, or the debtor of a general one sued",
            "保证期间届满而未在期间内请求（连带责任保证）或起诉债务人（一般保证）的，保证人不再承担责任，不得致函",
        ),
        PERIOD,
        guarantor_is_not_free,
    ),
    Rule::listed(
        "R28",
        said(
            "a guarantor's own debt is not demanded after its limitation period",
            "保证债务的诉讼时效届满后不得催收",
        ),
        PERIOD,
        guarantee_is_not_time_barred,
    ),
    Rule::always(
        "R28",
        said(
            "a guarantor answers for no more than the debt, the scope and the cap of the contract",
            "保证责任不超过主债务、约定的保证范围和最高限额",
        ),
        SCOPE,
        guarantee_is_within_the_debt,
    ),
    Rule::always(
        "R28",
        said(
            "that the debtor need not be sued first follows from a case or a paper",
            "主张先诉抗辩权不再存在的，须有案件或者书面依据",
        ),
        DEBTOR_FIRST,
        debtor_was_asked_first,
    ),
    Rule::warning(
        "W11",
        said("a guarantor is told of the sale of the debt, too", "债权转让须一并通知保证人"),
        said(
            "民法典 art. 696: without it the sale has no effect on the guarantor",
            "《中华人民共和国民法典》第六百九十六条：未通知保证人的，转让对保证人不发生效力",
        ),
        guarantor_learns_of_the_sale,
    ),
];

/// A surety in money, with what may be said to the guarantor.
#[derive(Debug, Clone)]
pub struct CheckedGuarantee {
    /// The contract, and what was done about it.
    pub surety: Surety,
    /// What may be said to the guarantor on the issue date.
    pub standing: Standing,
    /// What is asked for, one sum a ledger with a debt.
    pub sums: Vec<Money>,
    /// The last day of the limitation period of the guarantor's own debt; `None` where it does not run yet.
    pub limitation_end: Option<NaiveDate>,
}

/// A guarantee with the day its debt fell due.
pub(super) fn surety(guarantee: &Guarantee, case: &Case<'_>) -> Surety {
    Surety {
        mode: guarantee.mode,
        due_on: case.account.due_date,
        agreed_end: guarantee.period_end,
        claimed_on: guarantee.claimed_on,
        sued_on: guarantee.sued_on,
        executed_on: guarantee.executed_on,
        defence_lost: guarantee.exception.is_some(),
    }
}

/// The account's surety in money; `None` where a sum of it cannot be.
pub(super) fn checked(guarantee: &Guarantee, case: &Case<'_>) -> Option<CheckedGuarantee> {
    let surety = surety(guarantee, case);
    let owing = owing(case);
    let sums = match (guarantee.claimed, &owing[..]) {
        (Some(claimed), [ledger]) => vec![Money::exact(claimed.0, ledger.currency)?],
        _ => owing.iter().map(|ledger| covered(guarantee, ledger)).collect::<Option<_>>()?,
    };
    Some(CheckedGuarantee {
        surety,
        standing: surety.standing(case.context.issue_date),
        sums,
        limitation_end: surety.limitation_end(|day| case.context.shift.by_law(day)),
    })
}

/// The ledgers in which something is owed.
fn owing<'a>(case: &'a Case<'_>) -> Vec<&'a CheckedLedger> {
    let owing = |ledger: &&CheckedLedger| ledger.credit.is_none() && !ledger.total.is_zero();
    case.ledgers.iter().flatten().filter(owing).collect()
}

/// What of a ledger the contract covers: the components in its scope, up to its cap.
fn covered(guarantee: &Guarantee, ledger: &CheckedLedger) -> Option<Money> {
    let parts = ledger.parts();
    let within = |part: &&Component| guarantee.scope.is_empty() || guarantee.scope.contains(part);
    let sum =
        Money::total(Component::ALL.iter().filter(within).map(|part| parts.of(*part)), ledger.currency)?;
    let cap = guarantee.cap.and_then(|cap| Money::exact(cap.0, ledger.currency));
    Some(cap.map_or(sum, |cap| cap.min(sum)))
}

/// Every amount of a guarantee with its path and currency.
pub(super) fn amounts(case: &Case<'_>) -> Vec<(String, Amount, Currency)> {
    let Some(guarantee) = &case.account.guarantee else { return Vec::new() };
    let Some(currency) = case.currency(None) else { return Vec::new() };
    let given = [("cap", guarantee.cap), ("claimed", guarantee.claimed)];
    let given = given.into_iter().filter_map(|(name, amount)| Some((name, amount?)));
    given.map(|(name, amount)| (format!("guarantee.{name}"), amount, currency)).collect()
}

/// Whether the document goes to a guarantor, as its kind allows.
pub(super) fn goes_to_guarantor(case: &Case<'_>) -> bool {
    case.account.addressee.role.party() == Some(Party::Guarantor)
        && case.context.kind.addressees.contains(&Party::Guarantor)
}

/// R28: who is addressed as guarantor gave a guarantee (民法典 681, 685). A kind that needs the block asks for it itself.
fn guarantor_has_a_contract(case: &Case<'_>, findings: &mut Findings) {
    let asked = case.context.kind.needs.iter().any(|need| need.split('.').next() == Some("guarantee"));
    if goes_to_guarantor(case) && case.account.guarantee.is_none() && !asked {
        findings
            .tell(
                "guarantee",
                "nothing tells by which contract the addressee answers for the debt",
                "没有收件人承担保证责任所依据的合同",
            )
            .hints
            .push(Words::new(
                "give the contract of guarantee: `guarantee.contract`, `guarantee.number`, `guarantee.signed_on`",
                "请填写保证合同：`guarantee.contract`、`guarantee.number`、`guarantee.signed_on`",
            ));
    }
}

/// R28: on the issue date the period runs, or what the law asks was done in it (民法典 692, 693). Nothing interrupts
/// the period, so nobody can answer for this.
fn guarantor_is_not_free(case: &Case<'_>, findings: &mut Findings) {
    let Some(Freed { path, why, done, name }) = freed(case) else { return };
    findings.tell(path, why.en, why.zh).hints.push(Words::new(
        format!("give `guarantee.{name}` if that was done in time; otherwise write nothing, since no later signature revives the guarantee"),
        format!("期间内确已{done_zh}的，请填写 `guarantee.{name}`；否则不得致函，此后在催款通知上签字也不恢复保证责任", done_zh = done.zh),
    ));
}

/// A guarantor who answers for nothing any more.
pub(super) struct Freed {
    /// The field that shows it.
    pub(super) path: String,
    /// Why, as a finding tells it.
    pub(super) why: Words,
    /// What had to be done within the period.
    pub(super) done: Said,
    /// The field of the guarantee that tells when it was done.
    pub(super) name: &'static str,
}

/// The account's guarantor, where the period is over and what had to be done in it was not.
pub(super) fn freed(case: &Case<'_>) -> Option<Freed> {
    let surety = surety(case.account.guarantee.as_ref()?, case);
    let issued = case.context.issue_date;
    let end = surety.period_end().filter(|_| surety.standing(issued) == Standing::Free)?;
    let (done, name) = match surety.mode {
        Suretyship::Joint => (said("the guarantor was asked", "请求保证人承担保证责任"), "claimed_on"),
        Suretyship::General => (said("the debtor was sued", "对债务人提起诉讼或者申请仲裁"), "sued_on"),
    };
    let Said { en: done_en, zh: done_zh } = done;
    let (path, why) = match surety.kept_on() {
        Some(day) => (
            format!("guarantee.{name}"),
            Words::new(
                format!(
                    "{done_en} on {day}, after the period of guarantee ended on {end}: the guarantor is free"
                ),
                format!("{day} 才{done_zh}，保证期间已于 {end} 届满，保证人不再承担保证责任"),
            ),
        ),
        None => (
            "guarantee.period_end".to_string(),
            Words::new(
                format!(
                    "the period of guarantee ended on {end}, before the issue date {issued}, and nothing tells that {done_en} in it: the guarantor is free"
                ),
                format!(
                    "保证期间已于 {end} 届满，早于出具日期 {issued}，且未登记期间内曾{done_zh}，保证人不再承担保证责任"
                ),
            ),
        ),
    };
    Some(Freed { path, why, done, name })
}

/// R28: the issue date is no later than three years from the day that 民法典 694 names.
fn guarantee_is_not_time_barred(case: &Case<'_>, findings: &mut Findings) {
    let Some(guarantee) = &case.account.guarantee else { return };
    let surety = surety(guarantee, case);
    let issued = case.context.issue_date;
    let end = surety.limitation_end(|day| case.context.shift.by_law(day));
    let Some(end) = end.filter(|end| issued > *end && surety.standing(issued) != Standing::Free) else {
        return;
    };
    let name = match surety.mode {
        Suretyship::Joint => "claimed_on",
        Suretyship::General => "executed_on",
    };
    findings.tell(
        format!("guarantee.{name}"),
        format!(
            "the limitation period of the guarantor's debt ended on {end}, before the issue date {issued}"
        ),
        format!("保证债务的诉讼时效已于 {end} 届满，早于出具日期 {issued}"),
    );
}

/// R28: no more is asked than the contract covers of what is owed (民法典 691), and a cap is of one debt.
fn guarantee_is_within_the_debt(case: &Case<'_>, findings: &mut Findings) {
    let Some(guarantee) = &case.account.guarantee else { return };
    let owing = owing(case);
    for (name, amount) in [("cap", guarantee.cap), ("claimed", guarantee.claimed)] {
        let Some(amount) = amount else { continue };
        if owing.len() > 1 {
            findings
                .tell(
                    format!("guarantee.{name}"),
                    "it names one sum, and several ledgers hold a debt",
                    "只有一个金额，而有欠款的分录不止一个",
                )
                .hints
                .push(Words::new("make a letter for each ledger", "请按分录分别出具"));
        } else if amount.0.is_zero() {
            findings.tell(
                format!("guarantee.{name}"),
                "a guarantee of nothing is none",
                "金额为零，没有保证责任",
            );
        }
    }
    let (Some(claimed), [ledger]) = (guarantee.claimed, &owing[..]) else { return };
    let Some(most) = covered(guarantee, ledger) else { return };
    if Money::exact(claimed.0, ledger.currency).is_some_and(|claimed| claimed > most) {
        findings.tell(
            "guarantee.claimed",
            format!(
                "`{claimed}` is asked for, and the contract covers `{most}` of the debt",
                claimed = claimed.0
            ),
            format!("请求 `{claimed}`，而保证范围内的欠款为 `{most}`", claimed = claimed.0),
        );
    }
}

/// R28: execution follows a suit with its number, an exception has its paper, and both are of a general guarantee.
fn debtor_was_asked_first(case: &Case<'_>, findings: &mut Findings) {
    let Some(guarantee) = &case.account.guarantee else { return };
    if guarantee.executed_on.is_some() && guarantee.sued_on.is_none() {
        findings.tell(
            "guarantee.executed_on",
            "execution ended, and nothing tells when the debtor was sued",
            "已登记执行终结，但未登记起诉债务人的日期",
        );
    }
    if guarantee.sued_on.is_some() && guarantee.case_number.is_none() {
        findings.tell(
            "guarantee.case_number",
            "the debtor was sued, and the case has no number",
            "已登记起诉债务人，但没有案号",
        );
    }
    if let Some(exception) = guarantee.exception.filter(|_| guarantee.exception_paper.is_none()) {
        findings.tell(
            "guarantee.exception_paper",
            format!("no paper shows the exception `{}`", exception.word()),
            format!("“{}”没有书面依据", exception.chinese()),
        );
    }
}

/// W11: a sale of a guaranteed debt is told to the guarantor, in this document or before (民法典 696).
fn guarantor_learns_of_the_sale(case: &Case<'_>, findings: &mut Findings) {
    let (Some(guarantee), Some(_)) = (&case.account.guarantee, &case.account.assignment) else { return };
    if guarantee.assignment_told_on.is_none() && !goes_to_guarantor(case) {
        findings
            .tell(
                "guarantee.assignment_told_on",
                "the debt was sold, and nothing tells that the guarantor learnt of it",
                "债权已转让，未登记是否通知保证人",
            )
            .hints
            .push(Words::new(
                "tell the guarantor, too, and give the day; without it the sale has no effect on them",
                "请一并通知保证人并登记日期；未通知的，转让对保证人不发生效力",
            ));
    }
}
