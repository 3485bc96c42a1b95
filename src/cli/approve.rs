//! `hanpress approve`: who answers for templates, in a file that `make` can demand.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::Ending;
use super::args::Approve;
use super::console::Console;
use super::trial::Trial;
use crate::clock;
use crate::desk::{Approval, Approvals};
use crate::error::{Stop, StopCode};
use crate::fill::TemplateSet;
use crate::finding::Lang;
use crate::prove::prove;

/// The folder in which approved templates are kept as they were; its name says that it is no kind.
pub(super) const KEPT: &str = "_approved";

pub(crate) fn approve(typed: &Approve, console: &Console) -> Result<Ending, Stop> {
    let by = typed.by.trim();
    if by.is_empty() {
        return Err(Stop::new("`--by` names nobody", "`--by` 没有写明审批人").coded(StopCode::Usage));
    }
    let set = TemplateSet::with_folder(&typed.templates)?;
    // Nobody is to answer for templates that fail.
    let (templates, issuer) = (Some(typed.templates.as_path()), typed.issuer.as_deref());
    prove(&Trial { templates, issuer, fonts: None, issue_date: None }.desk()?)?;
    let file = typed.out.clone().unwrap_or_else(|| typed.templates.join("approved.toml"));
    let shown = file.display().to_string();
    let mut approvals = match fs::read_to_string(&file) {
        Ok(text) => Approvals::read(&text, &shown)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Approvals::default(),
        Err(error) => return Err(Stop::unreadable(&file, &error)),
    };
    let kinds = set.kinds().iter().map(|(name, kind)| (name.clone(), kind.hash.clone())).collect();
    let before = approvals.latest().map(|latest| (latest.version, latest.kinds.clone()));
    if let Some((version, of_before)) = &before
        && *of_before == kinds
    {
        tell(console, *version, &[], &shown, true)?;
        return Ok(Ending::Well);
    }
    let of_before = before.map(|(_, kinds)| kinds).unwrap_or_default();
    let changed: Vec<String> = kinds
        .iter()
        .filter(|(name, hash)| of_before.get(*name) != Some(*hash))
        .map(|(name, _)| name.clone())
        .collect();
    let version = approvals.approved.len() as u64 + 1;
    keep(&typed.templates, &set)?;
    approvals.approved.push(Approval { version, at: clock::stamp(), by: by.to_string(), kinds });
    write(&file, &approvals)?;
    tell(console, version, &changed, &shown, false)?;
    Ok(Ending::Well)
}

/// Keeps one's own templates as they are now, to be held beside later ones.
fn keep(folder: &Path, set: &TemplateSet) -> Result<(), Stop> {
    let (kept, part) = (folder.join(KEPT), folder.join(format!("{KEPT}.part")));
    let copy = || {
        let _ = fs::remove_dir_all(&part);
        for (name, text) in set.files().filter(|(name, _)| set.is_own(name) || folder.join(name).is_file()) {
            let path = part.join(name);
            fs::create_dir_all(path.parent().unwrap_or(&part))?;
            fs::write(path, text)?;
        }
        let _ = fs::remove_dir_all(&kept);
        fs::rename(&part, &kept)
    };
    copy().map_err(|error| Stop::unwritten(&kept, &error))
}

/// Writes the approvals whole or not at all.
fn write(file: &Path, approvals: &Approvals) -> Result<(), Stop> {
    let mut text = String::from(
        "# Written by `hanpress approve`: which templates may be used, the latest last. An issuer file demands it by\n\
         # `[templates] approved`.\n",
    );
    for Approval { version, at, by, kinds } in &approvals.approved {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        text.push_str(&format!(
            "\n[[approved]]\nversion = {version}\nat = {}\nby = {}\n\n",
            quoted(at),
            quoted(by)
        ));
        text.push_str("[approved.kinds]\n");
        kinds
            .iter()
            .for_each(|(kind, hash)| text.push_str(&format!("{} = {}\n", quoted(kind), quoted(hash))));
    }
    let part = file.with_extension("part");
    fs::write(&part, text)
        .and_then(|()| fs::rename(&part, file))
        .map_err(|error| Stop::unwritten(file, &error))
}

fn tell(console: &Console, version: u64, changed: &[String], file: &str, stood: bool) -> Result<(), Stop> {
    console.event(&json!({ "event": "approved", "version": version, "changed": changed, "file": file }))?;
    console.tell(&match (console.lang, stood) {
        (Lang::En, true) => format!("the templates are those of version {version} already  ({file})"),
        (Lang::Zh, true) => format!("模板与已审批的第 {version} 版相同  （{file}）"),
        (Lang::En, false) => format!("version {version} is approved: {}  ({file})", changed.join(", ")),
        (Lang::Zh, false) => format!("第 {version} 版已审批：{}  （{file}）", changed.join("、")),
    });
    console.close(Ending::Well, None, json!({}))
}
