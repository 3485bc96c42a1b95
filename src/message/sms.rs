//! The short message: its signature, its length and its parts.

use super::spoken::spoken;
use super::units::counted;
use super::{Subject, not_before};
use crate::account::Channel;
use crate::fill::Filled;
use crate::finding::{Finding, Words};
use crate::masked::Masked;

/// A short message.
#[derive(Debug)]
pub struct Sms {
    /// To which number.
    pub to: Masked<String>,
    /// What it says, the signature at its head.
    pub text: Masked<String>,
    /// Into how many parts it falls.
    pub parts: usize,
    /// From when it may be sent, as RFC 3339, where that is later than planned.
    pub not_before: Option<String>,
    /// The filled template.
    pub filled: Filled,
}

/// Writes a short message, with what was found of it.
pub(super) fn sms(subject: &Subject<'_>, filled: Filled) -> (Sms, Vec<Finding>) {
    let settings = subject.settings;
    let lines = filled.source().lines().map(str::trim);
    let said: String = lines.collect();
    let text = format!("【{}】{said}", settings.signature);
    let counted = counted(&text);
    let mut found = spoken(subject, &said, "");
    if said.contains(['【', '】']) {
        let message = Words::new(
            "the template of the short message has 【 or 】 in it, and the program puts the signature first",
            "短信模板中含有【或】，而签名由程序加在开头",
        );
        found.push(
            Finding::error("M04", "", message)
                .basis(
                    "rules of the networks: one signature between 【 and 】, at the head",
                    "运营商规则：短信开头为【签名】，且只有一个",
                )
                .hint(
                    "take them out; `[messages] signature` of the issuer file says who signs",
                    "请去掉；签名由发行方文件 `[messages]` 的 `signature` 确定",
                ),
        );
    }
    if counted.parts > settings.max_parts {
        let (parts, most, units) = (counted.parts, settings.max_parts, counted.units);
        let message = Words::new(
            format!(
                "the short message has {units} characters, which are {parts} parts of at most {most}: it cannot hold what it owes"
            ),
            format!("短信共 {units} 个字符，需拆为 {parts} 条，超过上限 {most} 条，容纳不下必备内容"),
        );
        found.push(
            Finding::error("M03", "", message)
                .basis(
                    "3GPP TS 23.040: 70 characters alone, 67 in each part; what a message owes is not cut",
                    "3GPP TS 23.040：单条 70 字，长短信每条 67 字；必备内容不得删减",
                )
                .hint(
                    "shorten its words, send a letter or an e-mail, or raise `[messages] max_parts`",
                    "请精简模板文字，改用信函或电子邮件，或提高 `[messages]` 的 `max_parts`",
                ),
        );
    }
    if counted.rare > 0 {
        let rare = counted.rare;
        let message = Words::new(
            format!(
                "{rare} rare characters lie beyond U+FFFF: each costs two, and old telephones show a box"
            ),
            format!("含 {rare} 个生僻字（超出 U+FFFF），每个按两个字符计费，老式手机可能显示为方框"),
        );
        found.push(
            Finding::warning("M07", "", message)
                .basis("3GPP TS 23.038: UCS-2 holds them in pairs", "3GPP TS 23.038：UCS-2 以两个单元表示"),
        );
    }
    let mobile = subject.checked.account().debtor.mobile.clone();
    let sms = Sms {
        to: mobile.unwrap_or_else(|| Masked::new(String::new())),
        text: Masked::new(text),
        parts: counted.parts,
        not_before: not_before(subject, Channel::Sms),
        filled,
    };
    (sms, found)
}
