//! Tell whether a time stamp that was good when it was made still proves its time: its authority may have been revoked,
//! or have run out, since.

use super::certificate::Certificate;
use super::certificate_chain::ChainInput;
use super::revocation::{CertStatus, RevocationInput, status};
use super::time_stamp::StampContext;

/// Why a time stamp proves nothing any more. The moments are in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lapse {
    /// A certificate of its authority ran out before anything later covered it: whoever has the key since could
    /// have made it.
    Expired(i64),
    /// A certificate of its authority was revoked then, for a reason that leaves none of its stamps trusted.
    Revoked(i64),
    /// It was made after a certificate of its authority was revoked.
    RevokedBefore(i64),
}

/// Whether a stamp of `time` by the first of `path`, which leads to somebody trusted, still proves that time.
///
/// The context's `seen` is when it was there at the latest: at the time of the earliest later stamp over it that proves its own,
/// else now. A certificate that is revoked later than that, or runs out later, takes nothing from it (RFC 3161, 4;
/// ETSI EN 319 102-1, 5.2.8).
pub(super) fn lapse(path: &[Certificate], time: i64, context: StampContext<'_>) -> Option<Lapse> {
    let (seen, anchor) = (context.seen, path.last()?);
    let chain = ChainInput { at: time, ..context.chain };
    let input = RevocationInput { data: context.revocation, chain, anchor, indirect: true };
    for pair in path.windows(2) {
        let CertStatus::Revoked(revoked) = status(&pair[0], &pair[1], input) else { continue };
        let covered = seen < revoked.when;
        let before = time < revoked.when;
        match revoked.leaves_what_was_before() {
            _ if covered => {}
            true if before => {}
            true => return Some(Lapse::RevokedBefore(revoked.when)),
            false => return Some(Lapse::Revoked(revoked.when)),
        }
    }
    // Who is trusted, is trusted whatever the date on their own certificate, unless it is the stamp's.
    let below = &path[..path.len().saturating_sub(1).max(1).min(path.len())];
    let until = below.iter().map(|one| one.validity().1).min();
    until.filter(|until| *until < seen).map(Lapse::Expired)
}
