//! Find in a template what would be a way round the rules of filling: before any account is read.

use super::TemplateSet;
use super::counted::{Forbidden, counted};
use super::set::TemplateFault;
use crate::finding::Words;

/// The longest run of fixed text in a template, in bytes: loops repeat it, and captured it would not
/// be counted.
const LONGEST: usize = 32 << 10;

/// What could grow without being counted: words that a tag puts together and keeps, and very long
/// runs of fixed text.
pub(super) fn growing(name: &str, text: &str, set: &TemplateSet) -> Vec<TemplateFault> {
    let place = |at: usize| Some(set.place(name, at));
    let mut faults = Vec::new();
    let mut end = 0;
    for (at, tag) in tags(text).chain([(text.len(), "")]) {
        if at.saturating_sub(end) > LONGEST {
            let message = Words::new(
                format!("more than {LONGEST} bytes of text stand here in one run: `include` a part of it"),
                format!("此处连续文字超过 {LONGEST} 字节：请将一部分移入另一文件并用 `include` 引入"),
            );
            faults.push(TemplateFault { place: place(end), message });
        }
        end = at + tag.len();
        if keeps_what_it_joins(tag) {
            let message = Words::new(
                "words are put together with `~`, `+` or `*` only where they are printed, outside brackets",
                "`~`、`+`、`*` 只能在打印处、括号之外用来拼接",
            );
            faults.push(TemplateFault { place: place(at), message });
        }
    }
    faults
}

/// Whether a tag joins words and hands them on: in a statement other than a condition, or in brackets.
fn keeps_what_it_joins(tag: &str) -> bool {
    let statement = tag.starts_with("{%");
    let inner = tag.trim_start_matches(['{', '%']).trim_start_matches(['-', '+']);
    let inner = inner.trim_end_matches(['-', '+']).trim();
    let condition = inner.starts_with("if ") || inner.starts_with("elif ") || inner.starts_with("if(");
    let mut depth = 0_u32;
    unquoted(inner).any(|(_, c)| {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        matches!(c, '~' | '+' | '*') && (depth > 0 || (statement && !condition))
    })
}

/// The characters of a tag that do not stand in quotes.
fn unquoted(tag: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut quote, mut escaped) = (None, false);
    tag.char_indices().filter(move |(_, c)| {
        let (c, within) = (*c, quote.is_some());
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            _ => {}
        }
        !within && quote.is_none()
    })
}

/// Ways round the escaping, which a template may not take.
pub(super) fn forbidden(name: &str, text: &str, set: &TemplateSet) -> Vec<TemplateFault> {
    let mut faults = Vec::new();
    for (at, tag) in tags(text) {
        let squeezed: String = tag.chars().filter(|c| !c.is_whitespace()).collect();
        let words = squeezed.trim_start_matches(['{', '%', '-', '+']);
        let shown = if words.starts_with("autoescape") {
            "autoescape"
        } else if words.contains("|safe") || words.starts_with("filtersafe") {
            "|safe"
        } else {
            continue;
        };
        faults.push(TemplateFault {
            place: Some(set.place(name, at)),
            message: Words::new(
                format!("`{shown}` is not allowed: values enter a letter as data only"),
                format!("不允许使用 `{shown}`：值只能作为数据进入文书"),
            ),
        });
    }
    faults
}

/// What an author's Typst module may not use, because it could not be counted.
pub(super) fn uncounted(name: &str, text: &str, set: &TemplateSet) -> Option<TemplateFault> {
    let Forbidden { at, what } = counted(text).err()?;
    Some(TemplateFault {
        place: Some(set.place(name, at.start)),
        message: Words::new(
            format!("a template may not use {}", what.en),
            format!("模板不能使用{}", what.zh),
        ),
    })
}

/// The tags of a template, each with the byte it begins at.
pub(super) fn tags(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('{').filter_map(|(at, _)| {
        let rest = &text[at..];
        let close = match rest.as_bytes().get(1)? {
            b'{' => "}}",
            b'%' => "%}",
            _ => return None,
        };
        let end = unquoted(rest).map(|(at, _)| at).find(|at| rest[*at..].starts_with(close));
        Some((at, &rest[..end.unwrap_or(rest.len())]))
    })
}
