//! Drive many items through plain worker threads and take the results in order.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::error::Stop;

/// How deep a worker may recurse: typesetting nests far deeper than a thread's usual 2 MiB.
const STACK: usize = 64 << 20;

/// How many items may be under way for each worker before the next is read: one slow item must
/// not make the finished ones behind it pile up.
const AHEAD: usize = 16;

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

/// Works on items with `workers` threads and hands each result to `take` in the order of the
/// items. A panic in `work` becomes that item's result by `broken`. Setting `halt` ends the feed;
/// what is under way is finished and taken.
///
/// Each worker has its own one-thread rayon pool: in a shared one a waiting worker would start
/// another document on top of its stack.
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
    drive_watched(items, workers, halt, work, broken, take, || ())
}

/// The same, calling `beat` after each result and ten times a second while there is none. A worker
/// that does not come to an end cannot be stopped, so that `beat` may have to end the program.
pub fn drive_watched<I, O>(
    items: impl Iterator<Item = I> + Send,
    workers: usize,
    halt: &AtomicBool,
    work: impl Fn(&I) -> O + Sync,
    broken: impl Fn() -> O + Sync,
    mut take: impl FnMut(I, O) -> Result<Flow, Stop>,
    mut beat: impl FnMut(),
) -> Result<(), Stop>
where
    I: Send + Sync,
    O: Send,
{
    let workers = workers.max(1);
    let (jobs, queue) = sync_channel::<(u64, I)>(workers * AHEAD);
    let (results, done) = sync_channel::<(u64, I, O)>(workers * AHEAD);
    let (tickets, stock) = sync_channel::<()>(workers * AHEAD);
    let queue = Arc::new(Mutex::new(queue));
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let (work, broken, over) = (&work, &broken, &over);
        scope.spawn(move || feed(items, &jobs, &tickets, halt, over));
        for number in 0..workers {
            let (results, queue) = (results.clone(), Arc::clone(&queue));
            thread::Builder::new()
                .name(format!("worker-{number}"))
                .stack_size(STACK)
                .spawn_scoped(scope, move || labour(&queue, &results, work, broken))
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
    tickets: &SyncSender<()>,
    halt: &AtomicBool,
    over: &AtomicBool,
) {
    for (index, item) in (0..).zip(items) {
        let stopped = halt.load(Ordering::Relaxed) || over.load(Ordering::Relaxed);
        if stopped || tickets.send(()).is_err() || jobs.send((index, item)).is_err() {
            return;
        }
    }
}

/// One worker: takes items until there are none.
fn labour<I, O>(
    queue: &Mutex<Receiver<(u64, I)>>,
    results: &SyncSender<(u64, I, O)>,
    work: &(impl Fn(&I) -> O + Sync),
    broken: &(impl Fn() -> O + Sync),
) where
    I: Send + Sync,
    O: Send,
{
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).build().ok();
    loop {
        let next = match queue.lock() {
            Ok(queue) => queue.recv(),
            Err(_) => return,
        };
        let Ok((index, item)) = next else {
            return;
        };
        let attempt = || catch_unwind(AssertUnwindSafe(|| work(&item)));
        let result = match &pool {
            Some(pool) => pool.install(attempt),
            None => attempt(),
        };
        if results.send((index, item, result.unwrap_or_else(|_| broken()))).is_err() {
            return;
        }
    }
}

/// Takes results as they come and hands them on in order.
fn take_in_order<I, O>(
    done: &Receiver<(u64, I, O)>,
    stock: &Receiver<()>,
    over: &AtomicBool,
    take: &mut impl FnMut(I, O) -> Result<Flow, Stop>,
    beat: &mut impl FnMut(),
) -> Result<(), Stop> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    let mut flow = Flow::On;
    loop {
        let come = done.recv_timeout(BEAT);
        beat();
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
