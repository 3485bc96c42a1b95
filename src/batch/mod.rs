//! Drive many items through plain worker threads and take the results in order.
//!
//! - [`mod@self`]: the feed, the workers' loop, the order;
//! - `worker`: what a worker thread is;
//! - `pool`: single jobs, from any thread and within a time.

mod pool;
mod worker;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SendError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

pub use pool::{JobError, WorkerPool};

use crate::error::{Stop, StopCode};
use crate::quiet::quietly;
use worker::{WorkerThread, spawn_quiet};

/// How many items may be under way for each worker before the next is read: one slow item must
/// not make the finished ones behind it pile up.
const AHEAD: usize = 16;

/// How many items a worker takes at once, usually: more hardly help, and each may hold its pages meanwhile.
pub const BATCH: usize = 8;

/// The most workers there are, however many are asked for.
const MOST_WORKERS: usize = 1024;

/// How long results, or items, are waited for before looking after other things.
const BEAT: Duration = Duration::from_millis(100);

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// With the next item.
    On,
    /// No further items; those under way are finished.
    End,
}

/// What is done with each item, in three stages.
///
/// A worker takes a batch of items and puts all of it through each stage before the next one: what the
/// rules and lists of a short stage need is then still in the processor's caches for the next item, from which a
/// long stage in between would have driven it out. This takes a third off the short stages.
pub trait Stages<I>: Send + Sync + 'static {
    /// What the first stage leaves to the second.
    type Begun;
    /// What the second leaves to the third.
    type Set;
    /// What becomes of an item.
    type Done: Send + 'static;

    /// The first stage, or what becomes of the item without the others.
    fn begin(&self, item: &I) -> Result<Self::Begun, Self::Done>;

    /// The second stage, or what becomes of the item without the third.
    fn set(&self, item: &I, begun: Self::Begun) -> Result<Self::Set, Self::Done>;

    /// The third stage.
    fn end(&self, item: &I, set: Self::Set) -> Self::Done;

    /// What becomes of an item when a stage panics.
    fn broken(&self) -> Self::Done;

    /// How many items a worker takes at once.
    fn batch_size(&self) -> usize {
        BATCH
    }
}

/// Work in one stage: what is done with an item, and what becomes of it when that panics.
#[derive(Debug)]
pub struct OneStage<W, B>(pub W, pub B);

impl<I, O, W, B> Stages<I> for OneStage<W, B>
where
    O: Send + 'static,
    W: Fn(&I) -> O + Send + Sync + 'static,
    B: Fn() -> O + Send + Sync + 'static,
{
    type Begun = Infallible;
    type Set = Infallible;
    type Done = O;

    fn begin(&self, item: &I) -> Result<Infallible, O> {
        Err(self.0(item))
    }

    fn set(&self, _: &I, begun: Infallible) -> Result<Infallible, O> {
        match begun {}
    }

    fn end(&self, _: &I, set: Infallible) -> O {
        match set {}
    }

    fn broken(&self) -> O {
        self.1()
    }
}

/// Works on items, each in one stage, with `workers` threads and hands each result to `take` in the order
/// of the items. A panic in `work` becomes that item's result by `broken`. Setting `halt` ends the feed;
/// what is under way is finished and taken.
pub fn drive<I, O>(
    items: impl Iterator<Item = I> + Send + 'static,
    workers: usize,
    halt: &Arc<AtomicBool>,
    work: impl Fn(&I) -> O + Send + Sync + 'static,
    broken: impl Fn() -> O + Send + Sync + 'static,
    take: impl FnMut(I, O) -> Result<Flow, Stop>,
) -> Result<(), Stop>
where
    I: Send + 'static,
    O: Send + 'static,
{
    drive_stages(items, workers, halt, OneStage(work, broken), take, || Ok(()))
}

/// The same in several stages, calling `beat` after each result and ten times a second while there is none.
///
/// A worker that does not come to an end cannot be stopped: an error of `beat` leaves it to itself and returns at
/// once. After all else, workers are waited for.
pub fn drive_stages<I, T>(
    items: impl Iterator<Item = I> + Send + 'static,
    workers: usize,
    halt: &Arc<AtomicBool>,
    stages: T,
    mut take: impl FnMut(I, T::Done) -> Result<Flow, Stop>,
    mut beat: impl FnMut() -> Result<(), Stop>,
) -> Result<(), Stop>
where
    I: Send + 'static,
    T: Stages<I>,
{
    let workers = workers.clamp(1, MOST_WORKERS);
    let (jobs, queued) = sync_channel::<(u64, I)>(workers * AHEAD);
    let (results, done) = sync_channel::<(u64, I, T::Done)>(workers * AHEAD);
    let (permits, released) = sync_channel::<()>(workers * AHEAD);
    let (over, length) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let stop = Stopped { halt: Arc::clone(halt), over: Arc::clone(&over) };
    let ended = Arc::new(AtomicBool::new(false));
    let feed =
        Feed { jobs, permits, length: Arc::clone(&length), stop: stop.clone(), ended: Arc::clone(&ended) };
    let queue = Arc::new(Queue { queued: Mutex::new(queued), length, stop: stop.clone(), workers });
    let stages = Arc::new(stages);
    spawn_quiet("feeder", move || feed.hand_out(items)).map_err(|error| no_worker(&error))?;
    let mut threads = Vec::new();
    for number in 0..workers {
        let (results, queue, stages) = (results.clone(), Arc::clone(&queue), Arc::clone(&stages));
        let body = move |thread: &WorkerThread| work_off(&queue, &results, &*stages, thread);
        threads
            .push(WorkerThread::spawn(format!("worker-{number}"), body).map_err(|error| no_worker(&error))?);
    }
    // The workers alone hold both ends now: when they are gone, feeder and taker know.
    drop((results, queue, stages));
    let taken = take_in_order(&done, &released, &over, &mut take, &mut beat);
    let stopped = stop.is_set();
    over.store(true, Ordering::Relaxed);
    drop((done, released));
    match taken {
        Err(Broken::Left(stop)) => return Err(stop),
        Err(Broken::Refused(stop)) => {
            join(threads);
            return Err(stop);
        }
        Ok(()) if !join(threads) => return Err(worker_broken()),
        Ok(()) => {}
    }
    // A feeder that was stopped may still wait for its next item, and has nothing more to say. One that panicked
    // let go of the workers without a word; it may not have come to its end yet.
    if stopped || ended.load(Ordering::Acquire) { Ok(()) } else { Err(feed_broken()) }
}

/// Waits for workers; `false` where one broke outside an item, whose batch is lost then.
fn join(threads: Vec<JoinHandle<()>>) -> bool {
    let ended: Vec<_> = threads.into_iter().map(JoinHandle::join).collect();
    ended.iter().all(Result::is_ok)
}

fn worker_broken() -> Stop {
    Stop::new("the program itself failed between two accounts", "程序在两户之间内部出错")
        .coded(StopCode::Program)
}

fn no_worker(error: &io::Error) -> Stop {
    Stop::new(format!("cannot start a worker: {error}"), format!("无法启动工作线程；系统原文：“{error}”"))
        .coded(StopCode::Program)
}

fn feed_broken() -> Stop {
    Stop::new("the program itself failed while it read accounts", "读取账户时程序内部出错")
        .coded(StopCode::Program)
}

/// Whether no further items are wanted.
#[derive(Clone)]
struct Stopped {
    /// Raised from outside.
    halt: Arc<AtomicBool>,
    /// Whether no more results are taken.
    over: Arc<AtomicBool>,
}

impl Stopped {
    fn is_set(&self) -> bool {
        self.halt.load(Ordering::Relaxed) || self.over.load(Ordering::Relaxed)
    }
}

/// What hands items out.
struct Feed<I> {
    jobs: SyncSender<(u64, I)>,
    permits: SyncSender<()>,
    length: Arc<AtomicUsize>,
    stop: Stopped,
    /// Set when there are no more items, or none are wanted; not by a panic.
    ended: Arc<AtomicBool>,
}

impl<I> Feed<I> {
    /// Hands items out, as many as there are permits for.
    fn hand_out(self, items: impl Iterator<Item = I>) {
        for (index, item) in (0..).zip(items) {
            if self.stop.is_set() || self.permits.send(()).is_err() {
                break;
            }
            self.length.fetch_add(1, Ordering::Relaxed);
            if self.jobs.send((index, item)).is_err() {
                break;
            }
        }
        self.ended.store(true, Ordering::Release);
    }
}

/// The items that were handed out and not taken up yet.
struct Queue<I> {
    queued: Mutex<Receiver<(u64, I)>>,
    length: Arc<AtomicUsize>,
    stop: Stopped,
    workers: usize,
}

impl<I> Queue<I> {
    /// A worker's fair share of what is there, but no more than `most`, or the next item to come; none at the
    /// end.
    fn batch(&self, most: usize) -> Vec<(u64, I)> {
        let Ok(queued) = self.queued.lock() else { return Vec::new() };
        let mut batch: Vec<_> = self.next(&queued).into_iter().collect();
        let share = self.length.load(Ordering::Relaxed).div_ceil(self.workers).min(most);
        batch.extend(queued.try_iter().take(share.saturating_sub(1)));
        self.length.fetch_sub(batch.len(), Ordering::Relaxed);
        batch
    }

    /// Waits for the next item, unless no further ones are wanted: the feed may be long in coming.
    fn next(&self, queued: &Receiver<(u64, I)>) -> Option<(u64, I)> {
        loop {
            // Workers come here one after the other: then none keeps the next one waiting.
            let patience = if self.stop.is_set() { Duration::ZERO } else { BEAT };
            match queued.recv_timeout(patience) {
                Ok(item) => return Some(item),
                Err(RecvTimeoutError::Timeout) if !self.stop.is_set() => {}
                Err(_) => return None,
            }
        }
    }
}

/// One worker: takes batches until there are none.
fn work_off<I, T>(
    queue: &Queue<I>,
    results: &SyncSender<(u64, I, T::Done)>,
    stages: &T,
    thread: &WorkerThread,
) where
    I: Send,
    T: Stages<I>,
{
    loop {
        let batch = queue.batch(stages.batch_size());
        if batch.is_empty() || thread.run(|| put_through(batch, stages, results)).is_err() {
            return;
        }
    }
}

/// Puts all items of a batch through each stage. What is done with one is sent as soon as it is.
fn put_through<I, T>(
    batch: Vec<(u64, I)>,
    stages: &T,
    results: &SyncSender<(u64, I, T::Done)>,
) -> Result<(), SendError<(u64, I, T::Done)>>
where
    T: Stages<I>,
{
    let mut begun = Vec::with_capacity(batch.len());
    for (index, item) in batch {
        match quietly(|| stages.begin(&item)).unwrap_or_else(|| Err(stages.broken())) {
            Ok(first) => begun.push((index, item, first)),
            Err(done) => results.send((index, item, done))?,
        }
    }
    let mut set = Vec::with_capacity(begun.len());
    for (index, item, first) in begun {
        match quietly(|| stages.set(&item, first)).unwrap_or_else(|| Err(stages.broken())) {
            Ok(second) => set.push((index, item, second)),
            Err(done) => results.send((index, item, done))?,
        }
    }
    for (index, item, second) in set {
        let done = quietly(|| stages.end(&item, second)).unwrap_or_else(|| stages.broken());
        results.send((index, item, done))?;
    }
    Ok(())
}

/// Why results are taken no longer.
enum Broken {
    /// One could not be taken.
    Refused(Stop),
    /// The workers are left to themselves.
    Left(Stop),
}

/// Takes results as they come and hands them on in order.
fn take_in_order<I, O>(
    done: &Receiver<(u64, I, O)>,
    released: &Receiver<()>,
    over: &AtomicBool,
    take: &mut impl FnMut(I, O) -> Result<Flow, Stop>,
    beat: &mut impl FnMut() -> Result<(), Stop>,
) -> Result<(), Broken> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    let mut flow = Flow::On;
    loop {
        let come = done.recv_timeout(BEAT);
        beat().map_err(Broken::Left)?;
        let (index, item, result) = match come {
            Ok(come) => come,
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        };
        waiting.insert(index, (item, result));
        while let Some((item, result)) = waiting.remove(&next) {
            next += 1;
            let _ = released.try_recv();
            if flow == Flow::On {
                flow = take(item, result).map_err(Broken::Refused)?;
                if flow == Flow::End {
                    over.store(true, Ordering::Relaxed);
                }
            }
        }
    }
}
