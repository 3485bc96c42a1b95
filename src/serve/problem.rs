//! Word every answer that is none as `application/problem+json` (RFC 9457), with the codes of the command line.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::error::{Stop, StopCode};
use crate::finding::{Finding, Lang, Words};

/// Why a request is not answered as it was meant.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    status: StatusCode,
    code: String,
    message: Words,
    hints: Vec<Words>,
    findings: Vec<Finding>,
    /// After how many seconds to ask again.
    retry_after: Option<u64>,
}

impl Problem {
    /// A problem with a stable word for programs.
    pub(super) fn new(status: StatusCode, code: &str, en: impl Into<String>, zh: impl Into<String>) -> Self {
        let message = Words::new(en, zh);
        Self { status, code: code.into(), message, hints: vec![], findings: vec![], retry_after: None }
    }

    /// Adds what to do about it.
    pub(super) fn hint(mut self, en: impl Into<String>, zh: impl Into<String>) -> Self {
        self.hints.push(Words::new(en, zh));
        self
    }

    /// Adds after how many seconds to ask again.
    pub(super) fn again_in(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// What an account is refused for.
    pub(super) fn refused(findings: Vec<Finding>) -> Self {
        let mut problem = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "refused",
            "the account is refused: no document is made of it",
            "该账户被拒绝，未生成文书",
        );
        problem.findings = findings;
        problem
    }

    /// Nothing stands there.
    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "there is nothing here", "此处没有内容")
    }

    /// What was asked cannot be understood.
    pub(super) fn bad(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-request", en, zh)
    }

    /// A query names something by a word that is none of those there are.
    pub(super) fn no_such(what: &str, chinese: &str, words: &[String]) -> Self {
        Self::bad(
            format!("there is no such {what}; there are {}", words.join(", ")),
            format!("没有该{chinese}；可用：{}", words.join("、")),
        )
    }

    /// The same in other words than those of the program: a file's path on this machine is nothing for a client.
    pub(super) fn renamed(mut self, path: &str, name: &str) -> Self {
        let message = &mut self.message;
        for words in std::iter::once(message).chain(&mut self.hints) {
            *words = Words::new(words.en.replace(path, name), words.zh.replace(path, name));
        }
        self
    }

    /// As JSON, in a language.
    pub(super) fn told(&self, lang: Lang, request: &str) -> Value {
        let hints: Vec<_> = self.hints.iter().map(|hint| hint.get(lang)).collect();
        let findings: Vec<_> = self.findings.iter().map(|finding| json!(finding.worded(lang))).collect();
        let exit = if self.code == "refused" { 1 } else { 2 };
        json!({
            "type": format!("urn:hanpress:problem:{}", self.code),
            "title": self.status.canonical_reason().unwrap_or_default(), "status": self.status.as_u16(),
            "detail": self.message.get(lang), "code": self.code, "exit": exit, "hints": hints,
            "findings": findings, "request_id": request,
        })
    }

    /// The answer, once its language and the request's id are known.
    pub(super) fn answer(&self, lang: Lang, request: &str) -> Response {
        let mut response = Response::new(Body::from(self.told(lang, request).to_string()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"hanpress\""));
        }
        response
    }
}

impl From<Stop> for Problem {
    fn from(stop: Stop) -> Self {
        let code = stop.code.unwrap_or(StopCode::Program);
        let status = match code {
            StopCode::Input | StopCode::CutFeed | StopCode::Count => StatusCode::UNPROCESSABLE_ENTITY,
            StopCode::Usage => StatusCode::BAD_REQUEST,
            StopCode::Busy | StopCode::Differs | StopCode::Unfinished => StatusCode::CONFLICT,
            StopCode::TimeLimit | StopCode::Signal => StatusCode::SERVICE_UNAVAILABLE,
            StopCode::File => StatusCode::INSUFFICIENT_STORAGE,
            StopCode::Settings
            | StopCode::Template
            | StopCode::Folder
            | StopCode::Signing
            | StopCode::FailFast
            | StopCode::Program => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let mut problem = Self::new(status, code.word(), stop.message.en, stop.message.zh);
        problem.hints = stop.hints;
        problem
    }
}

/// A bare answer that carries the problem: what every request goes through words it.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status;
        response.extensions_mut().insert(self);
        response
    }
}

/// A problem for an answer of the router itself: no such route, no such method.
pub(super) fn of_status(status: StatusCode) -> Problem {
    match status {
        StatusCode::NOT_FOUND => Problem::not_found(),
        StatusCode::METHOD_NOT_ALLOWED => Problem::new(
            status,
            "method-not-allowed",
            "this cannot be done here; the header `Allow` says what can",
            "此处不支持该方法，`Allow` 头列出可用的方法",
        ),
        other => Problem::new(
            other,
            "bad-request",
            format!("the request cannot be answered: {other}"),
            format!("无法处理该请求：{other}"),
        ),
    }
}
