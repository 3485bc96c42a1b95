//! Name the files that belong to a document's.

use crate::place::{COPIES, DOCUMENTS, EMAILS};

/// Where a document's copy stands: in a folder of its own, under the same name.
pub(crate) fn copy_of(file: &str) -> String {
    file.replacen(DOCUMENTS, COPIES, 1)
}

/// Where the e-mail stands that a document is attached to, or would be: in a folder of its own, under the same name.
pub(crate) fn mail_of(file: &str) -> String {
    let name = file.replacen(DOCUMENTS, EMAILS, 1);
    let bare = name.strip_suffix(".pdf").unwrap_or(&name);
    format!("{bare}.eml")
}
