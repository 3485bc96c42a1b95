//! Turn the revocation lists (CRL) and responses (OCSP) that a file carries into the status of a certificate.

use der::Decode;
use x509_cert::crl::CertificateList;
use x509_cert::time::Time;

use super::budget::Budget;
use super::certificate::{Certificate, signed};
use super::ocsp::response_status;

/// How many lists are looked at.
const MOST: usize = 64;

/// How many times its bytes a list takes in memory.
const READ: usize = 12;

/// Whether a certificate was revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CertStatus {
    /// A list of its issuer does not name it.
    Good,
    /// It was revoked then, in seconds since 1970.
    Revoked(i64),
    /// There is no list that tells.
    Unknown,
}

/// What a file carries about revocation, in DER.
#[derive(Debug, Default)]
pub(super) struct RevocationData {
    /// Lists of the revoked.
    pub(super) crls: Vec<Vec<u8>>,
    /// Responses about single certificates.
    pub(super) ocsp_responses: Vec<Vec<u8>>,
}

/// The status of a certificate issued by `issuer`. A list or response counts if it was issued at or after `at`, or
/// is still current then.
pub(super) fn status(
    one: &Certificate,
    issuer: &Certificate,
    data: &RevocationData,
    at: i64,
    budget: &Budget,
) -> CertStatus {
    let mut found = CertStatus::Unknown;
    for answered in data
        .ocsp_responses
        .iter()
        .take(MOST)
        .filter_map(|bytes| response_status(bytes, one, issuer, at, budget))
    {
        match answered {
            CertStatus::Revoked(_) => return answered,
            _ => found = answered,
        }
    }
    for bytes in data.crls.iter().take(MOST) {
        // A list takes its bytes many times over once it is read.
        if bytes.len() * READ > budget.most_at_once() || budget.spend(bytes.len()).is_err() {
            budget.overrun();
            break;
        }
        let Ok(list) = CertificateList::from_der(bytes) else { continue };
        let content = &list.tbs_cert_list;
        let own = der::Encode::to_der(&content.issuer).is_ok_and(|name| name == issuer.subject());
        if !own
            || signed(bytes, issuer.key(), budget).is_err()
            || may_not_sign_crls(issuer)
            || is_partial(&list)
        {
            continue;
        }
        let mut entries = content.revoked_certificates.iter().flatten();
        if let Some(entry) = entries.find(|entry| entry.serial_number.as_bytes() == one.serial()) {
            return CertStatus::Revoked(seconds(entry.revocation_date));
        }
        let until = content.next_update.map_or(i64::MAX, seconds);
        if seconds(content.this_update) >= at || until >= at {
            found = CertStatus::Good;
        }
    }
    found
}

/// Whether an issuer's key usage rules out signing lists.
fn may_not_sign_crls(issuer: &Certificate) -> bool {
    !issuer.usage().is_ok_and(|usage| usage.is_none_or(|usage| usage.crl_sign()))
}

/// Whether a list may be about some certificates only (a delta, or one of several): it has a critical extension.
fn is_partial(list: &CertificateList) -> bool {
    list.tbs_cert_list.crl_extensions.iter().flatten().any(|extension| extension.critical)
}

fn seconds(time: Time) -> i64 {
    i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
}
