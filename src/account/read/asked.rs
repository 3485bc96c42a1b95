//! Tell what is wrong with the way of reading that an issuer file asks for, before any input is opened.

use std::collections::BTreeMap;

use super::mapping::Mapping;
use super::names::folded;
use super::paths::{self, Target};
use super::unknown::nearest;
use super::{Reading, VALUE};
use crate::finding::{Finding, Words};
use crate::record::yes_or_no;

/// What is wrong with a way of reading, by its places in the issuer file.
pub fn faults(reading: &Reading) -> Vec<Finding> {
    let mapping = Mapping::of(reading);
    let mut found = Vec::new();
    let mut tell = |path: String, en: String, zh: String| {
        found.push(Finding::error(VALUE, path, Words::new(en, zh)));
    };
    if reading.heading_row == Some(0) {
        tell("reading.heading_row".into(), "rows are counted from 1".into(), "行号从 1 开始".into());
    }
    if reading.heading_row.is_some_and(|row| reading.skip_rows.contains(&row)) {
        tell(
            "reading.skip_rows".into(),
            "the heading row is among the rows to pass over".into(),
            "表头行不能列入要跳过的行".into(),
        );
    }
    let fields = reading.values.keys().map(|path| ("values", path));
    for (table, path) in fields.chain(reading.joined.keys().map(|path| ("joined", path))) {
        if paths::target(&mapping.schema, &paths::steps(path)) != Target::Value {
            let near: Vec<_> = nearest(&mapping, path).iter().map(|path| format!("`{path}`")).collect();
            let (en, zh) = match near.is_empty() {
                true => (String::new(), String::new()),
                false => (
                    format!("; did you mean {}?", near.join(" or ")),
                    format!("；是否应为 {}？", near.join(" 或 ")),
                ),
            };
            tell(
                format!("reading.{table}"),
                format!("`{path}` is no field of an account{en}"),
                format!("`{path}` 不是账户字段{zh}"),
            );
        }
    }
    for path in reading.joined.keys().filter(|path| reading.values.contains_key(*path)) {
        tell(
            "reading.joined".into(),
            format!("`{path}` stands in `values`, too: a field has one of the two"),
            format!("`{path}` 也写在 `values` 中：一个字段只能用其中一种"),
        );
    }
    for (path, headings) in &reading.joined {
        let left_out = headings.iter().find(|heading| mapping.stated(&folded(heading)) == Some(""));
        if let Some(heading) = left_out {
            tell(
                "reading.joined".into(),
                format!("`{heading}`, a part of `{path}`, is left out in `[columns]`"),
                format!("`{heading}` 是 `{path}` 的一部分，却在 `[columns]` 中被去掉"),
            );
        }
        if headings.is_empty() {
            tell(
                "reading.joined".into(),
                format!("`{path}` is put together from no column"),
                format!("`{path}` 没有列出任何列"),
            );
        }
    }
    if reading.skip_rows.contains(&0) {
        tell("reading.skip_rows".into(), "rows are counted from 1".into(), "行号从 1 开始".into());
    }
    let lists = [("yes", &reading.yes), ("no", &reading.no), ("nothing", &reading.nothing)];
    for (at, (list, words)) in lists.iter().enumerate() {
        for word in *words {
            let built_in = match (yes_or_no(word), *list) {
                (Some(true), "no" | "nothing") => Some(("yes", "是")),
                (Some(false), "yes" | "nothing") => Some(("no", "否")),
                _ => None,
            };
            if let Some((means, means_zh)) = built_in {
                tell(
                    format!("reading.{list}"),
                    format!("`{word}` means {means} everywhere and cannot mean another thing"),
                    format!("`{word}` 一律表示“{means_zh}”，不能改作他用"),
                );
            }
            let alike = |other: &String| other.trim() == word.trim();
            if let Some((other, _)) = lists[..at].iter().find(|(_, words)| words.iter().any(alike)) {
                tell(
                    format!("reading.{list}"),
                    format!("`{word}` stands in `{other}`, too: a word has one meaning"),
                    format!("`{word}` 也写在 `{other}` 中：一个词只能有一种含义"),
                );
            }
        }
    }
    let mut seen: BTreeMap<String, (&String, &String)> = BTreeMap::new();
    for (heading, path) in &reading.columns {
        if let Some((other, meant)) = seen.insert(folded(heading), (heading, path))
            && meant.trim() != path.trim()
        {
            tell(
                "columns".into(),
                format!(
                    "`{other}` and `{heading}` are one heading, since blanks, width and units do not count: give it one field"
                ),
                format!("`{other}` 与 `{heading}` 视为同一表头（空格、全半角和单位不计）：只能对应一个字段"),
            );
        }
    }
    found
}
