//! Every message that the program has words for is looked up where it stands: whatever a run says is made of these.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use super::english;
use crate::floors::sources;
use crate::workshop::file;

/// A call that takes a sentence in both languages: where it stands, and its arguments.
struct Said {
    place: String,
    arguments: Vec<String>,
}

/// Every such call of the program.
fn said() -> Vec<Said> {
    let mut files = Vec::new();
    sources(Path::new(&file("src")), None, &mut files);
    let call = Regex::new(r"\b(?:Words::new|said|Stop::new)\(|\.(?:hint|basis|says)\(").unwrap();
    let mut all = Vec::new();
    for (_, path, text) in &files {
        for found in call.find_iter(text).filter(|found| !text[..found.start()].ends_with("fn ")) {
            let line = text[..found.start()].matches('\n').count() + 1;
            let arguments = arguments(&text[found.end()..]);
            if arguments.len() > 1 {
                all.push(Said { place: format!("{path}:{line}"), arguments });
            }
        }
    }
    all
}

/// The arguments of a call, from behind its opening bracket.
fn arguments(text: &str) -> Vec<String> {
    let (mut depth, mut rest, mut all) = (0, text, vec![String::new()]);
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            '"' => literal(rest),
            '\'' if rest.chars().nth(2) == Some('\'') => 3,
            _ => c.len_utf8(),
        };
        let (word, after) = rest.split_at(taken);
        rest = after;
        match c {
            ')' if depth == 0 => break,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                all.push(String::new());
                continue;
            }
            '/' if rest.starts_with('/') => {
                rest = rest.split_once('\n').map_or("", |(_, after)| after);
                continue;
            }
            _ => {}
        }
        all.last_mut().unwrap().push_str(word);
    }
    all.into_iter().map(|one| one.trim().to_string()).filter(|one| !one.is_empty()).collect()
}

/// How long the literal text is that stands first.
fn literal(text: &str) -> usize {
    let mut escaped = true;
    let end = text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 1)
}

/// What the texts are found by.
struct Finders {
    literal: Regex,
    broken: Regex,
    outside: Regex,
    put_in: Regex,
}

static FINDERS: LazyLock<Finders> = LazyLock::new(|| Finders {
    literal: Regex::new(r#""((?:[^"\\]|\\[\s\S])*)""#).unwrap(),
    broken: Regex::new(r"\\\n\s*").unwrap(),
    outside: Regex::new(r"\{(error|why|detail)(:[^}]*)?\}").unwrap(),
    put_in: Regex::new(r"\{\w*(:[^}]*)?\}").unwrap(),
});

/// The literal texts in an argument as they are shown; what is put into them is left out, but outside words.
fn shown(argument: &str) -> String {
    let Finders { literal, broken, outside, put_in } = &*FINDERS;
    let texts =
        literal.captures_iter(argument).map(|text| broken.replace_all(&text[1], "").replace("\\\"", ""));
    let text = texts.collect::<Vec<_>>().join(" ");
    put_in.replace_all(&outside.replace_all(&text, "outside words"), " ").into_owned()
}

#[test]
fn every_message_has_chinese_words_of_its_own() {
    let all = said();
    assert!(all.len() > 1000, "only {} were found", all.len());
    let mut wrong = Vec::new();
    for Said { place, arguments } in all {
        let (en, zh) = (&arguments[arguments.len() - 2], &arguments[arguments.len() - 1]);
        let left = english(&shown(zh));
        if !left.is_empty() {
            wrong.push(format!("{place}: English in `{zh}`: {}", left.join(" ")));
        }
        let bare = en.replace(".clone()", "").replace(".to_string()", "");
        let same = bare == zh.replace(".to_string()", "");
        if same && (!en.contains('"') || !english(&shown(en)).is_empty()) {
            wrong.push(format!("{place}: the same in both languages: `{zh}`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
