//! What the page asks for: who is served, files of accounts, their letters, runs, templates.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::app::App;
use super::body;
use super::problem::Problem;
use super::v1::of_record;
use crate::account::Look;
use crate::finding::Lang;

/// The routes of the page.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/desk", get(about))
        .route("/desk/login", post(login))
        .layer(DefaultBodyLimit::disable())
}

/// An answer of data.
fn data(value: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

/// What the page shows first: who sends, what can be made.
async fn about(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let kinds: Vec<_> = app
        .catalogue
        .kinds
        .iter()
        .map(|kind| json!({ "name": kind["name"], "title": kind["title"] }))
        .collect();
    let looks: Vec<_> =
        Look::ALL.iter().map(|look| json!({ "name": look.word(), "title": look.chinese() })).collect();
    Ok(data(&json!({
        "version": env!("CARGO_PKG_VERSION"), "issuer": app.issuer, "sample": app.is_sample, "signed": app.is_signed,
        "edit": app.edit, "lang": if app.lang == Lang::Zh { "zh" } else { "en" },
        "issue_date": app.desks.today()?.to_string(), "kinds": kinds, "looks": looks,
        "longest_file": app.limits.file,
    })))
}

/// Lets a browser in that gives the token.
async fn login(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Result<Response, Problem> {
    let bytes = body::whole(&headers, body, of_record(&app.limits)).await?;
    let given: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let token = given["token"].as_str().ok_or_else(|| {
        Problem::bad("this takes `{\"token\": \"…\"}`", "请求内容应为 `{\"token\": \"…\"}`")
    })?;
    let cookie = app.guard.admit(token.trim(), &headers)?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}
