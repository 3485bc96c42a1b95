//! Hold the lines of one run against each other by who signed their documents: one key signs a run, and all of it.

use std::collections::{BTreeMap, BTreeSet};

use super::flaw::{Flaw, OTHER_THAN_ASKED, UNSIGNED_DOCUMENT};
use crate::deliver::manifest::{Document, Header};

/// Who signed the documents of one run, as its lines say.
#[derive(Debug, Default)]
pub(super) struct LineSigners {
    /// The lines by SHA-256 of the certificate that they name.
    by_certificate: BTreeMap<String, Vec<u64>>,
    /// The kinds of documents that are signed.
    signed: BTreeSet<String>,
    /// The lines of documents that are not, by kind.
    unsigned: BTreeMap<String, Vec<u64>>,
}

impl LineSigners {
    pub(super) fn add(&mut self, line: u64, document: &Document) {
        match &document.signature {
            Some(signature) => {
                put(&mut self.by_certificate, &signature.certificate, line);
                if !self.signed.contains(&document.kind) {
                    self.signed.insert(document.kind.clone());
                }
            }
            None => put(&mut self.unsigned, &document.kind, line),
        }
    }

    /// SHA-256 of the certificate that signed the run: that of most lines, and of the first of equals.
    pub(super) fn certificate(&self) -> Option<&String> {
        let most =
            |(_, lines): &(&String, &Vec<u64>)| (lines.len(), std::cmp::Reverse(lines.first().copied()));
        self.by_certificate.iter().max_by_key(most).map(|(certificate, _)| certificate)
    }

    /// Lines that are unlike the others, and those that are not signed though their kind is.
    ///
    /// Headers of earlier versions do not tell which kinds are signed: then those are that some line says it of.
    pub(super) fn flaws(&self, header: Option<&Header>) -> Vec<Flaw> {
        let own = self.certificate();
        let others = self.by_certificate.iter().filter(|(certificate, _)| Some(*certificate) != own);
        let others =
            others.flat_map(|(certificate, lines)| lines.iter().map(move |line| other(*line, certificate)));
        let run = header.and_then(|header| header.signed.as_ref());
        let signs = |kind: &str| run.map_or_else(|| self.signed.contains(kind), |run| run.signs(kind));
        let unsigned = self.unsigned.iter().filter(|(kind, _)| signs(kind));
        others.chain(unsigned.flat_map(|(_, lines)| lines.iter().map(|line| unsigned_line(*line)))).collect()
    }
}

fn put(to: &mut BTreeMap<String, Vec<u64>>, key: &str, line: u64) {
    match to.get_mut(key) {
        Some(lines) => lines.push(line),
        None => drop(to.insert(key.to_string(), vec![line])),
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
