//! Serve a desk to browsers and a service to programs, over HTTP.
//!
//! - [`options`]: what is served, to whom; [`safe`]: what may be opened to more than this machine;
//! - [`listen`]: connections, and their end; [`guard`]: what every request goes through;
//! - [`app`]: the routes and what they share; [`assets`]: the files of the page; [`problem`]: every answer that is none;
//! - [`queue`]: how many letters are made at once, and how many may wait; [`desks`]: by whom;
//! - `v1`: the service; `desk`: what the page asks for.

mod app;
mod ask;
mod assets;
mod body;
mod desk;
mod desks;
mod guard;
mod id;
mod listen;
mod log;
mod metrics;
mod options;
mod patient;
mod problem;
mod queue;
mod safe;
mod v1;

use std::net::SocketAddr;
use std::sync::Arc;

pub use log::Log;
pub use options::{Catalogue, Limits, OpenDesk, ServeOptions, Tls};

use crate::error::{Stop, StopCode};
use crate::run::Halt;

/// Serves until `halt` is raised, then finishes what is in hand. `on` is told the address once requests are answered.
pub fn serve(options: ServeOptions, halt: &Halt, on: impl FnOnce(SocketAddr, bool)) -> Result<(), Stop> {
    safe::safe(&options)?;
    let tls = options.tls.as_ref().map(listen::acceptor).transpose()?;
    let (listen, workers) = (options.listen, options.workers);
    let app = Arc::new(app::App::new(options)?);
    // Letters are made on threads of their own, so that few are needed for what is between them and the wire.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(workers.clamp(1, 4))
        .max_blocking_threads(workers + BESIDE)
        .thread_name("hanpress-serve")
        .enable_io()
        .enable_time()
        .build()
        .map_err(|error| no_runtime(&error))?;
    let served = runtime.block_on(listen::listen(Arc::clone(&app), listen, tls, halt, on));
    // What still works after its time is left to itself.
    runtime.shutdown_background();
    served
}

/// How many threads there are beside those that make letters: they read files, and look for changes.
const BESIDE: usize = 32;

fn no_runtime(error: &std::io::Error) -> Stop {
    Stop::new(format!("no threads can be had: {error}"), format!("无法创建线程；系统原文：“{error}”"))
        .coded(StopCode::Program)
}
