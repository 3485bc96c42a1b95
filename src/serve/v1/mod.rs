//! The service: one account, or a whole file, for programs.

mod check;
mod letters;
mod once;
mod openapi;
mod runs;
mod told;
mod verify;

pub(super) use letters::{Asked, as_pdf, told as refused};
pub(super) use once::Answered;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::app::App;
use super::body::Measure;
use super::options::Limits;

/// The routes of the service.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/v1/check", post(check::check))
        .route("/v1/letters", post(letters::letters))
        .route("/v1/kinds", get(told::kinds))
        .route("/v1/kinds/{kind}", get(told::kind))
        .route("/v1/rules", get(told::rules))
        .route("/v1/rules/{code}", get(told::rule))
        .route("/v1/schema", get(told::schemas))
        .route("/v1/schema/{name}", get(told::schema))
        .route("/v1/verify", post(verify::verify))
        .route("/v1/runs", post(runs::begin))
        .route("/v1/runs/{id}", get(runs::one).delete(runs::remove))
        .route("/v1/runs/{id}/events", get(runs::events))
        .route("/v1/runs/{id}/pause", post(runs::pause))
        .route("/v1/runs/{id}/resume", post(runs::resume))
        .route("/v1/runs/{id}/stop", post(runs::stop))
        .route("/v1/runs/{id}/{file}", get(runs::file))
        .route("/v1/openapi.json", get(openapi::openapi))
        // Bodies are measured as they are taken.
        .layer(DefaultBodyLimit::disable())
}

/// How much of a record is taken.
pub(super) fn of_record(limits: &Limits) -> Measure {
    Measure { bytes: limits.record, time: limits.record_time, pause: limits.pause }
}

/// How much of a file is taken.
pub(super) fn of_file(limits: &Limits) -> Measure {
    Measure { bytes: limits.file, time: limits.file_time, pause: limits.pause }
}
