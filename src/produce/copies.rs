//! The locked copies for e-mail.

use crate::account::Account;
use crate::deliver::Copied;
use crate::desk::Fixed;
use crate::finding::Finding;
use crate::masked::Masked;
use crate::message::Ways;
use crate::sign::{Reached, Signed, Signer};

/// The password of an account's copy for e-mail, where its document is signed and copied: for those that go out so, and
/// for whatever is attached to an e-mail.
pub(super) fn password(
    account: &Account,
    kind: &str,
    ways: Ways,
    desk: &Fixed,
) -> Result<Option<Masked<String>>, Finding> {
    let signer = desk.signer.as_ref().filter(|signer| signer.signs(kind));
    let attached = ways.email;
    if !ways.needs_pages() {
        return Ok(None);
    }
    let password = signer.and_then(Signer::copy).map(|copy| copy.password(account, attached)).transpose()?;
    Ok(password.flatten())
}

/// A copy, whose level is told where it is another than that of the document, which `reached` tells.
pub(super) fn copied(copy: Signed, reached: &Reached) -> Copied {
    let level = copy.reached().level;
    let level = (level != reached.level).then(|| level.word().to_string());
    Copied { pdf: copy.into_pdf(), level }
}
