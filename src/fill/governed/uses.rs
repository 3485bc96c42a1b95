//! Find in the expressions of a template the values they ask for, and whether they must hold.

use std::collections::BTreeMap;

/// How a value decides whether words are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// They are printed where it is true or given.
    Holds,
    /// They are printed where it is false or blank.
    Fails,
    /// They are printed where it is more or less than something.
    Measured,
    /// It is compared with something, or is one of several.
    Either,
}

/// A value by its path, and how it decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// Such as `broken_plan.ended_on`; of a list's items without their numbers, such as `notices.arrived`.
    pub path: String,
    /// How it decides.
    pub sense: Sense,
}

/// Names that a template gives, with the paths of the values they stand for.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<String, Vec<String>>);

impl Names {
    pub(super) fn give(&mut self, name: &str, paths: Vec<String>) {
        for name in name.split(',') {
            self.0.insert(name.trim().to_string(), paths.clone());
        }
    }

    /// The paths that a path as it is written stands for.
    fn meant(&self, path: &str) -> Vec<String> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let Some(meant) = self.0.get(first) else { return vec![path.to_string()] };
        let with_rest = |base: &String| rest.map_or_else(|| base.clone(), |rest| format!("{base}.{rest}"));
        meant.iter().map(with_rest).collect()
    }
}

/// The paths of the values in an expression.
pub(super) fn paths(expression: &str, names: &Names) -> Vec<String> {
    condition(expression, names).into_iter().map(|one| one.path).collect()
}

/// What a condition asks of which values.
pub(super) fn condition(expression: &str, names: &Names) -> Vec<Use> {
    let bare = without_numbers(expression);
    let tokens = tokens(&bare);
    let either = tokens.contains(&"or");
    let mut found: Vec<Use> = Vec::new();
    let (mut clause, mut before, mut denied) = (0, "", false);
    for token in tokens.into_iter().chain(["and"]) {
        let compares = matches!(token, "==" | "!=" | "<" | ">" | "<=" | ">=" | "in");
        match token {
            "and" | "or" => (clause, denied) = (found.len(), false),
            "not" => denied = !denied,
            _ if compares => {
                let sense = match token {
                    "<" | ">" | "<=" | ">=" if !either => Sense::Measured,
                    _ => Sense::Either,
                };
                found[clause..].iter_mut().for_each(|one| one.sense = sense);
            }
            // What follows these is the name of a filter or a test.
            _ if matches!(before, "|" | "is") => {}
            _ if is_path(token) => {
                let compared = matches!(before, "==" | "!=" | "<" | ">" | "<=" | ">=" | "in");
                let sense = match denied {
                    _ if either || compared => Sense::Either,
                    true => Sense::Fails,
                    false => Sense::Holds,
                };
                found.extend(names.meant(token).into_iter().map(|path| Use { path, sense }));
            }
            _ => {}
        }
        if token != "not" || before != "is" {
            before = token;
        }
    }
    found
}

/// The same values where the condition is not met.
pub(super) fn flipped(uses: &[Use]) -> Vec<Use> {
    let flip = |sense| match sense {
        Sense::Holds => Sense::Fails,
        Sense::Fails => Sense::Holds,
        Sense::Measured => Sense::Measured,
        Sense::Either => Sense::Either,
    };
    // Of several conditions any may have failed.
    let alone = uses.len() == 1;
    let other = |one: &Use| Use {
        path: one.path.clone(),
        sense: if alone { flip(one.sense) } else { Sense::Either },
    };
    uses.iter().map(other).collect()
}

fn is_path(token: &str) -> bool {
    const WORDS: [&str; 7] = ["true", "false", "none", "loop", "if", "else", "True"];
    let first = token.split('.').next().unwrap_or_default();
    token.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && !WORDS.contains(&first)
}

/// The expression without the numbers of items: `ledgers[0].paid` as `ledgers.paid`.
fn without_numbers(expression: &str) -> String {
    let mut depth = 0_usize;
    let kept = expression.chars().filter(|c| {
        match c {
            '[' => depth += 1,
            ']' => {
                depth = depth.saturating_sub(1);
                return false;
            }
            _ => {}
        }
        depth == 0
    });
    kept.collect()
}

/// The words and signs of an expression; no strings.
fn tokens(expression: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = expression;
    while let Some(c) = rest.chars().next() {
        let end = match c {
            '"' | '\'' => rest[1..].find(c).map_or(rest.len(), |at| at + 2),
            '=' | '!' | '<' | '>' => {
                if rest[1..].starts_with('=') {
                    2
                } else {
                    1
                }
            }
            c if c.is_ascii_alphanumeric() || c == '_' => rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'))
                .unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at(end);
        if matches!(c, '"' | '\'') || token.trim().is_empty() {
            rest = after;
            continue;
        }
        found.push(token);
        rest = after;
    }
    found
}
