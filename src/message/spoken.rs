//! Hold the words of a message to what it may show: nothing of a person in full, and links to the issuer's own host only.

use super::Subject;
use super::settings::host;
use crate::finding::{Finding, Words};

/// How many digits in a row may be a card or an identity number.
const LONG: usize = 13;

/// What a message says and may not; `path` is that of findings.
pub(super) fn spoken(subject: &Subject<'_>, words: &str, path: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some((en, zh)) = shown_in_full(subject, words) {
        let message = Words::new(format!("the message shows {en} in full"), format!("消息中出现完整的{zh}"));
        found.push(
            Finding::error("M05", path, message)
                .basis(
                    "个人信息保护法 arts. 6, 28, 51; 商业银行信用卡业务监督管理办法 art. 61",
                    "《中华人民共和国个人信息保护法》第六条、第二十八条、第五十一条；《商业银行信用卡业务监督管理办法》第六十一条",
                )
                .hint(
                    "call the addressee `{{ addressee.name }}`, which is 王先生 or 客户 here, and the card by `{{ card.tail }}`",
                    "称呼请用 `{{ addressee.name }}`（此处为“王先生”或“客户”），卡号请用 `{{ card.tail }}`",
                ),
        );
    }
    for link in links(words) {
        let own = subject.settings.hosts.iter().any(|host| {
            link == *host || link.strip_suffix(host.as_str()).is_some_and(|rest| rest.ends_with('.'))
        });
        if !own {
            let message = Words::new(
                format!("the message leads to `{link}`, which is not the issuer's"),
                format!("消息中的网址 `{link}` 不属于发行方"),
            );
            found.push(
                Finding::error("M06", path, message)
                    .basis(
                        "house rule: a link to another host cannot be told from a fraud's",
                        "内部规则：指向其他域名的链接与诈骗短信无从分辨",
                    )
                    .hint(
                        "link to the host of `issuer.website` or `issuer.verify_url` only",
                        "只可使用 `issuer.website` 或 `issuer.verify_url` 的域名",
                    ),
            );
        }
    }
    found
}

/// What of a person stands in full in some words.
fn shown_in_full(subject: &Subject<'_>, words: &str) -> Option<(&'static str, &'static str)> {
    let account = subject.checked.account();
    let close = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>();
    let bare = close(words);
    // The account of the bank itself, where money goes, is nobody's secret.
    let payee = close(&subject.occasion.issuer.issuer.payee.account);
    let of_persons = if payee.is_empty() { bare.clone() } else { bare.replace(&payee, "，") };
    let guarantor = account.guarantee.iter().filter_map(|guarantee| guarantee.name.as_ref());
    let names = account.addressee.name.iter().chain([&account.debtor.name]).chain(guarantor);
    let mut names = names.map(|name| name.reveal().as_str());
    let debtor = &account.debtor;
    let has =
        |value: Option<&str>| value.is_some_and(|value| value.chars().count() > 1 && bare.contains(value));
    let hidden = |value: &Option<crate::masked::Masked<String>>| {
        has(value.as_ref().map(|value| value.reveal().as_str()))
    };
    if names.any(|name| has(Some(name))) {
        return Some(("a name", "姓名"));
    }
    if hidden(&debtor.id_number) || has_long_number(&of_persons) {
        return Some(("an identity or card number", "证件号码或卡号"));
    }
    if hidden(&debtor.mobile) {
        return Some(("a mobile number", "手机号码"));
    }
    if hidden(&debtor.email) {
        return Some(("an e-mail address", "电子邮箱"));
    }
    hidden(&debtor.address).then_some(("a postal address", "通信地址"))
}

/// Whether so many digits stand in a row, an X at their end counted in.
fn has_long_number(words: &str) -> bool {
    words.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() >= LONG)
}

/// The hosts that words name, with a scheme before them or without.
fn links(words: &str) -> Vec<String> {
    let within = |c: char| c.is_ascii_alphanumeric() || ".-_~:/?#@!$&'()*+,;=%".contains(c);
    let pieces = words.split(|c: char| !within(c)).filter(|piece| piece.contains('.'));
    let hosts = pieces.filter_map(|piece| {
        let piece = piece.rsplit_once('@').map_or(piece, |(_, behind)| behind);
        let host = host(piece).trim_matches('.').to_ascii_lowercase();
        let (_, last) = host.rsplit_once('.')?;
        let named = piece.contains("://") || last.len() >= 2 && last.chars().all(|c| c.is_ascii_alphabetic());
        named.then_some(host)
    });
    hosts.collect()
}
