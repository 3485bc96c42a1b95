//! Judge the signatures of a run: of every document, and of the line that closes the chain.

use std::collections::BTreeSet;

use base64::prelude::{BASE64_STANDARD, Engine};

use super::flaw::{BROKEN_SIGNATURE, Flaw, OTHER_SIGNER, OTHER_THAN_ASKED, UNSIGNED_CHAIN, UNTRUSTED};
use crate::deliver::manifest::{Document, Signature};
use crate::finding::{Finding, Words};
use crate::verify::{
    CREDITOR, Detached, Report, Signer, Terms, Verdict, is_only_by_another, verify, verify_detached,
};

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

/// What the signature on a closing line is worth.
#[derive(Debug, Default)]
pub(super) struct Closing {
    /// What is wrong with it.
    pub(super) flaw: Option<Flaw>,
    /// Who made it, and what it is worth.
    pub(super) signer: Option<(Signer, Verdict)>,
}

/// Judges the signature on the closing line, which stands at `line`. `signers` are the certificates that may have made
/// it, by the documents' lines.
pub(super) fn closing(
    sealed: Option<&Sealed>,
    line: u64,
    signers: &BTreeSet<String>,
    terms: &Terms,
) -> Closing {
    let Some(Sealed { bare, container }) = sealed else {
        let (en, zh) = (
            "the closing line is not signed: nothing proves who made this manifest, nor that it is whole",
            "末行没有签名：不能证明清单由谁生成、是否完整",
        );
        return Closing { flaw: Some(Flaw::line(UNSIGNED_CHAIN, line, en, zh)), signer: None };
    };
    let judged = verify_detached(bare, container.as_deref().unwrap_or_default(), terms);
    let flaw = unlike(&judged, line, signers);
    Closing { flaw, signer: judged.signer.map(|signer| (signer, judged.verdict)) }
}

/// What is wrong with a signature on a closing line.
fn unlike(judged: &Detached, line: u64, signers: &BTreeSet<String>) -> Option<Flaw> {
    let flaw = |code, told: Told| Flaw::line(code, line, told.words.en, told.words.zh).hinted(told.hint);
    match judged.verdict {
        Verdict::Good => {}
        Verdict::Untrusted => {
            let code = untrusted(judged.findings.iter());
            return Some(flaw(code, told(("", ""), judged.findings.iter())));
        }
        _ => {
            let begin = ("the signature on the chain does not hold: ", "清单链的签名不成立：");
            return Some(flaw(BROKEN_SIGNATURE, told(begin, judged.findings.iter())));
        }
    }
    let fingerprint = judged.signer.as_ref().map(|signer| signer.fingerprint.as_str()).unwrap_or_default();
    let known = signers.is_empty() || signers.contains(fingerprint);
    (!known).then(|| {
        let (en, zh) = (
            format!("the chain is signed by another certificate than the documents: `{fingerprint}`"),
            format!("清单链由另一证书签署，与文书不同：`{fingerprint}`"),
        );
        Flaw::line(OTHER_SIGNER, line, en, zh)
    })
}

/// The code of a signature that is whole and by somebody else: nobody trusted, or another than must have signed.
fn untrusted<'f>(findings: impl Iterator<Item = &'f Finding>) -> &'static str {
    if is_only_by_another(findings) { OTHER_THAN_ASKED } else { UNTRUSTED }
}

/// What the signatures of a document are worth.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// What is wrong with them.
    pub(super) flaw: Option<Flaw>,
    /// Who made them, and what each is worth.
    pub(super) signers: Vec<(Signer, Verdict)>,
}

/// Judges the signatures of a document whose file is what its line says and holds `content`, which is none where that
/// is too long. `sender` is who sends the documents of its run, by name, where its header says.
pub(super) fn document(
    document: &Document,
    content: Option<&[u8]>,
    said: &Signature,
    sender: Option<&str>,
    terms: &Terms,
) -> Judged {
    let Some(content) = content else {
        let shown = LONGEST >> 20;
        let flaw = Flaw::new(
            BROKEN_SIGNATURE,
            &document.file,
            format!("a document of more than {shown} MiB is not judged"),
            format!("文书超过 {shown} MiB，不作判定"),
        );
        return Judged { flaw: Some(flaw), signers: Vec::new() };
    };
    let report = verify(content, terms);
    let flaw = flaw_of(&report, document, said, sender.filter(|_| !terms.names_the_sender()));
    let signers = report.signatures.into_iter().filter(|one| !one.is_stamp);
    Judged { flaw, signers: signers.filter_map(|one| Some((one.signer?, one.verdict))).collect() }
}

/// What is wrong with the signatures of a document; `sender` is the name that stands on it, where nobody said who else
/// must have signed.
fn flaw_of(report: &Report, document: &Document, said: &Signature, sender: Option<&str>) -> Option<Flaw> {
    let flaw = |code, en: String, zh: String| Flaw::new(code, &document.file, en, zh);
    let told_of = |code, begin| {
        let all = report.findings.iter().chain(report.signatures.iter().flat_map(|one| &one.findings));
        let Told { words, hint } = told(begin, all);
        flaw(code, words.en, words.zh).hinted(hint)
    };
    match report.verdict {
        Verdict::Good => other_than(said, report)
            .map(|words| flaw(OTHER_SIGNER, words.en, words.zh))
            .or_else(|| other_letterhead(report, document, sender?)),
        Verdict::Untrusted => {
            let all = report.findings.iter().chain(report.signatures.iter().flat_map(|one| &one.findings));
            Some(told_of(untrusted(all), ("", "")))
        }
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

/// That another signed as the sender than whose letterhead the document bears.
fn other_letterhead(report: &Report, document: &Document, sender: &str) -> Option<Flaw> {
    let own = report.signatures.iter().find(|one| one.field == CREDITOR)?.signer.as_ref()?;
    let Signer { name, fingerprint, .. } = own;
    (!own.is_part_of(sender)).then(|| {
        Flaw::new(
            OTHER_THAN_ASKED,
            &document.file,
            format!(
                "the letterhead is that of `{sender}`, and `{name}` signed: certificate SHA-256 {fingerprint}"
            ),
            format!("信头为 `{sender}`，签署者为 `{name}`：证书 SHA-256 {fingerprint}"),
        )
        .hinted(Some(Words::new(
            "if that is right, say so: `--signer NAME`, or the certificate's SHA-256",
            "如属实，请以 `--signer 名称` 或证书的 SHA-256 指明",
        )))
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
