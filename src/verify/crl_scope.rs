//! Tell for which certificates and reasons a revocation list speaks (RFC 5280, 5.2.5 and 6.3.3).

use const_oid::ObjectIdentifier;
use der::{Decode, Encode};
use x509_cert::crl::CertificateList;
use x509_cert::ext::pkix::crl::dp::{DistributionPoint, IssuingDistributionPoint};
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName, GeneralNames};
use x509_cert::name::{Name, RdnSequence};

use super::certificate::Certificate;
use super::indirect_crl;
use super::revocation::Unclear;

const AUTHORITY_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");
const NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.20");
const DELTA: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.27");
/// Named here, because x509-cert 0.3.0 gives this extension the number of another.
pub(super) const ISSUING_POINT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.28");

/// The reasons for which a list may revoke, a bit each as RFC 5280 numbers them (`ReasonFlags`).
pub(super) type ReasonBits = u16;

/// Every reason that a list may tell of: bits 1 to 8.
pub(super) const ALL_REASONS: ReasonBits = 0b1_1111_1110;

/// The reasons that a list speaks of for one certificate, or why it does not speak for it.
///
/// `issuer` issued the certificate, and the list too, unless that is an indirect one which counts.
pub(super) fn scope(
    list: &CertificateList,
    one: &Certificate,
    issuer: &Certificate,
) -> Result<ReasonBits, Unclear> {
    let extensions = || list.tbs_cert_list.crl_extensions.iter().flatten();
    if extensions().any(|extension| extension.extn_id == DELTA) {
        return Err(Unclear::Changes);
    }
    let known = [AUTHORITY_KEY, NUMBER, ISSUING_POINT];
    if extensions().any(|extension| extension.critical && !known.contains(&extension.extn_id)) {
        return Err(Unclear::NotUnderstood);
    }
    let Some(point) = extensions().find(|extension| extension.extn_id == ISSUING_POINT) else {
        return Ok(ALL_REASONS);
    };
    let point = IssuingDistributionPoint::from_der(point.extn_value.as_bytes())
        .map_err(|_| Unclear::NotUnderstood)?;
    let wrong_kind = match one.is_authority() {
        true => point.only_contains_user_certs,
        false => point.only_contains_ca_certs,
    };
    if wrong_kind || point.only_contains_attribute_certs {
        return Err(Unclear::OtherPart);
    }
    let own = point.only_some_reasons.map_or(ALL_REASONS, |reasons| reasons.bits() & ALL_REASONS);
    let maker = &list.tbs_cert_list.issuer;
    let reasons = match (&point.distribution_point, is_made_by(maker, issuer)) {
        (None, true) => Some(ALL_REASONS),
        (of_list, is_own) => reasons_at(of_list.as_ref(), maker, one, issuer, is_own),
    };
    reasons.map(|reasons| reasons & own).ok_or(Unclear::OtherPart)
}

/// Whether a list is made by whoever issued the certificate.
pub(super) fn is_made_by(maker: &Name, issuer: &Certificate) -> bool {
    maker.to_der().is_ok_and(|name| name == issuer.subject())
}

/// The reasons for which a certificate's own distribution points send to a list's, or to a list that names no point:
/// all of them where a point says nothing of reasons. Those that name a list's maker send to that maker's lists only.
/// Beside those that it names, the issuer's name is one, for the issuer's own lists (RFC 5280, 6.3.3, at the end).
fn reasons_at(
    of_list: Option<&DistributionPointName>,
    list_issuer: &Name,
    one: &Certificate,
    issuer: &Certificate,
    is_own: bool,
) -> Option<ReasonBits> {
    let of_list = of_list.map(|name| names(name, list_issuer));
    let same = |names: &[Vec<u8>]| {
        of_list.as_ref().is_none_or(|of_list| names.iter().any(|name| of_list.contains(name)))
    };
    let mut found = None;
    for point in one.distribution_points() {
        let sends = point.crl_issuer.is_none() && is_own || indirect_crl::names(&point, list_issuer);
        if sends && same(&point_names(&point, list_issuer)) {
            let reasons = point.reasons.map_or(ALL_REASONS, |reasons| reasons.bits() & ALL_REASONS);
            found = Some(found.unwrap_or(0) | reasons);
        }
    }
    let implied = Name::from_der(issuer.subject()).map(GeneralName::DirectoryName);
    let implied = implied.and_then(|name| name.to_der()).is_ok_and(|name| same(&[name]));
    if is_own && implied { Some(ALL_REASONS) } else { found }
}

/// The names of a certificate's point; where it has none, who makes its list.
fn point_names(point: &DistributionPoint, list_issuer: &Name) -> Vec<Vec<u8>> {
    match (&point.distribution_point, &point.crl_issuer) {
        (Some(name), _) => names(name, list_issuer),
        (None, Some(issuers)) => encoded(issuers),
        (None, None) => Vec::new(),
    }
}

/// The names of a point in DER; one that is told relative to the list's issuer is put behind that.
fn names(point: &DistributionPointName, list_issuer: &Name) -> Vec<Vec<u8>> {
    match point {
        DistributionPointName::FullName(all) => encoded(all),
        DistributionPointName::NameRelativeToCRLIssuer(last) => {
            let parts: Vec<_> = list_issuer.iter_rdn().chain(std::iter::once(last)).cloned().collect();
            let whole = RdnSequence::from(parts).to_der().and_then(|der| Name::from_der(&der));
            whole.map(|whole| encoded(&vec![GeneralName::DirectoryName(whole)])).unwrap_or_default()
        }
    }
}

fn encoded(names: &GeneralNames) -> Vec<Vec<u8>> {
    names.iter().filter_map(|name| name.to_der().ok()).collect()
}
