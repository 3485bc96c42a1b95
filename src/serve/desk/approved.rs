//! Pages as they were when the templates were last approved, to hold new ones against.

use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::http::Uri;
use axum::response::Response;
use serde_json::json;
use typst_layout::Page;

use super::bench::{drawn, tried, which};
use super::data;
use super::letters::scale;
use super::templates::folder;
use crate::desk::{Approval, Approvals, Desk, KindChoice};
use crate::finding::Lang;
use crate::prove::{Tried, try_one};
use crate::serve::app::App;
use crate::serve::ask::Query;
use crate::serve::problem::Problem;
use crate::serve::queue::beside;
use crate::typeset::svg;

/// The folder in which approved templates are kept as they were, and the file that says who answers for them.
pub(in crate::serve) const KEPT: &str = "_approved";
const FILE: &str = "approved.toml";

/// The desk with the templates that were approved last, where any were.
async fn desk(app: &Arc<App>) -> Result<Option<Desk>, Problem> {
    if !folder(app)?.join(KEPT).is_dir() {
        return Ok(None);
    }
    let (shared, day) = (Arc::clone(app), app.desks.today()?);
    let desk = beside(move || shared.approved.as_ref().map(|desks| desks.of(&KindChoice::Own, day)));
    Ok(desk.await?.transpose()?)
}

/// A sample by the approved templates, set unless it is kept; nothing where they had no such kind or sample.
async fn before(app: &Arc<App>, kind: &str, n: usize) -> Result<Option<Arc<Tried>>, Problem> {
    let key = (app.watched.approved(), format!("{KEPT}/{kind}"), n);
    if let Some(tried) = app.strips.get(&key) {
        return Ok(Some(tried));
    }
    let Some(desk) = desk(app).await? else { return Ok(None) };
    if !desk.fixed().templates.set().kinds().contains_key(kind) {
        return Ok(None);
    }
    let kind = kind.to_string();
    let found = app.queue.work(move || try_one(&desk, &kind, n)).await??;
    Ok(found.map(|tried| {
        let tried = Arc::new(tried);
        app.strips.put(key, &tried);
        tried
    }))
}

/// What was approved of a sample, and whether it still looks the same; 404 where nothing was.
pub(super) async fn facts(
    State(app): State<Arc<App>>,
    Extension(lang): Extension<Lang>,
    Path((kind, n)): Path<(String, usize)>,
) -> Result<Response, Problem> {
    let place = folder(&app)?.join(FILE);
    let before = before(&app, &kind, n).await?.ok_or_else(Problem::not_found)?;
    let now = tried(&app, &kind, n, lang).await?.ok();
    let approval = beside(move || latest(&place)).await?;
    let shown = Arc::clone(&before);
    let same = app.queue.work(move || now.is_some_and(|now| is_same(&now, &shown))).await?;
    Ok(data(&json!({
        "pages": pages(&before).len(), "same": same, "version": approval.as_ref().map(|one| one.version),
        "by": approval.as_ref().map(|one| one.by.clone()), "at": approval.as_ref().map(|one| one.at.clone()),
    })))
}

/// The latest approval that stands beside the templates; it may stand elsewhere.
fn latest(file: &std::path::Path) -> Option<Approval> {
    let text = std::fs::read_to_string(file).ok()?;
    Approvals::read(&text, FILE).ok()?.latest().cloned()
}

/// A page of a sample by the approved templates.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    Path((kind, n, name)): Path<(String, usize, String)>,
    uri: Uri,
) -> Result<Response, Problem> {
    let query = Query::of(&uri, &["scale", "revision"])?;
    let (at, sharp) = which(&name, scale(&query)?)?;
    let before = before(&app, &kind, n).await?.ok_or_else(Problem::not_found)?;
    drawn(&app, before, at, sharp).await
}

/// Whether samples look as they did when they were approved; nothing of those that were not.
pub(super) async fn all_of(app: &Arc<App>, kind: &str, all: &[Tried]) -> Vec<Option<bool>> {
    let mut found = Vec::with_capacity(all.len());
    for now in all {
        let before = before(app, kind, now.place).await.ok().flatten();
        found.push(before.map(|before| is_same(now, &before)));
    }
    found
}

fn pages(tried: &Tried) -> &[Page] {
    tried.document.as_ref().map_or(&[], |document| document.pages())
}

/// Whether two samples look the same, to the last outline.
fn is_same(now: &Tried, before: &Tried) -> bool {
    let (now, before) = (pages(now), pages(before));
    now.len() == before.len() && now.iter().zip(before).all(|(now, before)| svg(now) == svg(before))
}
