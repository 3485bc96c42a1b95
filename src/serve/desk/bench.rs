//! The author's bench: what templates make of samples, as a filmstrip of every branch, or one alone and at once.

use std::collections::VecDeque;
use std::fmt;
use std::path::Path as FilePath;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Extension, Path, State};
use axum::http::Uri;
use axum::response::Response;
use serde_json::{Value, json};

use super::letters::{What, picture, picture_answer, scale};
use super::templates::folder;
use super::{approved, data, faults};
use crate::desk::{Desk, KindChoice};
use crate::finding::{Finding, Lang};
use crate::prove::{Coverage, Tried, try_kind, try_one};
use crate::serve::app::App;
use crate::serve::ask::Query;
use crate::serve::problem::Problem;
use crate::serve::queue::beside;

/// How long the samples of one kind may take.
const TIME_LIMIT: Duration = Duration::from_secs(300);

/// How many samples are kept with their pages.
const MOST: usize = 200;

/// By what a sample is known: the templates' revision, its kind, its place.
pub(super) type Key = (u64, String, usize);

/// Samples that were tried, with their pages.
#[derive(Default)]
pub(in crate::serve) struct Strips(Mutex<VecDeque<(Key, Arc<Tried>)>>);

impl fmt::Debug for Strips {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("samples that were tried")
    }
}

impl Strips {
    pub(super) fn get(&self, key: &Key) -> Option<Arc<Tried>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(own, _)| own == key).map(|(_, tried)| Arc::clone(tried))
    }

    pub(super) fn put(&self, key: Key, tried: &Arc<Tried>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(own, _)| *own != key);
        kept.push_front((key, Arc::clone(tried)));
        kept.truncate(MOST);
    }

    /// Lets go of all of them but those by the approved templates of a revision: others changed.
    pub(in crate::serve) fn forget(&self, approved: u64) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|((revision, kind, _), _)| *revision == approved && kind.starts_with(approved::KEPT));
    }
}

/// The desk for a kind that is there, or what is wrong with the templates before any sample.
async fn opened(app: &Arc<App>, kind: &str, lang: Lang) -> Result<(Desk, String), Value> {
    let place = app.templates.clone().unwrap_or_default();
    match app.desk(KindChoice::Own).await {
        Ok(desk) => match desk.fixed().known_kind(kind) {
            Ok(kind) => Ok((desk, kind)),
            Err(stop) => Err(json!([untold(&Problem::from(stop), lang)])),
        },
        Err(problem) => {
            let found = beside(move || {
                let found = faults::read(&place).1;
                found.iter().map(|fault| faults::of_template(fault, &place, lang)).collect::<Vec<_>>()
            });
            let found = found.await.unwrap_or_default();
            Err(if found.is_empty() { json!([untold(&problem, lang)]) } else { json!(found) })
        }
    }
}

/// A fault of no file.
fn untold(problem: &Problem, lang: Lang) -> Value {
    let told = problem.told(lang, "");
    json!({ "code": told["code"], "message": told["detail"], "file": null, "line": null, "column": null, "hints": told["hints"] })
}

/// Every branch of a kind's templates.
pub(super) async fn strip(
    State(app): State<Arc<App>>,
    Extension(lang): Extension<Lang>,
    Path(kind): Path<String>,
) -> Result<Response, Problem> {
    let place = folder(&app)?;
    let revision = app.watched.revision();
    let (desk, kind) = match opened(&app, &kind, lang).await {
        Ok(opened) => opened,
        Err(faults) => {
            return Ok(data(
                &json!({ "revision": revision, "samples": [], "unreached": [], "faults": faults }),
            ));
        }
    };
    let (shown, fixed) = (kind.clone(), Arc::clone(desk.fixed()));
    let tried = app.queue.work(move || {
        let set = desk.fixed().templates.set();
        try_kind(&desk, &kind, Coverage::of(set), TIME_LIMIT)
    });
    let (tried, coverage) = tried.await??;
    let before = approved::all_of(&app, &shown, &tried).await;
    let of_kind = |place: &str| place.contains(&format!("{shown}/"));
    let unreached = coverage.unreached(fixed.templates.set()).into_iter().map(|one| one.told(lang));
    let unreached: Vec<_> = unreached.filter(|place| of_kind(place)).collect();
    let mut samples = Vec::new();
    for (one, same) in tried.into_iter().zip(before) {
        let mut told = told(&one, &place, lang);
        told["same"] = same.into();
        samples.push(told);
        app.strips.put((revision, shown.clone(), one.place), &Arc::new(one));
    }
    Ok(data(&json!({ "revision": revision, "samples": samples, "unreached": unreached, "faults": [] })))
}

/// A sample as the page shows it.
fn told(tried: &Tried, folder: &FilePath, lang: Lang) -> Value {
    let traits: Vec<_> = tried.traits.iter().map(|one| one.get(lang)).collect();
    let all = |findings: &[Finding]| {
        findings.iter().map(|one| faults::of_finding(one, folder, lang)).collect::<Vec<_>>()
    };
    let pages = tried.document.as_ref().map(|document| document.pages());
    let size = pages.and_then(|pages| pages.first()).map(|page| page.frame.size());
    json!({
        "n": tried.place, "traits": traits, "pages": pages.map_or(0, |pages| pages.len()),
        "width": size.map(|size| size.x.to_pt()), "height": size.map(|size| size.y.to_pt()),
        "faults": all(&tried.faults), "doubts": all(&tried.doubts),
    })
}

/// A sample, set unless it is kept.
pub(super) async fn tried(
    app: &Arc<App>,
    kind: &str,
    n: usize,
    lang: Lang,
) -> Result<Result<Arc<Tried>, Value>, Problem> {
    let revision = app.watched.revision();
    let key = (revision, kind.to_string(), n);
    if let Some(tried) = app.strips.get(&key) {
        return Ok(Ok(tried));
    }
    let (desk, kind) = match opened(app, kind, lang).await {
        Ok(opened) => opened,
        Err(faults) => return Ok(Err(faults)),
    };
    let found = app.queue.work(move || try_one(&desk, &kind, n)).await??;
    let tried = Arc::new(found.ok_or_else(Problem::not_found)?);
    app.strips.put(key, &tried);
    Ok(Ok(tried))
}

pub(super) async fn one(
    State(app): State<Arc<App>>,
    Extension(lang): Extension<Lang>,
    Path((kind, n)): Path<(String, usize)>,
) -> Result<Response, Problem> {
    let (place, revision) = (folder(&app)?, app.watched.revision());
    let mut told = match tried(&app, &kind, n, lang).await? {
        Ok(tried) => told(&tried, &place, lang),
        Err(faults) => json!({ "n": n, "traits": [], "pages": 0, "faults": faults, "doubts": [] }),
    };
    told["revision"] = revision.into();
    Ok(data(&told))
}

pub(super) async fn page(
    State(app): State<Arc<App>>,
    Extension(lang): Extension<Lang>,
    Path((kind, n, name)): Path<(String, usize, String)>,
    uri: Uri,
) -> Result<Response, Problem> {
    folder(&app)?;
    let query = Query::of(&uri, &["scale", "revision"])?;
    let sharp = scale(&query)?;
    let (at, sharp) = which(&name, sharp)?;
    let tried = tried(&app, &kind, n, lang).await?.map_err(|_| Problem::not_found())?;
    drawn(&app, tried, at, sharp).await
}

/// Which page a name stands for, and how it is drawn.
pub(super) fn which(name: &str, scale: f64) -> Result<(usize, Option<f64>), Problem> {
    match What::named(name).ok_or_else(Problem::not_found)? {
        What::Png(at) => Ok((at, Some(scale))),
        What::Svg(at) => Ok((at, None)),
        What::Pdf | What::Facts => Err(Problem::not_found()),
    }
}

/// A page of a sample as a picture.
pub(super) async fn drawn(
    app: &App,
    tried: Arc<Tried>,
    at: usize,
    sharp: Option<f64>,
) -> Result<Response, Problem> {
    let drawn = app.queue.work(move || {
        let pages = tried.document.as_ref().map(|document| document.pages()).unwrap_or_default();
        picture(pages.get(at).ok_or_else(Problem::not_found)?, sharp)
    });
    Ok(picture_answer(drawn.await??, sharp))
}
