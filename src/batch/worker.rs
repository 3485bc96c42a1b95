//! A thread that documents are made on: deep, alone in its pool, quiet when something on it panics.

use std::io;
use std::thread::{Builder, JoinHandle};

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::quiet::stay_quiet;

/// How deep work may recurse. A notice needs less than 512 KiB; templates of one's own may nest far deeper than a
/// thread's usual 2 MiB.
const STACK: usize = 64 << 20;

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
        Builder::new().name(name).stack_size(STACK).spawn(move || {
            stay_quiet();
            body(&Self(deep_pool("hanpress-worker").ok()));
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

/// A pool of one deep thread.
pub(super) fn deep_pool(name: &'static str) -> io::Result<ThreadPool> {
    let pool = ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).thread_name(|_| name.to_string());
    pool.start_handler(|_| stay_quiet()).build().map_err(io::Error::other)
}

/// Starts a thread of usual depth that is quiet when it panics, too.
pub(super) fn spawn_quiet(name: &str, body: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    Builder::new().name(name.to_string()).spawn(move || {
        stay_quiet();
        body();
    })
}
