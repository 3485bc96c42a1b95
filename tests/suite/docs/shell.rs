//! Run what a page tells its reader to type, section by section, each in a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use regex::Regex;
use tempfile::TempDir;

use super::super::workshop::file;
use super::page::{Block, Page};

/// A part of a page under one heading of the second level: it begins in a folder that holds the project's
/// `examples` and `templates`, and its commands follow one another there.
pub(crate) struct Section<'a> {
    page: &'a Page,
    blocks: Vec<&'a Block>,
}

impl<'a> Section<'a> {
    /// The sections of a page.
    pub(crate) fn all(page: &'a Page) -> Vec<Self> {
        let last = page.blocks.iter().map(|block| block.section).max().unwrap_or_default();
        let of = |section| page.blocks.iter().filter(move |block| block.section == section).collect();
        (0..=last).map(|section| Self { page, blocks: of(section) }).collect()
    }

    /// How many blocks of commands are run.
    pub(crate) fn commands(&self) -> usize {
        self.blocks.iter().filter(|block| block.is_shell() && block.note("not run").is_none()).count()
    }

    /// Everything that does not go as the page says.
    pub(crate) fn run(&self) -> Vec<String> {
        let told = |block: &Block, fault: String| format!("{}:{}: {fault}", self.page.name, block.line);
        let mismarked = self.blocks.iter().filter_map(|block| Some(told(block, block.mismarked()?)));
        let mut wrong: Vec<String> = mismarked.collect();
        let folder = if self.commands() > 0 { scene() } else { tempfile::tempdir().unwrap() };
        let follows = self.blocks.iter().skip(1).map(Some).chain([None]);
        for (block, next) in self.blocks.iter().zip(follows) {
            if let Some(name) = block.note("file") {
                write(&folder.path().join(name), &block.text);
            }
            if !block.is_shell() || block.note("not run").is_some() {
                continue;
            }
            // What follows builds on what cannot be run here.
            if block.note("needs").is_some_and(|needs| !needs.split(", ").all(is_here)) {
                break;
            }
            let expected = next.filter(|next| next.note("output").is_some()).map(|next| next.text.as_str());
            if let Err(fault) = self.one(block, expected, folder.path()) {
                wrong.push(told(block, fault));
                break;
            }
        }
        wrong
    }

    /// Whether its commands make a file of that name.
    pub(crate) fn makes(&self, name: &str) -> bool {
        self.blocks.iter().any(|block| block.is_shell() && block.text.contains(&format!("> {name}")))
    }

    /// A folder in which its first block of commands, and what stands in files before it, were followed.
    pub(crate) fn begun(&self) -> TempDir {
        let folder = scene();
        for block in &self.blocks {
            if let Some(name) = block.note("file") {
                write(&folder.path().join(name), &block.text);
            }
            if block.is_shell() {
                self.one(block, None, folder.path()).unwrap();
                break;
            }
        }
        folder
    }

    /// How a command ends, and what it prints to standard output.
    pub(crate) fn typed(&self, command: &str, folder: &Path) -> (Option<i32>, String) {
        let mut shell = Command::new("bash");
        let variable = Regex::new("(?m)^run=\"(.+)\"$").unwrap();
        let set = self.blocks.iter().find_map(|block| Some(variable.captures(&block.text)?[1].to_string()));
        shell.args(["-u", "-o", "pipefail", "-c", command]).env("run", set.unwrap_or_default());
        let ran = quiet(&mut shell).env("LANG", "en_US.UTF-8").current_dir(folder).output().unwrap();
        (ran.status.code(), String::from_utf8(ran.stdout).unwrap())
    }

    /// Runs a block and holds it against what the page says of it.
    fn one(&self, block: &Block, expected: Option<&str>, folder: &Path) -> Result<(), String> {
        let code = block.note("exit").map_or(0, |code| code.parse().unwrap());
        if code != 0 && block.text.replace("\\\n", " ").trim().lines().count() > 1 {
            return Err("where a command fails, it stands alone".into());
        }
        let lang = if self.page.is_chinese() { "zh_CN.UTF-8" } else { "en_US.UTF-8" };
        let mut command = Command::new("bash");
        command.args(["-eu", "-o", "pipefail", "-c", &format!("exec 2>&1\n{}", block.text)]);
        let ran = quiet(&mut command).env("LANG", lang).current_dir(folder).output().unwrap();
        let said = without_progress(&String::from_utf8_lossy(&ran.stdout));
        if ran.status.code() != Some(code) {
            return Err(format!("ends with {:?}, not {code}, and says\n{said}", ran.status.code()));
        }
        match expected {
            Some(expected) if !fits(expected, &said) => Err(format!("says\n{said}\nand not\n{expected}")),
            _ => Ok(()),
        }
    }
}

/// A command that sees the program first, and nothing that would change its words.
fn quiet(command: &mut Command) -> &mut Command {
    let program = Path::new(env!("CARGO_BIN_EXE_hanpress")).parent().unwrap();
    let path = std::iter::once(program.to_path_buf()).chain(searched());
    for name in ["LC_ALL", "LC_MESSAGES", "LANGUAGE", "SOURCE_DATE_EPOCH", "HANPRESS_KEY_PASSWORD"] {
        command.env_remove(name);
    }
    command.env("PATH", std::env::join_paths(path).unwrap()).stdin(std::process::Stdio::null())
}

/// How commands end in a folder that holds the project's examples, and what they say.
pub(crate) fn typed(commands: &str, variables: &[(&str, &Path)]) -> (Option<i32>, String) {
    let folder = scene();
    let mut command = Command::new("bash");
    command.args(["-eu", "-o", "pipefail", "-c", &format!("exec 2>&1\n{commands}")]);
    let ran = quiet(&mut command).env("LANG", "en_US.UTF-8").envs(variables.iter().copied());
    let ran = ran.current_dir(folder.path()).output().unwrap();
    (ran.status.code(), without_progress(&String::from_utf8_lossy(&ran.stdout)))
}

/// What the program prints to stdout.
pub(crate) fn hanpress(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hanpress"));
    let ran = quiet(&mut command).env("LANG", "en_US.UTF-8").args(arguments).output().unwrap();
    String::from_utf8(ran.stdout).unwrap()
}

/// The folders in which programs are looked for.
fn searched() -> Vec<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH").unwrap()).collect()
}

/// Whether a program is on this machine.
pub(crate) fn is_here(program: &str) -> bool {
    searched().iter().any(|folder| folder.join(program).is_file())
}

/// On a slow machine a run tells its progress every few seconds.
fn without_progress(said: &str) -> String {
    let progress = |line: &&str| line.contains(" a second") || line.contains("每秒");
    said.split_inclusive('\n').filter(|line| !progress(line)).collect()
}

/// Whether words are those that were expected; `…` stands for any, alone on a line for any lines.
fn fits(expected: &str, said: &str) -> bool {
    let line = |line: &str| match line.trim_end() {
        "…" => "(?:.*\n)*?".to_string(),
        line => regex::escape(line).replace('…', ".*") + " *\n",
    };
    let pattern = expected.trim_end().lines().map(line).collect::<String>();
    Regex::new(&format!("^{pattern}\\s*$")).unwrap().is_match(&(said.trim_end().to_string() + "\n"))
}

/// A folder with the project's examples and templates.
fn scene() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["examples", "templates"] {
        copy(&file(name), &folder.path().join(name));
    }
    folder
}

fn copy(from: &Path, to: &PathBuf) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

/// Writes a file that a page shows: in GB18030 where its note says so, else in UTF-8.
fn write(path: &Path, text: &str) {
    let name = path.to_str().unwrap();
    match name.strip_suffix(", gb18030") {
        Some(name) => fs::write(name, encoding_rs::GB18030.encode(text).0).unwrap(),
        None => fs::write(path, text).unwrap(),
    }
}
