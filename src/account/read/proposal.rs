//! Print which field each heading stands for, as lines that can be pasted into the issuer file.

use super::door::{Door, Doors, Part, parts};
use super::header::is_a_figure;
use super::mapping::Meaning;
use super::paths;
use super::unknown::{may_be_shown, nearest};
use super::{Input, ReadFault, Reading, is_added};
use crate::finding::Lang;

/// What the headings of each input stand for, as the table `[columns]` of an issuer file. Headings of which nothing
/// is known are commented out, each with the field it may mean.
pub fn columns(inputs: &[Input], reading: &Reading, lang: Lang) -> Result<String, ReadFault> {
    let doors = Doors::of(reading.clone());
    let mapping = doors.mapping();
    let says = |en: &str, zh: &str| if lang == Lang::Zh { zh.to_string() } else { en.to_string() };
    let mut lines = vec!["[columns]".to_string()];
    let mut told: Vec<String> = Vec::new();
    let mut files = Vec::new();
    for input in inputs {
        files.extend(parts(input)?);
    }
    for part in files {
        lines.push(format!("# {}", part.input.to_string().replace(char::is_control, " ")));
        let (headings, is_table) = headings(&doors, part)?;
        if is_table && (headings.iter().any(|heading| is_a_figure(heading))) {
            lines.push(says(
                "# its first row is data: put a row with the field of each column above it",
                "# 首行是数据：请在首行写明各列的字段",
            ));
        }
        if !is_table {
            lines.push(says("# its records name their fields themselves", "# 该文件的每条记录自带字段名"));
        }
        let is_data = is_table && headings.iter().any(|heading| is_a_figure(heading));
        let known = !is_table || (!is_data && headings.iter().any(|heading| mapping.knows(heading)));
        for (at, heading) in headings.iter().enumerate() {
            let line = match mapping.meaning(heading) {
                Meaning::Nothing if heading.trim().is_empty() || is_added(heading) => continue,
                Meaning::Nothing => format!("{} = \"\"", quoted(heading)),
                Meaning::Field(steps) => format!("{} = {}", quoted(heading), quoted(&dotted(&steps))),
                Meaning::Part => continue,
                Meaning::Wrong(_) | Meaning::Unknown if !may_be_shown(heading, known) => {
                    says(&format!("# column {}", at + 1), &format!("# 第 {} 列", at + 1))
                }
                Meaning::Wrong(_) | Meaning::Unknown => match &nearest(mapping, heading.trim())[..] {
                    [path] => format!("# {} = {}", quoted(heading), quoted(path)),
                    _ => format!("# {} = \"\"", quoted(heading)),
                },
            };
            if !told.contains(&line) {
                lines.push(line.clone());
                told.push(line);
            }
        }
    }
    Ok(lines.join("\n"))
}

/// The headings of a table; of records the names of which nothing is known, and `false`.
fn headings(doors: &Doors, part: Part) -> Result<(Vec<String>, bool), ReadFault> {
    let (door, more) = doors.door(&part)?;
    match door {
        Door::Table(mut table) => {
            let found = doors
                .headings(&mut *table)
                .map_err(|(message, hints)| ReadFault { hints, ..ReadFault::new(&part.input, message) })?;
            let found = found.map(|found| found.headings).unwrap_or_default();
            Ok((found.into_iter().chain(more.into_iter().map(|(name, _)| name)).collect(), true))
        }
        Door::Records(_, names) => {
            let unknown = doors.mapping().unknown_among(&names);
            Ok((unknown.into_iter().map(|at| names[at].clone()).collect(), false))
        }
    }
}

/// The path as the issuer file writes it: `ledgers.0.principal`.
fn dotted(steps: &[paths::Step]) -> String {
    paths::shown(steps).replace('[', ".").replace(']', "")
}

/// A string of TOML, on one line.
fn quoted(text: &str) -> String {
    let words: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let escaped = words.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", escaped.replace(char::is_control, ""))
}
