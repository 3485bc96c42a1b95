//! Hold the layout of a file against itself: nothing hidden, nothing twice, nothing after the end.

use std::collections::BTreeSet;

use super::findings;
use super::pdf::{File, Lexer, XrefEntry};
use crate::finding::Finding;

/// How many blanks may follow the end: viewers look for it in the last 1024 bytes.
const MOST_BLANKS: usize = 512;
/// How many findings of one revision are reported.
const MOST: usize = 5;

/// Everything about the layout by which two programs might see two documents; `signed` is the first revision that
/// a signature covers.
pub(super) fn faults(file: &File<'_>, signed: Option<usize>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for revision in 0..file.revisions.len() {
        let mut found = misplaced_entries(file, revision);
        found.extend(beside(file, revision, signed));
        found.extend(overlaps_and_gaps(file, revision));
        found.sort_by_key(|finding| finding.severity);
        found.truncate(MOST);
        findings.extend(found);
    }
    findings.extend(trailing_bytes(file));
    findings
}

/// What follows the last revision; a few blanks may, not so many that a viewer would miss the end.
fn trailing_bytes(file: &File<'_>) -> Option<Finding> {
    let end = file.revisions.last()?.end;
    let rest = file.bytes.get(end..)?;
    let blank =
        rest.len() <= MOST_BLANKS && rest.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
    (!blank).then(|| findings::trailing(rest.len()))
}

/// Tables that list an object twice, or bring forward what stands in earlier revisions.
fn misplaced_entries(file: &File<'_>, at: usize) -> Vec<Finding> {
    let mut findings = Vec::new();
    let revision = &file.revisions[at];
    if revision.sections.iter().chain(&revision.beside).any(|section| section.twice) {
        findings.push(findings::listed_twice(at + 1));
    }
    for (number, entry) in revision.listed() {
        let XrefEntry::InUse(offset, _) = entry else { continue };
        let before = at.checked_sub(1).and_then(|before| file.xref_entry(number, before));
        if !(revision.start..revision.end).contains(&offset) && before != Some(entry) {
            findings.push(findings::shadowed(at + 1, number));
        }
        if findings.len() >= MOST {
            break;
        }
    }
    findings
}

/// What the stream beside a table lists (ISO 32000-2, 7.5.8.4). Office programs put there what programs from before
/// PDF 1.5 need not see. Both kinds see one document where it only adds to what was never listed as something else,
/// and as long as nobody has signed.
fn beside(file: &File<'_>, at: usize, signed: Option<usize>) -> Option<Finding> {
    let revision = &file.revisions[at];
    let stream = revision.beside.as_ref()?;
    let mut hidden = 0;
    for (number, entry) in &stream.entries {
        let before = || at.checked_sub(1).and_then(|before| file.xref_entry(*number, before));
        let own = revision.sections.iter().find_map(|section| section.entry(*number));
        match own {
            // Some let the stream count, some that the object is gone.
            Some(XrefEntry::Free) if *entry != XrefEntry::Free => {
                return Some(findings::two_tables(at + 1, *number));
            }
            Some(_) => {}
            None => match before() {
                before if before == Some(*entry) => {}
                None | Some(XrefEntry::Free) => hidden += usize::from(*entry != XrefEntry::Free),
                Some(_) => return Some(findings::two_tables(at + 1, *number)),
            },
        }
    }
    match hidden {
        0 => None,
        _ if signed.is_some_and(|signed| at > signed) => Some(findings::hidden_later(at + 1, hidden)),
        _ => Some(findings::hidden(at + 1, hidden)),
    }
}

/// Objects that share bytes, are absent, or are listed nowhere.
fn overlaps_and_gaps(file: &File<'_>, at: usize) -> Vec<Finding> {
    let revision = &file.revisions[at];
    let (spans, absent) = file.written(at, MOST);
    let mut findings: Vec<_> = absent.iter().map(|number| findings::absent(at + 1, *number)).collect();
    // A stream beside a later table may stand here.
    let beside = file.revisions.iter().skip(at).filter_map(|later| later.beside.as_ref());
    let tables: Vec<_> = revision.sections.iter().chain(beside).map(|section| section.span.clone()).collect();
    let starts: BTreeSet<usize> = tables.iter().map(|span| span.start).collect();
    let own = spans.range(revision.start..).filter(|(start, _)| !starts.contains(start));
    let own = own.map(|(start, (number, end))| (*start, *end, Some(*number)));
    let within = tables.iter().filter(|span| span.start < revision.end);
    let mut all: Vec<_> = own.chain(within.map(|span| (span.start, span.end, None))).collect();
    all.sort_unstable();
    all.dedup();
    let (mut reached, mut unlisted, mut overlapping) = (revision.start, 0, 0);
    for (start, end, number) in all {
        if start >= reached {
            unlisted += stray_bytes(file, reached, start);
        } else if let Some(number) = number.filter(|_| overlapping < MOST) {
            overlapping += 1;
            findings.push(findings::overlapping(at + 1, number));
        }
        reached = reached.max(end);
    }
    unlisted += stray_bytes(file, reached, revision.bare_end);
    if unlisted > 0 {
        findings.push(findings::unlisted(at + 1, unlisted));
    }
    findings
}

/// How many bytes between two places are neither blank, comment nor the end of a revision.
fn stray_bytes(file: &File<'_>, from: usize, to: usize) -> usize {
    let bytes = &file.bytes[..to.min(file.bytes.len())];
    let mut lexer = Lexer::of_file(bytes, from, &file.budget);
    lexer.skip_comments();
    if lexer.keyword(b"startxref") {
        lexer.unsigned();
        lexer.skip_comments();
    }
    to.saturating_sub(lexer.at())
}
