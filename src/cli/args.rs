//! What was typed.

mod accounts;
mod evidence;
mod gallery;
mod next;
mod print;
mod serve;
mod sign;
mod sums;
mod templates;
mod values;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::verify::RequiredSigner;
pub(crate) use accounts::{Accounts, Check};
pub(crate) use evidence::{Bundle, Delivered, Log};
pub(crate) use gallery::Gallery;
pub(crate) use next::{Course, Next};
pub(crate) use print::Print;
pub(crate) use serve::Serve;
pub(crate) use sign::Sign;
pub(crate) use sums::{Amount, Cut, Pace, Plan, Rest};
pub(crate) use templates::{Approve, Kinds, Test};
pub(crate) use values::{LogFormat, common};
use values::{day, hash, number, signer, workers};

/// Typesets overdue notices, repayment agreements and demand letters from account data,
/// and refuses what is wrong with a reason.
#[derive(Debug, Parser)]
#[command(name = "hanpress", version, max_term_width = 100, after_help = MAIN_HELP)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) common: Common,
}

const MAIN_HELP: &str = "\
Examples:
  hanpress make accounts.jsonl --issuer issuer.toml --out letters
  hanpress check export.csv --encoding gb18030 --issuer issuer.toml --kind overdue-notice
  hanpress sample --count 100 --seed 7 | hanpress make - --issuer issuer.toml --out trial

Exit code: 0 all made, 1 some accounts refused, 2 the run could not go on, 130 stopped by a signal.";

#[derive(Debug, Args)]
pub(crate) struct Common {
    /// How results are told: for people, or one JSON object a line on stdout
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
    /// How words on standard error are told: for people, or one JSON object a line, with its time
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Human)]
    pub(crate) log_format: LogFormat,
    /// Tell nothing but why a run stops
    #[arg(long, global = true)]
    pub(crate) quiet: bool,
    /// Colours on a terminal
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
    /// Language of findings and reports [default: from the locale, English otherwise]
    #[arg(long, global = true, value_enum)]
    pub(crate) lang: Option<Tongue>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    #[value(alias = "table")]
    Human,
    Json,
    /// For `plan` only
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tongue {
    Zh,
    En,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make one document per account
    #[command(after_help = "\
Examples:
  hanpress make accounts.jsonl --issuer issuer.toml --out letters
  hanpress make a.csv b.csv --issuer issuer.toml --out letters --kind auto --workers 2
  hanpress make accounts.jsonl --issuer issuer.toml --out letters --resume")]
    Make(Make),
    /// Do everything `make` does before typesetting, and write nothing
    #[command(after_help = "Example:\n  hanpress check accounts.jsonl --issuer issuer.toml --lang zh")]
    Check(Check),
    /// Tell for each account which step of the course is due, on what ground, and what comes next and when
    #[command(after_help = "\
Examples:
  hanpress next accounts.jsonl --issuer issuer.toml
  hanpress next accounts.csv --issuer issuer.toml --out next.xlsx --lang zh
  hanpress make accounts.jsonl --issuer issuer.toml --out letters --kind course")]
    Next(Next),
    /// Print the steps of the course: when each may come, after what, by which way, on what ground
    #[command(after_help = "Examples:\n  hanpress course\n  hanpress course --issuer issuer.toml --lang zh")]
    Course(Course),
    /// Hold finished folders against their manifests: chain, files, lists, signatures; or join shards
    #[command(after_help = "\
Examples:
  hanpress audit letters
  hanpress audit letters --trust bank-ca.pem
  hanpress audit --join shard-0 shard-1 shard-2 --out letters")]
    Audit(Audit),
    /// Find the documents of an account: their numbers and files
    #[command(after_help = "\
Examples:
  hanpress show A0000017 --in letters
  hanpress show HP-20261123-7KQ2M4XR5T --in letters --format json

Exit code: 0 found, 1 the account was refused or is not there, 2 the folder could not be read.")]
    Show(Show),
    /// Put the letters of a finished run into few large files for the print room, in the order of the post, with a ticket
    #[command(after_help = "\
Examples:
  hanpress print --in letters --out job
  hanpress print --in letters --out job --sheets 5000 --envelope ZL --paper 70
  hanpress print --in letters --job job --reprint HP-20261123-7KQ2M4XR5T --out again

Exit code: 0 printed, 2 nothing was printed, 130 stopped by a signal.")]
    Print(Print),
    /// Record what carriers and gateways tell of the documents of a finished run
    #[command(after_help = "\
Examples:
  hanpress delivered ems.xlsx --in letters
  hanpress delivered receipts.csv sms.jsonl --in letters --format json

Exit code: 0 all rows are recorded, 1 some were refused, 2 nothing could be recorded, 130 stopped by a signal.")]
    Delivered(Delivered),
    /// Gather every document of an account and what became of it into one PDF/A-3, the originals attached
    #[command(after_help = "\
Examples:
  hanpress bundle A0000017 --from letters --out A0000017.pdf
  hanpress bundle A0000017 --from november december --out A0000017.pdf --trust ca.pem

Exit code: 0 written, 2 nothing was written: a document is missing, changed or not signed as it should be.")]
    Bundle(Bundle),
    /// Write the record of contacts as a workbook for an auditor: what was sent when, how, by whom, and what became of it
    #[command(after_help = "Example:\n  hanpress log --from november december --out contacts.xlsx")]
    Log(Log),
    /// Sign an open field of a document that `make --sign` made, as the borrower say
    #[command(after_help = "\
Examples:
  hanpress sign agreement.pdf --field borrower --key borrower.p12
  hanpress sign agreement.pdf --field guarantor --key guarantor.pem --picture hand.png --out signed.pdf")]
    Sign(Sign),
    /// Print a repayment schedule
    #[command(after_help = "\
Examples:
  hanpress plan --total 65057.83 --instalments 60 --first-due 2026-12-22 --signed-on 2026-11-22
  hanpress plan --total 50000 --instalments 36 --method equal-payment --annual-rate 0.06 \\
                --first-due 2026-12-22 --signed-on 2026-11-22 --format json
  hanpress plan --total 30000 --method steps --step 6x500 --step 12x1000 --step 18 \\
                --first-due 2026-12-22 --signed-on 2026-11-22")]
    Plan(Plan),
    /// Write a sum in capital numerals (大写), or read one back
    #[command(after_help = "\
Examples:
  hanpress amount 107000.53                        人民币壹拾万柒仟元零伍角叁分
  hanpress amount --currency USD 121.26            美元壹佰贰拾壹元贰角陆分
  hanpress amount --parse 人民币壹拾元零伍角整     10.50")]
    Amount(Amount),
    /// Check every signature of PDF files: what it covers, who made it and when, what changed afterwards
    #[command(after_help = "\
Examples:
  hanpress verify agreement.pdf --trust bank-ca.pem
  hanpress verify signed/*.pdf --trust bank-ca.pem --trust tsa-ca.pem --format json

Exit code: 0 every file is signed, whole and by somebody trusted, 1 something was found, 2 a file could not be opened or judged.")]
    Verify(Verify),
    /// List the kinds of document, or tell what one needs
    #[command(after_help = "Examples:\n  hanpress kinds\n  hanpress kinds repayment-agreement")]
    Kinds(Kinds),
    /// List every code that messages show, or explain one: what it says, on what legal basis, how to mend it
    #[command(
        after_help = "Examples:\n  hanpress rules\n  hanpress rules R05 --lang zh\n  hanpress rules A03"
    )]
    Rules(Rules),
    /// Print the JSON Schema of a file
    #[command(after_help = "Example:\n  hanpress schema account > account.schema.json")]
    Schema(Schema),
    /// Lay out a folder to begin with: issuer file, sample accounts, templates, and what to type first
    #[command(after_help = "Example:\n  hanpress init letters")]
    Init(Init),
    /// Print what makes a shell complete commands and options
    #[command(after_help = "\
Examples:
  hanpress completions bash > ~/.local/share/bash-completion/completions/hanpress
  hanpress completions zsh > ~/.zfunc/_hanpress
  hanpress completions fish > ~/.config/fish/completions/hanpress.fish")]
    Completions(Completions),
    /// Print synthetic accounts as JSON Lines: valid, and no real person's
    #[command(after_help = "\
Examples:
  hanpress sample --count 20 --seed 1 > accounts.jsonl
  hanpress sample --count 1000 --seed 1 --kind demand-letter --as-of 2026-11-22")]
    Sample(Sample),
    /// Try templates with samples of every branch, and write their pages as pictures
    #[command(after_help = "\
Examples:
  hanpress test mine
  hanpress test mine --issuer issuer.toml --out pages

Exit code: 0 every sample can be set, 1 something is wrong with a template, 2 the templates cannot be loaded.")]
    Test(Test),
    /// Show every kind of document, stage, theme and way of sending, as pages with a contact sheet
    #[command(after_help = "\
Examples:
  hanpress gallery --out gallery --lang zh
  hanpress gallery --out gallery --issuer issuer.toml --kind overdue-notice --theme official

Exit code: 0 every sample could be set, 1 something is wrong with a template, 2 nothing could be shown.")]
    Gallery(Gallery),
    /// Write down who answers for templates, in a file that an issuer file can demand
    #[command(after_help = "\
Examples:
  hanpress approve mine --by 王五
  hanpress approve mine --by 王五 --out approved.toml")]
    Approve(Approve),
    /// Serve a desk to browsers and a service to programs, on this machine
    #[command(after_help = "\
Examples:
  hanpress serve
  hanpress serve --issuer issuer.toml --templates mine --lang zh
  hanpress serve --issuer issuer.toml --listen 0.0.0.0:8443 --host letters.example.com \\
                 --tls-cert server.pem --tls-key server.key --token-file token --state /var/lib/hanpress

Exit code: 0 ended by a signal, 2 the server could not begin or not go on.")]
    Serve(Box<Serve>),
}

#[derive(Debug, Args)]
pub(crate) struct Make {
    #[command(flatten)]
    pub(crate) accounts: Accounts,
    /// The folder for documents, manifest and lists, or a store: `s3://bucket/prefix`, `gs://bucket/prefix`, `az://container/prefix`
    #[arg(long, value_name = "DIR", required_unless_present = "one")]
    pub(crate) out: Option<PathBuf>,
    /// Print the document of the one account there is to standard output: `make --one - > letter.pdf`
    #[arg(long, conflicts_with_all = ["out", "resume", "times", "shard", "add", "only", "name", "channel"])]
    pub(crate) one: bool,
    /// Write times.html, too: the report with throughput and stages
    #[arg(long)]
    pub(crate) times: bool,
    /// How files are named: `{id}`, `{number}` and `{seq}` with `-`, `_` or `.` between them [default: {number}]
    #[arg(long, value_name = "PATTERN")]
    pub(crate) name: Option<String>,
    /// Only the accounts with these ids; in a finished folder of the same run their documents are made again where they are missing or damaged
    #[arg(long, value_name = "ID", num_args = 1.., conflicts_with_all = ["shard", "add"])]
    pub(crate) only: Vec<String>,
    /// Add a run to the finished ones of that folder, as of corrected refused accounts; what stands is not made again
    #[arg(long, conflicts_with = "shard")]
    pub(crate) add: bool,
    /// Go on with an unfinished run in that folder
    #[arg(long)]
    pub(crate) resume: bool,
    /// Sign the documents as the `[sign]` table of this file says [default: the issuer file's own]
    #[arg(long, value_name = "CONFIG")]
    pub(crate) sign: Option<PathBuf>,
    /// Seconds after which one document in hand stops the run, which `--resume` goes on with; 0 for none
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = number::<u64>)]
    pub(crate) time_limit: u64,
    /// PDF standard to keep, such as a-2b, a-2a, a-3b, ua-1; may be given again [default: a-2b]
    #[arg(long, value_name = "STANDARD")]
    pub(crate) standard: Vec<String>,
    /// Lay every document out the long way, for comparison: the bytes are the same
    #[arg(long, hide = true)]
    pub(crate) plain: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The account's id, or the document's number
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// The folder that `make` wrote, or the store
    #[arg(long = "in", value_name = "DIR")]
    pub(crate) folder: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Audit {
    /// Folders that `make` wrote, or stores it wrote to
    #[arg(required = true, value_name = "DIR")]
    pub(crate) folders: Vec<PathBuf>,
    /// Join the folders of shards, if each is whole, to the folder one run would have made
    #[arg(long, requires = "out")]
    pub(crate) join: bool,
    /// The folder or store to join into; documents are linked into it, copied within a store, or copied from another file system
    #[arg(long, value_name = "DIR", requires = "join")]
    pub(crate) out: Option<PathBuf>,
    /// Sign the joined manifest with the key that signed the shards, as the `[sign]` table of this file says;
    /// who vouches for it is trusted
    #[arg(long, value_name = "CONFIG", requires = "join")]
    pub(crate) sign: Option<PathBuf>,
    /// Judge every signature too, and trust the certificates in this file, PEM or DER; may be given again
    #[arg(long, value_name = "FILE")]
    pub(crate) trust: Vec<PathBuf>,
    /// Who must have signed as the sender: a name, a unified social credit code or a certificate's SHA-256; behind `ROLE=` who must
    /// have signed that field, such as `borrower`. May be given again: of one field each is enough
    #[arg(long, value_name = "[ROLE=]WHO", value_parser = signer)]
    pub(crate) signer: Vec<RequiredSigner>,
    /// The hash that the folder's last line had when it was made, as it was noted elsewhere
    #[arg(long, value_name = "HASH", conflicts_with = "join", value_parser = hash)]
    pub(crate) last_hash: Option<String>,
    /// How many documents are looked at at a time [default: the number of cores]
    #[arg(long, value_name = "N", value_parser = workers)]
    pub(crate) workers: Option<u16>,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// PDF files
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// A file of certificates to trust, PEM or DER: of authorities or of signers; may be given again
    #[arg(long, value_name = "FILE")]
    pub(crate) trust: Vec<PathBuf>,
    /// Who must have signed as the sender: a name, a unified social credit code or a certificate's SHA-256; behind `ROLE=` who must
    /// have signed that field, such as `borrower`. May be given again: of one field each is enough
    #[arg(long, value_name = "[ROLE=]WHO", value_parser = signer)]
    pub(crate) signer: Vec<RequiredSigner>,
    /// The file whose first line is the password of encrypted files
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Rules {
    /// One code, such as R05 or A03
    #[arg(value_name = "CODE")]
    pub(crate) code: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Which file
    #[arg(value_enum)]
    pub(crate) of: Described,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Described {
    Account,
    Issuer,
    Manifest,
    /// Lines of standard output under `--format json`
    Events,
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// A folder that is not there yet, or empty
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// Which shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

#[derive(Debug, Args)]
pub(crate) struct Sample {
    /// How many
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = number::<u64>)]
    pub(crate) count: u64,
    /// Same seed, same bytes
    #[arg(long, value_name = "S", default_value_t = 1, value_parser = number::<u64>)]
    pub(crate) seed: u64,
    /// One kind, or `mixed`
    #[arg(long, value_name = "KIND", default_value = "mixed")]
    pub(crate) kind: String,
    /// Date the figures stand at [default: the day before the issue date of today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) as_of: Option<NaiveDate>,
}
