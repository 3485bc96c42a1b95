//! Hold the commands and options that pages name against those the program has.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use super::page::Page;
use super::shell::hanpress;

/// The options of every command; those of the program itself under an empty name.
pub(crate) type Known = BTreeMap<String, BTreeSet<String>>;

/// Options of other programs that pages speak of.
const OTHERS: [&str; 3] = ["--document-private-items", "--no-default-features", "--raw"];

/// What the program says of itself.
pub(crate) fn known() -> Known {
    let top = hanpress(&["--help"]);
    let command = Regex::new(r"(?m)^  ([a-z]+) {2,}").unwrap();
    let names: Vec<_> = command.captures_iter(&top).map(|name| name[1].to_string()).collect();
    assert!(names.len() > 9, "the commands were read wrongly");
    let of = |name: &str| (name.to_string(), options(&hanpress(&[name, "--help"])));
    let commands = names.iter().filter(|name| *name != "help").map(|name| of(name));
    commands.chain([(String::new(), options(&top))]).collect()
}

fn options(text: &str) -> BTreeSet<String> {
    let option = Regex::new(r"(?m)^ +(?:-\w, )?(--[a-z][a-z-]*)").unwrap();
    option.captures_iter(text).map(|option| option[1].to_string()).collect()
}

/// The commands and options of a page that do not exist.
pub(crate) fn wrong(page: &Page, known: &Known) -> Vec<String> {
    let blocks = page.blocks.iter().filter(|block| block.is_shell());
    let texts = blocks.map(|block| block.text.replace("\\\n", " "));
    let mut wrong = Vec::new();
    for text in texts.chain(page.spans()) {
        let words = text.replace("|\n", "| ");
        for command in words.split(['\n', '|', ';', '&', '#', '`']) {
            wrong.extend(command_wrong(command, known));
        }
        if let Some(option) = text.split([' ', '=']).next().filter(|option| option.starts_with("--")) {
            let exists = known.values().any(|options| options.contains(option)) || OTHERS.contains(&option);
            wrong.extend((!exists).then(|| format!("no command has `{option}`")));
        }
    }
    wrong.into_iter().map(|fault| format!("{}: {fault}", page.name)).collect()
}

/// What is wrong with `hanpress … --option …`.
fn command_wrong(command: &str, known: &Known) -> Vec<String> {
    let mut words =
        command.split_whitespace().skip_while(|word| *word != "hanpress" && !word.ends_with("/hanpress"));
    if words.next().is_none() {
        return Vec::new();
    }
    let words: Vec<_> = words.collect();
    let name = words.iter().find(|word| known.contains_key(**word)).copied();
    let options = &known[name.unwrap_or_default()];
    let first = words.first().copied().unwrap_or_default();
    let is_word = !first.is_empty() && first.bytes().all(|b| b.is_ascii_lowercase());
    if name.is_none() && is_word {
        return vec![format!("there is no `hanpress {first}`")];
    }
    let given = words.iter().filter(|word| word.starts_with("--"));
    let given = given.map(|word| word.split('=').next().unwrap_or_default());
    let unknown = given.filter(|option| !options.contains(*option) && !known[""].contains(*option));
    unknown.map(|option| format!("`hanpress {}` has no `{option}`", name.unwrap_or_default())).collect()
}
