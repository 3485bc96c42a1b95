//! What a signing file names about revocation: nobody whom it speaks against signs or stamps, at any level.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use der::Decode;
use x509_cert::Certificate;

use super::{CertStatus, RevocationData, crl, revoked};
use crate::clock;
use crate::error::Stop;
use crate::issuer::RevocationTable;
use crate::named_files::NamedFiles;
use crate::sign::certificate;

/// The lists and answers that a table names.
#[derive(Debug, Default)]
pub(in crate::sign) struct Given {
    files: Vec<RevocationData>,
    /// Certificates that lead to who makes indirect lists, but for those that a given list of their issuer revokes.
    makers: Vec<Certificate>,
    /// SHA-256 of the certificates that nothing speaks against.
    cleared: Mutex<BTreeSet<String>>,
}

impl Given {
    /// Reads the files of a table, which stand in `beside`. Among the certificates that are `known` are those of who
    /// makes indirect lists.
    pub(in crate::sign) fn open(
        table: &RevocationTable,
        beside: &NamedFiles,
        known: Vec<Certificate>,
    ) -> Result<Self, Stop> {
        let mut files = Vec::new();
        for name in &table.crl {
            let bytes = read(name, beside)?;
            if !crl::is_list(&bytes) {
                return Err(not_revocation_data(&beside.shown(name)));
            }
            files.push(RevocationData::Crl(bytes));
        }
        for name in &table.ocsp {
            files.push(RevocationData::OcspResponse(read(name, beside)?));
        }
        let mut given = Self { files, ..Self::default() };
        let is_revoked = |one: &Certificate| {
            certificate::path(one.clone(), &known)
                .windows(2)
                .any(|pair| given.revoked(&pair[0], &pair[1]).is_some())
        };
        let makers = known.iter().filter(|one| !is_revoked(one)).cloned().collect();
        given.makers = makers;
        Ok(given)
    }

    /// What leads to who makes indirect lists that count.
    pub(super) fn makers(&self) -> &[Certificate] {
        &self.makers
    }

    /// Everything that was given.
    pub(super) fn all(&self) -> &[RevocationData] {
        &self.files
    }

    /// Refuses a chain, each certificate behind whom it issued, where anything given says that one of it was revoked.
    pub(in crate::sign) fn refuse(&self, chain: &[Certificate]) -> Result<(), Stop> {
        if self.files.is_empty() {
            return Ok(());
        }
        let mut cleared = self.cleared.lock().unwrap_or_else(PoisonError::into_inner);
        for pair in chain.windows(2) {
            let name = certificate::fingerprint(&pair[0]);
            if cleared.contains(&name) {
                continue;
            }
            if let Some(when) = self.revoked(&pair[0], &pair[1]) {
                return Err(revoked(&pair[0], when));
            }
            cleared.insert(name);
        }
        Ok(())
    }

    /// When a certificate was revoked, by the first that says so, in seconds since 1970.
    pub(super) fn revoked(&self, one: &Certificate, issuer: &Certificate) -> Option<i64> {
        let now = clock::now().timestamp();
        self.files.iter().find_map(|data| match data.status(one, issuer, &self.makers, now) {
            CertStatus::Revoked(when) => Some(when),
            CertStatus::Good(_) | CertStatus::Unknown(_) => None,
        })
    }
}

/// A file in DER, which may be in PEM.
fn read(name: &str, beside: &NamedFiles) -> Result<Vec<u8>, Stop> {
    let bytes = beside.read(name)?;
    if bytes.starts_with(b"-----") { from_pem(&beside.shown(name), &bytes) } else { Ok(bytes) }
}

/// A CRL in PEM as DER.
fn from_pem(shown: &str, bytes: &[u8]) -> Result<Vec<u8>, Stop> {
    let (_, der) = der::Document::from_pem(std::str::from_utf8(bytes).unwrap_or_default().trim_end())
        .map_err(|_| not_revocation_data(shown))?;
    der::asn1::Any::from_der(der.as_bytes()).map_err(|_| not_revocation_data(shown))?;
    Ok(der.into_vec())
}

fn not_revocation_data(shown: &str) -> Stop {
    Stop::new(format!("`{shown}` holds no list or answer"), format!("`{shown}` 中没有吊销列表或应答"))
}
