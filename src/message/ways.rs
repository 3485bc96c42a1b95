//! Which ways an account's document goes out.

use crate::error::{Stop, StopCode};

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
    /// Reads words such as `letter,sms`.
    pub fn parse(text: &str) -> Result<Self, Stop> {
        let mut ways = Self { letter: false, sms: false, email: false };
        for word in text.split([',', '，', '、']).map(str::trim) {
            let way = match word.to_ascii_lowercase().as_str() {
                "letter" | "信函" | "纸质" => &mut ways.letter,
                "sms" | "短信" => &mut ways.sms,
                "email" | "e-mail" | "电子邮件" => &mut ways.email,
                _ => {
                    let stop =
                        Stop::new(format!("`{word}` is no channel"), format!("没有 `{word}` 这一渠道"));
                    return Err(stop.coded(StopCode::Usage).hint(
                        "write `letter`, `sms` and `email` with commas between, as `letter,sms`",
                        "可写 `letter`（信函）、`sms`（短信）、`email`（电子邮件），以逗号分隔，如 `letter,sms`",
                    ));
                }
            };
            *way = true;
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
        let all = [(self.letter, "letter"), (self.sms, "sms"), (self.email, "email")];
        all.into_iter().filter(|(asked, _)| *asked).map(|(_, word)| word.to_string()).collect()
    }
}
