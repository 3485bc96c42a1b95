//! Open the key that letters are signed with, and hold it against what the issuer file says of it.

use super::options::DeskParts;
use super::{issuer, kinds};
use crate::error::{Stop, StopCode};
use crate::fill::Templates;
use crate::fonts::Fonts;
use crate::issuer::IssuerFile;
use crate::sign::{Signer, config};

/// Opens the key of the signing file, or else of the issuer file's own table; the certificate must be that
/// of the organisation on the seal.
pub(super) fn signer(
    parts: &DeskParts,
    file: &IssuerFile,
    templates: &Templates,
    fonts: &Fonts,
) -> Result<Option<Signer>, Stop> {
    let Some(asked) = &parts.signing else { return Ok(None) };
    let (table, shown, files) = match (&asked.config, &file.sign) {
        (Some(own), _) => (config::parse(&own.text, &own.name)?, &own.name, &own.files),
        (None, Some(table)) => (table.clone(), &parts.issuer_name, &parts.files),
        (None, None) => return Ok(None),
    };
    config::check(&table).map_err(|findings| Stop::of_file(shown, &findings))?;
    issuer::printable(shown, &table, "sign", fonts)?;
    let signer = Signer::open(&table, files, &asked.password, parts.issue_date);
    let signer = signer.map_err(|stop| stop.coded(StopCode::Signing))?;
    // A misspelt kind would silently never be signed.
    let signer = signer.naming(|kind| kinds::known_in("kinds", shown, kind, templates))?;
    // The issuer file holds a signing file to its certificate, too.
    let pinned = file.sign.as_ref().and_then(|table| table.certificate_sha256.as_deref());
    signer.is_pinned(pinned).map_err(|stop| stop.coded(StopCode::Signing))?;
    signer.stands_behind(file.issuer.seal_name.as_ref().unwrap_or(&file.issuer.name))?;
    Ok(Some(signer))
}
