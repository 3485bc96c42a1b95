//! Runs of the files that a browser brought.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::data;
use super::files::{asked, known, open, table};
use crate::clock;
use crate::finding::Lang;
use crate::serve::app::App;
use crate::serve::files::File;
use crate::serve::guard::{Owner, RequestId};
use crate::serve::problem::Problem;
use crate::serve::queue::beside;
use crate::serve::runs::{INPUT, Job, Phase, Spec, fetched, progress_events, streamed};
use crate::serve::state;

/// Whose request it is, and how it is told.
type Asker = (Extension<Owner>, Extension<Lang>, Extension<RequestId>);

pub(super) async fn begin(
    State(app): State<Arc<App>>,
    (Extension(owner), Extension(lang), Extension(request)): Asker,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    open(&app)?;
    let file = app.files.get(&id, &owner)?;
    let asked = asked(&app, &headers, body).await?;
    let kind = known(&app, asked["kind"].as_str()).await?.or_else(|| file.kind());
    let desk = app.desk(file.choice()).await?;
    let shared = Arc::clone(&app);
    let job = beside(move || begun(&shared, &owner, &file, &desk, kind, lang)).await??;
    Ok((StatusCode::CREATED, data(&job.told(lang, &request.0))).into_response())
}

/// Takes on a run of a file, with a copy of it: what is mended later is for another run.
fn begun(
    app: &App,
    owner: &Owner,
    file: &File,
    desk: &crate::desk::Desk,
    kind: Option<String>,
    lang: Lang,
) -> Result<Arc<Job>, Problem> {
    let (id, incoming) = app.runs.begin(&app.state)?;
    let (folder, corrected) = (incoming.folder(), file.is_changed());
    let (bytes, rewritten) = file.whole(desk)?;
    state::put(&folder.join(INPUT), &bytes)
        .map_err(|stop| Problem::from(stop).renamed(&folder.display().to_string(), ""))?;
    let spec = Spec {
        owner: owner.0.clone(),
        file: Some(file.id.clone()),
        name: file.name.clone(),
        rewritten,
        corrected,
        kind,
        issue_date: app.desks.today()?,
        lang,
        source: None,
        place: None,
        key: None,
        sent: None,
        at: clock::stamp(),
    };
    let job = app.runs.put(Job::new(id, spec, folder))?;
    incoming.keep();
    Ok(job)
}

pub(super) async fn all(
    State(app): State<Arc<App>>,
    (Extension(owner), Extension(lang), Extension(request)): Asker,
) -> Response {
    let runs: Vec<_> = app.runs.of(&owner).iter().map(|job| job.told(lang, &request.0)).collect();
    data(&json!({ "runs": runs }))
}

pub(super) async fn one(
    State(app): State<Arc<App>>,
    (Extension(owner), Extension(lang), Extension(request)): Asker,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(data(&app.runs.get(&id, &owner)?.told(lang, &request.0)))
}

pub(super) async fn events(
    State(app): State<Arc<App>>,
    (Extension(owner), Extension(lang), Extension(request)): Asker,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let job = app.runs.get(&id, &owner)?;
    Ok(progress_events(app, job, lang, request.0))
}

pub(super) async fn pause(
    State(app): State<Arc<App>>,
    (Extension(owner), Extension(lang), Extension(request)): Asker,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let job = app.runs.get(&id, &owner)?;
    job.halt(Phase::Paused)?;
    Ok(data(&job.told(lang, &request.0)))
}

pub(super) async fn stop(
    State(app): State<Arc<App>>,
    (Extension(owner), Extension(lang), Extension(request)): Asker,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let job = app.runs.get(&id, &owner)?;
    job.halt(Phase::Stopped)?;
    Ok(data(&job.told(lang, &request.0)))
}

pub(super) async fn resume(
    State(app): State<Arc<App>>,
    (Extension(owner), Extension(lang), Extension(request)): Asker,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    open(&app)?;
    let job = app.runs.get(&id, &owner)?;
    if job.resume()? {
        app.runs.go(&job);
    }
    Ok(data(&job.told(lang, &request.0)))
}

pub(super) async fn file(
    State(app): State<Arc<App>>,
    Extension(owner): Extension<Owner>,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let job = app.runs.get(&id, &owner)?;
    if name == "corrected.xlsx" {
        let file = job.spec.file.as_deref().ok_or_else(Problem::not_found)?;
        return table(&app, &app.files.get(file, &owner)?).await;
    }
    handed_out(job, name).await
}

/// A file of a run.
pub(in crate::serve) async fn handed_out(job: Arc<Job>, name: String) -> Result<Response, Problem> {
    let (asked, wanted) = (Arc::clone(&job), name.clone());
    let file = {
        // Nobody holds a thread while another packs the same.
        let _packing = if name.ends_with(".zip") { Some(job.packing.lock().await) } else { None };
        beside(move || fetched(&asked, &wanted)).await??
    };
    if file.is_whole() {
        beside(move || job.was_fetched()).await?;
    }
    streamed(file, name == "report.html").await
}

pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Extension(owner): Extension<Owner>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let job = app.runs.get(&id, &owner)?;
    beside(move || app.runs.remove(&job)).await??;
    Ok(StatusCode::NO_CONTENT)
}

/// What the finished runs came to.
pub(super) async fn report(
    State(app): State<Arc<App>>,
    Extension(owner): Extension<Owner>,
) -> Result<Response, Problem> {
    let runs = app.runs.of(&owner);
    let told = move || {
        let of = |job: &Arc<Job>| {
            let bytes = std::fs::read(job.place().join("report.json")).ok()?;
            let report: Value = serde_json::from_slice(&bytes).ok()?;
            Some(json!({ "id": job.id, "name": job.spec.name, "report": report }))
        };
        runs.iter().filter(|job| job.phase() == Phase::Finished).filter_map(of).collect::<Vec<_>>()
    };
    Ok(data(&json!({ "runs": beside(told).await? })))
}
