//! `hanpress sign`: one more signature on a finished document.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::clock;
use crate::countersign::{self, Countersignature};
use crate::error::Stop;
use crate::finding::Lang;
use crate::issuer::{Level, SignTable};
use crate::named_files::NamedFiles;
use crate::sign::{Reached, Signer, config};
use serde_json::json;

use super::args::Sign;
use super::console::Console;
use super::settings::{a_place, password};
use super::verify::pdf;
use super::{Ending, watch};

pub(crate) fn sign(typed: &Sign, console: &Console) -> Result<Ending, Stop> {
    watch::listen(console)?;
    let out = out(typed)?;
    let moment = clock::moment()?;
    let (table, beside) = table(typed)?;
    let signer = Signer::open(&table, &beside, &password(), moment.date_naive())?;
    let signer = signer.at(moment);
    for warning in &signer.warnings {
        console.warn(warning);
    }
    let beside = NamedFiles::Folder(PathBuf::new());
    let open = typed.open_password_file.as_deref().map(Path::to_string_lossy);
    let open = open.map(|name| password().get(&beside, Some(&name), "")).transpose()?;
    let picture = typed.picture.as_deref().map(config::file).transpose()?;
    let with = Countersignature { password: open.map(|open| open.to_string()), picture };
    let signed = countersign::sign(pdf(&typed.file)?, &typed.field, &signer, with)?;
    let Reached { level, time, .. } = signed.reached().clone();
    write(&out, &signed.into_pdf())?;
    let (signed_by, shown) = (signer.holder().shown(), out.display());
    console.event(&json!({
        "event": "signed", "field": typed.field, "signer": signed_by, "certificate": signer.fingerprint(),
        "file": shown.to_string(),
        "level": level.word(), "time": time.map(|time| time.to_rfc3339()),
    }))?;
    let lasts = if level > Level::B { format!(", {}", level.word()) } else { String::new() };
    console.tell(&match console.lang {
        Lang::En => format!("`{}` signed by `{signed_by}`{lasts}  ({shown})", typed.field),
        Lang::Zh => format!("`{}` 已由 `{signed_by}` 签署{lasts}  （{shown}）", typed.field),
    });
    if let Some(why) = signer.failure() {
        console.warn(&why);
    }
    console.close(Ending::Well, None, json!({}))?;
    Ok(Ending::Well)
}

/// The signing file's table, with what was typed put over it, and the folder in which its files stand.
fn table(typed: &Sign) -> Result<(SignTable, NamedFiles), Stop> {
    let (mut table, beside) = match &typed.sign {
        Some(path) => (config::read(path)?, NamedFiles::beside(path)),
        None => (SignTable::default(), NamedFiles::Folder(PathBuf::new())),
    };
    // What was typed stands where it is said to, not beside the signing file.
    let place = |path: &PathBuf| match &typed.sign {
        Some(_) => std::path::absolute(path).unwrap_or_else(|_| path.clone()).to_string_lossy().into_owned(),
        None => path.to_string_lossy().into_owned(),
    };
    if let Some(key) = &typed.key {
        (table.key, table.token) = (Some(place(key)), None);
    }
    let files = [
        (&typed.password_file, &mut table.password_file),
        (&typed.certificate, &mut table.certificate),
        (&typed.trust, &mut table.trust),
    ];
    for (said, place_of) in files {
        if let Some(path) = said {
            *place_of = Some(place(path));
        }
    }
    for (said, words) in [(&typed.reason, &mut table.reason), (&typed.location, &mut table.location)] {
        if said.is_some() {
            words.clone_from(said);
        }
    }
    config::check(&table).map_err(|findings| Stop::of_file(&shown_config(typed), &findings))?;
    Ok((table, beside))
}

fn shown_config(typed: &Sign) -> String {
    typed.sign.as_ref().map(|path| path.display().to_string()).unwrap_or_default()
}

/// Where the new file goes, which must not be there yet.
fn out(typed: &Sign) -> Result<PathBuf, Stop> {
    typed.out.as_deref().map_or(Ok(()), |out| a_place(out, false))?;
    let out = typed.out.clone().unwrap_or_else(|| typed.file.with_extension("signed.pdf"));
    if out.exists() { Err(taken(&out)) } else { Ok(out) }
}

pub(super) fn taken(out: &Path) -> Stop {
    Stop::new(format!("`{}` is there already", out.display()), format!("`{}` 已经存在", out.display())).hint(
        "name another with `--out`; nothing is written over",
        "请用 `--out` 另指定；程序不会覆盖已有文件",
    )
}

/// Writes a file beside its place and sets it there, so that it appears whole or not at all. What stands in
/// either place already is another's, and is left alone.
pub(super) fn write(out: &Path, bytes: &[u8]) -> Result<(), Stop> {
    let beside = out.with_extension("part");
    let mut options = fs::OpenOptions::new();
    // What it holds is a person's.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options
        .write(true)
        .create_new(true)
        .open(&beside)
        .map_err(|error| Stop::unwritten(&beside, &error))?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    let set = written.map_err(|error| Stop::unwritten(out, &error)).and_then(|()| set(&beside, out));
    // Where it was renamed it is gone already.
    let _ = fs::remove_file(&beside);
    set
}

/// Sets a file in its place, unless something has come to stand there.
fn set(beside: &Path, out: &Path) -> Result<(), Stop> {
    match fs::hard_link(beside, out) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(taken(out)),
        // A file system without links.
        Err(_) if out.exists() => Err(taken(out)),
        Err(_) => fs::rename(beside, out).map_err(|error| Stop::unwritten(out, &error)),
    }
}
