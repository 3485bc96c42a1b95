//! What was made of one account: its document, its messages, or both.

use super::manifest::{Document, EMAIL, FindingLine, Line, Message, SMS};

/// What was made of one account, as its lines tell it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Made {
    /// The document; none where only messages went out.
    pub document: Option<Document>,
    /// The messages, in the order of their channels.
    pub messages: Vec<Message>,
}

impl Made {
    /// Whether nothing is known yet.
    pub(super) fn is_empty(&self) -> bool {
        self.document.is_none() && self.messages.is_empty()
    }

    /// The account's ordinal in the input.
    pub fn seq(&self) -> u64 {
        self.first(|document| document.seq, |message| message.seq)
    }

    /// The account's id.
    pub fn id(&self) -> &str {
        self.text(|document| &document.id, |message| &message.id)
    }

    /// The document number.
    pub fn number(&self) -> &str {
        self.text(|document| &document.number, |message| &message.number)
    }

    /// The kind.
    pub fn kind(&self) -> &str {
        self.text(|document| &document.kind, |message| &message.kind)
    }

    /// SHA-256 of the account record, in hex.
    pub fn account_sha256(&self) -> &str {
        self.text(|document| &document.account_sha256, |message| &message.account_sha256)
    }

    /// What was found and refused nothing.
    pub fn findings(&self) -> impl Iterator<Item = &FindingLine> {
        let documents = self.document.iter().flat_map(|document| &document.findings);
        documents.chain(self.messages.iter().flat_map(|message| &message.findings))
    }

    /// The files of its own: not the one that all short messages stand in.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        let document = self.document.iter().map(|document| document.file.as_str());
        document.chain(self.mails().map(|message| message.file.as_str()))
    }

    /// The e-mails.
    pub(super) fn mails(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().filter(|message| message.channel == EMAIL)
    }

    /// The short messages.
    pub(super) fn texts(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().filter(|message| message.channel == SMS)
    }

    /// The lines that tell of it, in order; each is chained when it is written.
    pub(super) fn lines(&self) -> Vec<Line> {
        let document = self.document.iter().map(|document| Line::Document(Box::new(document.clone())));
        document.chain(self.messages.iter().map(|message| Line::Message(Box::new(message.clone())))).collect()
    }

    /// Takes a line of an account in; gives it back where it is no line of one, or one of another account.
    pub(super) fn take(&mut self, line: Line) -> Option<Line> {
        match line {
            Line::Document(document) if self.is_empty() => self.document = Some(*document),
            Line::Message(message) if self.is_empty() || self.seq() == message.seq => {
                self.messages.push(*message);
            }
            other => return Some(other),
        }
        None
    }

    fn text<'a>(
        &'a self,
        document: fn(&'a Document) -> &'a str,
        message: fn(&'a Message) -> &'a str,
    ) -> &'a str {
        match (&self.document, self.messages.first()) {
            (Some(of), _) => document(of),
            (None, Some(of)) => message(of),
            (None, None) => "",
        }
    }

    fn first(&self, document: fn(&Document) -> u64, message: fn(&Message) -> u64) -> u64 {
        self.document
            .as_ref()
            .map(document)
            .or_else(|| self.messages.first().map(message))
            .unwrap_or_default()
    }
}
