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
mod files;
mod guard;
mod id;
mod letters;
mod listen;
mod log;
mod metrics;
mod options;
mod patient;
mod problem;
mod queue;
mod runs;
mod safe;
mod state;
mod v1;
mod watched;

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
    let (app, waiting) = app::App::new(options)?;
    let app = Arc::new(app);
    // Letters are made on threads of their own, so that few are needed for what is between them and the wire.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(workers.clamp(1, 4))
        .max_blocking_threads(workers + BESIDE)
        .thread_name("hanpress-serve")
        .enable_io()
        .enable_time()
        .build()
        .map_err(|error| no_runtime(&error))?;
    let maker = std::thread::Builder::new().name("hanpress-runs".into()).spawn({
        let app = Arc::clone(&app);
        move || runs::make(&app, &waiting)
    });
    let maker = maker.map_err(|error| no_runtime(&error))?;
    let served = runtime.block_on(async {
        // Those of an earlier server.
        app.files.all().iter().for_each(|file| app.check(file, 0));
        tokio::spawn(watched::watch(Arc::clone(&app)));
        listen::listen(Arc::clone(&app), listen, tls, halt, on).await
    });
    app.runs.end();
    // Letters in hand are finished, unless a second signal says that nothing is to be waited for.
    while !maker.is_finished() && !halt.is_urgent() {
        std::thread::sleep(BEAT);
    }
    app.clear();
    app.state.end();
    // What still works after its time is left to itself.
    runtime.shutdown_background();
    served
}

/// How often it is looked whether runs have come to their end.
const BEAT: std::time::Duration = std::time::Duration::from_millis(20);

/// How many threads there are beside those that make letters: they read files, and look for changes.
const BESIDE: usize = 32;

fn no_runtime(error: &std::io::Error) -> Stop {
    Stop::new(format!("no threads can be had: {error}"), format!("无法创建线程；系统原文：“{error}”"))
        .coded(StopCode::Program)
}
