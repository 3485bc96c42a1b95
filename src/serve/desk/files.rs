//! Files that a browser brings: checked, looked through, mended.

use std::io::Write;
use std::path::Path as FilePath;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::data;
use crate::error::Stop;
use crate::finding::Lang;
use crate::place::private;
use crate::sample::{Kind, Sampling, sample as draw};
use crate::serve::app::{App, ending};
use crate::serve::ask::{Query, content_type};
use crate::serve::body;
use crate::serve::files::{Again, BYTES, Brought, File, Mend, Wanted, shown_name};
use crate::serve::guard::{Owner, RequestId};
use crate::serve::problem::Problem;
use crate::serve::queue::beside;
use crate::serve::v1::{of_file, of_record};

/// How long an answer waits for a file to be checked.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whose request it is, and how it is told.
type Asker = (Extension<Owner>, Extension<Lang>, Extension<RequestId>);

/// What is known of a file.
fn told(app: &App, file: &File, lang: Lang, request: &RequestId) -> Value {
    file.told(&app.catalogue, lang, &request.0)
}

pub(super) async fn all(
    State(app): State<Arc<App>>,
    (Extension(owner), Extension(lang), Extension(request)): Asker,
) -> Response {
    let files: Vec<_> = app.files.of(&owner).iter().map(|file| told(&app, file, lang, &request)).collect();
    data(&json!({ "files": files }))
}

pub(super) async fn bring(
    State(app): State<Arc<App>>,
    (Extension(owner), Extension(lang), Extension(request)): Asker,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let query = Query::of(&uri, &["kind"])?;
    let (kind, name) = (known(&app, query.get("kind")).await?, name(&headers)?);
    let (id, incoming) = app.files.begin(&app.state)?;
    taken(&headers, body, &incoming.folder().join(BYTES), &app).await?;
    let brought = Brought { id, owner, name, kind };
    let file = Arc::new(File::new(brought, incoming.folder())?);
    app.files.put(&file)?;
    incoming.keep();
    begun(&app, &file, lang, &request).await
}

/// Takes a file onto the disk.
pub(in crate::serve) async fn taken(
    headers: &HeaderMap,
    body: Body,
    path: &FilePath,
    app: &App,
) -> Result<(), Problem> {
    if content_type(headers).starts_with("multipart/") {
        return Err(of_form());
    }
    let told =
        headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let measure = of_file(&app.limits);
    if told.is_some_and(|length| length > measure.bytes) {
        return Err(body::too_large(measure.bytes));
    }
    let unwritten = |error: std::io::Error| Problem::from(Stop::at("upload", &error));
    let mut file = private().write(true).create_new(true).open(path).map_err(unwritten)?;
    let mut length = 0;
    // Each part is some kilobytes: writing it takes no longer than handing it to another thread.
    let all = body::each(body, measure, |part| {
        length += part.len();
        file.write_all(&part).map_err(unwritten)
    });
    all.await?;
    if length == 0 {
        return Err(Problem::bad("the file is empty", "文件为空"));
    }
    Ok(())
}

/// A form of a page, in which the file would stand between lines that are none of its own.
fn of_form() -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "wrong-type",
        "the body is to be the file itself, and no form",
        "请求内容应为文件本身，不能是表单",
    )
    .hint(
        "`curl --data-binary @FILE` sends it so, where `--form` does not",
        "例如用 `curl --data-binary @文件名`，不要用 `--form`",
    )
}

/// The name that a client gives a file.
pub(in crate::serve) fn name(headers: &HeaderMap) -> Result<String, Problem> {
    let Some(given) = headers.get("x-file-name") else { return Ok(shown_name("")) };
    let given = given.to_str().ok().filter(|given| (1..=1000).contains(&given.len()));
    let given = given.filter(|given| given.bytes().all(|byte| byte.is_ascii_graphic())).ok_or_else(|| {
        Problem::bad(
            "`X-File-Name` is to be a name in percent-encoded UTF-8",
            "`X-File-Name` 应为按百分号编码的 UTF-8 文件名",
        )
    })?;
    // As a part of a query is written, in which a plus is a blank.
    let query = format!("n={}", given.replace('+', "%2B").replace('&', "%26"));
    let decoded = form_urlencoded::parse(query.as_bytes()).next().map(|(_, value)| value.into_owned());
    Ok(shown_name(&decoded.unwrap_or_default()))
}

/// A kind that is there.
pub(in crate::serve) async fn known(app: &Arc<App>, kind: Option<&str>) -> Result<Option<String>, Problem> {
    let Some(kind) = kind else { return Ok(None) };
    if matches!(kind, "auto" | "自动") {
        return Ok(Some("auto".into()));
    }
    let desk = app.desk(crate::desk::KindChoice::Own).await?;
    Ok(Some(desk.fixed().known_kind(kind)?))
}

/// Begins to check a file, and answers what is known of it within a while.
async fn begun(
    app: &Arc<App>,
    file: &Arc<File>,
    lang: Lang,
    request: &RequestId,
) -> Result<Response, Problem> {
    app.check(file, 0);
    let _ = timeout(PATIENCE, file.checked()).await;
    Ok((StatusCode::CREATED, data(&told(app, file, lang, request))).into_response())
}

pub(super) async fn sample(
    State(app): State<Arc<App>>,
    (Extension(owner), Extension(lang), Extension(request)): Asker,
    uri: Uri,
) -> Result<Response, Problem> {
    let query = Query::of(&uri, &["count", "seed"])?;
    let (count, seed) = (query.number("count", 1, 10_000, 40)?, query.number("seed", 0, u64::MAX, 1)?);
    let (id, incoming) = app.files.begin(&app.state)?;
    let (path, day) = (incoming.folder().join(BYTES), app.desks.today()?);
    let written = move || std::fs::write(&path, invented(count, seed, day));
    beside(written).await?.map_err(|error| Stop::at("sample", &error))?;
    let name = if lang == Lang::Zh { "样例账户.jsonl" } else { "sample accounts.jsonl" };
    let file = Arc::new(File::new(Brought { id, owner, name: name.into(), kind: None }, incoming.folder())?);
    app.files.put(&file)?;
    incoming.keep();
    begun(&app, &file, lang, &request).await
}

/// Accounts of nobody, every thirteenth with a sum that does not add up, so that there is something to mend.
fn invented(count: u64, seed: u64, day: NaiveDate) -> String {
    let as_of = day.pred_opt().unwrap_or(day);
    let sampling = Sampling { count, seed, kinds: Kind::MIXED.to_vec(), as_of };
    let wrong = |(n, line): (usize, String)| {
        let mut account: Value = serde_json::from_str(&line).unwrap_or_default();
        match account.pointer_mut("/ledgers/0/total") {
            Some(total) if n % 13 == 12 => *total = "1.00".into(),
            _ => return line + "\n",
        }
        account.to_string() + "\n"
    };
    draw(&sampling).enumerate().map(wrong).collect()
}

pub(super) async fn one(
    State(app): State<Arc<App>>,
    (Extension(owner), Extension(lang), Extension(request)): Asker,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(data(&told(&app, &*app.files.get(&id, &owner)?, lang, &request)))
}

pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Extension(owner): Extension<Owner>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let file = app.files.get(&id, &owner)?;
    app.letters.forget(Some(&id));
    beside(move || app.files.remove(&file)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Checks a file anew, for letters of another kind.
pub(super) async fn check(
    State(app): State<Arc<App>>,
    (Extension(owner), Extension(lang), Extension(request)): Asker,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let file = app.files.get(&id, &owner)?;
    let asked = asked(&app, &headers, body).await?;
    let kind = known(&app, asked["kind"].as_str()).await?;
    let again = Arc::clone(&file);
    let round = beside(move || again.begin(kind)).await??;
    app.check(&file, round);
    let _ = timeout(PATIENCE, file.checked()).await;
    Ok(data(&told(&app, &file, lang, &request)))
}

/// A body that is a small JSON object, or nothing.
pub(in crate::serve) async fn asked(app: &App, headers: &HeaderMap, body: Body) -> Result<Value, Problem> {
    let bytes = body::whole(headers, body, of_record(&app.limits)).await?;
    if bytes.is_empty() {
        return Ok(json!({}));
    }
    let value: Option<Value> = serde_json::from_slice(&bytes).ok();
    value
        .filter(Value::is_object)
        .ok_or_else(|| Problem::bad("the body is no JSON object in UTF-8", "请求内容不是 UTF-8 的 JSON 对象"))
}

pub(super) async fn rows(
    State(app): State<Arc<App>>,
    (Extension(owner), Extension(lang), Extension(request)): Asker,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, Problem> {
    let wanted = Wanted::of(&Query::of(&uri, &["filter", "page", "per", "q"])?)?;
    let file = app.files.get(&id, &owner)?;
    let again = again(&app, &file, file.absent(&wanted)).await?;
    let mut page = file.page(&wanted, &again, lang);
    page["file"] = told(&app, &file, lang, &request);
    Ok(data(&page))
}

pub(super) async fn row(
    State(app): State<Arc<App>>,
    (Extension(owner), Extension(lang), _): Asker,
    Path((id, n)): Path<(String, u64)>,
) -> Result<Response, Problem> {
    let file = app.files.get(&id, &owner)?;
    let absent = if file.is_absent(n)? { vec![n] } else { Vec::new() };
    let again = again(&app, &file, absent).await?;
    Ok(data(&file.row(n, &again, lang)?))
}

/// Records that are to be judged again before they can be shown, judged.
async fn again(app: &Arc<App>, file: &Arc<File>, numbers: Vec<u64>) -> Result<Again, Problem> {
    if numbers.is_empty() {
        return Ok(Again::default());
    }
    let (desk, file) = (app.desk(file.choice()).await?, Arc::clone(file));
    app.queue.work(move || file.again(&numbers, &desk)).await?
}

pub(super) async fn mend(
    State(app): State<Arc<App>>,
    (Extension(owner), Extension(lang), Extension(request)): Asker,
    Path((id, n)): Path<(String, u64)>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let file = app.files.get(&id, &owner)?;
    let mend = Mend::of(&asked(&app, &headers, body).await?)?;
    let desk = app.desk(file.choice()).await?;
    let mended = Arc::clone(&file);
    app.queue.work(move || mended.mend(n, mend, &desk)).await??;
    let (row, file) = (file.row(n, &Again::default(), lang)?, told(&app, &file, lang, &request));
    Ok(data(&json!({ "row": row, "file": file })))
}

pub(super) async fn corrected(
    State(app): State<Arc<App>>,
    Extension(owner): Extension<Owner>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let file = app.files.get(&id, &owner)?;
    table(&app, &file).await
}

/// The corrected table of a file, to be kept.
pub(in crate::serve) async fn table(app: &Arc<App>, file: &Arc<File>) -> Result<Response, Problem> {
    let (desk, file) = (app.desk(file.choice()).await?, Arc::clone(file));
    let (ending, bytes) = app.queue.work(move || file.corrected_book(&desk)).await??;
    let mut response = Response::new(Body::from(bytes));
    let kind = match ending {
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/jsonl",
    };
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let name = format!("attachment; filename=\"corrected.{ending}\"");
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

pub(super) async fn changes(
    State(app): State<Arc<App>>,
    Extension(owner): Extension<Owner>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(data(&app.files.get(&id, &owner)?.changes()))
}

/// Refuses new work where the server is about to end.
pub(in crate::serve) fn open(app: &App) -> Result<(), Problem> {
    if app.is_ending() { Err(ending()) } else { Ok(()) }
}
