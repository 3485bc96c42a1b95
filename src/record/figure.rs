//! Turn a figure as people and programs write it into an exact decimal, where it has one reading.

use rust_decimal::Decimal;

use super::damage::{damage, is_shortened};
use super::width::{half_width, unguarded};
use crate::finding::Words;
use crate::money::{Currency, Money};

/// The most digits before the point of an amount.
const WHOLE: usize = 12;

/// From so many decimals on, an amount is the binary fraction of a program: nobody writes it so.
const BINARY: usize = 7;

/// A figure of money and what stood beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Figure {
    /// The exact figure.
    pub(crate) value: Decimal,
    /// The currencies that the marks beside it can mean; `None` where there is no mark.
    pub(crate) currencies: Option<Vec<Currency>>,
}

/// Why a figure cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FigureFault {
    /// D07 where a spreadsheet or program did it, D04 otherwise.
    pub(crate) code: &'static str,
    /// What to do about it, where that can be told.
    pub(crate) hint: Option<Words>,
}

impl FigureFault {
    fn damaged(hint: Words) -> Self {
        Self { code: "D07", hint: Some(hint) }
    }

    fn told(en: &str, zh: &str) -> Self {
        Self { code: "D04", hint: Some(Words::new(en, zh)) }
    }
}

/// A sum as a person types it or a system exports it.
impl Money {
    /// A figure of at least nothing in one of the ways that tables may write it: `107000.53`, `107,000.53`,
    /// `¥107000.53`, `107000.53元`, full-width digits. `None` where it is no figure or has two readings, where its
    /// mark is another currency's, where it is beyond the range or has more decimals than the currency.
    pub fn read(figure: &str, currency: Currency) -> Option<Self> {
        let Figure { value, currencies } = read_figure(figure).ok()?;
        let fits = currencies.is_none_or(|currencies| currencies.contains(&currency));
        Self::exact(value, currency).filter(|_| fits)
    }
}

/// Reads a figure of money of at least nothing.
pub(crate) fn read_figure(text: &str) -> Result<Figure, FigureFault> {
    let folded = half_width(text);
    let figure = unguarded(&folded);
    let (sign, body, unit) = parts(figure);
    let body = body.strip_prefix('+').unwrap_or(body);
    let digits = ungrouped(body).ok_or_else(|| fault(figure, sign, body, unit))?;
    let currencies = marks(sign, unit).ok_or_else(|| fault(figure, sign, body, unit))?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    if fraction.trim_end_matches('0').len() >= BINARY {
        return Err(FigureFault::damaged(Words::new(
            "these decimals are the binary fraction of a program; round the amount where it comes from and export again",
            "小数位过多，是程序的二进制浮点误差；请在来源系统四舍五入后重新导出",
        )));
    }
    if whole.len() > WHOLE {
        return Err(FigureFault::told(
            "an amount has at most 12 digits before the point",
            "金额的整数部分最多 12 位",
        ));
    }
    let value = Decimal::from_str_exact(&digits).map_err(|_| FigureFault { code: "D04", hint: None })?;
    Ok(Figure { value, currencies })
}

/// Reads a figure of money that may be below nothing: with a minus of any width before it, or between its mark and it.
pub(crate) fn read_signed(text: &str) -> Result<Figure, FigureFault> {
    let folded = half_width(text);
    let figure = unguarded(&folded);
    let (sign, body, unit) = parts(figure);
    let above = match (figure.strip_prefix('-'), body.strip_prefix('-')) {
        (Some(rest), _) => Some(rest.trim_start().to_string()),
        (None, Some(rest)) => Some([sign, rest, unit].concat()),
        (None, None) => None,
    };
    let has_digits = figure.contains(|c: char| c.is_ascii_digit());
    let rest = above.as_deref().unwrap_or(figure);
    let (sign, body, unit) = parts(rest);
    if has_digits
        && (sign.starts_with('(') && unit.ends_with(')') || body.starts_with('-') || body.ends_with('-'))
    {
        return Err(FigureFault::told(
            "brackets, a minus behind the figure and two of them are not read; write `-100.00` for what the holder paid too much, or that in `credit` without a sign",
            "不读取括号、数字后的负号和两个负号；溢缴款请写作 `-100.00`，或不带符号填入 `credit`",
        ));
    }
    let is_below = above.is_some() && rest.contains(|c: char| c.is_ascii_digit());
    let Figure { value, currencies } = read_figure(if is_below { rest } else { text })?;
    let value = if is_below && !value.is_zero() { -value } else { value };
    Ok(Figure { value, currencies })
}

/// What stands before, in and behind the figure itself.
fn parts(figure: &str) -> (&str, &str, &str) {
    let of_figure = |c: char| c.is_ascii_digit() || "+-.,".contains(c);
    let start = figure.find(of_figure).unwrap_or(figure.len());
    let end = figure.rfind(of_figure).map_or(start, |at| at + 1);
    let (sign, rest) = figure.split_at(start);
    let (body, unit) = rest.split_at(end.max(start) - start);
    (sign.trim(), body, unit.trim())
}

/// The digits of a figure without separators; `None` where these do not part groups of three, or something
/// else than digits and one point stands in it.
fn ungrouped(body: &str) -> Option<String> {
    let (whole, fraction) = body.split_once('.').map_or((body, None), |(a, b)| (a, Some(b)));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !fraction.is_none_or(digits) {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next().filter(|first| digits(first))?;
    let mut grouped = false;
    for group in groups {
        grouped = true;
        if group.len() != 3 || !digits(group) {
            return None;
        }
    }
    if grouped && (first.len() > 3 || first.starts_with('0')) {
        return None;
    }
    Some(body.replace(',', ""))
}

/// The currencies that fit both marks, `Some(None)` where there is none; `None` where a mark is none of money or the
/// two disagree.
fn marks(sign: &str, unit: &str) -> Option<Option<Vec<Currency>>> {
    if sign.is_empty() && unit.is_empty() {
        return Some(None);
    }
    let fits = |mark: &str| -> Option<Vec<Currency>> {
        let mark = mark.strip_suffix(['整', '正']).unwrap_or(mark).trim_end();
        let all = match mark {
            "" => Currency::ALL.to_vec(),
            "¥" => vec![Currency::Cny, Currency::Jpy],
            "元" | "圆" | "圓" => vec![Currency::Cny],
            name if !name.starts_with(|c: char| c.is_ascii_digit()) => vec![Currency::named(name)?],
            _ => return None,
        };
        Some(all)
    };
    let (before, behind) = (fits(sign)?, fits(unit)?);
    let both: Vec<_> = before.into_iter().filter(|currency| behind.contains(currency)).collect();
    (!both.is_empty()).then_some(Some(both))
}

/// Why a figure cannot be read, and what to do about it.
fn fault(figure: &str, sign: &str, body: &str, unit: &str) -> FigureFault {
    let dashes = |text: &str| !text.is_empty() && text.chars().all(|c| "- ".contains(c));
    let has_digits = figure.contains(|c: char| c.is_ascii_digit());
    let numerals =
        figure.contains(|c: char| "零〇一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟".contains(c));
    if let Some(hint) = damage(figure) {
        FigureFault::damaged(hint)
    } else if is_shortened(figure)
        || has_digits
            && (body.contains(['e', 'E']) || figure.contains(['e', 'E']) && marks(sign, unit).is_none())
    {
        FigureFault::told("write it in full, without exponent", "请写出完整数字，不用科学计数法")
    } else if dashes(figure) {
        FigureFault::told(
            "a dash is read as nothing owed where `[reading]` of the issuer file says `dash_is_zero = true`; otherwise write `0.00`",
            "短横可按零读取：请在发行方文件的 `[reading]` 中写 `dash_is_zero = true`；或写作 `0.00`",
        )
    } else if unit.ends_with('%') {
        FigureFault::told("write the sum, not a percentage", "请写金额，不写百分比")
    } else if body.starts_with('-') || sign.starts_with('(') && unit.ends_with(')') {
        FigureFault::told("an amount cannot be below nothing here", "此处金额不得为负")
    } else if body.ends_with('-') {
        FigureFault::told(
            "a minus behind the figure makes it less than nothing, which it cannot be here",
            "数字后的负号表示负数，此处金额不得为负",
        )
    } else if has_digits && is_credit_or_debit(unit) {
        FigureFault::told(
            "`CR` and `DR` are not read: write what is owed without a mark, and what the holder paid too much under `credit`",
            "不读取 `CR`、`DR`：欠款请直接写数字，溢缴款请填入 `credit`",
        )
    } else if has_digits && body.contains(['元', '圆', '角']) {
        FigureFault::told("write one figure with a point: `8376.25`", "请写成一个小数，如 `8376.25`")
    } else if has_digits && numerals {
        FigureFault::told("write the whole figure in digits: `12000.00`", "请完整写阿拉伯数字，如 `12000.00`")
    } else if numerals {
        FigureFault::told(
            "write digits, not numerals in words; `hanpress amount --parse` reads capital numerals",
            "请写阿拉伯数字；大写金额可用 `hanpress amount --parse` 换算",
        )
    } else if ungrouped(body.trim_start_matches('+')).is_some() {
        FigureFault::told(
            "write the figure only; the currency has its own field",
            "请只写数字；币种请写在币种字段中",
        )
    } else {
        separators(body)
    }
}

/// Whether a ledger's mark of a credit or debit stands behind a figure.
fn is_credit_or_debit(unit: &str) -> bool {
    let unit = unit.trim_end_matches('.');
    ["CR", "DR", "贷", "借"].iter().any(|mark| unit.eq_ignore_ascii_case(mark))
}

/// Why the separators of a figure cannot be read.
fn separators(body: &str) -> FigureFault {
    let (commas, points) = (body.matches(',').count(), body.matches('.').count());
    let behind = |mark: char| body.rsplit(mark).next().unwrap_or_default().len();
    let two = commas > 0 && points > 0 && body.find(',') > body.find('.')
        || commas == 1 && points == 0 && (1..=2).contains(&behind(','))
        || commas == 0 && points > 1 && body.split('.').skip(1).all(|group| group.len() == 3);
    if two {
        FigureFault::told(
            "this has two readings; write a point before the decimals and nothing between thousands",
            "写法有两种读法；小数点请用 `.`，千分位不加分隔符",
        )
    } else if commas > 0 {
        FigureFault::told(
            "separators stand between groups of three digits only; write it without them, and look whether a digit is lost",
            "千分位分隔符须每三位一个；请去掉分隔符，并核对是否缺位",
        )
    } else if points > 1 && body.starts_with('.') {
        FigureFault::told(
            "write the figure only; the currency has its own field",
            "请只写数字；币种请写在币种字段中",
        )
    } else if points > 1 {
        FigureFault::told("there are two points in it", "有两个小数点")
    } else if body.contains(' ') {
        FigureFault::told("remove the blanks inside it", "请去掉中间的空格")
    } else if body.starts_with('.') || body.ends_with('.') {
        FigureFault::told("digits stand on both sides of a point: `0.50`", "小数点前后都须有数字，如 `0.50`")
    } else {
        FigureFault { code: "D04", hint: None }
    }
}
