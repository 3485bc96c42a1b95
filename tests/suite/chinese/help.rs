//! Help and schemas are Chinese to the last word.

use std::collections::BTreeSet;

use hanpress::Lang;
use hanpress::inner::cli::{TABLES, command};
use regex::Regex;
use serde_json::Value;

use super::english;
use crate::docs::shell::hanpress;

/// Every command's help in Chinese, with what it is called by.
fn helps() -> Vec<(String, String)> {
    let mut top = command(Lang::Zh);
    let own = ("hanpress".to_string(), top.render_long_help().to_string());
    let mut all = vec![own];
    for below in top.get_subcommands_mut() {
        all.push((below.get_name().to_string(), below.render_long_help().to_string()));
    }
    all
}

#[test]
fn help_has_no_english_word() {
    let helps = helps();
    assert!(helps.len() > 11);
    // What can be chosen, and how a command is written, are no words but names.
    let names = Regex::new(r"\[(可选|默认)：[^\]]*\]|(?m)^用法：hanpress( [a-z]+)?|^  [a-z]+ {2,}").unwrap();
    let wrapped = Regex::new(r"\n {9,}").unwrap();
    for (name, help) in helps {
        assert!(help.contains("用法："), "{name}:\n{help}");
        let help = wrapped.replace_all(&help, "");
        for line in help.lines() {
            let is_example = ["hanpress ", "--"].iter().any(|start| line.trim_start().starts_with(start));
            if is_example && !line.contains('：') && line.contains("  hanpress") {
                continue;
            }
            assert_eq!(english(&names.replace_all(line, "")), Vec::<String>::new(), "{name}: {line}");
        }
    }
}

#[test]
fn the_tables_of_chinese_hold_what_is_needed_and_no_more() {
    let mut needed = BTreeSet::new();
    for of in ["account", "issuer", "manifest", "events"] {
        texts(&serde_json::from_str(&hanpress(&["--lang", "en", "schema", of])).unwrap(), &mut needed);
    }
    spoken(&mut needed);
    let had: BTreeSet<_> =
        TABLES.iter().flat_map(|table| table.lines()).map(|line| line.split_once('\t').unwrap()).collect();
    let english: BTreeSet<String> = had.iter().map(|(english, _)| english.to_string()).collect();
    let missing: Vec<_> = needed.difference(&english).collect();
    assert!(missing.is_empty(), "src/cli/chinese/*.tsv lacks the Chinese of: {missing:#?}");
    let left: Vec<_> = english.difference(&needed).collect();
    assert!(left.is_empty(), "src/cli/chinese/*.tsv has what nobody says: {left:#?}");
    for (key, chinese) in had {
        assert_eq!(super::english(chinese), Vec::<String>::new(), "{key}");
    }
}

/// Descriptions and titles of a schema.
fn texts(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            for (name, value) in object {
                match value {
                    Value::String(text) if name == "description" || name == "title" => {
                        found.insert(text.clone());
                    }
                    value => texts(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        _ => {}
    }
}

/// Every text of a command and of those below it.
fn spoken(found: &mut BTreeSet<String>) {
    let mut command = command(Lang::En);
    command.build();
    let mut commands = vec![command];
    while let Some(command) = commands.pop() {
        let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let after = after.lines().filter(|line| !line.is_empty() && !line.starts_with("  "));
        found.extend(after.map(str::to_string));
        found.extend(command.get_about().map(ToString::to_string));
        for argument in command.get_arguments() {
            found.extend(argument.get_help().map(ToString::to_string));
            found.extend(argument.get_long_help().map(ToString::to_string));
            if argument.get_action().takes_values() {
                let names = argument.get_value_names().unwrap_or_default();
                found.extend(names.iter().map(ToString::to_string));
                let values = argument.get_possible_values();
                found.extend(values.iter().filter_map(|value| value.get_help()).map(ToString::to_string));
            }
        }
        commands.extend(command.get_subcommands().cloned());
    }
}
