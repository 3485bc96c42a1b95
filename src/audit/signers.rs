//! Count who signed a folder, as the certificates say.

use std::collections::BTreeMap;

use crate::verify::{Signer, Verdict};

/// Somebody who signed, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditedSigner {
    /// The organisation or, masked, the person.
    pub name: String,
    /// Who issued the certificate.
    pub issuer: String,
    /// SHA-256 of the certificate.
    pub certificate: String,
    /// How many signatures are by it.
    pub signatures: u64,
    /// How many of them hold and are by somebody trusted, as was asked for.
    pub hold: u64,
}

/// Who signed what was looked at so far, by SHA-256 of the certificate.
#[derive(Debug, Default)]
pub(super) struct Signers(BTreeMap<String, AuditedSigner>);

impl Signers {
    pub(super) fn add(&mut self, signer: &Signer, verdict: Verdict) {
        let fresh = || AuditedSigner {
            name: signer.name.clone(),
            issuer: signer.issuer.clone(),
            certificate: signer.fingerprint.clone(),
            signatures: 0,
            hold: 0,
        };
        if !self.0.contains_key(&signer.fingerprint) {
            self.0.insert(signer.fingerprint.clone(), fresh());
        }
        if let Some(counted) = self.0.get_mut(&signer.fingerprint) {
            counted.signatures += 1;
            counted.hold += u64::from(verdict == Verdict::Good);
        }
    }

    /// All of them, who signed most first.
    pub(super) fn all(self) -> Vec<AuditedSigner> {
        let mut all: Vec<_> = self.0.into_values().collect();
        all.sort_by_key(|signer| std::cmp::Reverse(signer.signatures));
        all
    }
}
