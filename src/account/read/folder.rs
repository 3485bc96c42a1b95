//! Turn a folder into its part files, as Hive, Spark and DuckDB write them, in the order of their names.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::ReadFault;
use crate::error::cause;
use crate::finding::Words;

/// How deep folders of partitions may stand in one another.
const DEEPEST: usize = 16;

/// The name Hive gives the folder of rows whose value is null.
const NULL: &str = "__HIVE_DEFAULT_PARTITION__";

/// Endings of names, each with the format it stands for; none stands for itself, as Hive names its files.
const ENDINGS: [(&str, &str); 11] = [
    ("jsonl", "JSON Lines"),
    ("ndjson", "JSON Lines"),
    ("json", "JSON Lines"),
    ("csv", "CSV"),
    ("tsv", "TSV"),
    ("txt", "text"),
    ("parquet", "Parquet"),
    ("xlsx", "xlsx"),
    ("xlsm", "xlsx"),
    ("xls", "xls"),
    ("ods", "ods"),
];

/// Folders that say their neighbours are a table whose files are not all in force.
const LAKES: [(&str, &str); 2] = [("_delta_log", "Delta Lake"), (".hoodie", "Hudi")];

/// A file of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// Where it is.
    pub(super) path: PathBuf,
    /// What the names of the folders it stands in say of all its rows, such as `dt` and `2026-11-22`.
    pub(super) partitions: Vec<(String, String)>,
}

/// The part files of a folder.
///
/// Passed over are files whose names begin with `_` or `.`, such as `_SUCCESS`, check sums, what
/// is still being written, and the files by which a spreadsheet holds another open. All others must be
/// accounts, of one format: none is left out in silence.
pub(super) fn parts(path: &Path) -> Result<Vec<Part>, ReadFault> {
    let mut found = Vec::new();
    walk(path, &mut Vec::new(), &mut found)?;
    let Some(first) = found.first() else {
        return Err(fault(path, "this folder holds no file of accounts", "文件夹中没有账户文件").hint(Words::new(
            "it should hold files named `.jsonl`, `.csv`, `.parquet` or `.xlsx`, or such of a job, `part-00000`",
            "其中应有 `.jsonl`、`.csv`、`.parquet` 或 `.xlsx` 文件，或任务输出的 `part-00000` 之类的文件",
        )));
    };
    let format = ending(&first.path);
    if let Some(other) = found.iter().find(|part| ending(&part.path) != format) {
        let (one, two) = (shown(&first.path), shown(&other.path));
        return Err(fault(
            path,
            format!("this folder holds files of several formats: `{one}` and `{two}`"),
            format!("文件夹中混有多种格式：`{one}` 和 `{two}`"),
        )
        .hint(Words::new("put each format into a folder of its own", "请把每种格式放在各自的文件夹中")));
    }
    Ok(found)
}

fn walk(path: &Path, above: &mut Vec<(String, String)>, found: &mut Vec<Part>) -> Result<(), ReadFault> {
    let unread = |error: io::Error| {
        let words = cause(&error);
        fault(
            path,
            format!("this folder cannot be read: {}", words.en),
            format!("文件夹无法读取：{}", words.zh),
        )
    };
    let mut entries = fs::read_dir(path).map_err(unread)?.collect::<Result<Vec<_>, _>>().map_err(unread)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in &entries {
        in_force(path, &entry.file_name())?;
    }
    for entry in entries {
        let (name, path) = (entry.file_name(), entry.path());
        let Some(name) = name.to_str() else {
            return Err(fault(&path, "this name is not UTF-8", "文件名不是 UTF-8"));
        };
        if is_passed_over(name) {
            continue;
        }
        if fs::metadata(&path).map_err(unread)?.is_dir() {
            let Some(partition) = partition(name).filter(|_| above.len() < DEEPEST) else {
                return Err(fault(
                    &path,
                    "this folder stands in a folder of accounts",
                    "账户文件夹中还有文件夹",
                )
                .hint(Words::new(
                    "give it by itself; only folders of partitions, such as `dt=2026-11-22`, are gone into",
                    "请单独指定；只会进入 `dt=2026-11-22` 这样的分区文件夹",
                )));
            };
            above.push(partition);
            walk(&path, above, found)?;
            above.pop();
        } else if ending(&path).is_none() {
            return Err(fault(&path, "this is no format of accounts", "不是账户文件的格式").hint(
                Words::new(
                    "move it out of the folder, or write it as Parquet, JSON Lines or CSV",
                    "请将其移出文件夹，或改存为 Parquet、JSON Lines 或 CSV",
                ),
            ));
        } else {
            found.push(Part { path, partitions: above.clone() });
        }
    }
    Ok(())
}

/// Refuses a folder whose files are not all in force, or not all there.
fn in_force(path: &Path, name: &OsStr) -> Result<(), ReadFault> {
    if let Some((_, lake)) = LAKES.iter().find(|(mark, _)| name == *mark) {
        return Err(fault(
            path,
            format!("this is a {lake} table: some of its files are not in force"),
            format!("这是 {lake} 表：其中部分文件已经失效"),
        )
        .hint(Words::new(
            "write the rows in force into a folder of their own, as Parquet",
            "请把有效的行另写到单独的文件夹（Parquet）",
        )));
    }
    if name == "_temporary" {
        return Err(fault(
            path,
            "the job that writes this folder has not ended",
            "写入该文件夹的任务尚未结束",
        )
        .hint(Words::new(
            "wait for its end; where it failed, remove `_temporary` and let it run again",
            "请等待任务结束；如任务失败，请删除 `_temporary` 并重新运行",
        )));
    }
    Ok(())
}

/// Whether a name in a folder of accounts is that of something else, which is not read.
pub(crate) fn is_passed_over(name: &str) -> bool {
    name.starts_with(['_', '.'])
        || name.starts_with("~$")
        || [".crc", ".tmp", ".part"].iter().any(|end| name.ends_with(end))
        || ["Thumbs.db", "desktop.ini"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// The format that a name stands for, packed or not; the empty one where the name has no ending.
fn ending(path: &Path) -> Option<&'static str> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let Some((_, ending)) = name.rsplit_once('.') else { return Some("") };
    ENDINGS.iter().find(|(known, _)| *known == ending).map(|(_, format)| *format)
}

/// The column and the value that the name of a folder says.
fn partition(name: &str) -> Option<(String, String)> {
    let (column, value) = name.split_once('=')?;
    let value = if value == NULL { String::new() } else { decoded(value) };
    (!column.is_empty()).then(|| (decoded(column), value))
}

/// A name with its `%3A` written out.
fn decoded(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend(before.as_bytes());
        let byte = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(b'%');
                rest = after;
            }
        }
    }
    bytes.extend(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

fn shown(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn fault(path: &Path, en: impl Into<String>, zh: impl Into<String>) -> ReadFault {
    ReadFault { source: path.display().to_string(), message: Words::new(en, zh), hints: Vec::new() }
}
