//! Hold the signatures of a file against who must have made them.

use std::collections::BTreeMap;

use super::report::{Signature, Signer, Verdict};
use super::signature_field::Field;
use super::{Terms, trust_findings as findings};
use crate::digits::is_uscc;
use crate::finding::{Finding, Words};
use crate::holder::shown;
use crate::masked::Masked;

/// The field that whoever sends a document signs.
pub const CREDITOR: &str = "creditor";
/// The fields of those who owe: what stands there is worth something only where it is not the sender's own.
const OWING: [&str; 2] = ["borrower", "guarantor"];

/// Hexadecimal digits of a SHA-256.
const SHA256_DIGITS: usize = 64;
/// From so many hexadecimal digits on, words are a fingerprint and no name: those of a SHA-1 are 40.
const FEWEST_DIGITS: usize = 40;
/// Characters of a unified social credit code (GB 32100).
const USCC_LENGTH: usize = 18;

/// Who must have signed: a name, a unified social credit code or a certificate, of one field or of the sender's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredSigner {
    /// The field; none where the sender's is meant.
    field: Option<String>,
    whose: Whose,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Whose {
    /// SHA-256 of the certificate, in small hexadecimal digits.
    Certificate(String),
    /// The holder's unified social credit code.
    Number(String),
    /// The holder's name, which may be a person's.
    Name(Masked<String>),
}

impl RequiredSigner {
    /// Reads `[ROLE=]NAME`, `[ROLE=]USCC` or `[ROLE=]SHA256`; a fingerprint may have colons between its digits.
    ///
    /// Fails where nobody is named, or what looks like a code or a fingerprint is none.
    pub fn parse(text: &str) -> Result<Self, Words> {
        let is_role = |role: &str| {
            !role.is_empty() && role.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        };
        let (field, whose) = match text.split_once('=') {
            Some((role, whose)) if is_role(role.trim()) => (Some(role.trim().to_string()), whose.trim()),
            _ => (None, text.trim()),
        };
        Ok(Self { field, whose: Whose::parse(whose)? })
    }

    /// The field it is about; `bare` is the one that is meant where none is named.
    fn field_or<'r>(&'r self, bare: Option<&'r str>) -> Option<&'r str> {
        self.field.as_deref().or(bare)
    }

    /// Whether it is about the field that whoever sends a document signs.
    pub(super) fn is_of_the_sender(&self) -> bool {
        self.field_or(Some(CREDITOR)) == Some(CREDITOR)
    }

    fn is_met_by(&self, signer: &Signer) -> bool {
        match &self.whose {
            Whose::Certificate(fingerprint) => *fingerprint == signer.fingerprint,
            Whose::Number(number) => signer.identity.has_number(number),
            Whose::Name(name) => signer.identity.is(name.reveal()),
        }
    }

    /// Whom it names, in words that may be shown.
    fn shown(&self) -> String {
        match &self.whose {
            Whose::Certificate(fingerprint) => fingerprint.clone(),
            Whose::Number(number) => number.clone(),
            Whose::Name(name) => shown(name.reveal()),
        }
    }
}

impl Whose {
    fn parse(text: &str) -> Result<Self, Words> {
        let digits: String = text.chars().filter(|c| *c != ':').collect();
        if digits.len() >= FEWEST_DIGITS && digits.chars().all(|c| c.is_ascii_hexdigit()) {
            return match digits.len() {
                SHA256_DIGITS => Ok(Self::Certificate(digits.to_ascii_lowercase())),
                other => Err(Words::new(
                    format!(
                        "a certificate's SHA-256 has {SHA256_DIGITS} hexadecimal digits, this has {other}"
                    ),
                    format!("证书的 SHA-256 应为 {SHA256_DIGITS} 位十六进制数字，此处为 {other} 位"),
                )),
            };
        }
        let code = text.to_ascii_uppercase();
        let like_a_code = code.len() == USCC_LENGTH
            && code.starts_with(|c: char| c.is_ascii_digit())
            && code.chars().all(|c| c.is_ascii_alphanumeric());
        match like_a_code {
            true if is_uscc(&code) => Ok(Self::Number(code)),
            true => Err(Words::new(
                "this is no unified social credit code: its check digit is wrong",
                "不是统一社会信用代码：校验位不符",
            )),
            false if text.is_empty() => Err(Words::new("it names nobody", "未指明任何人")),
            false => Ok(Self::Name(Masked::new(text.to_string()))),
        }
    }
}

/// Whether nothing speaks against a signature but that another made it than must have.
pub fn is_only_by_another<'f>(findings: impl Iterator<Item = &'f Finding>) -> bool {
    let mut wrong = findings.filter(|finding| finding.refuses());
    wrong.all(|finding| finding.code == "V13")
}

/// What is held against who must have signed.
pub(super) struct Held<'a> {
    pub(super) terms: &'a Terms,
    /// The fields of the last revision.
    pub(super) fields: &'a [Field],
}

impl Held<'_> {
    /// Adds to each signature whether it is by whom it must be, and returns what is to be said of fields that are
    /// not signed.
    ///
    /// Who is named without a field, is the sender; a file without such a field has one signature that is
    /// meant, or none. Every signature in a field of that name must be by one of those that are named.
    pub(super) fn judge(&self, signatures: &mut [Signature]) -> Vec<Finding> {
        let of_signers: Vec<&str> =
            signatures.iter().filter(|one| !one.is_stamp).map(|one| one.field.as_str()).collect();
        let has_sender = self.fields.iter().any(|field| field.name == CREDITOR);
        let bare = match of_signers.as_slice() {
            _ if has_sender => Some(CREDITOR.to_string()),
            [only] => Some((*only).to_string()),
            _ => None,
        };
        let (mut by_field, mut findings) = (BTreeMap::<&str, Vec<&RequiredSigner>>::new(), Vec::new());
        for required in &self.terms.required {
            match required.field_or(bare.as_deref()) {
                Some(field) => by_field.entry(field).or_default().push(required),
                None if findings.is_empty() => findings.push(findings::which_field()),
                None => {}
            }
        }
        for (field, wanted) in &by_field {
            if !of_signers.contains(field) {
                findings.push(findings::not_signed(field, &all(wanted)));
            }
        }
        for signature in signatures.iter_mut().filter(|one| !one.is_stamp) {
            let found = match by_field.get(signature.field.as_str()) {
                Some(wanted) => {
                    let met = is_met(wanted, signature.signer.as_ref());
                    signature.asked = Some(met);
                    (!met).then(|| other(wanted, signature.signer.as_ref()))
                }
                None => self.anybody(signature),
            };
            signature.findings.extend(found);
            signature.verdict = Verdict::of(&signature.findings);
        }
        one_for_both(signatures);
        findings.extend(self.open());
        findings
    }

    /// That a signature may be anybody's for whom the authority vouches: nobody was named, and it is the authority
    /// that is trusted, not the very certificate.
    fn anybody(&self, signature: &Signature) -> Option<Finding> {
        let signer = signature.signer.as_ref().filter(|_| signature.verdict == Verdict::Good)?;
        let is_trusted_itself = self.terms.fingerprints.contains(&signer.fingerprint);
        (!is_trusted_itself).then(|| findings::anybody(&signer.issuer, &signature.field))
    }

    /// The fields that are open still.
    fn open(&self) -> Option<Finding> {
        let open: Vec<_> = self
            .fields
            .iter()
            .filter(|field| field.value.is_none())
            .map(|field| field.name.as_str())
            .collect();
        (!open.is_empty()).then(|| findings::open(&open))
    }
}

/// Tells where the sender signed for who owes: one certificate, or one organisation by two.
fn one_for_both(signatures: &mut [Signature]) {
    let sender = signatures.iter().find(|one| one.field == CREDITOR && !one.is_stamp);
    let Some(sender) = sender.and_then(|one| one.signer.clone()) else { return };
    let is_sender = |signer: &Signer| {
        // Names of persons are masked, and two of them may be called alike.
        let is_named_alike = signer.name == sender.name && !signer.name.contains('*');
        signer.fingerprint == sender.fingerprint || is_named_alike
    };
    let owing = signatures.iter_mut().filter(|one| OWING.contains(&one.field.as_str()) && !one.is_stamp);
    for signature in owing.filter(|one| one.asked != Some(true)) {
        if signature.signer.as_ref().is_some_and(is_sender) {
            signature.findings.push(findings::sender_for(&signature.field));
            signature.verdict = Verdict::of(&signature.findings);
        }
    }
}

/// What speaks against a signature that stands by itself, as that of a manifest: its signer is the sender.
pub(super) fn of_sender(terms: &Terms, signer: Option<&Signer>) -> Option<Finding> {
    let wanted: Vec<_> = terms.required.iter().filter(|required| required.is_of_the_sender()).collect();
    (!wanted.is_empty() && !is_met(&wanted, signer)).then(|| other(&wanted, signer))
}

fn is_met(wanted: &[&RequiredSigner], signer: Option<&Signer>) -> bool {
    signer.is_some_and(|signer| wanted.iter().any(|required| required.is_met_by(signer)))
}

fn other(wanted: &[&RequiredSigner], signer: Option<&Signer>) -> Finding {
    let (name, fingerprint) =
        signer.map(|signer| (signer.name.as_str(), signer.fingerprint.as_str())).unwrap_or_default();
    findings::other_signer(&all(wanted), name, fingerprint)
}

/// Whom they name, one beside the other.
fn all(wanted: &[&RequiredSigner]) -> Vec<String> {
    wanted.iter().map(|required| required.shown()).collect()
}
