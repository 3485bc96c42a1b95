//! Tell what is doubtful about a document that could be made: stale figures, a workplace, no proof that it arrives.

use super::{Case, Findings, Rule, said};
use crate::finding::Words;

/// The rules on whether a letter reaches its reader, and with true figures.
pub(super) const RULES: &[Rule] = &[
    Rule::warning(
        "W04",
        said("figures are not older than the issuer allows", "金额截止日未超过发卡行允许的天数"),
        said("house rule: `contract.figures_days`", "内部规则：`contract.figures_days`"),
        figures_are_fresh,
    ),
    Rule::warning(
        "W04",
        said("a letter goes to a home, not to a workplace", "文书不寄往工作单位"),
        said(
            "house rule: 个人信息保护法 art. 6, no arrears in a post room",
            "内部规则：《中华人民共和国个人信息保护法》第六条，欠款信息不进入单位收发室",
        ),
        address_is_no_workplace,
    ),
    Rule::warning(
        "W04",
        said(
            "a document that must be proven is delivered by a way that proves it",
            "需要送达凭证的文书须以可取得凭证的方式送达",
        ),
        said(
            "house rule: the `proven_by` of the kind's `kind.toml`",
            "内部规则：该种类 `kind.toml` 的 `proven_by`",
        ),
        delivery_can_be_proven,
    ),
];

/// W04: no more days than `contract.figures_days` lie between `as_of` and the issue date.
fn figures_are_fresh(case: &Case<'_>, findings: &mut Findings) {
    let (as_of, issued) = (case.account.as_of, case.context.issue_date);
    let (age, allowed) = ((issued - as_of).num_days(), case.context.issuer.contract.figures_days);
    if age > i64::from(allowed) {
        findings.tell(
            "as_of",
            format!("the figures are {age} days old, more than {allowed}"),
            format!("金额截止日距出具日期 {age} 天，超过 {allowed} 天"),
        );
    }
}

/// What an address ends with that is somebody's employer.
const WORKPLACES: &[&str] = &[
    "公司",
    "集团",
    "工厂",
    "单位",
    "银行",
    "学校",
    "大学",
    "中学",
    "小学",
    "医院",
    "政府",
    "委员会",
    "派出所",
    "事务所",
    "办公室",
    "收发室",
    "传达室",
    "前台",
    "门卫",
    "部队",
];

/// W04: the address that is written to does not end with a workplace.
fn address_is_no_workplace(case: &Case<'_>, findings: &mut Findings) {
    let account = case.account;
    let Some(address) = account.addressed_address() else { return };
    let own = account.addressee.address.is_some();
    let path = if own { "addressee.address" } else { "debtor.address" };
    let end = address.reveal().trim_end_matches(|c: char| c.is_whitespace() || "转收）)。".contains(c));
    if let Some(word) = WORKPLACES.iter().find(|word| end.ends_with(*word)) {
        findings.tell(
            path,
            format!("the address ends with `{word}`, like a workplace"),
            format!("地址以 `{word}` 结尾，疑为工作单位"),
        );
    }
}

/// W04: where the kind says what proves its arrival, it goes by one of these ways.
fn delivery_can_be_proven(case: &Case<'_>, findings: &mut Findings) {
    let (kind, delivery) = (case.context.kind, case.account.delivery);
    let allowed = delivery.is_none_or(|way| kind.channels.contains(&way));
    let asked = delivery.is_none() && kind.needs.iter().any(|need| need == "delivery");
    if kind.proven_by.is_empty() || !allowed || asked {
        return;
    }
    if delivery.is_none_or(|way| !kind.proven_by.contains(&way)) {
        let words: Vec<_> = kind.proven_by.iter().map(|way| way.word()).collect();
        let chinese: Vec<_> = kind.proven_by.iter().map(|way| way.chinese()).collect();
        findings.tell("delivery", "no proof of delivery is planned", "未安排送达凭证").hints.push(
            Words::new(
                format!("it is proven by: {}", words.join(", ")),
                format!("可取得凭证的方式：{}", chinese.join("、")),
            ),
        );
    }
}
