//! `GET /v1/kinds`, `/v1/rules`, `/v1/schema`: what the service can make, what it demands, how its data look.

use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::finding::Lang;
use crate::serve::app::App;
use crate::serve::ask::Query;
use crate::serve::problem::Problem;

fn data(value: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], value.to_string())
        .into_response()
}

/// The facts under a name.
fn named(all: &[Value], key: &str, name: &str) -> Result<Response, Problem> {
    let found = all.iter().find(|one| one[key].as_str().is_some_and(|own| own.eq_ignore_ascii_case(name)));
    found.map(data).ok_or_else(Problem::not_found)
}

pub(super) async fn kinds(State(app): State<Arc<App>>, uri: Uri) -> Result<Response, Problem> {
    Query::of(&uri, &[])?;
    Ok(data(&json!({ "kinds": app.catalogue.kinds })))
}

pub(super) async fn kind(State(app): State<Arc<App>>, Path(kind): Path<String>) -> Result<Response, Problem> {
    named(&app.catalogue.kinds, "name", &kind).or_else(|_| named(&app.catalogue.kinds, "title", &kind))
}

pub(super) async fn rules(State(app): State<Arc<App>>, uri: Uri) -> Result<Response, Problem> {
    Query::of(&uri, &[])?;
    Ok(data(&json!({ "rules": app.catalogue.rules })))
}

pub(super) async fn rule(State(app): State<Arc<App>>, Path(code): Path<String>) -> Result<Response, Problem> {
    named(&app.catalogue.rules, "code", &code)
}

pub(super) async fn schemas(State(app): State<Arc<App>>, uri: Uri) -> Result<Response, Problem> {
    Query::of(&uri, &[])?;
    let names: Vec<_> = app.catalogue.schemas.keys().collect();
    Ok(data(&json!({ "schemas": names })))
}

pub(super) async fn schema(
    State(app): State<Arc<App>>,
    Extension(lang): Extension<Lang>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let [en, zh] = app.catalogue.schemas.get(&name).ok_or_else(Problem::not_found)?;
    Ok(data(if lang == Lang::Zh { zh } else { en }))
}
