//! Hold the files of the example issuers: what `init` lays out, and for whom `test` tries templates.

use std::collections::BTreeMap;

use crate::desk::{DeskOptions, DeskParts};
use crate::error::Stop;
use crate::finding::Lang;
use crate::named_files::NamedFiles;

/// The issuer file.
pub(super) const ISSUER: &str = include_str!("../../examples/issuer.toml");

/// The issuer file of a law firm, for what only such a firm may send.
const LAW_FIRM: &str = include_str!("../../examples/law-firm.toml");

/// The bank's with its comments in Chinese.
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

/// An issuer file of the examples: its text and its name.
#[derive(Clone, Copy)]
pub(super) struct Example(&'static str, &'static str);

/// The bank.
pub(super) const BANK: Example = Example(ISSUER, "examples/issuer.toml");

/// The law firm.
pub(super) const FIRM: Example = Example(LAW_FIRM, "examples/law-firm.toml");

impl Example {
    /// The parts of a desk of that issuer, all else as it was asked for.
    pub(super) fn parts(self, options: DeskOptions) -> Result<DeskParts, Stop> {
        let files: BTreeMap<_, _> =
            DRAWINGS.iter().map(|(name, bytes)| (name.to_string(), bytes.to_vec())).collect();
        Ok(DeskParts {
            issuer: self.0.to_string(),
            issuer_name: self.1.to_string(),
            files: NamedFiles::memory(files),
            ..options.read_all_but_issuer()?
        })
    }
}
