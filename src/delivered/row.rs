//! Read a row of a table of results.

use super::outcome::Outcome;
use super::reason::Reason;
use super::when::When;
use crate::account::Channel;
use crate::account::read::{OtherColumn, OtherRow};
use crate::finding::{Finding, Words};
use crate::mask;
use crate::record::{At, Field, Node, half_width};

const fn column(name: &'static str, chinese: &'static str, also: &'static [&'static str]) -> OtherColumn {
    OtherColumn { name, chinese, also }
}

/// The columns of a table of results, each with the headings that carriers and gateways have for it.
pub(super) const COLUMNS: &[OtherColumn] = &[
    column(
        "number",
        "文书编号",
        &[
            "编号",
            "函号",
            "函件编号",
            "通知编号",
            "信函编号",
            "文书号",
            "document",
            "document_number",
            "内件编号",
        ],
    ),
    column(
        "result",
        "结果",
        &[
            "投递结果",
            "送达结果",
            "状态",
            "投递状态",
            "送达状态",
            "发送状态",
            "回执状态",
            "签收情况",
            "status",
        ],
    ),
    column(
        "when",
        "结果时间",
        &[
            "时间",
            "日期",
            "结果日期",
            "签收时间",
            "签收日期",
            "投递时间",
            "投递日期",
            "送达时间",
            "送达日期",
            "回执时间",
            "状态时间",
            "time",
            "date",
            "at",
            "result_date",
        ],
    ),
    column(
        "channel",
        "投递方式",
        &["渠道", "送达方式", "方式", "寄送方式", "寄递方式", "发送渠道", "邮件种类"],
    ),
    column(
        "reference",
        "运单号",
        &[
            "单号",
            "快递单号",
            "邮件号",
            "邮件号码",
            "运单编号",
            "运单号码",
            "挂号号码",
            "物流单号",
            "消息编号",
            "流水号",
            "消息id",
            "waybill",
            "tracking",
            "tracking_number",
            "message_id",
        ],
    ),
    column(
        "reason",
        "原因",
        &["未妥投原因", "退回原因", "退件原因", "失败原因", "备注", "说明", "note", "remark"],
    ),
];

/// The longest number or reference, in characters.
const LONGEST: usize = 100;

/// What a row reports.
#[derive(Debug, Clone)]
pub(super) struct Reported {
    pub(super) number: String,
    pub(super) outcome: Outcome,
    pub(super) at: When,
    pub(super) channel: Option<Channel>,
    pub(super) reference: Option<String>,
    pub(super) reason: Option<&'static Reason>,
}

/// Why a row is not recorded, with its document number where that can be shown.
pub(super) type Unfit = (Option<String>, Vec<Finding>);

/// What a row reports, or all that is wrong with it, with the document number where that can be shown.
pub(super) fn reported(row: OtherRow) -> Result<Reported, Unfit> {
    let OtherRow { values, mut findings, .. } = row;
    let mut values = values.into_iter();
    let mut next = || values.next().flatten();
    let [number, result, when, channel, reference, reason] = std::array::from_fn(|_| next());
    let unread = !findings.is_empty();
    let mut need = |given: Option<String>, at: usize| {
        if given.is_none() && !unread {
            let OtherColumn { name, chinese, .. } = COLUMNS[at];
            let message = Words::new(format!("`{name}` is missing"), format!("缺少 `{chinese}`"));
            findings.push(Finding::error("D02", name, message));
        }
        given
    };
    let (number, result, when) = (need(number, 0), need(result, 1), need(when, 2));
    let number = number.map(|number| half_width(&number).to_uppercase());
    let outcome = result.and_then(|result| outcome(&result, &mut findings));
    let at = when.and_then(|when| at(&when, &mut findings));
    let channel = channel.and_then(|channel| read_channel(&channel, &mut findings));
    let reference = reference.and_then(|reference| read_reference(&reference, &mut findings));
    let reason = reason.map(|reason| Reason::told(&reason));
    match (number, outcome, at) {
        (Some(number), Some(outcome), Some(at)) if findings.is_empty() => {
            Ok(Reported { number, outcome, at, channel, reference, reason })
        }
        (number, ..) => Err((number.filter(|number| is_plain(number)), findings)),
    }
}

/// Whether a number can be shown: nothing that is of a person's.
pub(super) fn is_plain(number: &str) -> bool {
    number.chars().count() <= LONGEST
        && number.contains('-')
        && number.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn outcome(text: &str, findings: &mut Vec<Finding>) -> Option<Outcome> {
    let read = Outcome::named(text);
    if read.is_none() {
        let all = |word: fn(Outcome) -> &'static str, gap: &str| {
            Outcome::all().map(word).collect::<Vec<_>>().join(gap)
        };
        let words = Words::new(
            format!("`{}` is not one of {}", mask::shape(text), all(Outcome::word, ", ")),
            format!("`{}` 不是以下之一：{}", mask::shape(text), all(Outcome::chinese, "、")),
        );
        let finding = Finding::error("D04", "result", words);
        findings.push(if BY_WHOM.contains(&text.trim()) { by_whom(finding) } else { finding });
    }
    read
}

/// Words of carriers that leave open who signed, on which it depends what the delivery is worth.
const BY_WHOM: [&str; 4] = ["签收", "已签收", "签收成功", "已签"];

fn by_whom(finding: Finding) -> Finding {
    finding.hint(
        "this does not say who signed: ask the carrier, and write `signed` or `signed-by-other`",
        "未说明由谁签收：请向投递单位查明，写作“本人签收”或“他人代收”",
    )
}

fn at(text: &str, findings: &mut Vec<Finding>) -> Option<When> {
    let read = When::read(text);
    read.map_err(|hint| {
        let message = Words::new(
            format!(
                "`{}` is not a date as `2026-11-26`, with or without a time behind it",
                mask::shape(text)
            ),
            format!("`{}` 不是日期（如 `2026-11-26`，后面可带时间）", mask::shape(text)),
        );
        let mut finding = Finding::error("D04", "when", message);
        finding.hints.extend(hint);
        findings.push(finding);
    })
    .ok()
}

fn read_channel(text: &str, findings: &mut Vec<Finding>) -> Option<Channel> {
    let mut written = Default::default();
    let mut found = Vec::new();
    let read =
        Channel::read(&Node::Text(text.to_string()), &mut At::top_of_account(&mut found, &mut written));
    findings.extend(found.into_iter().map(|finding| Finding { path: "channel".into(), ..finding }));
    read
}

/// A carrier's or gateway's number. What may be a telephone, an identity number or an address is none.
fn read_reference(text: &str, findings: &mut Vec<Finding>) -> Option<String> {
    let text = half_width(text).into_owned();
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.:/@<>+=#".contains(c);
    let (en, zh) = if text.chars().count() > LONGEST || !text.chars().all(fits) {
        ("this is no number of a carrier or gateway", "不是运单号或消息编号")
    } else if is_of_a_person(&text) {
        (
            "this may be a telephone, an identity number or an address, and is not kept",
            "可能是电话、证件号或邮箱，不予记录",
        )
    } else {
        return Some(text);
    };
    let finding = Finding::error("D04", "reference", Words::new(en, zh));
    findings.push(finding.hint(
        "give the waybill's or message's own number, or leave the cell blank",
        "请填写运单或消息自身的编号，或留空",
    ));
    None
}

fn is_of_a_person(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let mobile = text.len() == 11 && digits == 11 && text.starts_with('1');
    let identity = text.len() == 18
        && digits >= 17
        && text.bytes().take(17).all(|byte| byte.is_ascii_digit())
        && ["19", "20"].contains(&&text[6..8]);
    // A message's number is made by a program, and long.
    let mail = text.split_once('@').is_some_and(|(who, _)| !who.starts_with('<') && who.len() < 16);
    mobile || identity || mail
}
