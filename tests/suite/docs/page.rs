//! Turn a page of Markdown into its blocks, with what it says of them.

use std::fs;

use regex::{Captures, Regex};

use super::super::workshop::file;

/// A page.
pub(crate) struct Page {
    /// Its path from the root of the project.
    pub(crate) name: String,
    text: String,
    pub(crate) blocks: Vec<Block>,
}

/// A fenced block.
pub(crate) struct Block {
    /// The line of its fence.
    pub(crate) line: usize,
    /// How many headings of the second level stand above it.
    pub(crate) section: usize,
    pub(crate) language: String,
    pub(crate) text: String,
    notes: Vec<String>,
}

impl Block {
    /// Whether it holds commands.
    pub(crate) fn is_shell(&self) -> bool {
        self.language == "sh"
    }

    /// What a comment before it says after a word and a colon; empty where the word stands alone.
    pub(crate) fn note(&self, word: &str) -> Option<&str> {
        self.notes.iter().find_map(|note| {
            let rest = note.strip_prefix(word)?;
            if rest.is_empty() { Some("") } else { rest.strip_prefix(':').map(str::trim) }
        })
    }

    /// What is wrong with how it is marked.
    pub(crate) fn mismarked(&self) -> Option<String> {
        const WORDS: [&str; 5] = ["not run", "needs", "exit", "file", "output"];
        let unknown =
            self.notes.iter().find(|note| !WORDS.contains(&note.split(':').next().unwrap_or_default()));
        if let Some(note) = unknown {
            return Some(format!("`{note}` says nothing of a block"));
        }
        if self.note("not run") == Some("") {
            return Some("why is it not run?".into());
        }
        ["bash", "shell", "console", ""]
            .contains(&self.language.as_str())
            .then(|| "commands stand in `sh` blocks, all else in a block that says what it is".into())
    }
}

impl Page {
    /// Reads a page.
    pub(crate) fn of(name: &str, text: &str) -> Self {
        let (mut blocks, mut notes, mut section) = (Vec::new(), Vec::new(), 0);
        let mut lines = text.lines().enumerate();
        while let Some((at, line)) = lines.next() {
            let bare = line.trim_start();
            if let Some(language) = bare.strip_prefix("```") {
                let indent = line.len() - bare.len();
                let inside = lines.by_ref().map(|(_, line)| line).take_while(|line| line.trim() != "```");
                let strip = |line: &str| line.get(indent..).unwrap_or_default().to_string() + "\n";
                let text = inside.map(strip).collect();
                let (language, notes) = (language.trim().to_string(), std::mem::take(&mut notes));
                blocks.push(Block { line: at + 1, section, language, text, notes });
            } else if let Some(note) = bare.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->")) {
                notes.push(note.to_string());
            } else if !bare.is_empty() {
                notes.clear();
                section += usize::from(line.starts_with("## "));
            }
        }
        Self { name: name.to_string(), text: text.to_string(), blocks }
    }

    /// Whether it is written in Chinese, by its first heading.
    pub(crate) fn is_chinese(&self) -> bool {
        self.text.lines().next().is_some_and(|title| title.contains(|c: char| ('一'..='龥').contains(&c)))
    }

    /// Its text without fenced blocks.
    pub(crate) fn prose(&self) -> String {
        let mut fenced = false;
        let open = |line: &&str| {
            let fence = line.trim_start().starts_with("```");
            fenced ^= fence;
            !fenced && !fence
        };
        self.text.lines().filter(open).map(|line| format!("{line}\n")).collect()
    }

    /// Every span of code in its prose.
    pub(crate) fn spans(&self) -> Vec<String> {
        let span = Regex::new(r"(?s)``(.+?)``|`([^`]+)`").unwrap();
        let inside =
            |found: Captures<'_>| found.get(1).or(found.get(2)).map(|span| span.as_str().replace('\n', " "));
        span.captures_iter(&self.prose()).filter_map(inside).collect()
    }

    /// Whether a link leads to a file of the project, and to a heading of it where one is named.
    pub(crate) fn leads(&self, target: &str) -> bool {
        let (path, heading) =
            target.split_once('#').map_or((target, None), |(path, name)| (path, Some(name)));
        let here = file(&self.name);
        let there = if path.is_empty() { here } else { here.with_file_name(path) };
        there.exists()
            && heading.is_none_or(|heading| {
                let text = fs::read_to_string(&there).unwrap();
                Page::of(path, &text).headings().any(|name| name == heading)
            })
    }

    /// Its headings as links name them.
    fn headings(&self) -> impl Iterator<Item = String> {
        let prose = self.prose();
        let titles: Vec<_> = prose.lines().filter(|line| line.starts_with('#')).map(slug).collect();
        titles.into_iter()
    }
}

/// A heading as links name it.
fn slug(heading: &str) -> String {
    let title = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = title.chars().filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// README, everything under docs, and what is written beside templates, fonts and fuzz targets.
pub(crate) fn pages() -> Vec<Page> {
    let under_docs = fs::read_dir(file("docs"))
        .unwrap()
        .map(|entry| format!("docs/{}", entry.unwrap().file_name().into_string().unwrap()));
    let mut names: Vec<_> = under_docs.filter(|name| name.ends_with(".md")).collect();
    names.extend(
        ["README.md", "templates/README.md", "fonts/README.md", "tests/fuzz/README.md"].map(String::from),
    );
    names.sort();
    names.iter().map(|name| Page::of(name, &fs::read_to_string(file(name)).unwrap())).collect()
}
