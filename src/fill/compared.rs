//! Find comparisons in an author's templates that are never true, since the value is none of those that there are.

use std::sync::LazyLock;

use regex::Regex;

use super::guard::tags;
use super::{TemplateFault, TemplateSet};
use crate::finding::Words;
use crate::near::nearest;

/// Values that are one of a few words, and these words.
const WORDS: &[(&str, &[&str])] = &[("stage", &["M1", "M2", "M3+"])];

/// The comparisons of all files that are not built in.
pub(super) fn never(set: &TemplateSet) -> Vec<TemplateFault> {
    static COMPARED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r#"(?:^|[^\w.])(\w+)\s*[!=]=\s*(?:"([^"]*)"|'([^']*)')|(?:"([^"]*)"|'([^']*)')\s*[!=]=\s*(\w+)(?:$|[^\w.(])"#)
            .ok()
    });
    let mut faults = Vec::new();
    for (name, text) in set.templates().filter(|(name, _)| set.is_own(name)) {
        for (at, tag) in tags(text) {
            for found in COMPARED.iter().flat_map(|compared| compared.captures_iter(tag)) {
                let part = |group: usize| found.get(group).map(|part| part.as_str());
                let value = part(1).or(part(6)).unwrap_or_default();
                let word = (2..=5).find_map(part).unwrap_or_default();
                let Some((_, words)) = WORDS.iter().find(|(name, _)| *name == value) else { continue };
                if words.contains(&word) || is_set(value, text) {
                    continue;
                }
                let start = found.get(1).or(found.get(0)).map_or(0, |part| part.start());
                faults.push(TemplateFault {
                    place: Some(set.place(name, at + start)),
                    message: told(value, word, words),
                });
            }
        }
    }
    faults
}

/// Whether a template gives the name another meaning.
fn is_set(value: &str, text: &str) -> bool {
    [format!("set {value} "), format!("set {value}="), format!("for {value} in ")]
        .iter()
        .any(|own| text.contains(own))
}

fn told(value: &str, word: &str, words: &[&str]) -> Words {
    let longer = words.iter().copied().find(|one| one.starts_with(word)).filter(|_| !word.is_empty());
    let near = longer.or_else(|| nearest(word, words.iter().copied()));
    let (en, zh) = near.map_or_else(Default::default, |near| {
        (format!("; did you mean `{near}`?"), format!("；是否应为 `{near}`？"))
    });
    Words::new(
        format!("`{value}` is never `{word}`, only {}{en}", words.join(", ")),
        format!("`{value}` 的值没有 `{word}`，只有 {}{zh}", words.join("、")),
    )
}
