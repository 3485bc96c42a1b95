//! Turn rows of Arrow that are in memory into records.

use std::sync::Arc;

use bytes::Bytes;

use super::door::{Door, Doors, Part};
use super::nested::NestedRows;
use super::{FieldNames, InMemory, Input, ReadFault, Reading, Source};
use crate::table::arrow::{Opened, open};

/// Opens rows of Arrow, as a stream of Arrow IPC, for a source of one's own that hands its records on; `None` where it
/// has none. Columns are read as those of a Parquet file of the same table are; `names` are those of `reading`, which
/// many streams may share. Messages call the stream `name`.
///
/// # Errors
///
/// Where the stream cannot be read, or has columns that are no fields.
pub fn arrow_source(
    name: &str,
    stream: impl AsRef<[u8]> + Send + 'static,
    reading: &Reading,
    names: &FieldNames,
) -> Result<Option<Box<dyn Source>>, ReadFault> {
    let input = Input::Memory(InMemory::new(name, Vec::new()));
    let mapping = names.mapping();
    let doors = Doors::with(reading.clone(), Arc::clone(mapping));
    let door = match open(Bytes::from_owner(stream)) {
        Ok(Opened::Flat(table)) => Door::Table(Box::new(table)),
        Ok(Opened::Nested(rows)) => {
            let names = rows.names();
            Door::Records(Box::new(NestedRows::of(&input, rows, &names, mapping)), names)
        }
        Err(stop) => return Err(ReadFault { hints: stop.hints, ..ReadFault::new(&input, stop.message) }),
    };
    let part = Part { input, partitions: Vec::new(), sheet: None };
    Ok(doors.through(&part, door, Vec::new())?.0)
}
