//! Answer a request that is sent again as it was answered before: `Idempotency-Key`.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, StatusCode};

use crate::letter::Letter;
use crate::serve::problem::Problem;

/// How many answers are kept, and how many bytes of them: the latest.
const MOST: usize = 512;
const MOST_BYTES: usize = 32 << 20;

/// The key of a request, where it has one.
pub(super) fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().ok().map(|key| key.trim().trim_matches('"'));
    let key =
        key.filter(|key| (8..=128).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()));
    key.map(|key| Some(key.to_string())).ok_or_else(|| {
        Problem::bad(
            "`Idempotency-Key` is to have 8 to 128 visible ASCII characters",
            "`Idempotency-Key` 应为 8 至 128 个可见的 ASCII 字符",
        )
    })
}

/// The letters that were made for requests with a key.
#[derive(Default)]
pub(in crate::serve) struct Answered(Mutex<VecDeque<Answer>>);

struct Answer {
    key: String,
    sent: String,
    /// Nothing while it is being made.
    letter: Option<Letter>,
}

impl fmt::Debug for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("answers that were given")
    }
}

/// Whoever makes the letter of a key; the key is free again where none is made.
pub(super) struct Making<'a> {
    all: &'a Answered,
    key: String,
}

/// What is known of a key.
pub(super) enum Known<'a> {
    /// Nothing: its letter is to be made.
    No(Making<'a>),
    /// This letter was made.
    Made(Box<Letter>),
}

impl Answered {
    /// What is known of a key that came with something.
    pub(super) fn look(&self, key: String, sent: String) -> Result<Known<'_>, Problem> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(answer) = all.iter().find(|answer| answer.key == key) else {
            all.push_front(Answer { key: key.clone(), sent, letter: None });
            return Ok(Known::No(Making { all: self, key }));
        };
        if answer.sent != sent {
            return Err(other_request());
        }
        match &answer.letter {
            Some(letter) => Ok(Known::Made(Box::new(letter.clone()))),
            None => Err(under_way()),
        }
    }
}

impl Making<'_> {
    /// Keeps the letter for who asks again, and lets go of the oldest.
    pub(super) fn keep(&self, letter: &Letter) {
        let mut all = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = all.iter_mut().find(|answer| answer.key == self.key) {
            answer.letter = Some(letter.clone());
        }
        let mut bytes = 0;
        let mut kept = 0;
        all.retain(|answer| {
            let Some(letter) = &answer.letter else { return true };
            bytes += letter.pdf.len();
            kept += 1;
            kept <= MOST && bytes <= MOST_BYTES
        });
    }
}

impl Drop for Making<'_> {
    fn drop(&mut self) {
        let mut all = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|answer| answer.key != self.key || answer.letter.is_some());
    }
}

/// A key that came with something else before.
pub(super) fn other_request() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "key-reused",
        "this `Idempotency-Key` came with another request before",
        "该 `Idempotency-Key` 已用于另一请求",
    )
    .hint("give each request a key of its own", "每个请求请使用各自的键")
}

fn under_way() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "conflict",
        "the request with this `Idempotency-Key` is still being answered",
        "使用该 `Idempotency-Key` 的请求仍在处理",
    )
    .again_in(1)
}
