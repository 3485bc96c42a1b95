//! Tell where a guarantor is not who signed the guarantee, agrees to what no longer binds, or may be asked too late.

use super::guarantee::{PERIOD, freed, goes_to_guarantor, surety};
use super::{Case, Findings, Rule, said};
use crate::account::Channel;
use crate::finding::{Said, Words};
use crate::plan::suretyship::{Standing, Suretyship};

const CONTRACT: Said = said(
    "民法典 art. 681, 685: a guarantee is between the creditor and a third person",
    "《中华人民共和国民法典》第六百八十一条、第六百八十五条：保证合同由债权人与第三人订立",
);

/// The days that a letter by post may take: a period that ends within them may be over when it arrives.
const BY_POST: i64 = 3;

/// The rules on who a guarantor is and when a letter reaches them.
pub(super) const RULES: &[Rule] = &[
    Rule::always(
        "R28",
        said("a letter to a guarantor goes to the one of the contract", "收件人须为保证合同的保证人"),
        CONTRACT,
        addressee_is_the_guarantor,
    ),
    Rule::always(
        "R28",
        said("nobody guarantees a debt of their own", "债务人不得为自己的债务提供保证"),
        CONTRACT,
        guarantor_is_another_than_the_debtor,
    ),
    Rule::always(
        "R28",
        said(
            "a guarantor who is free is not asked to agree to a plan",
            "保证人已不承担保证责任的，还款协议不附其书面同意",
        ),
        PERIOD,
        consent_is_of_a_bound_guarantor,
    ),
    Rule::warning(
        "W11",
        said(
            "a claim by post leaves early enough to arrive within the period of guarantee",
            "邮寄的请求须留足在途时间，于保证期间内送达",
        ),
        PERIOD,
        claim_arrives_in_time,
    ),
];

/// R28: the name of the guarantee, where one is given, is the addressee's.
fn addressee_is_the_guarantor(case: &Case<'_>, findings: &mut Findings) {
    let account = case.account;
    let named = account.guarantee.as_ref().and_then(|guarantee| guarantee.name.as_ref());
    let (Some(named), Some(to)) = (named, account.addressee.name.as_ref()) else { return };
    if goes_to_guarantor(case) && named.reveal() != to.reveal() {
        findings
            .tell(
                "guarantee.name",
                "the guarantor of the contract is another than the addressee",
                "保证合同的保证人与收件人不是同一人",
            )
            .hints
            .push(Words::new(
                "correct one of the two, or leave `guarantee.name` out: then the addressee is the guarantor",
                "请更正其中一项，或将 `guarantee.name` 留空，即以收件人为保证人",
            ));
    }
}

/// R28: a third person answers, not the debtor once more (民法典 681). A namesake of the debtor at another address may
/// be written to; in an agreement nothing tells the two apart.
fn guarantor_is_another_than_the_debtor(case: &Case<'_>, findings: &mut Findings) {
    let account = case.account;
    let (to, debtor) = (&account.addressee, &account.debtor);
    let is_debtors = |name: &String| name == debtor.name.reveal();
    if goes_to_guarantor(case) {
        let name = to.name.as_ref().filter(|name| is_debtors(name.reveal()));
        let address = |own: &str| debtor.address.as_ref().is_none_or(|debtors| debtors.reveal() == own);
        if name.is_some() && to.address.as_ref().is_none_or(|own| address(own.reveal())) {
            findings.tell(
                "addressee.name",
                "name and address of the guarantor are the debtor's",
                "保证人的姓名、地址与债务人相同",
            );
        }
    } else if account
        .guarantee
        .as_ref()
        .and_then(|guarantee| guarantee.name.as_ref())
        .is_some_and(|name| is_debtors(name.reveal()))
    {
        findings
            .tell("guarantee.name", "the guarantor has the debtor's name", "保证人与债务人姓名相同")
            .hints
            .push(Words::new(
                "correct the name; a namesake's consent needs a paper that tells the two apart",
                "请更正姓名；确为同名的，请另行出具可区分二人的书面同意",
            ));
    }
}

/// R28: an agreement asks no consent of who answers for nothing: it would read as if the guarantee stood (担保制度解释
/// 34). A kind that lists R28 is held to it by the rule on the period.
fn consent_is_of_a_bound_guarantor(case: &Case<'_>, findings: &mut Findings) {
    let kind = case.context.kind;
    if !kind.follows("R05") || kind.follows("R28") {
        return;
    }
    let Some(freed) = freed(case) else { return };
    findings.tell(freed.path, freed.why.en, freed.why.zh).hints.push(Words::new(
        format!(
            "give `guarantee.{}` if that was done in time; otherwise leave the block `guarantee` out",
            freed.name
        ),
        format!(
            "期间内确已{}的，请填写 `guarantee.{}`；否则请删去 `guarantee` 各项",
            freed.done.zh, freed.name
        ),
    ));
}

/// W11: a joint guarantor whose period ends while the letter is on its way is free when it arrives (民法典 693).
fn claim_arrives_in_time(case: &Case<'_>, findings: &mut Findings) {
    let Some(guarantee) = case.account.guarantee.as_ref().filter(|_| goes_to_guarantor(case)) else { return };
    let by_post = matches!(case.account.delivery, Some(Channel::Post | Channel::Registered | Channel::Ems));
    let (surety, issued) = (surety(guarantee, case), case.context.issue_date);
    let open = surety.mode == Suretyship::Joint && surety.kept_on().is_none();
    let Some(end) = surety.period_end().filter(|_| open && by_post) else { return };
    if surety.standing(issued) != Standing::Free && (end - issued).num_days() <= BY_POST {
        findings
            .tell(
                "guarantee.period_end",
                format!(
                    "the period of guarantee ends on {end}: a letter posted on {issued} may arrive too late"
                ),
                format!("保证期间于 {end} 届满，{issued} 邮寄可能无法在期间内送达"),
            )
            .hints
            .push(Words::new(
                "have it handed over within the period, or sue",
                "请在期间内当面送达并取得凭证，或者提起诉讼",
            ));
    }
}
