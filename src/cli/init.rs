//! `hanpress init`: a folder to begin with, and the commands to type first.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::Ending;
use super::args::{Format, Init};
use super::console::Console;
use super::example;
use super::settings::sample_date;
use crate::account::read::chinese;
use crate::error::{Stop, StopCode};
use crate::fill::TemplateSet;
use crate::finding::Lang;
use crate::sample::{Kind, Sampling, sample};
use rust_xlsxwriter::{Workbook, XlsxError};

/// What tells of the templates.
const ABOUT_TEMPLATES: &str = include_str!("../../templates/README.md");

const README: [&str; 2] = [include_str!("init/README.en.md"), include_str!("init/README.zh.md")];

/// What is typed first, in the folder.
const COMMANDS: [&str; 3] = [
    "hanpress check accounts.xlsx --issuer issuer.toml",
    "hanpress make accounts.xlsx --issuer issuer.toml --out letters",
    "hanpress check accounts.jsonl --issuer issuer.toml --templates templates",
];

/// How many accounts each file holds.
const ACCOUNTS: usize = 4;

pub(crate) fn init(typed: &Init, console: &Console) -> Result<Ending, Stop> {
    let folder = typed.folder.as_path();
    empty(folder)?;
    let readme = match console.lang {
        Lang::En => README[0],
        Lang::Zh => README[1],
    };
    let mut files = vec![
        ("issuer.toml".to_string(), example::issuer(console.lang).as_bytes().to_vec()),
        ("templates/README.md".to_string(), ABOUT_TEMPLATES.as_bytes().to_vec()),
    ];
    files.extend(example::DRAWINGS.iter().map(|(name, bytes)| (name.to_string(), bytes.to_vec())));
    let templates = TemplateSet::built_in()?;
    files.extend(
        templates.files().map(|(name, text)| (format!("templates/{name}"), text.as_bytes().to_vec())),
    );
    files.push(("README.md".into(), readme.replace("{commands}", &COMMANDS.join("\n")).into_bytes()));
    let as_of = sample_date(None)?;
    let drawn = |count, kinds| sample(&Sampling { count, seed: 1, kinds, as_of }).collect::<Vec<_>>();
    let lines: String =
        drawn(ACCOUNTS as u64, Kind::MIXED.to_vec()).into_iter().map(|line| line + "\n").collect();
    files.push(("accounts.jsonl".into(), lines.into_bytes()));
    // More than are needed, since only the plain ones make a table without further columns.
    let notices: Vec<Value> = drawn(200, vec![Kind::OverdueNotice])
        .iter()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    files.push(("accounts.xlsx".into(), workbook(&notices).map_err(|error| unwritten(&error))?));
    for (name, bytes) in &files {
        put(&folder.join(name), bytes)?;
    }
    tell(folder, &files, console)
}

/// The folder is not there yet, or holds nothing.
fn empty(folder: &Path) -> Result<(), Stop> {
    let shown = folder.display();
    let held = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
        Err(error) => return Err(Stop::io(folder, &error)),
    };
    if held {
        let stop = Stop::new(format!("`{shown}` holds something already"), format!("`{shown}` 中已有内容"));
        return Err(stop
            .coded(StopCode::Folder)
            .hint("name a folder that is not there yet", "请另指定一个尚不存在的文件夹"));
    }
    Ok(())
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).map_err(|error| Stop::unwritten(parent, &error))?;
    fs::write(path, bytes).map_err(|error| Stop::unwritten(path, &error))
}

fn unwritten(error: &XlsxError) -> Stop {
    Stop::new(
        format!("`accounts.xlsx` cannot be written: {error}"),
        format!("`accounts.xlsx` 无法写入；程序原文：“{error}”"),
    )
}

/// A workbook of accounts: a row each, under the Chinese names of their fields, every cell as text.
fn workbook(accounts: &[Value]) -> Result<Vec<u8>, XlsxError> {
    let plain = |account: &&Value| {
        let count = |list: &str| account[list].as_array().map_or(0, Vec::len);
        count("ledgers") == 1 && count("notices") < 2
    };
    let rows: Vec<_> =
        accounts.iter().filter(plain).take(ACCOUNTS).map(|account| cells(account, "")).collect();
    let mut paths: Vec<&str> = Vec::new();
    for (path, _) in rows.iter().flatten() {
        if !paths.contains(&path.as_str()) {
            paths.push(path);
        }
    }
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, path) in (0..).zip(&paths) {
        sheet.write_string(0, column, heading(path))?;
        for (row, cells) in (1..).zip(&rows) {
            if let Some((_, text)) = cells.iter().find(|(own, _)| own == path) {
                sheet.write_string(row, column, text)?;
            }
        }
    }
    sheet.autofit();
    book.save_to_buffer()
}

/// The Chinese name of a field; the path itself for what is a second item of a list, which has the same name.
fn heading(path: &str) -> &str {
    let is_first = path.split('.').all(|step| step.parse::<usize>().unwrap_or(0) == 0);
    chinese(path).filter(|_| is_first).unwrap_or(path)
}

/// The fields of an account by their dotted paths, those that hold something.
fn cells(value: &Value, path: &str) -> Vec<(String, String)> {
    let below = |name: &str| if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
    match value {
        Value::Null => Vec::new(),
        Value::Object(fields) => fields.iter().flat_map(|(name, value)| cells(value, &below(name))).collect(),
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(at, item)| cells(item, &below(&at.to_string()))).collect()
        }
        Value::String(text) => vec![(path.to_string(), text.clone())],
        other => vec![(path.to_string(), other.to_string())],
    }
}

fn tell(folder: &Path, files: &[(String, Vec<u8>)], console: &Console) -> Result<Ending, Stop> {
    let shown = folder.display().to_string();
    if console.format == Format::Json {
        let names: Vec<_> = files.iter().map(|(name, _)| name).collect();
        let told = json!({ "event": "laid-out", "folder": shown, "files": names, "commands": COMMANDS });
        console.event(&told)?;
        console.close(Ending::Well, None, json!({}))?;
        return Ok(Ending::Well);
    }
    console.tell(&match console.lang {
        Lang::En => format!("`{shown}` is laid out; its README.md tells what is what. Try:"),
        Lang::Zh => format!("已建好 `{shown}`，各文件的用途见其中的 README.md。请依次试行："),
    });
    console.data(&format!("cd {}", quoted(&shown)))?;
    console.data(&COMMANDS.join("\n"))?;
    Ok(Ending::Well)
}

/// A path as a shell takes it.
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    match !path.starts_with('-') && path.chars().all(plain) {
        true => path.to_string(),
        false => format!("./'{}'", path.replace('\'', r"'\''")).replacen("./'/", "'/", 1),
    }
}
