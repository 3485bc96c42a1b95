//! What is served and to whom, as it was typed.

use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use super::values::{day, number, workers};

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The issuer file [default: that of the examples, with sample accounts]
    #[arg(long, value_name = "FILE")]
    pub(crate) issuer: Option<PathBuf>,
    /// A folder that overrides built-in kinds by name
    #[arg(long, value_name = "DIR")]
    pub(crate) templates: Option<PathBuf>,
    /// Let templates be written in the page, too
    #[arg(long, requires = "templates")]
    pub(crate) edit: bool,
    /// A folder of more fonts
    #[arg(long, value_name = "DIR")]
    pub(crate) font_dir: Option<PathBuf>,
    /// Date on the documents [default: the day it is in Asia/Shanghai, or SOURCE_DATE_EPOCH]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) issue_date: Option<NaiveDate>,
    /// Sign the documents as the `[sign]` table of this file says [default: the issuer file's own]
    #[arg(long, value_name = "CONFIG")]
    pub(crate) sign: Option<PathBuf>,
    /// PDF standard to keep, such as a-2b, a-2a, a-3b, ua-1; may be given again [default: a-2b]
    #[arg(long, value_name = "STANDARD")]
    pub(crate) standard: Vec<String>,
    /// Address and port to listen on; port 0 is any free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// A name by which clients call this server; may be given again
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Vec<String>,
    /// The server's certificate and those that vouch for it, in PEM
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The key of the server's certificate, in PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
    /// A proxy in front of the server takes care of TLS
    #[arg(long, conflicts_with = "tls_cert")]
    pub(crate) behind_proxy: bool,
    /// The file whose first line is the token that clients must send
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// A folder for uploads and runs, so that these go on after a restart [default: a temporary one, removed at the end]
    #[arg(long, value_name = "DIR")]
    pub(crate) state: Option<PathBuf>,
    /// A folder whose files a run may be told to read; may be given again
    #[arg(long, value_name = "DIR")]
    pub(crate) input_dir: Vec<PathBuf>,
    /// A folder below which a run may be told to put its result; may be given again
    #[arg(long, value_name = "DIR")]
    pub(crate) output_dir: Vec<PathBuf>,
    /// A file of certificates to trust when signatures are checked, PEM or DER; may be given again
    #[arg(long, value_name = "FILE")]
    pub(crate) trust: Vec<PathBuf>,
    /// How many documents are worked on at a time [default: the number of cores]
    #[arg(long, value_name = "N", value_parser = workers)]
    pub(crate) workers: Option<u16>,
    /// Seconds that one document may take; 0 for no limit
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = number::<u64>)]
    pub(crate) time_limit: u64,
    /// The longest file that is taken, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 256, value_parser = number::<u64>)]
    pub(crate) longest_file: u64,
}
