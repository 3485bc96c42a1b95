//! Stage 6: turn a typeset document into a signed one.
//!
//! A signature is one revision behind the bytes that were typeset, which stay as they are: the form with
//! every field the template marks, and the sender's signature in it (PAdES, ETSI EN 319 142-1). Only what
//! this program typeset is signed. What reads signatures stands elsewhere and shares nothing with this.

mod base;
mod certificate;
mod cms;
pub mod config;
mod container;
mod copy;
pub mod field;
pub mod form;
mod hole;
mod key;
mod lasting;
pub mod level;
mod outline;
mod picture;
mod pkcs12;
mod proof;
pub mod revision;
pub mod revocation;
pub mod signer;
mod stamp;
mod store;
pub mod time;
mod token;
mod web;

pub use config::{Password, SignOptions};
pub use field::{Place, places};
pub use level::Reached;
pub use signer::Signer;
pub use stamp::stamp;

use lopdf::dictionary;

use crate::clock;
use crate::error::Stop;
use crate::typeset::Typeset;
use base::Base;
use field::CREDITOR;
use form::Leaves;
use hole::Holed;
use revision::Revision;

/// A signed document, which only [`sign`] can make.
#[derive(Debug)]
pub struct Signed {
    pdf: Vec<u8>,
    reached: Reached,
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
pub fn sign(typeset: &Typeset, places: &[Place], signer: &Signer) -> Result<Signed, Stop> {
    certify(typeset.pdf().to_vec(), None, places, signer)
}

/// Signs a copy that opens with a password; it is locked first, because locking changes every byte.
/// Each copy is locked with random numbers of its own, so that no two are the same.
pub fn sign_copy(
    typeset: &Typeset,
    places: &[Place],
    signer: &Signer,
    password: &str,
) -> Result<Signed, Stop> {
    certify(copy::lock(typeset.pdf(), password)?, Some(password), places, signer)
}

fn certify(pdf: Vec<u8>, open: Option<&str>, places: &[Place], signer: &Signer) -> Result<Signed, Stop> {
    let mut revision = Revision::of(pdf, open)?;
    let fields = form::add_fields(&mut revision, places)?;
    let own = places.iter().position(|place| place.name == CREDITOR).and_then(|at| fields.get(at));
    let own = *own.ok_or_else(|| fault("there is no field to sign"))?;
    let leaves = if places.len() > 1 { Leaves::Fields } else { Leaves::Nothing };
    form::sign_field(&mut revision, own, signer.statement(), leaves)?;
    close(revision, open, signer)
}

/// Refuses a file that may not be signed further: one of another program, one that acts, one that was changed
/// behind its last signature, and one whose field is absent or signed. Whether its signatures hold is not asked.
pub fn look(bytes: &[u8], field: &str, open: Option<&str>) -> Result<(), Stop> {
    Base::of(bytes, open)?.open_field(field).map(|_| ())
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
    let base = Base::of(&bytes, open)?;
    let id = base.open_field(field)?;
    let shown = match picture {
        Some(picture) => {
            let (width, height) = base.size(id)?;
            Some(crate::typeset::picture(picture, width, height, clock::now().date_naive())?)
        }
        None => None,
    };
    let mut revision = Revision::of(bytes, open)?;
    if let Some(page) = shown {
        let form = picture::add(&mut revision, &page)?;
        revision.edit(id)?.set("AP", dictionary! { "N" => form });
    }
    let lock = base.lock(id).ok_or_else(|| fault("the field has no lock"))?;
    form::sign_field(&mut revision, id, signer.statement(), Leaves::Lock(lock))?;
    close(revision, open, signer)
}

/// Writes a revision with a signature in it, and what makes that last.
fn close(revision: Revision, open: Option<&str>, signer: &Signer) -> Result<Signed, Stop> {
    let (bytes, start) = revision.finish()?;
    let holed = Holed::new(bytes, start)?;
    let (signature, stamped) = signer.cms(&holed.digest())?;
    signer.finish(holed.fill(&signature)?, open, stamped)
}

/// Something that should not be: the run cannot go on.
fn fault(what: &str) -> Stop {
    Stop::new(format!("signing failed: {what}"), format!("签名失败：{what}"))
}
