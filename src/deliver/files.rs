//! Name the files that belong to a document's.

use crate::place::{COPIES, DOCUMENTS};

/// Where a document's copy stands: in a folder of its own, under the same name.
pub(crate) fn copy_of(file: &str) -> String {
    file.replacen(DOCUMENTS, COPIES, 1)
}
