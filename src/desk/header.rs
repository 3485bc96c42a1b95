//! Turn what decides the bytes of every document of a run into the manifest's header.

use sha2::{Digest, Sha256};

use super::{DeskParts, KindChoice};
use crate::check;
use crate::course;
use crate::deliver::{Header, SignedRun, Versions};
use crate::digest::hex;
use crate::fill::Templates;
use crate::finding::Lang;
use crate::fonts::Fonts;
use crate::issuer::IssuerFile;
use crate::message::Ways;
use crate::sign::Signer;
use crate::wording;

/// SHA-256 of the lists of words and the table of steps.
fn words_and_steps() -> [u8; 32] {
    Sha256::new().chain_update(wording::pack_hash()).chain_update(course::book::file()).finalize().into()
}

/// What decides the bytes of every document of the run.
///
/// `named` are the bytes of the files that the issuer file names.
pub(super) fn header(
    parts: &DeskParts,
    file: &IssuerFile,
    named: &[&[u8]],
    templates: &Templates,
    fonts: &Fonts,
    signer: Option<&Signer>,
    ways: Ways,
) -> Header {
    let mut hash = Sha256::new();
    for part in std::iter::once(parts.issuer.as_bytes()).chain(named.iter().copied()) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let kind = match &parts.kind {
        KindChoice::Own => "own".to_string(),
        KindChoice::Auto => "auto".to_string(),
        KindChoice::Course => "course".to_string(),
        KindChoice::Named(name) => name.clone(),
    };
    Header {
        versions: Versions::of_this_build(),
        issue_date: parts.issue_date,
        kind,
        standards: parts.standards.clone(),
        issuer: hex(&hash.finalize()),
        rules: hex(&check::book::hash(file, &words_and_steps())),
        fonts: fonts.hash(),
        signing: signer.map(Signer::hash),
        signed: signer
            .map(|signer| SignedRun { sender: file.issuer.name.clone(), kinds: signer.kinds().to_vec() }),
        titles: templates
            .set()
            .kinds()
            .iter()
            .map(|(name, kind)| (name.clone(), kind.facts.title.clone()))
            .collect(),
        lang: Lang::default(),
        name: None,
        only: None,
        channels: (ways != Ways::default()).then(|| ways.words()),
        prev: None,
        approved: None,
        templates: templates
            .set()
            .kinds()
            .iter()
            .map(|(name, kind)| (name.clone(), kind.hash.clone()))
            .collect(),
    }
}
