//! Tables in text files: cells parted by a comma or another sign, rows by line ends.

mod cells;
mod delimiter;
mod encoding;
mod evidence;
mod guard;
mod lines;

use std::io;
use std::path::PathBuf;

pub use self::delimiter::sign;
#[cfg(feature = "inner")]
pub use self::encoding::Told;
pub use self::encoding::{Encoding, decoded};
pub use self::guard::{guarded, unguarded};
pub use self::lines::{LONGEST, Line, Lines, Text};

use self::cells::Cells;
use super::{Cell, CellKind, Spoilt, TOO_MUCH, Table, TableRow, UNREADABLE};
use crate::finding::{Finding, Said, Words, said};

/// The most lines a row may stand on; a row of more has a quote that was never closed.
const MOST_LINES: usize = 100;

/// How many lines are looked at for what parts the cells.
const LOOKED_AT: usize = 20;

/// What to do about a text that was cut off.
pub const CUT_OFF: Said =
    said("if the file was cut off, transfer it again, whole", "如文件不完整，请重新传输整个文件");

/// A table in a text file.
pub struct TextTable {
    lines: Lines,
    /// What parts the cells; looked for before the first row where it was not said.
    delimiter: Option<u8>,
    begun: bool,
    /// How many cells the heading row has, once it is known.
    width: Option<usize>,
    /// Whether the last row that was read has no line end.
    open: bool,
}

/// A row with the lines it was taken from.
struct Taken {
    lines: Vec<Line>,
    cells: Cells,
    fault: Option<Finding>,
    /// Whether the text ended between two quotes.
    open: bool,
}

/// Counts only: a table is persons' data.
impl std::fmt::Debug for TextTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a text table of which {:?}", self.lines)
    }
}

impl Table for TextTable {
    /// Lines of blanks are passed over.
    fn next_row(&mut self) -> io::Result<Option<TableRow>> {
        if !self.begun {
            self.begun = true;
            self.begin()?;
        }
        let Some(first) = self.first_line()? else { return Ok(None) };
        let taken = self.take(first)?;
        Ok(Some(self.row(taken)))
    }

    fn line(&self) -> u64 {
        self.lines.count()
    }

    fn at_most(&self) -> Option<u64> {
        self.lines.at_most()
    }

    fn expect_width(&mut self, width: usize) {
        self.width = Some(width);
    }

    fn ends_open(&self) -> bool {
        self.open
    }
}

impl TextTable {
    /// The table of a text, whose cells are parted by `delimiter`, or by what is found; `file` is where the text
    /// stands, if it is a file.
    pub fn new(text: Text, file: Option<PathBuf>, delimiter: Option<u8>) -> Self {
        Self { lines: Lines::new(text, file), delimiter, begun: false, width: None, open: false }
    }

    /// Passes over Excel's own first line, and finds out what parts the cells.
    fn begin(&mut self) -> io::Result<()> {
        let Some(first) = self.first_line()? else { return Ok(()) };
        if let Some(sign) = delimiter::named(&first.bytes) {
            self.delimiter = Some(self.delimiter.unwrap_or(sign));
            return Ok(());
        }
        let mut lines = vec![first];
        if self.delimiter.is_none() {
            loop {
                let found = delimiter::found(lines.iter().map(|line| line.bytes.as_slice()));
                let next = if found.sure || lines.len() == LOOKED_AT { None } else { self.first_line()? };
                let Some(next) = next else {
                    self.delimiter = found.delimiter;
                    break;
                };
                lines.push(next);
            }
        }
        self.lines.put_back(lines);
        Ok(())
    }

    /// What parts the cells.
    fn sign(&self) -> u8 {
        self.delimiter.unwrap_or(b',')
    }

    /// The first line that is not blank.
    fn first_line(&mut self) -> io::Result<Option<Line>> {
        loop {
            match self.lines.next_line()? {
                Some(line) if line.is_blank() => {}
                other => return Ok(other),
            }
        }
    }

    /// Takes the lines of a row.
    fn take(&mut self, first: Line) -> io::Result<Taken> {
        let cells = Cells::of(&first.bytes, self.sign());
        let mut taken = Taken { cells, fault: first.long.then(too_long), lines: vec![first], open: false };
        let mut length = taken.lines[0].bytes.len();
        while taken.fault.is_none() && taken.cells.is_open() {
            let Some(line) = self.lines.next_line()? else {
                (taken.fault, taken.open) = (Some(unclosed(UNREADABLE)), true);
                break;
            };
            length += line.bytes.len() + 1;
            if line.long || length > LONGEST || taken.lines.len() == MOST_LINES {
                taken.fault = Some(unclosed(TOO_MUCH));
            } else {
                taken.cells.go_on(&line.bytes);
            }
            taken.lines.push(line);
        }
        if taken.fault.is_none() && taken.cells.has_stray_quote() {
            taken.fault = Some(stray());
        }
        Ok(taken)
    }

    /// The row of what was taken; of a faulty one, what it has of its first line.
    fn row(&mut self, taken: Taken) -> TableRow {
        let Taken { mut lines, cells, mut fault, open } = taken;
        // Where a whole row follows, a quote is out of place and the text is not cut off.
        let cut = open && !lines[1..].iter().any(|line| self.is_row(line));
        if fault.is_none() && lines.len() > 1 && self.holds_another_row(&lines, &cells) {
            fault = Some(stray());
        }
        let number = lines[0].number;
        self.open = lines.last().is_some_and(|line| !line.ended);
        if let Some(fault) = fault {
            let cells = match lines[0].long {
                true => Vec::new(),
                false => Cells::of(&lines[0].bytes, self.sign()).finish(),
            };
            let fault = Some(self.give_back(lines.split_off(1), fault));
            let cut = cut || lines.iter().any(|line| line.long && !line.ended);
            return TableRow { number, cells: cells.into_iter().map(cell).collect(), fault, cut };
        }
        let cells = cells.finish();
        let cut = self.is_cut_off(&cells, &lines);
        let fault =
            if cut { Some(cut_off(cells.len(), self.width)) } else { self.miscounted(&cells, &lines) };
        let fault = fault.map(|fault| self.give_back(lines.split_off(1), fault));
        TableRow { number, cells: cells.into_iter().map(cell).collect(), fault, cut }
    }

    /// Whether the text was cut off in this row: no line end follows, and cells are missing or the last character is
    /// half of one.
    fn is_cut_off(&self, cells: &[Vec<u8>], lines: &[Line]) -> bool {
        if self.width.is_none() || lines.last().is_none_or(|line| line.ended) {
            return false;
        }
        let half = |cell: &Vec<u8>| match std::str::from_utf8(cell) {
            Ok(text) => text.ends_with(char::REPLACEMENT_CHARACTER),
            Err(error) => error.error_len().is_none(),
        };
        self.width.is_some_and(|width| cells.len() < width) || cells.last().is_some_and(half)
    }

    /// Whether a row on several lines took another row in: two quotes out of place can close each other.
    fn holds_another_row(&self, lines: &[Line], cells: &Cells) -> bool {
        !cells.first().contains(&b'\n') && lines[1..].iter().any(|line| self.is_row(line))
    }

    /// Lets the lines that a faulty row swallowed be read again, from the first that is a row by itself;
    /// the fault tells of those before it.
    fn give_back(&mut self, mut swallowed: Vec<Line>, fault: Finding) -> Finding {
        let found = swallowed.iter().position(|line| line.long || self.is_row(line));
        self.lines.put_back(swallowed.split_off(found.unwrap_or(swallowed.len())));
        let (Some(first), Some(last)) = (swallowed.first(), swallowed.last()) else { return fault };
        fault.hint(
            format!("lines {} to {} were taken for parts of it and not read", first.number, last.number),
            format!("第 {} 至 {} 行被视为其一部分，未读取", first.number, last.number),
        )
    }

    /// Whether a line is a row by itself.
    fn is_row(&self, line: &Line) -> bool {
        let cells = Cells::of(&line.bytes, self.sign());
        !cells.is_open() && !cells.has_stray_quote() && Some(cells.finish().len()) == self.width
    }

    /// What is wrong with the number of cells. A row that was written to its end may leave blank ones out there,
    /// but not one on several lines, which may have taken in parts of others.
    fn miscounted(&self, cells: &[Vec<u8>], lines: &[Line]) -> Option<Finding> {
        let found = cells.len();
        let width = self.width.filter(|width| *width != found)?;
        if cells.iter().all(|cell| cell.trim_ascii().is_empty()) {
            return None;
        }
        if let [line] = lines
            && let Some(other) = self.mixed(&line.bytes, found, width)
        {
            return Some(parted_otherwise(other, self.sign()));
        }
        if found < width && lines.len() == 1 {
            return None;
        }
        let message = Words::new(
            format!("this row has {found} cells, the header row {width}"),
            format!("本行有 {found} 个单元格，表头有 {width} 个"),
        );
        let fault = Finding::error(UNREADABLE, "", message);
        Some(if found < width {
            fault.hint(
                "it stands on several lines: give every cell of such a row, the blank ones at its end, too",
                "本行跨多行：这样的行须写全所有单元格，包括行末的空单元格",
            )
        } else if cells[width..].iter().all(|cell| cell.trim_ascii().is_empty()) {
            let sign = delimiter::shown(self.sign());
            fault.hint(
                format!("if every row ends with `{sign}`, let the heading row do so, too; else put cells that contain it in quotes"),
                format!("如各行都以 `{sign}` 结尾，表头行也应如此；否则含 `{sign}` 的单元格须加双引号"),
            )
        } else {
            let sign = delimiter::shown(self.sign());
            fault.hint(
                format!("put cells that contain `{sign}` in quotes"),
                format!("含 `{sign}` 的单元格须加双引号"),
            )
        })
    }

    /// The sign that parts cells of a row where another does in the heading row.
    fn mixed(&self, line: &[u8], found: usize, width: usize) -> Option<u8> {
        let mut others = delimiter::others(line, self.sign());
        others.find(|(_, count)| found + count == width || (found == 1 && width > 2)).map(|(sign, _)| sign)
    }
}

/// Says that the text ends in a row, and how many of its cells there are.
fn cut_off(found: usize, width: Option<usize>) -> Finding {
    let width = width.unwrap_or(found);
    let message = Words::new(
        format!("the last line has no end and {found} cells of {width}: the file may have been cut off"),
        format!("最后一行没有换行，只有 {width} 个单元格中的 {found} 个：文件可能不完整"),
    );
    Finding::error(UNREADABLE, "", message).hint(CUT_OFF.en, CUT_OFF.zh)
}

fn parted_otherwise(here: u8, above: u8) -> Finding {
    let (here, above) = (delimiter::shown(here), delimiter::shown(above));
    let message = Words::new(
        format!("cells of this row are parted by `{here}`, those of the header row by `{above}`"),
        format!("本行单元格以 `{here}` 分隔，而表头以 `{above}` 分隔"),
    );
    Finding::error(UNREADABLE, "", message).hint(
        "part the cells of all rows by the same sign; put those that contain it in quotes",
        "请在所有行使用同一种分隔符；含该符号的单元格须加双引号",
    )
}

/// The words of a cell; U+FFFD in place of bytes that are no text.
fn cell(bytes: Vec<u8>) -> Cell {
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => match unguarded(&text) {
            bare if bare.len() < text.len() => Cell::words(bare),
            _ => Cell::words(text),
        },
        Ok(text) => Cell { text, kind: CellKind::Spoilt(Spoilt::Encoding) },
        Err(error) => {
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            Cell { text, kind: CellKind::Spoilt(Spoilt::Encoding) }
        }
    }
}

/// Says that a line is longer than any that is read.
pub fn too_long() -> Finding {
    let message = Words::new("this line is longer than 1 MiB", "本行超过 1 MiB");
    Finding::error(TOO_MUCH, "", message).hint("write each account on a line of its own", "请每个账户写一行")
}

fn unclosed(code: &'static str) -> Finding {
    let message = Words::new("a quote is opened in this row and not closed", "本行有双引号未闭合");
    Finding::error(code, "", message)
        .hint("write a quote inside a cell twice: `\"\"`", "单元格内的双引号须写两次：`\"\"`")
}

fn stray() -> Finding {
    let message =
        Words::new("a quote stands inside a cell that is in quotes", "加引号的单元格内有多余的双引号");
    Finding::error(UNREADABLE, "", message)
        .hint("write a quote inside a cell twice: `\"\"`", "单元格内的双引号须写两次：`\"\"`")
}
