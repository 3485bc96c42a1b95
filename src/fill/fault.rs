//! Turn what a template engine says into a finding with the template's own place.

use std::fmt;

use minijinja::value::Value;
use minijinja::{Error, ErrorKind, OutputSpan, OutputSpanKind};

use super::apart::apart;
use super::counted::{Forbidden, counted};
use super::named;
use super::set::{TemplateFault, TemplateSet};
use crate::finding::{Finding, Words};

/// A line of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplatePlace {
    /// The template, such as `overdue-notice/letter.typ.jinja`.
    pub template: String,
    /// The line, counted from 1.
    pub line: usize,
}

impl fmt::Display for TemplatePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "templates/{}:{}", self.template, self.line)
    }
}

/// Why a value is not printed as a template wants it, in both languages: the engine's errors have one.
#[derive(Debug)]
pub(super) struct Unprintable {
    message: Words,
    hints: Vec<Words>,
}

impl Unprintable {
    /// A value that is not printed for this reason.
    pub(super) fn new(message: Words) -> Self {
        Self { message, hints: Vec::new() }
    }

    /// The same with what to do.
    pub(super) fn hint(mut self, hint: Words) -> Self {
        self.hints.push(hint);
        self
    }
}

impl fmt::Display for Unprintable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message.en)
    }
}

impl std::error::Error for Unprintable {}

impl From<Unprintable> for Error {
    fn from(why: Unprintable) -> Self {
        Self::from(ErrorKind::InvalidOperation).with_source(why)
    }
}

/// An error and what it comes from, the cause last.
fn chain(error: &Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    let first: &(dyn std::error::Error + 'static) = error;
    std::iter::successors(Some(first), |error| error.source())
}

/// The errors of the engine among them.
fn errors(error: &Error) -> impl Iterator<Item = &Error> {
    chain(error).filter_map(|error| error.downcast_ref())
}

/// The innermost template place an error names.
fn innermost(error: &Error) -> Option<TemplatePlace> {
    let place =
        |error: &Error| Some(TemplatePlace { template: error.name()?.to_string(), line: error.line()? });
    errors(error).filter_map(place).last()
}

/// The expression at the innermost place, as its template has it.
fn expression(error: &Error, set: &TemplateSet) -> Option<String> {
    let placed = errors(error).filter(|error| error.name().is_some() && error.line().is_some()).last()?;
    named::expression(placed, set.text(placed.name()?)?)
}

/// The innermost error, which names the cause.
fn cause(error: &Error) -> &Error {
    errors(error).last().unwrap_or(error)
}

/// Why a value is not printed, where that is the cause.
fn unprintable(error: &Error) -> Option<&Unprintable> {
    chain(error).filter_map(|error| error.downcast_ref()).last()
}

/// What went wrong, in words of our own: the engine's may quote values.
fn worded(error: &Error) -> (&'static str, Words) {
    if let Some(Unprintable { message: Words { en, zh }, .. }) = unprintable(error) {
        let message = Words::new(format!("a value cannot be printed: {en}"), format!("该值无法打印：{zh}"));
        return ("R25", message);
    }
    let error = cause(error);
    match error.kind() {
        ErrorKind::UndefinedError => {
            ("R25", Words::new("a value is used that does not exist", "模板使用了不存在的值"))
        }
        // The engine names the value that was taken for a template's name.
        ErrorKind::TemplateNotFound => {
            ("T01", Words::new("a template is named that there is not", "模板引用了不存在的模板"))
        }
        ErrorKind::InvalidOperation if error.detail().is_some_and(|detail| detail.contains("recursion")) => (
            "T02",
            Words::new("templates include or call each other without end", "模板相互引用或调用，没有终止"),
        ),
        ErrorKind::InvalidOperation => {
            let why = error.detail().unwrap_or("this cannot be done").to_string();
            ("R25", Words::new(format!("a value cannot be printed: {why}"), format!("该值无法打印：{why}")))
        }
        ErrorKind::OutOfFuel => {
            ("T02", Words::new("the template does not come to an end", "模板循环过多，没有终止"))
        }
        ErrorKind::SyntaxError => {
            let detail = error.detail().unwrap_or("it cannot be read").to_string();
            ("T01", Words::new(format!("syntax error: {detail}"), format!("语法错误：{detail}")))
        }
        kind => {
            let detail = error.detail().unwrap_or_default();
            let text = format!("{kind}{}{detail}", if detail.is_empty() { "" } else { ": " });
            ("T01", Words::new(text.clone(), text))
        }
    }
}

/// A template's fault that one account brought to light. What names a value in vain, or prints what is no words,
/// is told as the template has it, which holds nothing of the account.
pub(super) fn of_account(error: &Error, set: &TemplateSet, values: &Value) -> Finding {
    let (code, Words { mut en, mut zh }) = worded(error);
    if unprintable(error).is_none() {
        (en, zh) = (apart(&en, values, set), apart(&zh, values, set));
    }
    let named = expression(error, set).filter(|_| matches!(code, "R25" | "T01"));
    if let Some(named) = &named {
        en.push_str(&format!(": `{named}`"));
        zh.push_str(&format!("：`{named}`"));
    }
    let mut finding = Finding::error(code, "", Words::new(en, zh));
    finding.hints.extend(unprintable(error).iter().flat_map(|why| why.hints.clone()));
    if cause(error).kind() == ErrorKind::UndefinedError {
        finding.hints.extend(named.and_then(|named| named::meant(&named, values)));
    }
    if let Some(place) = innermost(error) {
        finding = finding.hint(format!("at {place}"), format!("位于 {place}"));
    }
    if code == "R25" {
        finding =
            finding.basis("every value a letter prints must be there", "文书所用的每一项内容都必须存在");
    }
    finding
}

/// A template's fault that stops the run before any account is read.
pub(super) fn of_template(error: &Error) -> TemplateFault {
    let place = innermost(error);
    TemplateFault { place, message: worded(error).1 }
}

/// A filled template that is longer than any letter.
pub(super) fn too_much(name: &str, most: usize) -> Finding {
    Finding::error(
        "T02",
        "",
        Words::new(
            format!("`{name}` fills to more than {most} bytes"),
            format!("`{name}` 填充后超过 {most} 字节"),
        ),
    )
}

/// The longest run of fixed text in a template, in bytes: loops repeat it, and captured it would not
/// be counted.
const LONGEST: usize = 32 << 10;

/// What could grow without being counted: words that a tag puts together and keeps, and very long
/// runs of fixed text.
pub(super) fn growing(name: &str, text: &str) -> Vec<TemplateFault> {
    let place = |at: usize| {
        let line = text[..at].matches('\n').count() + 1;
        Some(TemplatePlace { template: name.to_string(), line })
    };
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
pub(super) fn forbidden(name: &str, text: &str) -> Vec<TemplateFault> {
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
        let line = text[..at].matches('\n').count() + 1;
        faults.push(TemplateFault {
            place: Some(TemplatePlace { template: name.to_string(), line }),
            message: Words::new(
                format!("`{shown}` is not allowed: values enter a letter as data only"),
                format!("不允许使用 `{shown}`：值只能作为数据进入文书"),
            ),
        });
    }
    faults
}

/// What an author's Typst module may not use, because it could not be counted.
pub(super) fn uncounted(name: &str, text: &str) -> Option<TemplateFault> {
    let Forbidden { at, what } = counted(text).err()?;
    let line = text[..at.start].matches('\n').count() + 1;
    Some(TemplateFault {
        place: Some(TemplatePlace { template: name.to_string(), line }),
        message: Words::new(
            format!("a template may not use {}", what.en),
            format!("模板不能使用{}", what.zh),
        ),
    })
}

/// The tags of a template, each with the byte it begins at.
fn tags(text: &str) -> impl Iterator<Item = (usize, &str)> {
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

/// The template line a byte of the output came from.
pub(super) fn place(spans: &[OutputSpan], output: &str, byte: usize) -> Option<TemplatePlace> {
    let span = spans.iter().find(|span| span.output_range().contains(&byte))?;
    let within = match span.kind() {
        OutputSpanKind::Raw => {
            output.get(span.output_range().start..byte)?.bytes().filter(|byte| *byte == b'\n').count()
        }
        _ => 0,
    };
    Some(TemplatePlace { template: span.name().to_string(), line: span.line() + within })
}
