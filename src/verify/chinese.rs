//! Tell by name the signatures in forms of the Chinese cryptographic standards that are not judged here.
//!
//! Their containers have public standards, but how those stand in a PDF and which bytes they are of is written in
//! GM/T 0112-2021, which is not public, and in rules of each maker's own. What cannot be held against a rule is named.

/// Sub-filters, with the standard of what stands in `/Contents`.
const SUB_FILTERS: [(&str, &str); 2] = [("GM.sm2cms.detached", "GB/T 35275"), ("GM.sm2seal", "GB/T 38540")];

/// Filters of makers, whatever sub-filter goes with them.
const FILTERS: [&str; 3] = ["GM.PKILite", "DJ.GMPkiLite", "Gomain.GMPkiLite"];

/// The identifiers of content types in GB/T 35275 begin with this (1.2.156.10197.6.1.4.2), in DER.
const GBT_35275: [u8; 10] = [0x06, 0x0a, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x06, 0x01, 0x04];

/// What a signature of such a form calls itself and by which standard; nothing for one of any other form.
pub(super) fn form(filter: &str, sub_filter: &str, contents: &[u8]) -> Option<(String, &'static str)> {
    if let Some((name, standard)) = SUB_FILTERS.iter().find(|(name, _)| *name == sub_filter) {
        return Some(((*name).to_string(), standard));
    }
    if FILTERS.contains(&filter) {
        return Some((format!("{filter} {sub_filter}"), "GM/T 0112"));
    }
    // A container's first part is its content type: `SEQUENCE`, its length, `OBJECT IDENTIFIER`.
    let head = contents.get(..24).unwrap_or(contents);
    let is_35275 = head.first() == Some(&0x30) && head.windows(GBT_35275.len()).any(|part| part == GBT_35275);
    is_35275.then(|| (sub_filter.to_string(), "GB/T 35275"))
}
