//! Stage 6: turn a typeset document into a signed one.
//!
//! A signature is one revision behind the bytes that were typeset, which stay as they are: the form with
//! every field the template marks, and the sender's signature in it (PAdES, ETSI EN 319 142-1). Only what
//! this program typeset is signed. What reads signatures, `verify`, shares no code with this.

mod appearance;
mod append;
mod augment;
mod certificate;
mod cms;
pub mod config;
mod container;
mod copy;
mod drawn_seal;
mod dss;
pub mod form;
mod key;
pub mod level;
mod pkcs12;
mod proof;
mod reserved;
pub mod revision;
pub mod revocation;
mod scheme;
mod signable;
pub mod signature_place;
pub mod signer;
mod sparse;
pub mod time;
#[cfg_attr(not(feature = "pkcs11"), path = "no_token.rs")]
mod token;
mod web;

pub use config::{Password, SignOptions};
pub use drawn_seal::drawn_seal;
pub use level::Reached;
pub use signature_place::{SignaturePlace, signature_places};
pub use signer::Signer;

use lopdf::dictionary;

use crate::clock;
use crate::error::Stop;
use crate::typeset::Typeset;
use form::Permission;
use reserved::Prepared;
use revision::Revision;
use signable::Signable;
use signature_place::CREDITOR;

/// A signed document, which only `sign` can make.
pub struct Signed {
    pdf: Vec<u8>,
    reached: Reached,
}

/// Counts the bytes only: a document is a person's data.
impl std::fmt::Debug for Signed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a signed document of {} bytes", self.pdf.len())
    }
}

impl Signed {
    /// The level of its signature, and the time that is proved.
    pub fn reached(&self) -> &Reached {
        &self.reached
    }

    /// The PDF, taken out.
    pub fn into_pdf(self) -> Vec<u8> {
        self.pdf
    }
}

/// Signs a typeset document for its sender, and leaves the other fields of `places` open.
pub fn sign(typeset: &Typeset, places: &[SignaturePlace], signer: &Signer) -> Result<Signed, Stop> {
    certify(typeset.pdf().to_vec(), None, places, signer)
}

/// Signs a copy that opens with a password; it is locked first, because locking changes every byte.
/// Each copy is locked with random numbers of its own, so that no two are the same.
pub fn sign_copy(
    typeset: &Typeset,
    places: &[SignaturePlace],
    signer: &Signer,
    password: &str,
) -> Result<Signed, Stop> {
    certify(copy::encrypt(typeset.pdf(), password)?, Some(password), places, signer)
}

fn certify(
    pdf: Vec<u8>,
    open: Option<&str>,
    places: &[SignaturePlace],
    signer: &Signer,
) -> Result<Signed, Stop> {
    let mut revision = Revision::of(pdf, open)?;
    let fields = form::add_fields(&mut revision, places)?;
    let own = places.iter().position(|place| place.name == CREDITOR).and_then(|at| fields.get(at));
    let own = *own.ok_or_else(|| fault("there is no field to sign"))?;
    let permission = if places.len() > 1 { Permission::FillAndSign } else { Permission::NoChanges };
    form::sign_field(&mut revision, own, signer.statement(), permission)?;
    close(revision, open, signer)
}

/// Signs a file that the program put together of others, for its sender: nothing of it may change from then on. The
/// signature has no place on its pages.
pub fn sign_whole(pdf: Vec<u8>, signer: &Signer) -> Result<Signed, Stop> {
    let mut revision = Revision::of(pdf, None)?;
    let field = form::add_hidden_field(&mut revision, CREDITOR, "签章")?;
    form::sign_field(&mut revision, field, signer.statement(), Permission::NoChanges)?;
    close(revision, None, signer)
}

/// Refuses a file that may not be signed further: one of another program, one that acts, one that was changed
/// behind its last signature, and one whose field is absent or signed. Whether its signatures hold is not asked.
pub fn check_signable(bytes: &[u8], field: &str, open: Option<&str>) -> Result<(), Stop> {
    Signable::of(bytes, open)?.unsigned_field(field).map(|_| ())
}

/// Signs an open field of a file that this program made; all signatures before stay valid.
///
/// `open` is the password of an encrypted file; `picture` a PNG or SVG of the signer's hand.
pub fn sign_field(
    bytes: Vec<u8>,
    field: &str,
    signer: &Signer,
    open: Option<&str>,
    picture: Option<Vec<u8>>,
) -> Result<Signed, Stop> {
    let base = Signable::of(&bytes, open)?;
    let id = base.unsigned_field(field)?;
    let shown = match picture {
        Some(picture) => {
            let (width, height) = base.size(id)?;
            Some(crate::typeset::picture(picture, width, height, clock::now().date_naive())?)
        }
        None => None,
    };
    let mut revision = Revision::of(bytes, open)?;
    if let Some(page) = shown {
        let form = appearance::add(&mut revision, &page)?;
        revision.edit(id)?.set("AP", dictionary! { "N" => form });
    }
    let lock = base.lock(id).ok_or_else(|| fault("the field has no lock"))?;
    form::sign_field(&mut revision, id, signer.statement(), Permission::FieldLock(lock))?;
    close(revision, open, signer)
}

/// Writes a revision with a signature in it, and what makes that last.
fn close(revision: Revision, open: Option<&str>, signer: &Signer) -> Result<Signed, Stop> {
    let prepared = Prepared::new(revision.finish()?)?;
    let (signature, stamped) = signer.cms(&signer.hash_of(&prepared.covered()))?;
    signer.augment(prepared.fill(&signature)?, open, stamped)
}

/// Something that should not be: the run cannot go on.
fn fault(what: &str) -> Stop {
    Stop::new(format!("signing failed: {what}"), format!("签名失败：{what}"))
}
