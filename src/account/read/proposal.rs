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
    for Part { input, partitions } in files {
        lines.push(format!("# {}", input.to_string().replace(char::is_control, " ")));
        let Door::Table(mut table) = doors.door(&input, partitions)?.0 else {
            lines.push(says("# its records name their fields themselves", "# 该文件的每条记录自带字段名"));
            continue;
        };
        let found = doors
            .headings(&mut *table)
            .map_err(|(message, hints)| ReadFault { hints, ..ReadFault::new(&input, message) })?;
        let headings = found.map(|found| found.headings).unwrap_or_default();
        let is_data = headings.iter().any(|heading| is_a_figure(heading));
        let known = !is_data && headings.iter().any(|heading| mapping.knows(heading));
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
