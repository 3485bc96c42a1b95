//! Turn lines into the cells of one row, strictly: what stands after a closing quote is a fault.
//!
//! A quote out of place must neither swallow the rows below it nor pass unseen, so that a row
//! never takes words of another. This is why the rows are not split by the `csv` crate, which
//! is lenient here and takes in as many lines as it is given.

/// Where in a row the splitting stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first character of a cell.
    Start,
    /// In a cell without quotes.
    Plain,
    /// Between quotes.
    Quoted,
    /// After a quote that closes the cell, or is the first of two.
    Closed,
}

/// The cells of a row, as far as it was read.
pub(super) struct Cells {
    cells: Vec<Vec<u8>>,
    delimiter: u8,
    state: State,
    stray: bool,
}

impl Cells {
    /// The cells of a row that begins with `line`.
    pub(super) fn of(line: &[u8], delimiter: u8) -> Self {
        if memchr::memchr(b'"', line).is_none() {
            return Self::without_quotes(line, delimiter);
        }
        let mut cells = Self { cells: vec![Vec::new()], delimiter, state: State::Start, stray: false };
        cells.feed(line);
        cells
    }

    /// The cells of a line that has no quote, which is nearly every line.
    fn without_quotes(line: &[u8], delimiter: u8) -> Self {
        let mut cells = Vec::with_capacity(32);
        let mut start = 0;
        for end in memchr::memchr_iter(delimiter, line) {
            cells.push(line[start..end].to_vec());
            start = end + 1;
        }
        cells.push(line[start..].to_vec());
        let state = if start == line.len() { State::Start } else { State::Plain };
        Self { cells, delimiter, state, stray: false }
    }

    /// Goes on with the next line, of which the cell between quotes takes a part.
    pub(super) fn go_on(&mut self, line: &[u8]) {
        self.push(b'\n');
        self.feed(line);
    }

    /// Whether a quote is still open, so that the row goes on in the next line.
    pub(super) fn is_open(&self) -> bool {
        self.state == State::Quoted
    }

    /// Whether words stand after a closing quote.
    pub(super) fn has_stray_quote(&self) -> bool {
        self.stray
    }

    /// The first cell.
    pub(super) fn first(&self) -> &[u8] {
        self.cells.first().map_or(&[], Vec::as_slice)
    }

    /// The cells so far.
    pub(super) fn finish(self) -> Vec<Vec<u8>> {
        self.cells
    }

    /// Takes what goes on in one piece in one piece, and looks at each byte between pieces.
    fn feed(&mut self, line: &[u8]) {
        let mut rest = line;
        while let Some(byte) = rest.first() {
            let end = match self.state {
                State::Quoted => memchr::memchr(b'"', rest),
                State::Plain => memchr::memchr(self.delimiter, rest),
                State::Start | State::Closed => Some(0),
            };
            let (piece, behind) = rest.split_at(end.unwrap_or(rest.len()));
            if piece.is_empty() {
                self.state = self.step(*byte);
                rest = &rest[1..];
            } else {
                if let Some(cell) = self.cells.last_mut() {
                    cell.extend_from_slice(piece);
                }
                rest = behind;
            }
        }
    }

    fn step(&mut self, byte: u8) -> State {
        match (self.state, byte) {
            (State::Start, b'"') => State::Quoted,
            (State::Quoted, b'"') => State::Closed,
            (State::Closed, b'"') => self.keep(byte, State::Quoted),
            (State::Quoted, _) => self.keep(byte, State::Quoted),
            (_, byte) if byte == self.delimiter => {
                self.cells.push(Vec::new());
                State::Start
            }
            (State::Closed, b' ') => State::Closed,
            (State::Closed, _) => {
                self.stray = true;
                self.keep(byte, State::Plain)
            }
            (State::Start | State::Plain, _) => self.keep(byte, State::Plain),
        }
    }

    fn keep(&mut self, byte: u8, next: State) -> State {
        self.push(byte);
        next
    }

    fn push(&mut self, byte: u8) {
        if let Some(cell) = self.cells.last_mut() {
            cell.push(byte);
        }
    }
}
