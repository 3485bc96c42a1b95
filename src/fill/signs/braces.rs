//! Find names of values that are printed as they stand, because their braces are single or they stand in quotes.

use typst::syntax::{LinkedNode, SyntaxKind};

use crate::fill::guard::tags;
use crate::finding::Words;

/// The braces in fixed words, each with its byte and what it is told for: Typst prints them as they stand. In a text of
/// code only those around what looks like a value's name. `plain` is the source without its tags.
pub(super) fn printed(node: &LinkedNode<'_>, plain: &str) -> Vec<(usize, Words)> {
    let in_markup = node.kind() == SyntaxKind::Text;
    if !in_markup && node.kind() != SyntaxKind::Str {
        return Vec::new();
    }
    let (text, from) = (node.leaf_text(), node.offset());
    let (mut found, mut end) = (Vec::new(), 0);
    for (at, brace) in text.match_indices(['{', '}', '｛', '｝']) {
        let behind = &text[at..];
        let run = behind.len() - behind.trim_start_matches(brace).len();
        let is_wide = brace.len() > 1;
        if at < end || is_wide && run == brace.len() {
            continue;
        }
        let name = named(plain, from + at, brace);
        let words = match name {
            _ if is_wide && in_markup => wide(brace),
            // Told with the brace that opens it.
            Some(_) if brace == "}" => continue,
            Some(inside) => single(inside),
            None if in_markup && !is_wide => alone(brace),
            None => continue,
        };
        end = at + run;
        found.push((from + at, words));
    }
    found
}

/// What looks like a value's name between a single brace at a byte and its fellow on the same line.
fn named<'t>(plain: &'t str, at: usize, brace: &str) -> Option<&'t str> {
    let inside = match brace {
        // A sign or a class of signs in a text of code: `\u{4e00}`, `\p{Latin}`.
        "{" if plain.get(..at)?.ends_with(['u', 'p', 'P']) && plain[..at - 1].ends_with('\\') => return None,
        "{" => plain.get(at + 1..)?.split_once('}')?.0,
        "}" => plain.get(..at)?.rsplit_once('{')?.1,
        _ => return None,
    };
    Some(inside).filter(|inside| !inside.contains('\n') && is_name(inside.trim()))
}

/// Tags that print a name of a value in quotes, each with its byte.
pub(super) fn quoted(text: &str) -> impl Iterator<Item = (usize, Words)> {
    tags(text).filter_map(|(at, tag)| {
        let inside =
            tag.strip_prefix("{{")?.trim_start_matches(['-', '+']).trim_end_matches(['-', '+']).trim();
        let name = ['"', '\''].iter().find_map(|quote| inside.strip_prefix(*quote)?.strip_suffix(*quote))?;
        is_name(name).then(|| {
            let words = Words::new(
                format!(
                    "`{{{{ {inside} }}}}` prints the words in quotes; write `{{{{ {name} }}}}` for the value"
                ),
                format!("`{{{{ {inside} }}}}` 印出的是引号中的文字；要印出该值请写作 `{{{{ {name} }}}}`"),
            );
            (at, words)
        })
    })
}

/// Whether words are such as name a value: `l.total`, `ledgers[0].total | money`.
fn is_name(words: &str) -> bool {
    words.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && words.chars().all(|c| c.is_ascii_alphanumeric() || " _.|[]".contains(c))
}

fn wide(brace: &str) -> Words {
    Words::new(
        format!(
            "`{brace}{brace}` are full-width braces, which are printed as they stand; write `{{{{ name }}}}` for a value"
        ),
        format!("`{brace}{brace}` 是全角花括号，会原样印出；印出值请用半角写作 `{{{{ 名称 }}}}`"),
    )
}

fn single(inside: &str) -> Words {
    let name = inside.trim();
    Words::new(
        format!("`{{{inside}}}` is printed as it stands; write `{{{{ {name} }}}}` for the value"),
        format!("`{{{inside}}}` 会原样印出；要印出该值请写作 `{{{{ {name} }}}}`"),
    )
}

fn alone(brace: &str) -> Words {
    Words::new(
        format!(
            "`{brace}` is printed as it stands; write `{{{{ name }}}}` for a value, `\\{brace}` where it is to be printed"
        ),
        format!("`{brace}` 会原样印出；印出值请写作 `{{{{ 名称 }}}}`，确需印出该符号请写作 `\\{brace}`"),
    )
}
