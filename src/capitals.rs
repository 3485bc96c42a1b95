//! Turn a sum into 大写, the capital numerals of bank documents, and back again.
//!
//! Source: 支付结算办法 附件一 (正确填写票据和结算凭证的基本规定); 整 after 角 by 会计基础工作规范 52.
//! A form is a row of pieces, some of which the regulation leaves to the writer. Writing picks
//! one choice; reading adds up the figures and then compares with the form, so that nothing
//! passes which could not have been written.

use crate::finding::Words;
use crate::money::{Currency, Money};

/// The capital digits by value.
pub(crate) const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];

const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
const GROUPS: [&str; 3] = ["", "万", "亿"];

/// Why a sum has no 大写, or words are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CapitalsFault {
    /// Below nothing or above 999,999,999,999.99.
    OutOfRange,
    /// The words are not a sum in capital numerals; the text before this character, counted from 1, made sense.
    NotCapitals(usize),
    /// A sum can be read, but no permitted form writes it so (a 零 too many or too few, a unit twice).
    NotPermitted,
}

/// The English sentence.
impl std::fmt::Display for CapitalsFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.words().fmt(f)
    }
}

impl std::error::Error for CapitalsFault {}

impl CapitalsFault {
    /// The fault as a sentence.
    pub fn words(self) -> Words {
        match self {
            Self::OutOfRange => Words::new(
                "the sum is not from 0 to 999,999,999,999.99",
                "金额不在 0 至 999,999,999,999.99 之间",
            ),
            Self::NotCapitals(at) => Words::new(
                format!("not a sum in capital numerals from character {at} on"),
                format!("自第 {at} 个字符起不是大写金额"),
            ),
            Self::NotPermitted => Words::new(
                "no permitted form writes a sum so: a `零` too many or too few, a unit twice or out of order",
                "不符合大写金额的书写规定：`零` 多写或漏写，单位重复或颠倒",
            ),
        }
    }
}

/// A part of a written sum.
#[derive(Debug, Clone, Copy)]
struct Piece {
    text: &'static str,
    need: Need,
}

/// Whether a part must be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    /// The regulation asks for it.
    Always,
    /// May be left out; the canonical form writes it.
    Written,
    /// Free; the canonical form leaves it out.
    Omitted,
}

/// The canonical 大写 of a sum from 0 to 999,999,999,999.99, with the currency's name before it:
/// `人民币壹拾万柒仟元零伍角叁分`.
///
/// Where 支付结算办法 leaves a choice: 零 after 元 when the 元-digit is 0 and 角 is not; no 零 after
/// 万 when its digit is 0 and 仟 is not, unless all of 万 is passed over (壹亿零壹仟元); 整 after 角.
///
/// ```
/// use hanpress::{Currency, Money, amount};
///
/// let sum = Money::read("107,000.53", Currency::Cny).ok_or("this is no amount")?;
/// assert_eq!(amount(sum)?, "人民币壹拾万柒仟元零伍角叁分");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn capitals(sum: Money) -> Result<String, CapitalsFault> {
    let form = form(sum).ok_or(CapitalsFault::OutOfRange)?;
    let written = form.iter().filter(|piece| piece.need != Need::Omitted).map(|piece| piece.text);
    Ok(std::iter::once(sum.currency().name()).chain(written).collect())
}

/// The sum that 大写 stands for. Reads the canonical form, every alternative the regulation
/// permits, 正 for 整, a sum without 整, as other programs write it, traditional and alternative characters
/// (貳參叄陸億萬圓), and words without a currency (人民币). Blanks around the words are passed over, blanks between them
/// are a fault.
pub fn read_capitals(words: &str) -> Result<Money, CapitalsFault> {
    let blanks = words.chars().take_while(|c| c.is_whitespace()).count();
    let words: String = words.trim().chars().map(folded).collect();
    let currency = Currency::ALL.into_iter().find(|currency| words.starts_with(currency.name()));
    let name = currency.map_or("", Currency::name);
    let figures = &words[name.len()..];
    let before = blanks + name.chars().count();

    let currency = currency.unwrap_or(Currency::Cny);
    let sum = Money::new(Figures::added_up(figures, before)?.minor(currency)?, currency);
    let form = form(sum).ok_or(CapitalsFault::OutOfRange)?;
    if permits(&form, figures) { Ok(sum) } else { Err(CapitalsFault::NotPermitted) }
}

/// The parts of a sum after the currency's name; `None` out of range.
fn form(sum: Money) -> Option<Vec<Piece>> {
    let minor = u64::try_from(sum.in_range()?.minor()).ok()?;
    let scale = 10_u64.pow(sum.currency().decimals());
    let (yuan, mills) = (minor / scale, minor % scale * (1000 / scale));
    let mut out = Vec::new();
    if minor == 0 {
        always(&mut out, "零");
    }
    write_whole(yuan, &mut out);
    if yuan > 0 || minor == 0 {
        always(&mut out, "元");
    }
    write_mills(yuan, mills, &mut out);
    Some(out)
}

/// Writes whole 元 without the unit; nothing for none.
fn write_whole(yuan: u64, out: &mut Vec<Piece>) {
    for (group, name) in GROUPS.into_iter().enumerate().rev() {
        let higher = yuan / 10_000_u64.pow(group as u32);
        let (digits, before) = (higher % 10_000, higher / 10_000 % 10_000);
        if digits == 0 {
            continue;
        }
        let need = match () {
            () if out.is_empty() => None,
            () if digits < 1000 => Some(Need::Always),
            () if before == 0 => Some(Need::Written),
            () if before.is_multiple_of(10) => Some(Need::Omitted),
            () => None,
        };
        out.extend(need.map(|need| Piece { text: "零", need }));
        write_group(digits, out);
        always(out, name);
    }
}

/// Writes up to four digits with their places, one 零 for the zeros between two digits.
fn write_group(digits: u64, out: &mut Vec<Piece>) {
    let (mut begun, mut zero) = (false, false);
    for (place, name) in PLACES.into_iter().enumerate().rev() {
        let digit = digits / 10_u64.pow(place as u32) % 10;
        if digit == 0 {
            zero = begun;
            continue;
        }
        if zero {
            always(out, "零");
        }
        (begun, zero) = (true, false);
        always(out, DIGITS[digit as usize]);
        always(out, name);
    }
}

/// Writes 角, 分 and 厘, or 整. The regulation stops at 分; of a currency with three decimals 厘 follows by the same
/// rules.
fn write_mills(yuan: u64, mills: u64, out: &mut Vec<Piece>) {
    let (jiao, fen, li) = (mills / 100, mills / 10 % 10, mills % 10);
    if mills == 0 {
        // The regulation asks for it; that nobody wrote it leaves the sum no other reading.
        return out.push(Piece { text: "整", need: Need::Written });
    }
    if yuan > 0 && jiao == 0 {
        always(out, "零");
    } else if yuan > 0 && yuan.is_multiple_of(10) {
        out.push(Piece { text: "零", need: Need::Written });
    }
    if jiao > 0 {
        always(out, DIGITS[jiao as usize]);
        always(out, "角");
    }
    if fen > 0 {
        always(out, DIGITS[fen as usize]);
        always(out, "分");
    } else if jiao > 0 && li > 0 {
        always(out, "零");
    }
    if li > 0 {
        always(out, DIGITS[li as usize]);
        always(out, "厘");
    }
    if fen == 0 && li == 0 {
        out.push(Piece { text: "整", need: Need::Written });
    }
}

fn always(out: &mut Vec<Piece>, text: &'static str) {
    out.push(Piece { text, need: Need::Always });
}

/// Whether `words` are the form, each free part written or not.
fn permits(form: &[Piece], words: &str) -> bool {
    let rest = form.iter().try_fold(words, |rest, piece| match rest.strip_prefix(piece.text) {
        Some(after) => Some(after),
        None => (piece.need != Need::Always).then_some(rest),
    });
    rest == Some("")
}

/// A traditional or alternative character as the canonical one.
fn folded(c: char) -> char {
    match c {
        '貳' | '貮' | '弍' => '贰',
        '叄' | '參' | '叅' => '叁',
        '幣' => '币',
        '門' => '门',
        '歐' => '欧',
        '鎊' => '镑',
        '臺' => '台',
        '陸' => '陆',
        '億' => '亿',
        '萬' => '万',
        '圓' | '圆' => '元',
        '正' => '整',
        other => other,
    }
}

/// What has been read of a sum; zeros and order are judged by the form afterwards.
#[derive(Debug, Default)]
struct Figures {
    /// The digit whose place is not known yet.
    digit: Option<u64>,
    /// The group of four whose 万 or 亿 is not known yet.
    section: u64,
    /// Whole 元 of the finished groups.
    yuan: u64,
    /// 厘 of the finished units.
    mills: u64,
}

impl Figures {
    /// Adds up words before which the text they are from has `before` characters.
    fn added_up(words: &str, before: usize) -> Result<Self, CapitalsFault> {
        let mut figures = Self::default();
        for (at, c) in words.chars().enumerate() {
            figures.take(c).ok_or(CapitalsFault::NotCapitals(before + at + 1))?;
        }
        let unfinished = figures.digit.is_some() || figures.section > 0 || figures.yuan > 0;
        if words.is_empty() || unfinished {
            return Err(CapitalsFault::NotCapitals(before + words.chars().count() + 1));
        }
        Ok(figures)
    }

    /// Takes in one character; `None` where it means nothing.
    fn take(&mut self, c: char) -> Option<()> {
        let is = |name: &&str| name.chars().eq([c]);
        if let Some(digit) = DIGITS.iter().position(is) {
            self.digit = Some(digit as u64);
        } else if let Some(place) = PLACES.iter().position(is) {
            let digit = self.digit.take()?;
            self.section = self.section.saturating_add(digit * 10_u64.pow(place as u32));
        } else if let Some(group) = GROUPS.iter().position(is) {
            let section = self.end_section();
            self.yuan = self.yuan.saturating_add(section.saturating_mul(10_000_u64.pow(group as u32)));
        } else {
            let mills = match c {
                '元' => {
                    std::mem::take(&mut self.yuan).saturating_add(self.end_section()).saturating_mul(1000)
                }
                '角' => self.digit.take()? * 100,
                '分' => self.digit.take()? * 10,
                '厘' => self.digit.take()?,
                '整' => 0,
                _ => return None,
            };
            self.mills = self.mills.saturating_add(mills);
        }
        Some(())
    }

    /// The group of four up to here.
    fn end_section(&mut self) -> u64 {
        std::mem::take(&mut self.section).saturating_add(self.digit.take().unwrap_or(0))
    }

    /// The minor units of `currency`.
    fn minor(&self, currency: Currency) -> Result<i64, CapitalsFault> {
        if self.mills == u64::MAX {
            return Err(CapitalsFault::OutOfRange);
        }
        let surplus = 1000 / 10_u64.pow(currency.decimals());
        if !self.mills.is_multiple_of(surplus) {
            return Err(CapitalsFault::NotPermitted);
        }
        i64::try_from(self.mills / surplus).map_err(|_| CapitalsFault::OutOfRange)
    }
}
