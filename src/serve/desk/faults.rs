//! Tell what is wrong with templates at the line where it stands.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Value, json};

use crate::fill::{TemplateFault, TemplateSet, Templates};
use crate::finding::{Finding, Lang, Words};

/// What is wrong with the templates of a folder as they stand, before any sample; with the set where they can be read.
pub(super) fn read(folder: &Path) -> (Option<TemplateSet>, Vec<TemplateFault>) {
    let set = match TemplateSet::with_folder(folder) {
        Ok(set) => set,
        Err(faults) => return (None, faults),
    };
    match Templates::new(set.clone()) {
        Ok(_) => (Some(set), Vec::new()),
        Err(faults) => (Some(set), faults),
    }
}

/// A fault of a template as the page shows it.
pub(super) fn of_template(fault: &TemplateFault, folder: &Path, lang: Lang) -> Value {
    let place = fault.place.as_ref();
    let (file, line, column) = match place {
        Some(place) => (Some(place.file.clone()), Some(place.line), place.column),
        None => (named(&fault.message.en, folder), None, None),
    };
    json!({
        "code": "template", "message": fault.message.get(lang), "file": file.map(|file| own(&file, folder)),
        "line": line, "column": column, "hints": [],
    })
}

/// A finding of a sample as the page shows it, at the first place that it tells.
pub(super) fn of_finding(finding: &Finding, folder: &Path, lang: Lang) -> Value {
    let place = finding.hints.iter().find_map(place);
    let hints: Vec<_> = finding.hints.iter().map(|hint| hint.get(lang)).collect();
    json!({
        "code": finding.code, "message": finding.message.get(lang),
        "file": place.as_ref().map(|(file, ..)| own(file, folder)), "line": place.as_ref().map(|place| place.1),
        "column": place.as_ref().and_then(|place| place.2), "hints": hints,
    })
}

/// The place that a hint tells: `at mine/overdue-notice/letter.typ.jinja:16:5: …`.
fn place(hint: &Words) -> Option<(String, usize, Option<usize>)> {
    static PLACE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^at (.+?):(\d+)(?::(\d+))?(?::|$)").ok());
    let found = PLACE.as_ref()?.captures(&hint.en)?;
    let column = found.get(3).and_then(|column| column.as_str().parse().ok());
    Some((found[1].to_string(), found[2].parse().ok()?, column))
}

/// The file that a message begins with, as faults of a `kind.toml` do.
fn named(message: &str, folder: &Path) -> Option<String> {
    let file = message.split(": ").next()?.trim_matches('`');
    file.starts_with(&*folder.to_string_lossy()).then(|| file.to_string())
}

/// A file by its path in the folder: `overdue-notice/letter.typ.jinja`.
fn own(file: &str, folder: &Path) -> String {
    let folder = folder.display().to_string();
    let own = file.strip_prefix(folder.trim_end_matches('/')).unwrap_or(file);
    own.trim_start_matches('/').trim_start_matches("templates/").to_string()
}
