//! Many letters at a time: Python's accounts in, letters out in their order, with as many in hand as keep the workers
//! busy and no more, so that memory stays flat however many there are. Workers take several at once, as a run's do.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use hanpress::parts::{Entry, FieldNames, LEAST_SALT, Part, make_entries, make_parts, marks, stride};
use hanpress::{Desk, Entries, Lang, Letter, Refused, Source, Stop};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::taken::{Raised, Taken};
use crate::{process, told};

/// How many letters are in hand for each worker: those being set, and as many that are ready or to come.
const IN_HAND: usize = 16;

/// The most workers there are, however many are asked for.
const MOST_WORKERS: usize = 1024;

/// How long a letter is waited for before looking whether somebody wants to end it.
const BEAT: Duration = Duration::from_millis(100);

/// What became of an account.
enum Outcome {
    /// A letter, or why there is none.
    Letter(Result<Letter, Refused>),
    /// A part of a run that an engine spreads, and the marks of its account's cards.
    Part(Result<Part, Stop>, Option<String>),
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
    raised: Arc<Mutex<Raised>>,
    jobs: Sender<Job>,
    waiting: Arc<AtomicUsize>,
    in_hand: VecDeque<InHand>,
    most: usize,
    lang: Lang,
}

/// An account whose outcome is not handed out yet.
enum InHand {
    /// Its letter is being made.
    Making(Option<String>, Mutex<Receiver<Outcome>>),
    /// It is nothing that a record can hold.
    Wrong(PyErr),
}

/// What parts are made by.
pub(crate) struct AsParts {
    /// Where each account stands in the whole input, where that is known.
    pub(crate) ordinals: Vec<Option<u64>>,
    /// By which cards are marked, where they are.
    pub(crate) salt: Option<Vec<u8>>,
}

impl Many {
    /// Begins with `workers` threads. Makes parts, one for each ordinal, where it is told by what; else letters.
    pub(crate) fn begin(
        desk: Desk,
        names: FieldNames,
        lang: Lang,
        accounts: &Bound<'_, PyAny>,
        workers: usize,
        parts: Option<AsParts>,
    ) -> PyResult<Self> {
        if workers == 0 {
            return Err(PyValueError::new_err("workers is 1 at the least"));
        }
        let (ordinals, salt) = parts.map(|AsParts { ordinals, salt }| (ordinals, salt)).unzip();
        if salt.as_ref().is_some_and(|salt| salt.as_ref().is_some_and(|salt| salt.len() < LEAST_SALT)) {
            return Err(PyValueError::new_err(format!("a salt has {LEAST_SALT} bytes at the least")));
        }
        let parts: Option<Told> = salt.map(|salt| (lang, salt.map(Arc::from)));
        let (raised, workers) = (Arc::<Mutex<Raised>>::default(), workers.min(MOST_WORKERS));
        let taken = Taken::from(accounts, &desk, names, ordinals, Arc::clone(&raised))?;
        let (jobs, todo) = channel::<Job>();
        let waiting = Arc::new(AtomicUsize::new(0));
        let queue = Arc::new(Queue { todo: Mutex::new(todo), waiting: Arc::clone(&waiting), workers });
        for _ in 0..workers {
            let (desk, queue, parts) = (desk.clone(), Arc::clone(&queue), parts.clone());
            thread::Builder::new()
                .name("hanpress-many".into())
                .spawn(move || work(&desk, &queue, parts.as_ref()))
                .map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        }
        let feed = if parts.is_some() {
            Feed::Each(taken)
        } else {
            Feed::Run(Entries::of([Box::new(taken) as Box<dyn Source>]))
        };
        let (feed, in_hand, most) = (Mutex::new(feed), VecDeque::new(), workers * IN_HAND);
        Ok(Self { feed, raised, jobs, waiting, in_hand, most, lang })
    }
}

#[pymethods]
impl Many {
    fn __iter__(own: PyRef<'_, Self>) -> PyRef<'_, Self> {
        own
    }

    /// The next letter, or `Refused`; `Stopped` and what the accounts themselves raised are raised.
    fn __next__(&mut self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        process::started_here()?;
        self.draw(py)?;
        match self.in_hand.pop_front() {
            Some(InHand::Making(id, made)) => self.wait_for(py, id, made),
            Some(InHand::Wrong(error)) => Err(error),
            None => Raised::of(&self.raised).ended.take().map_or(Ok(None), Err),
        }
    }
}

impl Many {
    /// Draws accounts until enough of them are in hand.
    fn draw(&mut self, py: Python<'_>) -> PyResult<()> {
        while self.in_hand.len() < self.most {
            let feed = self.feed.get_mut().unwrap_or_else(PoisonError::into_inner);
            let entry = feed.next().filter(|entry| entry.cut.is_none());
            let mut raised = Raised::of(&self.raised);
            if let Some(error) = raised.at_once(py) {
                return Err(error);
            }
            let Some(entry) = entry else { break };
            if let Some(error) = raised.wrong.take() {
                self.in_hand.push_back(InHand::Wrong(error));
                continue;
            }
            let (id, (send, made)) = (entry.id.clone(), sync_channel(1));
            self.waiting.fetch_add(1, Ordering::Relaxed);
            if self.jobs.send((Arc::new(entry), send)).is_err() {
                return Err(PyRuntimeError::new_err("no worker is left"));
            }
            self.in_hand.push_back(InHand::Making(id, Mutex::new(made)));
        }
        Ok(())
    }

    /// What an account came to, as soon as it is known. Whoever interrupts this loses nothing: it is the next again.
    fn wait_for(
        &mut self,
        py: Python<'_>,
        id: Option<String>,
        made: Mutex<Receiver<Outcome>>,
    ) -> PyResult<Option<Py<PyAny>>> {
        let outcome = loop {
            let wait = || made.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(BEAT);
            match py.detach(wait) {
                Ok(outcome) => break outcome,
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(PyRuntimeError::new_err("a worker ended before its letter"));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            if let Err(interrupted) = py.check_signals() {
                self.in_hand.push_front(InHand::Making(id, made));
                return Err(interrupted);
            }
        };
        match outcome {
            Outcome::Letter(Ok(letter)) => Ok(Some(told::letter(py, &letter, self.lang)?.unbind())),
            Outcome::Letter(Err(refused)) => {
                let error = told::refused(py, &refused, id.as_deref(), self.lang);
                if refused.stop.is_some() { Err(error) } else { Ok(Some(error.into_value(py).into_any())) }
            }
            Outcome::Part(Ok(part), marks) => part_told(py, &part, marks).map(Some),
            Outcome::Part(Err(stop), _) => Err(told::stopped(py, &stop, self.lang)),
        }
    }
}

/// A part as Python has it: its line, the file, the locked copy, its cards' marks; a refused one has no files.
fn part_told(py: Python<'_>, part: &Part, marks: Option<String>) -> PyResult<Py<PyAny>> {
    let (line, pdf, copy) = match part {
        Part::Made { line, pdf, copy } => (line, Some(pdf), copy.as_ref()),
        Part::Refused(line) => (line, None, None),
    };
    let bytes = |bytes: &Vec<u8>| PyBytes::new(py, bytes);
    Ok((line, pdf.map(bytes), copy.map(bytes), marks).into_pyobject(py)?.into_any().unbind())
}

impl Feed {
    fn next(&mut self) -> Option<Entry> {
        match self {
            Self::Run(entries) => entries.next(),
            Self::Each(taken) => {
                let mut entry = Entries::single(taken.next_record().ok().flatten()?);
                entry.seq = taken.ordinal().unwrap_or(0);
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

/// Of parts: the language of their words, and by what their cards are marked.
type Told = (Lang, Option<Arc<[u8]>>);

/// Makes letters, or parts, until no more can come.
fn work(desk: &Desk, queue: &Queue, parts: Option<&Told>) {
    let most = stride(desk);
    loop {
        let jobs = queue.take(most);
        if jobs.is_empty() {
            return;
        }
        let (entries, sends): (Vec<_>, Vec<_>) = jobs.into_iter().unzip();
        let made: Vec<_> = match parts {
            None => make_entries(desk, &entries).into_iter().map(Outcome::Letter).collect(),
            Some((lang, salt)) => {
                let made = make_parts(desk, &entries, *lang).into_iter().zip(&entries);
                let marks = |entry| salt.as_ref().and_then(|salt| marks(entry, salt));
                made.map(|(part, entry)| Outcome::Part(part, marks(entry))).collect()
            }
        };
        for (send, made) in sends.into_iter().zip(made) {
            // Who no longer waits for a letter has dropped the iterator.
            let _ = send.send(made);
        }
    }
}
