//! Name the file of a document: by its number, or by a pattern of id, number and ordinal.

use super::manifest::{Document, Header};
use crate::error::{Stop, StopCode};
use crate::place::DOCUMENTS;

/// The most characters of an id that a name takes.
const LONGEST_ID: usize = 64;

/// The longest pattern, in characters.
const LONGEST: usize = 80;

/// How the files of a run are named. A name says nothing of a debt, so that a pattern holds placeholders and marks
/// between them, and no words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Naming {
    /// None is the number alone.
    pattern: Option<String>,
}

/// A part of a pattern.
enum Part<'a> {
    Id,
    Number,
    Seq,
    Marks(&'a str),
}

impl Naming {
    /// Reads a pattern such as `{id}-{number}`.
    pub fn of_pattern(pattern: &str) -> Result<Self, Stop> {
        let parts = parts(pattern)?;
        if pattern.chars().count() > LONGEST {
            return Err(unfit(pattern, "it is too long", "太长")
                .hint(format!("at most {LONGEST} characters"), format!("不超过 {LONGEST} 个字符")));
        }
        if matches!(parts.first(), Some(Part::Marks(_))) || matches!(parts.last(), Some(Part::Marks(_))) {
            return Err(unfit(pattern, "it begins or ends with a mark", "不能以符号开头或结尾"));
        }
        if parts.is_empty() {
            return Err(unfit(pattern, "every file would have the same name", "所有文件将同名")
                .hint("write it as `{id}-{number}`", "请写作 `{id}-{number}`"));
        }
        Ok(Self { pattern: Some(pattern.to_string()) })
    }

    /// The naming that a header tells; `None` where its pattern cannot be read.
    pub(crate) fn of_header(header: &Header) -> Option<Self> {
        match &header.name {
            None => Some(Self::default()),
            Some(pattern) => Self::of_pattern(pattern).ok(),
        }
    }

    /// The pattern, where there is one.
    pub fn pattern(&self) -> Option<&str> {
        self.pattern.as_deref()
    }

    /// Whether names hold the accounts' ids.
    pub(crate) fn shows_id(&self) -> bool {
        self.pattern.as_ref().is_some_and(|pattern| pattern.contains("{id}"))
    }

    /// Whether names of two runs into one folder can be the same although accounts and documents are not.
    pub(super) fn is_of_one_run(&self) -> bool {
        self.pattern
            .as_ref()
            .is_some_and(|pattern| !pattern.contains("{id}") && !pattern.contains("{number}"))
    }

    /// Where a document stands: under the last two characters of its number.
    ///
    /// `None` for a number that is no safe file name: anything but ASCII letters, digits and
    /// hyphens, or fewer than two characters.
    pub(crate) fn file_of(&self, seq: u64, id: &str, number: &str) -> Option<String> {
        let safe = number.len() >= 2 && number.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let folder = safe.then(|| &number[number.len() - 2..])?;
        let Some(pattern) = &self.pattern else { return Some(format!("{DOCUMENTS}/{folder}/{number}.pdf")) };
        let mut name = String::new();
        for part in parts(pattern).ok()? {
            match part {
                Part::Id => name.extend(id.chars().take(LONGEST_ID).map(safe_character)),
                Part::Number => name.push_str(number),
                Part::Seq => name.push_str(&seq.to_string()),
                Part::Marks(marks) => name.push_str(marks),
            }
        }
        Some(format!("{DOCUMENTS}/{folder}/{name}.pdf"))
    }

    /// Where the document of a line belongs.
    pub(crate) fn file(&self, document: &Document) -> Option<String> {
        self.file_of(document.seq, &document.id, &document.number)
    }
}

/// What every system takes in a name; anything else becomes `_`.
fn safe_character(c: char) -> char {
    if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '_' }
}

/// The parts of a pattern.
fn parts(pattern: &str) -> Result<Vec<Part<'_>>, Stop> {
    let (mut parts, mut rest) = (Vec::new(), pattern);
    while !rest.is_empty() {
        let marks = rest.find('{').unwrap_or(rest.len());
        if marks > 0 {
            parts.push(Part::Marks(only_marks(pattern, &rest[..marks])?));
        }
        rest = &rest[marks..];
        let Some(inside) = rest.strip_prefix('{') else { continue };
        let Some((word, behind)) = inside.split_once('}') else {
            return Err(unfit(pattern, "a `{` is not closed", "`{` 没有对应的 `}`"));
        };
        parts.push(match word {
            "id" => Part::Id,
            "number" => Part::Number,
            "seq" => Part::Seq,
            other => return Err(no_such(pattern, other)),
        });
        rest = behind;
    }
    Ok(parts)
}

fn only_marks<'a>(pattern: &str, marks: &'a str) -> Result<&'a str, Stop> {
    if marks.bytes().all(|mark| matches!(mark, b'-' | b'_' | b'.')) {
        return Ok(marks);
    }
    Err(unfit(
        pattern,
        "between the placeholders stand `-`, `_` and `.` only, since words of a file's name could tell of the debt",
        "占位符之间只能用 `-`、`_`、`.`，因为文件名中的文字可能透露债务",
    ))
}

fn no_such(pattern: &str, word: &str) -> Stop {
    let stop = match word {
        "kind" | "title" | "stage" | "bucket" | "amount" | "total" | "currency" | "due_date" | "days" => {
            unfit(
                pattern,
                &format!("`{{{word}}}` would tell of the debt: whoever sees the file's name could read it"),
                &format!("`{{{word}}}` 会在文件名中透露债务，任何看到文件名的人都能读到"),
            )
        }
        "name" | "debtor" | "addressee" | "mobile" | "id_number" | "card" => unfit(
            pattern,
            &format!("`{{{word}}}` is a person's datum, which no file's name may show"),
            &format!("`{{{word}}}` 是个人信息，不得出现在文件名中"),
        ),
        _ => unfit(
            pattern,
            &format!("there is no placeholder `{{{word}}}`"),
            &format!("没有占位符 `{{{word}}}`"),
        ),
    };
    stop.hint("there are `{id}`, `{number}` and `{seq}`", "可用：`{id}`、`{number}`、`{seq}`")
}

fn unfit(pattern: &str, en: &str, zh: &str) -> Stop {
    Stop::new(format!("`--name {pattern}`: {en}"), format!("`--name {pattern}`：{zh}")).coded(StopCode::Usage)
}
