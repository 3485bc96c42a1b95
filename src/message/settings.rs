//! Read what the issuer file says of messages into what they are written by; what cannot be so is a fault.

use chrono::{NaiveDate, NaiveTime};

use super::hours::Hours;
use crate::finding::{Finding, Words};
use crate::issuer::IssuerFile;

/// The hours between which the guidelines let messages be sent.
const FROM: (u32, u32) = (8, 0);
const TO: (u32, u32) = (22, 0);

/// Words that a subject may not have: whoever looks at the list of somebody's mails reads it.
const TELLING: [&str; 19] = [
    "催",
    "欠",
    "逾期",
    "还款",
    "账单",
    "债",
    "律师",
    "法院",
    "起诉",
    "诉讼",
    "分期",
    "结清",
    "减免",
    "征信",
    "信用卡",
    "金额",
    "元",
    "担保",
    "仲裁",
];

/// What messages are written by.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What stands between 【 and 】.
    pub(super) signature: String,
    /// The most parts of a short message.
    pub(super) max_parts: usize,
    /// The sender's address.
    pub(super) from: Option<String>,
    /// The subject with its placeholders.
    pub(super) subject: String,
    /// How many messages of a channel a day holds.
    pub(super) per_day: usize,
    /// The hosts that a link may lead to.
    pub(super) hosts: Vec<String>,
    planned: NaiveTime,
    opens: NaiveTime,
    closes: NaiveTime,
}

impl Settings {
    /// When messages of a day go out.
    pub(super) fn hours(&self, day: NaiveDate) -> Hours {
        Hours { day, planned: self.planned, from: self.opens, to: self.closes }
    }

    /// Whether e-mails have an address to come from.
    pub fn has_sender(&self) -> bool {
        self.from.is_some()
    }
}

/// The settings of an issuer file.
pub fn settings(file: &IssuerFile) -> Result<Settings, Vec<Finding>> {
    let table = &file.messages;
    let mut faults = Vec::new();
    let mut refuse = |name: &str, en: &str, zh: &str| {
        faults.push(Finding::error("D09", format!("messages.{name}"), Words::new(en, zh)));
    };
    let signature = table.signature.clone().unwrap_or_else(|| file.issuer.name.clone());
    let bracketed = signature.contains(['【', '】', '[', ']']);
    if !(2..=20).contains(&signature.chars().count()) || bracketed || signature.trim() != signature {
        refuse(
            "signature",
            "a signature has 2 to 20 characters, and the brackets are added",
            "短信签名为 2 至 20 个字，【】由程序添加",
        );
    }
    if !(1..=15).contains(&table.max_parts) {
        refuse("max_parts", "a number from 1 to 15", "应为 1 至 15 的整数");
    }
    if !(1..=10).contains(&table.per_day) {
        refuse("per_day", "a number from 1 to 10", "应为 1 至 10 的整数");
    }
    if table.email_from.as_ref().is_some_and(|address| !is_address(address)) {
        refuse("email_from", "this is no e-mail address in plain letters", "不是有效的电子邮箱地址");
    }
    let bare = table.email_subject.replace("{sender}", "").replace("{number}", "");
    let fits = (1..=60).contains(&table.email_subject.chars().count()) && !bare.chars().any(char::is_control);
    if bare.contains(['{', '}']) || !fits || TELLING.iter().any(|word| bare.contains(word)) {
        refuse(
            "email_subject",
            "a subject has `{sender}` and `{number}` for placeholders, 1 to 60 characters, and says nothing of a debt",
            "主题只能用 `{sender}`、`{number}` 占位，1 至 60 个字，且不得透露债务",
        );
    }
    let [from, to] =
        [FROM, TO].map(|(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default());
    let mut moment = |name: &str, text: &str| {
        let read = NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
        if read.is_none() {
            let words = Words::new("a time of day such as `08:30`", "应为时刻，如 `08:30`");
            faults.push(Finding::error("D09", format!("messages.{name}"), words));
        }
        read.unwrap_or(from)
    };
    let planned = moment("send_at", &table.send_at);
    let (opens, closes) = (moment("from", &table.from), moment("to", &table.to));
    if opens < from || closes > to || opens >= closes {
        let words = Words::new(
            "messages are sent between 08:00 and 22:00, and `from` comes before `to`",
            "消息只能在 08:00 至 22:00 之间发送，且 `from` 须早于 `to`",
        );
        faults.push(Finding::error("D09", "messages.from", words).basis(
            "GB/T 45251-2025; CBA guideline of 2026: no collection from 22:00 to 8:00",
            "GB/T 45251-2025；中国银行业协会催收工作指引（2026）：22:00 至次日 8:00 不得催收",
        ));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Settings {
        signature,
        max_parts: table.max_parts as usize,
        from: table.email_from.clone(),
        subject: table.email_subject.clone(),
        per_day: table.per_day as usize,
        hosts: [&file.issuer.website, &file.issuer.verify_url].map(|url| host(url).to_string()).to_vec(),
        planned,
        opens,
        closes,
    })
}

/// The host of an address, without its port.
pub(super) fn host(url: &str) -> &str {
    let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
    let end = bare.find(['/', '?', '#', ':', '{']).unwrap_or(bare.len());
    &bare[..end]
}

fn is_address(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-_+".contains(c);
    text.split_once('@').is_some_and(|(who, host)| {
        !who.is_empty() && who.chars().all(plain) && host.contains('.') && host.chars().all(plain)
    })
}
