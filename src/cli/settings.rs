//! What was decided: every conflict among what was typed is found here.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use crate::account::read::{Encoding, Format, Input, Reading, is_passed_over};
use crate::clock;
use crate::desk::{Desk, DeskOptions, KindChoice, TIME_LIMIT};
use crate::error::{Stop, StopCode};
use crate::finding::Lang;
use crate::masked::Masked;
use crate::run::{RunOptions, Shard};
use crate::sign::{Password, SignOptions};
use crate::table::text::sign;

use super::args::{Accounts, Common, Tongue};
use super::console;
use super::places::is_store;

/// Accounts to work on.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) inputs: Vec<Input>,
    from: Option<Format>,
    encoding: Option<Encoding>,
    delimiter: Option<u8>,
    sheet: Option<String>,
    /// Whether only the meaning of headings is asked for.
    pub(crate) columns: bool,
    pub(crate) desk: DeskOptions,
    pub(crate) workers: usize,
    pub(crate) fail_fast: bool,
    pub(crate) shard: Option<Shard>,
    expect: Option<u64>,
}

impl Settings {
    /// How the inputs are read: as was typed, else as the issuer file says.
    pub(crate) fn reading(&self, desk: &Desk) -> Reading {
        let of_issuer = desk.reading();
        Reading {
            from: self.from,
            encoding: self.encoding,
            delimiter: self.delimiter.or(of_issuer.delimiter),
            sheet: self.sheet.clone().or_else(|| of_issuer.sheet.clone()),
            ..of_issuer
        }
    }

    /// How they are worked on.
    pub(crate) fn run(&self) -> RunOptions {
        let Self { workers, fail_fast, shard, expect, .. } = *self;
        RunOptions { workers, fail_fast, shard, expect, ..RunOptions::default() }
    }
}

/// Settles what was typed for `make` and `check`. `begun` is the issue date of the run that is resumed.
pub(crate) fn settle(
    accounts: Accounts,
    standards: Vec<String>,
    sign: Option<SignOptions>,
    begun: Option<chrono::NaiveDate>,
) -> Result<Settings, Stop> {
    let inputs: Vec<Input> = accounts.inputs.iter().map(|argument| Input::named(argument)).collect();
    if inputs.iter().filter(|input| **input == Input::Stdin).count() > 1 {
        return Err(Stop::new("standard input is given twice", "标准输入重复"));
    }
    let from = accounts.from.as_deref().and_then(Format::named);
    let encoding = accounts.encoding.as_deref().and_then(Encoding::named);
    let delimiter = accounts.delimiter.as_deref().map(delimiter).transpose()?;
    let issue_date = match accounts.issue_date.or(begun) {
        Some(date) => date,
        None => clock::issue_date()?,
    };
    let kind = match accounts.kind.as_deref() {
        None => KindChoice::Own,
        Some("auto" | "自动") => KindChoice::Auto,
        Some("course" | "流程") => KindChoice::Course,
        Some(name) => KindChoice::Named(name.to_string()),
    };
    Ok(Settings {
        inputs,
        from,
        encoding,
        delimiter,
        sheet: accounts.sheet,
        columns: accounts.columns,
        desk: DeskOptions {
            issuer: accounts.issuer,
            templates: accounts.templates,
            fonts: accounts.font_dir,
            kind,
            issue_date,
            standards,
            ways: accounts.channel,
            sign,
            time_limit: TIME_LIMIT,
            plain: false,
        },
        workers: workers(accounts.workers),
        fail_fast: accounts.fail_fast,
        shard: accounts.shard.as_deref().map(shard).transpose()?,
        expect: accounts.expect,
    })
}

/// Refuses `-` as a place to write to; `one` says whether a document can be had on standard output.
pub(crate) fn a_place(out: &Path, one: bool) -> Result<(), Stop> {
    if out != Path::new("-") {
        return Ok(());
    }
    let stop = Stop::new(
        "`--out -`: this is written to a place, not to standard output",
        "`--out -`：不能写到标准输出",
    );
    let stop = stop.coded(StopCode::Usage);
    let stop = match one {
        false => stop,
        true => stop.hint(
            "the document of one account: `hanpress make --one - > letter.pdf`",
            "单户文书：`hanpress make --one - > letter.pdf`",
        ),
    };
    Err(stop.hint("what is really named so: `--out ./-`", "确为此名时请写 `--out ./-`"))
}

/// Refuses a place within a folder of accounts: the next run would take what this one writes for accounts.
pub(crate) fn apart(out: &Path, inputs: &[Input]) -> Result<(), Stop> {
    if is_store(out) {
        return Ok(());
    }
    let whole = real(out);
    let folders = inputs.iter().filter_map(Input::path).filter(|path| path.is_dir());
    let within = |folder: &PathBuf| {
        let below = whole.strip_prefix(real(folder)).ok();
        below.is_some_and(|below| !below.iter().any(|name| is_passed_over(&name.to_string_lossy())))
    };
    let Some(folder) = folders.into_iter().find(within) else { return Ok(()) };
    let (out, folder) = (out.display(), folder.display());
    Err(within_another(Stop::new(
        format!("`--out {out}` lies in `{folder}`, all files of which are read as accounts"),
        format!("`--out {out}` 位于 `{folder}` 中，而其中的文件都会作为账户读取"),
    )))
}

/// Refuses a place within the folder of a run: what stands there belongs to its manifest.
pub(crate) fn apart_from(out: &Path, run: &Path) -> Result<(), Stop> {
    if !real(out).starts_with(real(run)) {
        return Ok(());
    }
    let (out, run) = (out.display(), run.display());
    Err(within_another(Stop::new(
        format!("`--out {out}` lies in `{run}`, which holds the run and nothing else"),
        format!("`--out {out}` 位于 `{run}` 中，该文件夹只存放批次"),
    )))
}

fn within_another(stop: Stop) -> Stop {
    stop.coded(StopCode::Usage).hint("name a folder that stands beside it", "请指定该文件夹以外的目录")
}

/// A path without links, as far as it leads to something.
fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let there = path.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    let Some((above, real)) = there else { return path };
    path.strip_prefix(above).map_or_else(|_| real.clone(), |below| real.join(below))
}

/// The sign that parts cells.
pub(crate) fn delimiter(word: &str) -> Result<u8, Stop> {
    sign(word).ok_or_else(|| {
        Stop::new(
            format!("`--delimiter {word}`: this parts no cells"),
            format!("`--delimiter {word}`：不能作为分隔符"),
        )
        .hint("write one sign, such as `;`, or `tab`", "请写一个符号（如 `;`）或 `tab`")
    })
}

/// The password of a key that has no file for it: from the environment, else from the terminal.
#[allow(clippy::disallowed_methods, reason = "a password comes by the environment, never as an argument")]
pub(crate) fn password() -> Password {
    let named = |name: &str| std::env::var(name).ok().map(Masked::new);
    Password {
        environment: named("HANPRESS_KEY_PASSWORD"),
        timestamp: named("HANPRESS_TIMESTAMP_PASSWORD"),
        ask: console::ask_password,
    }
}

/// As many as were asked for, else one for each core.
pub(crate) fn workers(typed: Option<u16>) -> usize {
    typed.map_or_else(cores, usize::from)
}

fn cores() -> usize {
    available_parallelism().map_or(1, NonZeroUsize::get)
}

/// `I/N` with I below N; `env/N` takes I from the environment of a Kubernetes indexed job or a Slurm array.
fn shard(text: &str) -> Result<Shard, Stop> {
    let wrong = || {
        Stop::new(format!("`{text}` is no shard"), format!("`{text}` 不是有效的分片"))
            .hint("write I/N with I from 0 to N - 1, or env/N", "请写作 I/N（I 为 0 至 N-1），或 env/N")
    };
    let (index, of) = text.split_once('/').ok_or_else(wrong)?;
    let of: u64 = of.parse().map_err(|_| wrong())?;
    let index =
        if index == "env" { index_from_environment()? } else { index.parse().map_err(|_| wrong())? };
    Shard::new(index, of).ok_or_else(wrong)
}

#[allow(clippy::disallowed_methods, reason = "a job's index comes by its environment only")]
fn index_from_environment() -> Result<u64, Stop> {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let slurm = || number("SLURM_ARRAY_TASK_ID")?.checked_sub(number("SLURM_ARRAY_TASK_MIN").unwrap_or(0));
    number("JOB_COMPLETION_INDEX").or_else(slurm).ok_or_else(|| {
        Stop::new(
            "`--shard env/N`: neither JOB_COMPLETION_INDEX nor SLURM_ARRAY_TASK_ID is set",
            "`--shard env/N`：未设置 JOB_COMPLETION_INDEX 或 SLURM_ARRAY_TASK_ID",
        )
    })
}

/// The language of words: as asked, else the locale's, else English.
pub(crate) fn language(common: &Common) -> Lang {
    match common.lang {
        Some(Tongue::Zh) => Lang::Zh,
        Some(Tongue::En) => Lang::En,
        None => match sys_locale::get_locale() {
            Some(locale) if locale.to_lowercase().starts_with("zh") => Lang::Zh,
            _ => Lang::En,
        },
    }
}

/// The date samples stand at: as asked, else the day before the issue date of today.
pub(crate) fn sample_date(as_of: Option<chrono::NaiveDate>) -> Result<chrono::NaiveDate, Stop> {
    if let Some(date) = as_of {
        return Ok(date);
    }
    let today = clock::issue_date()?;
    Ok(today.pred_opt().unwrap_or(today))
}
