//! `hanpress delivered`: what carriers and gateways tell of documents, recorded beside the run that made them.

use std::sync::Arc;

use serde_json::json;

use super::args::{Delivered, Format};
use super::console::Console;
use super::settings::delimiter;
use super::{Ending, watch};
use crate::account::read::{Encoding, Format as Kind, Input, Reading};
use crate::clock;
use crate::deliver::reading::no_manifest;
use crate::delivered::{self, Told, Totals};
use crate::error::{Stop, StopCode};
use crate::finding::{Lang, Words};
use crate::money::grouped;
use crate::place::{Folder, MANIFEST, Place, Standing};

/// How many rows are told in full; events tell of all.
const MOST_TOLD: u64 = 20;

pub(crate) fn delivered(typed: &Delivered, console: &Console) -> Result<Ending, Stop> {
    let watch = watch::listen(console)?;
    let inputs: Vec<Input> = typed.tables.iter().map(|table| Input::named(table)).collect();
    if inputs.iter().filter(|input| **input == Input::Stdin).count() > 1 {
        return Err(Stop::new("standard input is given twice", "标准输入重复").coded(StopCode::Usage));
    }
    let reading = Reading {
        from: typed.from.as_deref().and_then(Kind::named),
        encoding: typed.encoding.as_deref().and_then(Encoding::named),
        delimiter: typed.delimiter.as_deref().map(delimiter).transpose()?,
        sheet: typed.sheet.clone(),
        ..Reading::default()
    };
    let today = typed.date.map_or_else(clock::issue_date, Ok)?;
    // A folder without a run is not made one.
    let there = Folder::to_read(&typed.folder);
    if !matches!(there.standing(MANIFEST), Ok(Standing::File(_))) {
        return Err(no_manifest(&there).coded(StopCode::Folder));
    }
    let place: Arc<dyn Place> = Arc::new(Folder::open(&typed.folder)?);
    watch.begin();
    let mut told = 0;
    let recorded =
        delivered::record(&place, &inputs, reading, today, watch.halt.raised(), &mut |row: Told<'_>| {
            console.event(&json!({
                "event": "not-recorded", "source": row.source, "row": row.row, "number": row.number,
                "findings": row.findings.iter().map(|one| one.worded(console.lang)).collect::<Vec<_>>(),
            }))?;
            told += 1;
            if told <= MOST_TOLD && console.format != Format::Json {
                row.findings.iter().for_each(|finding| console.row(row.source, row.row, row.number, finding));
            }
            Ok(())
        });
    let (totals, notes) = match recorded {
        Err(stop) if stop.code == Some(StopCode::Signal) => {
            console.stop(&stop);
            console.close(Ending::Signal, Some(&stop), json!({}))?;
            return Ok(Ending::Signal);
        }
        other => other?,
    };
    console.notes(&notes)?;
    tell(&totals, told, typed, console)?;
    let ending = if totals.refused > 0 { Ending::Refused } else { Ending::Well };
    console.close(
        ending,
        None,
        json!({ "added": totals.added, "known": totals.known, "refused": totals.refused }),
    )?;
    Ok(ending)
}

fn tell(totals: &Totals, told: u64, typed: &Delivered, console: &Console) -> Result<(), Stop> {
    let Totals { added, known, refused, other_reasons, mended, results, head } = totals;
    console.event(&json!({
        "event": "recorded", "folder": typed.folder.display().to_string(), "added": added, "known": known,
        "refused": refused, "results": results, "mended": mended, "head": head,
    }))?;
    let count = |count: u64| grouped(&count.to_string());
    if told > MOST_TOLD {
        let more = count(told - MOST_TOLD);
        console.tell(&match console.lang {
            Lang::En => format!("{more} further rows were refused; `--format json` tells each"),
            Lang::Zh => format!("另有 {more} 行被拒绝；`--format json` 可逐行列出"),
        });
    }
    if *mended {
        console.warn(&Words::new(
            "the last recording was cut off in the middle of a line; that line was left out",
            "上次登记在一行中途中断；该行已去除",
        ));
    }
    if *other_reasons > 0 {
        console.warn(&Words::new(
            format!(
                "reasons in no words that are known: {}; they are kept as `other`, since free words may name people",
                count(*other_reasons)
            ),
            format!("无法归类的原因：{} 条，记为“其他”（自由文字可能含个人信息，不予保存）", count(*other_reasons)),
        ));
    }
    let folder = typed.folder.display();
    let (added, known, refused, results) = (count(*added), count(*known), count(*refused), count(*results));
    console.tell(&match console.lang {
        Lang::En => format!(
            "{added} results recorded, {known} known already, {refused} refused; {results} in all, the chain ends in {head}  ({folder}/{})",
            delivered::NAME
        ),
        Lang::Zh => format!(
            "登记结果 {added} 条，此前已登记 {known} 条，拒绝 {refused} 条；共 {results} 条，链末哈希 {head}  （{folder}/{}）",
            delivered::NAME
        ),
    });
    Ok(())
}
