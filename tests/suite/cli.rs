//! The program as people run it: words, files, exit codes.

mod add;
mod approve;
mod audit;
mod bundle;
mod bundled_messages;
mod channels;
mod cut;
mod delivered;
mod gallery;
mod hostile;
mod init;
mod input;
mod join;
mod kill;
mod lost;
mod make;
mod memory;
mod only;
mod print;
mod private;
mod prove;
mod reading;
mod say;
mod sign;
mod tools;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::events;
use super::workshop::file;

/// How the examples are made.
pub(crate) const MAKE: &str = "make accounts.jsonl --issuer issuer.toml --issue-date 2026-11-23 --out out";

/// A folder with the example files in it, in which commands run.
pub(crate) struct Scene(TempDir);

/// What a command came to.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        // On a slow machine a run tells its progress every few seconds.
        let progress = |line: &&str| {
            (line.contains(" accounts, ") && line.contains(" a second")) || line.contains(" 户，每秒 ")
        };
        let err = text(output.stderr).split_inclusive('\n').filter(|line| !progress(line)).collect();
        let out = text(output.stdout);
        events::all_described(&out);
        Self { code: output.status.code(), out, err }
    }

    /// Fails where a person shows, but in sampled accounts, who are nobody.
    fn without_persons(self, words: &str) -> Self {
        if !words.starts_with("sample") {
            private::nobody_shows(&self.out, words);
            private::nobody_shows(&self.err, words);
        }
        let runs = ["make ", "check ", "audit ", "sign ", "show ", "init ", "print "]
            .iter()
            .any(|name| words.starts_with(name));
        if runs && words.contains("--format json") && !words.contains("--help") {
            events::ends_with(&self.out, self.code);
        }
        self
    }

    /// Exit code and words, where nothing went to stdout.
    pub(crate) fn said(&self) -> (Option<i32>, &str) {
        assert_eq!(self.out, "", "stdout carries data only");
        (self.code, &self.err)
    }
}

impl Scene {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(file("examples")).unwrap().map(Result::unwrap) {
            fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
        }
        let scene = Self(folder);
        // The examples are near the edge of what is warned of; here a warning would stand in the way.
        let issuer = scene.text("issuer.toml");
        let terms = "[contract]\nguard_rate = \"1\"\ndemand_days = 0\n";
        scene.write("issuer.toml", issuer.replacen("[contract]\n", terms, 1));
        scene
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The JSON objects of a file, one a line.
    pub(crate) fn lines(&self, name: &str) -> Vec<Value> {
        objects(&self.text(name))
    }

    /// What a run's report says.
    pub(crate) fn report(&self, folder: &str) -> Value {
        serde_json::from_str(&self.text(&format!("{folder}/report.json"))).unwrap()
    }

    /// A command of words without blanks in them.
    pub(crate) fn command(&self, words: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hanpress"));
        command.args(words.split_whitespace()).current_dir(self.0.path());
        for name in
            ["SOURCE_DATE_EPOCH", "LANG", "LC_MESSAGES", "JOB_COMPLETION_INDEX", "SLURM_ARRAY_TASK_ID"]
        {
            command.env_remove(name);
        }
        command.env("LC_ALL", "C").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, words: &str) -> Ran {
        Ran::of(self.command(words).output().unwrap()).without_persons(words)
    }

    /// Runs a command with something on its standard input.
    pub(crate) fn fed(&self, words: &str, input: &str) -> Ran {
        let mut child = self.command(words).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        Ran::of(child.wait_with_output().unwrap()).without_persons(words)
    }

    /// All files of a run but the report, which tells of times, and the lock.
    pub(crate) fn tree(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = tree(&self.path(folder));
        files.retain(|name, _| !["report.json", ".lock"].contains(&name.as_str()));
        files
    }

    /// The documents of a run.
    pub(crate) fn documents(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = self.tree(folder);
        files.retain(|name, _| name.starts_with("documents/"));
        files
    }
}

/// When a test is over, no file that a run left may show a person, but documents and the refused
/// rows of a table, which are to be corrected.
impl Drop for Scene {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        for folder in fs::read_dir(self.0.path()).unwrap().map(|entry| entry.unwrap().path()) {
            if !folder.join("manifest.jsonl").is_file() {
                continue;
            }
            for (name, bytes) in tree(&folder) {
                let message = name.ends_with(".eml") || name == "messages.jsonl";
                let document = name.starts_with("documents/") || name.ends_with(".pdf");
                let kept = document || message || name.ends_with(".csv");
                if !kept {
                    private::nobody_shows(&String::from_utf8_lossy(&bytes), &name);
                }
                private::nobody_shows(&name, "a file's name");
            }
        }
    }
}

/// All files under a folder by their paths.
fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_symlink() && !path.exists() {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_string();
                files.insert(name, fs::read(path).unwrap());
            }
        }
    }
    files
}

/// Three accounts, the second of which is refused for its sum.
pub(crate) fn second_wrong(scene: &Scene) {
    let mut lines: Vec<String> = scene.text("accounts.jsonl").lines().take(3).map(str::to_string).collect();
    scene.write("corrected.jsonl", format!("{}\n", lines[1]));
    lines[1] = lines[1].replace("\"1210.70\"", "\"1211.70\"");
    scene.write("accounts.jsonl", lines.join("\n") + "\n");
}

/// The last event of a run.
pub(crate) fn end(ran: &Ran) -> Value {
    objects(&ran.out).pop().unwrap()
}

/// A JSON object a line.
pub(crate) fn objects(text: &str) -> Vec<Value> {
    let object = |line: &str| -> Value {
        let value: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
        assert!(value.is_object(), "no object: {line}");
        value
    };
    text.lines().map(object).collect()
}

/// Sampled accounts, all kinds mixed.
fn sample(count: usize) -> String {
    let ran = Scene::new().run(&format!("sample --count {count} --seed 7 --as-of 2026-11-22"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    ran.out
}
