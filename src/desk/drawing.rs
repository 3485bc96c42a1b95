//! Turn the drawings that the issuer file names into bytes, and refuse what would not print as it was drawn.

use crate::error::Stop;
use crate::fill::drawing;
use crate::named_files::NamedFiles;

/// Reads a drawing the issuer file names, relative to that file.
pub(super) fn drawing(beside: &NamedFiles, name: Option<&str>) -> Result<Option<Vec<u8>>, Stop> {
    let Some(name) = name else {
        return Ok(None);
    };
    let bytes = beside.read(name)?;
    match drawing::flaw(&beside.shown(name), std::str::from_utf8(&bytes).unwrap_or_default()) {
        None => Ok(Some(bytes)),
        Some(flaw) => Err(Stop::from(flaw).hinted(drawing::remedy())),
    }
}
