//! Read what a request asks for beside its body: query, language, what it accepts.

use axum::http::{HeaderMap, Uri, header};

use super::problem::Problem;
use crate::finding::Lang;

/// The parts of a query by name, each at most once.
#[derive(Debug, Default)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// The query of an address; only these names may stand in it.
    pub(super) fn of(uri: &Uri, known: &[&str]) -> Result<Self, Problem> {
        let text = uri.query().unwrap_or_default();
        let mut parts: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            if !known.contains(&&*name) && name != "lang" {
                let (names_en, names_zh) = (known.join("`, `"), known.join("`、`"));
                return Err(Problem::bad(
                    format!("the query has a part that is not known; known are `lang`, `{names_en}`"),
                    format!("查询参数中有未知项；可用的有 `lang`、`{names_zh}`"),
                ));
            }
            if parts.iter().any(|(own, _)| *own == name) {
                return Err(Problem::bad(
                    format!("`{name}` stands twice in the query"),
                    format!("查询参数 `{name}` 重复"),
                ));
            }
            parts.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self(parts))
    }

    /// A part, where it is given and not blank.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.given(name).filter(|value| !value.trim().is_empty())
    }

    /// A part, where it is given: one that is blank says something, too, where it must not be.
    pub(super) fn given(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// A number between two, or what is taken where none is given.
    pub(super) fn number(&self, name: &str, least: u64, most: u64, usual: u64) -> Result<u64, Problem> {
        let Some(text) = self.get(name) else { return Ok(usual) };
        text.parse().ok().filter(|number| (least..=most).contains(number)).ok_or_else(|| {
            Problem::bad(
                format!("`{name}` is to be a number from {least} to {most}"),
                format!("`{name}` 应为 {least} 至 {most} 之间的整数"),
            )
        })
    }
}

/// The language of an answer: what the query says, else what the client prefers, else the server's own.
pub(super) fn lang(uri: &Uri, headers: &HeaderMap, usual: Lang) -> Lang {
    let query = uri.query().unwrap_or_default();
    let asked = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "lang");
    let asked = asked.map(|(_, value)| value.into_owned());
    let preferred = || headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok().map(str::to_string);
    match asked.or_else(preferred) {
        Some(text) if text.trim_start().to_ascii_lowercase().starts_with("zh") => Lang::Zh,
        Some(text) if text.trim_start().to_ascii_lowercase().starts_with("en") => Lang::En,
        _ => usual,
    }
}

/// Refuses a query that asks for a language that there is none of, or for two.
pub(super) fn known_lang(uri: &Uri) -> Result<(), Problem> {
    let query = uri.query().unwrap_or_default();
    let mut asked = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "lang");
    let is_known = |value: &str| matches!(value, "zh" | "en" | "zh-CN" | "en-US" | "en-GB");
    match (asked.next(), asked.next()) {
        (None, _) => Ok(()),
        (Some((_, value)), None) if is_known(&value) => Ok(()),
        _ => Err(Problem::bad("`lang` is `zh` or `en`", "`lang` 应为 `zh` 或 `en`")),
    }
}

/// How much a client wants an answer of a type, from 0 (not at all) to 1000, by its header `Accept` (RFC 9110, 12.5.1).
pub(super) fn weight(headers: &HeaderMap, wanted: &str) -> u32 {
    let Some(accept) = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()) else { return 1000 };
    let (kind, _) = wanted.split_once('/').unwrap_or((wanted, ""));
    let mut best: Option<(u8, u32)> = None;
    for range in accept.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let how_near = match name.as_str() {
            own if own == wanted => 2,
            "*/*" => 0,
            own if own.strip_suffix("/*") == Some(kind) => 1,
            _ => continue,
        };
        let q = parts.find_map(|part| part.strip_prefix("q=")).and_then(|q| q.parse::<f64>().ok());
        let weight = q.filter(|q| (0.0..=1.0).contains(q)).map_or(1000, |q| (q * 1000.0).round() as u32);
        if best.is_none_or(|(near, _)| how_near > near) {
            best = Some((how_near, weight));
        }
    }
    best.map_or(0, |(_, weight)| weight)
}

/// The type of a body, without its parameters, in small letters.
pub(super) fn content_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let value = value.and_then(|value| value.split(';').next()).unwrap_or_default();
    value.trim().to_ascii_lowercase()
}
