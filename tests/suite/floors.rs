//! The rooms under `src/` stand on floors, and arrows between them point downwards.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use regex::Regex;

use crate::workshop::file;

/// Each room's floor, as `lib.rs` states them.
pub(crate) fn floors() -> BTreeMap<String, u32> {
    let told = fs::read_to_string(file("src/lib.rs")).unwrap();
    let row = Regex::new(r"(?m)^//! \| (\d+) \| ([^|]+) \|").unwrap();
    let room = Regex::new(r"`(\w+)`").unwrap();
    let rows = row.captures_iter(&told).map(|row| (row[1].parse().unwrap(), row[2].to_string()));
    let rooms = rows.flat_map(|(floor, rooms)| {
        room.captures_iter(&rooms).map(|room| (room[1].to_string(), floor)).collect::<Vec<_>>()
    });
    rooms.collect()
}

/// Every source file, with its room.
pub(crate) fn sources(folder: &Path, room: Option<&str>, found: &mut Vec<(String, String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_string();
        let own = room.unwrap_or(&stem);
        if path.is_dir() {
            sources(&path, Some(own), found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((own.to_string(), path.display().to_string(), text));
        }
    }
}

/// The rooms that a file takes names from: `crate::room::…` and `use crate::{room::…, …}`, but for those in
/// comments.
fn taken(text: &str) -> Vec<String> {
    let comment = Regex::new(r"(?m)//.*$").unwrap();
    let text = comment.replace_all(text, "");
    let path = Regex::new(r"\bcrate::(?:(\w+)|\{([^;]*?)\}\s*;)").unwrap();
    let first = Regex::new(r"(?:^|,)\s*(\w+)").unwrap();
    let nested = Regex::new(r"\{[^{}]*\}").unwrap();
    let mut rooms = Vec::new();
    for found in path.captures_iter(&text) {
        match (found.get(1), found.get(2)) {
            (Some(room), _) => rooms.push(room.as_str().to_string()),
            (None, Some(list)) => {
                let flat = nested.replace_all(list.as_str(), "");
                rooms.extend(first.captures_iter(&flat).map(|room| room[1].to_string()));
            }
            (None, None) => {}
        }
    }
    rooms
}

#[test]
fn arrows_between_rooms_point_to_lower_floors() {
    let floors = floors();
    let mut found = Vec::new();
    sources(&file("src"), None, &mut found);
    let rooms: Vec<_> = found.into_iter().filter(|(room, ..)| room != "lib" && room != "main").collect();
    assert!(rooms.len() > 200, "the sources were looked for in the wrong place");
    let mut wrong = Vec::new();
    for (room, path, text) in &rooms {
        let Some(floor) = floors.get(room) else {
            wrong.push(format!("{path}: `{room}` stands on no floor"));
            continue;
        };
        for other in taken(text).iter().filter(|other| *other != room) {
            match floors.get(other) {
                Some(below) if below < floor => {}
                Some(above) => {
                    wrong.push(format!("{path}: floor {floor} takes from `{other}`, floor {above}"))
                }
                // A name of the public face, which is no room: only what stands on top may use it.
                None => wrong.push(format!("{path}: `{other}` is no room")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_arrow_is_seen_however_it_is_written() {
    let text =
        "use crate::{check, draft::{self, draft}, fill::Filled};\n// crate::cli\nlet x = crate::plan::due();";
    assert_eq!(taken(text), ["check", "draft", "fill", "plan"]);
}
