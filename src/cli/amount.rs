//! `hanpress amount`: a sum in capital numerals, and back.

use crate::capitals::{CapitalsFault, capitals, read_capitals};
use crate::error::Stop;
use crate::money::{Currency, Money};
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

/// A currency by its code.
pub(crate) fn currency(code: &str) -> Result<Currency, Stop> {
    Currency::of(code).ok_or_else(|| {
        let all: Vec<_> = Currency::ALL.iter().map(|currency| currency.code()).collect();
        Stop::new(format!("there is no currency `{code}`"), format!("没有币种 `{code}`"))
            .hint(format!("known are {}", all.join(", ")), format!("可用：{}", all.join("、")))
    })
}

/// A figure as typed: thousands separators are read, for they are copied along.
fn money(figure: &str, currency: Currency) -> Result<Money, Stop> {
    Money::read(figure, currency).ok_or_else(|| {
        let decimals = currency.decimals();
        Stop::new(
            format!("`{figure}` is not an amount of {}", currency.code()),
            format!("`{figure}` 不是有效的{}金额", currency.name()),
        )
        .hint(
            format!("from 0 to 999,999,999,999.99, with at most {decimals} decimals"),
            format!("范围 0 至 999,999,999,999.99，小数不超过 {decimals} 位"),
        )
    })
}

/// A sum of at least nothing; `None` beyond the range or the currency's decimals.
pub(crate) fn exact(value: Decimal, currency: Currency) -> Option<Money> {
    Money::exact(value, currency).filter(|sum| sum.minor() >= 0)
}

fn of_capitals(fault: &CapitalsFault) -> Stop {
    fault.words().into()
}
