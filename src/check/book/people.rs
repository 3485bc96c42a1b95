//! The entries on who writes to whom, and what names them.

use super::super::said;
use super::{Entry, Example, of};
use Example::{Account, Issuer, Words};

pub(super) const ENTRIES: &[Entry] = &[
    of(
        "R01",
        said(
            "put the missing block into the template; the shared ones stand under templates/shared",
            "请在模板中补上所缺内容；公用部分在 templates/shared",
        ),
        Words("您的信用卡已逾期，请尽快还款。"),
        Words(
            "……如对上述金额有异议，请于收到本函之日起15日内致电400-000-0000并提供证据，我行将及时核实并书面答复。",
        ),
    ),
    of(
        "R02",
        said(
            "write to the debtor, the guarantor, an heir or the administrator of the estate",
            "请改寄债务人、保证人、继承人或遗产管理人",
        ),
        Account(
            "overdue-notice",
            &[
                ("addressee.role", r#""brother""#),
                ("addressee.name", r#""李示例""#),
                ("addressee.postcode", r#""350001""#),
                ("addressee.address", r#""福建省福州市鼓楼区示例路20号""#),
            ],
        ),
        Account("guarantor-notice", &[("addressee.role", r#""guarantor""#)]),
    ),
    of(
        "R03",
        said(
            "take the number out of the free field; documents print the last four digits",
            "请从自由字段中删除号码；文书仅打印末四位",
        ),
        Account("overdue-notice", &[("extra.note", r#""卡号 9900 0012 3456 5679""#)]),
        Account("overdue-notice", &[("extra.note", r#""尾号5679""#)]),
    ),
    of(
        "R13",
        said("name the document for what it is", "请使用与文书性质相符的标题"),
        Account("overdue-notice", &[("enclosures", r#"["律师函"]"#)]),
        Account("overdue-notice", &[("enclosures", r#"["欠款明细"]"#)]),
    ),
    of(
        "R14",
        said(
            "let somebody send it who may, or complete the authority in the issuer file and tell the debtor first",
            "请由有权主体发送，或在发行方文件中补全授权并事先告知债务人",
        ),
        Issuer("overdue-notice", &[("issuer.role", r#""agency""#)]),
        Issuer("overdue-notice", &[("issuer.role", r#""issuer""#)]),
    ),
    of(
        "R15",
        said(
            "let `issuer.payee` name the bank or the buyer of the debt",
            "请将 `issuer.payee` 设为银行或受让人",
        ),
        Issuer("overdue-notice", &[("issuer.payee.account", r#""客户经理个人账户""#)]),
        Issuer("overdue-notice", &[("issuer.payee.account", r#""本人信用卡账户""#)]),
    ),
    of(
        "R17",
        said("correct the number or postcode at its source", "请在数据源中更正号码或邮政编码"),
        Account("overdue-notice", &[("debtor.id_number", r#""110105194912310021""#)]),
        Account("overdue-notice", &[("debtor.id_number", r#""11010519491231002X""#)]),
    ),
    of(
        "R20",
        said(
            "complete the block `assignment`; sell only to those who may buy",
            "请补全 `assignment`；仅可转让给适格受让人",
        ),
        Account("assignment-notice", &[("assignment.pay_from", "null")]),
        Account("assignment-notice", &[("assignment.pay_from", r#""2026-12-01""#)]),
    ),
    of(
        "R21",
        said(
            "find the debtor and fix the sum, or file a suit instead",
            "请查明债务人下落并确定金额，否则应起诉",
        ),
        Account("payment-order", &[("payment_order.sum_fixed", "false")]),
        Account("payment-order", &[("payment_order.sum_fixed", "true")]),
    ),
    of(
        "R28",
        said(
            "record the contract and what was done within its period; a guarantor who is free is not written to",
            "请登记保证合同和保证期间内所采取的措施；保证人已不承担责任的，不得致函",
        ),
        Account("guarantor-notice", &[("guarantee.period_end", r#""2026-11-21""#)]),
        Account(
            "guarantor-notice",
            &[("guarantee.period_end", r#""2026-11-21""#), ("guarantee.claimed_on", r#""2026-11-21""#)],
        ),
    ),
    of(
        "R29",
        said(
            "record the death and what shows who answers for the estate; write to nobody who renounced",
            "请登记死亡事实和证明继承人或遗产管理人身份的材料；已放弃继承的不再致函",
        ),
        Account("estate-notice", &[("addressee.heirship_confirmed", "false")]),
        Account("estate-notice", &[("addressee.heirship_confirmed", "true")]),
    ),
    of(
        "R30",
        said(
            "take the kind that is meant for the addressee; the hint names it",
            "请使用适用于该收件人的文书种类，提示中已写明",
        ),
        Account("guarantor-notice", &[("addressee", "null")]),
        Account("guarantor-notice", &[("addressee.role", r#""guarantor""#)]),
    ),
    of(
        "R24",
        said(
            "sign with a certificate, or do not call the picture a signature",
            "请使用证书签名，或不将印章图片称为签名",
        ),
        Words("本函已由我行电子签名。（仅有印章图片）"),
        Words("（印章）示例银行股份有限公司信用卡中心"),
    ),
    of(
        "R33",
        said(
            "make true what the condition asks for, or use another kind of document; `hanpress kinds KIND` lists the conditions",
            "请先满足该条件，或者改用其他文书种类；`hanpress kinds 种类` 列出各项条件",
        ),
        Account("payment-reminder", &[("due_date", r#""2026-11-24""#)]),
        Account("payment-reminder", &[("due_date", r#""2026-11-25""#)]),
    ),
];
