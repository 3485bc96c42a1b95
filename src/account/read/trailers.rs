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

/// What a line says of the records before it.
pub(super) enum Said {
    /// So many stand there.
    Count(u64),
    /// A count, but not in the one way in which it is written.
    Garbled,
}

/// What a line says of the records before it; `None` for a line that is no trailer. No account is as short, and none has
/// a field of that name.
pub(super) fn said(line: &[u8]) -> Option<Said> {
    if line.len() > LONGEST || !line.starts_with(b"{") {
        return None;
    }
    if let Ok(Trailer { count }) = serde_json::from_slice(line) {
        return Some(Said::Count(count));
    }
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(line).ok()?;
    let names: Vec<String> = fields.keys().map(|name| name.trim().to_lowercase()).collect();
    let garbled = names.iter().any(|name| name == "count") && !names.iter().any(|name| name == "id");
    garbled.then_some(Said::Garbled)
}

/// A fault of a line that counts in another way than it should.
pub(super) fn garbled() -> Finding {
    let message = Words::new(
        "this line counts the accounts before it, but is not written as `{\"count\":N}`",
        "本行用于声明户数，但写法不是 `{\"count\":N}`",
    );
    Finding::error(UNREADABLE, "", message).hint(
        "write the number alone, whole and without quotes, and nothing else: `{\"count\":12}`",
        "请只写数字，为整数，不加引号，也不写其他内容：`{\"count\":12}`",
    )
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
