//! `hanpress show`: the documents of an account, by its id or their number.

use serde_json::json;

use super::Ending;
use super::args::{Format, Show};
use super::console::Console;
use super::places;
use crate::deliver::{self, Document, FoundDocument, FoundMessage, Search};
use crate::error::Stop;
use crate::finding::{Lang, Words};

pub(crate) fn show(typed: &Show, console: &Console) -> Result<Ending, Stop> {
    let place = places::to_read(&typed.folder)?;
    let Search { documents, messages, refused, nearest } = deliver::search(&*place, &typed.id)?;
    let mut ending = Ending::Well;
    for FoundDocument { run, document, missing } in &documents {
        console.event(&json!({
            "event": "document", "id": document.id, "name": document.name, "number": document.number,
            "kind": document.kind, "file": document.file, "copy": document.copy, "pages": document.pages,
            "sha256": document.sha256, "run": run, "missing": missing,
        }))?;
        if !missing.is_empty() {
            ending = Ending::Refused;
            console.warn(&gone(document, missing, typed));
        }
        if console.format == Format::Human && !missing.contains(&document.file) {
            console.data(&format!("{}  {}", document.number, document.file))?;
        }
    }
    for FoundMessage { run, message, there } in &messages {
        console.event(&json!({
            "event": "message", "seq": message.seq, "id": message.id, "name": message.name, "number": message.number,
            "kind": message.kind, "channel": message.channel, "file": message.file, "sha256": message.sha256,
            "parts": message.parts, "not_before": message.not_before, "run": run,
        }))?;
        if !there {
            ending = Ending::Refused;
            let (number, file) = (&message.number, &message.file);
            console.warn(&Words::new(
                format!("`{number}` was sent, and `{file}` is missing: with that run's input `--resume` makes it again"),
                format!("`{number}` 的 `{file}` 缺失；用该批次的输入加 `--resume` 可重新生成"),
            ));
        } else if console.format == Format::Human {
            console.data(&format!("{}  {}  {}", message.number, message.channel, message.file))?;
        }
    }
    if !documents.is_empty() || !messages.is_empty() {
        console.close(ending, None, json!({ "found": documents.len() + messages.len() }))?;
        return Ok(ending);
    }
    let (id, shown) = (&typed.id, places::shown(&typed.folder));
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

/// That files of a document are not there, or not of their length.
fn gone(document: &Document, missing: &[String], typed: &Show) -> Words {
    let (number, shown) = (&document.number, places::shown(&typed.folder));
    let list = |gap| missing.iter().map(|file| format!("{shown}/{file}")).collect::<Vec<_>>().join(gap);
    let again = format!("hanpress make … --out {shown} --only {}", document.id);
    Words::new(
        format!(
            "`{number}` was made, and its file is missing or damaged: {}; with that run's input `{again}` makes it again",
            list(", ")
        ),
        format!(
            "`{number}` 已生成，但文件缺失或损坏：{}；用该批次的输入运行 `{again}` 可重新生成",
            list("、")
        ),
    )
}
