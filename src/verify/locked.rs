//! Turn a locked file's bytes into what can be told of its signatures without the password.
//!
//! Numbers, references and signature containers are never encrypted, and a signature is made over the encrypted
//! bytes: whether those are the ones that were signed can be told by anybody.

use super::algorithm::Hash;
use super::ber::definite;
use super::byte_range::byte_range;
use super::certificate::Certificate;
use super::certificate_chain::ChainInput;
use super::cms::open_detached;
use super::findings;
use super::pdf::{File, Object};
use super::revocation::RevocationData;
use super::signature_field::fields;
use super::time_stamp::{StampContext, time_stamp};
use crate::finding::Finding;

/// What a locked file shows of itself.
#[derive(Debug)]
pub struct Locked {
    /// The first half of its identifier, which locking leaves as it was.
    pub identifier: Option<Vec<u8>>,
    /// SHA-256 of the certificate of the first signature, in hexadecimal digits.
    pub certificate: String,
    /// Whether nothing stands behind what the signatures cover.
    pub whole: bool,
    /// Whether it opens without a password.
    pub open: bool,
}

/// Holds every signature of a locked file against the bytes it is of; whom the certificates belong to is not asked, nor
/// whether it is locked at all ([`Locked::open`]).
///
/// Fails where there is none, or one does not hold.
pub fn locked(bytes: &[u8]) -> Result<Locked, Finding> {
    let file = File::closed(bytes).map_err(findings::unreadable)?;
    let last = file.last();
    let (fields, _) = fields(&file, last);
    let mut signers = Vec::new();
    for value in fields.iter().filter_map(|field| field.value.as_ref()?.1.dict()) {
        let range = byte_range(&file, value)?;
        let contents = value.get(b"Contents".as_slice()).and_then(Object::string);
        let contents = definite(contents.map(|text| text.bytes.as_slice()).unwrap_or_default(), &file.budget);
        let digest = |hash: Hash| hash.digest(&range.pieces(bytes));
        if value.get(b"SubFilter".as_slice()).is_some_and(|kind| kind.is("ETSI.RFC3161")) {
            let chain = ChainInput { roots: &[], offered: &[], at: 0, budget: &file.budget };
            let nobody = StampContext { chain, revocation: &RevocationData::default(), seen: 0 };
            first_fault(time_stamp(&contents, digest, nobody).findings)?;
            signers.push((range.end, None));
        } else {
            let (container, faults) = open_detached(&contents, digest, true, &file.budget)?;
            first_fault(faults)?;
            signers.push((range.end, container.certificate().map(Certificate::fingerprint)));
        }
    }
    if file.budget.is_over() {
        return Err(findings::costly());
    }
    signers.sort();
    let whole = signers.last().is_some_and(|(end, _)| *end == bytes.len());
    let certificate = signers.into_iter().find_map(|(_, certificate)| certificate);
    Ok(Locked {
        identifier: first_half(&file),
        certificate: certificate.ok_or_else(findings::unsigned)?,
        whole,
        open: file.is_open(),
    })
}

fn first_fault(faults: Vec<Finding>) -> Result<(), Finding> {
    faults.into_iter().find(Finding::refuses).map_or(Ok(()), Err)
}

/// The first half of a file's identifier, by which a locked file and the one it was made of are told to be the same
/// document.
pub fn identifier(bytes: &[u8]) -> Option<Vec<u8>> {
    File::closed(bytes).ok().and_then(|file| first_half(&file))
}

fn first_half(file: &File<'_>) -> Option<Vec<u8>> {
    let halves = file.trailer(file.last()).get(b"ID".as_slice())?.array()?;
    Some(halves.first()?.string()?.bytes.clone())
}
