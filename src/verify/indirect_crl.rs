//! Tell whether a revocation list that another authority made counts for a certificate (RFC 5280, 6.3.3, b and f).
//!
//! The certificate must name that authority at one of its distribution points, the list must say that it is indirect,
//! and whoever signed it must lead to the same trusted authority as the certificate does, and be allowed to.

use der::{Decode, Encode};
use x509_cert::crl::CertificateList;
use x509_cert::ext::pkix::crl::dp::{DistributionPoint, IssuingDistributionPoint};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::name::Name;

use super::certificate::{Certificate, signed};
use super::certificate_chain::{ChainInput, chain};
use super::crl_scope::ISSUING_POINT;
use super::revocation::{CertStatus, RevocationInput, Unclear, may_not_sign_crls, status};

/// How many certificates of the list's maker are tried.
const MOST_MAKERS: usize = 8;

/// Whether a list of another than the issuer counts for a certificate.
pub(super) fn counts(
    bytes: &[u8],
    list: &CertificateList,
    one: &Certificate,
    input: RevocationInput<'_>,
) -> Result<(), Unclear> {
    let maker = &list.tbs_cert_list.issuer;
    let named = one.distribution_points().iter().any(|point| names(point, maker));
    match (named, is_indirect(list)) {
        (false, false) => return Err(Unclear::NoList),
        (false, true) => return Err(Unclear::MakerNotNamed),
        (true, false) => return Err(Unclear::MakerNotTrusted),
        (true, true) => {}
    }
    let Ok(subject) = maker.to_der() else { return Err(Unclear::NoList) };
    let ChainInput { roots, offered, budget, .. } = input.chain;
    let makers = offered.iter().chain(roots).filter(|maker| maker.subject() == subject).take(MOST_MAKERS);
    let counts = |maker: &Certificate| {
        !may_not_sign_crls(maker)
            && signed(bytes, maker.key(), budget).is_ok()
            && leads_to_the_same(maker, input)
    };
    if makers.into_iter().any(counts) { Ok(()) } else { Err(Unclear::MakerNotTrusted) }
}

/// Whether a point names this authority as the one whose list counts.
pub(super) fn names(point: &DistributionPoint, maker: &Name) -> bool {
    let is_maker = |name: &GeneralName| matches!(name, GeneralName::DirectoryName(name) if name == maker);
    point.crl_issuer.iter().flatten().any(is_maker)
}

/// Whether a list says that it is about certificates of others, too.
fn is_indirect(list: &CertificateList) -> bool {
    let mut extensions = list.tbs_cert_list.crl_extensions.iter().flatten();
    extensions.any(|extension| {
        extension.extn_id == ISSUING_POINT
            && IssuingDistributionPoint::from_der(extension.extn_value.as_bytes())
                .is_ok_and(|point| point.indirect_crl)
    })
}

/// Whether a path leads from a list's maker to the trusted authority of the certificate, and no list of an issuer on
/// that path says that one of them was revoked. Indirect lists are not asked about those who make them.
fn leads_to_the_same(maker: &Certificate, input: RevocationInput<'_>) -> bool {
    let same = ChainInput { roots: std::slice::from_ref(input.anchor), ..input.chain };
    let direct = RevocationInput { indirect: false, ..input };
    chain(maker, same).is_ok_and(|path| {
        let revoked =
            |pair: &[Certificate]| matches!(status(&pair[0], &pair[1], direct), CertStatus::Revoked(_));
        !path.windows(2).any(revoked)
    })
}
