//! Ask a store from plain threads: its requests run on two threads of their own, whoever waits for them.

use std::future::Future;
use std::io;
use std::sync::LazyLock;
use std::sync::mpsc::sync_channel;

use tokio::runtime::{Builder, Runtime};

/// How many threads carry requests: they wait for answers most of the time.
const THREADS: usize = 2;

/// One for all stores of the process: it outlives each of them, so that none has to be ended within a request.
static RUNTIME: LazyLock<io::Result<Runtime>> = LazyLock::new(|| {
    Builder::new_multi_thread().worker_threads(THREADS).thread_name("store").enable_all().build()
});

fn runtime() -> io::Result<&'static Runtime> {
    RUNTIME.as_ref().map_err(|error| io::Error::new(error.kind(), error.to_string()))
}

/// Carries out some requests and waits for what comes of them. Any thread may wait, one of another runtime too.
pub(super) fn wait<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> io::Result<T> {
    let (give, take) = sync_channel(1);
    runtime()?.spawn(async move {
        let _ = give.send(work.await);
    });
    take.recv().map_err(|_| io::Error::other("a request broke off by a fault of the program"))
}

/// Carries out requests that nobody waits for, until they end or the handle is aborted.
pub(super) fn go(work: impl Future<Output = ()> + Send + 'static) -> io::Result<tokio::task::JoinHandle<()>> {
    Ok(runtime()?.spawn(work))
}
