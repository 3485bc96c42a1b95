//! What authors of templates ask for, as it was typed.

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

#[derive(Debug, Args)]
pub(crate) struct Approve {
    /// The folder of templates, as `make --templates` takes it
    #[arg(value_name = "TEMPLATES")]
    pub(crate) templates: PathBuf,
    /// Who approves them
    #[arg(long, value_name = "NAME")]
    pub(crate) by: String,
    /// The file of approvals, to which one is added [default: approved.toml in the folder]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// The issuer file by which they are tried [default: that of the examples]
    #[arg(long, value_name = "FILE")]
    pub(crate) issuer: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Kinds {
    /// One kind
    #[arg(value_name = "KIND")]
    pub(crate) kind: Option<String>,
    /// A folder that overrides built-in kinds by name
    #[arg(long, value_name = "DIR")]
    pub(crate) templates: Option<PathBuf>,
    /// Every sentence that the kind's templates can print, with what it stands on
    #[arg(long, requires = "kind")]
    pub(crate) sentences: bool,
}
