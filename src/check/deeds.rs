//! Tell where a settlement certificate, a notice of assignment or an application to a court lacks what makes it one.

use super::{Case, Findings, Rule, said};
use crate::account::Respondent;
use crate::finding::Words;

/// The rules on such documents.
pub(super) const RULES: &[Rule] = &[
    Rule::listed(
        "R19",
        said(
            "a debt is certified as settled only when every balance is nothing and nothing is pending",
            "各项余额均为零且无在途交易方可出具结清证明",
        ),
        said("house rule: a certificate is true on its day", "内部规则：证明内容须真实"),
        debt_is_settled,
    ),
    Rule::listed(
        "R20",
        said(
            "debts are sold only to those who may buy them, under the seller's seal, with the day from which to pay them",
            "受让人须具备资格，通知须有让与人印章及向受让人履行的起始日",
        ),
        said(
            "民法典 art. 546; 银保监办便函〔2022〕1191号",
            "《中华人民共和国民法典》第五百四十六条；银保监办便函〔2022〕1191号",
        ),
        assignment_binds_the_debtor,
    ),
    Rule::listed(
        "R21",
        said(
            "a payment order is asked for against a debtor who can be found, for a sum that is fixed",
            "支付令须针对下落明确的债务人，且金额确定",
        ),
        said(
            "最高人民法院关于适用《中华人民共和国民事诉讼法》的解释 art. 427, 434",
            "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第四百二十七条、第四百三十四条",
        ),
        payment_order_can_be_served,
    ),
];

/// R19: no component above nothing in any currency, no pending transaction, settled by the figures' date.
fn debt_is_settled(case: &Case<'_>, findings: &mut Findings) {
    for (path, ledger) in case.ledgers() {
        for (name, part) in ledger.parts().named().into_iter().filter(|(_, part)| !part.is_zero()) {
            findings.tell(
                format!("{path}.{name}"),
                format!("`{part}` is still owed"),
                format!("尚欠 `{part}`"),
            );
        }
    }
    let Some(settlement) = &case.account.settlement else { return };
    if settlement.pending_transactions > 0 {
        let count = settlement.pending_transactions;
        findings.tell(
            "settlement.pending_transactions",
            format!("transactions not posted yet: {count}"),
            format!("尚有 {count} 笔交易未入账"),
        );
    }
    let (settled, as_of) = (settlement.settled_on, case.account.as_of);
    if settled > as_of {
        findings.tell(
            "settlement.settled_on",
            format!("the debt is settled on {settled}, after {as_of}, where the figures stand"),
            format!("结清日 {settled} 晚于金额截止日 {as_of}"),
        );
    }
}

/// R20: an eligible buyer, the seller's seal, and the day from which to pay the buyer (民法典 546).
fn assignment_binds_the_debtor(case: &Case<'_>, findings: &mut Findings) {
    let Some(assignment) = &case.account.assignment else { return };
    if !assignment.assignee_type.is_eligible() {
        findings
            .tell(
                "assignment.assignee_type",
                "card debts may not be sold to a buyer of this kind",
                "该类机构不具备信用卡不良贷款受让资格",
            )
            .hints
            .push(Words::new(
                "only asset management companies and banks' asset investment companies may buy them in bulk",
                "仅金融资产管理公司、地方资产管理公司及金融资产投资公司可批量受让",
            ));
    }
    if !assignment.assignor_seal {
        findings.tell(
            "assignment.assignor_seal",
            "the notice bears no seal of the seller",
            "通知未加盖让与人印章",
        );
    }
    if assignment.pay_from.is_none() {
        findings.tell(
            "assignment.pay_from",
            "the day from which to pay the buyer is missing",
            "缺少向受让人履行的起始日",
        );
    }
}

/// R21: against the debtor, whose whereabouts are known, for a fixed sum (解释 427, 434).
fn payment_order_can_be_served(case: &Case<'_>, findings: &mut Findings) {
    let Some(order) = &case.account.payment_order else { return };
    if order.respondent == Respondent::Guarantor {
        findings.tell(
            "payment_order.respondent",
            "a payment order is not given against a guarantor",
            "不得对担保人申请支付令",
        );
    }
    if !order.whereabouts_known {
        findings.tell(
            "payment_order.whereabouts_known",
            "it is not known where the debtor is",
            "债务人下落不明",
        );
    }
    if !order.sum_fixed {
        findings.tell("payment_order.sum_fixed", "the sum is not fixed", "请求给付的金额不确定");
    }
}
