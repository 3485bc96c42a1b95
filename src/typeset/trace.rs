//! Turn Typst's diagnostics into findings, each at its own place in a template.

use typst::WorldExt;
use typst::diag::{Severity, SourceDiagnostic};
use typst::syntax::DiagSpan;

use super::press::LetterWorld;
use super::{meter, said};
use crate::fill::{Filled, Forbidden, TemplatePlace, Templates, counted};
use crate::finding::{Finding, Words};

/// The findings of a document's diagnostics. What comes of a fault that was told already is left out: Typst tells
/// every delimiter that is open at the end, and stumbles more than once over a value in code.
pub(super) fn findings(
    diagnostics: &[SourceDiagnostic],
    world: &LetterWorld<'_>,
    templates: &Templates,
    filled: &Filled,
) -> Vec<Finding> {
    let last_open = diagnostics.iter().rposition(|one| one.message == said::UNCLOSED);
    let code = diagnostics.iter().position(|one| said::is_value_in_code(one, world));
    let told = |(at, one): &(usize, &SourceDiagnostic)| match (code, last_open) {
        (Some(code), _) => *at == code,
        (None, Some(open)) => one.message != said::UNCLOSED || *at == open,
        (None, None) => true,
    };
    let kept = diagnostics.iter().enumerate().filter(told);
    kept.map(|(_, one)| finding(one, world, templates, filled)).collect()
}

/// The finding of one diagnostic: its words, and the place in a template that it or its nearest caller stands at.
fn finding(
    diagnostic: &SourceDiagnostic,
    world: &LetterWorld<'_>,
    templates: &Templates,
    filled: &Filled,
) -> Finding {
    let code = if diagnostic.severity == Severity::Error { "T01" } else { "T03" };
    let excess = excess(&diagnostic.message);
    let ended = excess.is_some();
    let mut hints = Vec::new();
    let mut found = match excess {
        Some(words) => Finding::error("T02", "", words),
        None => {
            let message = templates.apart(filled, &own_words(&diagnostic.message));
            let said = said::said(diagnostic, &message, world);
            hints = said.hints;
            Finding::error(code, "", said.words)
        }
    };
    found.hints = places(diagnostic, world, templates, filled);
    found.hints.extend(hints);
    if ended {
        found = found.hint(
            "repeat with minijinja's loops over the account's own lists",
            "请用 minijinja 循环遍历账户自己的列表",
        );
    }
    for hint in &diagnostic.hints {
        let Words { en, zh } = Words::foreign("Typst ", templates.apart(filled, &hint.v));
        found = found.hint(en, zh);
    }
    found
}

/// Where a diagnostic and its callers stand in the templates, each line once.
fn places(
    diagnostic: &SourceDiagnostic,
    world: &LetterWorld<'_>,
    templates: &Templates,
    filled: &Filled,
) -> Vec<Words> {
    let spans =
        std::iter::once(diagnostic.span).chain(diagnostic.trace.iter().map(|point| point.span.into()));
    let mut lines: Vec<(String, usize)> = Vec::new();
    let mut told = Vec::new();
    for place in spans.filter_map(|span| place(span, world, templates, filled)) {
        let line = (place.file.clone(), place.line);
        if !lines.contains(&line) {
            lines.push(line);
            told.push(place.told());
        }
    }
    told
}

/// The place in a template of a span.
fn place(
    span: DiagSpan,
    world: &LetterWorld<'_>,
    templates: &Templates,
    filled: &Filled,
) -> Option<TemplatePlace> {
    let (range, id) = (world.range(span)?, span.id()?);
    if id == world.press().main() {
        return templates.place(filled, world.filled_byte(range.start));
    }
    let (set, name) = (templates.set(), id.vpath().get_without_slash().to_string());
    let text = set.files().find(|(file, _)| *file == name).map(|(_, text)| text)?;
    let counted = Some(text).filter(|_| set.is_own(&name)).and_then(|text| counted(text).ok());
    Some(set.place(&name, counted.map_or(range.start, |counted| counted.original(range.start))))
}

/// What a template may not use, at its place.
pub(super) fn forbidden(forbidden: &Forbidden, place: Option<TemplatePlace>) -> Finding {
    let words = Words::new(
        format!("a template may not use {}", forbidden.what.en),
        format!("模板不能使用{}", forbidden.what.zh),
    );
    let finding = Finding::error("T01", "", words);
    match place {
        Some(place) => Finding { hints: vec![place.told()], ..finding },
        None => finding,
    }
}

/// What is said of a letter that its count ended.
fn excess(message: &str) -> Option<Words> {
    let (en, zh) = match message {
        meter::SPENT => {
            ("the letter takes more steps than any letter needs", "文书所需步骤超过限额，循环或重复过多")
        }
        meter::TOO_DEEP => ("contents are nested too deep", "内容嵌套过深"),
        meter::TOO_LARGE => (
            "a number above 10,000 or a length above 100,000 pt is used",
            "使用了大于 10,000 的数或大于 100,000 pt 的长度",
        ),
        meter::TOO_MANY => (
            "something of more than 10,000 characters or items is to be multiplied",
            "要成倍重复的内容超过 10,000 个字符或项目",
        ),
        _ => return None,
    };
    Some(Words::new(en, zh))
}

/// The typesetter's message without what a template might have put into it: a panic's or an
/// assertion's words can hold a person's data.
fn own_words(message: &str) -> String {
    for start in ["panicked", "assertion failed", "equality assertion failed"] {
        if message.starts_with(start) {
            return format!("the template {start}");
        }
    }
    message.to_string()
}
