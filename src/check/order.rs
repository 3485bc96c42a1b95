//! Tell where the bucket contradicts the days, and where a payment went to the wrong part of the debt first.

use super::{Case, CheckedLedger, Findings, Parts, Rule, Said, said};
use crate::account::{BucketBasis, Payment};
use crate::finding::Words;
use crate::money::{Currency, Money};
use crate::plan::allocation::Order;
use crate::plan::{Bucket, Component, overdue_days};
use crate::record::Amount;

const ART_57: Said =
    said("《商业银行信用卡业务监督管理办法》 art. 57", "《商业银行信用卡业务监督管理办法》第五十七条");

/// The rules on the order of payments.
pub(super) const RULES: &[Rule] = &[
    Rule::always(
        "R09",
        said(
            "the bucket is the one of the overdue days, unless it is counted by cycles",
            "账龄须与逾期天数一致，按账单期数计算的除外",
        ),
        said(
            "《商业银行信用卡业务监督管理办法》 art. 57, 92: classes go by days",
            "《商业银行信用卡业务监督管理办法》第五十七条、第九十二条：按逾期天数分类",
        ),
        bucket_fits_the_days,
    ),
    Rule::always(
        "R09",
        said(
            "a payment goes to interest and fees first up to day 90, to the principal first from day 91",
            "逾期 90 天以内先冲利息和费用后冲本金，91 天起先冲本金",
        ),
        ART_57,
        payment_is_allocated_in_order,
    ),
    Rule::always(
        "R04",
        said("a payment is allocated to the last minor unit", "还款须全额分配"),
        said("sum of what each component received", "合计为各组成部分受偿金额之和"),
        payment_is_allocated_wholly,
    ),
];

/// Every amount of a payment with its path and currency.
pub(super) fn amounts(case: &Case<'_>) -> Vec<(String, Amount, Currency)> {
    let Some(payment) = &case.account.payment else { return Vec::new() };
    let Some(currency) = case.currency(payment.currency) else { return Vec::new() };
    let parts = &payment.allocated;
    let all = [
        ("amount", payment.amount),
        ("allocated.principal", parts.principal),
        ("allocated.interest", parts.interest),
        ("allocated.penalty", parts.penalty),
        ("allocated.fees", parts.fees),
    ];
    all.into_iter().map(|(name, amount)| (format!("payment.{name}"), amount, currency)).collect()
}

/// R09: the bank's bucket is that of the days between `due_date` and `as_of` (handbook 3.4).
fn bucket_fits_the_days(case: &Case<'_>, findings: &mut Findings) {
    let account = case.account;
    let (days, calculated) = (case.overdue_days(), Bucket::of(case.overdue_days()));
    if let Some(bucket) = account.bucket.filter(|bucket| *bucket != calculated)
        && account.bucket_basis == BucketBasis::Days
    {
        findings
            .tell(
                "bucket",
                format!("`{bucket}` contradicts {days} overdue days, which are `{calculated}`"),
                format!("`{bucket}` 与逾期 {days} 天（`{calculated}`）不符"),
            )
            .hints
            .push(Words::new(
                "set `bucket_basis` to `cycles` where buckets count unpaid statements",
                "如账龄按未还账单期数计算，请将 `bucket_basis` 设为 `cycles`",
            ));
    }
}

/// A payment in money, with the ledger it went to.
struct Paid<'a> {
    payment: &'a Payment,
    amount: Money,
    to: Parts,
    ledger: &'a CheckedLedger,
}

fn paid<'a>(case: &'a Case<'_>) -> Option<Paid<'a>> {
    let payment = case.account.payment.as_ref()?;
    let ledger = case.ledger_in(payment.currency)?;
    let to = payment.allocated.parts(ledger.currency)?;
    Some(Paid { payment, amount: Money::exact(payment.amount.0, ledger.currency)?, to, ledger })
}

/// R09: nothing goes to a later component while an earlier one is still owed (办法 57). The ledger
/// stands as it is after the payment; between 违约金 and other fees there is no order.
fn payment_is_allocated_in_order(case: &Case<'_>, findings: &mut Findings) {
    let Some(Paid { payment, to, ledger, .. }) = paid(case) else { return };
    let days = overdue_days(payment.date, case.account.due_date);
    let order: Vec<_> = Order::of_card(days, case.context.issuer.contract.allocation).components().collect();
    let charge = |part| matches!(part, Component::Fees | Component::Penalty);
    for (at, &part) in order.iter().enumerate().filter(|(_, part)| to.of(**part).is_positive()) {
        let before = |earlier: &&Component| {
            let alike = charge(**earlier) && charge(part);
            !alike && ledger.parts().of(**earlier).is_positive()
        };
        let earlier: Vec<_> = order[..at].iter().filter(before).collect();
        if earlier.is_empty() {
            continue;
        }
        let words: Vec<_> = earlier.iter().map(|part| part.word()).collect();
        let chinese: Vec<_> = earlier.iter().map(|part| part.chinese()).collect();
        findings.tell(
            format!("payment.allocated.{}", part.word()),
            format!("on day {days} {} comes before {} and is still owed", words.join(" and "), part.word()),
            format!("逾期第 {days} 天，{}应先于{}受偿且尚有欠款", chinese.join("、"), part.chinese()),
        );
    }
}

/// R04: the components received what came in, but for what is left when nothing is owed any more.
fn payment_is_allocated_wholly(case: &Case<'_>, findings: &mut Findings) {
    let Some(Paid { amount, to, ledger, .. }) = paid(case) else { return };
    let Some(sum) = to.total() else { return };
    let overpaid = sum < amount && ledger.total.is_zero();
    if sum != amount && !overpaid {
        findings
            .tell(
                "payment.allocated",
                format!("`{sum}` of the payment of `{amount}` is allocated"),
                format!("还款 `{amount}` 中分配了 `{sum}`"),
            )
            .hints
            .push(Words::new(
                "give in it what of the payment went to `principal`, `interest`, `penalty` and `fees`; one left out is nothing",
                "请在其中写明还款抵偿 `principal`、`interest`、`penalty`、`fees` 的金额；未写的为零",
            ));
    }
}
