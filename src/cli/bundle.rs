//! `hanpress bundle`: all that was sent to an account, and what became of it, as one file.

use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::args::Bundle;
use super::console::Console;
use super::settings::{a_place, apart_from, password};
use super::sign::{taken, write};
use super::verify::trusting;
use super::{Ending, watch};
use crate::bundle::{self, Bundled, Request};
use crate::clock;
use crate::desk::{Desk, DeskOptions};
use crate::error::{Stop, StopCode};
use crate::finding::{Lang, Words};
use crate::money::grouped;
use crate::place::{Folder, Place};
use crate::sign::SignOptions;
use crate::verify::Terms;

pub(crate) fn bundle(typed: &Bundle, console: &Console) -> Result<Ending, Stop> {
    let watch = watch::listen(console)?;
    let date = typed.date.map_or_else(clock::issue_date, Ok)?;
    new_file(&typed.out, &typed.folders)?;
    let desk = typed.issuer.as_ref().map(|issuer| {
        Desk::open(DeskOptions {
            standards: vec!["a-3b".to_string()],
            sign: Some(SignOptions { config: typed.sign.clone(), password: password() }),
            ..DeskOptions::new(issuer, date)
        })
    });
    let desk = desk.transpose()?;
    for warning in desk.iter().flat_map(|desk| desk.warnings()) {
        console.warn(warning);
    }
    let terms = terms(typed)?;
    watch.begin();
    let folders = typed.folders.iter().map(|folder| Arc::new(Folder::to_read(folder)) as Arc<dyn Place>);
    let folders: Vec<_> = folders.collect();
    let request =
        Request { id: &typed.id, folders: &folders, desk: desk.as_ref(), terms: terms.as_ref(), date };
    let bundled = match bundle::bundle(&request, watch.halt.raised()) {
        Err(stop) if stop.code == Some(StopCode::Signal) => {
            console.close(Ending::Signal, Some(&stop), json!({}))?;
            return Ok(Ending::Signal);
        }
        other => other?,
    };
    write(&typed.out, &bundled.pdf)?;
    tell(&bundled, &typed.out, terms.is_some(), console)?;
    console.close(Ending::Well, None, json!({ "documents": bundled.documents }))?;
    Ok(Ending::Well)
}

/// Refuses a place that is taken, and one within a run, whose folder holds the run and nothing else.
pub(super) fn new_file(out: &Path, folders: &[std::path::PathBuf]) -> Result<(), Stop> {
    a_place(out, false)?;
    folders.iter().try_for_each(|folder| apart_from(out, folder))?;
    if out.exists() { Err(taken(out).coded(StopCode::File)) } else { Ok(()) }
}

fn terms(typed: &Bundle) -> Result<Option<Terms>, Stop> {
    if typed.trust.is_empty() {
        return Ok(None);
    }
    let mut terms = trusting(&typed.trust)?;
    typed.signer.iter().cloned().for_each(|who| terms.require(who));
    Ok(Some(terms))
}

fn tell(bundled: &Bundled, out: &Path, judged: bool, console: &Console) -> Result<(), Stop> {
    let Bundled { id, documents, messages, results, pages, apart, evidence, is_archive, signer, pdf } =
        bundled;
    console.event(&json!({
        "event": "bundled", "id": id, "file": out.display().to_string(), "documents": documents,
        "messages": messages, "results": results, "pages": pages, "apart": apart, "evidence": evidence, "archive": is_archive,
        "signer": signer, "bytes": pdf.len(),
    }))?;
    if !apart.is_empty() {
        let list = |gap| apart.iter().map(|number| format!("`{number}`")).collect::<Vec<_>>().join(gap);
        console.warn(&Words::new(
            format!(
                "documents whose pages cannot stand in the bundle, and which are attached only: {}",
                list(", ")
            ),
            format!("页面无法并入、仅作为附件附上的文书：{}", list("、")),
        ));
    }
    if !is_archive {
        console.warn(&Words::new(
            "some documents are no PDF/A, so that the bundle is none",
            "部分文书不是 PDF/A，因此汇编也不是 PDF/A",
        ));
    }
    if !judged {
        console.tell(console.says(
            "  who vouches for signatures was not judged: say whom to trust with `--trust FILE`",
            "  签名的发证机构未作核对：请用 `--trust FILE` 指定信任的机构",
        ));
    }
    let count = |count: u64| grouped(&count.to_string());
    let (documents, results, pages, out) = (count(*documents), count(*results), count(*pages), out.display());
    let signed = match (signer, console.lang) {
        (None, _) => String::new(),
        (Some(signer), Lang::En) => format!(", signed by `{signer}`"),
        (Some(signer), Lang::Zh) => format!("，由 `{signer}` 签署"),
    };
    let also = match (messages, console.lang) {
        (0, _) => String::new(),
        (messages, Lang::En) => format!(", {} messages", count(*messages)),
        (messages, Lang::Zh) => format!("，短信和邮件 {} 件", count(*messages)),
    };
    console.tell(&match console.lang {
        Lang::En => {
            format!(
                "`{id}`: {documents} documents{also}, {results} results on {pages} pages{signed}  ({out})"
            )
        }
        Lang::Zh => {
            format!(
                "`{id}`：文书 {documents} 份{also}，送达记录 {results} 条，共 {pages} 页{signed}  （{out}）"
            )
        }
    });
    Ok(())
}
