//! Tell whether a finished run was made from an input.

use crate::account::read::Entry;
use crate::deliver::manifest::Line;
use crate::deliver::reading::Reading;
use crate::deliver::{Counts, Document};
use crate::digest::hex;
use crate::error::Stop;
use crate::place::Place;

/// A finished run is left alone only for the input it was made from: every made document's
/// account stands at its place, and as many are left as were refused.
pub(super) fn same_input(
    entries: impl Iterator<Item = Entry>,
    counts: Counts,
    place: &dyn Place,
) -> Result<(), Stop> {
    let mut manifest = Reading::open(place)?;
    let mut next = || -> Result<Option<Document>, Stop> {
        while let Some(good) = manifest.as_mut().map(Reading::next_line).transpose()?.flatten() {
            if let Line::Document(document) = good.line {
                return Ok(Some(*document));
            }
        }
        Ok(None)
    };
    let (mut document, mut left) = (next()?, 0);
    for entry in entries {
        let made = document.as_ref().is_some_and(|document| {
            document.seq == entry.seq
                && entry.sha256.is_some_and(|hash| hex(&hash) == document.account_sha256)
        });
        if made {
            document = next()?;
        } else {
            left += 1;
        }
    }
    if document.is_none() && left == counts.refused {
        return Ok(());
    }
    let shown = place.shown("");
    Err(Stop::new(
        format!("`{shown}` holds the finished run of another input"),
        format!("`{shown}` 中是另一份输入的已完成结果"),
    )
    .hint("give this input a folder of its own with `--out`", "请用 `--out` 另指定输出目录"))
}
