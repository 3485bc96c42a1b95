//! Turn the account's schema into the manual's list of fields, with the Chinese names of `docs/fields.tsv`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use regex::Regex;
use serde_json::Value;

use super::super::floors::sources;
use super::super::workshop::file;
use super::shell::hanpress;

/// The kinds that ask for more than every account gives, by their short names.
const KINDS: [(&str, &str); 7] = [
    ("overdue-notice", "通知书"),
    ("demand-letter", "催收函"),
    ("repayment-agreement", "协议"),
    ("guarantor-notice", "保证责任通知书"),
    ("estate-notice", "遗产债务告知书"),
    ("plan-default-notice", "补足通知"),
    ("plan-termination-notice", "终止通知"),
];

/// A column.
struct Column {
    /// What the schema says of it.
    schema: Value,
    /// Whether every account gives it.
    always: bool,
    /// Whether it must be given where something else of its group is.
    within: bool,
}

/// Every column that a CSV file may have.
fn columns() -> BTreeMap<String, Column> {
    let schema: Value = serde_json::from_str(&hanpress(&["schema", "account"])).unwrap();
    let mut found = BTreeMap::new();
    walk(&schema, "", true, true, &mut found);
    assert!(found.len() > 100, "the schema was read wrongly");
    found
}

fn walk(schema: &Value, path: &str, always: bool, within: bool, found: &mut BTreeMap<String, Column>) {
    let below = |name: &str| if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
    if let Some(fields) = schema["properties"].as_object() {
        let required: Vec<_> =
            schema["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        for (name, field) in fields {
            let needed = required.contains(&name.as_str());
            walk(field, &below(name), always && needed, needed, found);
        }
    } else if let Some(item) = schema.get("items") {
        walk(item, &below("0"), always, within, found);
    } else if schema["additionalProperties"] != Value::Bool(true) {
        found.insert(path.to_string(), Column { schema: schema.clone(), always, within });
    }
}

/// The rows and headings of `docs/fields.tsv`, in order.
fn named() -> Vec<Vec<String>> {
    let text = fs::read_to_string(file("docs/fields.tsv")).unwrap();
    text.lines().map(|line| line.split('\t').map(str::to_string).collect()).collect()
}

/// Columns without a name, and names without a column.
pub(crate) fn nameless() -> BTreeSet<String> {
    let names: BTreeSet<_> =
        named().into_iter().filter(|row| row.len() == 3).map(|row| row[0].clone()).collect();
    let known: BTreeSet<_> = columns().into_keys().collect();
    names.symmetric_difference(&known).cloned().collect()
}

/// The list as the manual shows it.
pub(crate) fn list() -> String {
    let (columns, needs, sets) = (columns(), needs(), sets());
    let mut list = String::new();
    for row in named() {
        match &row[..] {
            [path, name, note] => {
                let Some(column) = columns.get(path) else { continue };
                let cells = [
                    name,
                    &format!("`{path}`"),
                    &filled(&column.schema, &sets),
                    &needed(path, column, &needs),
                    note,
                ];
                let cells: Vec<_> = cells.iter().map(|cell| format!("| {cell} ")).collect();
                list += &(cells.concat().replace("|  ", "| ") + "|\n");
            }
            [title] => {
                let title = title.trim_start_matches("# ");
                list += &format!(
                    "\n### {title}\n\n| 名称 | 列名 | 怎样填 | 必填 | 说明 |\n|---|---|---|---|---|\n"
                );
            }
            other => panic!("docs/fields.tsv: {other:?} has not three cells"),
        }
    }
    list + "\n"
}

/// How a column is filled; `sets` are the words that the program knows in both languages.
fn filled(schema: &Value, sets: &[Vec<(String, String)>]) -> String {
    if let Some(words) = schema["enum"].as_array() {
        let words: Vec<_> = words.iter().filter_map(Value::as_str).collect();
        let set = sets.iter().find(|set| set.iter().map(|(word, _)| word).eq(words.iter()));
        let told: Vec<_> = match set {
            Some(set) => set.iter().map(|(_, chinese)| chinese.clone()).collect(),
            None => words.iter().map(|word| format!("`{word}`")).collect(),
        };
        return told.join("、");
    }
    let kinds = schema["type"].to_string();
    let told = match (schema["format"].as_str(), schema["examples"][0].as_str()) {
        (Some("date"), _) => "日期",
        (_, Some("8376.25")) => "金额",
        (_, Some("HK")) => "代码或名称",
        (_, Some(_)) => "小数",
        _ if kinds.contains("integer") => "整数",
        _ if kinds.contains("boolean") => "是、否",
        _ => "文字",
    };
    told.to_string()
}

/// Every set of words that `words!` declares, as data files write them and in Chinese: both are read.
fn sets() -> Vec<Vec<(String, String)>> {
    let set = Regex::new(r"words! \{\s[^{]*pub enum \w+ \{([^}]*)\}").unwrap();
    let word = Regex::new(r#"= "([^"]+)" / "([^"]+)"[,\s|]"#).unwrap();
    let mut files = Vec::new();
    sources(&file("src"), None, &mut files);
    let pair = |word: regex::Captures<'_>| (word[1].to_string(), word[2].to_string());
    let sets: Vec<Vec<_>> = files
        .iter()
        .flat_map(|(.., text)| set.captures_iter(text).map(|set| set[1].to_string()).collect::<Vec<_>>())
        .map(|set| word.captures_iter(&set).map(pair).collect())
        .collect();
    assert!(sets.len() > 10, "the sets of words were read wrongly");
    sets
}

/// What each kind needs beside what every account gives, as paths without numbers.
fn needs() -> Vec<(String, &'static str)> {
    let of = |(kind, short): (&str, &'static str)| {
        let told: Value = serde_json::from_str(&hanpress(&["kinds", kind, "--format", "json"])).unwrap();
        let paths = |key: &str| {
            told[key]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(Value::as_str)
                .map(String::from)
                .collect::<Vec<_>>()
        };
        let later = paths("needs_from_m2").into_iter().map(|path| (path, "通知书（M2 起）"));
        paths("needs").into_iter().map(move |path| (path, short)).chain(later).collect::<Vec<_>>()
    };
    KINDS.into_iter().flat_map(of).collect()
}

/// Who must give a column.
fn needed(path: &str, column: &Column, needs: &[(String, &str)]) -> String {
    if column.always {
        return "必填".into();
    }
    let bare = path.replace(".0", "");
    let asks = |need: &str| {
        bare == need || (column.within && bare.rsplit_once('.').is_some_and(|(above, _)| above == need))
    };
    let kinds: Vec<_> = needs.iter().filter(|(need, _)| asks(need)).map(|(_, kind)| *kind).collect();
    let unique: Vec<_> = kinds
        .iter()
        .enumerate()
        .filter(|(at, kind)| !kinds[..*at].contains(kind))
        .map(|(_, kind)| *kind)
        .collect();
    if !unique.is_empty() {
        return unique.join("、");
    }
    if column.within && path.contains('.') { "本组填了就必填".into() } else { String::new() }
}
