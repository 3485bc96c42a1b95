//! What is recorded, gathered and listed of letters that were sent, as it was typed.

use std::ffi::OsString;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use super::values::{day, signer};
use crate::verify::RequiredSigner;

#[derive(Debug, Args)]
pub(crate) struct Delivered {
    /// Tables of results, as carriers and gateways give them: CSV, TSV, JSON Lines, workbooks, Parquet; `-` is standard input
    #[arg(required = true, value_name = "TABLE")]
    pub(crate) tables: Vec<OsString>,
    /// The folder that `make` wrote
    #[arg(long = "in", value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// What the tables are [default: each tells it by its first bytes, its name or its first character]
    #[arg(long, value_name = "FORMAT", ignore_case = true, value_parser = ["csv", "tsv", "jsonl", "xlsx", "xls", "ods", "parquet"])]
    pub(crate) from: Option<String>,
    /// Encoding of text files [default: each tells it itself]
    #[arg(long, value_name = "ENCODING", ignore_case = true, value_parser = ["utf-8", "gb18030", "gbk", "utf-16"])]
    pub(crate) encoding: Option<String>,
    /// What parts the cells of text files: one sign, or `tab` [default: as found]
    #[arg(long, value_name = "SIGN")]
    pub(crate) delimiter: Option<String>,
    /// The sheet of workbooks: its name, or its number from 1 [default: the first]
    #[arg(long, value_name = "SHEET")]
    pub(crate) sheet: Option<String>,
    /// The day on which they are recorded [default: today in Asia/Shanghai, or SOURCE_DATE_EPOCH]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) date: Option<NaiveDate>,
}

#[derive(Debug, Args)]
pub(crate) struct Bundle {
    /// The account's id, or the number of one of its documents
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// Folders that `make` wrote
    #[arg(long = "from", value_name = "DIR", num_args = 1.., required = true)]
    pub(crate) folders: Vec<PathBuf>,
    /// The new file
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// The issuer file: whose letterhead the bundle bears, and whose key signs it
    #[arg(long, value_name = "FILE")]
    pub(crate) issuer: Option<PathBuf>,
    /// Sign the bundle as the `[sign]` table of this file says [default: the issuer file's own]
    #[arg(long, value_name = "CONFIG", requires = "issuer")]
    pub(crate) sign: Option<PathBuf>,
    /// Judge every signature by the certificates in this file, PEM or DER; may be given again
    #[arg(long, value_name = "FILE")]
    pub(crate) trust: Vec<PathBuf>,
    /// Who must have signed as the sender: a name, a unified social credit code or a certificate's SHA-256; behind `ROLE=` who must
    /// have signed that field, such as `borrower`. May be given again: of one field each is enough
    #[arg(long, value_name = "[ROLE=]WHO", value_parser = signer, requires = "trust")]
    pub(crate) signer: Vec<RequiredSigner>,
    /// The day on which it is compiled [default: today in Asia/Shanghai, or SOURCE_DATE_EPOCH]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) date: Option<NaiveDate>,
}

#[derive(Debug, Args)]
pub(crate) struct Log {
    /// Folders that `make` wrote
    #[arg(long = "from", value_name = "DIR", num_args = 1.., required = true)]
    pub(crate) folders: Vec<PathBuf>,
    /// The new workbook
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// The issuer file: who sent what the folders do not name a sender of
    #[arg(long, value_name = "FILE")]
    pub(crate) issuer: Option<PathBuf>,
    /// The folder of one's own kinds, which say how long their documents are kept
    #[arg(long, value_name = "DIR")]
    pub(crate) templates: Option<PathBuf>,
}
