//! `hanpress audit`: finished folders against their manifests.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use hanpress::audit::{self, Audited, Told};
use hanpress::deliver::{self, Counts, Session};
use hanpress::error::Stop;
use hanpress::finding::Lang;
use hanpress::money::grouped;
use serde_json::json;

use super::Ending;
use super::args::Audit;
use super::console::Console;
use super::settings::workers;
use super::watch::Signals;

pub(crate) fn audit(typed: &Audit, console: &mut Console) -> Result<Ending, Stop> {
    let signals = Signals::listen()?;
    let mut ending = Ending::Well;
    for folder in &typed.folders {
        let audited = one(folder, workers(typed.workers), &signals.halt, console)?;
        if !audited.whole {
            return Ok(Ending::Signal);
        }
        if audited.flaws > 0 {
            ending = Ending::Refused;
        }
    }
    match &typed.out {
        Some(out) if ending == Ending::Well => join(typed, out, console),
        Some(_) => {
            console.tell(console.says("nothing was joined", "未合并"));
            Ok(ending)
        }
        None => Ok(ending),
    }
}

/// Joins shards that were found whole.
fn join(typed: &Audit, out: &Path, console: &Console) -> Result<Ending, Stop> {
    let report = deliver::join(&typed.folders, out, console.lang, &Session::start(1))?;
    let Counts { made, refused, warnings } = report.tally.counts;
    console.event(&json!({
        "event": "joined", "made": made, "refused": refused, "warnings": warnings, "out": out,
    }))?;
    let (shards, folder, count) =
        (typed.folders.len(), out.display(), |count: u64| grouped(&count.to_string()));
    console.tell(&match console.lang {
        Lang::En => format!(
            "{shards} folders joined: {} documents, {} refused  ({folder})",
            count(made),
            count(refused)
        ),
        Lang::Zh => format!(
            "已合并 {shards} 个文件夹：{} 份文书，拒绝 {} 份  （{folder}）",
            count(made),
            count(refused)
        ),
    });
    Ok(Ending::Well)
}

/// Audits one folder and tells what was found.
fn one(folder: &Path, workers: usize, halt: &AtomicBool, console: &mut Console) -> Result<Audited, Stop> {
    let audited = audit::audit(folder, workers, halt, |told| match told {
        Told::Begun(documents) => {
            console.begin(Some(documents));
            Ok(())
        }
        Told::Looked => {
            console.step();
            Ok(())
        }
        Told::Found(flaw) => {
            console.flaw(folder, &flaw);
            console.event(&json!({
                "event": "flaw", "folder": folder, "code": flaw.code, "message": flaw.message.get(console.lang),
                "file": flaw.file, "line": flaw.line, "id": flaw.id,
                "hint": flaw.hint.as_ref().map(|hint| hint.get(console.lang)),
            }))
        }
    })?;
    console.end();
    console.event(&json!({
        "event": "audited", "folder": folder, "documents": audited.counts.made,
        "refused": audited.counts.refused, "flaws": audited.flaws, "head": audited.head,
        "finished": audited.whole,
    }))?;
    console.tell(&summary(folder, &audited, console.lang));
    Ok(audited)
}

fn summary(folder: &Path, audited: &Audited, lang: Lang) -> String {
    let count = |count: u64| grouped(&count.to_string());
    let (made, refused) = (count(audited.counts.made), count(audited.counts.refused));
    let (folder, head) = (folder.display(), &audited.head);
    match (lang, audited.whole, audited.flaws) {
        (Lang::En, false, _) => format!("{folder}: the audit was stopped before its end"),
        (Lang::Zh, false, _) => format!("{folder}：核对未完成即被中止"),
        (Lang::En, _, 0) => {
            format!("{folder}: whole, {made} documents, {refused} refused; the chain ends in {head}")
        }
        (Lang::Zh, _, 0) => format!("{folder}：完整，{made} 份文书，拒绝 {refused} 份；链末哈希 {head}"),
        (Lang::En, _, flaws) => {
            format!("{folder}: not whole, flaws found: {}; {made} documents, {refused} refused", count(flaws))
        }
        (Lang::Zh, _, flaws) => {
            format!("{folder}：发现 {} 处问题，{made} 份文书，拒绝 {refused} 份", count(flaws))
        }
    }
}
