//! Get time stamps from an authority (RFC 3161). Nothing goes out but a digest.

mod query;
mod table;
mod token;

use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use const_oid::ObjectIdentifier;
use x509_cert::Certificate;

use super::config::{self, Password};
use super::key;
use super::web::{Login, NoAnswer, Web};
use crate::error::Stop;
use crate::finding::Words;
use crate::issuer::TimestampTable;
use crate::named_files::NamedFiles;
use query::Query;
pub(super) use table::is_address;

/// The longest response that is read, in bytes: more than fits into the region reserved for a signature.
const MOST: u64 = 64 << 10;

const REQUEST: &str = "application/timestamp-query";
const ANSWER: &str = "application/timestamp-reply";

/// A time stamp that was checked.
#[derive(Debug, Clone)]
pub struct TimeStamp {
    /// The token, in DER.
    pub token: Vec<u8>,
    /// The time it proves, to the second.
    pub time: DateTime<FixedOffset>,
    /// SHA-256 of the authority's certificate, in hex.
    pub authority: String,
    /// The authority's certificate and those above it, as far as they are at hand.
    pub path: Vec<Certificate>,
}

/// An authority that stamps the time.
#[derive(Debug)]
pub(super) struct TimeStampAuthority {
    url: String,
    policy: Option<ObjectIdentifier>,
    login: Option<Login>,
    web: Web,
    trusted: Vec<Certificate>,
    known: Vec<Certificate>,
}

impl TimeStampAuthority {
    /// The authority that a table names, whose files stand in `beside`; `known` are certificates at hand.
    /// What the reader should know is added to `warnings`.
    pub(super) fn open(
        table: &TimestampTable,
        beside: &NamedFiles,
        password: &Password,
        known: &[Certificate],
        warnings: &mut Vec<Words>,
    ) -> Result<Self, Stop> {
        let password_file = table.password_file.as_deref();
        let login = match &table.user {
            Some(user) => {
                warnings.extend(password_file.and_then(|name| config::exposed(beside, name)));
                warnings.extend(in_the_open(&table.url));
                Some(Login::new(user, &password.for_time_stamps(beside, password_file, &table.url)?)?)
            }
            None => None,
        };
        Ok(Self {
            url: table.url.clone(),
            policy: table.policy(),
            login,
            web: table.web(beside)?,
            trusted: key::named(&table.trust, beside)?.unwrap_or_default(),
            known: known.to_vec(),
        })
    }

    fn ask(&self, query: &Query, request: &[u8]) -> Result<TimeStamp, NoAnswer> {
        let answer = self.web.post(&self.url, (REQUEST, ANSWER), request, self.login.as_ref(), MOST)?;
        token::check(query::token(&answer)?, query, &self.known, &self.trusted)
    }
}

impl TimestampTable {
    /// A way to ask as patiently as the table says, trusting whom it says.
    pub(super) fn web(&self, beside: &NamedFiles) -> Result<Web, Stop> {
        let timeout = Duration::from_secs(self.timeout.into());
        Web::new(timeout, self.retries, key::named(&self.https_ca, beside)?.as_deref())
    }
}

impl TimeStampAuthority {
    /// The checked time stamp (RFC 3161) over a SHA-256 digest.
    pub(super) fn stamp(&self, digest: &[u8; 32]) -> Result<TimeStamp, Stop> {
        let query = Query::new(digest, self.policy)?;
        let request = query.to_der().map_err(|_| super::fault("the request cannot be written"))?;
        self.web.retry(|| self.ask(&query, &request)).map_err(|no| self.no_time_stamp(&no))
    }

    fn no_time_stamp(&self, no: &NoAnswer) -> Stop {
        let (url, Words { en, zh }) = (&self.url, &no.words);
        Stop::new(format!("no time stamp from `{url}`: {en}"), format!("未能从 `{url}` 取得时间戳：{zh}"))
            .hint(
                "let documents leave without where it fails: `on_failure = \"unstamped\"`",
                "如允许未加盖时间戳的文书：`on_failure = \"unstamped\"`",
            )
    }
}

/// A warning where a password would go through the network unlocked.
fn in_the_open(url: &str) -> Option<Words> {
    (!url.starts_with("https://")).then(|| {
        Words::new(
            format!("the password for `{url}` goes through the network unlocked: use https"),
            format!("访问 `{url}` 的密码将以明文传输：请改用 https"),
        )
    })
}
