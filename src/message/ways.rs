//! Which ways an account's document goes out.

use crate::error::{Stop, StopCode};
use crate::issuer::Way;
use crate::record::meant;

/// Which ways documents go out: as letters, which is all that nobody has to ask for, as short messages, as e-mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ways {
    /// The document itself, whichever way on paper.
    pub letter: bool,
    /// A short message.
    pub sms: bool,
    /// An e-mail with the document attached.
    pub email: bool,
}

impl Default for Ways {
    fn default() -> Self {
        Self { letter: true, sms: false, email: false }
    }
}

impl Ways {
    /// All of them.
    pub const ALL: Self = Self { letter: true, sms: true, email: true };

    /// None of them.
    pub const NONE: Self = Self { letter: false, sms: false, email: false };

    /// That one alone.
    pub fn alone(way: Way) -> Self {
        Self { letter: way == Way::Letter, sms: way == Way::Sms, email: way == Way::Email }
    }

    /// Whether that one is among them.
    pub fn holds(self, way: Way) -> bool {
        match way {
            Way::Letter => self.letter,
            Way::Sms => self.sms,
            Way::Email => self.email,
        }
    }

    /// Those that are among others, too.
    pub fn and(self, other: Self) -> Self {
        Self {
            letter: self.letter && other.letter,
            sms: self.sms && other.sms,
            email: self.email && other.email,
        }
    }

    /// Each of them, in their order.
    pub fn each(self) -> impl Iterator<Item = Way> {
        Way::ALL.iter().copied().filter(move |way| self.holds(*way))
    }

    /// Reads words such as `letter,sms`.
    pub fn parse(text: &str) -> Result<Self, Stop> {
        let mut ways = Self::NONE;
        for word in text.split([',', '，', '、']).map(str::trim) {
            // What people write for paper beside the words of `[course]`.
            let way = meant(word).or((word == "纸质").then_some(Way::Letter));
            match way {
                Some(Way::Letter) => ways.letter = true,
                Some(Way::Sms) => ways.sms = true,
                Some(Way::Email) => ways.email = true,
                None => return Err(no_channel(word)),
            }
        }
        Ok(ways)
    }

    /// Whether a document is set on pages: for itself, or to be attached.
    pub fn needs_pages(self) -> bool {
        self.letter || self.email
    }

    /// Whether any message goes out.
    pub fn has_messages(self) -> bool {
        self.sms || self.email
    }

    /// The words of all ways, in their order.
    pub fn words(self) -> Vec<String> {
        self.each().map(|way| way.word().to_string()).collect()
    }
}

fn no_channel(word: &str) -> Stop {
    let stop = Stop::new(format!("`{word}` is no channel"), format!("没有 `{word}` 这一渠道"));
    stop.coded(StopCode::Usage).hint(
        "write `letter`, `sms` and `email` with commas between, as `letter,sms`",
        "可写 `letter`（信函）、`sms`（短信）、`email`（电子邮件），以逗号分隔，如 `letter,sms`",
    )
}
