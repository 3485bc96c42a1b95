//! Turn a byte of a template, or of what it was filled to, into a place that its author can open.

use std::fmt;
use std::ops::Range;

use minijinja::{OutputSpan, OutputSpanKind};

use super::TemplateSet;
use super::guard::tags;
use crate::finding::Words;

/// How many characters of a line are shown before a place and behind it.
const BEFORE: usize = 14;
const BEHIND: usize = 26;

/// A place in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplatePlace {
    /// The file by the path its author knows, such as `mine/overdue-notice/letter.typ.jinja`.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The character of the line, counted from 1, where it can be told.
    pub column: Option<usize>,
    /// The words of the template around the place.
    pub excerpt: Option<String>,
}

impl TemplatePlace {
    /// Where it is, as a finding tells it.
    pub fn told(&self) -> Words {
        match &self.excerpt {
            Some(words) => Words::new(format!("at {self}: `{words}`"), format!("位于 {self}：`{words}`")),
            None => Words::new(format!("at {self}"), format!("位于 {self}")),
        }
    }
}

/// `mine/overdue-notice/letter.typ.jinja:16:5`, as editors open it.
impl fmt::Display for TemplatePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        self.column.map_or(Ok(()), |column| write!(f, ":{column}"))
    }
}

impl TemplateSet {
    /// The place of a byte of a template file.
    pub fn place(&self, name: &str, byte: usize) -> TemplatePlace {
        let text = self.text(name).unwrap_or_default();
        let byte = text.floor_char_boundary(byte.min(text.len()));
        let start = text[..byte].rfind('\n').map_or(0, |at| at + 1);
        let line = text[start..].lines().next().unwrap_or_default();
        let (column, at) = (text[start..byte].chars().count() + 1, (byte - start).min(line.len()));
        let line_number = text[..start].matches('\n').count() + 1;
        let excerpt = Some(excerpt(line, at)).filter(|words| !words.is_empty());
        TemplatePlace { file: self.shown(name), line: line_number, column: Some(column), excerpt }
    }

    /// The place of a line of a template file.
    pub fn line(&self, name: &str, line: usize) -> TemplatePlace {
        let text = self.text(name).and_then(|text| text.lines().nth(line.checked_sub(1)?));
        let excerpt = text.map(|text| excerpt(text, 0)).filter(|words| !words.is_empty());
        TemplatePlace { file: self.shown(name), line, column: None, excerpt }
    }

    /// The place that a byte of a filled template came from.
    pub(super) fn came_from(&self, spans: &[OutputSpan], byte: usize) -> Option<TemplatePlace> {
        let span = spans.iter().find(|span| span.output_range().contains(&byte))?;
        let (source, output) = (span.source_range(), span.output_range());
        let within = match span.kind() {
            // Fixed words are written as they stand.
            OutputSpanKind::Raw => byte - output.start,
            _ => 0,
        };
        Some(self.place(span.name(), (source.start + within).min(source.end)))
    }
}

/// The parts of a template that are printed where they are reached, in order: runs of fixed words, and values.
pub fn parts(text: &str) -> impl Iterator<Item = Range<usize>> {
    let comments = text.match_indices("{#").map(|(at, _)| {
        let end = text[at..].find("#}").map_or(text.len(), |end| at + end + 2);
        (at, end, false)
    });
    let all = tags(text).map(|(at, tag)| (at, (at + tag.len() + 2).min(text.len()), tag.starts_with("{{")));
    let mut tags: Vec<_> = all.chain(comments).collect();
    tags.sort_by_key(|(at, ..)| *at);
    let (mut parts, mut done) = (Vec::new(), 0);
    for (at, end, value) in tags.into_iter().chain([(text.len(), text.len(), false)]) {
        if at < done {
            continue;
        }
        let words = &text[done..at];
        let start = done + (words.len() - words.trim_start().len());
        if !words.trim().is_empty() {
            parts.push(start..done + words.trim_end().len());
        }
        if value {
            parts.push(at + 2..end - 2);
        }
        done = end;
    }
    parts.into_iter()
}

/// The words of a line around a byte, with what stands next to both ends left out.
fn excerpt(line: &str, at: usize) -> String {
    let (before, behind) = line.split_at(at);
    let (skipped, kept) = (before.chars().count().saturating_sub(BEFORE), behind.chars().take(BEHIND));
    let (start, end) = (if skipped > 0 { "…" } else { "" }, behind.chars().nth(BEHIND).map_or("", |_| "…"));
    let words: String = before.chars().skip(skipped).chain(kept).collect();
    format!("{start}{}{end}", words.trim()).replace('`', "'")
}
