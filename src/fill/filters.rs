//! Word values of a template's own, such as those under `extra`: exactly as they were written, or not at all.

use chrono::NaiveDate;
use minijinja::value::{Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind};

use super::fault::Unprintable;
use crate::capitals::capitals;
use crate::draft::wording;
use crate::finding::{Finding, Words};
use crate::money::{Currency, Money};
use crate::record::{Amount, At, Field, Node};

/// Adds the filters `money`, `date` and `capitals`.
pub(super) fn add(environment: &mut Environment<'static>) {
    environment.add_filter("money", |value: Value, currency: Option<Value>| {
        sum("money", &value, currency).map(|sum| sum.to_string())
    });
    environment.add_filter("capitals", |value: Value, currency: Option<Value>| {
        // A sum of a currency is within the range of capitals.
        sum("capitals", &value, currency).map(|sum| capitals(sum).unwrap_or_default())
    });
    environment.add_filter("date", |value: Value| read::<NaiveDate>("date", &value).map(wording::date));
}

/// A sum of a currency, 人民币 unless another is named; nothing is rounded.
fn sum(filter: &'static str, value: &Value, currency: Option<Value>) -> Result<Money, Error> {
    let currency = currency.map_or(Ok(Currency::Cny), |code| named(filter, &code))?;
    let amount = read::<Amount>(filter, value)?;
    Money::exact(amount.0, currency).ok_or_else(|| {
        let (code, name, places) = (currency.code(), currency.name(), currency.decimals());
        let message = Words::new(
            format!("`|{filter}` is given more decimals than the {places} of {code}, or a sum beyond 999,999,999,999.99"),
            format!("`|{filter}` 的金额小数位数超过{name}的 {places} 位，或超过 999,999,999,999.99"),
        );
        let remedy = Words::new(
            "nothing is rounded here: give the sum as it is to be printed, or name its currency, as in `|money(\"USD\")`",
            "此处不作取舍：请给出应印的金额，或注明币种，如 `|money(\"USD\")`",
        );
        Unprintable::new(message).hint(remedy).into()
    })
}

/// The currency that a template names.
fn named(filter: &str, code: &Value) -> Result<Currency, Error> {
    let found = code.as_str().and_then(Currency::of);
    found.ok_or_else(|| {
        let codes: Vec<_> = Currency::ALL.iter().map(|currency| currency.code()).collect();
        let message = Words::new(
            format!("`|{filter}` is given a currency that there is not"),
            format!("`|{filter}` 的币种无法识别"),
        );
        let remedy = Words::new(
            format!("write one of {}, as in `|{filter}(\"USD\")`", codes.join(", ")),
            format!("请写以下币种之一：{}，如 `|{filter}(\"USD\")`", codes.join("、")),
        );
        Unprintable::new(message).hint(remedy).into()
    })
}

/// What a value says, read as a record's field is; what it says otherwise is told by its shape only.
fn read<T: Field>(filter: &'static str, value: &Value) -> Result<T, Error> {
    let node = match value.kind() {
        ValueKind::Undefined => return Err(Error::from(ErrorKind::UndefinedError)),
        ValueKind::String => Node::Text(value.as_str().unwrap_or_default().to_string()),
        // A number of the template's own; one with a point has been through a float already.
        ValueKind::Number if value.is_integer() => Node::Number(value.to_string()),
        ValueKind::Number => return Err(unquoted(filter)),
        ValueKind::None => Node::Null,
        ValueKind::Bool => Node::Bool(value.is_true()),
        ValueKind::Seq | ValueKind::Iterable => Node::List(Vec::new()),
        _ => Node::Map(Vec::new()),
    };
    let mut findings = Vec::new();
    T::read(&node, &mut At::top(&mut findings).private()).ok_or_else(|| refused(filter, findings))
}

/// What reading found, as a fault of the filter.
fn refused(filter: &str, findings: Vec<Finding>) -> Error {
    let Some(Finding { message: Words { en, zh }, hints, .. }) = findings.into_iter().next() else {
        return Error::from(ErrorKind::InvalidOperation);
    };
    let message = Words::new(format!("`|{filter}`: {en}"), format!("`|{filter}`：{zh}"));
    hints.into_iter().fold(Unprintable::new(message), Unprintable::hint).into()
}

fn unquoted(filter: &str) -> Error {
    let message = Words::new(
        format!("`|{filter}` is given a number that the template holds without quotes"),
        format!("`|{filter}` 的数字在模板中未加引号"),
    );
    let remedy = Words::new(
        format!("put it in quotes: `\"8376.25\"|{filter}`"),
        format!("请加引号：`\"8376.25\"|{filter}`"),
    );
    Unprintable::new(message).hint(remedy).into()
}
