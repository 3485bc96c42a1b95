//! Tell what becomes of accounts as events: lines of JSON, the same on standard output and on the wire.

use serde_json::{Map, Value, json};

use super::Event;
use crate::account::read::Entry;
use crate::deliver::{Document, Made, Message, Recorded};
use crate::finding::{Finding, Lang, Worded};

/// The findings of an account as its event tells them, but those that the issuer accepts, each with the heading of its
/// column where it has one.
pub(crate) fn worded<'f>(entry: &Entry, findings: &'f [Finding], lang: Lang) -> Vec<Worded<'f>> {
    let column = |finding: &Finding| Some(entry.row.as_ref()?.header.column(&finding.path)?.heading);
    findings
        .iter()
        .filter(|finding| !finding.is_accepted())
        .map(|finding| finding.worded(lang).in_column(column(finding)))
        .collect()
}

/// What became of an account, an event each of its document and its messages; nothing where the run only begins.
pub(crate) fn told(event: &Event<'_>, lang: Lang) -> Vec<Value> {
    let Event::Account { entry, id, recorded } = event else { return Vec::new() };
    let seq = entry.seq;
    match recorded {
        Recorded::Made(made) => of_made("made", made),
        Recorded::Stood(made) => of_made("kept", made),
        Recorded::StoodBefore => vec![json!({ "event": "stood", "seq": seq, "id": id })],
        Recorded::NotYet(awaited) => vec![event_of("not-yet", entry, *id, awaited.told(lang))],
        Recorded::Refused(findings) => vec![json!({
            "event": "refused", "seq": seq, "id": id, "source": &*entry.source, "line": entry.line,
            "findings": worded(entry, findings, lang),
        })],
    }
}

/// The event of an account of which the course tells something.
pub(crate) fn event_of(name: &str, entry: &Entry, id: Option<&str>, told: Map<String, Value>) -> Value {
    let mut event = json!({
        "event": name, "seq": entry.seq, "id": id, "source": &*entry.source, "line": entry.line,
    });
    if let Value::Object(fields) = &mut event {
        fields.extend(told);
    }
    event
}

/// What was made of an account: its document, then its messages.
fn of_made(event: &str, made: &Made) -> Vec<Value> {
    let document = made.document.iter().map(|document| filed(event, document));
    let messages = made.messages.iter().map(|message| {
        let Message { seq, id, number, kind, channel, file, sha256, parts, not_before, .. } = message;
        json!({
            "event": "message", "kept": event == "kept", "seq": seq, "id": id, "number": number, "kind": kind,
            "channel": channel, "file": file, "sha256": sha256, "parts": parts, "not_before": not_before,
        })
    });
    document.chain(messages).collect()
}

/// The event of a document, with what its line in the manifest says of it.
fn filed(event: &str, document: &Document) -> Value {
    let Document { seq, id, number, kind, file, pages, sha256, .. } = document;
    json!({
        "event": event, "seq": seq, "id": id, "number": number, "kind": kind, "file": file, "pages": pages,
        "sha256": sha256,
    })
}
