//! Who sends and what can be made; and who may ask.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::data;
use crate::account::Look;
use crate::finding::Lang;
use crate::issuer::Theme;
use crate::plan::overdue::Stage;
use crate::serve::app::App;
use crate::serve::body;
use crate::serve::problem::Problem;
use crate::serve::v1::of_record;

/// What the page shows first: who sends, what can be made.
pub(super) async fn about(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let kinds =
        app.catalogue.kinds.iter().map(|kind| json!({ "name": kind["name"], "title": kind["title"] }));
    let looks = Look::ALL.iter().map(|look| json!({ "name": look.word(), "title": look.chinese() }));
    let themes = Theme::ALL.iter().map(|theme| json!({ "name": theme.word(), "title": theme.chinese() }));
    let stages =
        Stage::ALL.iter().map(|stage| json!({ "name": stage.to_string(), "title": stage.chinese() }));
    Ok(data(&json!({
        "version": env!("CARGO_PKG_VERSION"), "issuer": app.issuer, "sample": app.is_sample,
        "signed": app.is_signed, "edit": app.edit, "templates": app.templates.is_some(),
        "lang": if app.lang == Lang::Zh { "zh" } else { "en" },
        "issue_date": app.desks.today()?.to_string(), "kinds": kinds.collect::<Vec<_>>(),
        "looks": looks.collect::<Vec<_>>(), "themes": themes.collect::<Vec<_>>(), "stages": stages.collect::<Vec<_>>(),
        "longest_file": app.limits.file,
    })))
}

/// Lets a browser in that gives the token.
pub(super) async fn login(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let bytes = body::whole(&headers, body, of_record(&app.limits)).await?;
    let given: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let token = given["token"].as_str().ok_or_else(|| {
        Problem::bad("this takes `{\"token\": \"…\"}`", "请求内容应为 `{\"token\": \"…\"}`")
    })?;
    let cookie = app.guard.admit(token.trim(), &headers)?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}
