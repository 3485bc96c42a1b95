//! Tell which signs in names and addresses look like an ideograph and are another character.
//!
//! Nothing is replaced: folding such signs (NFKC) would change what somebody is called. The radicals and their
//! ideographs are those of Unicode's `EquivalentUnifiedIdeograph.txt`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use unicode_normalization::char::decompose_compatible;

use super::characters::is_personal;
use super::normalise::is_han;
use super::{Case, Findings, Rule, said};
use crate::finding::Words;

/// The rules on look-alikes.
pub(super) const RULES: &[Rule] = &[Rule::warning(
    "G11",
    said(
        "names and addresses hold ideographs, not radicals or signs of other scripts that look like them",
        "姓名和地址中使用汉字本身，而非形似汉字的部首或其他文字的符号",
    ),
    said(
        "GB 18030-2022; EquivalentUnifiedIdeograph.txt of the Unicode Character Database",
        "GB 18030-2022；Unicode 字符数据库 EquivalentUnifiedIdeograph.txt",
    ),
    tell,
)];

/// The radicals U+2E81 to U+2EF3, each before its ideograph; the Kangxi radicals have theirs by decomposition.
const SUPPLEMENT: &str = "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕𫜹⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母\
    ⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑⺾艹⺿艹⻀艹⻁虎\
    ⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马\
    ⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟";

/// Strokes, numerals, kana and phonetic signs that stand for an ideograph where ideographs surround them.
const FOREIGN: &str =
    "㇐一㇑丨㇒丿㇔丶㇠乙〸十〹卄〺卅ー一エ工カ力タ夕チ千ト卜ニ二ハ八ロ口ㄏ厂ㄐ丩ㄔ彳ㄙ厶ㄚ丫ㄠ幺ㄧ一";

/// Circles that stand for 〇 beside another numeral.
const CIRCLES: &[char] = &['○', '◯', 'O', 'Ｏ', 'Ο', 'О'];

/// The numerals that stand beside it.
const NUMERALS: &str = "一二三四五六七八九十〇零";

static LOOKALIKES: LazyLock<(BTreeMap<char, char>, BTreeMap<char, char>)> = LazyLock::new(|| {
    let pairs = |text: &str| {
        let chars: Vec<char> = text.chars().collect();
        chars.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    };
    (pairs(SUPPLEMENT), pairs(FOREIGN))
});

/// The ideograph that the character at a place looks like, where it is none itself.
pub(super) fn meant(chars: &[char], at: usize) -> Option<char> {
    let c = chars[at];
    if matches!(c, '\u{2F00}'..='\u{2FD5}') {
        let mut to = None;
        decompose_compatible(c, |part| to = Some(part));
        return to;
    }
    let (radicals, foreign) = &*LOOKALIKES;
    let beside = || [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| chars.get(at));
    if CIRCLES.contains(&c) {
        return beside().any(|c| NUMERALS.contains(*c)).then_some('〇');
    }
    let surrounded = || chars.len() > 1 && beside().all(|c| is_han(*c));
    radicals.get(&c).copied().or_else(|| foreign.get(&c).copied().filter(|_| surrounded()))
}

/// G11: tells each look-alike once a field, at its first place, and the ideograph it looks like.
fn tell(case: &Case<'_>, findings: &mut Findings) {
    for (path, text) in case.texts.iter().filter(|(path, text)| is_personal(path) && !text.is_ascii()) {
        let chars: Vec<char> = text.chars().collect();
        let mut reported = Vec::new();
        for (at, c) in chars.iter().enumerate() {
            let Some(to) = meant(&chars, at).filter(|_| !reported.contains(c)) else { continue };
            reported.push(*c);
            let Words { en, zh } = described(at + 1, *c, to);
            findings.tell(path.clone(), en, zh).hints.push(hint(to));
        }
    }
}

/// What a finding says of a look-alike.
pub(super) fn described(place: usize, c: char, to: char) -> Words {
    let (from, to) = (u32::from(c), u32::from(to));
    Words::new(
        format!("character {place} is `U+{from:04X}`, which looks like `U+{to:04X}` and is another"),
        format!("第 {place} 个字符 `U+{from:04X}` 形似 `U+{to:04X}`，但不是该汉字"),
    )
}

/// What to do about it.
pub(super) fn hint(to: char) -> Words {
    let to = u32::from(to);
    Words::new(
        format!("compare it with the identity document; where it is `U+{to:04X}`, write that at the source"),
        format!("请与证件核对；证件为 `U+{to:04X}` 的，请在数据源中更正编码"),
    )
}
