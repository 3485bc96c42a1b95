//! Name the value that a template asks for in vain, and the one it may mean.

use minijinja::Error;
use minijinja::value::{Value, ValueKind};

use super::guard::tags;
use crate::finding::Words;
use crate::near::nearest;

/// The most characters of an expression that are shown.
const MOST: usize = 60;

/// The names under which a bank's own values stand: not the program's to tell.
const FREE: &str = "extra";

/// The expression of a template at which it failed, on one line; words of the template, not of an account.
pub(super) fn expression(error: &Error, template: &str) -> Option<String> {
    let range = error.range()?;
    let before = template.get(..range.start)?;
    // The engine's place of a filter is its name alone, and that of an item's name begins at the bracket: without
    // what they stand on, nobody finds them in the line.
    let start = match template.get(range.start..)?.chars().next()? {
        _ if before.trim_end().ends_with('|') => tag(before),
        '[' | '.' => path(before),
        _ => range.start,
    };
    let words: Vec<&str> = template.get(start..range.end)?.split_whitespace().collect();
    Some(words.join(" ")).filter(|line| !line.is_empty())
}

/// As much of an expression as is shown.
pub(super) fn short(expression: &str) -> String {
    let short: String = expression.chars().take(MOST).collect();
    let cut = if short.len() < expression.len() { "…" } else { "" };
    format!("{short}{cut}")
}

/// The first name of an expression that no account has, where several stand in it, and none of which the template gives
/// a meaning itself: the engine tells the whole expression.
pub(super) fn missing<'e>(expression: &'e str, text: &str, values: &Value) -> Option<&'e str> {
    let mut named = paths(expression).into_iter();
    named.find(|path| {
        let root = path.split(['.', '[']).next().unwrap_or_default();
        is_missing(path, values) && !is_own(root, text)
    })
}

/// The names of values in an expression, with what they stand below: no words in quotes, filters, tests or calls.
fn paths(expression: &str) -> Vec<&str> {
    let (mut paths, mut at, mut before) = (Vec::new(), 0, "");
    while let Some(first) = expression[at..].chars().next() {
        let rest = &expression[at..];
        let length = match first {
            '"' | '\'' => rest[1..].find(first).map_or(rest.len(), |length| length + 2),
            c if c.is_alphabetic() || c == '_' => {
                rest.find(|c: char| !(c.is_alphanumeric() || "_.[]".contains(c))).unwrap_or(rest.len())
            }
            // A number's own dot and letters begin no name.
            c if c.is_ascii_digit() => {
                rest.find(|c: char| !(c.is_alphanumeric() || c == '.')).unwrap_or(rest.len())
            }
            c => c.len_utf8(),
        };
        let (piece, behind) = rest.split_at(length);
        let behind = behind.trim_start();
        let is_name = first.is_alphabetic() || first == '_';
        let is_given = behind.starts_with('(') || (behind.starts_with('=') && !behind.starts_with("=="));
        if is_name && !is_given && !WORDS.contains(&piece) && !["|", "is", "is not"].contains(&before) {
            paths.push(piece);
        }
        if before == "is" && piece == "not" {
            before = "is not";
        } else if !piece.trim().is_empty() {
            before = piece;
        }
        at += length;
    }
    paths
}

/// The words of the engine's language.
const WORDS: &[&str] =
    &["and", "or", "not", "in", "is", "if", "elif", "else", "for", "set", "true", "false", "none"];

/// Whether a template gives a name its meaning itself: in a loop, a setting or a macro.
fn is_own(name: &str, text: &str) -> bool {
    tags(text).any(|(_, tag)| {
        let inner = tag.trim_start_matches(['{', '%', '-', '+']).trim_start();
        let Some((word, rest)) = inner.split_once(' ') else { return false };
        let named = match word {
            "for" => rest.split(" in ").next(),
            "set" | "with" => rest.split('=').next(),
            "macro" | "call" | "import" | "from" => Some(rest),
            _ => None,
        };
        let mut words = named.unwrap_or_default().split(|c: char| !(c.is_alphanumeric() || c == '_'));
        words.any(|word| word == name)
    })
}

/// Where the names and dots begin that a text ends with.
fn path(before: &str) -> usize {
    before.trim_end_matches(|c: char| c.is_alphanumeric() || "_.[]".contains(c)).len()
}

/// Where the words of the last tag begin that is open at the end of a text.
fn tag(before: &str) -> usize {
    let open = before.rfind("{{").max(before.rfind("{%")).map_or(0, |at| at + 2);
    let sign = usize::from(before[open..].starts_with(['-', '+']));
    open + sign
}

/// What the author of an expression may mean that names a value in vain: the nearest name where it is missing, or
/// else all names there. `text` is the template in which it stands, whose own names are those of its loops and settings.
pub(super) fn meant(expression: &str, text: &str, values: &Value) -> Option<Words> {
    let (root, rest) = expression.split_once('.').unwrap_or((expression, ""));
    let missing = values.get_attr(root).is_ok_and(|value| value.is_undefined());
    let list = own_list(root, text).filter(|_| missing && !rest.is_empty());
    let Some(list) = list else { return meant_by(expression, values) };
    let whole = format!("{list}[0]");
    let Words { en, zh } = meant_by(&format!("{whole}.{rest}"), values)?;
    Some(Words::new(en.replace(&whole, root), zh.replace(&whole, root)))
}

/// The list of which a name of the template's own is an item: by `for NAME in LIST`, or `set NAME = LIST|last`.
fn own_list<'t>(name: &str, text: &'t str) -> Option<&'t str> {
    let of = |begin: String| {
        let at = text.find(&begin)? + begin.len();
        let length = text[at..].find(|c: char| !(c.is_ascii_alphanumeric() || "_.".contains(c)));
        text.get(at..at + length?).filter(|list| !list.is_empty())
    };
    let is_item = |list: &&str| {
        let behind = text.split_once(&format!("set {name} = {list}")).map(|(_, behind)| behind.trim_start());
        behind.is_some_and(|behind| behind.starts_with("|last") || behind.starts_with("|first"))
    };
    of(format!("for {name} in ")).or_else(|| of(format!("set {name} = ")).filter(is_item))
}

fn meant_by(expression: &str, values: &Value) -> Option<Words> {
    let path = expression.split('|').next().unwrap_or_default().trim_end();
    let steps: Vec<&str> = path.split('.').collect();
    let (mut at, mut above) = (values.clone(), String::new());
    for (depth, step) in steps.iter().enumerate() {
        let name = step.split('[').next().unwrap_or_default();
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        if !is_name || above == FREE {
            return None;
        }
        let below = at.get_attr(name).unwrap_or_default();
        if below.is_undefined() {
            // A first name with others behind it may be the template's own: of a loop, say.
            let own = depth == 0 && steps.len() > 1;
            return if own { None } else { near(name, &above, &at) };
        }
        at = if *step == name { below } else { below.get_item_by_index(0).unwrap_or_default() };
        above = if above.is_empty() { (*step).to_string() } else { format!("{above}.{step}") };
    }
    None
}

/// Whether an expression is a path of names of which the first missing one could only stand in a map that is there, or
/// in an item of a list that is: no account has it then.
pub(super) fn is_missing(expression: &str, values: &Value) -> bool {
    let path = expression.split('|').next().unwrap_or_default().trim();
    let mut at = values.clone();
    for step in path.split('.') {
        let (name, places) = step.split_once('[').map_or((step, ""), |(name, places)| (name, places));
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        if !is_name || at.kind() != ValueKind::Map {
            return false;
        }
        match at.get_attr(name) {
            Ok(below) if !below.is_undefined() => at = below,
            _ => return true,
        }
        // Another account may have an item where this one has none.
        let Some(item) = item(&at, places) else { return false };
        at = item;
    }
    false
}

/// The item of a list at places such as `0]`; the value itself where there are none.
fn item(value: &Value, places: &str) -> Option<Value> {
    if places.is_empty() {
        return Some(value.clone());
    }
    let item = value.get_item_by_index(places.strip_suffix(']')?.parse().ok()?).ok()?;
    (!item.is_undefined()).then_some(item)
}

/// The name in a map that is nearest to one, or all names of a map below the top.
fn near(name: &str, above: &str, map: &Value) -> Option<Words> {
    if map.kind() != ValueKind::Map {
        return None;
    }
    let names: Vec<String> =
        map.try_iter().ok()?.filter_map(|name| Some(name.as_str()?.to_string())).collect();
    let below = |name: &str| if above.is_empty() { name.to_string() } else { format!("{above}.{name}") };
    match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => Some(Words::did_you_mean(&below(near))),
        None if above.is_empty() => None,
        None => Some(Words::new(
            format!("`{above}` has: {}", names.join(", ")),
            format!("`{above}` 下有：{}", names.join("、")),
        )),
    }
}
