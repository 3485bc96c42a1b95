//! What is asked of the course, as it was typed.

use std::path::PathBuf;

use clap::Args;

use super::accounts::Accounts;

#[derive(Debug, Args)]
pub(crate) struct Next {
    #[command(flatten)]
    pub(crate) accounts: Accounts,
    /// Write a workbook (`.xlsx`), too: one row an account
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Course {
    /// The issuer file whose `[course]` is shown [default: the built-in course]
    #[arg(long, value_name = "FILE")]
    pub(crate) issuer: Option<PathBuf>,
}
