//! Turn findings on a file and its signatures into a report, for people and for programs.

use serde::Serialize;
use serde_json::{Value, json};

use crate::finding::{Finding, Lang, Words};

/// What a file, or one of its signatures, is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Whole, and by somebody trusted.
    Good,
    /// Whole, but by nobody the reader trusts.
    Untrusted,
    /// Something in it is not checked here, so that it is neither good nor found to be forged or broken.
    NotJudged,
    /// It is forged or broken.
    Bad,
    /// Nothing is signed.
    Unsigned,
    /// It cannot be read.
    Unreadable,
    /// It is encrypted and was not opened.
    Locked,
}

/// How long a signature lasts, by what the file carries (PAdES, ETSI EN 319 142-1); whether its authorities
/// are trusted is another matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Level {
    /// The signature alone.
    #[serde(rename = "B-B")]
    B,
    /// With a time stamp.
    #[serde(rename = "B-T")]
    T,
    /// With what tells of revocation, for every certificate up to the trusted one.
    #[serde(rename = "B-LT")]
    Lt,
    /// With a time stamp over all that.
    #[serde(rename = "B-LTA")]
    Lta,
}

impl Level {
    /// As the standard writes it: `B-B`, `B-T`, `B-LT`, `B-LTA`.
    pub fn word(self) -> &'static str {
        match self {
            Self::B => "B-B",
            Self::T => "B-T",
            Self::Lt => "B-LT",
            Self::Lta => "B-LTA",
        }
    }
}

/// What stands behind a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// A trusted time stamp.
    Stamp,
    /// The document's own word.
    Claim,
}

/// When something was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Seconds since 1970.
    pub seconds: i64,
    /// What stands behind it.
    pub proof: Proof,
    /// Who gave the time stamp.
    pub authority: Option<String>,
}

/// Who signed, as the certificate says. A person's own name is masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// The organisation or, masked, the person.
    pub name: String,
    /// The holder's number, if the certificate tells one: an organisation's in full, a person's masked.
    pub number: Option<String>,
    /// The organisation's units.
    pub units: Vec<String>,
    /// Who issued the certificate.
    pub issuer: String,
    /// SHA-256 of the certificate.
    pub fingerprint: String,
    /// Its serial number in hexadecimal digits.
    pub serial: String,
}

/// What a signature covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    /// The revision it covers, counted from 1.
    pub revision: usize,
    /// Length of the covered part with the signature itself, in bytes.
    pub bytes: usize,
    /// Whether nothing follows it.
    pub whole: bool,
}

/// What was done after a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The revision that did it, counted from 1.
    pub revision: usize,
    /// What it is.
    pub words: Words,
    /// Whether the signature allows it.
    pub allowed: bool,
}

/// What one signature is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The field it stands in.
    pub field: String,
    /// Whether it is a time stamp over the file, by no signer.
    pub is_stamp: bool,
    /// What it is worth.
    pub verdict: Verdict,
    /// Who signed, if a certificate says.
    pub signer: Option<Signer>,
    /// When.
    pub time: Option<Moment>,
    /// What it covers, if its range is sound.
    pub covered: Option<Covered>,
    /// How long it lasts; none for a signature of another kind than PAdES.
    pub level: Option<Level>,
    /// What it permits after it: 1 nothing, 2 filling in and signing, 3 notes too.
    pub permits: Option<i64>,
    /// What was done after it.
    pub changes: Vec<Change>,
    /// What is wrong with it, and what is worth knowing.
    pub findings: Vec<Finding>,
}

/// What a file's signatures are worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Length of the file.
    pub bytes: usize,
    /// How many times it was saved.
    pub revisions: usize,
    /// The verdict on the whole.
    pub verdict: Verdict,
    /// Every signature, the earliest first.
    pub signatures: Vec<Signature>,
    /// What is wrong with the file itself.
    pub findings: Vec<Finding>,
}

/// What a signature over bytes that stand beside it is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detached {
    /// What it is worth.
    pub verdict: Verdict,
    /// Who signed, if a certificate says.
    pub signer: Option<Signer>,
    /// When, if it says.
    pub time: Option<Moment>,
    /// What is wrong with it, and what is worth knowing.
    pub findings: Vec<Finding>,
}

impl Moment {
    /// A moment that only the document tells of.
    pub(super) fn claimed(seconds: i64) -> Self {
        Self { seconds, proof: Proof::Claim, authority: None }
    }
}

impl Verdict {
    /// What the findings on a signature amount to.
    pub(super) fn of(findings: &[Finding]) -> Self {
        let errors = findings.iter().filter(|finding| finding.refuses());
        errors.fold(Self::Good, |verdict, finding| match (verdict, finding.code) {
            (Self::Good | Self::Untrusted, "V07") => Self::Untrusted,
            (Self::Good | Self::Untrusted | Self::NotJudged, "V14") | (Self::NotJudged, "V07") => {
                Self::NotJudged
            }
            _ => Self::Bad,
        })
    }
}

impl Signature {
    /// The verdict that its findings amount to.
    pub(super) fn with_verdict(self) -> Self {
        Self { verdict: Verdict::of(&self.findings), ..self }
    }
}

impl Report {
    pub(super) fn unread(bytes: usize, verdict: Verdict, finding: Finding) -> Self {
        Self { bytes, revisions: 0, verdict, signatures: Vec::new(), findings: vec![finding] }
    }

    pub(super) fn of(
        bytes: usize,
        revisions: usize,
        signatures: Vec<Signature>,
        findings: Vec<Finding>,
    ) -> Self {
        let any = |wanted| signatures.iter().any(|signature| signature.verdict == wanted);
        let own = Verdict::of(&findings);
        let all = [Verdict::Bad, Verdict::NotJudged, Verdict::Untrusted];
        let verdict = if signatures.is_empty() {
            Verdict::Unsigned
        } else {
            all.into_iter().find(|one| own == *one || any(*one)).unwrap_or(Verdict::Good)
        };
        Self { bytes, revisions, verdict, signatures, findings }
    }

    /// The report as one JSON object.
    pub fn as_json(&self, file: &str, lang: Lang) -> Value {
        let findings =
            |findings: &[Finding]| findings.iter().map(|one| json!(one.worded(lang))).collect::<Vec<_>>();
        let signature = |one: &Signature| {
            json!({
                "field": one.field,
                "kind": if one.is_stamp { "time-stamp" } else { "signature" },
                "verdict": one.verdict,
                "signer": one.signer.as_ref().map(|signer| json!({
                    "name": signer.name, "number": signer.number, "units": signer.units, "issuer": signer.issuer,
                    "serial": signer.serial, "sha256": signer.fingerprint,
                })),
                "time": one.time.as_ref().map(|time| json!({
                    "value": rfc3339(time.seconds), "proof": time.proof, "authority": time.authority,
                })),
                "covers": one.covered.map(|covered| json!({
                    "revision": covered.revision, "bytes": covered.bytes, "whole_file": covered.whole,
                })),
                "level": one.level,
                "permits": one.permits,
                "changes": one.changes.iter().map(|change| json!({
                    "revision": change.revision, "what": change.words.get(lang), "allowed": change.allowed,
                })).collect::<Vec<_>>(),
                "findings": findings(&one.findings),
            })
        };
        json!({
            "file": file, "verdict": self.verdict, "bytes": self.bytes, "revisions": self.revisions,
            "signatures": self.signatures.iter().map(signature).collect::<Vec<_>>(),
            "findings": findings(&self.findings),
        })
    }
}

/// A moment in Shanghai's time, as `2026-11-22T20:00:00+08:00`.
pub(super) fn rfc3339(seconds: i64) -> String {
    crate::clock::shanghai(seconds).map_or_else(String::new, |moment| moment.to_rfc3339())
}
