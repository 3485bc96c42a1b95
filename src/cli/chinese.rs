//! Turn the command line's English words into Chinese: help, headings, usage; and the texts of schemas.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use clap::builder::{PossibleValue, StyledStr};
use clap::{Arg, Command};
use serde_json::Value;

/// A sentence of help or of a schema in English, a tab, the same in Chinese: one a line. They are found by their
/// English, so that who changes that must look at the Chinese again; a test tells what is missing or left over.
pub const TABLES: [&str; 2] = [include_str!("chinese/help.tsv"), include_str!("chinese/schema.tsv")];

static CHINESE: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
    TABLES.iter().flat_map(|table| table.lines()).filter_map(|line| line.split_once('\t')).collect()
});

/// The sentence in Chinese, or as it stands where the tables do not have it.
pub(super) fn chinese(english: &str) -> &str {
    CHINESE.get(english).copied().unwrap_or(english)
}

/// The command with all its words in Chinese, those of its commands too.
pub(super) fn in_chinese(mut command: Command) -> Command {
    // First, so that clap's own options and its command `help` are there and are put into Chinese as well.
    command.build();
    translated(command)
}

fn translated(command: Command) -> Command {
    let about = command.get_about().map(|about| chinese(&about.to_string()).to_string());
    let after = command.get_after_help().map(|after| by_line(&after.to_string()));
    let styles = command.get_styles();
    let (usage, end) = (styles.get_usage(), styles.get_usage().render_reset());
    let template = format!(
        "{{before-help}}{{about-with-newline}}\n{}用法：{end}{{usage}}\n\n{{all-args}}{{after-help}}",
        usage.render()
    );
    let mut command = command
        .mut_args(argument)
        .mut_subcommands(translated)
        .help_template(template)
        .subcommand_value_name("命令")
        .subcommand_help_heading("命令");
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(after) = after {
        command = command.after_help(after);
    }
    let usage = command.render_usage().ansi().to_string();
    let usage = usage.split_once(' ').map_or(&*usage, |(_, usage)| usage).replace("[OPTIONS]", "[选项]");
    command.override_usage(StyledStr::from(usage))
}

/// An argument in Chinese. What clap adds in English, defaults and values, is said in the text instead.
fn argument(argument: Arg) -> Arg {
    let mut help = argument.get_help().map(|help| chinese(&help.to_string()).to_string()).unwrap_or_default();
    if argument.get_action().takes_values() {
        let values: Vec<_> = argument.get_possible_values().iter().filter_map(value).collect();
        if !values.is_empty() {
            help.push_str(&format!(" [可选：{}]", values.join("、")));
        }
        let defaults: Vec<_> =
            argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        if !defaults.is_empty() {
            help.push_str(&format!(" [默认：{}]", defaults.join("、")));
        }
    }
    // Only clap's own options have one.
    let long = argument.get_long_help().map(|long| chinese(&long.to_string()).to_string());
    let names = argument.get_value_names().unwrap_or_default();
    let names: Vec<_> = names
        .iter()
        .map(|name| CHINESE.get(name.as_str()).map_or_else(|| name.clone(), Into::into))
        .collect();
    let heading = if argument.is_positional() { "参数" } else { "选项" };
    let argument =
        argument.help(help).help_heading(heading).hide_default_value(true).hide_possible_values(true);
    let argument = match long {
        Some(long) => argument.long_help(long),
        None => argument,
    };
    if names.is_empty() { argument } else { argument.value_names(names) }
}

/// A value that can be chosen, with what is to be said of it.
fn value(value: &PossibleValue) -> Option<String> {
    let name = (!value.is_hide_set()).then(|| value.get_name())?;
    Some(match value.get_help() {
        Some(help) => format!("{name}（{}）", chinese(&help.to_string())),
        None => name.to_string(),
    })
}

/// Words behind the help: examples stay, the lines around them are put into Chinese.
fn by_line(text: &str) -> String {
    text.lines().map(chinese).collect::<Vec<_>>().join("\n")
}

/// A schema whose descriptions and title are in Chinese.
pub(super) fn schema_in_chinese(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            for (name, value) in object {
                match value {
                    Value::String(text) if matches!(name.as_str(), "description" | "title") => {
                        *text = chinese(text).to_string();
                    }
                    value => schema_in_chinese(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(schema_in_chinese),
        _ => {}
    }
}
