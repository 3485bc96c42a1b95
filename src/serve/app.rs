//! The routes, and what all requests share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::desks::Desks;
use super::guard::{self, Guard};
use super::metrics::Metrics;
use super::options::{Catalogue, Limits, ServeOptions};
use super::problem::Problem;
use super::queue::Queue;
use super::{Log, assets, desk, v1};
use crate::desk::{Desk, KindChoice};
use crate::error::Stop;
use crate::finding::Lang;

/// What all requests share.
pub(super) struct App {
    pub(super) desks: Desks,
    pub(super) catalogue: Catalogue,
    pub(super) queue: Queue,
    pub(super) metrics: Metrics,
    pub(super) guard: Guard,
    pub(super) limits: Limits,
    pub(super) lang: Lang,
    pub(super) log: Log,
    pub(super) is_sample: bool,
    pub(super) edit: bool,
    pub(super) trust: Vec<Vec<u8>>,
    pub(super) issuer: String,
    pub(super) is_signed: bool,
    /// Whether the server is ending: it takes on nothing new.
    ending: AtomicBool,
}

impl App {
    /// Opens the first desk: what is wrong with the settings is told before anybody asks.
    pub(super) fn new(options: ServeOptions) -> Result<Self, Stop> {
        let guard = Guard::new(&options);
        let desks = Desks::new(options.open, options.issue_date);
        let desk = desks.of(&KindChoice::Own, desks.today()?)?;
        Ok(Self {
            issuer: desk.fixed().issuer.issuer.name.clone(),
            is_signed: desk.fixed().signer.is_some(),
            desks,
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
        })
    }

    /// The desk of today for a kind.
    pub(super) async fn desk(self: &Arc<Self>, kind: KindChoice) -> Result<Desk, Problem> {
        let day = self.desks.today()?;
        if let Some(desk) = self.desks.held(&kind, day) {
            return Ok(desk);
        }
        let app = Arc::clone(self);
        Ok(super::queue::beside(move || app.desks.of(&kind, day)).await??)
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
