//! Judge the signatures of a run: of every document, and of the line that closes the chain.

use std::collections::BTreeSet;

use base64::prelude::{BASE64_STANDARD, Engine};

use super::flaw::{BROKEN_SIGNATURE, Flaw, OTHER_SIGNER, UNSIGNED_CHAIN, UNTRUSTED};
use crate::deliver::manifest::{Document, Signature};
use crate::finding::{Finding, Words};
use crate::verify::{Report, Terms, Verdict, verify, verify_detached};

/// The longest document that is judged, in bytes: each worker holds one.
pub(super) const LONGEST: u64 = 64 << 20;

/// The signature on a closing line, with the bytes that it is of.
#[derive(Debug)]
pub(super) struct Sealed {
    /// The line as it stood before it was signed.
    bare: Vec<u8>,
    /// The signature in DER, where it is Base64.
    container: Option<Vec<u8>>,
}

impl Sealed {
    /// Takes the signature out of a line as it stands.
    pub(super) fn of(line: &[u8], signature: &str) -> Self {
        let part = format!(",\"signature\":\"{signature}\"");
        let bare = String::from_utf8_lossy(line).replacen(&part, "", 1).into_bytes();
        Self { bare, container: BASE64_STANDARD.decode(signature).ok() }
    }
}

/// What is wrong with the signature on the closing line, which stands at `line`. `signers` are the
/// certificates that the documents' lines name.
pub(super) fn closing(
    sealed: Option<&Sealed>,
    line: u64,
    signers: &BTreeSet<String>,
    terms: &Terms,
) -> Option<Flaw> {
    let Some(Sealed { bare, container }) = sealed else {
        let (en, zh) = (
            "the closing line is not signed: nothing proves who made this manifest, nor that it is whole",
            "末行没有签名：不能证明清单由谁生成、是否完整",
        );
        return Some(Flaw::line(UNSIGNED_CHAIN, line, en, zh));
    };
    let judged = verify_detached(bare, container.as_deref().unwrap_or_default(), terms);
    let flaw = |code, told: Told| Flaw::line(code, line, told.words.en, told.words.zh).hinted(told.hint);
    match judged.verdict {
        Verdict::Good => {}
        Verdict::Untrusted => return Some(flaw(UNTRUSTED, told(("", ""), judged.findings.iter()))),
        _ => {
            let begin = ("the signature on the chain does not hold: ", "清单链的签名不成立：");
            return Some(flaw(BROKEN_SIGNATURE, told(begin, judged.findings.iter())));
        }
    }
    let fingerprint = judged.signer.map(|signer| signer.fingerprint).unwrap_or_default();
    let known = signers.is_empty() || signers.contains(&fingerprint);
    (!known).then(|| {
        let (en, zh) = (
            format!("the chain is signed by another certificate than the documents: `{fingerprint}`"),
            format!("清单链由另一证书签署，与文书不同：`{fingerprint}`"),
        );
        Flaw::line(OTHER_SIGNER, line, en, zh)
    })
}

/// What is wrong with the signature of a document whose file is what its line says and holds `content`, which
/// is none where that is too long.
pub(super) fn document(
    document: &Document,
    content: Option<&[u8]>,
    said: &Signature,
    terms: &Terms,
) -> Option<Flaw> {
    let flaw = |code, en: String, zh: String| Flaw::new(code, &document.file, en, zh);
    let Some(content) = content else {
        let shown = LONGEST >> 20;
        return Some(flaw(
            BROKEN_SIGNATURE,
            format!("a document of more than {shown} MiB is not judged"),
            format!("文书超过 {shown} MiB，不作判定"),
        ));
    };
    let report = verify(content, terms);
    let told_of = |code, begin| {
        let all = report.findings.iter().chain(report.signatures.iter().flat_map(|one| &one.findings));
        let Told { words, hint } = told(begin, all);
        flaw(code, words.en, words.zh).hinted(hint)
    };
    match report.verdict {
        Verdict::Good => other_than(said, &report).map(|words| flaw(OTHER_SIGNER, words.en, words.zh)),
        Verdict::Untrusted => Some(told_of(UNTRUSTED, ("", ""))),
        Verdict::NotJudged => {
            Some(told_of(BROKEN_SIGNATURE, ("its signature is not judged: ", "签名不作判定：")))
        }
        _ => Some(told_of(BROKEN_SIGNATURE, ("its signature does not hold: ", "签名不成立："))),
    }
}

/// How a good signature differs from what the line says of it.
fn other_than(said: &Signature, report: &Report) -> Option<Words> {
    let own = report.signatures.iter().find(|one| !one.is_stamp)?;
    let found = own.signer.as_ref().map(|signer| signer.fingerprint.as_str()).unwrap_or_default();
    if found != said.certificate {
        return Some(Words::new(
            format!("it is signed by another certificate than its line says: `{found}`"),
            format!("签名证书与清单所记不符：`{found}`"),
        ));
    }
    let level = own.level.map_or("-", |level| level.word());
    (level != said.level).then(|| {
        Words::new(
            format!("its signature is of level `{level}`, its line says `{}`", said.level),
            format!("签名级别为 `{level}`，清单记为 `{}`", said.level),
        )
    })
}

/// What is told of findings.
struct Told {
    words: Words,
    hint: Option<Words>,
}

/// The findings that refuse, in one sentence.
fn told<'f>((en, zh): (&str, &str), findings: impl Iterator<Item = &'f Finding>) -> Told {
    let wrong: Vec<_> = findings.filter(|finding| finding.refuses()).collect();
    let all = |gap: &str, word: fn(&Words) -> &str| {
        let one = |finding: &&Finding| format!("{} ({})", word(&finding.message), finding.code);
        wrong.iter().map(one).collect::<Vec<_>>().join(gap)
    };
    let words = Words::new(
        format!("{en}{}", all("; ", |words| &words.en)),
        format!("{zh}{}", all("；", |words| &words.zh)),
    );
    Told { words, hint: wrong.iter().find_map(|finding| finding.hints.first().cloned()) }
}
