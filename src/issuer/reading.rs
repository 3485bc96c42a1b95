//! How the issuer's own files are written: where their headings stand, and what their words mean.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{IssuerFile, Names};
use crate::account::read::{Reading, faults};
use crate::finding::{Finding, Words};
use crate::record::{At, Field, Node, record};
use crate::table::text::sign;

record! {
    /// How files of accounts are read; holds for every kind of file.
    #[derive(Default)]
    pub struct ReadingTable {
        /// The row the headings stand in, counted from 1; looked for when left out.
        pub heading_row: Option<u32>,
        /// Rows to pass over, counted from 1.
        pub skip_rows: Vec<u32> = Vec::new(),
        /// The sheet of a workbook: its name, or its number counted from 1; the first when left out.
        pub sheet: Option<String>,
        /// What separates cells of a text file: `,`, `;`, `|` or `tab`; looked for when left out.
        pub delimiter: Option<String>,
        /// Words that stand for nothing, such as `NULL`; a cell that holds one of them only is blank.
        pub nothing: Vec<String> = Vec::new(),
        /// Words that mean yes, beside `true` and 是.
        pub yes: Vec<String> = Vec::new(),
        /// Words that mean no, beside `false` and 否.
        pub no: Vec<String> = Vec::new(),
        /// Whether `-` and a blank are nothing owed, in columns of amounts whose other cells are written as
        /// accountants do.
        pub dash_is_zero: bool = false,
        /// Fields that have one value in all rows: `kind = "overdue-notice"`.
        pub values: Names = Names::default(),
        /// Fields that are put together from several columns: `"debtor.address" = ["省", "市", "地址"]`.
        pub joined: Lists = Lists::default(),
    }
}

impl IssuerFile {
    /// How files of accounts are read, as `[columns]` and `[reading]` say.
    pub fn reading(&self) -> Reading {
        let ReadingTable {
            heading_row,
            skip_rows,
            sheet,
            delimiter,
            nothing,
            yes,
            no,
            dash_is_zero,
            values,
            joined,
        } = self.reading.clone();
        Reading {
            from: None,
            encoding: None,
            columns: self.columns.0.clone(),
            heading_row,
            skip_rows,
            sheet,
            delimiter: delimiter.as_deref().and_then(sign),
            nothing,
            yes,
            no,
            dash_is_zero,
            values: values.0,
            joined: joined.0,
        }
    }

    /// What is wrong with the way of reading that it asks for.
    pub fn reading_faults(&self) -> Vec<Finding> {
        let mut found = faults(&self.reading());
        if let Some(wrong) = self.reading.delimiter.as_deref().filter(|word| sign(word).is_none()) {
            let message = Words::new(
                format!("`{wrong}` parts no cells: write one sign, such as `;`, or `tab`"),
                format!("`{wrong}` 不能作为分隔符：请写一个符号（如 `;`）或 `tab`"),
            );
            found.push(Finding::error("D04", "reading.delimiter", message));
        }
        found
    }
}

/// A table of lists whose names the issuer chooses.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lists(pub BTreeMap<String, Vec<String>>);

impl Field for Lists {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        let Node::Map(entries) = node else {
            at.unlike(node, "a table of lists", "列表的表");
            return None;
        };
        let read: Vec<_> = entries
            .iter()
            .map(|(name, value)| Some((name.clone(), Vec::<String>::read(value, &mut at.field(name))?)))
            .collect();
        read.into_iter().collect::<Option<_>>().map(Self)
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "object", "additionalProperties": Vec::<String>::schema() })
    }
}
