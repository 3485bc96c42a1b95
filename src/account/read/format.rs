//! What kind of file an input is: as was said, else by its first bytes, its name, or its first character.

use std::path::Path;

use crate::table::parquet::is_parquet;

/// A kind of file that accounts are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Cells parted by commas, or by what is found in the file.
    Csv,
    /// Cells parted by tabs.
    Tsv,
    /// One JSON object a line.
    JsonLines,
    /// A workbook of Excel since 2007.
    Xlsx,
    /// A workbook of older Excel.
    Xls,
    /// A workbook of OpenDocument.
    Ods,
    /// A Parquet file, or a folder of them.
    Parquet,
}

impl Format {
    /// Every kind of file with the word that names it.
    pub const ALL: [(&'static str, Self); 7] = [
        ("csv", Self::Csv),
        ("tsv", Self::Tsv),
        ("jsonl", Self::JsonLines),
        ("xlsx", Self::Xlsx),
        ("xls", Self::Xls),
        ("ods", Self::Ods),
        ("parquet", Self::Parquet),
    ];

    /// The kind that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, format)| format)
    }

    /// What a file's first bytes say, where they say it for sure.
    pub(super) fn by_bytes(start: &[u8], path: Option<&Path>) -> Option<Self> {
        let ods = || {
            start.windows(8).take(64).any(|part| part == b"mimetype")
                || Self::by_ending(path) == Some(Self::Ods)
        };
        if start.starts_with(b"PK\x03\x04") {
            Some(if ods() { Self::Ods } else { Self::Xlsx })
        } else if start.starts_with(b"\xD0\xCF\x11\xE0") {
            // A locked workbook of either age comes in this wrapping.
            Some(if Self::by_ending(path) == Some(Self::Xlsx) { Self::Xlsx } else { Self::Xls })
        } else if is_parquet(start) {
            Some(Self::Parquet)
        } else {
            None
        }
    }

    /// What a file's name says; `.gz` at its end says nothing.
    pub(super) fn by_ending(path: Option<&Path>) -> Option<Self> {
        let name = path?.file_name()?.to_str()?.to_ascii_lowercase();
        let (_, ending) = name.strip_suffix(".gz").unwrap_or(&name).rsplit_once('.')?;
        Some(match ending {
            "csv" => Self::Csv,
            "tsv" | "tab" => Self::Tsv,
            "jsonl" | "ndjson" | "json" => Self::JsonLines,
            "xlsx" | "xlsm" => Self::Xlsx,
            "xls" => Self::Xls,
            "ods" => Self::Ods,
            "parquet" => Self::Parquet,
            _ => return None,
        })
    }

    /// What the first character says: a record of JSON begins with a brace.
    pub(super) fn by_looking(start: &[u8]) -> Self {
        let words = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
        if words.is_empty() || words.starts_with(b"{") || words.starts_with(b"[") {
            Self::JsonLines
        } else {
            Self::Csv
        }
    }

    /// Whether it is text.
    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::Csv | Self::Tsv | Self::JsonLines)
    }
}
