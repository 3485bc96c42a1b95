//! The letter of a record, and its pages as pictures.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderValue, Uri, header};
use axum::response::Response;
use serde_json::{Value, json};
use typst_layout::Page;

use super::data;
use crate::finding::Lang;
use crate::issuer::Theme;
use crate::letter::{Looked, Trial, look_entry};
use crate::plan::overdue::Stage;
use crate::serve::app::App;
use crate::serve::ask::Query;
use crate::serve::files::{File, choice};
use crate::serve::guard::Owner;
use crate::serve::problem::Problem;
use crate::serve::v1::{Asked, as_pdf, refused};
use crate::typeset::{png, svg};

/// What of a letter is asked for.
#[derive(Debug, Clone, Copy)]
pub(in crate::serve) enum What {
    /// The file.
    Pdf,
    /// What is to be known of it.
    Facts,
    /// A page as pixels.
    Png(usize),
    /// A page as a drawing.
    Svg(usize),
}

impl What {
    /// What a name stands for, such as `page-2.png`.
    pub(in crate::serve) fn named(name: &str) -> Option<Self> {
        let page = |name: &str| name.strip_prefix("page-")?.parse::<usize>().ok()?.checked_sub(1);
        match name {
            "letter.pdf" => Some(Self::Pdf),
            "letter" => Some(Self::Facts),
            _ => match name.rsplit_once('.')? {
                (name, "png") => page(name).map(Self::Png),
                (name, "svg") => page(name).map(Self::Svg),
                _ => None,
            },
        }
    }
}

/// How sharp a page is to be drawn, in pixels a point.
pub(in crate::serve) fn scale(query: &Query) -> Result<f64, Problem> {
    let Some(text) = query.get("scale") else { return Ok(1.5) };
    let scale = text.parse().ok().filter(|scale| (0.25..=6.0).contains(scale));
    scale.ok_or_else(|| Problem::bad("`scale` is to be from 0.25 to 6", "`scale` 应在 0.25 至 6 之间"))
}

pub(super) async fn letter(
    State(app): State<Arc<App>>,
    (Extension(owner), Extension(lang)): (Extension<Owner>, Extension<Lang>),
    Path((id, n, name)): Path<(String, u64, String)>,
    uri: Uri,
) -> Result<Response, Problem> {
    let what = What::named(&name).ok_or_else(Problem::not_found)?;
    let query = Query::of(&uri, &["kind", "look", "stage", "theme", "scale", "v"])?;
    let (asked, scale, file) = (Asked::of(&query)?, scale(&query)?, app.files.get(&id, &owner)?);
    let trial = Trial { stage: stage(&query)?, theme: theme(&query)? };
    if trial != Trial::default() && matches!(what, What::Pdf) {
        return Err(only_looked_at());
    }
    let looked = looked(&app, &file, n, asked, trial).await?;
    match what {
        What::Pdf => Ok(as_pdf(looked.letter.clone())),
        What::Facts => Ok(data(&facts(&looked, &app, lang))),
        What::Png(at) => drawn(&app, &looked, at, Some(scale)).await,
        What::Svg(at) => drawn(&app, &looked, at, None).await,
    }
}

/// In the tone of which stage a letter is to be shown.
fn stage(query: &Query) -> Result<Option<Stage>, Problem> {
    let named = |name| {
        Stage::named(name).ok_or_else(|| {
            let all: Vec<_> = Stage::ALL.iter().map(ToString::to_string).collect();
            Problem::no_such("stage", "阶段", &all)
        })
    };
    query.get("stage").map(named).transpose()
}

/// In which theme a letter is to be shown.
fn theme(query: &Query) -> Result<Option<Theme>, Problem> {
    let named = |name| {
        Theme::ALL.iter().copied().find(|theme| theme.word() == name).ok_or_else(|| {
            let all: Vec<_> = Theme::ALL.iter().map(|theme| theme.word().to_string()).collect();
            Problem::no_such("theme", "主题", &all)
        })
    };
    query.get("theme").map(named).transpose()
}

/// What is shown in the tone of another stage, or in a theme that the issuer did not choose, is a trial: the file of it
/// might be sent.
fn only_looked_at() -> Problem {
    Problem::bad(
        "a letter of a named stage or theme is looked at only; its file has the account's own stage and the issuer's theme",
        "按指定阶段或主题显示的信仅供查看；文件按账户本身的阶段、发行方的主题生成",
    )
}

/// What the letter of a later stage tells, an account of an earlier one may lack.
fn lacking(problem: Problem, stage: Option<Stage>) -> Problem {
    if stage.is_none() {
        return problem;
    }
    problem.hint(
        "a letter of this stage may tell what this account has not, such as the notices before it; choose another stage",
        "该阶段的信可能需要本账户没有的内容（如此前的通知记录），请选择其他阶段",
    )
}

/// The letter of a record, made unless it was looked at a moment ago.
async fn looked(
    app: &Arc<App>,
    file: &Arc<File>,
    n: u64,
    mut asked: Asked,
    trial: Trial,
) -> Result<Arc<Looked>, Problem> {
    asked.kind = asked.kind.or_else(|| file.kind());
    let day = app.desks.today()?;
    let key = (file.id.clone(), n, file.revision(n)?, format!("{asked:?} {trial:?}"), day);
    if let Some(looked) = app.letters.get(&key) {
        return Ok(looked);
    }
    let (desk, file) = (app.desk(choice(asked.kind.as_deref())).await?, Arc::clone(file));
    let made = app.queue.work(move || {
        let mut entry = (*file.entry(n, &desk)?).clone();
        asked.put(&mut entry, &desk)?;
        Ok::<_, Problem>(look_entry(&desk, &Arc::new(entry), trial))
    });
    let looked = Arc::new(made.await??.map_err(|why| lacking(refused(app, why), trial.stage))?);
    app.letters.put(key, &looked);
    Ok(looked)
}

fn facts(looked: &Looked, app: &App, lang: Lang) -> Value {
    let letter = &looked.letter;
    let kind = app.catalogue.kinds.iter().find(|kind| kind["name"] == letter.kind.as_str());
    let warnings = letter.warnings.iter().filter(|one| !one.is_accepted()).map(|one| json!(one.worded(lang)));
    let size = looked.pages.pages().first().map(|page| page.frame.size());
    json!({
        "number": letter.number, "kind": letter.kind, "title": kind.map(|kind| kind["title"].clone()),
        "pages": letter.pages, "width": size.map(|size| size.x.to_pt()), "height": size.map(|size| size.y.to_pt()),
        "sha256": letter.sha256, "level": letter.signed.as_ref().map(|reached| reached.level.word()), "findings": warnings.collect::<Vec<_>>(),
    })
}

/// A page of a letter as a picture.
async fn drawn(
    app: &Arc<App>,
    looked: &Arc<Looked>,
    at: usize,
    scale: Option<f64>,
) -> Result<Response, Problem> {
    if looked.pages.pages().len() <= at {
        return Err(Problem::not_found());
    }
    let looked = Arc::clone(looked);
    let bytes = app.queue.work(move || {
        let pages = looked.pages.pages();
        picture(&pages[at], scale)
    });
    Ok(picture_answer(bytes.await??, scale))
}

/// A page as pixels of a sharpness, or as a drawing.
pub(in crate::serve) fn picture(page: &Page, scale: Option<f64>) -> Result<Vec<u8>, Problem> {
    Ok(match scale {
        Some(scale) => png(page, scale)?,
        None => svg(page).into_bytes(),
    })
}

/// A picture as an answer. Browsers may keep it for as long as the page is open, and nobody else.
pub(in crate::serve) fn picture_answer(bytes: Vec<u8>, scale: Option<f64>) -> Response {
    let kind = if scale.is_some() { "image/png" } else { "image/svg+xml" };
    let mut response = Response::new(Body::from(bytes));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
