//! `POST /v1/verify`: what the signatures of a PDF are worth.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use super::of_file;
use crate::finding::Lang;
use crate::serve::app::App;
use crate::serve::ask::{Query, content_type};
use crate::serve::body::{self, Measure};
use crate::serve::problem::Problem;
use crate::verify::{RequiredSigner, Terms, verify as judge};

/// The longest PDF that is judged, in bytes: it is held in memory.
const LONGEST: usize = 64 << 20;

/// Judges every signature of a PDF by the certificates that the server was told to trust.
pub(super) async fn verify(
    State(app): State<Arc<App>>,
    Extension(lang): Extension<Lang>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let query = Query::of(&uri, &["signer"])?;
    if !["application/pdf", "application/octet-stream"].contains(&content_type(&headers).as_str()) {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "wrong-type",
            "this takes a PDF as `application/pdf`",
            "此处只接受 PDF，类型为 `application/pdf`",
        ));
    }
    let mut terms = Terms::now();
    for bytes in &app.trust {
        terms.trust(bytes).map_err(|words| Problem::bad(words.en, words.zh))?;
    }
    if let Some(who) = query.given("signer") {
        let who = RequiredSigner::parse(who).map_err(|words| Problem::bad(words.en, words.zh))?;
        terms.require(who);
    }
    let measure = of_file(&app.limits);
    let bytes = body::whole(&headers, body, Measure { bytes: measure.bytes.min(LONGEST), ..measure }).await?;
    let report = app.queue.work(move || judge(&bytes, &terms)).await?;
    let told = report.as_json("-", lang).to_string();
    Ok(([(header::CONTENT_TYPE, "application/json")], told).into_response())
}
