//! Turn written words into the simple values of fields: dates, amounts, rates, counts, flags, texts.

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::Node;
use super::{At, Field};
use crate::finding::{Finding, Words};
use crate::money::Currency;

/// An amount as it was written: an exact decimal of at least nothing, whose currency its ledger knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Amount(pub Decimal);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);
}

/// A rate as a decimal share per unit of time: `0.0005` a day is 0.05 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(pub Decimal);

impl Rate {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// The days of a year in rates of interest (单利, 公告〔2021〕3号).
    pub const YEAR: u32 = 365;

    /// The share in per cent without trailing zeros and sign: `0.05`.
    pub fn hundredths(self) -> String {
        (self.0 * Decimal::ONE_HUNDRED).normalize().to_string()
    }

    /// The share in per cent with its sign: `0.05%`.
    pub fn percent(self) -> String {
        format!("{}%", self.hundredths())
    }

    /// The simple annual rate of a daily one.
    pub fn annual(self) -> Self {
        Self(self.0 * Decimal::from(Self::YEAR))
    }
}

impl Field for Amount {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        decimal(node, at, 12, "an amount such as `8376.25`", "金额（如 `8376.25`）").map(Self)
    }

    fn schema() -> Value {
        json!({ "type": ["string", "number"], "pattern": r"^[0-9]{1,12}(\.[0-9]{1,3})?$", "examples": ["8376.25"] })
    }
}

impl Field for Rate {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        decimal(node, at, 6, "a rate such as `0.0005`", "利率（如 `0.0005`）").map(Self)
    }

    fn schema() -> Value {
        json!({ "type": ["string", "number"], "pattern": r"^[0-9]+(\.[0-9]{1,12})?$", "examples": ["0.0005"] })
    }
}

/// An exact decimal without sign, grouping or exponent, of at most `digits` digits before the point.
fn decimal(node: &Node, at: &mut At<'_>, digits: usize, en: &str, zh: &str) -> Option<Decimal> {
    let text = node.text().map(str::trim).unwrap_or_default();
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.ends_with(|c: char| c.is_ascii_digit())
        && text.find('.').unwrap_or(text.len()) <= digits
        && text.len() <= 24;
    let value = plain.then(|| Decimal::from_str_exact(text).ok()).flatten();
    if value.is_none() {
        damaged(at.unlike(node, en, zh), figure_damage(text)).hints.extend(figure_hint(text));
    }
    value
}

/// Turns a wrong value into spreadsheet damage, where it is that.
fn damaged(finding: &mut Finding, damage: Option<Words>) -> &mut Finding {
    if let Some(hint) = damage {
        finding.code = "D07";
        finding.hints.push(hint);
    }
    finding
}

/// What a spreadsheet did to a figure.
fn figure_damage(text: &str) -> Option<Words> {
    let grouped = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    text_damage(text).or_else(|| {
        let separated = text.contains([',', '，']) && text.split([',', '，']).all(grouped);
        separated.then(|| Words::new("write it without thousands separators", "请去掉千分位分隔符"))
    })
}

/// What a spreadsheet did to words that should have stayed as they were.
fn text_damage(text: &str) -> Option<Words> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let shortened = text.split_once(['e', 'E']).is_some_and(|(mantissa, power)| {
        let (whole, rest) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
        whole.len() == 1
            && digits(whole)
            && digits(rest)
            && power.strip_prefix(['+', '-']).is_some_and(digits)
    });
    let fraction = text.strip_suffix(".0").is_some_and(|whole| whole.len() >= 5 && digits(whole));
    if shortened {
        Some(Words::new(
            "a spreadsheet shortened this number and its last digits are lost; format the column as text and export again",
            "电子表格已将该数字缩写，末尾数字已丢失；请将该列设为文本格式后重新导出",
        ))
    } else if text.starts_with("=\"") && text.ends_with('"') {
        Some(Words::new(
            "write only what stands between the quotes, without `=`",
            "请只写引号内的内容，去掉 `=`",
        ))
    } else if text
        .strip_prefix(['\'', '’'])
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    {
        Some(Words::new("remove the apostrophe at the start", "请去掉开头的撇号"))
    } else if text.starts_with('#') && (text.ends_with(['!', '?', '#']) || text == "#N/A") {
        Some(Words::new(
            "this is a spreadsheet's error mark; mend the cell and export again",
            "这是电子表格的错误标记，请修正单元格后重新导出",
        ))
    } else if fraction {
        Some(Words::new(
            "a program took this for a number and added `.0`; keep the column as text",
            "该值被当作数字并加上了 `.0`；请将该列保留为文本",
        ))
    } else {
        None
    }
}

/// How a figure was written otherwise.
fn figure_hint(text: &str) -> Option<Words> {
    if text.starts_with(['¥', '￥', '$']) || text.ends_with('元') {
        Some(Words::new("write the figure only, without sign or unit", "请只写数字，不带货币符号或单位"))
    } else if text.starts_with(['-', '−', '(', '（']) {
        Some(Words::new("an amount cannot be below nothing here", "此处金额不得为负"))
    } else if text.ends_with(['%', '％']) {
        Some(Words::new("write the share, so `0.05%` is `0.0005`", "请写小数，如 `0.05%` 写作 `0.0005`"))
    } else if text_damage(text).is_none()
        && text.contains(['e', 'E'])
        && text.contains(|c: char| c.is_ascii_digit())
    {
        Some(Words::new("write it in full, without exponent", "请写出完整数字，不用指数"))
    } else {
        None
    }
}

impl Field for NaiveDate {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        let text = node.text().map(str::trim).unwrap_or_default();
        let digit =
            |(at, byte): (usize, u8)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
        let shaped = text.len() == 10 && text.bytes().enumerate().all(digit);
        let date = shaped.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten();
        if date.is_none() {
            let damage = date_damage(text, at.is_private());
            damaged(at.unlike(node, "a date as `2026-11-22`", "日期（如 `2026-11-22`）"), damage);
        }
        date
    }

    fn schema() -> Value {
        json!({ "type": "string", "format": "date" })
    }
}

/// How a spreadsheet wrote a date otherwise; of a person's the date itself is not told.
fn date_damage(text: &str, private: bool) -> Option<Words> {
    let write = |date: NaiveDate| match private {
        true => {
            Words::new("write year, month and day as in `2026-11-22`", "请按 `2026-11-22` 的格式写年月日")
        }
        false => Words::new(format!("write `{date}`"), format!("请写作 `{date}`")),
    };
    let parts = text.split(['/', '.', '年', '月', '日', '-', ' ', 'T', ':']).filter(|part| !part.is_empty());
    let numbers: Vec<u32> = parts.map(|part| part.parse().ok()).collect::<Option<_>>()?;
    match numbers[..] {
        [count @ 20_000..=80_000] => {
            let date = NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(count.into()))?;
            let (of, this) = match private {
                true => (String::new(), String::new()),
                false => (format!(", of `{date}`"), format!("，即 `{date}`")),
            };
            Some(Words::new(
                format!("this is a spreadsheet's day count{of}; format the column as text and export again"),
                format!("这是电子表格的日期序号{this}；请将该列设为文本格式后重新导出"),
            ))
        }
        [day @ 19_000_101..=29_991_231] => {
            let year = i32::try_from(day / 10_000).ok()?;
            NaiveDate::from_ymd_opt(year, day / 100 % 100, day % 100).map(write)
        }
        [year @ 1900..=2999, month, day, ..] => {
            NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day).map(write)
        }
        [_, _, 1900..=2999, ..] => {
            Some(Words::new("write the year first: `2026-11-22`", "请先写年份：`2026-11-22`"))
        }
        _ => None,
    }
}

impl Field for u32 {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        let text = node.text().map(str::trim).unwrap_or_default();
        let plain = text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit());
        let count = plain.then(|| text.parse().ok()).flatten();
        if count.is_none() {
            damaged(at.unlike(node, "a whole number", "整数"), figure_damage(text))
                .hints
                .extend(figure_hint(text));
        }
        count
    }

    fn schema() -> Value {
        json!({ "type": ["integer", "string"], "minimum": 0 })
    }
}

impl Field for bool {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        let value = match node {
            Node::Bool(value) => Some(*value),
            other => match other.text().map(str::trim).unwrap_or_default().to_lowercase().as_str() {
                "true" | "是" => Some(true),
                "false" | "否" => Some(false),
                _ => None,
            },
        };
        if value.is_none() {
            at.unlike(node, "`true` or `false`", " `true` 或 `false`");
        }
        value
    }

    fn schema() -> Value {
        json!({ "type": "boolean" })
    }
}

impl Field for String {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        match node {
            Node::Text(text) => {
                let text = text.trim();
                let Some(hint) = text_damage(text) else { return Some(text.to_string()) };
                let shown = at.shown(node);
                let message = Words::new(
                    format!("{shown} is not what was written: a spreadsheet changed it"),
                    format!("{shown} 不是原值：已被电子表格改动"),
                );
                at.fault("D07", message).hints.push(hint);
                None
            }
            Node::Number(text) => {
                let shown = if text.len() > 6 || at.is_private() { "…" } else { text };
                at.unlike(node, "words", "文本").hints.push(Words::new(
                    format!("write it in quotes: `\"{shown}\"`"),
                    "请加引号写成文本".to_string(),
                ));
                None
            }
            _ => {
                at.unlike(node, "words", "文本");
                None
            }
        }
    }

    fn schema() -> Value {
        json!({ "type": "string" })
    }

    fn texts<'a>(&'a self, path: &str, visit: &mut dyn FnMut(&str, &'a str)) {
        visit(path, self);
    }

    fn rewrite(&mut self, path: &str, change: &mut dyn FnMut(&str, &mut String)) {
        change(path, self);
    }
}

impl Field for Currency {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        let found = node.text().and_then(|text| Self::of(text.trim()));
        if found.is_none() {
            let codes: Vec<_> = Self::ALL.iter().map(|currency| currency.code()).collect();
            at.unlike(
                node,
                &format!("one of {}", codes.join(", ")),
                &format!("以下币种之一：{}", codes.join("、")),
            );
        }
        found
    }

    fn schema() -> Value {
        json!({ "enum": Self::ALL.iter().map(|currency| currency.code()).collect::<Vec<_>>() })
    }
}
