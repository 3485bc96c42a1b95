//! `hanpress show`: the documents of an account, by its id or their number.

use serde_json::json;

use super::Ending;
use super::args::{Format, Show};
use super::console::Console;
use crate::deliver::{self, Search};
use crate::error::Stop;
use crate::finding::{Lang, Words};
use crate::place::Folder;

pub(crate) fn show(typed: &Show, console: &Console) -> Result<Ending, Stop> {
    let place = Folder::to_read(&typed.folder);
    let Search { documents, refused, nearest } = deliver::search(&place, &typed.id)?;
    for (run, document) in &documents {
        console.event(&json!({
            "event": "document", "id": document.id, "name": document.name, "number": document.number,
            "kind": document.kind, "file": document.file, "copy": document.copy, "pages": document.pages,
            "sha256": document.sha256, "run": run,
        }))?;
        if console.format == Format::Human {
            console.data(&format!("{}  {}", document.number, document.file))?;
        }
    }
    if !documents.is_empty() {
        console.close(Ending::Well, None, json!({ "found": documents.len() }))?;
        return Ok(Ending::Well);
    }
    let (id, shown) = (&typed.id, typed.folder.display());
    if let Some(refused) = refused {
        let codes = refused.codes.join(", ");
        let sheet = refused.sheet.unwrap_or_else(|| "refused.jsonl".to_string());
        console.event(&json!({ "event": "refused", "id": id, "codes": refused.codes }))?;
        console.close(Ending::Refused, None, json!({ "found": 0 }))?;
        console.warn(&Words::new(
            format!("`{id}` was refused and has no document: {codes}  ({shown}/{sheet})"),
            format!("`{id}` 已被退回，没有文书：{codes}  （{shown}/{sheet}）"),
        ));
        return Ok(Ending::Refused);
    }
    console.event(&json!({ "event": "not-found", "id": id, "nearest": nearest }))?;
    console.close(Ending::Refused, None, json!({ "found": 0 }))?;
    console.warn(&Words::new(
        format!("`{shown}` holds no document of `{id}`"),
        format!("`{shown}` 中没有 `{id}` 的文书"),
    ));
    if let Some(nearest) = nearest {
        console.tell(&match console.lang {
            Lang::En => format!("did you mean `{nearest}`?"),
            Lang::Zh => format!("是否应为 `{nearest}`？"),
        });
    }
    Ok(Ending::Refused)
}
