//! Turn DER or PEM into certificates: whose they are, what they may do, who issued them.

use std::sync::Arc;

use base64::Engine;
use const_oid::ObjectIdentifier;
use der::{Decode, Encode};
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::{BasicConstraints, CrlDistributionPoints, ExtendedKeyUsage, KeyUsage};

use super::algorithm::{Fault, Hash, holds};
use super::asn::{NotDer, only};
use super::budget::Budget;
use crate::digest::hex;

/// Extensions that are understood here, so that they may be critical.
const UNDERSTOOD: [&str; 7] =
    ["2.5.29.19", "2.5.29.15", "2.5.29.37", "2.5.29.17", "2.5.29.32", "2.5.29.14", "2.5.29.35"];

/// A certificate with the bytes it was read from. Chains and signatures share it.
#[derive(Debug, Clone)]
pub(super) struct Certificate {
    pub(super) der: Arc<[u8]>,
    read: Arc<Read>,
}

/// What was read of a certificate, with the parts in DER that are asked for again and again.
#[derive(Debug)]
struct Read {
    whole: x509_cert::Certificate,
    issuer: Vec<u8>,
    subject: Vec<u8>,
    key: Vec<u8>,
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Certificate {
    /// Reads one certificate.
    pub(super) fn from_der(bytes: &[u8]) -> Result<Self, NotDer> {
        let whole = x509_cert::Certificate::from_der(bytes)?;
        let tbs = whole.tbs_certificate();
        let (issuer, subject) = (tbs.issuer().to_der()?, tbs.subject().to_der()?);
        let key = tbs.subject_public_key_info().to_der()?;
        Ok(Self { der: bytes.into(), read: Arc::new(Read { whole, issuer, subject, key }) })
    }

    /// The issuer's name in DER.
    pub(super) fn issuer(&self) -> &[u8] {
        &self.read.issuer
    }

    /// The holder's name in DER.
    pub(super) fn subject(&self) -> &[u8] {
        &self.read.subject
    }

    /// The serial number's bytes.
    pub(super) fn serial(&self) -> &[u8] {
        self.read.whole.tbs_certificate().serial_number().as_bytes()
    }

    /// The holder's key as a `SubjectPublicKeyInfo`.
    pub(super) fn key(&self) -> &[u8] {
        &self.read.key
    }

    /// First and last second of its validity, since 1970.
    pub(super) fn validity(&self) -> (i64, i64) {
        let validity = self.read.whole.tbs_certificate().validity();
        let seconds = |time: x509_cert::time::Time| {
            i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
        };
        (seconds(validity.not_before), seconds(validity.not_after))
    }

    /// All values of an attribute of the holder's name, such as `2.5.4.10`.
    pub(super) fn names(&self, attribute: &str) -> Vec<String> {
        named(self.read.whole.tbs_certificate().subject(), attribute)
    }

    /// All values of an attribute of the issuer's name.
    pub(super) fn issuer_names(&self, attribute: &str) -> Vec<String> {
        named(self.read.whole.tbs_certificate().issuer(), attribute)
    }

    /// SHA-256 of the certificate in hexadecimal digits.
    pub(super) fn fingerprint(&self) -> String {
        hex(Hash::Sha256.digest(&[&self.der]).as_ref())
    }

    /// Whether it may sign certificates, and how many others may stand below it.
    pub(super) fn authority(&self) -> Result<Option<Option<u8>>, NotDer> {
        let tbs = self.read.whole.tbs_certificate();
        let signs = tbs.get_extension::<KeyUsage>()?.is_none_or(|(_, usage)| usage.key_cert_sign());
        let basic = tbs.get_extension::<BasicConstraints>()?.map(|(_, basic)| basic);
        Ok(basic.filter(|basic| basic.ca && signs).map(|basic| basic.path_len_constraint))
    }

    /// Whether it is an authority's, by its basic constraints alone, as revocation lists tell them apart.
    pub(super) fn is_authority(&self) -> bool {
        let basic = self.read.whole.tbs_certificate().get_extension::<BasicConstraints>();
        basic.is_ok_and(|found| found.is_some_and(|(_, basic)| basic.ca))
    }

    /// Where the lists are on which it would be, by its own word.
    pub(super) fn distribution_points(&self) -> Vec<DistributionPoint> {
        let found = self.read.whole.tbs_certificate().get_extension::<CrlDistributionPoints>();
        found.ok().flatten().map(|(_, points)| points.0).unwrap_or_default()
    }

    /// The uses of its key, if it restricts them.
    pub(super) fn usage(&self) -> Result<Option<KeyUsage>, NotDer> {
        Ok(self.read.whole.tbs_certificate().get_extension::<KeyUsage>()?.map(|(_, usage)| usage))
    }

    /// The purposes it is for, if it restricts them, and whether it insists.
    pub(super) fn purposes(&self) -> Result<Option<(bool, Vec<ObjectIdentifier>)>, NotDer> {
        let found = self.read.whole.tbs_certificate().get_extension::<ExtendedKeyUsage>()?;
        Ok(found.map(|(critical, purposes)| (critical, purposes.0)))
    }

    /// The subject key identifier's bytes.
    pub(super) fn key_identifier(&self) -> Option<Vec<u8>> {
        let found =
            self.read.whole.tbs_certificate().get_extension::<x509_cert::ext::pkix::SubjectKeyIdentifier>();
        found.ok()?.map(|(_, identifier)| identifier.0.as_bytes().to_vec())
    }

    /// Whether it has a critical extension that is not understood here: such a certificate must be refused
    /// (RFC 5280, 4.2).
    pub(super) fn has_unknown_critical_extension(&self) -> bool {
        let extensions = self.read.whole.tbs_certificate().extensions();
        extensions.into_iter().flatten().any(|extension| {
            extension.critical && !UNDERSTOOD.contains(&extension.extn_id.to_string().as_str())
        })
    }

    /// Whether the key of `issuer` signed it.
    pub(super) fn is_signed_by(&self, issuer: &Self, budget: &Budget) -> Result<(), Fault> {
        signed(&self.der, issuer.key(), budget)
    }
}

/// Whether a key signed a `SEQUENCE { content, algorithm, signature }`: a certificate, a list of revoked ones.
pub(super) fn signed(der: &[u8], key: &[u8], budget: &Budget) -> Result<(), Fault> {
    let mut parts = only(der)?.sequence()?;
    let (content, algorithm) = (parts.next()?, parts.next()?);
    let value = parts.next()?.of(der::Tag::BitString)?.strip_prefix(&[0]).ok_or(Fault::Mismatch)?;
    holds(key, &algorithm, None, content.der, value, budget)
}

fn named(name: &x509_cert::name::Name, attribute: &str) -> Vec<String> {
    let wanted = name.iter().filter(|one| one.oid.to_string() == attribute);
    wanted.filter_map(|one| written(one.value.value(), der::Tagged::tag(&one.value))).collect()
}

fn written(bytes: &[u8], tag: der::Tag) -> Option<String> {
    match tag {
        der::Tag::BmpString => {
            let units: Vec<u16> =
                bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16(&units).ok()
        }
        _ => String::from_utf8(bytes.to_vec()).ok(),
    }
}

/// The certificates of a file that is one in DER, or holds some in PEM.
pub(super) fn certificates(bytes: &[u8]) -> Result<Vec<Certificate>, NotDer> {
    if bytes.first() == Some(&0x30) {
        return Ok(vec![Certificate::from_der(bytes)?]);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| NotDer)?;
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("-----BEGIN CERTIFICATE-----") {
        let (body, after) = after.split_once("-----END CERTIFICATE-----").ok_or(NotDer)?;
        let body: String = body.split_whitespace().collect();
        let der = base64::engine::general_purpose::STANDARD.decode(body).map_err(|_| NotDer)?;
        found.push(Certificate::from_der(&der)?);
        rest = after;
    }
    if found.is_empty() { Err(NotDer) } else { Ok(found) }
}
