//! Turn a Typst diagnostic into a finding with the template's own line.

use typst::diag::{Severity, SourceDiagnostic};
use typst::syntax::{DiagSpan, FileId};
use typst::{World, WorldExt};

use super::meter;
use super::press::LetterWorld;
use crate::fill::{Filled, Forbidden, TemplatePlace, Templates};
use crate::finding::{Finding, Words};

/// The finding of one diagnostic: its words, and the template line it or its nearest caller stands on.
pub(super) fn finding(
    diagnostic: &SourceDiagnostic,
    world: &LetterWorld<'_>,
    main: FileId,
    templates: &Templates,
    filled: &Filled,
) -> Finding {
    let code = if diagnostic.severity == Severity::Error { "T01" } else { "T03" };
    let excess = excess(&diagnostic.message);
    let ended = excess.is_some();
    let mut found = match excess {
        Some(words) => Finding::error("T02", "", words),
        None => {
            let words = templates.apart(filled, &own_words(&diagnostic.message));
            let zh = format!("模板此处无法正确排版，请修改模板；Typst 原文：“{words}”");
            Finding::error(code, "", Words::new(words, zh))
        }
    };
    let place = |span: DiagSpan| -> Option<TemplatePlace> {
        let range = world.range(span)?;
        let id = span.id()?;
        if id == main {
            return templates.place(filled, world.filled_byte(range.start));
        }
        let source = world.source(id).ok()?;
        let line = source.lines().byte_to_line(range.start)? + 1;
        Some(TemplatePlace { template: id.vpath().get_without_slash().to_string(), line })
    };
    let spans =
        std::iter::once(diagnostic.span).chain(diagnostic.trace.iter().map(|point| point.span.into()));
    let mut places: Vec<String> = Vec::new();
    for span in spans {
        if let Some(found) = place(span).map(|place| place.to_string())
            && !places.contains(&found)
        {
            places.push(found);
        }
    }
    for at in places {
        found = found.hint(format!("at {at}"), format!("位于 {at}"));
    }
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

/// What a template may not use, at its place.
pub(super) fn forbidden(forbidden: &Forbidden, place: Option<TemplatePlace>) -> Finding {
    let words = Words::new(
        format!("a template may not use {}", forbidden.what.en),
        format!("模板不能使用{}", forbidden.what.zh),
    );
    let finding = Finding::error("T01", "", words);
    match place {
        Some(place) => finding.hint(format!("at {place}"), format!("位于 {place}")),
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
