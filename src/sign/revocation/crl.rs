//! Turn a revocation list (CRL, RFC 5280) into the status of a certificate.

use const_oid::ObjectIdentifier;
use der::asn1::{Any, BitString};
use der::{Decode, Encode, Sequence};
use x509_cert::Certificate;
use x509_cert::crl::TbsCertList;
use x509_cert::ext::pkix::KeyUsage;
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_cert::time::Time;

use super::{CertStatus, DEFAULT_VALIDITY};
use crate::sign::certificate::extension;
use crate::sign::proof;

/// removeFromCRL: a reason that stands in partial lists only, of certificates that are good again.
const REASON_CODE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.21");
const REMOVE_FROM_CRL: &[u8] = &[0x0a, 1, 8];

/// A list with its content as it was signed.
#[derive(Sequence)]
struct SignedList {
    content: Any,
    algorithm: AlgorithmIdentifierOwned,
    signature: BitString,
}

/// The status that a list of `issuer` gives to a certificate now.
///
/// It counts only if it is complete, signed by the issuer itself, and current.
pub(super) fn status(bytes: &[u8], one: &Certificate, issuer: &Certificate, now: i64) -> CertStatus {
    read(bytes, one, issuer, now).unwrap_or(CertStatus::Unknown)
}

fn read(bytes: &[u8], one: &Certificate, issuer: &Certificate, now: i64) -> Option<CertStatus> {
    let list = SignedList::from_der(bytes).ok()?;
    let content = list.content.decode_as::<TbsCertList>().ok()?;
    let own = content.issuer == *issuer.tbs_certificate().subject();
    let may = extension::<KeyUsage>(issuer).is_none_or(|usage| usage.crl_sign());
    let whole = !content.crl_extensions.iter().flatten().any(|extension| extension.critical);
    let signed = || {
        let message = list.content.to_der().ok()?;
        let value = list.signature.raw_bytes();
        Some(proof::holds(issuer, &list.algorithm, None, &message, value))
    };
    if !own || !may || !whole || !signed()? {
        return None;
    }
    let serial = one.tbs_certificate().serial_number();
    let mut entries = content.revoked_certificates.iter().flatten();
    let named = entries.find(|entry| {
        entry.serial_number == *serial && {
            let mut reasons = entry.crl_entry_extensions.iter().flatten();
            !reasons.any(|one| one.extn_id == REASON_CODE && one.extn_value.as_bytes() == REMOVE_FROM_CRL)
        }
    });
    if let Some(entry) = named {
        return Some(CertStatus::Revoked(seconds(&entry.revocation_date)));
    }
    let until = content.next_update.as_ref().map_or(now + DEFAULT_VALIDITY, seconds);
    let begun = seconds(&content.this_update) <= now + DEFAULT_VALIDITY;
    (begun && until > now).then_some(CertStatus::Good(until))
}

fn seconds(time: &Time) -> i64 {
    time.to_unix_duration().as_secs().cast_signed()
}
