//! Draw ids that nobody can guess: who knows one may see what it stands for.

use crate::digest::hex;
use crate::error::{Stop, StopCode};

/// Sixteen random bytes, in hex.
pub(super) fn fresh() -> Result<String, Stop> {
    let mut bytes = [0; 16];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| {
        Stop::new("the system gives no random numbers", "系统无法提供随机数").coded(StopCode::Program)
    })?;
    Ok(hex(&bytes))
}

/// Whether a text is such an id: what comes from a client becomes part of a path only then.
pub(super) fn is_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}
