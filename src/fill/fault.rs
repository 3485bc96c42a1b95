//! Turn what a template engine says into a finding with the template's own place.

use std::fmt;

use minijinja::value::Value;
use minijinja::{Error, ErrorKind};

use super::FILTERS;
use super::apart::apart;
use super::guard::tags;
use super::named;
use super::place::TemplatePlace;
use super::set::{TemplateFault, TemplateSet};
use crate::finding::{Finding, Words};
use crate::near::nearest;

/// Why a value is not printed as a template wants it, in both languages: the engine's errors have one.
#[derive(Debug)]
pub(super) struct Unprintable {
    message: Words,
    hints: Vec<Words>,
    /// Whether there is nothing to print, as there may be in another account.
    blank: bool,
}

/// Why a document is not filled.
#[derive(Debug)]
pub struct Unfilled {
    /// What is wrong.
    pub finding: Finding,
    /// Whether it is wrong for any account.
    pub by_template: bool,
}

impl Unprintable {
    /// A value that is not printed for this reason.
    pub(super) fn new(message: Words) -> Self {
        Self { message, hints: Vec::new(), blank: false }
    }

    /// The same for a value that says nothing.
    pub(super) fn blank(self) -> Self {
        Self { blank: true, ..self }
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

/// The innermost error that names a place in a template.
fn placed(error: &Error) -> Option<&Error> {
    errors(error).filter(|error| error.name().is_some() && error.line().is_some()).last()
}

/// The innermost template place an error names.
fn innermost(error: &Error, set: &TemplateSet) -> Option<TemplatePlace> {
    let placed = placed(error)?;
    let (name, line) = (placed.name()?, placed.line()?);
    let range = placed.range().filter(|range| range.start > 0 || line == 1);
    Some(range.map_or_else(|| set.line(name, line), |range| set.place(name, range.start)))
}

/// The text of the template that the innermost place is in.
fn template<'s>(error: &Error, set: &'s TemplateSet) -> &'s str {
    placed(error).and_then(|placed| set.text(placed.name()?)).unwrap_or_default()
}

/// The expression at the innermost place, as its template has it.
fn expression(error: &Error, set: &TemplateSet) -> Option<String> {
    let placed = placed(error)?;
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

/// What went wrong, in words of our own; the engine's may quote values, so that they come through `clean`.
fn worded(error: &Error, clean: &dyn Fn(&str) -> String) -> (&'static str, Words) {
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
            let why = clean(error.detail().unwrap_or("this cannot be done"));
            (
                "R25",
                Words::new(
                    format!("a value cannot be printed: {why}"),
                    format!("该值无法打印；minijinja 原文：“{why}”"),
                ),
            )
        }
        ErrorKind::OutOfFuel => {
            ("T02", Words::new("the template does not come to an end", "模板循环过多，没有终止"))
        }
        _ => ("T01", refused(error, &clean(error.detail().unwrap_or_default()))),
    }
}

/// What the engine does not take, with its own words where it has any.
fn refused(error: &Error, detail: &str) -> Words {
    let (en, zh) = match error.kind() {
        ErrorKind::SyntaxError => ("syntax error", "模板标签的写法有误"),
        ErrorKind::UnknownFilter => ("there is no such filter", "没有这个过滤器"),
        ErrorKind::UnknownTest => ("there is no such test", "没有这个判断"),
        ErrorKind::UnknownFunction => ("there is no such function", "没有这个函数"),
        ErrorKind::UnknownMethod => ("a value has no such method", "值没有这个方法"),
        _ => ("the template cannot be filled", "模板无法填充"),
    };
    match (error.kind(), detail) {
        (ErrorKind::UnknownFilter | ErrorKind::UnknownTest | ErrorKind::UnknownFunction, _) | (_, "") => {
            Words::new(en, zh)
        }
        _ => Words::new(format!("{en}: {detail}"), format!("{zh}；minijinja 原文：“{detail}”")),
    }
}

/// A template's fault that one account brought to light. What names a value in vain, or prints what is no words,
/// is told as the template has it, which holds nothing of the account.
pub(super) fn of_account(error: &Error, set: &TemplateSet, values: &Value) -> Unfilled {
    let mut named = expression(error, set);
    let is_missed = cause(error).kind() == ErrorKind::UndefinedError && unprintable(error).is_none();
    if let Some(whole) = named.as_ref().filter(|whole| is_missed && !named::is_missing(whole, values)) {
        // The engine tells a whole condition where one name of it is missing.
        let missing = named::missing(whole, template(error, set), values).map(str::to_string);
        named = missing.or(named);
    }
    let by_template = is_of_template(error, named.as_deref(), set, values);
    Unfilled { finding: told(error, named, set, values), by_template }
}

/// Whether an account of another's values would fare no better: what an account's `extra` may hold, what is blank here
/// and what an empty list lacks, another may have.
fn is_of_template(error: &Error, named: Option<&str>, set: &TemplateSet, values: &Value) -> bool {
    let named = named.unwrap_or_default();
    if named.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "extra") {
        return false;
    }
    if let Some(Unprintable { blank, .. }) = unprintable(error) {
        return !blank;
    }
    if cause(error).kind() != ErrorKind::UndefinedError {
        return true;
    }
    let root = named.split(['.', '|', '[', ' ']).next().unwrap_or_default();
    let of_loop = || set.templates().any(|(_, text)| text.contains(&format!("for {root} in ")));
    named::is_missing(named, values) || (named.contains('.') && !named.contains('[') && of_loop())
}

fn told(error: &Error, named: Option<String>, set: &TemplateSet, values: &Value) -> Finding {
    let (code, Words { mut en, mut zh }) = worded(error, &|detail| apart(detail, values, set));
    let named = named.filter(|_| matches!(code, "R25" | "T01"));
    if let Some(named) = &named {
        let shown = named::short(named);
        en.push_str(&format!(": `{shown}`"));
        zh.push_str(&format!("：`{shown}`"));
    }
    let mut finding = Finding::error(code, "", Words::new(en, zh));
    finding.hints.extend(unprintable(error).iter().flat_map(|why| why.hints.clone()));
    if cause(error).kind() == ErrorKind::UndefinedError {
        let text = template(error, set);
        finding.hints.extend(named.as_ref().and_then(|named| named::meant(named, text, values)));
        finding.hints.extend(named.as_ref().and_then(|named| may_lack(named)));
    }
    finding.hints.extend(named.as_ref().and_then(|named| instead(cause(error).kind(), named, set)));
    if let Some(place) = innermost(error, set) {
        finding.hints.push(place.told());
    }
    if code == "R25" {
        finding =
            finding.basis("every value a letter prints must be there", "文书所用的每一项内容都必须存在");
    }
    finding
}

/// That an account's `extra` need not hold a value, and how a template asks for it.
fn may_lack(named: &str) -> Option<Words> {
    let path = named.split('|').next().unwrap_or_default().trim();
    let is_path = path.chars().all(|c| c.is_alphanumeric() || "_.".contains(c));
    (path.starts_with("extra.") && is_path).then(|| {
        let asked = format!("{{% if {path} is defined %}}…{{% endif %}}");
        Words::new(
            format!("where some accounts have none, ask first: `{asked}`"),
            format!("如部分账户没有该值，请先判断：`{asked}`"),
        )
    })
}

/// A template's fault that stops the run before any account is read.
pub(super) fn of_template(error: &Error, set: &TemplateSet) -> TemplateFault {
    let name = placed(error).and_then(Error::name);
    let open = name.and_then(|name| Some((name, open_tag(set.text(name)?)?)));
    let ended = error.detail().is_some_and(|detail| detail.contains("end of"));
    if let Some((name, (at, tag))) = open.filter(|_| ended) {
        let message = match closing(tag) {
            Some(close) => Words::new(
                format!("`{tag}` is begun here and not ended: write `{close}` where it ends"),
                format!("此处开始的 `{tag}` 没有结束：请在应结束处写 `{close}`"),
            ),
            None => {
                let close: String =
                    tag.chars().rev().map(|sign| if sign == '{' { '}' } else { sign }).collect();
                Words::new(
                    format!("`{tag}` is not closed: write `{close}` where it ends"),
                    format!("`{tag}` 没有结束：请在应结束处写 `{close}`"),
                )
            }
        };
        return TemplateFault { place: Some(set.place(name, at)), message };
    }
    TemplateFault { place: innermost(error, set), message: worded(error, &str::to_string).1 }
}

/// The tag that is open at the end of a template: a comment or a tag without its end, or a block without its own.
fn open_tag(text: &str) -> Option<(usize, &str)> {
    let comment = text.match_indices("{#").find(|(at, _)| !text[*at..].contains("#}"));
    if let Some((at, open)) = comment {
        return Some((at, open));
    }
    let mut open: Vec<(usize, &str)> = Vec::new();
    for (at, tag) in tags(text) {
        let closed = text[at + tag.len()..].starts_with(['}', '%']);
        if !closed {
            return Some((at, &tag[..2]));
        }
        let inner = tag.trim_start_matches(['{', '%', '-', '+']).trim();
        let word = inner.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        match word.strip_prefix("end") {
            _ if !tag.starts_with("{%") => {}
            Some(_) => drop(open.pop()),
            None if word == "set" && inner.contains('=') => {}
            None if BLOCKS.contains(&word) => open.push((at, tag)),
            None => {}
        }
    }
    let (at, tag) = open.pop()?;
    let end = (at + tag.len() + 2).min(text.len());
    Some((at, text.get(at..end).unwrap_or(tag)))
}

/// The tags that want one that ends them.
const BLOCKS: &[&str] = &["if", "for", "set", "with", "block", "macro", "filter", "call", "raw"];

/// How a block is ended.
fn closing(tag: &str) -> Option<String> {
    let word = tag.strip_prefix("{%")?.trim_start_matches(['-', '+', ' ']);
    let word: String = word.chars().take_while(|c| c.is_alphanumeric()).collect();
    BLOCKS.contains(&word.as_str()).then(|| format!("{{% end{word} %}}"))
}

/// What there is in place of a filter, test or template that there is not.
fn instead(kind: ErrorKind, named: &str, set: &TemplateSet) -> Option<Words> {
    let quoted = || named.split(['"', '\'']).nth(1);
    match kind {
        ErrorKind::UnknownFilter => {
            let name = named.rsplit('|').next().unwrap_or_default().trim();
            let (en, zh) = meant(nearest(name, FILTERS.iter().copied()));
            let all = FILTERS.join("`、`");
            Some(Words::new(
                format!("{en}the filters are `{}`", FILTERS.join("`, `")),
                format!("{zh}可用的过滤器：`{all}`"),
            ))
        }
        ErrorKind::UnknownTest => {
            Some(Words::new("the tests are `defined` and `undefined`", "可用的判断：`defined`、`undefined`"))
        }
        ErrorKind::UnknownFunction => Some(Words::new(
            "there are no functions but macros of the template's own: sums and wording are done before",
            "除模板自己的宏外没有函数：计算和措辞已由程序完成",
        )),
        ErrorKind::TemplateNotFound => {
            let near = nearest(quoted()?, set.templates().map(|(name, _)| name));
            let (en, zh) = meant(near);
            Some(Words::new(
                format!("{en}a template is named from the folder on, as in `shared/payment.typ.jinja`"),
                format!("{zh}引用模板请从文件夹写起，如 `shared/payment.typ.jinja`"),
            ))
        }
        _ => None,
    }
}

fn meant(near: Option<&str>) -> (String, String) {
    near.map_or_else(Default::default, |near| {
        (format!("did you mean `{near}`? "), format!("是否应为 `{near}`？"))
    })
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
