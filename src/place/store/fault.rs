//! Tell in words of ours why a store failed: its own words may hold keys, signed addresses and what was sent.

use std::error::Error as _;

use object_store::Error;
use object_store::client::{HttpError, HttpErrorKind};

use crate::error::{Stop, StopCode};
use crate::finding::Words;

/// The longest word of a store's own that is told, in characters.
const LONGEST: usize = 40;

/// What a store answered, as far as it may be told: nothing of it is a text of the store but one short word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Answer {
    /// The status of the response, such as 503.
    status: Option<u16>,
    /// The store's own short name of the fault, such as `SlowDown`.
    word: Option<String>,
    /// What became of a request that was not answered.
    kind: Option<HttpErrorKind>,
}

impl Answer {
    fn of(error: &Error) -> Self {
        let text = error.to_string();
        let mut answer = Self { status: status(&text), word: word(&text), kind: None };
        let mut cause = error.source();
        while let Some(error) = cause {
            answer.kind = answer.kind.or(error.downcast_ref::<HttpError>().map(HttpError::kind));
            cause = error.source();
        }
        answer
    }

    /// ` (503 SlowDown)`, or nothing.
    fn shown(&self) -> String {
        let status = self.status.map(|status| status.to_string());
        let parts: Vec<_> = status.into_iter().chain(self.word.clone()).collect();
        if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(" ")) }
    }
}

/// The status that a fault of the client tells.
fn status(text: &str) -> Option<u16> {
    let (_, behind) = text.split_once("status code: ")?;
    behind.get(..3)?.parse().ok().filter(|status| (100..600).contains(status))
}

/// What stands in `<Code>…</Code>` of the answer, where it is one short word of letters.
fn word(text: &str) -> Option<String> {
    let (word, _) = text.split_once("<Code>")?.1.split_once("</Code>")?;
    let fits = (1..=LONGEST).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_alphabetic());
    fits.then(|| word.to_string())
}

/// Whether a request may have been carried out although its answer did not come, or may succeed when asked once more.
/// Requests that repeat without harm were tried again already where the store itself failed.
pub(super) fn is_unsure(error: &Error) -> bool {
    let answer = Answer::of(error);
    let failing = |status: u16| status >= 500 || status == 429 || status == 408;
    answer.kind.is_some() || answer.status.is_some_and(failing)
}

/// Why a request about `shown` failed.
pub(super) fn stop(shown: &str, error: &Error) -> Stop {
    let answer = Answer::of(error);
    let (Words { en, zh }, hint) = cause(error, &answer);
    let told = answer.shown();
    let stop = Stop::new(format!("`{shown}`: {en}{told}"), format!("`{shown}`：{zh}{told}"));
    hint.into_iter().fold(stop.coded(StopCode::File), |stop, Words { en, zh }| stop.hint(en, zh))
}

fn cause(error: &Error, answer: &Answer) -> (Words, Option<Words>) {
    let rights = || {
        Words::new(
            "see which credentials the environment gives, and what they may do with this bucket",
            "请检查环境变量中的凭证及其对该存储桶的权限",
        )
    };
    match (error, answer) {
        (Error::PermissionDenied { .. } | Error::Unauthenticated { .. }, _)
        | (_, Answer { status: Some(401 | 403), .. }) => {
            (Words::new("the store does not allow this", "存储拒绝访问"), Some(rights()))
        }
        (Error::NotFound { .. }, _) => (
            Words::new("the store knows no such bucket or object", "存储中没有该存储桶或对象"),
            Some(Words::new(
                "see whether the name of the bucket is right; it is not made by this program",
                "请检查存储桶名称；程序不会创建存储桶",
            )),
        ),
        (Error::NotImplemented { .. } | Error::NotSupported { .. }, _)
        | (_, Answer { status: Some(501), .. }) => {
            (Words::new("the store cannot do what is asked of it", "存储不支持此操作"), None)
        }
        (_, Answer { kind: Some(HttpErrorKind::Connect), .. }) => (
            Words::new("the store cannot be reached", "无法连接存储"),
            Some(Words::new(
                "see the address of the store and the network; where no credentials are given in the environment, \
                 they are asked for within the cloud, which may be what cannot be reached",
                "请检查存储地址和网络；环境变量中没有凭证时，程序会向云内服务索取，也可能是该服务无法连接",
            )),
        ),
        (_, Answer { kind: Some(HttpErrorKind::Timeout), .. }) => {
            (Words::new("the store did not answer in time", "存储未在时限内应答"), None)
        }
        (_, Answer { kind: Some(_), .. }) => {
            (Words::new("the connection to the store broke off", "与存储的连接中断"), None)
        }
        (_, Answer { status: Some(429 | 500..), .. }) => (
            Words::new(
                "the store is overloaded or failing, after several tries",
                "多次尝试后，存储仍过载或出错",
            ),
            None,
        ),
        _ => (Words::new("the store refused what was asked of it", "存储拒绝了请求"), None),
    }
}
