//! What the page asks for: who is served, files of accounts, their letters, runs, templates.

mod about;
mod approved;
mod bench;
mod faults;
mod files;
mod letters;
mod runs;
mod templates;

pub(super) use approved::KEPT;
pub(super) use bench::Strips;
pub(super) use files::{asked, known, name, open, taken};
pub(super) use runs::handed_out;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post};
use serde_json::Value;

use super::app::App;

/// The routes of the page.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/desk", get(about::about))
        .route("/desk/login", post(about::login))
        .route("/desk/sample", post(files::sample))
        .route("/desk/files", get(files::all).post(files::bring))
        .route("/desk/files/{id}", get(files::one).delete(files::remove))
        .route("/desk/files/{id}/check", post(files::check))
        .route("/desk/files/{id}/rows", get(files::rows))
        .route("/desk/files/{id}/rows/{n}", get(files::row).merge(patch(files::mend)))
        .route("/desk/files/{id}/rows/{n}/{what}", get(letters::letter))
        .route("/desk/files/{id}/corrected.xlsx", get(files::corrected))
        .route("/desk/files/{id}/changes", get(files::changes))
        .route("/desk/files/{id}/runs", post(runs::begin))
        .route("/desk/runs", get(runs::all))
        .route("/desk/runs/{id}", get(runs::one).delete(runs::remove))
        .route("/desk/runs/{id}/events", get(runs::events))
        .route("/desk/runs/{id}/pause", post(runs::pause))
        .route("/desk/runs/{id}/resume", post(runs::resume))
        .route("/desk/runs/{id}/stop", post(runs::stop))
        .route("/desk/runs/{id}/{file}", get(runs::file))
        .route("/desk/report", get(runs::report))
        .route("/desk/templates", get(templates::tree))
        .route("/desk/templates/{*path}", get(templates::read).put(templates::write))
        .route("/desk/templates-events", get(templates::events))
        .route("/desk/bench/{kind}", get(bench::strip))
        .route("/desk/bench/{kind}/{n}", get(bench::one))
        .route("/desk/bench/{kind}/{n}/{page}", get(bench::page))
        .route("/desk/bench/{kind}/{n}/approved", get(approved::facts))
        .route("/desk/bench/{kind}/{n}/approved/{page}", get(approved::page))
        .layer(DefaultBodyLimit::disable())
}

/// An answer of data.
pub(super) fn data(value: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}
