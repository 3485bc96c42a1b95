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
    Rule::on_wording(
        "G21",
        said(
            "nothing on the finished pages lies on words, rules or pictures but what is meant to",
            "成品页面上的文字、线条和图形互不重叠，压在印章上的署名和日期除外",
        ),
        said(
            "house rule: every word of a document can be read; GB/T 9704-2012, 7.3.5 for the seal",
            "内部规则：文书中的每个字都能辨认；印章见 GB/T 9704-2012 第7.3.5条",
        ),
    ),
    Rule::on_wording(
        "G22",
        said(
            "nothing leaves the page, the width its template states, or a box that cuts it off",
            "文字和图形不超出页面和版心，也不被截断",
        ),
        said("house rule: every word of a document is printed whole", "内部规则：文书中的每个字都完整打印"),
    ),
    Rule::on_wording(
        "G23",
        said(
            "no line begins or ends with a mark that may not stand there",
            "标点符号不出现在不应出现的行首、行末",
        ),
        said(
            "GB/T 15834-2011, 5.1: where marks stand in a line",
            "GB/T 15834-2011 第5.1条（标点符号的位置）",
        ),
    ),
    Rule::on_wording(
        "G24",
        said(
            "no amount, date, number or article breaks over the end of a line",
            "金额、日期、编号和条文序号不拆成两行",
        ),
        said(
            "house rule: a figure is read at one glance, and cannot be added to",
            "内部规则：数字一眼读全，也无从添改",
        ),
    ),
    Rule::on_wording(
        "G25",
        said(
            "no page holds only the end of a table, a note, or a signature without what it signs",
            "表格末行、合计、附注和落款不单独成页",
        ),
        said(
            "GB/T 9704-2012, 7.3.5: no signature without text above it; house rule for tables and notes",
            "GB/T 9704-2012 第7.3.5条（落款与正文同页）；表格和附注为内部规则",
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
