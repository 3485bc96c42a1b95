//! Tell of a letter that stands in its place already with other bytes: the same letter, signed at another time.
//!
//! A run that is cut off may have put a letter whose line it did not write. Made again, a letter has the same bytes, but
//! for one that an authority's time is stamped on. What stands is then kept, because somebody may have it, and the line
//! tells of that: if it is the same letter by the same signer.

use super::manifest::{Document, Signature};
use crate::digest;
use crate::error::{Stop, StopCode};
use crate::place::Place;
use crate::verify::{self, Terms, Verdict};

/// How the part of a file ends that is the same however often it is signed.
const END: &[u8] = b"%%EOF";

/// A document as its line is to tell of it, where `theirs` stands in place of `ours`. Fails where that is another letter.
pub(super) fn told(
    place: &dyn Place,
    document: &Document,
    theirs: &[u8],
    ours: &[u8],
) -> Result<Document, Stop> {
    let said = document.signature.as_ref();
    let signature = said.and_then(|said| Some(signature_of(&signed_again(said, theirs, ours)?, said)));
    let Some(signature) = signature.flatten() else { return Err(another(place, document)) };
    Ok(Document {
        sha256: digest::sha256(theirs),
        bytes: theirs.len() as u64,
        signature: Some(signature),
        ..document.clone()
    })
}

/// The signature of `theirs`, where it is the letter of `ours`, signed whole in a revision of its own by the certificate
/// that `said` tells.
pub(crate) fn signed_again(said: &Signature, theirs: &[u8], ours: &[u8]) -> Option<verify::Signature> {
    if !is_same_letter(theirs, ours) {
        return None;
    }
    let report = verify::verify(theirs, &Terms::now());
    let own = report.signatures.into_iter().find(|one| !one.is_stamp)?;
    let holds = matches!(own.verdict, Verdict::Good | Verdict::Untrusted);
    let is_behind = own.covered.is_some_and(|covered| covered.revision > 1);
    let is_by_it = own.signer.as_ref().is_some_and(|signer| signer.fingerprint == said.certificate);
    (holds && is_behind && is_by_it).then_some(own)
}

/// Whether two files are the same up to where their signatures begin: these stand in a revision behind the letter.
fn is_same_letter(theirs: &[u8], ours: &[u8]) -> bool {
    let end = memchr::memmem::find(ours, END).map(|at| at + END.len());
    end.is_some_and(|end| theirs.len() > end && theirs[..end] == ours[..end])
}

/// What is told of the signature that stands. The time that it proves is not told: nobody was asked here whom to trust.
fn signature_of(own: &verify::Signature, said: &Signature) -> Option<Signature> {
    let stamped = |level: &str| level != "B-B";
    let found = own.level.map(|level| level.word())?;
    // Which of the stamped levels it is cannot be told without trust; the same signer reached it in the same way.
    let level = if stamped(found) == stamped(&said.level) { said.level.as_str() } else { found };
    let (level, asked) = (level.to_string(), said.asked.clone());
    Some(Signature { level, certificate: said.certificate.clone(), time: None, authority: None, asked })
}

fn another(place: &dyn Place, document: &Document) -> Stop {
    let (shown, id) = (place.shown(&document.file), &document.id);
    Stop::new(
        format!("`{shown}` holds other bytes than the document of `{id}` that belongs there; nothing was written over"),
        format!("`{shown}` 中的内容与应存放的 `{id}` 的文书不同，未覆盖"),
    )
    .coded(StopCode::Differs)
    .hint(
        "see who else writes under this prefix; move that object away, then go on with `--resume`",
        "请检查还有谁在写入该前缀；移走该对象后用 `--resume` 继续",
    )
}
