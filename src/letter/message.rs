//! Short messages and e-mails for another program: an account in, what is to be sent out.

use std::fmt;
use std::sync::Arc;

use super::{Account, Refused, on_a_worker};
use crate::account::read::Entry;
use crate::deliver::Dispatch;
use crate::desk::{Desk, Fixed, no_sender};
use crate::error::{Stop, StopCode};
use crate::finding::{Finding, Words};
use crate::message::{Ways, Written};
use crate::produce::{self, Asked, Finished, Prepared};

/// A short message or an e-mail, ready to be sent.
#[derive(Clone)]
#[non_exhaustive]
pub struct Message {
    /// `sms` or `email`.
    pub channel: &'static str,
    /// To which telephone number or mailbox.
    pub to: String,
    /// What a short message says, its signature first; the words of an e-mail as plain text.
    pub text: String,
    /// What is handed on: an e-mail as a file with the document attached (RFC 5322), of a short message the line that
    /// `messages.jsonl` has for a gateway.
    pub bytes: Vec<u8>,
    /// Into how many parts a short message falls.
    pub parts: Option<u32>,
    /// Whether what is attached to an e-mail is the locked copy.
    pub locked: bool,
    /// From when it may be sent, as RFC 3339, where that is later than planned.
    pub not_before: Option<String>,
}

/// Names the channel only: the rest is a person's data.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a message by {}", self.channel)
    }
}

/// The messages of an account.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Messages {
    /// The number of the document that they go with, or would.
    pub number: String,
    /// The kind of document.
    pub kind: String,
    /// The messages: a short one first.
    pub messages: Vec<Message>,
    /// What was found and does not refuse them, ordered by field.
    pub warnings: Vec<Finding>,
}

/// Makes the messages of an account that a desk's ways ask for, with the judgement that [`make`](super::make) passes: the same
/// rules, the same wording, and what messages may show beside. Nothing is sent, and nothing is written anywhere.
///
/// ```
/// use hanpress::parts::Ways;
/// use hanpress::{Account, Desk, DeskOptions, messages};
///
/// let ways = Ways::parse("sms,email")?;
/// let desk = Desk::open(DeskOptions { ways: Some(ways), ..DeskOptions::new("examples/issuer.toml", "2026-11-23".parse()?) })?;
/// let accounts = std::fs::read_to_string("examples/accounts.jsonl")?;
/// let mut account: serde_json::Value = serde_json::from_str(accounts.lines().next().unwrap_or_default())?;
/// account["debtor"]["mobile"] = "13800005678".into();
/// account["debtor"]["email"] = "o@example.com".into();
/// let made = messages(&desk, Account::from_value(&account)?)?;
/// let [sms, email] = &made.messages[..] else { panic!() };
/// assert!(sms.text.starts_with("【示例银行信用卡中心】") && sms.parts.is_some());
/// assert!(email.bytes.starts_with(b"From: ") && email.to == "o@example.com");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn messages(desk: &Desk, account: impl Into<Account>) -> Result<Messages, Refused> {
    let (account, asked) = (account.into(), asked(desk, desk.fixed().ways)?);
    on_a_worker(desk, move |fixed| {
        written(produce::prepare_as(account.fields, &account.sha256, asked, fixed), fixed)
    })
}

/// Makes the messages of an entry of a source as [`messages`] does, by these ways in place of the desk's; letters among
/// them are left out. At a desk of the course only what is due by one of them is made.
pub fn messages_of_entry(desk: &Desk, entry: &Arc<Entry>, ways: Option<Ways>) -> Result<Messages, Refused> {
    let asked = asked(desk, ways.unwrap_or(desk.fixed().ways))?;
    let entry = Arc::clone(entry);
    on_a_worker(desk, move |fixed| written(produce::prepare_entry_as(&entry, asked, fixed), fixed))
}

/// What is asked for where messages by these ways are.
fn asked(desk: &Desk, ways: Ways) -> Result<Asked, Refused> {
    if !ways.has_messages() {
        return Err(no_way("messages", "短信、电子邮件").into());
    }
    if ways.email && !desk.fixed().messages.has_sender() {
        return Err(no_sender("the issuer file", "发行方文件").coded(StopCode::Settings).into());
    }
    Ok(Asked { stage: None, ways: Some(Ways { letter: false, ..ways }) })
}

fn written(prepared: Result<Prepared, Vec<Finding>>, fixed: &Fixed) -> Result<Messages, Refused> {
    let mut prepared = prepared.map_err(Refused::of)?;
    let typeset = produce::set_pages(&mut prepared, fixed).map_err(Refused::of)?;
    let finished = produce::finish(&mut prepared, typeset, fixed)?;
    let messages = of(&prepared, &finished);
    let Prepared { kind, number, warnings, .. } = prepared;
    Ok(Messages { number, kind, messages, warnings })
}

/// The messages of a prepared account, as they go out.
pub(super) fn of(prepared: &Prepared, finished: &Finished) -> Vec<Message> {
    let message = |(written, dispatch): (&Written, &Dispatch)| {
        let (to, text) = match written {
            Written::Sms(sms) => (&sms.to, sms.text.reveal().clone()),
            Written::Email(email) => (&email.to, email.text.source().trim_end().to_string()),
        };
        let Dispatch { channel, bytes, locked, parts, not_before } = dispatch.clone();
        Message { channel, to: to.reveal().clone(), text, bytes, parts, locked, not_before }
    };
    prepared.messages.iter().zip(&finished.messages).map(message).collect()
}

/// Fails where a document of the course goes out without pages: as a short message.
pub(super) fn has_pages(prepared: &Prepared) -> Result<(), Refused> {
    if prepared.ways().needs_pages() { Ok(()) } else { Err(no_letter_due()) }
}

/// Fails where a document of the course goes out otherwise than on paper.
pub(super) fn is_letter(prepared: &Prepared) -> Result<(), Refused> {
    if prepared.ways().letter { Ok(()) } else { Err(no_letter_due()) }
}

fn no_letter_due() -> Refused {
    let words = Words::new("what is due by the course is no letter", "按催收流程应办理的步骤不是信函");
    let finding = Finding::error("C02", "", words).hint(
        "ask for its message; `hanpress next` tells which channel is due",
        "请出具短信或电子邮件，应办的渠道见 `hanpress next`",
    );
    Refused::of(vec![finding])
}

/// Fails where a desk makes no documents: there is nothing to set.
pub(super) fn makes_letters(fixed: &Fixed) -> Result<(), Refused> {
    if fixed.ways.needs_pages() { Ok(()) } else { Err(no_way("letters", "纸质文书").into()) }
}

fn no_way(what: &str, chinese: &str) -> Stop {
    let stop = Stop::new(
        format!("this desk makes no {what}: its ways do not have them"),
        format!("未要求出具{chinese}，因此不能生成"),
    );
    stop.coded(StopCode::Usage).hint(
        "open it with all ways that are wanted: `Ways::parse(\"letter,sms,email\")`",
        "打开时请写明所需的全部渠道：`Ways::parse(\"letter,sms,email\")`",
    )
}
