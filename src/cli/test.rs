//! `hanpress test`: tries templates with samples of every branch, and writes their pages as pictures.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveDate;
use serde_json::json;

use super::Ending;
use super::args::Test;
use super::console::Console;
use super::example;
use crate::clock;
use crate::desk::{Desk, DeskOptions};
use crate::error::{Stop, StopCode};
use crate::finding::Lang;
use crate::prove::{self, Coverage, MARK, Shot, Tried};
use crate::typeset::png;

/// How sharp pages are drawn, in pixels a point.
const SHARPNESS: f64 = 1.5;

/// How long the samples of one kind may take.
const TIME_LIMIT: Duration = Duration::from_secs(600);

pub(crate) fn test(typed: Test, console: &mut Console) -> Result<Ending, Stop> {
    if let Some(out) = &typed.out {
        may_write(out)?;
    }
    let desk = desk(&typed)?;
    let fixed = desk.fixed();
    let set = fixed.templates.set();
    for doubtful in fixed.template_warnings() {
        console.warn(&doubtful);
    }
    let mut kinds: Vec<String> = set.kinds().keys().filter(|kind| set.uses_own(kind)).cloned().collect();
    if kinds.is_empty() {
        console.tell(console.says(
            "note: the folder holds nothing but copies of the program's own templates; all kinds are tried",
            "说明：文件夹中的模板与内置模板相同，将试遍所有文书",
        ));
        kinds = set.kinds().keys().cloned().collect();
    }
    if let Some(kind) = &typed.kind {
        kinds = vec![fixed.known_kind(kind)?];
    }
    let (mut coverage, mut all) = (Coverage::of(set), Vec::new());
    for kind in &kinds {
        let tried;
        (tried, coverage) = prove::try_kind(&desk, kind, coverage, TIME_LIMIT)?;
        tell_kind(kind, &tried, console)?;
        all.extend(tried);
    }
    if let Some(out) = &typed.out {
        write(out, &typed, &all, &coverage, &desk, console.lang)?;
    }
    conclude(&all, &coverage, &desk, &typed, console)
}

/// The desk at which the templates are tried: of the named issuer, or the example's where no other is named.
fn desk(typed: &Test) -> Result<Desk, Stop> {
    desk_of(&typed.templates, typed.issuer.as_deref(), typed.font_dir.clone(), typed.issue_date)
}

/// The same for whoever tries templates.
pub(super) fn desk_of(
    templates: &Path,
    issuer: Option<&Path>,
    fonts: Option<PathBuf>,
    issue_date: Option<NaiveDate>,
) -> Result<Desk, Stop> {
    let issue_date = issue_date.map_or_else(clock::issue_date, Ok)?;
    let templates = Some(templates.to_path_buf());
    let named = issuer.unwrap_or(Path::new(""));
    let options = DeskOptions { templates, fonts, sign: None, ..DeskOptions::new(named, issue_date) };
    if issuer.is_some() { Desk::open(options) } else { Desk::new(example::parts(options)?) }
}

/// Only a new folder, an empty one or an earlier contact sheet is written to.
fn may_write(out: &Path) -> Result<(), Stop> {
    let earlier = std::fs::read_to_string(out.join("index.html")).is_ok_and(|text| text.contains(MARK));
    let empty = out.read_dir().map_or(!out.exists(), |mut entries| entries.next().is_none());
    if earlier || empty {
        return Ok(());
    }
    let shown = out.display();
    Err(Stop::new(
        format!("`{shown}` holds something else than the pages of `hanpress test`"),
        format!("`{shown}` 中有其他内容，不是 `hanpress test` 的结果"),
    )
    .coded(StopCode::Folder)
    .hint("give a new folder with `--out`", "请用 `--out` 另指定文件夹"))
}

/// Writes each page as a picture, and the contact sheet.
fn write(
    out: &Path,
    typed: &Test,
    all: &[Tried],
    coverage: &Coverage,
    desk: &Desk,
    lang: Lang,
) -> Result<(), Stop> {
    std::fs::create_dir_all(out).map_err(|error| Stop::unwritten(out, &error))?;
    for entry in out.read_dir().map_err(|error| Stop::unreadable(out, &error))?.flatten() {
        if entry.path().extension().is_some_and(|ending| ending == "png") {
            std::fs::remove_file(entry.path()).map_err(|error| Stop::unwritten(&entry.path(), &error))?;
        }
    }
    let mut shots = Vec::new();
    for (number, tried) in (1..).zip(all) {
        let mut pages = Vec::new();
        for (page, frame) in (1..).zip(tried.document.iter().flat_map(|document| document.pages())) {
            let name = format!("{}-{number:02}-{page}.png", tried.kind);
            let (path, picture) = (out.join(&name), png(frame, SHARPNESS)?);
            std::fs::write(&path, &picture).map_err(|error| Stop::unwritten(&path, &error))?;
            pages.push((name, picture));
        }
        shots.push(Shot { tried, pages });
    }
    let folder = typed.templates.display().to_string();
    let sheet = prove::sheet(&folder, &shots, coverage, desk.fixed().templates.set(), lang);
    let path = out.join("index.html");
    std::fs::write(&path, sheet).map_err(|error| Stop::unwritten(&path, &error))
}

/// Tells what came of the samples of a kind.
fn tell_kind(kind: &str, tried: &[Tried], console: &Console) -> Result<(), Stop> {
    for one in tried {
        let traits: Vec<_> = one.traits.iter().map(|one| one.get(console.lang)).collect();
        let pages = one.document.as_ref().map_or(0, |document| document.pages().len());
        let worded = |findings: &[crate::finding::Finding]| {
            findings.iter().map(|one| json!(one.worded(console.lang))).collect::<Vec<_>>()
        };
        console.event(&json!({ "event": "tried", "kind": kind, "traits": traits, "pages": pages,
            "findings": worded(&[&one.faults[..], &one.doubts[..]].concat()) }))?;
    }
    let (mut told, separator) = (Vec::new(), console.says(", ", "、"));
    for one in tried {
        let traits: Vec<_> = one.traits.iter().map(|one| one.get(console.lang)).collect();
        for finding in one.faults.iter().chain(&one.doubts) {
            if !told.contains(&finding) {
                console.tried(finding, one.faults.contains(finding), kind, &traits.join(separator));
                told.push(finding);
            }
        }
    }
    let pages: usize =
        tried.iter().filter_map(|one| one.document.as_ref()).map(|document| document.pages().len()).sum();
    let letters = tried.iter().filter(|one| one.document.is_some()).count();
    console.tell(&match console.lang {
        Lang::En => format!("{kind}: {letters} samples set, {pages} pages"),
        Lang::Zh => format!("{kind}：已排版 {letters} 份样例，共 {pages} 页"),
    });
    Ok(())
}

/// The last words: what no sample reached, and whether anything is wrong.
fn conclude(
    all: &[Tried],
    coverage: &Coverage,
    desk: &Desk,
    typed: &Test,
    console: &Console,
) -> Result<Ending, Stop> {
    let set = desk.fixed().templates.set();
    let left = coverage.unreached(set);
    for one in &left {
        let told = one.told(console.lang);
        console.event(&json!({ "event": "unreached", "place": told }))?;
        console.tell(&match console.lang {
            Lang::En => format!("no sample reached {told}"),
            Lang::Zh => format!("没有样例到达 {told}"),
        });
    }
    let faults = all.iter().filter(|one| !one.faults.is_empty()).count();
    let (reached, parts) = coverage.count();
    let exit = if faults == 0 { Ending::Well } else { Ending::Refused };
    let facts = json!({ "samples": all.len(), "faulty": faults, "reached": reached, "parts": parts });
    console.close(exit, None, facts)?;
    console.tell(&match console.lang {
        Lang::En => format!(
            "{} samples, {faults} with faults; {reached} of {parts} parts of the templates reached",
            all.len()
        ),
        Lang::Zh => {
            format!("共 {} 份样例，{faults} 份有错误；模板共 {parts} 处，到达 {reached} 处", all.len())
        }
    });
    if let Some(out) = &typed.out {
        let shown = out.join("index.html");
        console.tell(&format!("{}{}", console.says("pages: ", "样张："), shown.display()));
    }
    Ok(exit)
}
