//! Tell which characters no face can print, before anything is typeset.

use super::characters::Flaw;
use super::exposure::{Open, open_texts};
use super::{Case, Findings, Rule, said};
use crate::finding::Words;

/// The rules on glyphs.
pub(super) const RULES: &[Rule] = &[Rule::always(
    "G01",
    said("every character of a text can be printed", "文书中的每个字都能打印"),
    said("no box is ever printed in place of a character", "不得以方框代替无法打印的字"),
    every_character_prints,
)];

/// G01: the faces for data have every character of every text an account brings. Each is told
/// once a field, by code point and place; those that R17 tells already are left to it.
fn every_character_prints(case: &Case<'_>, findings: &mut Findings) {
    for Open { path, text, .. } in open_texts(case) {
        let mut told = Vec::new();
        for (at, c) in text.chars().enumerate() {
            if case.ground.fonts.prints(c) || Flaw::of(c).is_some() || told.contains(&c) {
                continue;
            }
            told.push(c);
            let (place, code) = (at + 1, u32::from(c));
            findings
                .tell(
                    path.clone(),
                    format!("no face prints character {place} (`U+{code:04X}`)"),
                    format!("第 {place} 个字符（`U+{code:04X}`）没有可用字形"),
                )
                .hints
                .push(Words::new("check the character against the identity document", "请核对证件上的原字"));
        }
    }
}
