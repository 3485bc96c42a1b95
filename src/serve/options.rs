//! Say what is served, by which desk, to whom and within which limits.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use serde_json::Value;

use super::Log;
use crate::desk::{Desk, KindChoice};
use crate::error::Stop;
use crate::finding::Lang;
use crate::masked::Masked;

/// Opens the desk that makes documents of a kind on a day: once for each of them, and again when templates change.
pub type OpenDesk = Arc<dyn Fn(KindChoice, NaiveDate) -> Result<Desk, Stop> + Send + Sync>;

/// What is served, to whom and within which limits.
pub struct ServeOptions {
    /// Opens the desks.
    pub open: OpenDesk,
    /// Opens the desk of the templates that were approved last, where one's own are served.
    pub approved: Option<OpenDesk>,
    /// What the service tells of itself.
    pub catalogue: Catalogue,
    /// The date on every document; the day it is, in Asia/Shanghai, where none is given.
    pub issue_date: Option<NaiveDate>,
    /// Whether there is no issuer but that of the examples.
    pub is_sample: bool,
    /// The folder of one's own templates.
    pub templates: Option<PathBuf>,
    /// Whether templates may be written in the page.
    pub edit: bool,
    /// Where requests are listened for; port 0 is any free one.
    pub listen: SocketAddr,
    /// The names by which clients may call this server, beside the address and those of the loopback.
    pub hosts: Vec<String>,
    /// The certificate that the server shows.
    pub tls: Option<Tls>,
    /// Whether something in front of it takes care of TLS.
    pub behind_proxy: bool,
    /// What clients must know.
    pub token: Option<Masked<String>>,
    /// Where uploads and runs stand; a folder for the time of the process where none is given.
    pub state: Option<PathBuf>,
    /// Where files that a request names may stand, on this machine.
    pub inputs: Vec<PathBuf>,
    /// Where results of runs may go, on this machine.
    pub outputs: Vec<PathBuf>,
    /// Files of certificates to trust when signatures are checked, PEM or DER.
    pub trust: Vec<Vec<u8>>,
    /// How many letters are made at a time.
    pub workers: usize,
    /// The language where a request asks for none.
    pub lang: Lang,
    /// What may come in, and how long it may take.
    pub limits: Limits,
    /// What is told of each request.
    pub log: Log,
}

/// Names what is served only: the token is a secret.
impl fmt::Debug for ServeOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the options of a server at {}", self.listen)
    }
}

/// The certificate that a server shows, and its key.
#[derive(Debug, Clone)]
pub struct Tls {
    /// Certificates in PEM, the server's first.
    pub certificate: PathBuf,
    /// The key in PEM.
    pub key: PathBuf,
}

/// What the service tells of itself: facts that do not change while it runs.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// Every kind of document, with its facts.
    pub kinds: Vec<Value>,
    /// Every code, with what it says.
    pub rules: Vec<Value>,
    /// The schemas by name, in English and in Chinese.
    pub schemas: BTreeMap<String, [Value; 2]>,
}

/// What may come in, and how long it may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The longest record of one account, in bytes.
    pub record: usize,
    /// The longest file, in bytes.
    pub file: usize,
    /// How many letters may wait to be made.
    pub waiting: usize,
    /// How many runs may be under way or wait.
    pub runs: usize,
    /// How many files may be held at a time.
    pub files: usize,
    /// After how long a file that nobody looks at makes room for another, where there is none.
    pub idle: Duration,
    /// How many connections there may be.
    pub connections: usize,
    /// How long a client may take for the head of a request, and between two parts of its body.
    pub pause: Duration,
    /// How long an answer may find no taker.
    pub stalled: Duration,
    /// How long a client may take for the body of a record.
    pub record_time: Duration,
    /// How long a client may take for a file.
    pub file_time: Duration,
    /// How long requests in hand may take after the server was asked to end.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            record: 1 << 20,
            file: 256 << 20,
            waiting: 256,
            runs: 16,
            files: 16,
            idle: Duration::from_secs(12 * 60 * 60),
            connections: 1024,
            pause: Duration::from_secs(15),
            stalled: Duration::from_secs(60),
            record_time: Duration::from_secs(30),
            file_time: Duration::from_secs(600),
            grace: Duration::from_secs(60),
        }
    }
}
