//! The entries on when something may be demanded, and in which words.

use super::super::said;
use super::{Entry, Example, Waivable, of};
use Example::{Account, Words};

pub(super) const ENTRIES: &[Entry] = &[
    of(
        "R06",
        said(
            "wait, or record the breach in `flags.plan_breach`",
            "请等待，或在 `flags.plan_breach` 登记违约",
        ),
        Account("overdue-notice", &[("flags", r#"{"plan_active": true}"#)]),
        Account(
            "overdue-notice",
            &[
                ("flags", r#"{"plan_active": true, "plan_breach": true}"#),
                (
                    "broken_plan",
                    r#"{"agreement": "HP-1", "signed_on": "2026-10-26", "missed_due": "2026-11-10", "missed_amount": "700.00", "ended_on": "2026-11-20"}"#,
                ),
            ],
        ),
    ),
    of(
        "R07",
        said(
            "answer the objection first, or use the kind that the case needs",
            "请先处理异议，或使用相应种类的文书",
        ),
        Account("overdue-notice", &[("flags", r#"{"dispute_open": true}"#)]),
        Account("overdue-notice", &[("flags", r#"{"dispute_open": false}"#)]),
    ),
    of(
        "R08",
        said(
            "wait until the grace is over; send nothing for a small shortfall",
            "请待容时期满；差额在容差内不发函",
        ),
        Account("overdue-notice", &[("due_date", r#""2026-11-19""#)]),
        Account("overdue-notice", &[("due_date", r#""2026-11-18""#)]),
    ),
    of(
        "R11",
        said(
            "print the annual rate beside the day rate, in type no smaller; call the cost interest",
            "请在日利率旁以不小的字号载明年化利率；成本称为利息",
        ),
        Words("按日利率0.05%计收利息"),
        Words("按日利率0.05%（年化利率18.25%，单利）计收利息"),
    ),
    Entry {
        waivable: Waivable::Entry,
        ..of(
            "R12",
            said(
                "say it in the words of the sample sentences; the hint names the entry of the list",
                "请使用示范用语；提示中注明清单条目",
            ),
            Words("逾期不还，后果自负。"),
            Words("如您在上述期限内未清偿，我行将依法采取包括提起诉讼在内的法律措施。"),
        )
    },
    of(
        "R22",
        said("add the sentence that gives notice before the report", "请补充不良信息报送的事先告知"),
        Words("逾期将影响您的征信。"),
        Words("我行将依照《征信业管理条例》如实报送您的信用信息；本函同时作为对不良信息报送的事先告知。"),
    ),
    Entry {
        waivable: Waivable::Code,
        ..of(
            "R23",
            said(
                "record what interrupted the period, or use a kind that claims nothing as certain",
                "请登记时效中断事由，或使用不主张确定权利的文书",
            ),
            Account("overdue-notice", &[("limitation_end", r#""2026-11-21""#)]),
            Account("overdue-notice", &[("limitation_end", r#""2026-11-22""#)]),
        )
    },
    of(
        "R26",
        said(
            "give the day the debtor was told of the report, and the day of the first report where it was made",
            "请填写征信事先告知日；已报送的，填写首次报送日",
        ),
        Account("demand-letter", &[("flags", "{}")]),
        Account("demand-letter", &[("flags", r#"{"bureau_reported_on": "2026-09-10"}"#)]),
    ),
    of(
        "R27",
        said(
            "name the broken agreement in the block `broken_plan`",
            "请在 `broken_plan` 中填写违约的还款协议",
        ),
        Account("demand-letter", &[("flags.plan_active", "true"), ("flags.plan_breach", "true")]),
        Account(
            "demand-letter",
            &[
                ("flags.plan_active", "true"),
                ("flags.plan_breach", "true"),
                (
                    "broken_plan",
                    r#"{"agreement": "HP-1", "signed_on": "2026-09-01", "missed_due": "2026-10-10", "missed_amount": "500.00", "ended_on": "2026-10-28"}"#,
                ),
            ],
        ),
    ),
    of(
        "R25",
        said(
            "give the value, or let the template ask whether it is there",
            "请补充该值，或在模板中先判断其是否存在",
        ),
        Words("请于    年  月  日前还款"),
        Words("请于2026年12月7日前还款"),
    ),
];
