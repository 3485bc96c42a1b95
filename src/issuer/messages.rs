//! What the issuer file says of short messages and e-mails.

use crate::record::record;

record! {
    /// How short messages and e-mails are sent.
    pub struct MessagesTable {
        /// What stands between 【 and 】 at the head of a short message, and what e-mails name as their sender; the sender's name when left out.
        pub signature: Option<String>,
        /// The most parts of a short message: one that needs more is refused.
        pub max_parts: u32 = 6,
        /// The address that e-mails come from.
        pub email_from: Option<String>,
        /// The subject of e-mails, with `{sender}` and `{number}`; it says nothing of a debt.
        pub email_subject: String = "{sender}来函（{number}）".into(),
        /// When messages are to be sent on the day of the run, by Beijing's clock.
        pub send_at: String = "08:00".into(),
        /// From when a message may be sent, by the clock of the addressee's place; not before 08:00.
        pub from: String = "08:00".into(),
        /// Until when, likewise; not after 22:00.
        pub to: String = "22:00".into(),
        /// How many messages of a channel an addressee gets on a day, those in `notices` counted in.
        pub per_day: u32 = 1,
    }
}

impl Default for MessagesTable {
    fn default() -> Self {
        Self {
            signature: None,
            max_parts: 6,
            email_from: None,
            email_subject: "{sender}来函（{number}）".into(),
            send_at: "08:00".into(),
            from: "08:00".into(),
            to: "22:00".into(),
            per_day: 1,
        }
    }
}
