//! The routes, and what all requests share.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::sync::Semaphore;

use super::desks::Desks;
use super::files::{File, Files};
use super::guard::{self, Guard};
use super::letters::Kept;
use super::metrics::Metrics;
use super::options::{Catalogue, Limits, ServeOptions};
use super::problem::Problem;
use super::queue::{Queue, beside};
use super::runs::{Runs, Waiting};
use super::state;
use super::watched::Watched;
use super::{Log, assets, desk, v1};
use crate::desk::{Desk, KindChoice};
use crate::error::Stop;
use crate::finding::Lang;

/// How many files are checked at a time: each check takes all processors.
const CHECKS: usize = 2;

/// What all requests share.
pub(super) struct App {
    pub(super) desks: Desks,
    /// Those of the templates that were approved last.
    pub(super) approved: Option<Desks>,
    pub(super) catalogue: Catalogue,
    pub(super) queue: Queue,
    pub(super) metrics: Metrics,
    pub(super) guard: Guard,
    pub(super) limits: Limits,
    pub(super) lang: Lang,
    pub(super) log: Log,
    pub(super) is_sample: bool,
    pub(super) edit: bool,
    /// How many letters of a run are made at a time.
    pub(super) workers: usize,
    pub(super) state: state::State,
    pub(super) files: Files,
    pub(super) runs: Runs,
    pub(super) letters: Kept,
    pub(super) answered: v1::Answered,
    pub(super) strips: desk::Strips,
    /// How many files are checked at a time.
    checks: Arc<Semaphore>,
    /// The folder of one's own templates.
    pub(super) templates: Option<PathBuf>,
    /// How often the templates changed since the server began, and what of them last.
    pub(super) watched: Watched,
    /// Held by who writes a template.
    pub(super) writing: Mutex<()>,
    /// Where files may stand that a run is told to read, and where its result may go.
    pub(super) inputs: Vec<PathBuf>,
    pub(super) outputs: Vec<PathBuf>,
    pub(super) trust: Vec<Vec<u8>>,
    pub(super) issuer: String,
    pub(super) is_signed: bool,
    /// Whether the server is ending: it takes on nothing new.
    ending: AtomicBool,
}

impl App {
    /// Opens the first desk: what is wrong with the settings is told before anybody asks.
    pub(super) fn new(options: ServeOptions) -> Result<(Self, Waiting), Stop> {
        let guard = Guard::new(&options);
        let desks = Desks::new(options.open, options.issue_date);
        let desk = desks.of(&KindChoice::Own, desks.today()?)?;
        let state = state::State::open(options.state.as_deref())?;
        let files = Files::new(&options.limits, &state);
        let (runs, waiting) = Runs::new(options.limits.runs, &state);
        let app = Self {
            workers: options.workers,
            state,
            files,
            runs,
            letters: Kept::default(),
            answered: v1::Answered::default(),
            strips: desk::Strips::default(),
            checks: Arc::new(Semaphore::new(CHECKS)),
            watched: Watched::new(options.templates.as_deref()),
            templates: options.templates,
            writing: Mutex::default(),
            inputs: options.inputs,
            outputs: options.outputs,
            issuer: desk.fixed().issuer.issuer.name.clone(),
            is_signed: desk.fixed().signer.is_some(),
            desks,
            approved: options.approved.map(|open| Desks::new(open, options.issue_date)),
            catalogue: options.catalogue,
            queue: Queue::new(options.workers, options.limits.waiting),
            metrics: Metrics::default(),
            guard,
            limits: options.limits,
            lang: options.lang,
            log: options.log,
            trust: options.trust,
            is_sample: options.is_sample,
            edit: options.edit,
            ending: AtomicBool::new(false),
        };
        Ok((app, waiting))
    }

    /// Checks a file for the time of that number, once its turn has come.
    pub(super) fn check(self: &Arc<Self>, file: &Arc<File>, round: u64) {
        let (app, file) = (Arc::clone(self), Arc::clone(file));
        tokio::spawn(async move {
            let Ok(turn) = Arc::clone(&app.checks).acquire_owned().await else { return };
            let checked = beside(move || {
                let _turn = turn;
                file.check(&app, app.workers, round);
            });
            // What failed is told by the file.
            let _ = checked.await;
        });
    }

    /// Removes what nobody needs any more: files, and runs that are done with.
    pub(super) fn clear(&self) {
        self.runs.clear();
        self.files.all().iter().for_each(|file| self.files.remove(file));
    }

    /// The desk of today for a kind.
    pub(super) async fn desk(self: &Arc<Self>, kind: KindChoice) -> Result<Desk, Problem> {
        let day = self.desks.today()?;
        if let Some(desk) = self.desks.held(&kind, day) {
            return Ok(desk);
        }
        let app = Arc::clone(self);
        Ok(beside(move || app.desks.of(&kind, day)).await??)
    }

    /// Takes on nothing new from now on.
    pub(super) fn end(&self) {
        self.ending.store(true, Ordering::Relaxed);
    }

    /// Whether the server is ending.
    pub(super) fn is_ending(&self) -> bool {
        self.ending.load(Ordering::Relaxed)
    }
}

/// All routes.
pub(super) fn router(app: &Arc<App>) -> Router {
    let routes = Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .merge(assets::routes())
        .merge(v1::routes())
        .merge(desk::routes());
    routes
        .fallback(async || Problem::not_found())
        .layer(from_fn_with_state(Arc::clone(app), guard::guard))
        .with_state(Arc::clone(app))
}

async fn ready(State(app): State<Arc<App>>) -> Response {
    if app.is_ending() {
        return ending().into_response();
    }
    "ready\n".into_response()
}

/// The server is about to end.
pub(super) fn ending() -> Problem {
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "ending",
        "the server is about to end and takes on nothing new",
        "服务即将停止，不再接受新的请求",
    )
    .again_in(5)
}

async fn metrics(State(app): State<Arc<App>>) -> Response {
    let text = app.metrics.told(app.queue.waiting());
    ([("content-type", "application/openmetrics-text; version=1.0.0; charset=utf-8")], text).into_response()
}
