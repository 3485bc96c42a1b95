//! What is printed and how, as it was typed.

use std::path::PathBuf;

use clap::Args;

use super::values::number;

#[derive(Debug, Args)]
pub(crate) struct Print {
    /// The folder that `make` wrote, or the store
    #[arg(long = "in", value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// A new folder for the job: its files, ticket.csv, ticket.json and job.jsonl
    #[arg(long, value_name = "JOB")]
    pub(crate) out: PathBuf,
    /// The most sheets of a file [default: all in one, as far as PDF/A allows]
    #[arg(long, value_name = "N", value_parser = number::<u32>)]
    pub(crate) sheets: Option<u32>,
    /// Only the fronts of sheets are printed: no blank pages
    #[arg(long)]
    pub(crate) simplex: bool,
    /// The paper's weight in g/m² [default: 80]
    #[arg(long, value_name = "GRAMS", value_parser = number::<u32>)]
    pub(crate) paper: Option<u32>,
    /// The envelope: DL, ZL, C5 or C4; letters of more sheets go in the next larger one [default: DL]
    #[arg(long, value_name = "NAME")]
    pub(crate) envelope: Option<String>,
    /// The most letters of a bundle [default: 50]
    #[arg(long, value_name = "N", value_parser = number::<u32>)]
    pub(crate) bundle: Option<u32>,
    /// The most letters of a tray [default: 500]
    #[arg(long, value_name = "N", value_parser = number::<u32>)]
    pub(crate) tray: Option<u32>,
    /// One more kind whose documents stay single files, as repayment agreements always do; may be given again
    #[arg(long, value_name = "KIND")]
    pub(crate) single: Vec<String>,
    /// Only these letters of a job, by their numbers or by the codes of their sheets: the same pages, laid out as in the job
    #[arg(long, value_name = "NUMBER", num_args = 1.., requires = "job", conflicts_with_all = ["sheets", "simplex", "paper", "envelope", "bundle", "tray", "single"])]
    pub(crate) reprint: Vec<String>,
    /// The job that was printed from the folder
    #[arg(long, value_name = "JOB", requires = "reprint")]
    pub(crate) job: Option<PathBuf>,
}
