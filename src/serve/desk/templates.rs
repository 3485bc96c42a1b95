//! The templates in a tree: read, written where that is allowed, and told of when they change.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::path::{Component, Path as FilePath, PathBuf};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::files::asked;
use super::{data, faults};
use crate::digest;
use crate::error::Stop;
use crate::fill::TemplateSet;
use crate::finding::Lang;
use crate::serve::app::App;
use crate::serve::problem::Problem;
use crate::serve::queue::beside;
use crate::serve::watched::open_ahead;

/// The folder of templates, where the server was given one.
pub(super) fn folder(app: &App) -> Result<PathBuf, Problem> {
    app.templates.clone().ok_or_else(|| {
        Problem::not_found()
            .hint("start the server with `--templates DIR`", "请以 `--templates` 指定模板文件夹启动服务")
    })
}

pub(super) async fn tree(
    State(app): State<Arc<App>>,
    Extension(lang): Extension<Lang>,
) -> Result<Response, Problem> {
    let (folder, edit, revision) = (folder(&app)?, app.edit, app.watched.revision());
    Ok(data(&beside(move || told(&folder, edit, revision, lang)).await??))
}

/// The tree: built-in files under those of one's own.
fn told(folder: &FilePath, edit: bool, revision: u64, lang: Lang) -> Result<Value, Problem> {
    let (set, found) = faults::read(folder);
    let built_in;
    let set = match &set {
        Some(set) => set,
        None => {
            built_in = TemplateSet::built_in().map_err(Stop::from)?;
            &built_in
        }
    };
    let mut files: BTreeMap<String, (bool, usize)> =
        set.files().map(|(path, text)| (path.to_string(), (set.is_own(path), text.len()))).collect();
    // A copy that is not changed yet is one's own for its author; and where the folder cannot be read as a whole, its
    // files are to be seen for all that.
    files.extend(present(folder).into_iter().map(|(path, length)| (path, (true, length))));
    let files: Vec<_> = files
        .into_iter()
        .map(|(path, (own, bytes))| json!({ "path": path, "own": own, "bytes": bytes }))
        .collect();
    let is_own = |kind: &str| set.uses_own(kind) || folder.join(kind).is_dir();
    let kinds = set
        .kinds()
        .iter()
        .map(|(name, kind)| json!({ "name": name, "title": kind.facts.title, "own": is_own(name) }));
    let found: Vec<_> = found.iter().map(|fault| faults::of_template(fault, folder, lang)).collect();
    Ok(json!({
        "edit": edit, "revision": revision, "kinds": kinds.collect::<Vec<_>>(), "files": files, "faults": found,
    }))
}

/// The files of the folder that belong into the tree, with their length.
fn present(folder: &FilePath) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for above in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        for below in std::fs::read_dir(above.path()).into_iter().flatten().flatten() {
            let path =
                format!("{}/{}", above.file_name().to_string_lossy(), below.file_name().to_string_lossy());
            if let (Ok(_), Ok(about)) = (fit(&path), below.metadata()) {
                found.push((path, usize::try_from(about.len()).unwrap_or(usize::MAX)));
            }
        }
    }
    found
}

/// A path that is one of a template: a folder and a file with plain names, text of a kind that is read.
fn fit(path: &str) -> Result<&FilePath, Problem> {
    let parts: Vec<_> = FilePath::new(path).components().collect();
    let plain = |part: &Component<'_>| {
        let Component::Normal(name) = part else { return false };
        let name = name.to_string_lossy();
        !name.starts_with(['.', '_', '~'])
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    let ending = [".jinja", ".typ", ".toml", ".svg"].iter().any(|ending| path.ends_with(ending));
    let is_short = path.len() <= 120 && path.split('/').count() == 2;
    if parts.len() == 2 && is_short && parts.iter().all(plain) && ending {
        return Ok(FilePath::new(path));
    }
    Err(Problem::not_found())
}

pub(super) async fn read(State(app): State<Arc<App>>, Path(path): Path<String>) -> Result<Response, Problem> {
    let folder = folder(&app)?;
    Ok(data(&beside(move || text(&folder, &path)).await??))
}

/// A file of one's own, else the built-in one.
fn text(folder: &FilePath, path: &str) -> Result<Value, Problem> {
    let own = present_text(folder, path)?;
    let is_own = own.is_some();
    let built_in = || {
        let set = TemplateSet::built_in().map_err(Stop::from).ok()?;
        set.files().find(|(name, _)| *name == path).map(|(_, text)| text.to_string())
    };
    let text = own.or_else(built_in).ok_or_else(Problem::not_found)?;
    let sha256 = digest::sha256(text.as_bytes());
    Ok(json!({ "path": path, "text": text, "own": is_own, "sha256": sha256 }))
}

/// The text of a file of the folder; links are not followed.
fn present_text(folder: &FilePath, path: &str) -> Result<Option<String>, Problem> {
    let full = folder.join(fit(path)?);
    let is_file = |path: &FilePath| path.symlink_metadata().is_ok_and(|about| about.is_file());
    let is_folder = |path: &FilePath| path.symlink_metadata().is_ok_and(|about| about.is_dir());
    if !full.parent().is_some_and(is_folder) || !is_file(&full) {
        return Ok(None);
    }
    std::fs::read_to_string(&full).map(Some).map_err(|error| Stop::at(path, &error).into())
}

/// Writes a template.
pub(super) async fn write(
    State(app): State<Arc<App>>,
    Path(path): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let folder = folder(&app)?;
    if !app.edit {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "read-only",
            "templates are written in an editor here",
            "此处不能修改模板，请使用编辑器",
        )
        .hint("start the server with `--edit`", "请以 `--edit` 启动服务"));
    }
    let asked = asked(&app, &headers, body).await?;
    let shared = Arc::clone(&app);
    let told = beside(move || {
        let new = asked["text"].as_str().ok_or_else(|| {
            Problem::bad(
                "this takes `{\"text\": \"…\", \"sha256\": \"…\"}`",
                "请求内容应为 `{\"text\": \"…\", \"sha256\": \"…\"}`",
            )
        })?;
        // From here on nobody else can come in between.
        let _writing = shared.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let old = text(&folder, &path).ok().and_then(|old| old["sha256"].as_str().map(str::to_string));
        if old.as_deref() != asked["sha256"].as_str() {
            return Err(Problem::new(
                StatusCode::CONFLICT,
                "conflict",
                "this file was changed meanwhile",
                "该文件已被他人修改",
            )
            .hint("look at it again before you write it", "请重新打开后再保存"));
        }
        take_over(&folder, &path)?;
        put(&folder, &path, new)?;
        shared.look();
        text(&folder, &path)
    });
    let told = told.await??;
    open_ahead(&app);
    Ok(data(&told))
}

/// Copies the files of a built-in kind of which there is none of one's own yet: a kind's folder replaces the built-in one
/// whole, so that a single file of it would be no kind.
fn take_over(folder: &FilePath, path: &str) -> Result<(), Problem> {
    fit(path)?;
    let kind = path.split('/').next().unwrap_or_default();
    if kind == "shared" || folder.join(kind).exists() {
        return Ok(());
    }
    let set = TemplateSet::built_in().map_err(Stop::from)?;
    let of_kind = |(name, _): &(&str, &str)| name.split('/').next() == Some(kind);
    set.files().filter(of_kind).try_for_each(|(name, text)| put(folder, name, text))
}

/// Writes a file whole or not at all.
fn put(folder: &FilePath, path: &str, text: &str) -> Result<(), Problem> {
    let full = folder.join(fit(path)?);
    let failed = |error: std::io::Error| Problem::from(Stop::at(path, &error));
    let above = full.parent().unwrap_or(folder);
    if above.symlink_metadata().is_ok_and(|about| !about.is_dir()) {
        return Err(Problem::not_found());
    }
    std::fs::create_dir_all(above).map_err(failed)?;
    let part = above.join(format!(".{}.part", crate::serve::id::fresh()?));
    std::fs::write(&part, text).and_then(|()| std::fs::rename(&part, &full)).map_err(|error| {
        let _ = std::fs::remove_file(&part);
        failed(error)
    })
}

/// What changes, as it changes.
pub(super) async fn events(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    folder(&app)?;
    let changes = app.watched.subscribe();
    let events = unfold((changes, true), move |(mut changes, first)| {
        let app = Arc::clone(&app);
        async move {
            loop {
                // To wait for a change is to take it: it is told at once.
                if first || matches!(timeout(Duration::from_secs(1), changes.changed()).await, Ok(Ok(()))) {
                    let change = changes.borrow_and_update().clone();
                    let told = json!({ "revision": change.revision, "paths": change.paths }).to_string();
                    // The first tells how things stand, for who comes again after a while.
                    let name = if first { "revision" } else { "changed" };
                    return Some((
                        Ok::<_, Infallible>(Event::default().event(name).data(told)),
                        (changes, false),
                    ));
                }
                if app.is_ending() {
                    return None;
                }
            }
        }
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response())
}
