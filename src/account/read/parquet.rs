//! Turn the rows of a Parquet file into records.

use std::fs::File;
use std::sync::Arc;

use super::door::Door;
use super::mapping::{Mapping, Meaning};
use super::nested::NestedRows;
use super::open::unread;
use super::{Input, ReadFault};
use crate::finding::Words;
use crate::table::parquet::{Kept, Opened, open};

/// Opens a Parquet file; each of `more` is one more column that has one value in all rows.
pub(super) fn door(
    input: &Input,
    packed: bool,
    more: Vec<(String, String)>,
    mapping: &Arc<Mapping>,
) -> Result<Door, ReadFault> {
    let fault = |(message, hints)| ReadFault { hints, ..ReadFault::new(input, message) };
    let kept = match input {
        Input::Memory(file) if !packed => Kept::Memory(file.bytes.clone()),
        Input::File(path) if !packed => {
            Kept::Disk(Arc::new(File::open(path).map_err(|error| fault(unread(&error)))?))
        }
        _ => return Err(from_its_end(input)),
    };
    let more = more.into_iter().filter(|(name, _)| mapping.meaning(name) != Meaning::Nothing).collect();
    Ok(match open(kept, more).map_err(|stop| fault((stop.message, stop.hints)))? {
        Opened::Flat(table) => Door::Table(Box::new(table)),
        Opened::Nested(rows) => {
            let names = rows.names();
            Door::Records(Box::new(NestedRows::of(input, rows, &names, mapping)), names)
        }
    })
}

/// Says that a Parquet file cannot be read as it comes.
fn from_its_end(input: &Input) -> ReadFault {
    let message = Words::new("a Parquet file is read from its end", "Parquet 文件须从末尾读起");
    let hint = Words::new(
        "give it as a file, not packed and not on the standard input",
        "请以未压缩的文件方式给出，不要用标准输入",
    );
    ReadFault::new(input, message).hint(hint)
}
