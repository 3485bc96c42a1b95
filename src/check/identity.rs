//! Tell whether this sender may write this kind of document to this addressee, with what it needs.

use super::{Case, Findings, Rule, said};
use crate::account::Account;
use crate::country::Postcodes;
use crate::finding::Words;
use crate::plan::{Bucket, overdue_days};
use crate::record::Field;

/// The rules on who writes to whom.
pub(super) const RULES: &[Rule] = &[
    Rule::always(
        "R02",
        said(
            "a document is sent to the debtor, the guarantor or a confirmed heir, and to nobody else",
            "文书只能寄给债务人、担保人或经确认的继承人",
        ),
        said("《商业银行信用卡业务监督管理办法》 art. 68", "《商业银行信用卡业务监督管理办法》第六十八条"),
        addressee_may_be_written_to,
    ),
    Rule::always(
        "D02",
        said("an account gives what its kind needs", "账户须提供该文书种类所需的内容"),
        said("the `needs` of the kind's `kind.toml`", "该文书种类 `kind.toml` 中的 `needs`"),
        needs_are_given,
    ),
    Rule::always(
        "D02",
        said(
            "an addressee other than the debtor has a name, and an address where the kind needs the debtor's",
            "收件人不是债务人时须有姓名；该种类需要债务人地址的，须有收件人地址",
        ),
        said(
            "house rule: no document without whom it goes to, and where",
            "内部规则：文书须写明收件人及其地址",
        ),
        addressee_is_named,
    ),
    Rule::always(
        "D09",
        said("a document is delivered as its kind allows", "文书须以该种类允许的方式送达"),
        said("the `channels` of the kind's `kind.toml`", "该文书种类 `kind.toml` 中的 `channels`"),
        delivery_suits_the_kind,
    ),
];

/// R02: debtor, guarantor, or the confirmed heir of a debtor who died (办法 68). The debtor goes
/// by no other name than their own.
fn addressee_may_be_written_to(case: &Case<'_>, findings: &mut Findings) {
    let to = &case.account.addressee;
    match to.role.as_str() {
        "debtor" => {
            if to.name.as_ref().is_some_and(|name| *name != case.account.debtor.name) {
                findings.tell(
                    "addressee.name",
                    "the addressee is the debtor, but goes by another name than `debtor.name`",
                    "收件人为债务人，但姓名与 `debtor.name` 不一致",
                );
            }
        }
        "guarantor" => {}
        "heir" if !case.account.flags.deceased => {
            findings.tell(
                "addressee.role",
                "nobody is heir of a debtor who is not recorded as deceased",
                "债务人未登记死亡，不存在继承人",
            );
        }
        "heir" if !to.heirship_confirmed => {
            findings.tell(
                "addressee.heirship_confirmed",
                "an heir may be written to only after the heir's duty is confirmed on paper",
                "继承人的清偿责任经书面确认后方可致函",
            );
        }
        "heir" => {}
        _ => {
            findings
                .tell(
                    "addressee.role",
                    "the addressee is neither debtor nor guarantor nor heir",
                    "收件人不是债务人、担保人或继承人",
                )
                .hints
                .push(Words::new(
                    "write `debtor`, `guarantor` or `heir`; nobody else may learn of the debt",
                    "请填写 `debtor`、`guarantor` 或 `heir`；不得向其他人透露欠款",
                ));
        }
    }
}

/// D02: every path the kind needs leads to something; a country without postcodes needs none.
fn needs_are_given(case: &Case<'_>, findings: &mut Findings) {
    let kind = case.context.kind;
    let second = Bucket::of(overdue_days(case.account.as_of, case.account.due_date)) > Bucket::M1;
    let later = kind.needs_from_m2.iter().filter(|_| second);
    let needed = kind.needs.iter().chain(later).filter(|need| {
        *need != "debtor.postcode" || case.account.debtor.country.postcodes() == Postcodes::Must
    });
    for path in needed.flat_map(|need| missing(case.account, need)) {
        let en = format!("`{path}` is missing; needed by `{}`", kind.name);
        let zh = format!("缺少 `{path}`；《{}》需要该字段", kind.title);
        findings.tell(path, en, zh);
    }
}

/// Where nothing stands of what a dotted path leads to, each ledger being asked for itself.
fn missing(account: &Account, need: &str) -> Vec<String> {
    let path: Vec<&str> = need.split('.').collect();
    match path.split_first() {
        Some((&"ledgers", rest)) if !rest.is_empty() => {
            // Nothing is asked for in a currency in which nothing is owed.
            let owing = account.ledgers.iter().enumerate().filter(|(_, one)| one.credit_balance().is_none());
            let ledgers = owing.filter(|(_, ledger)| !ledger.has(rest));
            ledgers.map(|(at, _)| format!("ledgers[{at}].{}", rest.join("."))).collect()
        }
        _ if account.has(&path) => Vec::new(),
        _ => vec![need.to_string()],
    }
}

/// D02: a guarantor or heir is written to by name, at an address of their own where the kind would need
/// the debtor's.
fn addressee_is_named(case: &Case<'_>, findings: &mut Findings) {
    let (to, needs) = (&case.account.addressee, &case.context.kind.needs);
    let needed = |field: &str| needs.iter().any(|need| need == field);
    let coded = case.account.addressed_country().postcodes() == Postcodes::Must;
    let missing = [
        ("addressee.name", to.name.is_none()),
        ("addressee.postcode", to.postcode.is_none() && needed("debtor.postcode") && coded),
        ("addressee.address", to.address.is_none() && needed("debtor.address")),
    ];
    for (path, _) in missing.into_iter().filter(|(_, missing)| *missing && !to.is_debtor()) {
        findings.tell(
            path,
            format!("`{path}` is missing; needed where the addressee is not the debtor"),
            format!("缺少 `{path}`；收件人不是债务人时需要该字段"),
        );
    }
}

/// D09: the way of delivery is among the kind's channels.
fn delivery_suits_the_kind(case: &Case<'_>, findings: &mut Findings) {
    let kind = case.context.kind;
    let Some(channel) = case.account.delivery.filter(|channel| !kind.channels.contains(channel)) else {
        return;
    };
    let words: Vec<_> = kind.channels.iter().map(|channel| channel.word()).collect();
    let chinese: Vec<_> = kind.channels.iter().map(|channel| channel.chinese()).collect();
    findings
        .tell(
            "delivery",
            format!("`{}` is not delivered by `{}`", kind.name, channel.word()),
            format!("`{}` 不以{}送达", kind.name, channel.chinese()),
        )
        .hints
        .push(Words::new(
            format!("it may go by: {}", words.join(", ")),
            format!("可用方式：{}", chinese.join("、")),
        ));
}
