//! What cannot be seen: told in a name, and hiding no word from the lists.

use hanpress::inner::unseen::Unseen;
use hanpress::inner::wording::fold::fold;
use serde_json::json;

use super::check::{codes, good, told, with};

#[test]
fn nothing_that_cannot_be_seen_parts_a_word_from_the_lists() {
    for c in ('\0'..=char::MAX).filter(|c| Unseen::of(*c).is_some()) {
        assert_eq!(fold(&format!("拘{c}留")), "拘留", "U+{:04X}", u32::from(c));
    }
}

#[test]
fn nothing_that_cannot_be_seen_passes_in_a_name() {
    for c in ['\u{AD}', '\u{61C}', '\u{180F}', '\u{2065}', '\u{FDD0}', '\u{1D173}', '\u{E0020}', '\u{E01F0}']
    {
        let findings = told(&with(good("overdue-notice"), &[("/debtor/name", json!(format!("王{c}示")))]));
        let codes = codes(&findings);
        assert!(codes.contains("G05") || codes.contains("G06"), "U+{:04X}: {codes:?}", u32::from(c));
    }
}
