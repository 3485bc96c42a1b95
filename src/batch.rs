//! Drive many items through plain worker threads and take the results in order.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SendError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::error::Stop;

/// How deep a worker may recurse: typesetting nests far deeper than a thread's usual 2 MiB.
const STACK: usize = 64 << 20;

/// How many items may be under way for each worker before the next is read: one slow item must
/// not make the finished ones behind it pile up.
const AHEAD: usize = 16;

/// How many items a worker takes at once, usually: more hardly help, and each may hold its pages meanwhile.
pub const HANDFUL: usize = 8;

/// How long results are waited for before looking after other things.
const BEAT: Duration = Duration::from_millis(100);

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// With the next item.
    On,
    /// No further items; those under way are finished.
    End,
}

/// What is done with each item, in three strides.
///
/// A worker takes a handful of items and makes each stride with all of them before the next one: what the
/// rules and lists of a short stride need is then still at hand for the next item, which a long stride in
/// between would have driven out of the processor's caches. This takes a third off the short strides.
pub trait Trade<I>: Sync {
    /// What the first stride leaves to the second.
    type Begun;
    /// What the second leaves to the third.
    type Set;
    /// What becomes of an item.
    type Done: Send;

    /// The first stride, or what becomes of the item without the others.
    fn begin(&self, item: &I) -> Result<Self::Begun, Self::Done>;

    /// The second stride, or what becomes of the item without the third.
    fn set(&self, item: &I, begun: Self::Begun) -> Result<Self::Set, Self::Done>;

    /// The third stride.
    fn end(&self, item: &I, set: Self::Set) -> Self::Done;

    /// What becomes of an item when a stride panics.
    fn broken(&self) -> Self::Done;

    /// How many items a worker takes at once.
    fn handful(&self) -> usize {
        HANDFUL
    }
}

/// Work in one stride: what is done with an item, and what becomes of it when that panics.
#[derive(Debug)]
pub struct OneStride<W, B>(pub W, pub B);

impl<I, O, W, B> Trade<I> for OneStride<W, B>
where
    O: Send,
    W: Fn(&I) -> O + Sync,
    B: Fn() -> O + Sync,
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

/// Works on items, each in one stride, with `workers` threads and hands each result to `take` in the order
/// of the items. A panic in `work` becomes that item's result by `broken`. Setting `halt` ends the feed;
/// what is under way is finished and taken.
pub fn drive<I, O>(
    items: impl Iterator<Item = I> + Send,
    workers: usize,
    halt: &AtomicBool,
    work: impl Fn(&I) -> O + Sync,
    broken: impl Fn() -> O + Sync,
    take: impl FnMut(I, O) -> Result<Flow, Stop>,
) -> Result<(), Stop>
where
    I: Send + Sync,
    O: Send,
{
    drive_strides(items, workers, halt, &OneStride(work, broken), take, || Ok(()))
}

/// The same with a trade, calling `beat` after each result and ten times a second while there is none. A
/// worker that does not come to an end cannot be stopped, so that `beat` may have to end the program.
///
/// Each worker has its own one-thread rayon pool: in a shared one a waiting worker would start
/// another document on top of its stack.
pub fn drive_strides<I, T>(
    items: impl Iterator<Item = I> + Send,
    workers: usize,
    halt: &AtomicBool,
    trade: &T,
    mut take: impl FnMut(I, T::Done) -> Result<Flow, Stop>,
    mut beat: impl FnMut() -> Result<(), Stop>,
) -> Result<(), Stop>
where
    I: Send + Sync,
    T: Trade<I>,
{
    let workers = workers.max(1);
    let (jobs, queued) = sync_channel::<(u64, I)>(workers * AHEAD);
    let (results, done) = sync_channel::<(u64, I, T::Done)>(workers * AHEAD);
    let (tickets, stock) = sync_channel::<()>(workers * AHEAD);
    let (over, length) = (AtomicBool::new(false), AtomicUsize::new(0));
    let queue = Arc::new(Queue { queued: Mutex::new(queued), length: &length, workers });
    thread::scope(|scope| {
        let (over, length) = (&over, &length);
        scope.spawn(move || feed(items, &jobs, length, &tickets, halt, over));
        for number in 0..workers {
            let (results, queue) = (results.clone(), Arc::clone(&queue));
            thread::Builder::new()
                .name(format!("worker-{number}"))
                .stack_size(STACK)
                .spawn_scoped(scope, move || labour(&queue, &results, trade))
                .map_err(|error| {
                    Stop::new(format!("cannot start a worker: {error}"), format!("无法启动工作线程：{error}"))
                })?;
        }
        // The workers alone hold both ends now: when they are gone, feeder and taker know.
        drop((results, queue));
        let taken = take_in_order(&done, &stock, over, &mut take, &mut beat);
        over.store(true, Ordering::Relaxed);
        drop((done, stock));
        taken
    })
}

/// Hands items out, as many as there are tickets for.
fn feed<I>(
    items: impl Iterator<Item = I>,
    jobs: &SyncSender<(u64, I)>,
    length: &AtomicUsize,
    tickets: &SyncSender<()>,
    halt: &AtomicBool,
    over: &AtomicBool,
) {
    for (index, item) in (0..).zip(items) {
        let stopped = halt.load(Ordering::Relaxed) || over.load(Ordering::Relaxed);
        if stopped || tickets.send(()).is_err() {
            return;
        }
        length.fetch_add(1, Ordering::Relaxed);
        if jobs.send((index, item)).is_err() {
            return;
        }
    }
}

/// The items that were handed out and not taken up yet.
struct Queue<'a, I> {
    queued: Mutex<Receiver<(u64, I)>>,
    length: &'a AtomicUsize,
    workers: usize,
}

impl<I> Queue<'_, I> {
    /// A worker's fair share of what is there, but no more than `most`, or the next item to come; none at the
    /// end.
    fn handful(&self, most: usize) -> Vec<(u64, I)> {
        let Ok(queued) = self.queued.lock() else { return Vec::new() };
        let mut hand: Vec<_> = queued.recv().into_iter().collect();
        let share = self.length.load(Ordering::Relaxed).div_ceil(self.workers).min(most);
        hand.extend(queued.try_iter().take(share.saturating_sub(1)));
        self.length.fetch_sub(hand.len(), Ordering::Relaxed);
        hand
    }
}

/// One worker: takes handfuls until there are none.
fn labour<I, T>(queue: &Queue<'_, I>, results: &SyncSender<(u64, I, T::Done)>, trade: &T)
where
    I: Send + Sync,
    T: Trade<I>,
{
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).build().ok();
    loop {
        let hand = queue.handful(trade.handful());
        if hand.is_empty() {
            return;
        }
        let work = || stride(hand, trade, results);
        let sent = match &pool {
            Some(pool) => pool.install(work),
            None => work(),
        };
        if sent.is_err() {
            return;
        }
    }
}

/// Makes each stride with all items of a handful. What is done with one is sent as soon as it is.
fn stride<I, T>(
    hand: Vec<(u64, I)>,
    trade: &T,
    results: &SyncSender<(u64, I, T::Done)>,
) -> Result<(), SendError<(u64, I, T::Done)>>
where
    T: Trade<I>,
{
    let mut begun = Vec::with_capacity(hand.len());
    for (index, item) in hand {
        match caught(|| trade.begin(&item)).unwrap_or_else(|| Err(trade.broken())) {
            Ok(first) => begun.push((index, item, first)),
            Err(done) => results.send((index, item, done))?,
        }
    }
    let mut set = Vec::with_capacity(begun.len());
    for (index, item, first) in begun {
        match caught(|| trade.set(&item, first)).unwrap_or_else(|| Err(trade.broken())) {
            Ok(second) => set.push((index, item, second)),
            Err(done) => results.send((index, item, done))?,
        }
    }
    for (index, item, second) in set {
        let done = caught(|| trade.end(&item, second)).unwrap_or_else(|| trade.broken());
        results.send((index, item, done))?;
    }
    Ok(())
}

/// What some work comes to; `None` where it panics.
fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// Takes results as they come and hands them on in order.
fn take_in_order<I, O>(
    done: &Receiver<(u64, I, O)>,
    stock: &Receiver<()>,
    over: &AtomicBool,
    take: &mut impl FnMut(I, O) -> Result<Flow, Stop>,
    beat: &mut impl FnMut() -> Result<(), Stop>,
) -> Result<(), Stop> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    let mut flow = Flow::On;
    loop {
        let come = done.recv_timeout(BEAT);
        beat()?;
        let (index, item, result) = match come {
            Ok(come) => come,
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        };
        waiting.insert(index, (item, result));
        while let Some((item, result)) = waiting.remove(&next) {
            next += 1;
            let _ = stock.try_recv();
            if flow == Flow::On {
                flow = take(item, result)?;
                if flow == Flow::End {
                    over.store(true, Ordering::Relaxed);
                }
            }
        }
    }
}
