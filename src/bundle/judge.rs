//! Hold each document's file against its line, and each signature against the file: what is missing or changed is named.

use std::io::Read;

use base64::prelude::{BASE64_STANDARD, Engine};

use super::Request;
use super::chain::Kept;
use crate::clock;
use crate::deliver::manifest::{Document, End, Header};
use crate::digest;
use crate::error::{Stop, StopCode};
use crate::finding::Words;
use crate::place::{Place, Standing};
use crate::verify::{Terms, Verdict, verify, verify_detached};

/// How many faults are named.
const NAMED: usize = 20;

/// What a document's signatures are worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Seal {
    /// It bears none, as its line says.
    None,
    /// They hold, by these signers; `trusted` where who vouches for them was given.
    Holds { signers: Vec<String>, trusted: bool },
}

/// What is wrong with files and signatures.
#[derive(Debug, Default)]
pub(super) struct Faults {
    named: Vec<(String, Words)>,
    count: usize,
}

impl Faults {
    pub(super) fn add(&mut self, shown: String, en: impl Into<String>, zh: impl Into<String>) {
        self.count += 1;
        if self.named.len() < NAMED {
            self.named.push((shown, Words::new(en, zh)));
        }
    }

    /// Two documents with one number that differ.
    pub(super) fn twice(&mut self, place: &dyn Place, document: &Document) {
        let shown = place.shown(&document.file);
        self.add(
            shown,
            "another folder holds another document of this number",
            "另一文件夹中有同一编号的不同文书",
        );
    }

    /// Judges the signature on a run's closing line, where there is one.
    pub(super) fn closing(&mut self, place: &dyn Place, end: &End, kept: &Kept, terms: Option<&Terms>) {
        let Some(signature) = &end.signature else { return };
        let part = format!(",\"signature\":\"{signature}\"");
        let bare = kept.text.replacen(&part, "", 1);
        let container = BASE64_STANDARD.decode(signature).unwrap_or_default();
        let now = Terms::at(clock::now().timestamp());
        let verdict = verify_detached(bare.as_bytes(), &container, terms.unwrap_or(&now)).verdict;
        if !holds(verdict, terms.is_some()) {
            let shown = format!("{}:{}", place.shown(kept.file), kept.number);
            self.add(shown, "the signature on the closing line does not hold", "末行的签名不成立");
        }
    }

    /// Fails where anything is wrong.
    pub(super) fn told(&self) -> Result<(), Stop> {
        if self.count == 0 {
            return Ok(());
        }
        let (mut en, mut zh) = (
            format!(
                "documents or messages that are not what the manifest says: {}; nothing was written",
                self.count
            ),
            format!("与清单不符的文书或消息：{} 件；未写入任何内容", self.count),
        );
        for (shown, words) in &self.named {
            en.push_str(&format!("\n  `{shown}`: {}", words.en));
            zh.push_str(&format!("\n  `{shown}`：{}", words.zh));
        }
        if self.count > self.named.len() {
            en.push_str("\n  …");
            zh.push_str("\n  …");
        }
        Err(Stop::new(en, zh).coded(StopCode::Differs).hint(
            "restore them from a backup, or make them again: `hanpress make` with the same input and `--resume`",
            "请从备份恢复，或用相同输入再次运行 `hanpress make` 并加 `--resume`",
        ))
    }
}

/// Whether a signature is good enough: whole at least, and by somebody trusted where it was said whom to trust.
fn holds(verdict: Verdict, judged: bool) -> bool {
    verdict == Verdict::Good || verdict == Verdict::Untrusted && !judged
}

/// Reads so much of a file; `None`, with a fault, where there is none.
pub(super) fn read(
    place: &dyn Place,
    name: &str,
    most: u64,
    missing: impl FnOnce() -> Words,
    faults: &mut Faults,
) -> Result<Option<Vec<u8>>, Stop> {
    let shown = place.shown(name);
    let fault = |error| Stop::at(&shown, &error);
    let file = match place.standing(name).map_err(fault)? {
        Standing::File(_) => place.read(name).map_err(fault)?,
        Standing::Nothing => None,
        Standing::Other => {
            faults.add(shown, "changed: this is no file", "被更改：不是文件");
            return Ok(None);
        }
    };
    let Some(file) = file else {
        let Words { en, zh } = missing();
        faults.add(shown, en, zh);
        return Ok(None);
    };
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes).map_err(fault)?;
    Ok(Some(bytes))
}

/// Reads a document's file and judges it; `None`, with a fault, where it is not what its line says.
pub(super) fn judge(
    place: &dyn Place,
    document: &Document,
    header: &Header,
    request: &Request<'_>,
    faults: &mut Faults,
) -> Result<Option<(Vec<u8>, Seal)>, Stop> {
    let shown = place.shown(&document.file);
    let missing = || Words::new("missing", "缺失");
    let Some(bytes) = read(place, &document.file, document.bytes + 1, missing, faults)? else {
        return Ok(None);
    };
    if bytes.len() as u64 != document.bytes || digest::sha256(&bytes) != document.sha256 {
        faults.add(shown, "changed: its hash is not that of its line", "被更改：哈希与清单不符");
        return Ok(None);
    }
    let Some(said) = &document.signature else {
        if header.signed.as_ref().is_some_and(|signed| signed.signs(&document.kind)) {
            faults.add(shown, "not signed, in a signed run", "未签名，而该批次的文书应已签名");
            return Ok(None);
        }
        return Ok(Some((bytes, Seal::None)));
    };
    let now = Terms::at(clock::now().timestamp());
    let report = verify(&bytes, request.terms.unwrap_or(&now));
    let own: Vec<_> = report.signatures.iter().filter(|one| !one.is_stamp).collect();
    let by = |certificate: &str| {
        own.iter().any(|one| one.signer.as_ref().is_some_and(|signer| signer.fingerprint == certificate))
    };
    if !holds(report.verdict, request.terms.is_some()) {
        let words = report
            .findings
            .iter()
            .chain(report.signatures.iter().flat_map(|one| &one.findings))
            .find(|finding| finding.refuses())
            .map(|finding| finding.message.clone());
        let Words { en, zh } = words.unwrap_or_else(|| Words::new("no signature", "没有签名"));
        faults.add(shown, format!("its signature does not hold: {en}"), format!("签名不成立：{zh}"));
        return Ok(None);
    }
    if !by(&said.certificate) {
        faults.add(shown, "signed by another certificate than its line says", "签名证书与清单所记不符");
        return Ok(None);
    }
    let signers = own.iter().filter_map(|one| Some(one.signer.as_ref()?.name.clone())).collect();
    Ok(Some((bytes, Seal::Holds { signers, trusted: request.terms.is_some() })))
}
