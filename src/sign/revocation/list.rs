//! Hold a list of the revoked (CRL, RFC 5280) against a certificate.

use const_oid::ObjectIdentifier;
use der::asn1::{Any, BitString};
use der::{Decode, Encode, Sequence};
use x509_cert::Certificate;
use x509_cert::crl::TbsCertList;
use x509_cert::ext::pkix::KeyUsage;
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_cert::time::Time;

use super::{BRIEFLY, Standing};
use crate::sign::certificate::extension;
use crate::sign::proof;

/// removeFromCRL: a reason that stands in partial lists only, of certificates that are good again.
const REASON: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.21");
const GOOD_AGAIN: &[u8] = &[0x0a, 1, 8];

/// A list with its content as it was signed.
#[derive(Sequence)]
struct List {
    content: Any,
    algorithm: AlgorithmIdentifierOwned,
    signature: BitString,
}

/// What a list of `issuer` says now of a certificate.
///
/// It counts only if it is whole, signed by the issuer itself, and not out of date.
pub(super) fn standing(bytes: &[u8], one: &Certificate, issuer: &Certificate, now: i64) -> Standing {
    read(bytes, one, issuer, now).unwrap_or(Standing::Unknown)
}

fn read(bytes: &[u8], one: &Certificate, issuer: &Certificate, now: i64) -> Option<Standing> {
    let list = List::from_der(bytes).ok()?;
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
            !reasons.any(|one| one.extn_id == REASON && one.extn_value.as_bytes() == GOOD_AGAIN)
        }
    });
    if let Some(entry) = named {
        return Some(Standing::Revoked(seconds(&entry.revocation_date)));
    }
    let until = content.next_update.as_ref().map_or(now + BRIEFLY, seconds);
    let begun = seconds(&content.this_update) <= now + BRIEFLY;
    (begun && until > now).then_some(Standing::Good(until))
}

fn seconds(time: &Time) -> i64 {
    time.to_unix_duration().as_secs().cast_signed()
}
