//! Hand a finished document on, with all that its line in the manifest says.

use super::{Finished, Prepared};
use crate::account::read::Entry;
use crate::deliver::{Delivery, Origin};
use crate::desk::Fixed;
use crate::digits::is_postcode;
use crate::finding::Finding;

/// A finished document of an entry, ready to be put in its place; `None` where the entry is no account.
pub fn delivery(entry: &Entry, prepared: Prepared, finished: Finished, fixed: &Fixed) -> Option<Delivery> {
    let account = entry.account.as_ref().ok()?;
    let kinds = fixed.templates.set().kinds();
    Some(Delivery {
        seq: entry.seq,
        id: account.id.clone(),
        template: kinds.get(&prepared.kind).map(|kind| kind.hash.clone()).unwrap_or_default(),
        number: prepared.number,
        kind: prepared.kind,
        channel: account.delivery.map(|channel| channel.word().to_string()),
        post: account.addressed_postcode().filter(|code| is_postcode(code)).map(|code| code[..4].to_string()),
        pages: finished.pages,
        pdf: prepared.ways.letter.then_some(finished.pdf),
        messages: finished.messages,
        signature: finished.signature,
        copy: finished.copy,
        account_sha256: entry.sha256?,
        as_of: account.as_of,
        findings: prepared.warnings,
        debt: prepared.debt,
        name: prepared.name,
        laps: prepared.laps,
    })
}

/// The id as lists and messages may show it: none where it turned out to hold a person's number.
pub fn shown_id<'a>(entry: &'a Entry, findings: &[Finding]) -> Option<&'a str> {
    let personal = findings.iter().any(|finding| finding.code == "R03" && finding.path == "id");
    entry.id.as_deref().filter(|_| !personal)
}

/// Where the account of an entry came from, with its id as it may be shown.
pub fn origin(entry: &Entry, id: Option<&str>) -> Origin {
    Origin {
        seq: entry.seq,
        source: entry.source.clone(),
        line: entry.line,
        id: id.map(str::to_string),
        row: entry.row.clone(),
        sha256: entry.fingerprint(),
    }
}
