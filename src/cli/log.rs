//! `hanpress log`: the record of contacts, as a workbook.

use std::sync::Arc;

use serde_json::json;

use super::args::Log;
use super::bundle::new_file;
use super::console::Console;
use super::sign::write;
use super::{Ending, watch};
use crate::clock;
use crate::contacts::{self, Keeping, Logged};
use crate::error::{Stop, StopCode};
use crate::fill::TemplateSet;
use crate::finding::Lang;
use crate::issuer::IssuerFile;
use crate::money::grouped;
use crate::place::{Folder, Place};

pub(crate) fn log(typed: &Log, console: &Console) -> Result<Ending, Stop> {
    let watch = watch::listen(console)?;
    let day = clock::issue_date()?;
    new_file(&typed.out, &typed.folders)?;
    let templates = match &typed.templates {
        Some(folder) => {
            TemplateSet::with_files(TemplateSet::read_folder(folder)?, &folder.display().to_string())
        }
        None => TemplateSet::built_in(),
    };
    let templates = templates.map_err(|fault| Stop::from(fault).coded(StopCode::Template))?;
    let keeping = Keeping { sender: sender(typed)?, ..Keeping::of(&templates) };
    watch.begin();
    let folders = typed.folders.iter().map(|folder| Arc::new(Folder::to_read(folder)) as Arc<dyn Place>);
    let folders: Vec<_> = folders.collect();
    let logged = match contacts::log(&folders, &keeping, day, console.lang, watch.halt.raised()) {
        Err(stop) if stop.code == Some(StopCode::Signal) => {
            console.close(Ending::Signal, Some(&stop), json!({}))?;
            return Ok(Ending::Signal);
        }
        other => other?,
    };
    let (bytes, Logged { documents, results, open }) = logged;
    write(&typed.out, &bytes)?;
    let out = typed.out.display();
    console.event(&json!({
        "event": "logged", "file": out.to_string(), "documents": documents, "results": results, "open": open,
    }))?;
    let count = |count: u64| grouped(&count.to_string());
    let (all, results, without) = (count(documents), count(results), count(open));
    console.tell(&match console.lang {
        Lang::En => {
            format!("{all} documents, {results} results; {without} documents without one  ({out})")
        }
        Lang::Zh => format!("文书 {all} 份，送达结果 {results} 条；{without} 份尚无结果  （{out}）"),
    });
    console.close(Ending::Well, None, json!({ "documents": documents }))?;
    Ok(Ending::Well)
}

/// The sender's name, as the issuer file has it.
fn sender(typed: &Log) -> Result<Option<String>, Stop> {
    let Some(path) = &typed.issuer else { return Ok(None) };
    let text = std::fs::read_to_string(path)
        .map_err(|error| Stop::unreadable(path, &error).coded(StopCode::Settings))?;
    let file = IssuerFile::read(&text);
    let file = file.map_err(|findings| Stop::of_file(&path.display().to_string(), &findings))?;
    Ok(Some(file.issuer.name))
}
