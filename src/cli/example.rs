//! Hold the files of the example issuer: what `init` lays out, and for whom `test` tries templates.

use std::collections::BTreeMap;

use crate::desk::{DeskOptions, DeskParts};
use crate::error::Stop;
use crate::finding::Lang;
use crate::named_files::NamedFiles;

/// The issuer file.
pub(super) const ISSUER: &str = include_str!("../../examples/issuer.toml");

/// The same with its comments in Chinese.
const ISSUER_ZH: &str = include_str!("init/issuer.zh.toml");

/// The drawings that the issuer file names.
pub(super) const DRAWINGS: [(&str, &[u8]); 3] = [
    ("logo.svg", include_bytes!("../../examples/logo.svg")),
    ("seal.svg", include_bytes!("../../examples/seal.svg")),
    ("contract-seal.svg", include_bytes!("../../examples/contract-seal.svg")),
];

/// The issuer file with comments that its reader understands.
pub(super) fn issuer(lang: Lang) -> &'static str {
    match lang {
        Lang::En => ISSUER,
        Lang::Zh => ISSUER_ZH,
    }
}

/// The parts of a desk of that issuer, all else as it was asked for.
pub(super) fn parts(options: DeskOptions) -> Result<DeskParts, Stop> {
    let files: BTreeMap<_, _> =
        DRAWINGS.iter().map(|(name, bytes)| (name.to_string(), bytes.to_vec())).collect();
    Ok(DeskParts {
        issuer: ISSUER.to_string(),
        issuer_name: "examples/issuer.toml".to_string(),
        files: NamedFiles::memory(files),
        ..options.read_all_but_issuer()?
    })
}
