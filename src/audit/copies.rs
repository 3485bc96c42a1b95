//! Judge the locked copies for e-mail without opening them.
//!
//! Each is locked with random numbers, so that no line tells its hash. What tells that one is whole is its own
//! signature, made over the locked bytes by the certificate of the document, and the identifier that both share.

use std::io::ErrorKind;

use super::files::{Found, Held, held, unread};
use super::flaw::{CHANGED_FILE, Flaw, MISPLACED_FILE, MISSING_FILE, OTHER_SIGNER};
use super::signed::LONGEST;
use crate::deliver::files::copy_of;
use crate::deliver::manifest::Document;
use crate::error::cause;
use crate::finding::Words;
use crate::place::Place;
use crate::verify::{identifier, locked};

/// The level whose evidence stands behind the signature and is covered by nothing.
const EVIDENCE_BEHIND: &str = "B-LT";

/// What a copy ends in; one line end may follow.
const LAST: &[u8] = b"%%EOF";

/// What is wrong with the copy of a document whose own file is whole and holds `content`, which is none where that
/// is too long.
pub(super) fn copy(place: &dyn Place, document: &Document, content: Option<&[u8]>) -> Option<Flaw> {
    // A copy that is said to stand elsewhere was told to be at odds.
    let file = document.copy.as_ref().filter(|copy| **copy == copy_of(&document.file))?;
    let bytes = match held(place, file, true, |bytes| bytes <= LONGEST) {
        Ok(Found::Read(Held { content: Some(bytes), .. })) => bytes,
        Ok(_) => {
            let (en, zh) = ("this is no file, or one of more than 64 MiB", "这不是文件，或者超过 64 MiB");
            return Some(spoilt(Flaw::new(CHANGED_FILE, file, en, zh)));
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let (en, zh) = ("the locked copy for e-mail is missing", "加密电子邮件副本缺失");
            return Some(Flaw::new(MISSING_FILE, file, en, zh).resumable());
        }
        Err(error) => return Some(unread(file, &cause(&error))),
    };
    judged(file, &bytes, document, content)
}

fn judged(file: &str, bytes: &[u8], document: &Document, content: Option<&[u8]>) -> Option<Flaw> {
    let sealed = match locked(bytes) {
        Ok(sealed) => sealed,
        Err(finding) => {
            let en = format!("the locked copy for e-mail was changed: {}", finding.message.en);
            let zh = format!("加密电子邮件副本被更改：{}", finding.message.zh);
            return Some(spoilt(Flaw::new(CHANGED_FILE, file, en, zh)));
        }
    };
    if sealed.open {
        let en = "the locked copy for e-mail was changed: this file opens without a password";
        let zh = "加密电子邮件副本被更改：此文件无需密码即可打开";
        return Some(spoilt(Flaw::new(CHANGED_FILE, file, en, zh)));
    }
    let said = document.signature.as_ref();
    let level = document.copy_level.as_deref().or(said.map(|said| said.level.as_str()));
    let ends = bytes.strip_suffix(b"\n").unwrap_or(bytes).ends_with(LAST);
    if !(sealed.whole || level == Some(EVIDENCE_BEHIND)) || !ends {
        let en = "the locked copy for e-mail was changed: something stands behind its signature";
        let zh = "加密电子邮件副本被更改：签名之后另有内容";
        return Some(spoilt(Flaw::new(CHANGED_FILE, file, en, zh)));
    }
    if said.is_some_and(|said| said.certificate != sealed.certificate) {
        let en = format!("it is signed by another certificate than its document: `{}`", sealed.certificate);
        let zh = format!("签名证书与所属文书不符：`{}`", sealed.certificate);
        return Some(Flaw::new(OTHER_SIGNER, file, en, zh));
    }
    let own = content.and_then(identifier);
    (own.is_some() && own != sealed.identifier).then(|| {
        let (en, zh) = ("the locked copy of another document stands here", "此处是另一份文书的加密副本");
        spoilt(Flaw::new(MISPLACED_FILE, file, en, zh))
    })
}

/// A copy that `make --resume` makes again once it is gone.
fn spoilt(flaw: Flaw) -> Flaw {
    flaw.hinted(Some(Words::new(
        "delete this copy; `hanpress make` with the same input and `--resume` makes it again",
        "请删除该副本，再使用相同输入运行 `hanpress make` 并加 `--resume`，即可重新生成",
    )))
}
