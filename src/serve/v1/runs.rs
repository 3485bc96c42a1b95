//! `POST /v1/runs`: the letters of a whole file, sent or standing below a folder that the server may read.

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde_json::Value;

use super::once::key;
use crate::clock;
use crate::digest;
use crate::error::Stop;
use crate::finding::Lang;
use crate::serve::app::App;
use crate::serve::ask::{Query, content_type};
use crate::serve::desk::{asked, data, handed_out, known, name, open, taken};
use crate::serve::guard::{Owner, RequestId};
use crate::serve::problem::Problem;
use crate::serve::queue::beside;
use crate::serve::runs::{INPUT, Job, Phase, Spec, all_events};
use crate::serve::state::Incoming;

/// Whose the runs of the service are: whoever has the token, or is on this machine.
fn owner() -> Owner {
    Owner("service".into())
}

/// What is asked for beside the file.
#[derive(Debug, Default)]
struct Wish {
    kind: Option<String>,
    issue_date: Option<NaiveDate>,
    source: Option<PathBuf>,
    place: Option<PathBuf>,
    name: String,
}

pub(super) async fn begin(
    State(app): State<Arc<App>>,
    (Extension(lang), Extension(request)): (Extension<Lang>, Extension<RequestId>),
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    open(&app)?;
    let query = Query::of(&uri, &["kind", "issue_date"])?;
    let (key, name) = (key(&headers)?, name(&headers)?);
    let (id, folder) = app.runs.begin(&app.state)?;
    let mut wish = Wish { name, ..Wish::default() };
    let sent = if content_type(&headers) == "application/json" {
        let asked = asked(&app, &headers, body).await?;
        of_order(&app, &asked, &mut wish)?;
        digest::sha256(asked.to_string().as_bytes())
    } else {
        let path = folder.folder().join(INPUT);
        taken(&headers, body, &path, &app).await?;
        beside(move || hash(&path)).await?.map_err(|error| Stop::at("upload", &error))?
    };
    wish.kind = known(&app, query.get("kind").or(wish.kind.as_deref())).await?;
    wish.issue_date = query.get("issue_date").map(day).transpose()?.or(wish.issue_date);
    let sent = digest::sha256(format!("{sent} {wish:?}").as_bytes());
    let (shared, hash, new) = (Arc::clone(&app), sent.clone(), id.clone());
    let job = beside(move || shared.runs.put(job(&shared, id, wish, key, sent, lang, folder)?)).await??;
    if job.id == new {
        let place = [("location", format!("/v1/runs/{}", job.id))];
        return Ok((StatusCode::ACCEPTED, place, data(&job.told(lang, &request.0))).into_response());
    }
    if job.spec.sent.as_deref() != Some(&hash) {
        return Err(super::once::other_request());
    }
    Ok(data(&job.told(lang, &request.0)))
}

fn job(
    app: &App,
    id: String,
    wish: Wish,
    key: Option<String>,
    sent: String,
    lang: Lang,
    folder: Incoming,
) -> Result<Job, Problem> {
    let Wish { kind, issue_date, source, place, name } = wish;
    let spec = Spec {
        owner: owner().0,
        file: None,
        name,
        rewritten: false,
        corrected: false,
        kind,
        issue_date: issue_date.map_or_else(|| app.desks.today(), Ok)?,
        lang,
        source,
        place,
        key,
        sent: Some(sent),
        at: clock::stamp(),
    };
    let job = Job::new(id, spec, folder.folder());
    folder.keep();
    Ok(job)
}

fn hash(path: &FilePath) -> std::io::Result<String> {
    use sha2::{Digest, Sha256};
    use std::io::Read;
    let (mut file, mut hash, mut part) = (std::fs::File::open(path)?, Sha256::new(), vec![0; 64 << 10]);
    loop {
        let length = file.read(&mut part)?;
        if length == 0 {
            return Ok(digest::hex(&hash.finalize()));
        }
        hash.update(&part[..length]);
    }
}

/// What an order in JSON asks for: a file that stands on this machine, and where the result is to go.
fn of_order(app: &App, asked: &Value, wish: &mut Wish) -> Result<(), Problem> {
    let known = ["input", "output", "kind", "issue_date"];
    let fields = asked.as_object().into_iter().flatten();
    if fields.into_iter().any(|(name, value)| !known.contains(&name.as_str()) || !value.is_string()) {
        return Err(Problem::bad(
            "an order is `{\"input\": …, \"output\": …, \"kind\": …, \"issue_date\": …}`, each a text",
            "请求内容应为 `{\"input\": …, \"output\": …, \"kind\": …, \"issue_date\": …}`，各项均为文本",
        )
        .hint("send one account to `/v1/letters`", "单个账户请发送到 `/v1/letters`"));
    }
    let text = |name: &str| asked[name].as_str().map(str::to_string);
    let input =
        text("input").ok_or_else(|| Problem::bad("an order names an `input`", "请求内容须写明 `input`"))?;
    wish.source = Some(within(FilePath::new(&input), &app.inputs, "--input-dir")?);
    let output = text("output").map(|output| new_within(FilePath::new(&output), &app.outputs));
    wish.place = output.transpose()?;
    wish.name = FilePath::new(&input)
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    wish.kind = text("kind");
    wish.issue_date = text("issue_date").as_deref().map(day).transpose()?;
    Ok(())
}

/// What a path leads to, links followed, where that lies below one of some folders.
fn within(path: &FilePath, folders: &[PathBuf], option: &str) -> Result<PathBuf, Problem> {
    let outside = || {
        Problem::new(
            StatusCode::FORBIDDEN,
            "outside",
            "this place is none that the server may use",
            "服务不能使用该位置",
        )
        .hint(
            format!("it stands below a folder that the server was started with: `{option} DIR`"),
            format!("该位置须在启动服务时以 `{option}` 指定的文件夹之下"),
        )
    };
    // Whether something is there is told only of places that may be read.
    let real = path.canonicalize().map_err(|_| outside())?;
    let is_below = |folder: &PathBuf| folder.canonicalize().is_ok_and(|folder| real.starts_with(folder));
    if path.is_absolute() && folders.iter().any(is_below) { Ok(real) } else { Err(outside()) }
}

/// The same for a folder that is to be made.
fn new_within(path: &FilePath, folders: &[PathBuf]) -> Result<PathBuf, Problem> {
    let option = "--output-dir";
    let (above, name) = (path.parent(), path.file_name());
    let (above, name) =
        above.zip(name).ok_or_else(|| Problem::bad("`output` names no folder", "`output` 没有写明文件夹"))?;
    let real = within(above, folders, option)?.join(name);
    // What stands there already may be a link that leads elsewhere.
    if real.symlink_metadata().is_ok() { within(&real, folders, option) } else { Ok(real) }
}

fn day(text: &str) -> Result<NaiveDate, Problem> {
    text.parse().map_err(|_| Problem::bad("`issue_date` is to be YYYY-MM-DD", "`issue_date` 应为 YYYY-MM-DD"))
}

pub(super) async fn one(
    State(app): State<Arc<App>>,
    (Extension(lang), Extension(request)): (Extension<Lang>, Extension<RequestId>),
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(data(&app.runs.get(&id, &owner())?.told(lang, &request.0)))
}

pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let job = app.runs.get(&id, &owner())?;
    beside(move || app.runs.remove(&job)).await??;
    Ok(StatusCode::NO_CONTENT)
}

fn no_such_event() -> Problem {
    Problem::bad("`Last-Event-ID` is none of this run", "`Last-Event-ID` 不属于该批次")
}

/// The events of a run, from the one on that a listener heard last.
pub(super) async fn events(
    State(app): State<Arc<App>>,
    (Extension(lang), Extension(request)): (Extension<Lang>, Extension<RequestId>),
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let job = app.runs.get(&id, &owner())?;
    let from = match headers.get("last-event-id") {
        None => 0,
        Some(last) => {
            let last = last.to_str().ok().and_then(|last| last.parse().ok());
            let (shared, last) = (Arc::clone(&job), last.ok_or_else(no_such_event)?);
            let is_event = beside(move || shared.has_told(last)).await?;
            is_event.then_some(last).ok_or_else(no_such_event)?
        }
    };
    Ok(all_events(app, job, from, lang, request.0))
}

pub(super) async fn pause(
    State(app): State<Arc<App>>,
    (Extension(lang), Extension(request)): (Extension<Lang>, Extension<RequestId>),
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let job = app.runs.get(&id, &owner())?;
    job.halt(Phase::Paused)?;
    Ok(data(&job.told(lang, &request.0)))
}

pub(super) async fn stop(
    State(app): State<Arc<App>>,
    (Extension(lang), Extension(request)): (Extension<Lang>, Extension<RequestId>),
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let job = app.runs.get(&id, &owner())?;
    job.halt(Phase::Stopped)?;
    Ok(data(&job.told(lang, &request.0)))
}

pub(super) async fn resume(
    State(app): State<Arc<App>>,
    (Extension(lang), Extension(request)): (Extension<Lang>, Extension<RequestId>),
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    open(&app)?;
    let job = app.runs.get(&id, &owner())?;
    if job.resume()? {
        app.runs.go(&job);
    }
    Ok(data(&job.told(lang, &request.0)))
}

pub(super) async fn file(
    State(app): State<Arc<App>>,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, Problem> {
    handed_out(app.runs.get(&id, &owner())?, name).await
}
