//! The entries that warn.

use super::super::said;
use super::{Entry, Example, closed, doubt};
use Example::{Account, Issued, Issuer, Words};

/// What an account says whose figures stand at the end of 2026.
const YEAR_END: &[super::Set] = &[
    ("as_of", r#""2026-12-31""#),
    ("ledgers[0].accruals[0].days", "69"),
    ("ledgers[0].interest", r#""288.98""#),
    ("ledgers[0].total", r#""8685.23""#),
];

pub(super) const ENTRIES: &[Entry] = &[
    doubt(
        "W01",
        said(
            "claim no more than the guard, or be ready to justify it in court",
            "请将息费控制在上限内，或准备在诉讼中说明",
        ),
        Account(
            "overdue-notice",
            &[("ledgers[0].penalty", r#""41.88""#), ("ledgers[0].total", r#""8543.77""#)],
        ),
        Account(
            "overdue-notice",
            &[("ledgers[0].penalty", r#""20.00""#), ("ledgers[0].total", r#""8521.89""#)],
        ),
    ),
    doubt(
        "W02",
        said(
            "look at the account: charges above the principal are rarely upheld",
            "请复核账户：超过本金的息费难获支持",
        ),
        Account(
            "overdue-notice-years-old",
            &[("ledgers[0].fees", r#""0.01""#), ("ledgers[0].total", r#""2000.01""#)],
        ),
        Account(
            "overdue-notice-years-old",
            &[("ledgers[0].fees", r#""0.00""#), ("ledgers[0].total", r#""2000.00""#)],
        ),
    ),
    doubt(
        "W03",
        said("wait until thirty days have passed since the last one arrived", "请待上一次催收送达满三十日"),
        Account("demand-letter", &[("notices[1].result_date", r#""2026-10-24""#)]),
        Account("demand-letter", &[("notices[1].result_date", r#""2026-10-23""#)]),
    ),
    closed(
        said(
            "whether a guarantor is bound by a sale is decided account by account",
            "转让对保证人是否发生效力，须逐户判断",
        ),
        doubt(
            "W11",
            said(
                "tell the guarantor of the sale, and give the day in `guarantee.assignment_told_on`; let a claim arrive within the period",
                "请将债权转让通知保证人，并在 `guarantee.assignment_told_on` 中登记日期；请求须在保证期间内送达",
            ),
            Account("W11-guarantor-told", &[("guarantee.assignment_told_on", "null")]),
            Account("W11-guarantor-told", &[("guarantee.assignment_told_on", r#""2026-11-22""#)]),
        ),
    ),
    closed(
        said(
            "whether others may learn of the debt, and whether its arrival can be proven, is decided account by account",
            "他人是否可能得知欠款、能否取得送达凭证，须逐户判断",
        ),
        doubt(
            "W04",
            said(
                "take fresh figures, a home address, and a way of delivery that is proven",
                "请使用最新金额、住址及可取得凭证的送达方式",
            ),
            Account(
                "overdue-notice",
                &[("debtor.address", r#""福建省福州市鼓楼区示例路18号示例公司收发室""#)],
            ),
            Account(
                "overdue-notice",
                &[("debtor.address", r#""福建省福州市鼓楼区示例路18号示例公司宿舍602室""#)],
            ),
        ),
    ),
    closed(
        said(
            "a wrong card number prints a wrong tail, so each is looked up",
            "卡号有误会印出错误的尾号，须逐户核对",
        ),
        doubt(
            "W05",
            said("check the card number at its source", "请核对卡号"),
            Account("overdue-notice", &[("card.number", r#""9900001234565678""#)]),
            Account("overdue-notice", &[("card.number", r#""9900001234565679""#)]),
        ),
    ),
    closed(
        said(
            "the law protects who is not of age (民法典 19, 20), so each is decided by itself",
            "法律保护未成年人（民法典 19、20），须逐户决定",
        ),
        doubt(
            "W06",
            said("write to the guardian, after legal advice", "请在征询法律意见后联系监护人"),
            Account("overdue-notice", &[("flags", r#"{"minor": true}"#)]),
            Account("overdue-notice", &[("flags", r#"{"minor": false}"#)]),
        ),
    ),
    doubt(
        "W07",
        said(
            "name a holiday file under `[calendar]` once the years are published, and let the holder know",
            "放假安排公布后在 `[calendar]` 中指定日历文件，并告知持卡人",
        ),
        Issuer("repayment-agreement", &[("calendar.file", r#""holidays.toml""#)]),
        Issuer(
            "repayment-agreement",
            &[("calendar.file", r#""holidays.toml""#), ("contract.holiday_shift", "false")],
        ),
    ),
    closed(
        said(
            "whether a request was answered is so of one account, and is looked at there",
            "是否已答复属于单个账户的情况，须逐户核对",
        ),
        doubt(
            "W08",
            said("answer the request, then dun", "请先答复客户，再催收"),
            Account(
                "demand-letter",
                &[("flags.hardship_claimed", "true"), ("flags.hardship_claimed_on", r#""2026-11-02""#)],
            ),
            Account(
                "demand-letter",
                &[
                    ("flags.hardship_claimed", "true"),
                    ("flags.hardship_claimed_on", r#""2026-11-02""#),
                    ("flags.hardship_answered_on", r#""2026-11-09""#),
                ],
            ),
        ),
    ),
    closed(
        said(
            "where letters come back the address may be wrong, so each is looked up",
            "通知退回时地址可能有误，须逐户核对",
        ),
        doubt(
            "W09",
            said(
                "check the address, and send by a way that proves arrival",
                "请核对地址，并以可取得凭证的方式送达",
            ),
            Account(
                "demand-letter",
                &[("notices[0].result", r#""failed""#), ("notices[1].result", r#""returned""#)],
            ),
            Account("demand-letter", &[("notices[1].result", r#""returned""#)]),
        ),
    ),
    closed(
        said(
            "whether an agreement was ended is so of one account, and is looked at there",
            "协议是否已终止属于单个账户的情况，须逐户核对",
        ),
        doubt(
            "W10",
            said(
                "end the agreement by notice before all that is owed is demanded",
                "请先书面通知终止协议，再要求偿还全部欠款",
            ),
            Account(
                "demand-letter",
                &[
                    ("flags.plan_active", "true"),
                    ("flags.plan_breach", "true"),
                    (
                        "broken_plan",
                        r#"{"agreement": "HP-1", "signed_on": "2026-09-01", "missed_due": "2026-10-10", "missed_amount": "500.00"}"#,
                    ),
                ],
            ),
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
    ),
    doubt(
        "W16",
        said(
            "look whether a later text is in force; until it is entered, let the legal department answer for the document",
            "请核对是否已有新规定；在其录入之前，文书由法务部门负责把关",
        ),
        Issued("assignment-notice", "2027-01-01", YEAR_END),
        Issued("assignment-notice", "2026-12-31", YEAR_END),
    ),
    doubt(
        "W15",
        said(
            "name the papers that the holder handed in, or ask for them before signing",
            "请列明持卡人提交的材料；尚未提交的，签署前请其补交",
        ),
        Account("repayment-agreement", &[("plan.hardship_papers", "[]")]),
        Account("repayment-agreement", &[("plan.hardship_papers", r#"["收入证明"]"#)]),
    ),
    doubt(
        "W12",
        said("end the sentence with a full stop", "请以句号结束"),
        Words("请尽快还款！"),
        Words("请尽快还款。"),
    ),
];
