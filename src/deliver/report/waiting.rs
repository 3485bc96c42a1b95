//! Sum up the accounts that get nothing of the course yet: what each waits for.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::course::NOW;
use crate::deliver::not_yet::{self, NotYet};
use crate::error::Stop;
use crate::finding::Lang;
use crate::place::Place;

/// How many lines a page shows.
const ROWS: usize = 60;

/// What accounts wait for, the commonest first.
#[derive(Debug, Default, Serialize)]
pub(super) struct Waiting {
    rows: Vec<Row>,
    /// Accounts whose line is not shown.
    more: u64,
}

/// Accounts that wait for the same.
#[derive(Debug, Serialize)]
struct Row {
    /// How it stands with them.
    now: String,
    /// The step, where one is to come.
    step: String,
    /// Why.
    why: String,
    /// The first day on which something comes for one of them.
    day: String,
    accounts: u64,
}

/// Sums up the list of a place; nothing where it has none.
pub(super) fn of(place: &dyn Place, lang: Lang) -> Result<Waiting, Stop> {
    let mut counted: BTreeMap<[String; 3], (u64, Option<String>)> = BTreeMap::new();
    for line in not_yet::listed(place)? {
        let (key, day) = waits_for(&line?, lang);
        let (accounts, first) = counted.entry(key).or_default();
        *accounts += 1;
        if let Some(day) = day.filter(|day| first.as_ref().is_none_or(|first| day < first)) {
            *first = Some(day);
        }
    }
    let row = |([now, step, why], (accounts, day)): ([String; 3], (u64, Option<String>))| Row {
        now,
        step,
        why,
        day: day.unwrap_or_default(),
        accounts,
    };
    let mut rows: Vec<Row> = counted.into_iter().map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.accounts));
    let more = rows.iter().skip(ROWS).map(|row| row.accounts).sum();
    rows.truncate(ROWS);
    Ok(Waiting { rows, more })
}

/// How it stands with an account, its step and why; and the day.
fn waits_for(line: &NotYet, lang: Lang) -> ([String; 3], Option<String>) {
    let text = |name: &str| line.awaited.get(name).and_then(Value::as_str).unwrap_or_default();
    let now = NOW.iter().find(|(word, ..)| *word == text("now"));
    let now = now.map_or(text("now"), |(_, en, zh)| if lang == Lang::Zh { zh } else { en });
    let channel = text("channel");
    let step = match (text("title"), lang) {
        ("", _) => String::new(),
        (title, Lang::En) => format!("{title} ({channel})"),
        (title, Lang::Zh) => format!("{title}（{channel}）"),
    };
    let reasons = line.awaited.get("why").and_then(Value::as_array);
    // What a step stands on is no reason to wait.
    let reasons = reasons.into_iter().flatten().filter(|one| one["reason"] != "step");
    let reasons: Vec<&str> = reasons.filter_map(|one| one["message"].as_str()).collect();
    let why = reasons.join(if lang == Lang::Zh { "；" } else { "; " });
    let day = Some(text("day")).filter(|day| !day.is_empty()).map(str::to_string);
    ([now.to_string(), step, why], day)
}
