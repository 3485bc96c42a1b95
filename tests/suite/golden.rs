//! What is kept under `tests/golden`, and how the program's work is held against it.
//!
//! A case is a folder with an `account.json` and, where it has one of its own, an `issuer.toml`.
//! Beside them stand the filled source, the words, the structure tree and the pictures of its pages; the hashes of all
//! PDFs are in `sums.txt`. `UPDATE=1 cargo test` writes what is made now in place of what is kept.

mod aloud;
mod picture;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use hanpress::inner::desk::Desk;
use serde_json::Value;

use super::workshop::{Made, desk, desk_of, file, make_all, told};

pub(crate) use aloud::{aloud, by_glyphs, in_order};
pub(crate) use picture::Picture;

/// A case with what was made of it.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    pub(crate) made: Made,
}

/// Where the cases are kept.
pub(crate) fn root() -> PathBuf {
    file("tests/golden")
}

/// All cases in order of name, made once for all tests.
pub(crate) fn cases() -> &'static [Case] {
    static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
        let folders = names(&root()).into_iter().map(|name| root().join(name));
        let folders: Vec<_> = folders.filter(|path| path.is_dir()).collect();
        let desks: Vec<Option<Desk>> = folders
            .iter()
            .map(|folder| folder.join("issuer.toml"))
            .map(|issuer| issuer.exists().then(|| desk_of(&issuer, None).unwrap()))
            .collect();
        let jobs = folders.iter().zip(&desks);
        let jobs = jobs.map(|(folder, own)| (own.as_ref().unwrap_or(desk()), account(folder)));
        let made = make_all(jobs);
        let named = folders.into_iter().map(|folder| {
            let name = folder.file_name().unwrap().to_str().unwrap().to_string();
            (name, folder)
        });
        named.zip(made).map(|((name, folder), made)| Case { name, folder, made }).collect()
    });
    &CASES
}

fn account(folder: &Path) -> Value {
    let text = fs::read_to_string(folder.join("account.json"));
    serde_json::from_str(&text.unwrap_or_else(|_| panic!("{} has no account", folder.display()))).unwrap()
}

/// The names in a folder, sorted.
pub(crate) fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Whether what is kept shall be written anew.
pub(crate) fn updating() -> bool {
    std::env::var_os("UPDATE").is_some()
}

/// What differs from what is kept; told all at once when every case was looked at.
#[derive(Default)]
pub(crate) struct Differences(Vec<String>);

impl Differences {
    /// Holds a text against the kept one.
    pub(crate) fn text(&mut self, path: &Path, now: &str) {
        if updating() {
            return fs::write(path, now).unwrap();
        }
        let kept = fs::read_to_string(path).unwrap_or_default();
        if kept != now {
            self.add(path, &first_difference(&kept, now));
        }
    }

    /// Holds a picture against the kept one: it may differ by as much as rounding does.
    pub(crate) fn picture(&mut self, path: &Path, now: &Picture) {
        if updating() {
            if Picture::read(path).is_none_or(|kept| now.difference(&kept).is_some()) {
                now.write(path);
            }
        } else if let Some(kept) = Picture::read(path) {
            if let Some(words) = now.difference(&kept) {
                self.add(path, &words);
            }
        } else {
            self.add(path, "there is no such picture");
        }
    }

    /// What refused an account that should be made.
    pub(crate) fn refused(&mut self, case: &Case) {
        if let Err(findings) = &case.made {
            self.add(&case.folder, &told(findings));
        }
    }

    fn add(&mut self, path: &Path, words: &str) {
        let shown = path.strip_prefix(root()).unwrap_or(path).display();
        self.0.push(format!("{shown}: {words}"));
    }

    /// Fails the test if there are any.
    pub(crate) fn none(self) {
        assert!(self.0.is_empty(), "run with UPDATE=1 if this is right:\n{}", self.0.join("\n"));
    }
}

/// The first line that differs, in both.
fn first_difference(kept: &str, now: &str) -> String {
    let (mut kept, mut now) = (kept.lines(), now.lines());
    for number in 1.. {
        let (before, after) = (kept.next(), now.next());
        if before != after || before.is_none() {
            let shown = |line: Option<&str>| line.unwrap_or("(the end)").to_string();
            return format!("line {number}\n  kept: {}\n  now:  {}", shown(before), shown(after));
        }
    }
    String::new()
}
