//! A thread that documents are made on: deep, alone in its pool, quiet when something on it panics.

use std::cell::{Cell, RefCell};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;
use std::thread::{Builder, JoinHandle};

use rayon::{ThreadPool, ThreadPoolBuilder};

/// How deep work may recurse. A notice needs less than 512 KiB; templates of one's own may nest far deeper than a
/// thread's usual 2 MiB.
const STACK: usize = 64 << 20;

thread_local! {
    /// Whether panics of this thread are kept quiet.
    static QUIET: Cell<bool> = const { Cell::new(false) };
    /// Where the last of them happened.
    static LAST_PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What a worker thread works in.
///
/// Each has a rayon pool of its own, of one thread: in a shared one a waiting worker would start another
/// document on top of its stack.
pub(super) struct WorkerThread(Option<ThreadPool>);

impl WorkerThread {
    /// Starts a worker thread.
    pub(super) fn spawn(
        name: String,
        body: impl FnOnce(&Self) + Send + 'static,
    ) -> io::Result<JoinHandle<()>> {
        keep_quiet_ones_quiet();
        Builder::new().name(name).stack_size(STACK).spawn(move || {
            QUIET.set(true);
            let pool = ThreadPoolBuilder::new().num_threads(1).stack_size(STACK);
            body(&Self(pool.start_handler(|_| QUIET.set(true)).build().ok()));
        })
    }

    /// Does some work here.
    pub(super) fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        match &self.0 {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }
}

/// Starts a thread of usual depth that is quiet when it panics, too.
pub(super) fn spawn_quiet(name: &str, body: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    keep_quiet_ones_quiet();
    Builder::new().name(name.to_string()).spawn(move || {
        QUIET.set(true);
        body();
    })
}

/// What some work comes to; `None` where it panics.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// Where the last panic on this worker happened, as `file.rs:12`; empty where there was none.
pub fn last_panic() -> String {
    LAST_PANIC.with_borrow(|place| place.rsplit(['/', '\\']).next().unwrap_or_default().to_string())
}

/// Keeps the panic of such a thread to itself and remembers its place only: its words may hold a person's data. What
/// other threads do is left to whoever set a hook before.
fn keep_quiet_ones_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = take_hook();
        set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                return others(panic);
            }
            let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line()));
            LAST_PANIC.set(place.unwrap_or_default());
        }));
    });
}
