//! Open an input by the door that its kind asks for: as a table, or as records.

use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use super::header::Fault;
use super::heading_row::{self, Found};
use super::json::JsonLines;
use super::mapping::Mapping;
use super::open::{self, Opened};
use super::rows::Rows;
use super::{Format, Input, Notes, ReadFault, Reading, Source, folder, parquet};
use crate::finding::Words;
use crate::table::Table;
use crate::table::text::{Lines, Text, TextTable};
use crate::table::workbook::{self, Workbook};

/// The most bytes of a workbook that is held in memory.
const MOST_HELD: u64 = 256 << 20;

/// An input that is one file, or the standard input.
pub(super) struct Part {
    pub(super) input: Input,
    /// What the names of the folders it stands in say of all its rows, such as `dt` and `2026-11-22`.
    pub(super) partitions: Vec<(String, String)>,
    /// The sheet, where it is a further one of a workbook whose first was read without being asked for.
    pub(super) sheet: Option<String>,
}

impl Part {
    /// How messages and lists call it.
    pub(super) fn name(&self) -> Arc<str> {
        match &self.sheet {
            Some(sheet) => Arc::from(format!("{}#{sheet}", self.input)),
            None => Arc::from(self.input.to_string()),
        }
    }
}

/// The files that an input is: those of a folder, else itself.
pub(super) fn parts(input: &Input) -> Result<Vec<Part>, ReadFault> {
    let Some(path) = input.path().filter(|path| path.is_dir()) else {
        return Ok(vec![Part { input: input.clone(), partitions: Vec::new(), sheet: None }]);
    };
    let parts = folder::parts(&path)?.into_iter();
    let one =
        |part: folder::Part| Part { input: Input::File(part.path), partitions: part.partitions, sheet: None };
    Ok(parts.map(one).collect())
}

/// The records of an input, `None` where it has none; and the parts that are to be read after it.
pub(super) type Records = (Option<Box<dyn Source>>, Vec<Part>);

/// An opened input.
pub(super) enum Door {
    /// Rows of cells, under headings.
    Table(Box<dyn Table>),
    /// Records whose fields have names; those that all of them have, where the file says so.
    Records(Box<dyn Source>, Vec<String>),
}

/// Opens inputs, each by its door.
pub(super) struct Doors {
    reading: Reading,
    mapping: Arc<Mapping>,
    /// What is told of the inputs.
    pub(super) notes: Notes,
}

impl Doors {
    /// The doors for a way of reading.
    pub(super) fn of(reading: Reading) -> Self {
        Self { mapping: Arc::new(Mapping::of(&reading)), reading, notes: Notes::default() }
    }

    /// The same, with what their headings and names stand for, which is known already.
    #[cfg(feature = "arrow")]
    pub(super) fn with(reading: Reading, mapping: Arc<Mapping>) -> Self {
        Self { mapping, reading, notes: Notes::default() }
    }

    /// The same doors, of which nothing is told.
    pub(super) fn untold(&self) -> Self {
        Self { reading: self.reading.clone(), mapping: Arc::clone(&self.mapping), notes: Notes::default() }
    }

    /// What headings and names stand for.
    pub(super) fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// Finds the headings of a table.
    pub(super) fn headings(&self, table: &mut dyn Table) -> Result<Option<Found>, Fault> {
        heading_row::find(table, &self.reading, &self.mapping)
    }

    /// The records of an input.
    pub(super) fn source(&self, part: &Part) -> Result<Records, ReadFault> {
        let (door, partitions) = self.door(part)?;
        self.through(part, door, partitions)
    }

    /// The records of an input behind its door, with the partitions that its rows do not hold themselves.
    pub(super) fn through(
        &self,
        part: &Part,
        door: Door,
        partitions: Vec<(String, String)>,
    ) -> Result<Records, ReadFault> {
        let (name, input) = (part.name(), &part.input);
        let mut table = match door {
            Door::Records(source, names) => {
                let known = self.mapping.all_known(&names);
                known.map_err(|(message, hints)| ReadFault { hints, ..ReadFault::new(input, message) })?;
                return Ok((Some(source), Vec::new()));
            }
            Door::Table(table) => table,
        };
        for words in table.told() {
            self.notes.tell(&name, words);
        }
        let further = table.further().into_iter().map(|sheet| Part {
            input: input.clone(),
            partitions: part.partitions.clone(),
            sheet: Some(sheet),
        });
        let further = further.collect();
        let opened = self.headings(&mut *table).and_then(|found| match found {
            None => Ok(None),
            Some(found) => {
                let (header, before) =
                    heading_row::header(&mut *table, found, &partitions, &self.reading, &self.mapping)?;
                table.types().map_or(Ok(()), |types| header.fits(&types))?;
                let notes = self.notes.clone();
                Ok(Some(Rows::under(header, before, (name, table), partitions, &self.reading, notes)))
            }
        });
        let rows =
            opened.map_err(|(message, hints)| ReadFault { hints, ..ReadFault::new(input, message) })?;
        Ok((rows.map(|rows| Box::new(rows) as Box<dyn Source>), further))
    }

    /// Opens an input; gives back the partitions that its rows do not hold themselves.
    pub(super) fn door(&self, part: &Part) -> Result<(Door, Vec<(String, String)>), ReadFault> {
        let Self { reading, mapping, notes } = self;
        let (name, input, partitions) = (part.name(), &part.input, part.partitions.clone());
        let named = part.sheet.as_deref().or(reading.sheet.as_deref());
        let opened = open::open(input, &name, reading, notes)?;
        let table = match opened.format {
            Format::JsonLines => {
                let file = input.path().filter(|_| !opened.packed);
                let lines = Lines::new(opened.text, file);
                let records = JsonLines::new(name, lines, partitions, Arc::clone(mapping));
                return Ok((Door::Records(Box::new(records), Vec::new()), Vec::new()));
            }
            Format::Parquet => {
                let door = parquet::door(input, opened.packed, partitions, mapping)?;
                return Ok((door, Vec::new()));
            }
            _ => table(input, opened, reading, named)?,
        };
        Ok((Door::Table(table), partitions))
    }
}

/// Opens an input whose rows are cells: text, or a sheet of a workbook.
pub(super) fn table(
    input: &Input,
    opened: Opened,
    reading: &Reading,
    named: Option<&str>,
) -> Result<Box<dyn Table>, ReadFault> {
    let Opened { format, text, packed } = opened;
    let file = input.path().filter(|_| !packed);
    Ok(match format {
        Format::Tsv => Box::new(TextTable::new(text, file, reading.delimiter.or(Some(b'\t')))),
        Format::Xlsx => sheet(input, file, text, Workbook::Xlsx, named)?,
        Format::Xls => sheet(input, file, text, Workbook::Xls, named)?,
        Format::Ods => sheet(input, file, text, Workbook::Ods, named)?,
        Format::Csv | Format::JsonLines | Format::Parquet => {
            Box::new(TextTable::new(text, file, reading.delimiter))
        }
    })
}

/// Opens a sheet of a workbook: in its file, or in memory where it comes by a pipe or packed.
fn sheet(
    input: &Input,
    file: Option<PathBuf>,
    text: Text,
    kind: Workbook,
    sheet: Option<&str>,
) -> Result<Box<dyn Table>, ReadFault> {
    let opened = match file.filter(|file| file.is_file()) {
        Some(file) => workbook::open(&file, kind, sheet),
        None => workbook::open_bytes(held(input, text)?, kind, sheet),
    };
    opened.map_err(|fault| ReadFault { hints: fault.hints, ..ReadFault::new(input, fault.message) })
}

/// The bytes of an input that has to be held whole.
fn held(input: &Input, text: Text) -> Result<Vec<u8>, ReadFault> {
    let mut bytes = Vec::new();
    let read = text.take(MOST_HELD + 1).read_to_end(&mut bytes);
    read.map_err(|error| open::cannot_open(input, &error))?;
    if bytes.len() as u64 > MOST_HELD {
        let message = Words::new(
            "a workbook that comes by a pipe or packed may have 256 MiB at the most",
            "经管道传入或压缩的工作簿不得超过 256 MiB",
        );
        let hint = Words::new("give it as a file", "请以文件形式给出");
        return Err(ReadFault::new(input, message).hint(hint));
    }
    Ok(bytes)
}
