//! Say how a letter is set: its look never changes a word of it.

use crate::record::words;

words! {
    /// How a letter is set.
    pub enum Look {
        /// As most letters are.
        Standard = "standard" / "标准" | "普通",
        /// In large print, for who reads small print with trouble: on as many pages as that takes.
        Large = "large" / "大字" | "大字版",
        /// In one ink without tints, with heavier rules and letters, for fax and cheap printers.
        OneBit = "one-bit" / "单色" | "黑白",
    }
}
