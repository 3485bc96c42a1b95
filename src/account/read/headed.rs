//! Name fields as the table at hand does, by heading and column letter: its writer never saw a field's path.

use std::borrow::Cow;

use super::header::Header;
use super::paths;
use crate::record::shortened;

/// A column of a table, as messages name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Which it is, counted from 0.
    pub index: usize,
    /// Its heading: on one line, shortened.
    pub heading: String,
    /// Whether the heading is the field's own path, so that naming both would say it twice.
    pub is_path: bool,
}

impl Column {
    /// Its letters in a spreadsheet: `A` to `Z`, `AA` and on.
    pub fn letters(&self) -> String {
        let (mut letters, mut rest) = (Vec::new(), self.index + 1);
        while rest > 0 {
            letters.insert(0, char::from(b'A' + ((rest - 1) % 26) as u8));
            rest = (rest - 1) / 26;
        }
        letters.into_iter().collect()
    }
}

impl Header {
    /// The column that holds a field, or the only one that holds a part of it.
    pub fn column(&self, path: &str) -> Option<Column> {
        if path.is_empty() {
            return None;
        }
        let all = 0..self.headings.len();
        let exact = all.clone().find(|at| self.path(*at) == path);
        let index = exact.or_else(|| {
            let below = |at: &usize| {
                let rest = self.path(*at).strip_prefix(path);
                rest.is_some_and(|rest| rest.starts_with(['.', '[']))
            };
            let mut parts = all.filter(below);
            parts.next().filter(|_| parts.next().is_none())
        })?;
        let heading = self.headings[index].trim();
        let is_path = paths::shown(&paths::steps(heading)) == self.path(index);
        Some(Column { index, heading: shortened(heading), is_path })
    }

    /// A message in which each field between backticks that a column holds is worded by `name`, and others that
    /// `other` has words for are worded by it.
    pub fn headed<'m>(
        &self,
        message: &'m str,
        name: impl Fn(&Column, &str) -> String,
        other: impl Fn(&str) -> Option<String>,
    ) -> Cow<'m, str> {
        let parts: Vec<&str> = message.split('`').collect();
        // What stands between backticks are the parts in between; an odd one out leaves the message as it is.
        if parts.len() < 3 || parts.len().is_multiple_of(2) {
            return message.into();
        }
        let worded = |(at, part): (usize, &str)| match at % 2 {
            0 => part.to_string(),
            _ => match self.exact(part) {
                Some(column) => name(&column, part),
                None => other(part).unwrap_or_else(|| format!("`{part}`")),
            },
        };
        parts.into_iter().enumerate().map(worded).collect::<String>().into()
    }

    /// The column of exactly this field, where its heading says another thing than the path.
    fn exact(&self, path: &str) -> Option<Column> {
        self.column(path).filter(|column| !column.is_path && self.path(column.index) == path)
    }
}
