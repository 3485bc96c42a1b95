//! What every request goes through: an id, the names the server is called by, where it comes from, the token; then
//! headers that keep browsers careful, a number in the metrics, and a line in the log.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::app::App;
use super::options::ServeOptions;
use super::problem::{Problem, of_status};
use super::{ask, id};
use crate::clock::Watch;

/// The cookie by which a browser is known again.
const COOKIE: &str = "hanpress-desk";

/// Who may ask, and under which names.
#[derive(Debug)]
pub(super) struct Guard {
    hosts: Vec<String>,
    address: IpAddr,
    /// SHA-256 of the token.
    token: Option<[u8; 32]>,
    /// Whether browsers reach the server by TLS only.
    is_secure: bool,
    /// The browsers that gave the token, by SHA-256 of their cookie.
    known: Mutex<BTreeSet<[u8; 32]>>,
}

/// Whose request it is: what a browser brought in, no other can see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Owner(pub(super) String);

/// How a request is called in logs and answers.
#[derive(Debug, Clone)]
pub(super) struct RequestId(pub(super) String);

impl Guard {
    pub(super) fn new(options: &ServeOptions) -> Self {
        let token = options.token.as_ref().map(|token| Sha256::digest(token.reveal().as_bytes()).into());
        Self {
            hosts: options.hosts.iter().map(|host| host.to_ascii_lowercase()).collect(),
            address: options.listen.ip(),
            token,
            is_secure: options.tls.is_some() || options.behind_proxy,
            known: Mutex::default(),
        }
    }

    /// Whether the server goes by that name. Without this a page of somebody else's could have its own name stand for
    /// the loopback, and read what is served there.
    fn is_called(&self, authority: &str) -> bool {
        let host =
            authority.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
        let host = host.map_or(authority, |(host, _)| host).to_ascii_lowercase();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let is_own = bare.parse().is_ok_and(|ip: IpAddr| ip == self.address && !ip.is_unspecified());
        let is_loopback = self.address.is_loopback()
            && (bare == "localhost" || bare.parse().is_ok_and(|ip: IpAddr| ip.is_loopback()));
        is_own || is_loopback || self.hosts.contains(&host)
    }

    fn host(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Problem> {
        let told = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let named = uri.authority().map(axum::http::uri::Authority::as_str).or(told).unwrap_or_default();
        if self.is_called(named) && headers.get_all(header::HOST).iter().count() < 2 {
            return Ok(());
        }
        Err(Problem::new(
            StatusCode::MISDIRECTED_REQUEST,
            "wrong-host",
            "this server does not go by that name",
            "本服务不使用该域名",
        )
        .hint(
            "call it by its address, or start it with `--host NAME`",
            "请使用服务地址，或以 `--host` 启动服务",
        ))
    }

    /// Refuses what a page of another origin sends.
    fn origin(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
        let is_own = |origin: &str| {
            let named = origin.split_once("://").map_or("", |(_, authority)| authority);
            // The port counts, too: another server of this machine is another origin.
            text("host").is_some_and(|host| host.eq_ignore_ascii_case(named)) && self.is_called(named)
        };
        let from = text("origin").is_none_or(is_own);
        let site = text("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
        if from && site {
            return Ok(());
        }
        Err(Problem::new(
            StatusCode::FORBIDDEN,
            "wrong-origin",
            "a page of another site may not ask this",
            "不接受其他网站页面的请求",
        ))
    }

    /// Compared by their hashes and in constant time: how long it takes tells nothing of the token.
    fn is_token(&self, given: &str) -> bool {
        let Some(token) = &self.token else { return true };
        verify_slices_are_equal(token, &Sha256::digest(given.as_bytes())).is_ok()
    }

    fn bears_token(&self, headers: &HeaderMap) -> bool {
        let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let given = given.and_then(|value| {
            let (scheme, token) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
        });
        given.is_some_and(|given| self.is_token(given))
    }

    /// Lets a browser in that gives the token, and returns the cookie that it is known by from now on.
    pub(super) fn admit(&self, given: &str, headers: &HeaderMap) -> Result<HeaderValue, Problem> {
        if !self.is_token(given) {
            return Err(unknown());
        }
        let cookie = cookie(headers).map_or_else(id::fresh, Ok)?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // Browsers that were let in long ago give the token again.
        if known.len() >= 10_000 {
            known.clear();
        }
        known.insert(Sha256::digest(&cookie).into());
        self.set_cookie(&cookie)
    }

    /// Where anybody at this machine may ask, it keeps what was brought findable when the browser is closed in between; where
    /// a token is wanted, it lets nobody in who comes to the browser later.
    fn set_cookie(&self, cookie: &str) -> Result<HeaderValue, Problem> {
        let secure = if self.is_secure { "; Secure" } else { "" };
        let age = if self.token.is_none() { "; Max-Age=2592000" } else { "" };
        let value = format!("{COOKIE}={cookie}; Path=/; HttpOnly; SameSite=Strict{age}{secure}");
        HeaderValue::from_str(&value).map_err(|_| unknown())
    }

    /// Whose request it is, where it may be made; with the cookie that a new browser is given.
    fn owner(&self, headers: &HeaderMap) -> Result<(Owner, Option<HeaderValue>), Problem> {
        let bears = self.token.is_some() && self.bears_token(headers);
        if let Some(cookie) = cookie(headers) {
            let hash: [u8; 32] = Sha256::digest(&cookie).into();
            let is_known = || self.known.lock().unwrap_or_else(PoisonError::into_inner).contains(&hash);
            if self.token.is_none() || bears || is_known() {
                return Ok((Owner(crate::digest::hex(&hash)), None));
            }
        } else if bears {
            return Ok((Owner("token".into()), None));
        } else if self.token.is_none() {
            let cookie = id::fresh()?;
            let owner = Owner(crate::digest::hex(&Sha256::digest(&cookie)));
            return Ok((owner, Some(self.set_cookie(&cookie)?)));
        }
        Err(unknown())
    }
}

/// The cookie of a browser, where it is one that this server could have given.
fn cookie(headers: &HeaderMap) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut parts = all.flat_map(|value| value.split(';')).filter_map(|part| part.trim().split_once('='));
    parts.find(|(name, value)| *name == COOKIE && id::is_id(value)).map(|(_, value)| value.to_string())
}

fn unknown() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "unauthorized",
        "the token is missing or wrong",
        "缺少令牌或令牌有误",
    )
    .hint(
        "send it as `Authorization: Bearer TOKEN`; in the page, type it in",
        "请以 `Authorization: Bearer` 头发送；在页面中请直接输入",
    )
}

/// What may be asked without a token: whether the server lives, and the files of the page, in which nothing is anybody's.
fn is_open(path: &str) -> bool {
    matches!(path, "/" | "/healthz" | "/readyz" | "/desk/login") || path.starts_with("/web/")
}

/// Takes a request through all of it.
pub(super) async fn guard(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let watch = Watch::start();
    let given = request.headers().get("x-request-id").and_then(|value| value.to_str().ok());
    let id =
        given.filter(|text| is_name(text)).map_or_else(|| id::fresh().unwrap_or_default(), str::to_string);
    let lang = ask::lang(request.uri(), request.headers(), app.lang);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("other", |path| path.as_str()).to_string();
    request.extensions_mut().insert(lang);
    request.extensions_mut().insert(RequestId(id.clone()));
    let (mut response, cookie) = match allowed(&app, &mut request) {
        Ok(cookie) => (next.run(request).await, cookie),
        Err(problem) => (problem.into_response(), None),
    };
    let problem = response.extensions_mut().remove::<Problem>();
    let status = response.status();
    let failed = status.is_client_error() || status.is_server_error();
    // What the router and its extractors refuse comes without one.
    if let Some(problem) = problem.or_else(|| failed.then(|| of_status(status))) {
        let allow = response.headers().get(header::ALLOW).cloned();
        response = problem.answer(lang, &id);
        response.headers_mut().extend(allow.map(|allow| (header::ALLOW, allow)));
    }
    careful(response.headers_mut(), &id, cookie);
    let (status, taken) = (response.status().as_u16(), watch.elapsed());
    app.metrics.request(method.as_str(), &route, status, taken);
    let level = if status >= 500 { "error" } else { "info" };
    app.log.tell(level, "request", || {
        let taken = (taken.as_secs_f64() * 1e6).round() / 1e3;
        json!({ "request_id": id, "method": method.as_str(), "route": route, "status": status, "ms": taken })
    });
    response
}

/// Whether a request may be made; with the cookie that a new browser is given.
fn allowed(app: &App, request: &mut Request) -> Result<Option<HeaderValue>, Problem> {
    let (path, headers) = (request.uri().path(), request.headers());
    // Who looks after a pod calls it by an address that nobody knows before.
    if matches!(path, "/healthz" | "/readyz") && matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(None);
    }
    app.guard.host(request.uri(), headers)?;
    ask::known_lang(request.uri())?;
    // The page itself may be reached by a link of another site; what it asks for may not.
    if path != "/" {
        app.guard.origin(headers)?;
    }
    if is_open(path) {
        return Ok(None);
    }
    if path.starts_with("/desk") {
        let (owner, cookie) = app.guard.owner(headers)?;
        request.extensions_mut().insert(owner);
        return Ok(cookie);
    }
    if app.guard.token.is_some() && !app.guard.bears_token(headers) {
        return Err(unknown());
    }
    Ok(None)
}

/// Headers that keep browsers careful, where an answer has not said otherwise.
fn careful(headers: &mut HeaderMap, id: &str, cookie: Option<HeaderValue>) {
    let usual = [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'self'"),
        ("cache-control", "no-store"),
    ];
    for (name, value) in usual {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert("x-request-id", id);
    }
    headers.extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
}

/// Whether a text can be a request's name: what a client gives comes into logs.
fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}
