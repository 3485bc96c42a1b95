//! What a gallery shows, as it was typed.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use super::values::{day, theme};
use crate::issuer::Theme;

#[derive(Debug, Args)]
pub(crate) struct Gallery {
    /// A folder for the pages as PNG, the messages, and a contact sheet, index.html; one of an earlier gallery is written anew
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// The issuer file [default: that of the examples]
    #[arg(long, value_name = "FILE")]
    pub(crate) issuer: Option<PathBuf>,
    /// A folder that overrides built-in kinds by name
    #[arg(long, value_name = "DIR")]
    pub(crate) templates: Option<PathBuf>,
    /// One kind only; may be given again [default: all]
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Vec<String>,
    /// One theme only, `modern` or `official`; may be given again [default: all]
    #[arg(long, value_name = "THEME", value_parser = theme)]
    pub(crate) theme: Vec<Theme>,
    /// Date on the documents [default: today in Asia/Shanghai, or SOURCE_DATE_EPOCH]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) issue_date: Option<NaiveDate>,
    /// A folder of more fonts
    #[arg(long, value_name = "DIR")]
    pub(crate) font_dir: Option<PathBuf>,
}
