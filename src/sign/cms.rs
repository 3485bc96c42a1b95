//! Turn the digest of a file into a CMS signature as PAdES wants it (ETSI EN 319 142-1, RFC 5652, RFC 5035).

use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5911, rfc5912};
use der::asn1::{Any, OctetString, SetOfVec};
use der::{Decode, Encode, Sequence};
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::container::{Attribute, Content, ContentInfo, IssuerAndSerial, SignedData, SignerInfo};
use super::fault;
use super::key::Key;
use super::time::TimeStamp;
use crate::error::Stop;

/// id-aa-signatureTimeStampToken (RFC 3161).
const TIME_STAMP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");

/// signing-certificate-v2: binds the certificate to the signature. SHA-256 is the default algorithm, so it is left out.
#[derive(Sequence)]
struct SigningCertificate {
    certificates: Vec<CertificateHash>,
}

#[derive(Sequence)]
struct CertificateHash {
    hash: OctetString,
}

/// The CMS signature over a file's digest, in DER, with what `stamp` gives for the digest of its value.
/// `certificates` begins with the signer's own.
///
/// There is no signing-time attribute: PAdES takes the time from `/M` and, where it must be proved,
/// from the time stamp.
pub(super) fn cms(
    digest: &[u8; 32],
    key: &Key,
    certificates: &[Certificate],
    stamp: impl FnOnce(&[u8; 32]) -> Result<Option<TimeStamp>, Stop>,
) -> Result<(Vec<u8>, Option<TimeStamp>), Stop> {
    let Some(own) = certificates.first() else { return Err(fault("there is no certificate")) };
    let signed = signed(digest, own).map_err(unwritten)?;
    let signature = key.sign(&signed.to_der().map_err(unwritten)?)?;
    let stamped = stamp(&Sha256::digest(&signature).into())?;
    let token = stamped.as_ref().map(|stamped| stamped.token.as_slice());
    Ok((assemble(signed, signature, token, key, certificates).map_err(unwritten)?, stamped))
}

fn signed(digest: &[u8; 32], own: &Certificate) -> der::Result<SetOfVec<Attribute>> {
    let hash = OctetString::new(Sha256::digest(own.to_der()?).to_vec())?;
    let binding = SigningCertificate { certificates: vec![CertificateHash { hash }] };
    let mut set = SetOfVec::new();
    set.insert(attribute(rfc5911::ID_CONTENT_TYPE, &rfc5911::ID_DATA)?)?;
    set.insert(attribute(rfc5911::ID_MESSAGE_DIGEST, &OctetString::new(digest.to_vec())?)?)?;
    set.insert(attribute(rfc5911::ID_AA_SIGNING_CERTIFICATE_V_2, &binding)?)?;
    Ok(set)
}

fn assemble(
    signed: SetOfVec<Attribute>,
    signature: Vec<u8>,
    token: Option<&[u8]>,
    key: &Key,
    certificates: &[Certificate],
) -> der::Result<Vec<u8>> {
    let own = certificates[0].tbs_certificate();
    let sha256 = AlgorithmIdentifierOwned { oid: rfc5912::ID_SHA_256, parameters: None };
    let unsigned = token.map(|token| one(attribute(TIME_STAMP, &Any::from_der(token)?)?)).transpose()?;
    let signer = SignerInfo {
        version: 1,
        signer: IssuerAndSerial { issuer: own.issuer().clone(), serial: own.serial_number().clone() },
        digest_algorithm: sha256.clone(),
        signed,
        signature_algorithm: key.algorithm(),
        signature: OctetString::new(signature)?,
        unsigned,
    };
    let mut set = SetOfVec::new();
    for certificate in certificates {
        set.insert(Any::encode_from(certificate)?)?;
    }
    let data = SignedData {
        version: 1,
        digest_algorithms: one(sha256)?,
        content: Content { content_type: rfc5911::ID_DATA, content: None },
        certificates: Some(set),
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
