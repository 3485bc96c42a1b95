//! Stage 6: turn a typeset document into a signed one.
//!
//! A signature is one revision behind the bytes that were typeset, which stay as they are: the form with
//! every field the template marks, and the sender's signature in it (PAdES, ETSI EN 319 142-1). Only what
//! this program typeset is signed. What reads signatures stands elsewhere and shares nothing with this.

mod certificate;
mod cms;
pub mod config;
pub mod field;
pub mod form;
mod hole;
mod key;
pub mod revision;
pub mod signer;
mod token;

pub use config::{Password, SignOptions, SignTable};
pub use field::{Place, places};
pub use signer::Signer;

use crate::error::Stop;
use crate::typeset::Typeset;
use field::CREDITOR;
use form::Leaves;
use hole::Holed;
use revision::Revision;

/// What stamps the time on a signature: an authority's token over the digest of the signature's value.
pub trait Stamp: std::fmt::Debug + Send + Sync {
    /// The time-stamp token (RFC 3161) over a SHA-256 digest, in DER.
    fn stamp(&self, digest: &[u8; 32]) -> Result<Vec<u8>, Stop>;
}

/// A signed document, which only [`sign`] can make.
#[derive(Debug)]
pub struct Signed {
    pdf: Vec<u8>,
}

impl Signed {
    /// The PDF, taken out.
    pub fn into_pdf(self) -> Vec<u8> {
        self.pdf
    }
}

/// Signs a typeset document for its sender, and leaves the other fields of `places` open.
pub fn sign(typeset: Typeset, places: &[Place], signer: &Signer) -> Result<Signed, Stop> {
    let mut revision = Revision::of(typeset.into_pdf(), None)?;
    let fields = form::add_fields(&mut revision, places)?;
    let own = places.iter().position(|place| place.name == CREDITOR).and_then(|at| fields.get(at));
    let own = *own.ok_or_else(|| fault("there is no field to sign"))?;
    let leaves = if places.len() > 1 { Leaves::Fields } else { Leaves::Nothing };
    form::sign_field(&mut revision, own, signer.statement(), leaves)?;
    Ok(Signed { pdf: close(revision, signer)? })
}

/// Writes a revision with a signature in it.
pub fn close(revision: Revision, signer: &Signer) -> Result<Vec<u8>, Stop> {
    let (bytes, start) = revision.finish()?;
    let holed = Holed::new(bytes, start)?;
    let signature = signer.cms(&holed.digest())?;
    holed.fill(&signature)
}

/// Something that should not be: the run cannot go on.
fn fault(what: &str) -> Stop {
    Stop::new(format!("signing failed: {what}"), format!("签名失败：{what}"))
}
