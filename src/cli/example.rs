//! Hold the files of the example issuers: what `init` lays out, and for whom `test` tries templates.

use crate::finding::Lang;

/// The issuer file.
pub(super) const ISSUER: &str = include_str!("../../examples/issuer.toml");

/// The issuer file of a law firm, for what only such a firm may send.
pub(super) const LAW_FIRM: &str = include_str!("../../examples/law-firm.toml");

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
