//! Name the files of a document.

use crate::place::{COPIES, DOCUMENTS};

/// Where a document stands: under the last two characters of its number.
///
/// `None` for a number that is no safe file name: anything but ASCII letters, digits and
/// hyphens, or fewer than two characters.
pub(crate) fn file_of(number: &str) -> Option<String> {
    let safe = number.len() >= 2 && number.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    safe.then(|| format!("{DOCUMENTS}/{}/{number}.pdf", &number[number.len() - 2..]))
}

/// Where a document's copy stands: in a folder of its own, under the same name.
pub(crate) fn copy_of(file: &str) -> String {
    file.replacen(DOCUMENTS, COPIES, 1)
}
