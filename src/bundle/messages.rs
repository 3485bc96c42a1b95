//! Hold each short message and e-mail of an account against its line, and read what it says.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use mailparse::{MailHeaderMap, parse_mail};

use super::chain::Kept;
use super::judge::{Faults, read};
use crate::deliver::manifest::{Message, SMS};
use crate::deliver::sent::{self, mail_hash};
use crate::delivered::DeliveryLine;
use crate::digest;
use crate::error::Stop;
use crate::finding::Words;
use crate::mask;
use crate::place::Place;

/// The longest e-mail that is read, in bytes.
const LONGEST: u64 = 128 << 20;

/// A short message or an e-mail of the account.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) message: Message,
    /// The Chinese title of its kind.
    pub(super) title: String,
    /// The day of its run.
    pub(super) issued: NaiveDate,
    /// The sender's name, where the run tells it.
    pub(super) sender: Option<String>,
    /// It as it was sent: an e-mail as it travels, or the line for the gateway.
    pub(super) bytes: Vec<u8>,
    pub(super) said: Said,
    /// What became of it, in the order of time.
    pub(super) results: Vec<DeliveryLine>,
}

/// What a message says, as its reader sees it.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// To which telephone or mailbox, masked.
    pub(super) to: String,
    /// The subject of an e-mail.
    pub(super) subject: Option<String>,
    pub(super) text: String,
}

/// A message that is what its line says.
pub(super) struct Judged {
    pub(super) bytes: Vec<u8>,
    pub(super) said: Said,
}

/// The short messages of a folder that are wanted, by their numbers: all that stand there under one.
pub(super) struct Texts(HashMap<String, Vec<Vec<u8>>>);

impl Sent {
    pub(super) fn is_short(&self) -> bool {
        self.message.channel == SMS
    }

    /// What it is called in lists.
    pub(super) fn called(&self) -> String {
        format!("{}（{}）", self.title, if self.is_short() { "短信" } else { "电子邮件" })
    }

    /// What it is called among the files that go with a bundle.
    pub(super) fn file(&self) -> String {
        let number = &self.message.number;
        if self.is_short() { format!("{number}.sms.jsonl") } else { format!("{number}.eml") }
    }
}

impl Texts {
    /// Reads the short messages that these lines tell of.
    pub(super) fn of<'m>(
        place: &dyn Place,
        wanted: impl Iterator<Item = &'m (Message, Kept)>,
    ) -> Result<Self, Stop> {
        let short = wanted.filter(|(message, _)| message.channel == SMS);
        let numbers: HashSet<&str> = short.map(|(message, _)| message.number.as_str()).collect();
        let mut found: HashMap<String, Vec<Vec<u8>>> = HashMap::new();
        if numbers.is_empty() {
            return Ok(Self(found));
        }
        let mut texts = sent::Texts::open(place)?;
        loop {
            let line = texts.next_line()?;
            if line.is_empty() {
                return Ok(Self(found));
            }
            if let Some(number) = sent::number_in(&line).filter(|number| numbers.contains(number)) {
                found.entry(number.to_string()).or_default().push(line);
            }
        }
    }

    /// A message, read and judged; `None`, with a fault, where it is not what its line says.
    pub(super) fn judge(
        &self,
        place: &dyn Place,
        message: &Message,
        faults: &mut Faults,
    ) -> Result<Option<Judged>, Stop> {
        if message.channel == SMS {
            Ok(self.short(place, message, faults))
        } else {
            mail(place, message, faults)
        }
    }

    fn short(&self, place: &dyn Place, message: &Message, faults: &mut Faults) -> Option<Judged> {
        let Message { number, sha256, bytes, .. } = message;
        let holds = |line: &&Vec<u8>| line.len() as u64 == *bytes && digest::sha256(line) == *sha256;
        let standing = self.0.get(number);
        let Some(line) = standing.and_then(|lines| lines.iter().find(holds)) else {
            let (en, zh) = match standing {
                None => ("is missing", "缺失"),
                Some(_) => ("was changed: its hash is not that of its line", "被更改：哈希与清单不符"),
            };
            let (en, zh) =
                (format!("the short message of `{number}` {en}"), format!("`{number}` 的短信{zh}"));
            faults.add(place.shown(sent::NAME), en, zh);
            return None;
        };
        let said =
            sent::said_in(line).map(|(to, text)| Said { to: mask::mobile(to.reveal()), subject: None, text });
        Some(Judged { bytes: line.clone(), said: said.unwrap_or_default() })
    }
}

fn mail(place: &dyn Place, message: &Message, faults: &mut Faults) -> Result<Option<Judged>, Stop> {
    let number = &message.number;
    let missing =
        || Words::new(format!("the e-mail of `{number}` is missing"), format!("`{number}` 的电子邮件缺失"));
    let Some(bytes) = read(place, &message.file, LONGEST, missing, faults)? else { return Ok(None) };
    if mail_hash(&bytes, message.locked) != message.sha256 {
        let (en, zh) = (
            format!("the e-mail of `{number}` was changed: its hash is not that of its line"),
            format!("`{number}` 的电子邮件被更改：哈希与清单不符"),
        );
        faults.add(place.shown(&message.file), en, zh);
        return Ok(None);
    }
    let said = words(&bytes).unwrap_or_default();
    Ok(Some(Judged { bytes, said }))
}

/// What an e-mail says as plain text.
fn words(bytes: &[u8]) -> Option<Said> {
    let mail = parse_mail(bytes).ok()?;
    let plain = mail.parts().find(|part| part.ctype.mimetype == "text/plain")?;
    let to = mail.headers.get_first_value("To").unwrap_or_default();
    Some(Said {
        to: mask::email(to.trim_matches(['<', '>', ' '])),
        subject: mail.headers.get_first_value("Subject"),
        text: plain.get_body().ok()?,
    })
}
