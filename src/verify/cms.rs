//! Turn a signature container (CMS) into its signer, and hold what it says against the bytes it is of.

use const_oid::ObjectIdentifier;
use der::Tag;

use super::algorithm::{self, Fault, Hash, holds, sha1};
use super::asn::{NotDer, Tlv, first, only};
use super::budget::Budget;
use super::certificate::Certificate;
use super::findings;
use super::sm2::Digest;
use crate::finding::Finding;

/// How many certificates of one container are looked at.
const MOST_CERTIFICATES: usize = 64;

const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
const SIGNING_TIME: &str = "1.2.840.113549.1.9.5";
const SIGNING_CERTIFICATE: &str = "1.2.840.113549.1.9.16.2.12";
const SIGNING_CERTIFICATE_V2: &str = "1.2.840.113549.1.9.16.2.47";
const TIME_STAMP: &str = "1.2.840.113549.1.9.16.2.14";

/// id-data: plain bytes, which is what a signature over a PDF's bytes is of.
const DATA: &str = "1.2.840.113549.1.7.1";
/// id-ct-TSTInfo: what a time stamp is of.
pub(super) const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";

/// An attribute: what it is, and its values.
type Attribute<'a> = (ObjectIdentifier, Vec<Tlv<'a>>);

/// A container with one signer.
#[derive(Debug)]
pub(super) struct Container<'a> {
    pub(super) content_type: ObjectIdentifier,
    /// What is signed, where the container holds it itself.
    pub(super) content: Option<&'a [u8]>,
    pub(super) certificates: Vec<Certificate>,
    signer: Signer<'a>,
}

#[derive(Debug)]
struct Signer<'a> {
    named: Tlv<'a>,
    hash: Result<Hash, Fault>,
    attributes: Option<Tlv<'a>>,
    algorithm: Tlv<'a>,
    value: &'a [u8],
    unsigned: Vec<Attribute<'a>>,
}

/// Why a container cannot be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfit {
    /// It is not one that can be read.
    NotDer,
    /// It has so many signers, not one.
    Signers(usize),
}

impl From<NotDer> for Unfit {
    fn from(_: NotDer) -> Self {
        Self::NotDer
    }
}

/// Reads a container; after it only zeros may follow, which fill the rest of the reserved region.
pub(super) fn open(bytes: &[u8]) -> Result<Container<'_>, Unfit> {
    let (outer, rest) = first(bytes)?;
    if rest.iter().any(|byte| *byte != 0) {
        return Err(Unfit::NotDer);
    }
    let mut outer = outer.sequence()?;
    if outer.next()?.oid()?.to_string() != SIGNED_DATA {
        return Err(Unfit::NotDer);
    }
    let mut parts = only(outer.context(0).ok_or(NotDer)?.content)?.sequence()?;
    parts.next()?.of(Tag::Integer)?;
    parts.next()?.of(Tag::Set)?;
    let mut inner = parts.next()?.sequence()?;
    let content_type = inner.next()?.oid()?;
    let content = inner.context(0).map(|part| only(part.content)?.of(Tag::OctetString)).transpose()?;
    let certificates = parts.context(0).map(|part| part.parts()).transpose()?.unwrap_or_default();
    parts.context(1);
    let signers = parts.next()?.list(Tag::Set)?.rest();
    let [signer] = signers.as_slice() else { return Err(Unfit::Signers(signers.len())) };
    let read = |part: &Tlv<'_>| Certificate::from_der(part.der).ok();
    let certificates = certificates.iter().take(MOST_CERTIFICATES).filter_map(read).collect();
    Ok(Container { content_type, content, certificates, signer: read_signer(signer)? })
}

fn read_signer<'a>(part: &Tlv<'a>) -> Result<Signer<'a>, NotDer> {
    let mut parts = part.sequence()?;
    parts.next()?.of(Tag::Integer)?;
    let named = parts.next()?;
    let hash = Hash::of_identifier(&parts.next()?);
    let attributes = parts.context(0);
    let algorithm = parts.next()?;
    let value = parts.next()?.of(Tag::OctetString)?;
    let unsigned = parts.context(1).map(|part| attributes_of(&part)).transpose()?.unwrap_or_default();
    Ok(Signer { named, hash, attributes, algorithm, value, unsigned })
}

fn attributes_of<'a>(part: &Tlv<'a>) -> Result<Vec<Attribute<'a>>, NotDer> {
    let one = |part: Tlv<'a>| {
        let mut parts = part.sequence()?;
        Ok((parts.next()?.oid()?, parts.next()?.list(Tag::Set)?.rest()))
    };
    part.parts()?.into_iter().map(one).collect()
}

/// The one value of an attribute that may stand only once.
fn single<'a>(attributes: &[Attribute<'a>], wanted: &str) -> Result<Option<Tlv<'a>>, NotDer> {
    let mut found = attributes.iter().filter(|(oid, _)| oid.to_string() == wanted);
    match (found.next(), found.next()) {
        (None, _) => Ok(None),
        (Some((_, values)), None) if values.len() == 1 => Ok(values.first().copied()),
        _ => Err(NotDer),
    }
}

/// Opens the container of a detached signature, whose message stands beside it, and tells everything that is
/// wrong between the two. `digest` takes the message; `bound` says whether the signed attributes must name the
/// certificate, as PAdES demands: without that, another certificate of the same key could be put in its place.
pub(super) fn open_detached<'a>(
    container: &'a [u8],
    digest: impl Fn(Hash) -> Digest,
    bound: bool,
    budget: &Budget,
) -> Result<(Container<'a>, Vec<Finding>), Finding> {
    let container = open(container).map_err(|unfit| match unfit {
        Unfit::NotDer => findings::unreadable_container(),
        Unfit::Signers(count) => findings::signers(count),
    })?;
    let mut findings = container.faults(DATA, digest, bound, budget);
    if container.content.is_some() {
        findings.push(findings::content_type());
    }
    Ok((container, findings))
}

impl<'a> Container<'a> {
    /// The signature's own bytes, which a time stamp is of.
    pub(super) fn value(&self) -> &'a [u8] {
        self.signer.value
    }

    /// The time stamp that came with the signature.
    pub(super) fn time_stamp(&self) -> Result<Option<&'a [u8]>, NotDer> {
        Ok(single(&self.signer.unsigned, TIME_STAMP)?.map(|part| part.der))
    }

    /// When the signer says that it signed, in seconds since 1970.
    pub(super) fn claimed(&self) -> Option<i64> {
        let attributes = attributes_of(&self.signer.attributes?).ok()?;
        super::asn::moment(&single(&attributes, SIGNING_TIME).ok()??).ok()
    }

    /// The certificate that the signer names.
    pub(super) fn certificate(&self) -> Option<&Certificate> {
        self.certificates.iter().find(|one| self.names(one).unwrap_or(false))
    }

    fn names(&self, one: &Certificate) -> Result<bool, NotDer> {
        let named = &self.signer.named;
        if named.is_context(0) {
            return Ok(one.key_identifier().as_deref() == Some(named.content));
        }
        let mut parts = named.sequence()?;
        Ok(parts.next()?.der == one.issuer() && parts.next()?.of(Tag::Integer)? == one.serial())
    }

    /// Everything that is wrong between the container and the bytes it is of; `digest` takes those.
    ///
    /// `bound` says whether the signed attributes must name the certificate.
    pub(super) fn faults(
        &self,
        of: &str,
        digest: impl Fn(Hash) -> Digest,
        bound: bool,
        budget: &Budget,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        let Some(attributes) = &self.signer.attributes else {
            return vec![findings::no_attributes()];
        };
        let hash = match self.signer.hash {
            Ok(hash) => hash,
            Err(fault) => return vec![findings::arithmetic(fault)],
        };
        let Ok(list) = attributes_of(attributes) else { return vec![findings::unreadable_container()] };
        let content_type = single(&list, CONTENT_TYPE).ok().flatten().and_then(|part| part.oid().ok());
        if self.content_type.to_string() != of || content_type != Some(self.content_type) {
            findings.push(findings::content_type());
        }
        let named = single(&list, MESSAGE_DIGEST).ok().flatten();
        let named = named.and_then(|part| part.of(Tag::OctetString).ok());
        if named != Some(digest(hash).as_ref()) {
            findings.push(findings::digest());
        }
        match self.certificate() {
            None => findings.push(findings::no_certificate()),
            Some(certificate) => {
                if !binds(&list, certificate).is_ok_and(|found| found.unwrap_or(!bound)) {
                    findings.push(findings::not_bound());
                }
                let mut signed = attributes.der.to_vec();
                signed[0] = 0x31;
                let (key, algorithm) = (certificate.key(), &self.signer.algorithm);
                let held = holds(key, algorithm, Some(hash), &signed, self.value(), budget);
                findings.extend(held.err().map(findings::arithmetic));
            }
        }
        findings
    }
}

/// Whether the signed attributes name this certificate; `None` where they name none.
fn binds(attributes: &[Attribute<'_>], certificate: &Certificate) -> Result<Option<bool>, algorithm::Fault> {
    let newer = single(attributes, SIGNING_CERTIFICATE_V2)?;
    let older = single(attributes, SIGNING_CERTIFICATE)?;
    if newer.is_none() && older.is_none() {
        return Ok(None);
    }
    let mut all = true;
    if let Some(part) = newer {
        let mut parts = first_named(&part)?;
        let hash = parts.maybe(Tag::Sequence).map(|part| Hash::of_identifier(&part)).transpose()?;
        let digest = hash.unwrap_or(Hash::Sha256).digest(&[&certificate.der]);
        all &= parts.next()?.of(Tag::OctetString)? == digest.as_ref();
    }
    if let Some(part) = older {
        all &= first_named(&part)?.next()?.of(Tag::OctetString)? == sha1(&certificate.der).as_ref();
    }
    Ok(Some(all))
}

/// The first certificate named in a signing-certificate attribute: the signer's.
fn first_named<'a>(part: &Tlv<'a>) -> Result<super::asn::List<'a>, NotDer> {
    part.sequence()?.next()?.sequence()?.next()?.sequence()
}
