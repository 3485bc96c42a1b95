//! Where accounts come from and how they are read, as it was typed.

use std::ffi::OsString;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use super::values::{channels, day, number, workers};
use crate::message::Ways;

/// Where accounts come from and how they are read.
#[derive(Debug, Args)]
pub(crate) struct Accounts {
    /// Files: CSV, TSV, JSON Lines, each also packed (`.gz`), workbooks, Parquet files or folders; `-` is standard input
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<OsString>,
    /// The issuer file: who sends, under which contract
    #[arg(long, value_name = "FILE")]
    pub(crate) issuer: PathBuf,
    /// Kind of document for every account; `auto` by the issuer's policy, `course` what is due by the course, by its own channel [default: the record's own]
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<String>,
    /// How the documents go out: `letter`, `sms`, `email` with commas between; `letter` are the kind's ways on paper. With `--kind course` what is due by another channel is left for later [default: letter; of the course every channel]
    #[arg(long, value_name = "CHANNELS", value_parser = channels)]
    pub(crate) channel: Option<Ways>,
    /// Date on the documents [default: today in Asia/Shanghai, or SOURCE_DATE_EPOCH]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) issue_date: Option<NaiveDate>,
    /// What the input files are [default: each tells it by its first bytes, its name or its first character]
    #[arg(long, value_name = "FORMAT", ignore_case = true, value_parser = ["csv", "tsv", "jsonl", "xlsx", "xls", "ods", "parquet"])]
    pub(crate) from: Option<String>,
    /// Encoding of text files [default: each tells it itself]
    #[arg(long, value_name = "ENCODING", ignore_case = true, value_parser = ["utf-8", "gb18030", "gbk", "utf-16"])]
    pub(crate) encoding: Option<String>,
    /// What parts the cells of text files: one sign, or `tab` [default: the issuer file's, else as found]
    #[arg(long, value_name = "SIGN")]
    pub(crate) delimiter: Option<String>,
    /// The sheet of workbooks: its name, or its number from 1 [default: the issuer file's, else the first]
    #[arg(long, value_name = "SHEET")]
    pub(crate) sheet: Option<String>,
    /// Print which field each heading stands for, as lines for `[columns]` of the issuer file, and end
    #[arg(long)]
    pub(crate) columns: bool,
    /// A folder that overrides built-in kinds by name
    #[arg(long, value_name = "DIR")]
    pub(crate) templates: Option<PathBuf>,
    /// A folder of more fonts
    #[arg(long, value_name = "DIR")]
    pub(crate) font_dir: Option<PathBuf>,
    /// How many documents are worked on at a time [default: the number of cores]
    #[arg(long, value_name = "N", value_parser = workers)]
    pub(crate) workers: Option<u16>,
    /// How many errors, and how many warnings, are told in full; all are counted by cause at the end; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = number::<usize>)]
    pub(crate) max_errors: usize,
    /// Stop at the first refused account
    #[arg(long)]
    pub(crate) fail_fast: bool,
    /// How many accounts the inputs hold, those of other shards too: with another number the run is not finished
    #[arg(long, value_name = "N", value_parser = number::<u64>)]
    pub(crate) expect: Option<u64>,
    /// Take only every N-th account: those whose ordinal less one is I modulo N; `env/N` takes I from the job's environment
    #[arg(long, value_name = "I/N")]
    pub(crate) shard: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) accounts: Accounts,
}
