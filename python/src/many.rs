//! Many letters at a time: Python's accounts in, letters out in their order, with as many in hand as keep the workers
//! busy and no more, so that memory stays flat however many there are.

use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use hanpress::parts::{Entry, FieldNames, InMemory, Reading, make_entry, source};
use hanpress::{Desk, Entries, Input, Lang, Letter, Record, Refused, Source};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyIterator, PyTuple};

use crate::{node, told};

/// How many letters are in hand for each worker: one being set, and some that are ready or to come.
const IN_HAND: usize = 4;

/// A letter, or why there is none.
type Made = Result<Letter, Refused>;

/// An entry to be made, and where its letter goes.
type Job = (Arc<Entry>, SyncSender<Made>);

/// The letters of many accounts: an iterator that gives `Letter` or `Refused` for each, in their order.
#[pyclass(module = "hanpress._hanpress")]
pub(crate) struct Many {
    /// Only one thread of Python's draws at a time; the lock says so to the compiler.
    entries: Mutex<Entries>,
    fault: Fault,
    jobs: Sender<Job>,
    in_hand: VecDeque<(Option<String>, Mutex<Receiver<Made>>)>,
    most: usize,
    lang: Lang,
}

/// What Python raised while its accounts were taken; told once everything before it was handed out.
type Fault = Arc<Mutex<Option<PyErr>>>;

impl Many {
    pub(crate) fn begin(
        desk: Desk,
        names: FieldNames,
        lang: Lang,
        accounts: &Bound<'_, PyAny>,
        workers: usize,
    ) -> PyResult<Self> {
        if workers == 0 {
            return Err(PyValueError::new_err("workers is 1 at the least"));
        }
        let fault = Fault::default();
        let taken = Taken {
            accounts: accounts.try_iter()?.unbind(),
            names,
            reading: desk.reading(),
            table: None,
            count: 0,
            fault: Arc::clone(&fault),
        };
        let (jobs, todo) = channel::<Job>();
        let todo = Arc::new(Mutex::new(todo));
        for _ in 0..workers {
            let (desk, todo) = (desk.clone(), Arc::clone(&todo));
            thread::Builder::new()
                .name("hanpress-many".into())
                .spawn(move || work(&desk, &todo))
                .map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        }
        let entries = Entries::of([Box::new(taken) as Box<dyn Source>]);
        let entries = Mutex::new(entries);
        Ok(Self { entries, fault, jobs, in_hand: VecDeque::new(), most: workers * IN_HAND, lang })
    }
}

#[pymethods]
impl Many {
    fn __iter__(own: PyRef<'_, Self>) -> PyRef<'_, Self> {
        own
    }

    /// The next letter, or `Refused`; `Stopped` and what the accounts themselves raised are raised.
    fn __next__(&mut self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        while self.in_hand.len() < self.most {
            let entries = self.entries.get_mut().unwrap_or_else(PoisonError::into_inner);
            let Some(entry) = entries.next() else { break };
            if entry.cut.is_some() {
                break;
            }
            let (id, (send, made)) = (entry.id.clone(), sync_channel(1));
            if self.jobs.send((Arc::new(entry), send)).is_err() {
                return Err(PyRuntimeError::new_err("no worker is left"));
            }
            self.in_hand.push_back((id, Mutex::new(made)));
        }
        let Some((id, made)) = self.in_hand.pop_front() else {
            return match self.fault.lock().unwrap_or_else(PoisonError::into_inner).take() {
                Some(error) => Err(error),
                None => Ok(None),
            };
        };
        let made = py.detach(|| made.into_inner().unwrap_or_else(PoisonError::into_inner).recv());
        match made.map_err(|_| PyRuntimeError::new_err("a worker ended before its letter"))? {
            Ok(letter) => Ok(Some(told::letter(py, &letter, self.lang)?.unbind())),
            Err(refused) => {
                let error = told::refused(py, &refused, id.as_deref(), self.lang);
                if refused.stop.is_some() { Err(error) } else { Ok(Some(error.into_value(py).into_any())) }
            }
        }
    }
}

/// Makes letters until no more can come.
fn work(desk: &Desk, todo: &Mutex<Receiver<Job>>) {
    loop {
        let job = todo.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((entry, send)) = job else { return };
        // Who no longer waits for a letter has dropped the iterator.
        let _ = send.send(make_entry(desk, &entry));
    }
}

/// The accounts that Python gives, as a source of records: dicts and texts, or whole tables one after the other.
struct Taken {
    accounts: Py<PyIterator>,
    names: FieldNames,
    reading: Reading,
    table: Option<Box<dyn Source>>,
    count: u64,
    fault: Fault,
}

impl Taken {
    /// The next of Python's; a table is opened and nothing given yet.
    fn next(&mut self, py: Python<'_>) -> PyResult<Option<Record>> {
        loop {
            if let Some(table) = &mut self.table {
                match table.next_record() {
                    Ok(Some(mut record)) => {
                        self.count += 1;
                        record.line = self.count;
                        return Ok(Some(record));
                    }
                    Ok(None) => self.table = None,
                    Err(error) => return Err(PyValueError::new_err(error.to_string())),
                }
            }
            let Some(given) = self.accounts.bind(py).clone().next() else { return Ok(None) };
            let given = given?;
            // The package hands on tables as a name and the bytes of a file.
            if let Ok(pair) = given.cast::<PyTuple>() {
                let (name, bytes): (String, Vec<u8>) = pair.extract()?;
                let opened = source(Input::Memory(InMemory::new(name, bytes)), self.reading.clone());
                self.table = opened.map_err(|fault| told::stopped(py, &fault.into(), Lang::En))?;
                continue;
            }
            self.count += 1;
            return Ok(Some(self.names.told(node::record(&given, self.count)?)));
        }
    }
}

impl Source for Taken {
    fn name(&self) -> Arc<str> {
        Arc::from("python")
    }

    fn next_record(&mut self) -> io::Result<Option<Record>> {
        Python::attach(|py| {
            self.next(py).map_err(|error| {
                let message = error.to_string();
                *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                io::Error::other(message)
            })
        })
    }

    fn line(&self) -> u64 {
        self.count
    }
}
