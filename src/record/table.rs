//! Turn a TOML file's text into a record, or into everything that is wrong with it.

use crate::finding::{Finding, Words};
use crate::record::{At, Field, Node};

/// Reads a record from TOML.
pub fn read<T: Field>(text: &str) -> Result<T, Vec<Finding>> {
    let table: toml::Table = text.parse().map_err(|error| vec![unreadable(text, &error)])?;
    let mut findings = Vec::new();
    let record = T::read(&node(&toml::Value::Table(table)), &mut At::top(&mut findings));
    match record {
        Some(record) if findings.is_empty() => Ok(record),
        _ => Err(findings),
    }
}

/// Reads a record from a TOML file that is the record, or holds it as the table `part`.
pub fn read_part<T: Field>(text: &str, part: &str) -> Result<T, Vec<Finding>> {
    let table: toml::Table = text.parse().map_err(|error| vec![unreadable(text, &error)])?;
    let whole = toml::Value::Table(table);
    let value = whole.get(part).filter(|value| value.is_table()).unwrap_or(&whole);
    let mut findings = Vec::new();
    let record = T::read(&node(value), &mut At::top(&mut findings));
    record.filter(|_| findings.is_empty()).ok_or(findings)
}

fn unreadable(text: &str, error: &toml::de::Error) -> Finding {
    let start = error.span().map_or(0, |span| span.start.min(text.len()));
    let line = text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() + 1;
    let words = text.lines().nth(line - 1).unwrap_or_default().trim();
    let value = words.split_once('=').map_or(words, |(_, value)| value.trim());
    if error.message().contains("duplicate key") {
        let twice = words.trim_matches(['[', ']']).split('=').next().unwrap_or_default().trim();
        let said = Words::new(
            format!("line {line}: `{twice}` stands in the file already"),
            format!("第 {line} 行：`{twice}` 在文件前面已经出现过"),
        );
        return Finding::error("D01", "", said)
            .hint("put the two together under one heading", "请将两处合并为一处");
    }
    let said = Words::new(
        format!("line {line} is not TOML: {}", error.message()),
        format!(
            "第 {line} 行写法不正确，请核对引号、等号和括号（须成对，且为英文半角符号）；TOML 原文：“{}”",
            error.message()
        ),
    );
    let finding = Finding::error("D01", "", said);
    let chinese = value.chars().next().is_some_and(|c| !c.is_ascii());
    if !chinese {
        return finding;
    }
    finding.hint(
        "words stand between straight quotes, as in `title = \"…\"`, not “ ”",
        "文字须放在英文直引号中，如 `title = \"…\"`，不能用“ ”或不加引号",
    )
}

/// A TOML value as a record's value; numbers become their text.
fn node(value: &toml::Value) -> Node {
    match value {
        toml::Value::String(text) => Node::Text(text.clone()),
        toml::Value::Integer(number) => Node::Number(number.to_string()),
        toml::Value::Float(number) => Node::Number(number.to_string()),
        toml::Value::Boolean(flag) => Node::Bool(*flag),
        toml::Value::Datetime(date) => Node::Text(date.to_string()),
        toml::Value::Array(items) => Node::List(items.iter().map(node).collect()),
        toml::Value::Table(table) => {
            Node::Map(table.iter().map(|(name, value)| (name.clone(), node(value))).collect())
        }
    }
}
