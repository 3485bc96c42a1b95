//! Turn the revocation lists that a file carries into what they say of a certificate.

use der::Decode;
use x509_cert::crl::CertificateList;
use x509_cert::time::Time;

use super::certificate::{Certificate, signed};

/// How many lists are looked at.
const MOST: usize = 64;

/// What the lists say of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// A list of its issuer does not name it.
    Good,
    /// It was revoked then, in seconds since 1970.
    Revoked(i64),
    /// There is no list that tells.
    Unknown,
}

/// What lists say of a certificate issued by `issuer`; a list tells if it was issued at or after `at`, or
/// still holds then.
pub(super) fn standing(one: &Certificate, issuer: &Certificate, lists: &[Vec<u8>], at: i64) -> Standing {
    let mut standing = Standing::Unknown;
    for bytes in lists.iter().take(MOST) {
        let Ok(list) = CertificateList::from_der(bytes) else { continue };
        let content = &list.tbs_cert_list;
        let own = der::Encode::to_der(&content.issuer).is_ok_and(|name| name == issuer.subject());
        if !own || signed(bytes, &issuer.key()).is_err() || may_not_list(issuer) || is_partial(&list) {
            continue;
        }
        let mut entries = content.revoked_certificates.iter().flatten();
        if let Some(entry) = entries.find(|entry| entry.serial_number.as_bytes() == one.serial()) {
            return Standing::Revoked(seconds(entry.revocation_date));
        }
        let until = content.next_update.map_or(i64::MAX, seconds);
        if seconds(content.this_update) >= at || until >= at {
            standing = Standing::Good;
        }
    }
    standing
}

/// Whether an issuer says that its key is not for lists.
fn may_not_list(issuer: &Certificate) -> bool {
    !issuer.usage().is_ok_and(|usage| usage.is_none_or(|usage| usage.crl_sign()))
}

/// Whether a list tells of some certificates only: it insists on something.
fn is_partial(list: &CertificateList) -> bool {
    list.tbs_cert_list.crl_extensions.iter().flatten().any(|extension| extension.critical)
}

fn seconds(time: Time) -> i64 {
    i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
}
