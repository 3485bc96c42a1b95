//! The accounts that Python gives, drawn one by one, and what it raises meanwhile.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hanpress::parts::{FieldNames, Reading, arrow_source};
use hanpress::{Desk, Lang, Record, Source};
use pyo3::exceptions::{PyException, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyIterator, PyTuple};

use crate::{node, told};

/// What Python raised while its accounts were taken.
#[derive(Default)]
pub(crate) struct Raised {
    /// By the last account, which no record can hold: told in its place.
    pub(crate) wrong: Option<PyErr>,
    /// By what gives them: told once everything before it was handed out, as nothing comes behind it.
    pub(crate) ended: Option<PyErr>,
}

impl Raised {
    pub(crate) fn of(held: &Mutex<Self>) -> MutexGuard<'_, Self> {
        held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What somebody raised to end the program: nobody waits for letters then.
    pub(crate) fn at_once(&mut self, py: Python<'_>) -> Option<PyErr> {
        self.ended.take_if(|error| !error.is_instance_of::<PyException>(py))
    }
}

/// How many accounts there are: each is read as a record, and looked at no further.
pub(crate) fn count(desk: &Desk, names: FieldNames, accounts: &Bound<'_, PyAny>) -> PyResult<u64> {
    let mut taken = Taken::from(accounts, desk, names, None, Arc::default())?;
    loop {
        match taken.next(accounts.py()) {
            Ok(Some(_)) => {}
            Ok(None) => return Ok(taken.count),
            Err(Fault::OfOne(error) | Fault::OfAll(error)) => return Err(error),
        }
    }
}

/// The accounts that Python gives, as a source of records: dicts and texts, or whole tables one after the other.
pub(crate) struct Taken {
    accounts: Py<PyIterator>,
    names: FieldNames,
    reading: Reading,
    table: Option<Box<dyn Source>>,
    count: u64,
    /// Where each stands in the whole input, of accounts that are parts of it; nobody may know.
    ordinals: Option<std::vec::IntoIter<Option<u64>>>,
    /// That of the last.
    ordinal: Option<u64>,
    raised: Arc<Mutex<Raised>>,
}

/// What Python raised.
enum Fault {
    /// At one account, which no record can hold; others may come behind it.
    OfOne(PyErr),
    /// At what gives them.
    OfAll(PyErr),
}

impl From<PyErr> for Fault {
    fn from(error: PyErr) -> Self {
        Self::OfAll(error)
    }
}

impl Taken {
    /// What these give; `ordinals` where each is a part of a run.
    pub(crate) fn from(
        accounts: &Bound<'_, PyAny>,
        desk: &Desk,
        names: FieldNames,
        ordinals: Option<Vec<Option<u64>>>,
        raised: Arc<Mutex<Raised>>,
    ) -> PyResult<Self> {
        Ok(Self {
            accounts: accounts.try_iter()?.unbind(),
            names,
            reading: desk.reading(),
            table: None,
            count: 0,
            ordinals: ordinals.map(Vec::into_iter),
            ordinal: None,
            raised,
        })
    }

    /// Where the last account stands in the whole input, where that is known.
    pub(crate) fn ordinal(&self) -> Option<u64> {
        self.ordinal
    }

    /// Counts the next account and gives the line it is said to stand in. Where nobody knows its place in the whole
    /// input, nothing may depend on where in a part of it the account came.
    fn line_of_next(&mut self) -> u64 {
        self.count += 1;
        let Some(ordinals) = &mut self.ordinals else { return self.count };
        self.ordinal = ordinals.next().flatten();
        self.ordinal.unwrap_or(1)
    }

    /// The next of Python's; a table is opened and nothing given yet.
    fn next(&mut self, py: Python<'_>) -> Result<Option<Record>, Fault> {
        loop {
            if let Some(table) = &mut self.table {
                match table.next_record() {
                    Ok(Some(mut record)) => {
                        record.line = self.line_of_next();
                        return Ok(Some(record));
                    }
                    Ok(None) => self.table = None,
                    Err(error) => return Err(PyValueError::new_err(error.to_string()).into()),
                }
            }
            let Some(given) = self.accounts.bind(py).clone().next() else { return Ok(None) };
            let given = given?;
            // The package hands on tables as a name and a stream of Arrow IPC; tuples with names are accounts.
            if let Ok(pair) = given.cast_exact::<PyTuple>()
                && let Ok((name, stream)) = pair.extract::<(String, PyBackedBytes)>()
            {
                let opened = arrow_source(&name, stream, &self.reading, &self.names);
                self.table = opened.map_err(|fault| told::stopped(py, &fault.into(), Lang::En))?;
                continue;
            }
            let line = self.line_of_next();
            let record = node::record(&given, line).map_err(Fault::OfOne)?;
            return Ok(Some(self.names.told(record)));
        }
    }
}

impl Source for Taken {
    fn name(&self) -> Arc<str> {
        Arc::from("python")
    }

    fn next_record(&mut self) -> io::Result<Option<Record>> {
        Python::attach(|py| match self.next(py) {
            Ok(record) => Ok(record),
            Err(Fault::OfOne(error)) => {
                Raised::of(&self.raised).wrong = Some(error);
                let line = self.ordinal.unwrap_or(self.count);
                let (row, id, node, findings, cut, open) = (None, None, None, Vec::new(), None, false);
                Ok(Some(Record { line, row, id, node, findings, cut, open }))
            }
            Err(Fault::OfAll(error)) => {
                let message = error.to_string();
                Raised::of(&self.raised).ended = Some(error);
                Err(io::Error::other(message))
            }
        })
    }

    fn line(&self) -> u64 {
        self.count
    }
}
