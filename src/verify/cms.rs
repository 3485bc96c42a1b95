//! Turn a signature container (CMS) into its signer, and hold what it says against the bytes it is of.

use const_oid::ObjectIdentifier;
use der::Tag;
use ring::digest::Digest;

use super::algorithm::{self, Fault, Hash, holds, sha1};
use super::asn::{Foreign, Part, first, only};
use super::certificate::Certificate;
use super::words;
use crate::finding::Finding;

/// How many certificates of one container are looked at.
const MOST_CERTIFICATES: usize = 64;

const SIGNED: &str = "1.2.840.113549.1.7.2";
const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
const SIGNING_TIME: &str = "1.2.840.113549.1.9.5";
const SIGNING_CERTIFICATE: &str = "1.2.840.113549.1.9.16.2.12";
const SIGNING_CERTIFICATE_V2: &str = "1.2.840.113549.1.9.16.2.47";
const TIME_STAMP: &str = "1.2.840.113549.1.9.16.2.14";

/// Plain bytes, which is what a signature over a PDF's bytes is of.
const PLAIN: &str = "1.2.840.113549.1.7.1";
/// What a time stamp is of.
pub(super) const STAMPED: &str = "1.2.840.113549.1.9.16.1.4";

/// An attribute: what it is, and its values.
type Attribute<'a> = (ObjectIdentifier, Vec<Part<'a>>);

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
    named: Part<'a>,
    hash: Result<Hash, Fault>,
    attributes: Option<Part<'a>>,
    algorithm: Part<'a>,
    value: &'a [u8],
    unsigned: Vec<Attribute<'a>>,
}

/// Why a container cannot be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfit {
    /// It is not the DER of one.
    Foreign,
    /// It has so many signers, not one.
    Signers(usize),
}

impl From<Foreign> for Unfit {
    fn from(_: Foreign) -> Self {
        Self::Foreign
    }
}

/// Reads a container; after it only zeros may follow, which fill the room left for it.
pub(super) fn open(bytes: &[u8]) -> Result<Container<'_>, Unfit> {
    let (outer, rest) = first(bytes)?;
    if rest.iter().any(|byte| *byte != 0) {
        return Err(Unfit::Foreign);
    }
    let mut outer = outer.sequence()?;
    if outer.next()?.oid()?.to_string() != SIGNED {
        return Err(Unfit::Foreign);
    }
    let mut parts = only(outer.context(0).ok_or(Foreign)?.content)?.sequence()?;
    parts.next()?.of(Tag::Integer)?;
    parts.next()?.of(Tag::Set)?;
    let mut inner = parts.next()?.sequence()?;
    let content_type = inner.next()?.oid()?;
    let content = inner.context(0).map(|part| only(part.content)?.of(Tag::OctetString)).transpose()?;
    let certificates = parts.context(0).map(|part| part.parts()).transpose()?.unwrap_or_default();
    parts.context(1);
    let signers = parts.next()?.list(Tag::Set)?.rest();
    let [signer] = signers.as_slice() else { return Err(Unfit::Signers(signers.len())) };
    let read = |part: &Part<'_>| Certificate::from_der(part.whole).ok();
    let certificates = certificates.iter().take(MOST_CERTIFICATES).filter_map(read).collect();
    Ok(Container { content_type, content, certificates, signer: read_signer(signer)? })
}

fn read_signer<'a>(part: &Part<'a>) -> Result<Signer<'a>, Foreign> {
    let mut parts = part.sequence()?;
    parts.next()?.of(Tag::Integer)?;
    let named = parts.next()?;
    let hash = Hash::of_identifier(&parts.next()?);
    let attributes = parts.context(0);
    let algorithm = parts.next()?;
    let value = parts.next()?.of(Tag::OctetString)?;
    let unsigned = parts.context(1).map(|part| listed(&part)).transpose()?.unwrap_or_default();
    Ok(Signer { named, hash, attributes, algorithm, value, unsigned })
}

fn listed<'a>(part: &Part<'a>) -> Result<Vec<Attribute<'a>>, Foreign> {
    let one = |part: Part<'a>| {
        let mut parts = part.sequence()?;
        Ok((parts.next()?.oid()?, parts.next()?.list(Tag::Set)?.rest()))
    };
    part.parts()?.into_iter().map(one).collect()
}

/// The one value of an attribute that may stand only once.
fn single<'a>(attributes: &[Attribute<'a>], wanted: &str) -> Result<Option<Part<'a>>, Foreign> {
    let mut found = attributes.iter().filter(|(oid, _)| oid.to_string() == wanted);
    match (found.next(), found.next()) {
        (None, _) => Ok(None),
        (Some((_, values)), None) if values.len() == 1 => Ok(values.first().copied()),
        _ => Err(Foreign),
    }
}

/// Opens the container of a signature over plain bytes beside it, and tells everything that is wrong between
/// the two. `digest` takes those bytes; `bound` says whether the signed attributes must name the certificate.
pub(super) fn beside(
    container: &[u8],
    digest: impl Fn(Hash) -> Digest,
    bound: bool,
) -> Result<(Container<'_>, Vec<Finding>), Finding> {
    let container = open(container).map_err(|unfit| match unfit {
        Unfit::Foreign => words::foreign_container(),
        Unfit::Signers(count) => words::signers(count),
    })?;
    let mut findings = container.faults(PLAIN, digest, bound);
    if container.content.is_some() {
        findings.push(words::content_type());
    }
    Ok((container, findings))
}

impl<'a> Container<'a> {
    /// The signature's own bytes, which a time stamp is of.
    pub(super) fn value(&self) -> &'a [u8] {
        self.signer.value
    }

    /// The time stamp that came with the signature.
    pub(super) fn stamp(&self) -> Result<Option<&'a [u8]>, Foreign> {
        Ok(single(&self.signer.unsigned, TIME_STAMP)?.map(|part| part.whole))
    }

    /// When the signer says that it signed, in seconds since 1970.
    pub(super) fn claimed(&self) -> Option<i64> {
        let attributes = listed(&self.signer.attributes?).ok()?;
        super::asn::moment(&single(&attributes, SIGNING_TIME).ok()??).ok()
    }

    /// The certificate that the signer names.
    pub(super) fn certificate(&self) -> Option<&Certificate> {
        self.certificates.iter().find(|one| self.names(one).unwrap_or(false))
    }

    fn names(&self, one: &Certificate) -> Result<bool, Foreign> {
        let named = &self.signer.named;
        if named.is_context(0) {
            return Ok(one.key_identifier().as_deref() == Some(named.content));
        }
        let mut parts = named.sequence()?;
        Ok(parts.next()?.whole == one.issuer() && parts.next()?.of(Tag::Integer)? == one.serial())
    }

    /// Everything that is wrong between the container and the bytes it is of; `digest` takes those.
    ///
    /// `bound` says whether the signed attributes must name the certificate.
    pub(super) fn faults(&self, of: &str, digest: impl Fn(Hash) -> Digest, bound: bool) -> Vec<Finding> {
        let mut findings = Vec::new();
        let Some(attributes) = &self.signer.attributes else {
            return vec![words::no_attributes()];
        };
        let hash = match self.signer.hash {
            Ok(hash) => hash,
            Err(fault) => return vec![words::arithmetic(fault)],
        };
        let Ok(list) = listed(attributes) else { return vec![words::foreign_container()] };
        let content_type = single(&list, CONTENT_TYPE).ok().flatten().and_then(|part| part.oid().ok());
        if self.content_type.to_string() != of || content_type != Some(self.content_type) {
            findings.push(words::content_type());
        }
        let named = single(&list, MESSAGE_DIGEST).ok().flatten();
        let named = named.and_then(|part| part.of(Tag::OctetString).ok());
        if named != Some(digest(hash).as_ref()) {
            findings.push(words::digest());
        }
        match self.certificate() {
            None => findings.push(words::no_certificate()),
            Some(certificate) => {
                if !binds(&list, certificate).is_ok_and(|found| found.unwrap_or(!bound)) {
                    findings.push(words::not_bound());
                }
                let mut signed = attributes.whole.to_vec();
                signed[0] = 0x31;
                let held =
                    holds(&certificate.key(), &self.signer.algorithm, Some(hash), &signed, self.value());
                findings.extend(held.err().map(words::arithmetic));
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
fn first_named<'a>(part: &Part<'a>) -> Result<super::asn::List<'a>, Foreign> {
    part.sequence()?.next()?.sequence()?.next()?.sequence()
}
