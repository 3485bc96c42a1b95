//! `hanpress amount`: a sum in capital numerals, and back.

use crate::capitals::{CapitalsFault, capitals, read_capitals};
use crate::error::Stop;
use crate::finding::Words;
use crate::money::{Currency, Money};
use crate::record::{FigureFault, read_currency, read_day, read_figure, read_rate};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::json;

use super::Ending;
use super::args::{Amount, Format};
use super::console::Console;

pub(crate) fn amount(typed: &Amount, console: &Console) -> Result<Ending, Stop> {
    let (sum, words) = match (&typed.amount, &typed.parse) {
        (_, Some(words)) => (read_capitals(words).map_err(|fault| of_capitals(&fault))?, words.clone()),
        (Some(figure), None) => {
            let sum = money(figure, currency(&typed.currency)?)?;
            (sum, capitals(sum).map_err(|fault| of_capitals(&fault))?)
        }
        (None, None) => return Err(Stop::new("no amount is given", "未给出金额")),
    };
    match console.format {
        Format::Json => {
            let out = json!({ "amount": sum.plain(), "currency": sum.currency().code(), "capitals": words });
            console.data(&out.to_string())?;
        }
        _ if typed.parse.is_some() => console.data(&sum.plain())?,
        _ => console.data(&words)?,
    }
    Ok(Ending::Well)
}

/// A currency by its code or name, as tables may have it.
pub(crate) fn currency(name: &str) -> Result<Currency, Stop> {
    read_currency(name.trim()).ok_or_else(|| {
        let all: Vec<_> = Currency::ALL.iter().map(|currency| currency.code()).collect();
        Stop::new(format!("there is no currency `{name}`"), format!("没有币种 `{name}`"))
            .hint(format!("known are {}", all.join(", ")), format!("可用：{}", all.join("、")))
    })
}

/// A figure as tables may have it: separators, marks of the currency and full-width digits are copied along.
pub(crate) fn money(figure: &str, currency: Currency) -> Result<Money, Stop> {
    let stop = || {
        Stop::new(
            format!("`{figure}` is not an amount of {}", currency.code()),
            format!("`{figure}` 不是有效的{}金额", currency.name()),
        )
    };
    let read = match read_figure(figure) {
        Ok(read) => read,
        Err(FigureFault { hint: Some(Words { en, zh }), .. }) => return Err(stop().hint(en, zh)),
        Err(FigureFault { hint: None, .. }) => return Err(out_of_range(stop(), currency)),
    };
    if read.currencies.is_some_and(|marks| !marks.contains(&currency)) {
        return Err(stop().hint(
            "its mark is of another currency; write the figure only, and say the currency with `--currency`",
            "金额旁是其他币种的标记；请只写数字，并用 `--currency` 指定币种",
        ));
    }
    exact(read.value, currency).ok_or_else(|| out_of_range(stop(), currency))
}

fn out_of_range(stop: Stop, currency: Currency) -> Stop {
    let decimals = currency.decimals();
    stop.hint(
        format!("from 0 to 999,999,999,999.99, with at most {decimals} decimals"),
        format!("范围 0 至 999,999,999,999.99，小数不超过 {decimals} 位"),
    )
}

/// A day as tables may have it.
pub(crate) fn day(text: &str) -> Result<NaiveDate, Stop> {
    read_day(text).map_err(|fault| {
        let stop = Stop::new(format!("`{text}` is not a date"), format!("`{text}` 不是日期"));
        let words = fault.hint(false);
        let Words { en, zh } =
            words.unwrap_or_else(|| Words::new("write it as `2026-11-22`", "请写作 `2026-11-22`"));
        stop.hint(en, zh)
    })
}

/// A rate as tables may have it.
pub(crate) fn rate(text: &str) -> Result<Decimal, Stop> {
    read_rate(text).map(|rate| rate.0).map_err(|(_, hint)| {
        let stop = Stop::new(format!("`{text}` is not a rate"), format!("`{text}` 不是利率"));
        let Words { en, zh } =
            hint.unwrap_or_else(|| Words::new("write the share: `0.06`", "请写小数，如 `0.06`"));
        stop.hint(en, zh)
    })
}

/// A sum of at least nothing; `None` beyond the range or the currency's decimals.
fn exact(value: Decimal, currency: Currency) -> Option<Money> {
    Money::exact(value, currency).filter(|sum| sum.minor() >= 0)
}

fn of_capitals(fault: &CapitalsFault) -> Stop {
    fault.words().into()
}
