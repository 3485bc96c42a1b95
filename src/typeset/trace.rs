//! Turn a Typst diagnostic into a finding with the template's own line.

use typst::diag::{Severity, SourceDiagnostic};
use typst::syntax::{DiagSpan, FileId};
use typst::{World, WorldExt};

use super::press::Sheet;
use crate::fill::{Filled, TemplatePlace, Templates};
use crate::finding::{Finding, Words};

/// The finding of one diagnostic: its words, and the template line it or its nearest caller stands on.
pub(super) fn finding(
    diagnostic: &SourceDiagnostic,
    sheet: &Sheet<'_>,
    main: FileId,
    templates: &Templates,
    filled: &Filled,
) -> Finding {
    let code = if diagnostic.severity == Severity::Error { "T01" } else { "T03" };
    let words = own_words(&diagnostic.message);
    let mut found = Finding::error(code, "", Words::new(words.clone(), words));
    let place = |span: DiagSpan| -> Option<TemplatePlace> {
        let range = sheet.range(span)?;
        let id = span.id()?;
        if id == main {
            return templates.place(filled, range.start);
        }
        let source = sheet.source(id).ok()?;
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
    for hint in &diagnostic.hints {
        found = found.hint(hint.v.as_str(), hint.v.as_str());
    }
    found
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
