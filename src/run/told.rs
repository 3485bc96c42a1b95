//! Tell what becomes of accounts as events: lines of JSON, the same on standard output and on the wire.

use serde_json::{Value, json};

use super::Event;
use crate::account::read::Entry;
use crate::deliver::{Document, Recorded};
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

/// What became of an account; nothing where the run only begins.
pub(crate) fn told(event: &Event<'_>, lang: Lang) -> Option<Value> {
    let Event::Account { entry, id, recorded } = event else { return None };
    let seq = entry.seq;
    Some(match recorded {
        Recorded::Made(document) => filed("made", document),
        Recorded::Stood(document) => filed("kept", document),
        Recorded::StoodBefore => json!({ "event": "stood", "seq": seq, "id": id }),
        Recorded::Refused(findings) => json!({
            "event": "refused", "seq": seq, "id": id, "source": &*entry.source, "line": entry.line,
            "findings": worded(entry, findings, lang),
        }),
    })
}

/// The event of a document, with what its line in the manifest says of it.
fn filed(event: &str, document: &Document) -> Value {
    let Document { seq, id, number, kind, file, pages, sha256, .. } = document;
    json!({
        "event": event, "seq": seq, "id": id, "number": number, "kind": kind, "file": file, "pages": pages,
        "sha256": sha256,
    })
}
