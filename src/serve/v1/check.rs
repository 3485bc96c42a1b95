//! `POST /v1/check`: what is wrong with one account, without making its letter.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::letters::{Asked, one};
use crate::finding::{Finding, Lang};
use crate::letter::{Refused, check_entry};
use crate::run::shown_id;
use crate::serve::app::App;
use crate::serve::ask::Query;
use crate::serve::problem::Problem;

/// Checks an account. What is found is the answer, whether it refuses the document or not.
pub(super) async fn check(
    State(app): State<Arc<App>>,
    Extension(lang): Extension<Lang>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let asked = Asked::of(&Query::of(&uri, &["kind"])?)?;
    let mut entry = one(&app, &headers, body).await?;
    let desk = app.desk(asked.choice()).await?;
    asked.put(&mut entry, &desk)?;
    let entry = Arc::new(entry);
    let checked = Arc::clone(&entry);
    let (sound, findings) = match app.queue.work(move || check_entry(&desk, &checked)).await? {
        Ok(warnings) => (true, warnings),
        Err(Refused { stop: Some(stop), .. }) => return Err(stop.into()),
        Err(Refused { findings, .. }) => (false, findings),
    };
    let id = shown_id(&entry, &findings);
    let told = json!({
        "outcome": if sound { "sound" } else { "refused" }, "exit": i32::from(!sound), "id": id,
        "findings": worded(&findings, lang),
    });
    Ok(([(header::CONTENT_TYPE, "application/json")], told.to_string()).into_response())
}

fn worded(findings: &[Finding], lang: Lang) -> Vec<Value> {
    findings.iter().filter(|one| !one.is_accepted()).map(|one| json!(one.worded(lang))).collect()
}
