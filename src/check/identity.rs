//! Tell whether this sender may write this kind of document to this addressee, with what it needs.

use super::{Case, Findings, Rule, said};
use crate::account::{Account, Party};
use crate::country::Postcodes;
use crate::finding::Words;
use crate::kind::own::{self, OwnField};
use crate::plan::{Bucket, overdue_days};
use crate::record::Field;

/// The rules on who writes to whom.
pub(super) const RULES: &[Rule] = &[
    Rule::always(
        "R02",
        said(
            "a document is sent to the debtor, the guarantor, an heir or the administrator of the estate, and to nobody else",
            "文书只能寄给债务人、保证人、继承人或遗产管理人",
        ),
        said("《商业银行信用卡业务监督管理办法》 art. 68", "《商业银行信用卡业务监督管理办法》第六十八条"),
        addressee_may_be_written_to,
    ),
    Rule::always(
        "R30",
        said(
            "a kind of document goes to those whose duties and rights it states",
            "文书只能寄给该种类所针对的收件人",
        ),
        said(
            "《商业银行信用卡业务监督管理办法》 art. 69; 民法典 art. 687, 701, 1161: guarantors and heirs have other duties and rights than the debtor; the `addressees` of the kind",
            "《商业银行信用卡业务监督管理办法》第六十九条；《中华人民共和国民法典》第六百八十七条、第七百零一条、第一千一百六十一条：保证人、继承人的责任和权利不同于债务人；该种类的 `addressees`",
        ),
        kind_is_for_the_addressee,
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

/// R02: debtor, guarantor, heir or administrator of the estate (办法 68). The debtor goes by no other name than
/// their own; of heirs R29 asks the rest.
fn addressee_may_be_written_to(case: &Case<'_>, findings: &mut Findings) {
    let to = &case.account.addressee;
    match to.role.party() {
        Some(Party::Debtor) => {
            if to.name.as_ref().is_some_and(|name| *name != case.account.debtor.name) {
                findings.tell(
                    "addressee.name",
                    "the addressee is the debtor, but goes by another name than `debtor.name`",
                    "收件人为债务人，但姓名与 `debtor.name` 不一致",
                );
            }
        }
        Some(Party::Guarantor | Party::Heir | Party::Administrator) => {}
        None => {
            findings
                .tell(
                    "addressee.role",
                    "the addressee is neither debtor nor guarantor, neither heir nor administrator of the estate",
                    "收件人不是债务人、保证人、继承人或遗产管理人",
                )
                .hints
                .push(Words::new(
                    "write `debtor`, `guarantor`, `heir` or `administrator`; nobody else may learn of the debt",
                    "请填写 `debtor`、`guarantor`、`heir` 或 `administrator`；不得向其他人透露欠款",
                ));
        }
    }
}

/// The kinds of the program that are meant for others than the debtor, with their titles.
const MEANT_FOR: &[(Party, &str, &str)] = &[
    (Party::Guarantor, "guarantor-notice", "信用卡保证责任通知书"),
    (Party::Heir, "estate-notice", "信用卡遗产债务告知书"),
    (Party::Administrator, "estate-notice", "信用卡遗产债务告知书"),
];

/// R30: the addressee is one of those the kind is for; whom nothing may be sent R02 tells.
fn kind_is_for_the_addressee(case: &Case<'_>, findings: &mut Findings) {
    let kind = case.context.kind;
    let Some(party) = case.account.addressee.role.party().filter(|party| !kind.addressees.contains(party))
    else {
        return;
    };
    let finding = findings.tell(
        "addressee.role",
        format!(
            "`{}` does not go to `{}`, who has other duties and rights than it states",
            kind.name,
            party.word()
        ),
        format!("《{}》所述责任和权利不适用于{}", kind.title, party.chinese()),
    );
    let other = MEANT_FOR.iter().find(|(meant, name, _)| *meant == party && *name != kind.name);
    finding.hints.push(if let Some((_, name, title)) = other {
        Words::new(
            format!("take `{name}`, which is meant for `{}`", party.word()),
            format!("寄给{}的，请使用《{title}》（`{name}`）", party.chinese()),
        )
    } else {
        let words: Vec<_> = kind.addressees.iter().map(|party| party.word()).collect();
        let chinese: Vec<_> = kind.addressees.iter().map(|party| party.chinese()).collect();
        Words::new(
            format!("it goes to: {}", words.join(", ")),
            format!("该种类文书寄给：{}", chinese.join("、")),
        )
    });
}

/// Fields of the addressee that [`addressee_is_named`] asks for.
const OF_ADDRESSEE: &[&str] = &["addressee.name", "addressee.postcode", "addressee.address"];

/// D02: every path the kind needs leads to something; a country without postcodes needs none.
fn needs_are_given(case: &Case<'_>, findings: &mut Findings) {
    let kind = case.context.kind;
    let second = Bucket::of(overdue_days(case.account.as_of, case.account.due_date)) > Bucket::M1;
    let later = kind.needs_from_m2.iter().filter(|_| second);
    let needed = kind.needs.iter().chain(later).filter(|need| {
        let postcode =
            *need != "debtor.postcode" || case.account.debtor.country.postcodes() == Postcodes::Must;
        postcode && !OF_ADDRESSEE.contains(&need.as_str())
    });
    for (path, need) in
        needed.flat_map(|need| missing(case.account, need).into_iter().map(move |path| (path, need)))
    {
        let en = format!("`{path}` is missing; needed by `{}`", kind.name);
        let zh = format!("缺少 `{path}`；《{}》需要该字段", kind.title);
        let finding = findings.tell(path, en, zh);
        let own = need.strip_prefix("matter.").and_then(|own| own::declared(&kind.field, own));
        if let Some(law) = own.and_then(OwnField::law) {
            finding.basis = Some(law);
        }
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

/// D02: who is not the debtor is written to by name, and at an address of their own where the kind needs one.
fn addressee_is_named(case: &Case<'_>, findings: &mut Findings) {
    let (to, needs) = (&case.account.addressee, &case.context.kind.needs);
    let needed = |field: &str| {
        needs
            .iter()
            .any(|need| need.strip_prefix("debtor.").or(need.strip_prefix("addressee.")) == Some(field))
    };
    let coded = case.account.addressed_country().postcodes() == Postcodes::Must;
    let missing = [
        ("addressee.name", to.name.is_none()),
        ("addressee.postcode", to.postcode.is_none() && needed("postcode") && coded),
        ("addressee.address", to.address.is_none() && needed("address")),
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
