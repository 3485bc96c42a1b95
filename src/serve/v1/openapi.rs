//! `GET /v1/openapi.json`: the service, described for programs.

use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};

use crate::serve::ask::Query;
use crate::serve::problem::Problem;

/// The description, in which only the version is this program's.
const DESCRIPTION: &str = include_str!("openapi.json");

pub(super) async fn openapi(uri: Uri) -> Result<Response, Problem> {
    Query::of(&uri, &[])?;
    let text = DESCRIPTION.replace("\"0.0.0\"", concat!("\"", env!("CARGO_PKG_VERSION"), "\""));
    Ok(([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], text)
        .into_response())
}
