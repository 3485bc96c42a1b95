//! Write the lines that go with a bundle: those of the manifests and of the results that name its documents, as they stand,
//! so that everything on the cover can be reckoned again.

use chrono::NaiveDate;
use serde_json::json;

use super::gather::Gathered;
use crate::digest;
use crate::error::Stop;

/// The file's name.
pub(super) const NAME: &str = "evidence.jsonl";

/// The lines that go with a bundle.
#[derive(Debug)]
pub(super) struct Evidence {
    pub(super) text: String,
    /// SHA-256 of it, in hex.
    pub(super) sha256: String,
}

/// Writes them: one line on the bundle, one on each folder, then each line as it stands, with its hash.
pub(super) fn written(gathered: &Gathered, date: NaiveDate) -> Result<Evidence, Stop> {
    let mut lines = vec![json!({
        "line": "bundle", "hanpress": env!("CARGO_PKG_VERSION"), "id": gathered.id, "compiled": date.to_string(),
        "documents": gathered.letters.len(), "messages": gathered.messages.len(), "results": gathered.results(),
    })];
    lines.extend((1..).zip(&gathered.chains).map(|(folder, chain)| {
        json!({
            "line": "folder", "folder": folder, "lines": chain.lines, "head": chain.head,
            "results": chain.all_results, "results_head": chain.results_head,
        })
    }));
    lines.extend(gathered.lines().map(|(folder, kept)| {
        json!({
            "line": "kept", "folder": folder + 1, "file": kept.file, "number": kept.number,
            "sha256": kept.hash, "text": kept.text,
        })
    }));
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    Ok(Evidence { sha256: digest::sha256(text.as_bytes()), text })
}
