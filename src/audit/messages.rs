//! Hold short messages and e-mails against their lines.

use std::io::{ErrorKind, Read};
use std::sync::atomic::{AtomicBool, Ordering};

use super::files::unread;
use super::flaw::{CHANGED_FILE, Flaw, MISSING_FILE};
use super::lines::Lines;
use crate::deliver::Message;
use crate::deliver::manifest::{Line, SMS};
use crate::deliver::sent::{self, Texts, mail_hash};
use crate::error::{Stop, cause};
use crate::place::{Place, Standing};

/// The longest e-mail that is read, in bytes.
const LONGEST: u64 = 128 << 20;

/// What is wrong with the messages of a folder. Short messages stand in one file in the order of their lines: the first
/// that is not what its line says is told, and what stands behind it is not told again.
pub(super) fn flaws(place: &dyn Place, halt: &AtomicBool) -> Result<Vec<Flaw>, Stop> {
    let (mut flaws, mut texts, mut spoilt) = (Vec::new(), Texts::open(place)?, false);
    let lines = Lines::open(place)?;
    let broken = lines.broken();
    let (mut met, mut in_file) = (0_u64, 0_u64);
    for stood in lines {
        let Some(Line::Message(message)) = stood.line else { continue };
        if halt.load(Ordering::Relaxed) {
            return Ok(flaws);
        }
        let found = if message.channel == SMS {
            in_file += 1;
            let whole = spoilt || texts.holds(&message)?;
            met += u64::from(whole);
            (!whole).then(|| {
                spoilt = true;
                changed_text(&message, in_file)
            })
        } else {
            mail(place, &message)
        };
        flaws.extend(found.map(|flaw| Flaw { id: Some(message.id.clone()), ..flaw }));
    }
    broken.told()?;
    if !spoilt && met == in_file && !texts.next_line()?.is_empty() {
        let (en, zh) =
            ("messages stand behind the last that a line tells of", "清单所列最后一条之后另有短信");
        flaws.push(Flaw::new(CHANGED_FILE, sent::NAME, en, zh).at(in_file + 1));
    }
    Ok(flaws)
}

fn changed_text(message: &Message, at: u64) -> Flaw {
    let number = &message.number;
    Flaw::new(
        CHANGED_FILE,
        sent::NAME,
        format!("the short message of `{number}` is missing or was changed"),
        format!("`{number}` 的短信缺失或被更改"),
    )
    .at(at)
    .resumable()
}

/// What is wrong with an e-mail.
fn mail(place: &dyn Place, message: &Message) -> Option<Flaw> {
    let file = &message.file;
    let read = || {
        let Standing::File(_) = place.standing(file)? else { return Err(ErrorKind::NotFound.into()) };
        let (mut bytes, opened) = (Vec::new(), place.read(file)?.ok_or(ErrorKind::NotFound)?);
        opened.take(LONGEST).read_to_end(&mut bytes)?;
        Ok::<_, std::io::Error>(bytes)
    };
    match read() {
        Ok(bytes) if mail_hash(&bytes, message.locked) == message.sha256 => None,
        Ok(_) => {
            let (en, zh) = (
                "this e-mail was changed: its hash is not that of its line",
                "电子邮件被更改：哈希与清单不符",
            );
            Some(Flaw::new(CHANGED_FILE, file, en, zh).resumable())
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Some(Flaw::new(MISSING_FILE, file, "this e-mail is missing", "电子邮件缺失").resumable())
        }
        Err(error) => Some(unread(file, &cause(&error))),
    }
}
