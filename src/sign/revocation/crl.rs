//! Turn a revocation list (CRL, RFC 5280) into the status of a certificate.

use const_oid::ObjectIdentifier;
use der::asn1::{Any, BitString};
use der::{Decode, Encode, Sequence};
use x509_cert::Certificate;
use x509_cert::crl::TbsCertList;
use x509_cert::ext::pkix::crl::dp::{DistributionPoint, IssuingDistributionPoint};
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName, GeneralNames};
use x509_cert::ext::pkix::{BasicConstraints, CrlDistributionPoints, KeyUsage};
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_cert::time::Time;

use super::{CertStatus, DEFAULT_VALIDITY, Unclear};
use crate::sign::certificate::{self, extension};
use crate::sign::proof;

/// removeFromCRL: a reason that stands in partial lists only, of certificates that are good again.
const REASON_CODE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.21");
const REMOVE_FROM_CRL: &[u8] = &[0x0a, 1, 8];
/// Whose certificate an entry is about, and those behind it.
const ENTRY_ISSUER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.29");

const NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.20");
const DELTA: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.27");
/// Named here, because x509-cert 0.3.0 gives this extension the number of another.
const ISSUING_POINT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.28");
const AUTHORITY_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");

/// A list with its content as it was signed.
#[derive(Sequence)]
struct SignedList {
    content: Any,
    algorithm: AlgorithmIdentifierOwned,
    signature: BitString,
}

/// Whether bytes are a list at all, whoever made it.
pub(super) fn is_list(bytes: &[u8]) -> bool {
    SignedList::from_der(bytes).is_ok_and(|list| list.content.decode_as::<TbsCertList>().is_ok())
}

/// The status that a list gives to a certificate of `issuer` now.
///
/// It counts only if it is signed by the issuer itself, or, an indirect one, by whom the certificate names for that and
/// whose certificate is among `makers`. A certificate that it names is revoked, whatever part of all lists it says it
/// is; to call one good it must be current, and speak for it and for every reason.
pub(super) fn status(
    bytes: &[u8],
    one: &Certificate,
    issuer: &Certificate,
    makers: &[Certificate],
    now: i64,
) -> CertStatus {
    read(bytes, one, issuer, makers, now).unwrap_or(CertStatus::Unknown(Unclear::Void))
}

fn read(
    bytes: &[u8],
    one: &Certificate,
    issuer: &Certificate,
    makers: &[Certificate],
    now: i64,
) -> Option<CertStatus> {
    let list = SignedList::from_der(bytes).ok()?;
    let content = list.content.decode_as::<TbsCertList>().ok()?;
    let is_own = content.issuer == *issuer.tbs_certificate().subject();
    let path = match is_own {
        true => vec![issuer.clone()],
        false => match maker_of(&content, one, issuer, makers) {
            Ok(path) => path,
            Err(unclear) => return Some(CertStatus::Unknown(unclear)),
        },
    };
    let may = extension::<KeyUsage>(&path[0]).is_none_or(|usage| usage.crl_sign())
        && (is_own || path.iter().all(|one| certificate::is_valid_at(one, now)));
    let message = list.content.to_der().ok()?;
    if !may || !proof::holds(&path[0], &list.algorithm, None, &message, list.signature.raw_bytes()) {
        return (!is_own).then_some(CertStatus::Unknown(Unclear::Indirect));
    }
    if let Some(when) = named(&content, one, is_own) {
        return Some(CertStatus::Revoked(when));
    }
    if let Err(unclear) = speaks_for(&content, one, is_own) {
        return Some(CertStatus::Unknown(unclear));
    }
    let until = content.next_update.as_ref().map_or(now + DEFAULT_VALIDITY, seconds);
    let begun = seconds(&content.this_update) <= now + DEFAULT_VALIDITY;
    (begun && until > now).then_some(CertStatus::Good(until))
}

/// The certificates from the maker of an indirect list up to the root, for documents to carry; none for a list of the
/// issuer itself.
pub(super) fn maker(
    bytes: &[u8],
    one: &Certificate,
    issuer: &Certificate,
    makers: &[Certificate],
) -> Option<Vec<Certificate>> {
    let list = SignedList::from_der(bytes).ok()?;
    maker_of(&list.content.decode_as::<TbsCertList>().ok()?, one, issuer, makers).ok()
}

/// Who made an indirect list, and those above: whom the certificate names for that, where the list says that it is
/// indirect and both lead to the same root (RFC 5280, 6.3.3, b and f).
fn maker_of(
    content: &TbsCertList,
    one: &Certificate,
    issuer: &Certificate,
    makers: &[Certificate],
) -> Result<Vec<Certificate>, Unclear> {
    let is_named = points(one).iter().any(|point| sends_to(point, content));
    let is_indirect = issuing_point(content).flatten().is_some_and(|point| point.indirect_crl);
    if !(is_named && is_indirect) {
        return Err(if is_named || is_indirect { Unclear::Indirect } else { Unclear::Void });
    }
    let root = certificate::path(issuer.clone(), makers).pop();
    let named = makers.iter().filter(|maker| *maker.tbs_certificate().subject() == content.issuer);
    let mut paths = named.map(|maker| certificate::path(maker.clone(), makers));
    let leads = |path: &Vec<Certificate>| {
        path.last().is_some_and(certificate::is_root) && path.last() == root.as_ref()
    };
    paths.find(leads).ok_or(Unclear::Indirect)
}

/// The distribution points of a certificate.
fn points(one: &Certificate) -> Vec<DistributionPoint> {
    extension::<CrlDistributionPoints>(one).map(|points| points.0).unwrap_or_default()
}

/// Whether a point names the maker of a list as the one whose list counts.
fn sends_to(point: &DistributionPoint, content: &TbsCertList) -> bool {
    let maker = GeneralName::DirectoryName(content.issuer.clone());
    point.crl_issuer.as_ref().is_some_and(|names| names.contains(&maker))
}

/// When a list says that a certificate was revoked. An entry may say that it, and those behind it, are of another
/// issuer's certificates; until one does they are of the list's own maker.
fn named(content: &TbsCertList, one: &Certificate, mut is_own: bool) -> Option<i64> {
    let tbs = one.tbs_certificate();
    let own = GeneralName::DirectoryName(tbs.issuer().clone());
    let mut entries = content.revoked_certificates.iter().flatten();
    let entry = entries.find(|entry| {
        let mut extensions = entry.crl_entry_extensions.iter().flatten();
        if let Some(issuer) = extensions.clone().find(|one| one.extn_id == ENTRY_ISSUER) {
            let names = GeneralNames::from_der(issuer.extn_value.as_bytes()).unwrap_or_default();
            is_own = names.contains(&own);
        }
        let is_good_again =
            extensions.any(|one| one.extn_id == REASON_CODE && one.extn_value.as_bytes() == REMOVE_FROM_CRL);
        is_own && entry.serial_number == *tbs.serial_number() && !is_good_again
    })?;
    Some(seconds(&entry.revocation_date))
}

/// Whether a list that does not name a certificate tells by that, that it is good (RFC 5280, 6.3.3).
fn speaks_for(content: &TbsCertList, one: &Certificate, is_own: bool) -> Result<(), Unclear> {
    let known = [NUMBER, AUTHORITY_KEY, ISSUING_POINT];
    for extension in content.crl_extensions.iter().flatten() {
        match extension.extn_id {
            DELTA => return Err(Unclear::Changes),
            id if extension.critical && !known.contains(&id) => return Err(Unclear::Void),
            _ => {}
        }
    }
    let Some(point) = issuing_point(content) else { return Ok(()) };
    let point = point.ok_or(Unclear::Void)?;
    if point.only_some_reasons.is_some() {
        return Err(Unclear::SomeReasons);
    }
    let authority = extension::<BasicConstraints>(one).is_some_and(|basic| basic.ca);
    let of_others = if authority { point.only_contains_user_certs } else { point.only_contains_ca_certs };
    let reached = leads_to(one, content, point.distribution_point.as_ref(), is_own);
    if of_others || point.only_contains_attribute_certs || !reached {
        Err(Unclear::OtherPart)
    } else {
        Ok(())
    }
}

/// The issuing distribution point of a list, where it has one; nothing in it where it cannot be read.
fn issuing_point(content: &TbsCertList) -> Option<Option<IssuingDistributionPoint>> {
    let mut extensions = content.crl_extensions.iter().flatten();
    let found = extensions.find(|extension| extension.extn_id == ISSUING_POINT)?;
    Some(IssuingDistributionPoint::from_der(found.extn_value.as_bytes()).ok())
}

/// Whether one of a certificate's own points, for every reason, is that of a list, or the list names none; for the
/// issuer's own lists its name is such a point, too. A point that names a list's maker is for that maker's lists only.
fn leads_to(
    one: &Certificate,
    content: &TbsCertList,
    of_list: Option<&DistributionPointName>,
    is_own: bool,
) -> bool {
    let Some(of_list) = of_list else {
        return is_own || points(one).iter().any(|point| point.reasons.is_none() && sends_to(point, content));
    };
    let same = |own: &DistributionPointName| match (own, of_list) {
        (DistributionPointName::FullName(own), DistributionPointName::FullName(of_list)) => {
            own.iter().any(|name| of_list.contains(name))
        }
        (own, of_list) => own == of_list,
    };
    let implied = GeneralName::DirectoryName(one.tbs_certificate().issuer().clone());
    points(one).iter().any(|point| {
        let sends = point.crl_issuer.is_none() && is_own || sends_to(point, content);
        // Where a point names its list's maker and no place, the maker's name is the place.
        let place = point
            .distribution_point
            .clone()
            .or(point.crl_issuer.clone().map(DistributionPointName::FullName));
        sends && point.reasons.is_none() && place.as_ref().is_some_and(same)
    }) || is_own && matches!(of_list, DistributionPointName::FullName(names) if names.contains(&implied))
}

fn seconds(time: &Time) -> i64 {
    time.to_unix_duration().as_secs().cast_signed()
}
