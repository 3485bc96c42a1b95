//! Hold the lines of one run against each other by who signed their documents: one key signs a run, and all of it.

use std::collections::{BTreeMap, BTreeSet};

use super::flaw::{Flaw, OTHER_THAN_ASKED, UNSIGNED_DOCUMENT};
use crate::deliver::manifest::{Document, Header};

/// Who signed the documents of one run, as its lines say.
#[derive(Debug, Default)]
pub(super) struct LineSigners {
    /// The lines by SHA-256 of the certificate that they name.
    by_certificate: BTreeMap<String, Lines>,
    /// The kinds of documents that are signed.
    signed: BTreeSet<String>,
    /// The lines of documents that are not, by kind, but for those whose kind is known not to be.
    unsigned: BTreeMap<String, Lines>,
}

/// Lines in order, as runs from the first to the last: a night of letters by one key is a single one.
#[derive(Debug, Default)]
struct Lines(Vec<(u64, u64)>);

impl Lines {
    fn add(&mut self, line: u64) {
        match self.0.last_mut() {
            Some((_, last)) if *last + 1 == line => *last = line,
            _ => self.0.push((line, line)),
        }
    }

    fn count(&self) -> u64 {
        self.0.iter().map(|(first, last)| last - first + 1).sum()
    }

    fn first(&self) -> Option<u64> {
        self.0.first().map(|(first, _)| *first)
    }

    fn all(&self) -> impl Iterator<Item = u64> {
        self.0.iter().flat_map(|(first, last)| *first..=*last)
    }
}

impl LineSigners {
    /// Takes a line of a run that began with this header.
    pub(super) fn add(&mut self, line: u64, document: &Document, header: Option<&Header>) {
        match &document.signature {
            Some(signature) => {
                put(&mut self.by_certificate, &signature.certificate, line);
                if !self.signed.contains(&document.kind) {
                    self.signed.insert(document.kind.clone());
                }
            }
            None if kind_is_signed(header, &document.kind) == Some(false) => {}
            None => put(&mut self.unsigned, &document.kind, line),
        }
    }

    /// SHA-256 of the certificate that signed the run: that of most lines, and of the first of equals.
    pub(super) fn certificate(&self) -> Option<&String> {
        let most = |(_, lines): &(&String, &Lines)| (lines.count(), std::cmp::Reverse(lines.first()));
        self.by_certificate.iter().max_by_key(most).map(|(certificate, _)| certificate)
    }

    /// Lines that are unlike the others, and those that are not signed though their kind is.
    ///
    /// Headers of earlier versions do not tell which kinds are signed: then those are that some line says it of.
    pub(super) fn flaws(&self, header: Option<&Header>) -> Vec<Flaw> {
        let own = self.certificate();
        let others = self.by_certificate.iter().filter(|(certificate, _)| Some(*certificate) != own);
        let others =
            others.flat_map(|(certificate, lines)| lines.all().map(move |line| other(line, certificate)));
        let signs = |kind: &str| kind_is_signed(header, kind).unwrap_or_else(|| self.signed.contains(kind));
        let unsigned = self.unsigned.iter().filter(|(kind, _)| signs(kind));
        others.chain(unsigned.flat_map(|(_, lines)| lines.all().map(unsigned_line))).collect()
    }
}

/// Whether a run signs documents of a kind; not known where its header does not tell.
fn kind_is_signed(header: Option<&Header>, kind: &str) -> Option<bool> {
    header.and_then(|header| header.signed.as_ref()).map(|run| run.signs(kind))
}

fn put(to: &mut BTreeMap<String, Lines>, key: &str, line: u64) {
    match to.get_mut(key) {
        Some(lines) => lines.add(line),
        None => to.entry(key.to_string()).or_default().add(line),
    }
}

fn other(line: u64, certificate: &str) -> Flaw {
    Flaw::line(
        OTHER_THAN_ASKED,
        line,
        format!("this document is signed by another certificate than the rest of its run: `{certificate}`"),
        format!("该文书的签名证书与同一批次其他文书不同：`{certificate}`"),
    )
}

fn unsigned_line(line: u64) -> Flaw {
    Flaw::line(
        UNSIGNED_DOCUMENT,
        line,
        "this document is not signed, and its run is",
        "该批次文书应签名，但这份文书没有签名",
    )
}
