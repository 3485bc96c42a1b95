//! `POST /v1/letters`: one account in, its PDF or its findings out.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::of_record;
use super::once::{Known, key};
use crate::account::Look;
use crate::account::read::{Entries, Entry, Record};
use crate::desk::{Desk, KindChoice};
use crate::digest;
use crate::finding::Lang;
use crate::letter::{Letter, Refused};
use crate::serve::app::App;
use crate::serve::ask::{Query, content_type, weight};
use crate::serve::body;
use crate::serve::problem::Problem;

/// How one account's letter is asked for.
#[derive(Debug, Clone)]
pub(in crate::serve) struct Asked {
    pub(in crate::serve) kind: Option<String>,
    pub(in crate::serve) look: Option<Look>,
}

impl Asked {
    /// The kind and look that a query names.
    pub(in crate::serve) fn of(query: &Query) -> Result<Self, Problem> {
        let look = query.get("look").map(|word| {
            Look::ALL.iter().copied().find(|look| look.word() == word).ok_or_else(|| {
                let all: Vec<_> = Look::ALL.iter().map(|look| look.word().to_string()).collect();
                Problem::no_such("look", "版式", &all)
            })
        });
        Ok(Self { kind: query.get("kind").map(str::to_string), look: look.transpose()? })
    }

    /// By which desk it is made: one by the policy, or the one that makes what each record names.
    pub(in crate::serve) fn choice(&self) -> KindChoice {
        match self.kind.as_deref() {
            Some("auto" | "自动") => KindChoice::Auto,
            _ => KindChoice::Own,
        }
    }

    /// Puts the wish into an account. Its hash stays, so that the number is that of `make --kind`.
    pub(in crate::serve) fn put(&self, entry: &mut Entry, desk: &Desk) -> Result<(), Problem> {
        let named = match (&self.kind, self.choice()) {
            (Some(kind), KindChoice::Own) => Some(desk.fixed().known_kind(kind)?),
            _ => None,
        };
        if let Ok(account) = &mut entry.account {
            account.kind = named.or_else(|| account.kind.take());
            account.addressee.look = self.look.or(account.addressee.look);
        }
        Ok(())
    }
}

/// The entry of a body that is one account.
pub(in crate::serve) async fn one(app: &App, headers: &HeaderMap, body: Body) -> Result<Entry, Problem> {
    if content_type(headers) != "application/json" {
        return Err(not_json());
    }
    let bytes = body::whole(headers, body, of_record(&app.limits)).await?;
    let text = String::from_utf8(bytes).map_err(|_| no_object())?;
    if !text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
        return Err(no_object());
    }
    Ok(Entries::single(Record::from_json(1, &text)))
}

fn not_json() -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "wrong-type",
        "this takes one account as `application/json`",
        "此处只接受一个账户，类型为 `application/json`",
    )
    .hint("send a file of many accounts to `/v1/runs`", "含多个账户的文件请发送到 `/v1/runs`")
}

fn no_object() -> Problem {
    Problem::bad("the body is no JSON object in UTF-8", "请求内容不是 UTF-8 的 JSON 对象")
        .hint("`GET /v1/schema/account` describes it", "格式见 `GET /v1/schema/account`")
}

/// Makes the letter of an account.
pub(super) async fn letters(
    State(app): State<Arc<App>>,
    Extension(lang): Extension<Lang>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let asked = Asked::of(&Query::of(&uri, &["kind", "look"])?)?;
    let (pdf, json) = (weight(&headers, "application/pdf"), weight(&headers, "application/json"));
    if pdf == 0 && json == 0 {
        return Err(Problem::new(
            StatusCode::NOT_ACCEPTABLE,
            "not-acceptable",
            "a letter can be had as `application/pdf` or as `application/json`",
            "文书可按 `application/pdf` 或 `application/json` 返回",
        ));
    }
    let key = key(&headers)?;
    let mut entry = one(&app, &headers, body).await?;
    let answer = |letter: Letter| if json > pdf { as_json(&letter, lang) } else { as_pdf(letter) };
    let sent = || format!("{} {:?} {:?}", digest::hex(&entry.fingerprint()), asked.kind, asked.look);
    let making = match key.map(|key| app.answered.look(key, sent())).transpose()? {
        Some(Known::Made(letter)) => return Ok(answer(*letter)),
        Some(Known::No(making)) => Some(making),
        None => None,
    };
    let desk = app.desk(asked.choice()).await?;
    asked.put(&mut entry, &desk)?;
    let made = app.queue.letter(&desk, entry).await?;
    let letter = made.map_err(|refused| told(&app, refused))?;
    app.metrics.letter("made");
    if let Some(making) = making {
        making.keep(&letter);
    }
    Ok(answer(letter))
}

/// Why there is no letter, counted.
pub(in crate::serve) fn told(app: &App, refused: Refused) -> Problem {
    match refused {
        Refused { stop: Some(stop), .. } => {
            app.metrics.letter("stopped");
            stop.into()
        }
        Refused { findings, .. } => {
            app.metrics.letter("refused");
            Problem::refused(findings)
        }
    }
}

fn as_json(letter: &Letter, lang: Lang) -> Response {
    let Letter { pdf, number, kind, pages, sha256, .. } = letter;
    let facts = json!({
        "outcome": "made", "exit": 0, "number": number, "kind": kind, "pages": pages, "sha256": sha256,
        "findings": warnings(letter, lang), "level": letter.signed.as_ref().map(|reached| reached.level.word()),
        "pdf": STANDARD.encode(pdf),
    });
    ([(header::CONTENT_TYPE, "application/json")], facts.to_string()).into_response()
}

fn warnings(letter: &Letter, lang: Lang) -> Vec<Value> {
    letter.warnings.iter().filter(|one| !one.is_accepted()).map(|one| json!(one.worded(lang))).collect()
}

/// The PDF, with what is to be known of it in the headers.
pub(in crate::serve) fn as_pdf(letter: Letter) -> Response {
    let facts = [
        ("content-type", "application/pdf".to_string()),
        ("content-disposition", format!("inline; filename=\"{}.pdf\"", letter.number)),
        ("etag", format!("\"{}\"", letter.sha256)),
        ("hanpress-number", letter.number),
        ("hanpress-kind", letter.kind),
        ("hanpress-pages", letter.pages.to_string()),
        ("hanpress-warnings", letter.warnings.len().to_string()),
    ];
    let mut response = Response::new(Body::from(letter.pdf));
    for (name, value) in facts {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}
