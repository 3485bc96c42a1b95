//! Say what is wrong with headings: all that no field has at once, each with the field it may mean.

use super::header::Fault;
use super::mapping::{Mapping, Meaning};
use super::names::{self, folded};
use super::paths::{self, Target};
use crate::finding::{Finding, Lang, Words};
use crate::record::shortened;

/// The most headings that are told one by one.
const MOST: usize = 50;

/// Says of headings that name no field what they may mean; `unknown` are their columns.
///
/// A file without headings begins with somebody's data: where not one heading is known, only numbers of columns are
/// told, and what nobody could be called.
pub(super) fn told(headings: &[String], unknown: &[usize], mapping: &Mapping) -> Fault {
    let known = headings.iter().any(|heading| mapping.knows(heading));
    let columns: Vec<_> =
        unknown.iter().take(MOST).map(|at| Told::of(headings, *at, known, mapping)).collect();
    let message = match &columns[..] {
        [one] => one.message(),
        many => {
            let listed = |lang: Lang, comma: &str| {
                many.iter().map(|one| one.column.get(lang)).collect::<Vec<_>>().join(comma)
            };
            let (en, zh) = (listed(Lang::En, ", "), listed(Lang::Zh, "、"));
            let more = unknown.len() - many.len();
            let (and, and_zh) = match more {
                0 => (String::new(), String::new()),
                more => (format!(" and {more} more"), format!("等，另有 {more} 列")),
            };
            Words::new(
                format!("{} columns are no fields of an account: {en}{and}", unknown.len()),
                format!("有 {} 列不是账户字段：{zh}{and_zh}", unknown.len()),
            )
        }
    };
    let mut hints: Vec<Words> = columns.iter().filter_map(|one| one.hint(columns.len() > 1)).collect();
    hints.extend(remedy(headings, &columns, known));
    (message, hints)
}

/// A heading that names no field.
struct Told {
    /// How it is called: its number, and its words where they may be shown.
    column: Words,
    /// Its words, where they may be shown.
    name: Option<String>,
    /// What `[columns]` says it stands for, where that is no field.
    wrong: Option<String>,
    /// It is an object or a list, which no cell holds.
    is_branch: bool,
    /// The fields it may mean.
    near: Vec<String>,
}

impl Told {
    fn of(headings: &[String], at: usize, known: bool, mapping: &Mapping) -> Self {
        let heading = headings[at].trim();
        let wrong = match mapping.meaning(heading) {
            Meaning::Wrong(path) => Some(path.to_string()),
            _ => None,
        };
        let name = (wrong.is_some() || may_be_shown(heading, known)).then(|| shortened(heading));
        let number = at + 1;
        let column = match &name {
            Some(name) => Words::new(format!("column {number} `{name}`"), format!("第 {number} 列 `{name}`")),
            None => Words::new(format!("column {number}"), format!("第 {number} 列")),
        };
        let meant = wrong.as_deref().unwrap_or(heading);
        let is_branch = paths::target(&mapping.schema, &paths::steps(meant)) == Target::Branch;
        let near = if name.is_none() || is_branch { Vec::new() } else { nearest(mapping, meant) };
        Self { column, name, wrong, is_branch, near }
    }

    fn message(&self) -> Words {
        let Words { en, zh } = &self.column;
        match &self.wrong {
            Some(path) => Words::new(
                format!("{en} stands for `{path}` in `[columns]`, which is no field"),
                format!("{zh} 在 `[columns]` 中对应 `{path}`，而没有该字段"),
            ),
            None => Words::new(format!("{en} is no field of an account"), format!("{zh} 不是账户字段")),
        }
    }

    /// The field it may mean; told with its column where there are others.
    fn hint(&self, others: bool) -> Option<Words> {
        let (en, zh) = if self.is_branch {
            (
                "it has parts; give each its own column, such as `debtor.name`".to_string(),
                "该字段由多项组成，请每项一列，如 `debtor.name`".to_string(),
            )
        } else {
            let quoted: Vec<_> = self.near.iter().map(|path| format!("`{path}`")).collect();
            if quoted.is_empty() {
                return None;
            }
            let named = |path: &String| match names::chinese(path) {
                Some(name) => format!("{name} `{path}`"),
                None => format!("`{path}`"),
            };
            let named: Vec<_> = self.near.iter().map(named).collect();
            (format!("did you mean {}?", quoted.join(" or ")), format!("是否应为 {}？", named.join(" 或 ")))
        };
        Some(match others {
            true => Words::new(format!("{}: {en}", self.column.en), format!("{}：{zh}", self.column.zh)),
            false => Words::new(en, zh),
        })
    }
}

/// Says that what was taken for a table is none.
pub(super) fn json_lines() -> Fault {
    let message = Words::new("this is no table: it looks like JSON Lines", "这不是表格：像是 JSON Lines");
    (message, vec![Words::new("pass `--from jsonl`", "请加 `--from jsonl`")])
}

/// What to do about headings that no field has.
fn remedy(headings: &[String], columns: &[Told], known: bool) -> Vec<Words> {
    if let [only] = headings
        && only.contains(['，', '；', '、', '^', '~', '\u{1}'])
    {
        return vec![Words::new(
            "cells are parted by a sign that was not found: say which with `--delimiter`",
            "未能识别单元格的分隔符：请用 `--delimiter` 说明",
        )];
    }
    if !known {
        return vec![Words::new(
            "if headings stand further down, say where in the issuer file: `[reading]`, `heading_row`; otherwise say under `[columns]` which field each is",
            "如表头在下方，请在发行方文件的 `[reading]` 中用 `heading_row` 说明；否则请在 `[columns]` 中写明各列对应的字段",
        )];
    }
    let named = columns.iter().find(|one| one.near.is_empty() && one.wrong.is_none() && !one.is_branch);
    let name = match named.and_then(|one| one.name.as_deref()) {
        Some(name) => name,
        None if columns.len() > 1 || named.is_some() => "…",
        None => return Vec::new(),
    };
    vec![Words::new(
        format!(
            "say which field it is, in the issuer file under `[columns]`: `\"{name}\" = \"…\"`; leave it out: `\"{name}\" = \"\"`; free values go under `extra.`; `check --columns` prints these lines"
        ),
        format!(
            "请在发行方文件的 `[columns]` 中写明对应字段：`\"{name}\" = \"…\"`；不需要的列：`\"{name}\" = \"\"`；自由内容请用 `extra.`；`check --columns` 会列出这些行"
        ),
    )]
}

/// The fields that a heading may mean, three at the most.
pub(super) fn nearest(mapping: &Mapping, heading: &str) -> Vec<String> {
    let by_name = names::near(&folded(heading));
    let near: Vec<String> = match by_name.is_empty() {
        false => by_name.into_iter().map(str::to_string).collect(),
        true => paths::nearest(&mapping.schema, heading),
    };
    if near.len() > 3 { Vec::new() } else { near }
}

/// Whether the words of a heading may be shown: they name nobody. Where no heading of the row is known, that holds
/// for names of a program's columns only.
pub(super) fn may_be_shown(heading: &str, known: bool) -> bool {
    let mut run = 0;
    let long_number = heading.chars().any(|c| {
        run = if c.is_ascii_digit() { run + 1 } else { 0 };
        run > 3
    });
    let ascii = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let of_a_program = heading.contains('_') && heading.chars().all(ascii);
    !long_number
        && !heading.contains(['@', ';', '|', '\t'])
        && heading.chars().count() <= 40
        && (known || of_a_program)
}

/// Says that two columns stand for one field.
pub(super) fn taken(headings: &[String], index: usize, other: Option<usize>, path: &str) -> Fault {
    let (column, name) = (index + 1, shortened(headings[index].trim()));
    let message = match other {
        Some(other) => {
            let (first, other) = (other + 1, shortened(headings[other].trim()));
            Words::new(
                format!("columns {first} `{other}` and {column} `{name}` both stand for `{path}`"),
                format!("第 {first} 列 `{other}` 和第 {column} 列 `{name}` 都对应 `{path}`"),
            )
        }
        None => Words::new(
            format!("column {column} `{name}`: another column holds `{path}` or a part of it"),
            format!("第 {column} 列 `{name}`：`{path}` 或其部分已有其他列"),
        ),
    };
    let hint = Words::new(
        format!("leave one of the two out, in the issuer file under `[columns]`: `\"{name}\" = \"\"`"),
        format!("请在发行方文件的 `[columns]` 中去掉其中一列：`\"{name}\" = \"\"`"),
    );
    (message, vec![hint])
}

/// Says of columns with their fields that a file gives them a type which no value of the field has.
pub(super) fn of_another_type<'a>(
    headings: &[String],
    wrong: impl Iterator<Item = (usize, &'a str, &'a str)>,
) -> Fault {
    let (mut en, mut zh) = (Vec::new(), Vec::new());
    for (at, path, name) in wrong.take(MOST) {
        let (number, heading) = (at + 1, shortened(headings[at].trim()));
        en.push(format!("column {number} `{heading}` is of type {name}, which `{path}` cannot be"));
        zh.push(format!("第 {number} 列 `{heading}` 的类型为 {name}，不能作为 `{path}`"));
    }
    let hint = Words::new(
        "write it as text, an amount as `DECIMAL(18, 2)`, a day as `DATE`; or leave it out, in the issuer file under `[columns]`",
        "请改为文本类型，金额用 `DECIMAL(18, 2)`，日期用 `DATE`；或在发行方文件的 `[columns]` 中去掉该列",
    );
    (Words::new(en.join("; "), zh.join("；")), vec![hint])
}

/// Says that a field comes from the file and from the issuer file.
pub(super) fn doubled(path: &str, table: &str) -> Fault {
    let message = Words::new(
        format!("`{path}` has a column here, and `{table}` of the issuer file's `[reading]` gives it, too"),
        format!("`{path}` 在此文件中已有列，而发行方文件 `[reading]` 的 `{table}` 也给出了该字段"),
    );
    (message, vec![Words::new("remove one of the two", "请删除其中之一")])
}

/// Says that a field has a column and is in the name of a folder.
pub(super) fn doubled_by_folder(path: &str, name: &str) -> Fault {
    let name = shortened(name);
    let message = Words::new(
        format!("`{path}` has a column here, and the folder's name gives it as `{name}`, too"),
        format!("`{path}` 在此文件中已有列，而文件夹名称中的 `{name}` 也给出了该字段"),
    );
    (message, vec![leave_out(&name)])
}

/// Says that the name of a folder gives what is no field.
pub(super) fn folder(name: &str) -> Fault {
    let name = shortened(name);
    let message = Words::new(
        format!("`{name}` in the folder's name is no field of an account"),
        format!("文件夹名称中的 `{name}` 不是账户字段"),
    );
    (message, vec![leave_out(&name)])
}

fn leave_out(name: &str) -> Words {
    Words::new(
        format!("leave it out, in the issuer file under `[columns]`: `\"{name}\" = \"\"`"),
        format!("请在发行方文件的 `[columns]` 中去掉它：`\"{name}\" = \"\"`"),
    )
}

/// Says that a column is missing of which a field is put together.
pub(super) fn no_part(path: &str, heading: &str) -> Fault {
    let heading = shortened(heading);
    let message = Words::new(
        format!("there is no column `{heading}`, of which `{path}` is put together"),
        format!("缺少 `{heading}` 列，而 `{path}` 由该列拼接而成"),
    );
    let hint = "see `joined` in the issuer file's `[reading]`";
    (message, vec![Words::new(hint, "请核对发行方文件 `[reading]` 的 `joined`")])
}

/// Says that a spreadsheet's escape stands for a character that cannot be printed.
pub(super) fn control_mark(path: &str) -> Finding {
    let message = Words::new(
        format!("`{path}` holds a control character that a spreadsheet wrote as `_xHHHH_`"),
        format!("`{path}` 含有电子表格以 `_xHHHH_` 写出的控制字符"),
    );
    Finding::error("D07", path, message).hint("remove it from the cell", "请从单元格中删除该字符")
}
