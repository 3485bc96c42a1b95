//! The `[sign]` table with all that stands under it, as it was read: which key signs, and what signatures say.

use serde_json::{Value, json};

use crate::account::Channel;
use crate::record::{At, Field, Node, record, words};

record! {
    /// How documents are signed; files are looked for beside the file the table stands in.
    pub struct SignTable {
        /// The key: a PKCS#12 or PEM file.
        pub key: Option<String>,
        /// The key in a token, card or cloud service, instead of a file.
        pub token: Option<TokenTable>,
        /// The file whose first line is the key's password or the token's PIN; else HANPRESS_KEY_PASSWORD holds it, or it is asked for.
        pub password_file: Option<String>,
        /// Certificates in PEM, where the key comes without them or without its authority's.
        pub certificate: Option<String>,
        /// SHA-256 of the only certificate that may sign, in 64 hexadecimal digits; colons between them do not count. In the issuer file it holds for a signing file, too.
        pub certificate_sha256: Option<String>,
        /// The only authorities that count, in PEM; else any whose certificate is at hand.
        pub trust: Option<String>,
        /// Why documents are signed.
        pub reason: Option<String>,
        /// Where.
        pub location: Option<String>,
        /// Whether equal runs must give equal bytes: a key that cannot do that is refused.
        pub deterministic: bool = false,
        /// The kinds that are signed; all of them where none is named.
        pub kinds: Vec<String> = Vec::new(),
        /// How long signatures last; else with a time stamp where there is an authority for it.
        pub level: Option<Level>,
        /// The authority that stamps the time: its address, or a table.
        pub timestamp: Option<Timestamp>,
        /// Where it comes from what documents carry about revocation, from level B-LT on.
        pub revocation: Option<RevocationTable>,
        /// Copies for e-mail, locked with a password.
        pub copy: Option<CopyTable>,
    }
}

record! {
    /// A key reached by PKCS#11.
    pub struct TokenTable {
        /// The library that reaches it, such as `/usr/lib/softhsm/libsofthsm2.so`.
        pub library: String,
        /// The token's label.
        pub label: String,
        /// The key's label.
        pub key: String,
    }
}

impl Default for SignTable {
    /// A table that says nothing, not even which key.
    fn default() -> Self {
        Self {
            key: None,
            token: None,
            password_file: None,
            certificate: None,
            certificate_sha256: None,
            trust: None,
            reason: None,
            location: None,
            deterministic: false,
            kinds: Vec::new(),
            level: None,
            timestamp: None,
            revocation: None,
            copy: None,
        }
    }
}

words! {
    /// A level of PAdES; each holds those before it.
    pub enum Level {
        /// The signature alone: good as long as its certificate can be checked.
        B = "B-B" / "B-B",
        /// With a time stamp, which proves when it was there.
        T = "B-T" / "B-T",
        /// With all that is needed to check it later, when nobody answers any more.
        LongTerm = "B-LT" / "B-LT",
        /// With a time stamp over all that, which can be renewed.
        Archive = "B-LTA" / "B-LTA",
    }
}

words! {
    /// What becomes of a document whose time is not stamped.
    pub enum OnFailure {
        /// The run stops before it; `--resume` goes on.
        Stop = "stop" / "停止",
        /// It is made without, and counted.
        Unstamped = "unstamped" / "不加盖",
    }
}

record! {
    /// An authority for time stamps (RFC 3161); only digests are sent to it.
    pub struct TimestampTable {
        /// Its address, http or https.
        pub url: String,
        /// How many seconds each try may take.
        pub timeout: u32 = 10,
        /// How often it is asked again where it does not answer, or is not able to.
        pub retries: u32 = 2,
        /// What becomes of a document whose time is not stamped.
        pub on_failure: OnFailure = OnFailure::Stop,
        /// The only authorities for time stamps that count, in PEM; else any.
        pub trust: Option<String>,
        /// The only authorities that count for https, in PEM; else those that browsers trust.
        pub https_ca: Option<String>,
        /// The user, where it wants to know who asks.
        pub user: Option<String>,
        /// The file whose first line is the user's password; else HANPRESS_TIMESTAMP_PASSWORD holds it, or it is asked for.
        pub password_file: Option<String>,
        /// The policy under which the time is to be stamped, as `1.2.3.4`.
        pub policy: Option<String>,
    }
}

/// An authority by its address alone, or by a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Timestamp(pub TimestampTable);

impl Field for Timestamp {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        let table = match node {
            Node::Text(_) => &Node::Map(vec![("url".to_string(), node.clone())]),
            table => table,
        };
        TimestampTable::read(table, at).map(Self)
    }

    fn schema() -> Value {
        json!({ "anyOf": [String::schema(), TimestampTable::schema()] })
    }
}

record! {
    /// Where it comes from what documents carry about revocation, from level B-LT on.
    pub struct RevocationTable {
        /// Lists of the revoked, in DER or PEM.
        pub crl: Vec<String> = Vec::new(),
        /// Answers about single certificates, in DER.
        pub ocsp: Vec<String> = Vec::new(),
        /// Whether what is missing is fetched from the addresses that certificates name.
        pub fetch: bool = true,
    }
}

impl Default for RevocationTable {
    fn default() -> Self {
        Self { crl: Vec::new(), ocsp: Vec::new(), fetch: true }
    }
}

record! {
    /// A locked copy beside the archived document, signed too.
    pub struct CopyTable {
        /// The password's rule, such as `{id:6}` or `{mobile:4}{card:4}`: the last characters of the holder's identity number, telephone or card.
        pub password: String,
        /// Accounts delivered this way get a copy.
        pub channels: Vec<Channel> = vec![Channel::Email],
    }
}
