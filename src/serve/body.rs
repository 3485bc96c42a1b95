//! Take the body of a request, no longer than it may be and no slower than it may come.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use futures_util::StreamExt;

use super::problem::Problem;

/// How much of a body is taken, and how slowly it may come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measure {
    /// The longest, in bytes.
    pub(super) bytes: usize,
    /// The longest time for all of it.
    pub(super) time: Duration,
    /// The longest time between two parts of it.
    pub(super) pause: Duration,
}

/// Takes a whole body.
pub(super) async fn whole(headers: &HeaderMap, body: Body, measure: Measure) -> Result<Vec<u8>, Problem> {
    if headers.get(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
        return Err(packed());
    }
    let told = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if told.is_some_and(|length: usize| length > measure.bytes) {
        return Err(too_large(measure.bytes));
    }
    let mut taken = Vec::with_capacity(told.unwrap_or(0).min(1 << 20));
    let all = each(body, measure, |part| {
        taken.extend_from_slice(&part);
        Ok(())
    });
    all.await?;
    Ok(taken)
}

/// Takes a body part by part.
pub(super) async fn each(
    body: Body,
    measure: Measure,
    mut take: impl FnMut(Bytes) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let mut length = 0_usize;
    let all = async {
        let mut parts = body.into_data_stream();
        while let Some(part) =
            tokio::time::timeout(measure.pause, parts.next()).await.map_err(|_| too_slow())?
        {
            let part = part.map_err(|_| cut_off())?;
            length = length.saturating_add(part.len());
            if length > measure.bytes {
                return Err(too_large(measure.bytes));
            }
            take(part)?;
        }
        Ok(())
    };
    tokio::time::timeout(measure.time, all).await.map_err(|_| too_slow())?
}

pub(super) fn too_large(most: usize) -> Problem {
    let (en, zh) = if most >= 1 << 20 {
        (format!("{} MiB", most >> 20), format!("{} MiB", most >> 20))
    } else {
        (format!("{most} bytes"), format!("{most} 字节"))
    };
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too-large",
        format!("what was sent is longer than {en}"),
        format!("发送的内容超过 {zh}"),
    )
    .hint(
        "send it in parts, or make it with `hanpress make` on the machine itself",
        "请分批发送，或在本机使用 `hanpress make`",
    )
}

fn packed() -> Problem {
    let (en, zh) = ("this is not taken in a packed form", "此处不接受压缩后的内容");
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "wrong-type", en, zh)
        .hint("send it without `Content-Encoding`", "请不使用 `Content-Encoding` 发送")
}

fn too_slow() -> Problem {
    Problem::new(StatusCode::REQUEST_TIMEOUT, "too-slow", "what was sent came too slowly", "发送过慢，已中止")
}

fn cut_off() -> Problem {
    Problem::bad("what was sent was cut off", "发送的内容不完整").hint("send it again", "请重新发送")
}
