//! What templates are tried with, as it was typed.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Test {
    /// The folder of templates, as `make --templates` takes it
    #[arg(value_name = "TEMPLATES")]
    pub(crate) templates: PathBuf,
    /// The issuer file [default: that of the examples]
    #[arg(long, value_name = "FILE")]
    pub(crate) issuer: Option<PathBuf>,
    /// A folder for the pages as PNG, and for a contact sheet, index.html; one of an earlier test is written anew
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// One kind only [default: all that the folder changes]
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<String>,
    /// Date on the documents [default: today in Asia/Shanghai, or SOURCE_DATE_EPOCH]
    #[arg(long, value_name = "DATE")]
    pub(crate) issue_date: Option<NaiveDate>,
    /// A folder of more fonts
    #[arg(long, value_name = "DIR")]
    pub(crate) font_dir: Option<PathBuf>,
}
