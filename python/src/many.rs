//! Many letters at a time: Python's accounts in, letters out in their order, with as many in hand as keep the workers
//! busy and no more, so that memory stays flat however many there are. Workers take several at once, as a run's do.

use std::collections::VecDeque;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use hanpress::parts::{Entry, FieldNames, Part, Reading, arrow_source, make_entries, make_parts, stride};
use hanpress::{Desk, Entries, Lang, Letter, Record, Refused, Source, Stop};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyBytes, PyIterator, PyTuple};

use crate::{node, told};

/// How many letters are in hand for each worker: those being set, and as many that are ready or to come.
const IN_HAND: usize = 16;

/// What became of an account.
enum Outcome {
    /// A letter, or why there is none.
    Letter(Result<Letter, Refused>),
    /// A part of a run that an engine spreads.
    Part(Result<Part, Stop>),
}

/// An entry to be made, and where its outcome goes.
type Job = (Arc<Entry>, SyncSender<Outcome>);

/// Where entries come from.
enum Feed {
    /// One after the other, as a run reads them: an id that comes twice is refused.
    Run(Entries),
    /// Each alone, with its ordinal in the whole run where that is known: what becomes of it depends on it alone.
    Each(Taken),
}

/// The letters of many accounts: an iterator that gives `Letter` or `Refused` for each, in their order; or their parts.
#[pyclass(module = "hanpress._hanpress")]
pub(crate) struct Many {
    /// Only one thread of Python's draws at a time; the lock says so to the compiler.
    feed: Mutex<Feed>,
    fault: Fault,
    jobs: Sender<Job>,
    waiting: Arc<AtomicUsize>,
    in_hand: VecDeque<(Option<String>, Mutex<Receiver<Outcome>>)>,
    most: usize,
    lang: Lang,
}

/// How many accounts there are: each is read as a record, and looked at no further.
pub(crate) fn count(desk: &Desk, names: FieldNames, accounts: &Bound<'_, PyAny>) -> PyResult<u64> {
    let fault = Fault::default();
    let mut taken = Taken {
        accounts: accounts.try_iter()?.unbind(),
        names,
        reading: desk.reading(),
        table: None,
        count: 0,
        ordinals: None,
        ordinal: None,
        fault: Arc::clone(&fault),
    };
    while let Ok(Some(_)) = taken.next_record() {}
    let raised = fault.lock().unwrap_or_else(PoisonError::into_inner).take();
    raised.map_or(Ok(taken.count), Err)
}

/// What Python raised while its accounts were taken; told once everything before it was handed out.
type Fault = Arc<Mutex<Option<PyErr>>>;

impl Many {
    /// Begins with `workers` threads. With `ordinals` parts are made, one for each of them, else letters.
    pub(crate) fn begin(
        desk: Desk,
        names: FieldNames,
        lang: Lang,
        accounts: &Bound<'_, PyAny>,
        workers: usize,
        ordinals: Option<Vec<Option<u64>>>,
    ) -> PyResult<Self> {
        if workers == 0 {
            return Err(PyValueError::new_err("workers is 1 at the least"));
        }
        let fault = Fault::default();
        let parts = ordinals.is_some();
        let taken = Taken {
            accounts: accounts.try_iter()?.unbind(),
            names,
            reading: desk.reading(),
            table: None,
            count: 0,
            ordinals: ordinals.map(Vec::into_iter),
            ordinal: None,
            fault: Arc::clone(&fault),
        };
        let (jobs, todo) = channel::<Job>();
        let waiting = Arc::new(AtomicUsize::new(0));
        let queue = Arc::new(Queue { todo: Mutex::new(todo), waiting: Arc::clone(&waiting), workers });
        for _ in 0..workers {
            let (desk, queue) = (desk.clone(), Arc::clone(&queue));
            thread::Builder::new()
                .name("hanpress-many".into())
                .spawn(move || work(&desk, &queue, parts.then_some(lang)))
                .map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        }
        let feed = if parts {
            Feed::Each(taken)
        } else {
            Feed::Run(Entries::of([Box::new(taken) as Box<dyn Source>]))
        };
        let (feed, in_hand, most) = (Mutex::new(feed), VecDeque::new(), workers * IN_HAND);
        Ok(Self { feed, fault, jobs, waiting, in_hand, most, lang })
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
            let feed = self.feed.get_mut().unwrap_or_else(PoisonError::into_inner);
            let Some(entry) = feed.next() else { break };
            if entry.cut.is_some() {
                break;
            }
            let (id, (send, made)) = (entry.id.clone(), sync_channel(1));
            self.waiting.fetch_add(1, Ordering::Relaxed);
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
            Outcome::Letter(Ok(letter)) => Ok(Some(told::letter(py, &letter, self.lang)?.unbind())),
            Outcome::Letter(Err(refused)) => {
                let error = told::refused(py, &refused, id.as_deref(), self.lang);
                if refused.stop.is_some() { Err(error) } else { Ok(Some(error.into_value(py).into_any())) }
            }
            Outcome::Part(Ok(part)) => part_told(py, &part).map(Some),
            Outcome::Part(Err(stop)) => Err(told::stopped(py, &stop, self.lang)),
        }
    }
}

/// A part as Python has it: its line, the file, the locked copy; a refused one has its line alone.
fn part_told(py: Python<'_>, part: &Part) -> PyResult<Py<PyAny>> {
    let (line, pdf, copy) = match part {
        Part::Made { line, pdf, copy } => (line, Some(pdf), copy.as_ref()),
        Part::Refused(line) => (line, None, None),
    };
    let bytes = |bytes: &Vec<u8>| PyBytes::new(py, bytes);
    Ok((line, pdf.map(bytes), copy.map(bytes)).into_pyobject(py)?.into_any().unbind())
}

impl Feed {
    fn next(&mut self) -> Option<Entry> {
        match self {
            Self::Run(entries) => entries.next(),
            Self::Each(taken) => {
                let mut entry = Entries::single(taken.next_record().ok().flatten()?);
                entry.seq = taken.ordinal.unwrap_or(0);
                Some(entry)
            }
        }
    }
}

/// Entries that no worker took yet.
struct Queue {
    todo: Mutex<Receiver<Job>>,
    waiting: Arc<AtomicUsize>,
    workers: usize,
}

impl Queue {
    /// A worker's fair share of what waits, but no more than `most`, or the next to come; none at the end.
    fn take(&self, most: usize) -> Vec<Job> {
        let todo = self.todo.lock().unwrap_or_else(PoisonError::into_inner);
        let mut jobs: Vec<_> = todo.recv().into_iter().collect();
        let share = self.waiting.load(Ordering::Relaxed).div_ceil(self.workers).min(most);
        jobs.extend(todo.try_iter().take(share.saturating_sub(1)));
        self.waiting.fetch_sub(jobs.len(), Ordering::Relaxed);
        jobs
    }
}

/// Makes letters until no more can come, or parts whose words are in that language.
fn work(desk: &Desk, queue: &Queue, parts: Option<Lang>) {
    let most = stride(desk);
    loop {
        let jobs = queue.take(most);
        if jobs.is_empty() {
            return;
        }
        let (entries, sends): (Vec<_>, Vec<_>) = jobs.into_iter().unzip();
        let made: Vec<_> = match parts {
            None => make_entries(desk, &entries).into_iter().map(Outcome::Letter).collect(),
            Some(lang) => make_parts(desk, &entries, lang).into_iter().map(Outcome::Part).collect(),
        };
        for (send, made) in sends.into_iter().zip(made) {
            // Who no longer waits for a letter has dropped the iterator.
            let _ = send.send(made);
        }
    }
}

/// The accounts that Python gives, as a source of records: dicts and texts, or whole tables one after the other.
struct Taken {
    accounts: Py<PyIterator>,
    names: FieldNames,
    reading: Reading,
    table: Option<Box<dyn Source>>,
    count: u64,
    /// Where each stands in the whole input, of accounts that are parts of it; nobody may know.
    ordinals: Option<std::vec::IntoIter<Option<u64>>>,
    /// That of the last.
    ordinal: Option<u64>,
    fault: Fault,
}

impl Taken {
    /// Counts the next account and gives the line it is said to stand in. Where nobody knows its place in the whole
    /// input, nothing may depend on where in a part of it the account came.
    fn line_of_next(&mut self) -> u64 {
        self.count += 1;
        let Some(ordinals) = &mut self.ordinals else { return self.count };
        self.ordinal = ordinals.next().flatten();
        self.ordinal.unwrap_or(1)
    }

    /// The next of Python's; a table is opened and nothing given yet.
    fn next(&mut self, py: Python<'_>) -> PyResult<Option<Record>> {
        loop {
            if let Some(table) = &mut self.table {
                match table.next_record() {
                    Ok(Some(mut record)) => {
                        record.line = self.line_of_next();
                        return Ok(Some(record));
                    }
                    Ok(None) => self.table = None,
                    Err(error) => return Err(PyValueError::new_err(error.to_string())),
                }
            }
            let Some(given) = self.accounts.bind(py).clone().next() else { return Ok(None) };
            let given = given?;
            // The package hands on tables as a name and a stream of Arrow IPC.
            if let Ok(pair) = given.cast::<PyTuple>() {
                let (name, stream): (String, PyBackedBytes) = pair.extract()?;
                let opened = arrow_source(&name, stream, &self.reading, &self.names);
                self.table = opened.map_err(|fault| told::stopped(py, &fault.into(), Lang::En))?;
                continue;
            }
            let line = self.line_of_next();
            return Ok(Some(self.names.told(node::record(&given, line)?)));
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
