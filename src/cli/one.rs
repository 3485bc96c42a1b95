//! `hanpress make --one`: the document of the one account there is, on standard output.

use std::io::IsTerminal;
use std::sync::Arc;

use serde_json::json;

use super::console::Console;
use super::settings::Settings;
use super::{Ending, watch};
use crate::account::read::{Entries, Entry, read};
use crate::desk::Desk;
use crate::error::{Stop, StopCode};
use crate::finding::Finding;
use crate::letter::{Letter, Refused, make_entry};
use crate::run::{shown_id, worded};

/// Makes the document of the only account of the input. Nothing else is printed to standard output, so events go to
/// standard error.
pub(super) fn one(settings: &Settings, console: &mut Console) -> Result<Ending, Stop> {
    console.keep_stdout_free();
    watch::listen(console)?;
    if std::io::stdout().is_terminal() {
        return Err(terminal());
    }
    let desk = Desk::open(settings.desk.clone())?;
    for warning in desk.warnings() {
        console.warn(warning);
    }
    let accounts = read(settings.inputs.clone(), settings.reading(&desk))?;
    let notes = accounts.notes();
    let entry = only(accounts);
    console.notes(&notes)?;
    let entry = Arc::new(entry?);
    match make_entry(&desk, &entry) {
        Ok(letter) => print(&entry, &letter, settings, console),
        Err(Refused { stop: Some(stop), .. }) => Err(stop),
        Err(Refused { findings, .. }) => refuse(&entry, &findings, console),
    }
}

/// The only account.
fn only(mut accounts: Entries) -> Result<Entry, Stop> {
    let entry = accounts.next().ok_or_else(|| {
        Stop::new("`--one`: the input holds no account", "`--one`：输入中没有账户").coded(StopCode::Count)
    })?;
    if let Some(stop) = entry.cut_off() {
        return Err(stop);
    }
    match accounts.next() {
        None => Ok(entry),
        Some(next) => Err(next.cut_off().unwrap_or_else(several)),
    }
}

fn several() -> Stop {
    Stop::new("`--one`: the input holds more than one account", "`--one`：输入中不止一户")
        .coded(StopCode::Count)
        .hint("make many into a folder, with `--out DIR`", "多户请用 `--out DIR` 生成到文件夹")
}

fn terminal() -> Stop {
    Stop::new("`--one`: a PDF is nothing for a terminal", "`--one`：PDF 不能显示在终端上")
        .coded(StopCode::Usage)
        .hint("send it into a file: `> letter.pdf`", "请写入文件：`> letter.pdf`")
}

fn print(entry: &Entry, letter: &Letter, settings: &Settings, console: &Console) -> Result<Ending, Stop> {
    console.findings(entry, entry.id.as_deref(), &letter.warnings);
    console.causes();
    if letter.copy.is_some() {
        console.warn(&crate::finding::Words::new(
            "the locked copy for e-mail is not written: `--out DIR` writes it",
            "未写出加密的电子邮件副本：请用 `--out DIR`",
        ));
    }
    console.document(&letter.pdf)?;
    console.event(&json!({
        "event": "made", "seq": entry.seq, "id": entry.id, "number": letter.number, "kind": letter.kind,
        "file": "-", "pages": letter.pages, "sha256": letter.sha256,
    }))?;
    let issued = settings.desk.issue_date.to_string();
    let facts = json!({ "made": 1, "refused": 0, "warnings": letter.warnings.len(), "issue_date": issued });
    console.close(Ending::Well, None, facts)?;
    Ok(Ending::Well)
}

fn refuse(entry: &Entry, findings: &[Finding], console: &Console) -> Result<Ending, Stop> {
    let id = shown_id(entry, findings);
    console.findings(entry, id, findings);
    console.causes();
    console.event(&json!({
        "event": "refused", "seq": entry.seq, "id": id, "source": &*entry.source, "line": entry.line,
        "findings": worded(entry, findings, console.lang),
    }))?;
    console.close(Ending::Refused, None, json!({ "made": 0, "refused": 1 }))?;
    Ok(Ending::Refused)
}
