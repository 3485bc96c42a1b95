//! Turn files of JSON Lines or CSV into accounts, one after the other, each with its file and line.
//!
//! Nothing that is wrong with one record stops the next. The codes of what can be wrong:
//!
//! | code | what | such as |
//! |---|---|---|
//! | D01 | unreadable record | no JSON, a row with too few cells, a file cut off |
//! | D02 | missing field | no `debtor.name` |
//! | D03 | unknown or repeated field | `debtor.nmae` |
//! | D04 | wrong value | `due_date` is no date, a card number as `id` |
//! | D05 | encoding | bytes that are neither UTF-8 nor what `--encoding` says |
//! | D06 | too long or too deep | a line over 1 MiB, more than 32 levels |
//! | D07 | what a spreadsheet or program did | `1.1E+17` for a number, `46320` for a day, `#N/A` |
//! | D08 | repeated id | two records named alike |
//! | W14 | a warning: repeated card | one card and currency in two records; in a run, an id with another record |

#[cfg(feature = "arrow")]
mod arrow;
mod asked;
mod below;
mod cell_words;
mod door;
mod entry;
mod field_names;
mod folder;
mod format;
mod headed;
mod header;
mod heading_row;
mod id;
mod json;
mod later;
mod mapping;
mod marks;
mod names;
mod nested;
mod notes;
mod open;
mod other;
mod parquet;
mod paths;
mod proposal;
mod reading;
mod renamed;
mod rows;
mod settle;
mod shape;
mod source;
mod stand_in;
mod trailers;
mod twice;
mod unknown;

use std::collections::VecDeque;
use std::error::Error;
use std::ffi::OsStr;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;

#[cfg(feature = "arrow")]
pub use self::arrow::arrow_source;
pub use self::asked::faults;
use self::door::{Doors, parts};
pub use self::entry::{Entries, Entry, Row, repeated};
pub use self::field_names::FieldNames;
pub(crate) use self::folder::is_passed_over;
pub use self::format::Format;
pub use self::headed::Column;
pub use self::header::Header;
use self::later::Later;
pub use self::marks::{LEAST_SALT, Mark, marks};
pub(crate) use self::names::{chinese, fields_meant};
pub use self::notes::{Note, Notes};
pub(crate) use self::other::{OtherColumn, OtherRow, OtherRows};
pub use self::proposal::columns;
pub use self::reading::{Encoding, Reading};
pub use self::source::{Record, Source};
pub use self::stand_in::StandIns;
pub(crate) use self::twice::card_again;
use crate::error::{Stop, StopCode};
use crate::finding::{Finding, Words};
pub use crate::table::{TOO_MUCH, UNREADABLE};

/// D03: a field that is unknown or given twice.
pub const NAME: &str = "D03";
/// D04: a value that is not what belongs there.
pub const VALUE: &str = "D04";
/// D05: bytes that are no text.
pub const ENCODING: &str = "D05";
/// D08: an id that was there before.
pub const REPEATED: &str = "D08";
/// W14: a card and currency that were there before, or an id that has a document made from another record.
pub const TWICE: &str = "W14";

/// The heading of the column in which a list of refused rows gives its reasons; reading passes
/// over it, so that a corrected list can be fed again as it is.
pub const REASONS: &str = "退回原因";

/// The heading of the column beside it, which says what to do about them; passed over likewise.
pub const HINTS: &str = "修改建议";

/// Whether a heading is one that a list of refused rows added to those of the input.
pub(crate) fn is_added(heading: &str) -> bool {
    [REASONS, HINTS].contains(&heading.trim())
}

/// Where accounts are read from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    /// The standard input.
    Stdin,
    /// A file, or a folder of part files.
    File(PathBuf),
    /// A file that is in memory already, such as one that came by a wire.
    Memory(InMemory),
}

/// A file in memory: its name, whose ending tells what it is where its bytes do not, and its bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct InMemory {
    name: String,
    bytes: Bytes,
}

impl InMemory {
    /// A file of this name, with these bytes.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: Bytes::from(bytes.into()) }
    }
}

/// Names it only: what is in it are persons' data.
impl fmt::Debug for InMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} bytes", self.name, self.bytes.len())
    }
}

impl Input {
    /// The input an argument names; `-` is the standard input.
    pub fn named(argument: &OsStr) -> Self {
        if argument == "-" { Self::Stdin } else { Self::File(argument.into()) }
    }

    /// Where it is, where it is a file or a folder.
    pub(crate) fn path(&self) -> Option<PathBuf> {
        match self {
            Self::Stdin | Self::Memory(_) => None,
            Self::File(path) => Some(path.clone()),
        }
    }

    /// What its name says it is, by its ending.
    fn named_like(&self) -> Option<PathBuf> {
        match self {
            Self::Memory(file) => Some(PathBuf::from(&file.name)),
            other => other.path(),
        }
    }
}

/// Shows the input as it was given.
impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("-"),
            Self::File(path) => path.display().fmt(f),
            Self::Memory(file) => f.write_str(&file.name),
        }
    }
}

/// Why an input cannot be read at all, so that the run does not begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadFault {
    /// The input as it was given.
    pub source: String,
    /// What is wrong with it.
    pub message: Words,
    /// What to do about it.
    pub hints: Vec<Words>,
}

impl ReadFault {
    fn new(input: &Input, message: Words) -> Self {
        Self { source: input.to_string(), message, hints: Vec::new() }
    }

    fn hint(mut self, hint: Words) -> Self {
        self.hints.push(hint);
        self
    }
}

impl fmt::Display for ReadFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.source, self.message.en)
    }
}

impl Error for ReadFault {}

impl From<ReadFault> for Stop {
    fn from(fault: ReadFault) -> Self {
        let ReadFault { source, message, hints } = fault;
        let message =
            Words::new(format!("`{source}`: {}", message.en), format!("`{source}`：{}", message.zh));
        Self { message, hints, code: Some(StopCode::Input) }
    }
}

/// Opens all inputs, then reads their records one by one. A folder stands for its part files.
///
/// Memory holds one record, and eight bytes for each id that was seen.
pub fn read(inputs: Vec<Input>, reading: Reading) -> Result<Entries, ReadFault> {
    let doors = Arc::new(Doors::of(reading));
    let mut sources: Vec<Box<dyn Source>> = Vec::new();
    for (at, input) in inputs.iter().enumerate() {
        if *input == Input::Stdin && inputs[..at].contains(input) {
            let message = Words::new("the standard input is given twice", "标准输入给了两次");
            return Err(ReadFault::new(input, message));
        }
        let mut parts = VecDeque::from(parts(input)?);
        while let Some(part) = parts.pop_front() {
            let (source, further) = match part.input == *input && part.sheet.is_none() {
                true => doors.source(&part)?,
                false => Later::of(&doors, part)?,
            };
            sources.extend(source);
            for part in further.into_iter().rev() {
                parts.push_front(part);
            }
        }
    }
    Ok(Entries::of(sources).with_notes(doors.notes.clone()))
}

/// Opens one input that is no folder, for a source of one's own that hands its records on; `None` where it has none.
pub fn source(input: Input, reading: Reading) -> Result<Option<Box<dyn Source>>, ReadFault> {
    let part = door::Part { input, partitions: Vec::new(), sheet: None };
    Ok(Doors::of(reading).source(&part)?.0)
}

/// Says that bytes are no text; `text`, which has U+FFFD in their place, is looked at and not shown.
fn encoding_fault(path: &str, text: &str) -> Finding {
    let column = text.chars().take_while(|c| !matches!(c, '\0' | '\u{FFFD}')).count() + 1;
    let (en, zh, hint) = if text.contains('\0') {
        (
            "contains a NUL byte".to_string(),
            "含有空字节".to_string(),
            ("it may be UTF-16: pass `--encoding utf-16`", "可能是 UTF-16，请加 `--encoding utf-16`"),
        )
    } else {
        (
            format!("holds bytes that are no text, from character {column} on"),
            format!("自第 {column} 个字符起含有无法识别的字节"),
            ("write the whole file in one encoding, such as UTF-8", "请将整个文件存为同一种编码，如 UTF-8"),
        )
    };
    let (name, name_zh) = if path.is_empty() {
        ("this line".into(), "本行".into())
    } else {
        (format!("`{path}`"), format!("`{path}` "))
    };
    let message = Words::new(format!("{name} {en}"), format!("{name_zh}{zh}"));
    Finding::error(ENCODING, path, message).hint(hint.0, hint.1)
}
