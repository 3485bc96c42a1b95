//! A desk for tests: an account in, filled source or finished pages out.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use hanpress::inner::account::Account;
use hanpress::inner::account::read::{Entries, Record};
use hanpress::inner::batch::{Flow, drive};
use hanpress::inner::desk::{Desk, DeskOptions};
use hanpress::inner::error::Stop;
use hanpress::inner::finding::{Finding, Lang, Words};
use hanpress::inner::issuer::Role;
use hanpress::inner::kind::KindFacts;
use hanpress::inner::produce::{self, Prepared};
use hanpress::inner::typeset::Typeset;
use serde_json::{Value, json};

/// What is made of an account.
pub(crate) type Made = Result<(Prepared, Typeset), Vec<Finding>>;

/// A file of the project.
pub(crate) fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The issue date of every document made in tests.
pub(crate) fn issue_date() -> NaiveDate {
    "2026-11-23".parse().unwrap()
}

/// A desk with the templates of a folder over the built-in ones.
pub(crate) fn desk_of(issuer: &Path, templates: Option<&Path>) -> Result<Desk, Stop> {
    let templates = templates.map(Path::to_path_buf);
    Desk::open(DeskOptions { templates, ..DeskOptions::new(issuer, issue_date()) })
}

/// The desk of the examples.
pub(crate) fn desk() -> &'static Desk {
    static DESK: LazyLock<Desk> = LazyLock::new(|| desk_of(&file("examples/issuer.toml"), None).unwrap());
    &DESK
}

/// The desk of the examples from which a kind may be sent: the law firm's for what only such a firm sends.
pub(crate) fn desk_for(kind: &KindFacts) -> &'static Desk {
    static FIRM: LazyLock<Desk> = LazyLock::new(|| desk_of(&file("examples/law-firm.toml"), None).unwrap());
    if kind.senders == [Role::LawFirm] { &FIRM } else { desk() }
}

/// The account of a golden case.
pub(crate) fn example(case: &str) -> Value {
    let path = file("tests/golden").join(case).join("account.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// An account with one value changed at a JSON pointer; what is not there is added.
pub(crate) fn with(mut account: Value, pointer: &str, value: impl Into<Value>) -> Value {
    let (above, name) = pointer.rsplit_once('/').unwrap();
    match account.pointer_mut(above).unwrap() {
        Value::Object(map) => drop(map.insert(name.to_string(), value.into())),
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = value.into(),
        _ => panic!("nothing stands under {pointer}"),
    }
    account
}

/// The account as a run reads it, with the hash of its record.
pub(crate) fn account(value: &Value) -> (Account, [u8; 32]) {
    try_account(value).expect("the account can be read")
}

fn try_account(value: &Value) -> Result<(Account, [u8; 32]), Vec<Finding>> {
    let entry = Entries::single(Record::from_value(1, value));
    Ok((entry.account?, entry.sha256.unwrap()))
}

/// Reads, checks, drafts and fills.
pub(crate) fn prepare(desk: &Desk, value: &Value) -> Result<Prepared, Vec<Finding>> {
    let (account, sha256) = try_account(value)?;
    produce::prepare(account, &sha256, desk)
}

/// Makes the documents of many accounts, each by its desk, on threads such as a run has.
pub(crate) fn make_all<'a>(jobs: impl Iterator<Item = (&'a Desk, Value)>) -> Vec<Made> {
    let jobs: Vec<_> = jobs.map(|(desk, value)| (desk.clone(), value)).collect();
    let mut made = Vec::new();
    let work = |(desk, value): &(Desk, Value)| {
        let mut prepared = prepare(desk, value)?;
        let typeset = produce::set(&mut prepared, desk)?;
        produce::proofread(&mut prepared, &typeset, desk)?;
        Ok((prepared, typeset))
    };
    let taken = drive(
        jobs.into_iter(),
        2,
        &Arc::default(),
        work,
        || Err(Vec::new()),
        |_, done| {
            made.push(done);
            Ok(Flow::On)
        },
    );
    taken.unwrap();
    made
}

/// Makes one document.
pub(crate) fn make(desk: &Desk, value: &Value) -> Made {
    make_all(std::iter::once((desk, value.clone()))).remove(0)
}

/// Findings in a few lines: code, message, hints.
pub(crate) fn told(findings: &[Finding]) -> String {
    let line = |finding: &Finding| {
        let hints = finding.hints.iter().map(|hint| format!("\n  {}", hint.get(Lang::En)));
        format!("{} {}{}\n", finding.code, finding.message.get(Lang::En), hints.collect::<String>())
    };
    findings.iter().map(line).collect()
}

/// A folder of templates: what is given, over the built-in ones.
pub(crate) fn templates(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

/// A kind that any account can be made into: no needs, no rules of its own.
pub(crate) const PLAIN_KIND: &str = "title = \"信函\"\npurpose = \"shows something in a test\"\nsenders = [\"issuer\"]\n\
    addressees = [\"debtor\", \"guarantor\", \"heir\", \"administrator\"]\nneeds = []\nrules = []\nblocks = []\nchannels = []\nretention_years = 1\n";

/// Makes an account into a document of a template given here; `Err` when the desk or the document is refused. Messages
/// call its folder `templates`, and show neither column nor words of a place.
pub(crate) fn make_by(letter: &str, more: &[(&str, &str)], value: &Value) -> Result<Made, Stop> {
    let mut files = vec![("plain/kind.toml", PLAIN_KIND), ("plain/letter.typ.jinja", letter)];
    files.extend(more);
    let folder = templates(&files);
    let shown = folder.path().display().to_string();
    let line = |words: &Words| Words::new(line_only(&words.en, &shown), line_only(&words.zh, &shown));
    let desk = desk_of(&file("examples/issuer.toml"), Some(folder.path()))
        .map_err(|stop| Stop { message: line(&stop.message), ..stop })?;
    let made = make(&desk, &with(value.clone(), "/kind", json!("plain")));
    Ok(made.map_err(|findings| {
        let told = |finding: Finding| Finding { hints: finding.hints.iter().map(line).collect(), ..finding };
        findings.into_iter().map(told).collect()
    }))
}

/// Words that name places by file and line only.
fn line_only(words: &str, folder: &str) -> String {
    let words = words.replace(folder, "templates");
    let mut lines = Vec::new();
    for (number, line) in words.lines().enumerate() {
        let Some(at) = line.find("templates/") else {
            // The words of a template around a place stand on a line of their own.
            if number == 0 || !line.trim_start().starts_with('`') {
                lines.push(line.to_string());
            }
            continue;
        };
        let place: Vec<&str> = line[at..].splitn(4, ':').collect();
        lines.push(match place[..] {
            [file, row, column, rest] if column.trim().parse::<u32>().is_ok() => {
                let rest =
                    if rest.trim_start().starts_with('`') && line.starts_with("at ") { "" } else { rest };
                format!("{}{file}:{row}{}{rest}", &line[..at], if rest.is_empty() { "" } else { ":" })
            }
            _ => line.to_string(),
        });
    }
    lines.join("\n")
}
