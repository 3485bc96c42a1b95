//! Turn the digest of a file into a CMS signature as PAdES wants it (ETSI EN 319 142-1, RFC 5652, RFC 5035).

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5911;
use der::asn1::{Any, OctetString, SetOfVec};
use der::{Decode, Encode, Sequence};
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::container::{Attribute, Content, ContentInfo, IssuerAndSerial, SignedData, SignerInfo};
use super::fault;
use super::key::Key;
use super::scheme::{MessageHash, Scheme};
use super::time::TimeStamp;
use crate::error::Stop;

/// id-aa-signatureTimeStampToken (RFC 3161).
const TIME_STAMP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");

/// signing-certificate-v2: binds the certificate to the signature.
#[derive(Sequence)]
struct SigningCertificate {
    certificates: Vec<CertificateHash>,
}

/// SHA-256 is the default algorithm, so it is left out; SM3 is named, so that a signature by SM2 rests on nothing else.
#[derive(Sequence)]
struct CertificateHash {
    #[asn1(optional = "true")]
    algorithm: Option<AlgorithmIdentifierOwned>,
    hash: OctetString,
}

/// What is the same in every signature of a key.
#[derive(Debug)]
pub(super) struct Unchanging {
    /// The attributes that do not depend on what is signed: its kind, and the certificate.
    attributes: [Attribute; 2],
    signer: IssuerAndSerial,
    certificates: SetOfVec<Any>,
}

impl Unchanging {
    /// What every signature by the first of these certificates has in it, the others being those above it.
    pub(super) fn of(certificates: &[Certificate], scheme: Scheme) -> Result<Self, Stop> {
        let Some(own) = certificates.first() else { return Err(fault("there is no certificate")) };
        Self::gathered(own, certificates, scheme).map_err(unwritten)
    }

    fn gathered(own: &Certificate, certificates: &[Certificate], scheme: Scheme) -> der::Result<Self> {
        let (hash, algorithm) = match scheme {
            Scheme::Sm2 => (MessageHash::Sm3, Some(MessageHash::Sm3.identifier())),
            _ => (MessageHash::Sha256, None),
        };
        let hash = OctetString::new(hash.of(&[&own.to_der()?]))?;
        let binding = SigningCertificate { certificates: vec![CertificateHash { algorithm, hash }] };
        let mut set = SetOfVec::new();
        for certificate in certificates {
            set.insert(Any::encode_from(certificate)?)?;
        }
        let tbs = own.tbs_certificate();
        Ok(Self {
            attributes: [
                attribute(rfc5911::ID_CONTENT_TYPE, &rfc5911::ID_DATA)?,
                attribute(rfc5911::ID_AA_SIGNING_CERTIFICATE_V_2, &binding)?,
            ],
            signer: IssuerAndSerial { issuer: tbs.issuer().clone(), serial: tbs.serial_number().clone() },
            certificates: set,
        })
    }
}

/// The CMS signature over a file's digest by the hash of the key, in DER, with what `stamp` gives for the digest of
/// its value.
///
/// There is no signing-time attribute: PAdES takes the time from `/M` and, where it must be proved,
/// from the time stamp.
pub(super) fn cms(
    digest: &[u8],
    key: &Key,
    unchanging: &Unchanging,
    stamp: impl FnOnce(&[u8; 32]) -> Result<Option<TimeStamp>, Stop>,
) -> Result<(Vec<u8>, Option<TimeStamp>), Stop> {
    let signed = signed(digest, unchanging).map_err(unwritten)?;
    let signature = key.sign(&signed.to_der().map_err(unwritten)?)?;
    let stamped = stamp(&Sha256::digest(&signature).into())?;
    let token = stamped.as_ref().map(|stamped| stamped.token.as_slice());
    let whole = assemble(signed, signature, token, key.scheme(), unchanging).map_err(unwritten)?;
    Ok((whole, stamped))
}

fn signed(digest: &[u8], unchanging: &Unchanging) -> der::Result<SetOfVec<Attribute>> {
    let mut set = SetOfVec::new();
    set.insert(attribute(rfc5911::ID_MESSAGE_DIGEST, &OctetString::new(digest.to_vec())?)?)?;
    for one in &unchanging.attributes {
        set.insert(one.clone())?;
    }
    Ok(set)
}

fn assemble(
    signed: SetOfVec<Attribute>,
    signature: Vec<u8>,
    token: Option<&[u8]>,
    scheme: Scheme,
    unchanging: &Unchanging,
) -> der::Result<Vec<u8>> {
    let hash = scheme.hash().identifier();
    let unsigned = token.map(|token| one(attribute(TIME_STAMP, &Any::from_der(token)?)?)).transpose()?;
    let signer = SignerInfo {
        version: 1,
        signer: unchanging.signer.clone(),
        digest_algorithm: hash.clone(),
        signed,
        signature_algorithm: scheme.identifier(),
        signature: OctetString::new(signature)?,
        unsigned,
    };
    let data = SignedData {
        version: 1,
        digest_algorithms: one(hash)?,
        content: Content { content_type: rfc5911::ID_DATA, content: None },
        certificates: Some(unchanging.certificates.clone()),
        lists: None,
        signers: one(signer)?,
    };
    ContentInfo { content_type: rfc5911::ID_SIGNED_DATA, content: data }.to_der()
}

fn attribute(kind: ObjectIdentifier, value: &(impl der::Encode + der::Tagged)) -> der::Result<Attribute> {
    Ok(Attribute { kind, values: one(Any::from_der(&value.to_der()?)?)? })
}

fn one<T: der::DerOrd>(item: T) -> der::Result<SetOfVec<T>> {
    let mut set = SetOfVec::new();
    set.insert(item)?;
    Ok(set)
}

fn unwritten(error: der::Error) -> Stop {
    Stop::new(
        format!("the signature cannot be written: {error}"),
        format!("无法写出签名；程序原文：“{error}”"),
    )
}
