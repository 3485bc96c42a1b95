//! Hand out the files of the page, which are part of the program.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::app::App;
use super::problem::Problem;
use crate::digest;

/// A file of the page: its name, its type, its bytes.
pub(super) struct Asset(pub(super) &'static str, pub(super) &'static str, pub(super) &'static [u8]);

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const PICTURE: &str = "image/svg+xml";

/// Every file under `web/`.
pub(super) const ASSETS: &[Asset] = &[
    Asset("api.js", SCRIPT, include_bytes!("web/api.js")),
    Asset("base.css", CSS, include_bytes!("web/base.css")),
    Asset("bench.css", CSS, include_bytes!("web/bench.css")),
    Asset("bench.js", SCRIPT, include_bytes!("web/bench.js")),
    Asset("charts.js", SCRIPT, include_bytes!("web/charts.js")),
    Asset("compare.js", SCRIPT, include_bytes!("web/compare.js")),
    Asset("desk.css", CSS, include_bytes!("web/desk.css")),
    Asset("dom.js", SCRIPT, include_bytes!("web/dom.js")),
    Asset("editor.js", SCRIPT, include_bytes!("web/editor.js")),
    Asset("failed.js", SCRIPT, include_bytes!("web/failed.js")),
    Asset("file.js", SCRIPT, include_bytes!("web/file.js")),
    Asset("film.js", SCRIPT, include_bytes!("web/film.js")),
    Asset("icon.svg", PICTURE, include_bytes!("web/icon.svg")),
    Asset("index.html", HTML, include_bytes!("web/index.html")),
    Asset("letter.js", SCRIPT, include_bytes!("web/letter.js")),
    Asset("login.js", SCRIPT, include_bytes!("web/login.js")),
    Asset("main.js", SCRIPT, include_bytes!("web/main.js")),
    Asset("order.js", SCRIPT, include_bytes!("web/order.js")),
    Asset("report.js", SCRIPT, include_bytes!("web/report.js")),
    Asset("rows.js", SCRIPT, include_bytes!("web/rows.js")),
    Asset("run.js", SCRIPT, include_bytes!("web/run.js")),
    Asset("start.js", SCRIPT, include_bytes!("web/start.js")),
    Asset("tree.js", SCRIPT, include_bytes!("web/tree.js")),
    Asset("words.js", SCRIPT, include_bytes!("web/words.js")),
];

/// What the page may load and do: nothing from elsewhere, no script or style in its text. Letters are shown in a frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
                      connect-src 'self'; frame-src 'self' blob:; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// The routes of the page.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(async |headers: HeaderMap| file("index.html", &headers)))
        .route("/web/{name}", get(async |Path(name): Path<String>, headers: HeaderMap| file(&name, &headers)))
}

fn file(name: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    let Asset(_, kind, bytes) = ASSETS.iter().find(|asset| asset.0 == name).ok_or_else(Problem::not_found)?;
    let tag = format!("\"{}\"", &digest::sha256(bytes)[..32]);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response = match known {
        Some(known) if known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag) => {
            StatusCode::NOT_MODIFIED.into_response()
        }
        _ => (*bytes).into_response(),
    };
    let set = response.headers_mut();
    set.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    set.insert(HeaderName::from_static("content-security-policy"), HeaderValue::from_static(POLICY));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        set.insert(header::ETAG, tag);
    }
    Ok(response)
}
