//! The entries on sums, plans and waivers.

use super::super::said;
use super::{Entry, Example, of, titled};
use Example::Account;

pub(super) const ENTRIES: &[Entry] = &[
    of(
        "R04",
        said("correct the sum that is wrong; the hint shows the reckoning", "请更正错误金额；提示中列出算式"),
        Account("overdue-notice", &[("ledgers[0].total", r#""8521.88""#)]),
        Account("overdue-notice", &[("ledgers[0].total", r#""8521.89""#)]),
    ),
    of(
        "R05",
        said(
            "negotiate terms within five years of signing, with an amount and a date for every instalment",
            "请约定五年内的还款条件，逐期写明金额和日期",
        ),
        Account("repayment-agreement", &[("plan.instalments", "60"), ("plan.first_due", r#""2027-01-05""#)]),
        Account("repayment-agreement", &[("plan.instalments", "60"), ("plan.first_due", r#""2026-12-22""#)]),
    ),
    of(
        "R09",
        said(
            "correct the bucket or its basis; allocate the payment in the order of art. 57",
            "请更正账龄或其依据；按第五十七条顺序分配还款",
        ),
        Account("overdue-notice", &[("bucket", r#""M2""#)]),
        Account("overdue-notice", &[("bucket", r#""M1""#)]),
    ),
    of(
        "R10",
        said(
            "take penalty and fees out of the base; waive or pay them down before a plan bears interest",
            "请将违约金和费用移出计息基数；计息分期前先减免或先付清",
        ),
        Account("overdue-notice", &[("ledgers[0].accruals[0].parts", r#"["principal", "penalty"]"#)]),
        Account("overdue-notice", &[("ledgers[0].accruals[0].parts", r#"["principal", "interest"]"#)]),
    ),
    of(
        "R16",
        said(
            "keep one ledger a currency of each card, and name a currency that has one",
            "请每张卡每币种保留一个分录，并使用有分录的币种",
        ),
        Account(
            "overdue-notice",
            &[("payment", r#"{"date": "2026-11-20", "amount": "0.00", "currency": "USD"}"#)],
        ),
        Account(
            "overdue-notice",
            &[("payment", r#"{"date": "2026-11-20", "amount": "0.00", "currency": "CNY"}"#)],
        ),
    ),
    of(
        "R18",
        said(
            "waive no more than is owed, charges before principal, with the sum that is owed again",
            "减免不得超过欠款，先息费后本金，并写明恢复金额",
        ),
        Account("repayment-agreement", &[("plan.waive", r#"{"penalty": "1245.37"}"#)]),
        Account("repayment-agreement", &[("plan.waive", r#"{"penalty": "1245.36"}"#)]),
    ),
    of(
        "R19",
        said("wait until everything is paid and posted", "请待全部款项结清并入账"),
        Account("settlement-certificate", &[("settlement.pending_transactions", "1")]),
        Account("settlement-certificate", &[("settlement.pending_transactions", "0")]),
    ),
    of(
        "R31",
        said(
            "let the first instalment fall due a period after signing; state the cost that `hanpress plan` shows",
            "首期还款日定在签署一期之后；所载成本与 `hanpress plan` 的结果一致",
        ),
        Account("repayment-agreement", &[("plan.stated_cost", r#""0.0001""#)]),
        Account("repayment-agreement", &[("plan.stated_cost", r#""0""#)]),
    ),
    of(
        "R32",
        said(
            "agree on days that are still to come, and issue the agreement before the first of them",
            "请约定尚未届至的还款日，并在首期之前出具协议",
        ),
        Account(
            "repayment-agreement",
            &[
                ("as_of", r#""2026-11-18""#),
                ("plan.signed_on", r#""2026-11-19""#),
                ("plan.first_due", r#""2026-11-21""#),
                ("plan.instalments", "12"),
            ],
        ),
        Account(
            "repayment-agreement",
            &[
                ("as_of", r#""2026-11-18""#),
                ("plan.signed_on", r#""2026-11-19""#),
                ("plan.first_due", r#""2026-11-22""#),
                ("plan.instalments", "12"),
            ],
        ),
    ),
    titled(
        said("a field that is missing", "缺少字段"),
        of(
            "D02",
            said(
                "give the field; `hanpress kinds KIND` lists what a kind needs",
                "请提供该字段；`hanpress kinds KIND` 列出所需字段",
            ),
            Account("overdue-notice", &[("debtor.address", "null")]),
            Account("overdue-notice", &[("debtor.address", r#""福建省福州市鼓楼区示例路18号""#)]),
        ),
    ),
    titled(
        said(
            "data that contradicts itself, the settings or the issue date",
            "数据与自身、设置或出具日期矛盾",
        ),
        of(
            "D09",
            said("correct the value that contradicts the other", "请更正相互矛盾的值"),
            Account("overdue-notice", &[("pay_by", r#""2026-11-22""#)]),
            Account("overdue-notice", &[("pay_by", r#""2026-11-23""#)]),
        ),
    ),
];
