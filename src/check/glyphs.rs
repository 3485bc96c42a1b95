//! Tell which characters no face can print, before anything is typeset.

use super::characters::Flaw;
use super::{Case, Findings, Rule, said};
use crate::finding::Words;

/// The rules on glyphs.
pub(super) const RULES: &[Rule] = &[
    Rule::always(
        "G01",
        said("every character of a text can be printed", "文书中的每个字都能打印"),
        said(
            "house rule: no box is ever printed in place of a character",
            "内部规则：不得以方框代替无法打印的字",
        ),
        every_character_prints,
    ),
    Rule::on_wording(
        "G02",
        said(
            "every character on the finished pages has a glyph of the face it is set in",
            "成品页面上的每个字在所用字体中都有字形",
        ),
        said(
            "house rule: no box is ever printed in place of a character",
            "内部规则：不得以方框代替无法打印的字",
        ),
    ),
];

/// G01: the faces for data have every character of every text an account brings. Each is reported
/// once a field, by code point and place; those with a flaw are reported as that.
fn every_character_prints(case: &Case<'_>, findings: &mut Findings) {
    let fonts = case.context.fonts;
    for (path, text) in &case.texts {
        let mut reported = Vec::new();
        for (at, c) in text.chars().enumerate() {
            if fonts.prints(c)
                || c.is_control()
                || reported.contains(&c)
                || Flaw::of(c, path, fonts).is_some()
            {
                continue;
            }
            reported.push(c);
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
