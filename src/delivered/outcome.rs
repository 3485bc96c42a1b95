//! Say what became of a document: it was sent, and how it fared on its way.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::account::{Channel, DeliveryResult};
use crate::record::{At, Field, Node, words};

words! {
    /// What only the sender's side tells.
    pub enum Passing {
        /// It was handed to the carrier or gateway.
        Sent = "sent" / "已发出" | "发出" | "已发送" | "已寄出" | "寄出" | "已交寄" | "交寄" | "收寄" | "已收寄" | "揽收" | "已揽收" | "已提交",
        /// A data message was opened.
        Read = "read" / "已读" | "已阅" | "已阅读" | "已打开" | "已查看" | "opened",
    }
}

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It left the house, or was read.
    Passing(Passing),
    /// A result of its delivery, in the words that an account's notices have for it.
    Result(DeliveryResult),
}

/// Words of carriers for a letter that arrived and was put where it belongs.
const ARRIVED: [&str; 4] = ["妥投", "已妥投", "投递成功", "已投递"];

impl Outcome {
    /// What a word says; `None` where it says none of them.
    pub fn named(text: &str) -> Option<Self> {
        if ARRIVED.contains(&text.trim()) {
            return Some(Self::Result(DeliveryResult::Delivered));
        }
        let node = Node::Text(text.to_string());
        let (mut findings, mut written) = Default::default();
        let passing = Passing::read(&node, &mut At::top_of_account(&mut findings, &mut written));
        passing.map(Self::Passing).or_else(|| {
            DeliveryResult::read(&node, &mut At::top_of_account(&mut findings, &mut written))
                .map(Self::Result)
        })
    }

    /// The word in data files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Passing(passing) => passing.word(),
            Self::Result(result) => result.word(),
        }
    }

    /// The word in documents.
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Passing(passing) => passing.chinese(),
            Self::Result(result) => result.chinese(),
        }
    }

    /// Every outcome.
    pub fn all() -> impl Iterator<Item = Self> {
        let passing = Passing::ALL.iter().map(|one| Self::Passing(*one));
        passing.chain(DeliveryResult::ALL.iter().map(|one| Self::Result(*one)))
    }

    /// Whether it says that the document arrived.
    pub const fn is_arrival(self) -> bool {
        match self {
            Self::Passing(passing) => matches!(passing, Passing::Read),
            Self::Result(result) => result.is_arrival(),
        }
    }

    /// Whether it says that the document was handed to the carrier.
    pub const fn is_sending(self) -> bool {
        matches!(self, Self::Passing(Passing::Sent))
    }

    /// Whether it says that the document did not arrive, for good.
    pub const fn is_loss(self) -> bool {
        matches!(self, Self::Result(DeliveryResult::Refused | DeliveryResult::Returned))
    }

    /// Whether it can be said of a document that went by this channel: nobody signs for a short message, and no letter
    /// tells that it was read.
    pub const fn fits(self, channel: Channel) -> bool {
        let electronic = matches!(channel, Channel::Sms | Channel::Email);
        match self {
            Self::Passing(Passing::Read) => electronic,
            Self::Result(DeliveryResult::Signed | DeliveryResult::SignedByOther) => {
                !electronic && !matches!(channel, Channel::Call)
            }
            _ => true,
        }
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.word())
    }
}

impl<'de> Deserialize<'de> for Outcome {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let word = String::deserialize(from)?;
        let known = Self::all().find(|one| one.word() == word);
        known.ok_or_else(|| serde::de::Error::custom("an unknown result"))
    }
}
