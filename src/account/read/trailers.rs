//! Hold the records of a JSON Lines text against its trailer, a last line `{"count":N}`.

use serde::Deserialize;

use super::UNREADABLE;
use crate::finding::{Finding, Words};
use crate::table::text::CUT_OFF;

/// The longest trailer, in bytes.
const LONGEST: usize = 64;

/// A trailer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Trailer {
    count: u64,
}

/// How many records a line says stand before it; `None` for a line that is no trailer. No account is as short.
pub(super) fn count(line: &[u8]) -> Option<u64> {
    if line.len() > LONGEST || !line.starts_with(b"{") {
        return None;
    }
    serde_json::from_slice(line).ok().map(|trailer: Trailer| trailer.count)
}

/// The records since the text's beginning, or since its last trailer: texts that were joined have several.
#[derive(Debug, Default)]
pub(super) struct Trailers {
    since: u64,
    any: bool,
}

impl Trailers {
    /// A record more.
    pub(super) fn met(&mut self) {
        self.since += 1;
    }

    /// Closes what came so far by a trailer; a fault where it counts otherwise.
    pub(super) fn ended_by(&mut self, count: u64) -> Option<Finding> {
        let came = std::mem::take(&mut self.since);
        self.any = true;
        let message = Words::new(
            format!("this line says that {count} accounts stand before it, and there are {came}"),
            format!("本行声明其前有 {count} 户，实际 {came} 户"),
        );
        (came != count).then(|| transfer_again(message))
    }

    /// A fault where records stand behind the last trailer: what ends them is missing.
    pub(super) fn missing(&self) -> Option<Finding> {
        let since = self.since;
        let message = Words::new(
            format!("{since} accounts stand behind the last `{{\"count\":N}}`, and no further one ends them"),
            format!("最后一个 `{{\"count\":N}}` 之后还有 {since} 户，没有结尾行"),
        );
        (self.any && since > 0).then(|| transfer_again(message))
    }
}

fn transfer_again(message: Words) -> Finding {
    Finding::error(UNREADABLE, "", message).hint(CUT_OFF.en, CUT_OFF.zh)
}
