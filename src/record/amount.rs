//! Read amounts, rates and currencies.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::damage::damage;
use super::figure::{Figure, FigureFault, read_figure};
use super::width::{half_width, unguarded};
use super::{At, Field, Node};
use crate::finding::Words;
use crate::money::Currency;

/// An amount as it was written: an exact decimal of at least nothing, whose currency its ledger knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Amount(pub Decimal);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// Takes a figure that was read from a node, or tells why it could not be read.
    pub(crate) fn taken(figure: Result<Figure, FigureFault>, node: &Node, at: &mut At<'_>) -> Option<Self> {
        let text = node.text().map(str::trim).unwrap_or_default();
        match figure {
            Ok(Figure { value, currencies }) => {
                let unsigned = text.strip_prefix('-').unwrap_or(text);
                let plain = unsigned.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
                let taken = plain || at.settled(node, text, value.to_string());
                at.amount(text, value, currencies);
                taken.then_some(Self(value))
            }
            Err(fault) => {
                let finding = at.unlike(node, "an amount such as `8376.25`", "金额（如 `8376.25`）");
                finding.code = fault.code;
                // A dash has a way of its own to be nothing: not a blank, but no money.
                if fault.hint.is_some() {
                    finding.hints.clear();
                }
                finding.hints.extend(fault.hint);
                None
            }
        }
    }
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
        let text = node.text().map(str::trim).unwrap_or_default();
        Self::taken(read_figure(text), node, at)
    }

    fn schema() -> Value {
        json!({ "type": ["string", "number"], "pattern": r"^[0-9]{1,12}(\.[0-9]{1,3})?$", "examples": ["8376.25"] })
    }
}

impl Field for Rate {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        let text = node.text().map(str::trim).unwrap_or_default();
        match read_rate(text) {
            Ok(rate) => {
                let plain = text.is_ascii() && !text.starts_with(['\'', '=']);
                let written = half_width(text);
                let taken = plain || at.settled(node, text, unguarded(&written).to_string());
                taken.then_some(rate)
            }
            Err((code, hint)) => {
                let finding = at.unlike(node, "a rate such as `0.0005`", "利率（如 `0.0005`）");
                finding.code = code;
                finding.hints.extend(hint);
                None
            }
        }
    }

    fn schema() -> Value {
        json!({ "type": ["string", "number"], "pattern": r"^[0-9]+(\.[0-9]{1,12})?$", "examples": ["0.0005"] })
    }
}

/// Reads a rate: a decimal share without sign and separators.
pub(crate) fn read_rate(text: &str) -> Result<Rate, (&'static str, Option<Words>)> {
    let folded = half_width(text);
    let share = unguarded(&folded);
    let plain = share.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && share.starts_with(|c: char| c.is_ascii_digit())
        && share.ends_with(|c: char| c.is_ascii_digit())
        && share.find('.').unwrap_or(share.len()) <= 6
        && share.len() <= 24;
    if let Some(value) = plain.then(|| Decimal::from_str_exact(share).ok()).flatten() {
        return Ok(Rate(value));
    }
    Err(if let Some(hint) = damage(share) {
        ("D07", Some(hint))
    } else if share.ends_with(['%', '‰']) {
        (
            "D04",
            Some(Words::new("write the share, so `0.05%` is `0.0005`", "请写小数，如 `0.05%` 写作 `0.0005`")),
        )
    } else if share.contains(',') {
        (
            "D04",
            Some(Words::new(
                "a rate has a point and no comma: `0.0005`",
                "利率请用小数点，不用逗号，如 `0.0005`",
            )),
        )
    } else if share.starts_with('-') && share.contains(|c: char| c.is_ascii_digit()) {
        ("D04", Some(Words::new("a rate cannot be below nothing", "利率不得为负")))
    } else if share.contains(['e', 'E']) && share.contains(|c: char| c.is_ascii_digit()) {
        ("D04", Some(Words::new("write it in full, without exponent", "请写出完整数字，不用科学计数法")))
    } else {
        ("D04", None)
    })
}

impl Field for Currency {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        let text = node.text().map(str::trim).unwrap_or_default();
        if let Some(currency) = Self::of(text) {
            at.alias(text, currency.code().to_string());
            return Some(currency);
        }
        match read_currency(text) {
            Some(currency) => at.settled(node, text, currency.code().to_string()).then_some(currency),
            None => {
                let codes: Vec<_> = Self::ALL.iter().map(|currency| currency.code()).collect();
                let names: Vec<_> = Self::ALL.iter().map(|currency| currency.name()).collect();
                let finding = at.unlike(
                    node,
                    &format!("one of {}", codes.join(", ")),
                    &format!("以下币种之一：{}", names.join("、")),
                );
                finding.code = if damage(text).is_some() { "D07" } else { "D04" };
                finding.hints.extend(damage(text));
                None
            }
        }
    }

    fn schema() -> Value {
        json!({ "enum": Self::ALL.iter().map(|currency| currency.code()).collect::<Vec<_>>() })
    }
}

/// The currency of a code or name, however wide its letters are.
pub(crate) fn read_currency(text: &str) -> Option<Currency> {
    let folded = half_width(text);
    Currency::named(unguarded(&folded))
}
