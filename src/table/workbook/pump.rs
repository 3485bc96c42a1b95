//! The thread that owns a workbook and sends the rows of one sheet, and the table at its other end.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};
use std::vec::IntoIter;

use chrono::NaiveDate;

use super::super::{Cell, Table, TableRow};
use super::cell::Epoch;
use super::merged::Merged;
use super::source::Source;
use super::{Fault, Workbook, fault, held, xlsx};
use crate::finding::Words;
use crate::quiet::quietly;

/// How many batches may wait: enough that neither side stands still, few enough to hold no sheet.
const WAITING: usize = 4;

/// How many cells make a batch, so that a wide row counts for what it holds.
const BATCH: usize = 8192;

/// What the thread tells.
enum Message {
    /// The sheet is open.
    Open(About),
    /// It cannot be opened.
    Closed(Fault),
    /// Rows, in their order.
    Rows(Vec<TableRow>),
}

/// What is known of a sheet before its rows.
pub(super) struct About {
    /// From when its days are counted.
    pub(super) epoch: Epoch,
    /// How many rows it has at the most.
    pub(super) at_most: Option<u64>,
    /// What its reader should know beside its rows.
    pub(super) told: Vec<Words>,
    /// The sheets that belong to it.
    pub(super) further: Vec<String>,
}

/// Where the thread puts what it reads.
pub(super) struct Outlet {
    to: SyncSender<Message>,
    rows: Vec<TableRow>,
    cells: usize,
    /// The areas of the sheet that are merged downwards.
    pub(super) merged: Merged,
}

/// Why the thread stops.
pub(super) enum Halt {
    /// Nobody reads on.
    Dropped,
    /// The sheet cannot be read, or not any further.
    Fault(Fault),
}

impl From<Fault> for Halt {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Outlet {
    /// Tells that the sheet is open.
    pub(super) fn open(&mut self, about: About) -> Result<(), Halt> {
        self.to.send(Message::Open(about)).map_err(|_| Halt::Dropped)
    }

    /// Sends a row, together with some that follow it, where anything stands in it. Its number counts from 0;
    /// `faulty` says that a cell of it cannot be read.
    pub(super) fn row(&mut self, number: u32, mut cells: Vec<Cell>, faulty: bool) -> Result<(), Halt> {
        if !faulty && cells.iter().all(Cell::is_blank) {
            return Ok(());
        }
        self.merged.fill(number, &mut cells);
        self.cells += cells.len().max(1);
        let fault = faulty.then(fault::of_row);
        self.rows.push(TableRow { number: u64::from(number) + 1, cells, fault, cut: false });
        if self.cells < BATCH { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> Result<(), Halt> {
        self.cells = 0;
        let room = self.rows.len();
        let rows = std::mem::replace(&mut self.rows, Vec::with_capacity(room));
        if rows.is_empty() { Ok(()) } else { self.to.send(Message::Rows(rows)).map_err(|_| Halt::Dropped) }
    }
}

/// Starts the thread and waits until the sheet is open.
pub(super) fn start(source: Source, kind: Workbook, sheet: Option<String>) -> Result<Sheet, Fault> {
    let (to, from) = sync_channel(WAITING);
    let body = move || {
        let mut outlet = Outlet { to, rows: Vec::new(), cells: 0, merged: Merged::default() };
        let work = || match kind {
            Workbook::Xlsx => xlsx::pump(source, sheet.as_deref(), &mut outlet),
            Workbook::Xls | Workbook::Ods => held::pump(source, kind, sheet.as_deref(), &mut outlet),
        };
        let halted = quietly(work).unwrap_or_else(|| Err(Halt::Fault(fault::unreadable())));
        // Nobody hears it where the table is gone.
        let _ = outlet.flush();
        if let Err(Halt::Fault(fault)) = halted {
            let _ = outlet.to.send(Message::Closed(fault));
        }
    };
    let cannot = |error: io::Error| fault::cannot_open(&error);
    let thread = Builder::new().name("workbook".into()).spawn(body).map_err(cannot)?;
    match from.recv() {
        Ok(Message::Open(about)) => {
            Ok(Sheet { from: Some(from), thread: Some(thread), rows: Vec::new().into_iter(), about, line: 0 })
        }
        Ok(Message::Closed(fault)) => Err(fault),
        _ => Err(fault::unreadable()),
    }
}

/// A sheet whose rows a thread sends.
pub(super) struct Sheet {
    from: Option<Receiver<Message>>,
    thread: Option<JoinHandle<()>>,
    rows: IntoIter<TableRow>,
    about: About,
    line: u64,
}

impl Table for Sheet {
    fn next_row(&mut self) -> io::Result<Option<TableRow>> {
        loop {
            if let Some(row) = self.rows.next() {
                self.line = row.number;
                return Ok(Some(row));
            }
            match self.from.as_ref().map(Receiver::recv) {
                Some(Ok(Message::Rows(rows))) => self.rows = rows.into_iter(),
                Some(Ok(Message::Closed(fault))) => {
                    self.from = None;
                    return Err(io::Error::other(fault));
                }
                Some(Ok(Message::Open(_))) => {}
                Some(Err(_)) | None => {
                    self.from = None;
                    return Ok(None);
                }
            }
        }
    }

    fn line(&self) -> u64 {
        self.line
    }

    fn at_most(&self) -> Option<u64> {
        self.about.at_most
    }

    fn told(&self) -> Vec<Words> {
        self.about.told.clone()
    }

    fn further(&self) -> Vec<String> {
        self.about.further.clone()
    }

    fn day(&self, count: u32) -> Option<NaiveDate> {
        self.about.epoch.day(count.into())
    }
}

/// Ends the thread, too.
impl Drop for Sheet {
    fn drop(&mut self) {
        self.from = None;
        if let Some(thread) = self.thread.take() {
            // It catches its own panics; there is nothing to hear.
            let _ = thread.join();
        }
    }
}
