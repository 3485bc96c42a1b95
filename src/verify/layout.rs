//! Hold the layout of a file against itself: nothing hidden, nothing twice, nothing after the end.

use super::findings;
use super::pdf::{File, Lexer, XrefEntry};
use crate::finding::Finding;

/// How many blanks may follow the end: viewers look for it in the last 1024 bytes.
const MOST_BLANKS: usize = 512;
/// How many findings of one revision are reported.
const MOST: usize = 5;

/// Everything about the layout by which two programs might see two documents.
pub(super) fn faults(file: &File<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for revision in 0..file.revisions.len() {
        let mut found = misplaced_entries(file, revision);
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
    for section in &revision.sections {
        if section.twice {
            findings.push(findings::listed_twice(at + 1));
        }
        for (number, entry) in &section.entries {
            let XrefEntry::InUse(offset, _) = *entry else { continue };
            let before = at.checked_sub(1).and_then(|before| file.xref_entry(*number, before));
            if !(revision.start..revision.end).contains(&offset) && before != Some(*entry) {
                findings.push(findings::shadowed(at + 1, *number));
            }
        }
    }
    findings
}

/// Objects that share bytes, are absent, or are listed nowhere.
fn overlaps_and_gaps(file: &File<'_>, at: usize) -> Vec<Finding> {
    let revision = &file.revisions[at];
    let (spans, absent) = file.written(at);
    let mut findings: Vec<_> = absent.iter().map(|number| findings::absent(at + 1, *number)).collect();
    let is_table = |start: &usize| revision.sections.iter().any(|section| section.span.start == *start);
    let own = spans.range(revision.start..).filter(|(start, _)| !is_table(start));
    let own = own.map(|(start, (number, end))| (*start, *end, Some(*number)));
    let tables = revision.sections.iter().map(|section| (section.span.start, section.span.end, None));
    let mut all: Vec<_> = own.chain(tables).collect();
    all.sort_unstable();
    let (mut reached, mut unlisted) = (revision.start, 0);
    for (start, end, number) in all {
        if start < reached {
            findings.extend(number.map(|number| findings::overlapping(at + 1, number)));
        } else {
            unlisted += stray_bytes(file.bytes, reached, start);
        }
        reached = reached.max(end);
    }
    unlisted += stray_bytes(file.bytes, reached, revision.bare_end);
    if unlisted > 0 {
        findings.push(findings::unlisted(at + 1, unlisted));
    }
    findings
}

/// How many bytes between two places are neither blank, comment nor the end of a revision.
fn stray_bytes(bytes: &[u8], from: usize, to: usize) -> usize {
    let mut lexer = Lexer::of_file(&bytes[..to.min(bytes.len())], from);
    lexer.skip_comments();
    if lexer.keyword(b"startxref") {
        lexer.unsigned();
        lexer.skip_comments();
    }
    to.saturating_sub(lexer.at())
}
