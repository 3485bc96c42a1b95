//! `hanpress test`: tries templates with samples of every branch, and writes their pages as pictures.

use serde_json::json;

use super::Ending;
use super::args::Test;
use super::console::Console;
use super::trial::{Sheet, TIME_LIMIT, Trial};
use crate::desk::Desk;
use crate::error::Stop;
use crate::finding::Lang;
use crate::prove::{self, Coverage, MARK, Shot, Tried};

pub(crate) fn test(typed: Test, console: &mut Console) -> Result<Ending, Stop> {
    let sheet = typed.out.as_deref().map(|out| Sheet { out, mark: MARK, command: "test", endings: &["png"] });
    sheet.as_ref().map_or(Ok(()), Sheet::may_write)?;
    let trial = Trial {
        templates: Some(&typed.templates),
        issuer: typed.issuer.as_deref(),
        fonts: typed.font_dir.clone(),
        issue_date: typed.issue_date,
    };
    let desk = trial.desk()?;
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
        let own = set.kinds().get(kind).map(|kind| trial.own_desk(&kind.facts)).transpose()?.flatten();
        let tried;
        (tried, coverage) = prove::try_kind(own.as_ref().unwrap_or(&desk), kind, coverage, TIME_LIMIT)?;
        tell_kind(kind, &tried, console)?;
        all.extend(tried);
    }
    if let Some(sheet) = &sheet {
        write(sheet, &typed, &all, &coverage, &desk, console.lang)?;
    }
    conclude(&all, &coverage, &desk, &typed, console)
}

/// Writes each page as a picture, and the contact sheet.
fn write(
    sheet: &Sheet<'_>,
    typed: &Test,
    all: &[Tried],
    coverage: &Coverage,
    desk: &Desk,
    lang: Lang,
) -> Result<(), Stop> {
    sheet.clear()?;
    let mut shots = Vec::new();
    for (number, tried) in (1..).zip(all) {
        let pages = sheet.pages(&format!("{}-{number:02}", tried.kind), tried.document.as_ref())?;
        shots.push(Shot { tried, pages });
    }
    let folder = typed.templates.display().to_string();
    let page = prove::sheet(&folder, &shots, coverage, desk.fixed().templates.set(), lang);
    sheet.write("index.html", page.as_bytes())
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
