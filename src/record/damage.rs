//! Tell what a spreadsheet or another program did to words that should have stayed as they were.

use super::width::half_width;
use crate::finding::Words;

/// What was done to words of any kind; `None` where nothing is seen of it.
pub(crate) fn damage(text: &str) -> Option<Words> {
    // Nearly every cell of words ends here.
    let marked = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c) || "#＃=＝'’‘-−－E".contains(c);
    if !text.trim_start().starts_with(marked) {
        return None;
    }
    let text = &*half_width(text);
    if is_shortened(text) {
        return Some(Words::new(
            "a spreadsheet or program shortened this number and its last digits are lost; keep the column as text and export again",
            "电子表格或程序已将该数字缩写为科学计数法，末尾数字已丢失；请将该列设为文本格式后重新导出",
        ));
    }
    if text.starts_with("=\"") && text.ends_with('"') {
        return Some(Words::new(
            "write only what stands between the quotes, without `=`",
            "请只写引号内的内容，去掉 `=`",
        ));
    }
    if text.strip_prefix('\'').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        return Some(Words::new("remove the apostrophe at the start", "请去掉开头的撇号"));
    }
    if is_error_mark(text) {
        return Some(Words::new(
            "this is a spreadsheet's error mark; mend the cell and export again",
            "这是电子表格的错误标记，请修正单元格后重新导出",
        ));
    }
    let fraction = text.strip_suffix(".0").is_some_and(|whole| whole.len() >= 4 && is_digits(whole));
    fraction.then(|| {
        Words::new(
            "a program took this for a number and added `.0`; keep the column as text",
            "该值被当作数字并加上了 `.0`；请将该列保留为文本",
        )
    })
}

/// Whether the whole is a number with an exponent as programs write it: `9.9E+17`, `1.0E7`, `1e17`. Without sign and
/// fraction a program writes one digit and a power of fifteen or more only, and `12E56` may be a name of something.
pub(super) fn is_shortened(text: &str) -> bool {
    let Some((mantissa, power)) = text.split_once(['e', 'E']) else { return false };
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(a, b)| (a, Some(b)));
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    let signed = power.starts_with(['+', '-']);
    let power = power.strip_prefix(['+', '-']).unwrap_or(power);
    let of_program = signed
        || fraction.is_some()
        || whole.len() == 1 && power.parse::<u32>().is_ok_and(|power| (15..=308).contains(&power));
    is_digits(whole) && fraction.is_none_or(is_digits) && is_digits(power) && of_program
}

/// What to do about a workbook's escape of a character, where one stands in words: `_x000D_`.
pub(super) fn escape(text: &str) -> Option<Words> {
    has_escape(text).then(|| {
        Words::new(
            "`_x000D_` and its like are a spreadsheet's escapes of characters that cannot be seen; remove them and export again",
            "`_x000D_` 之类是电子表格对不可见字符的转义，请删除后重新导出",
        )
    })
}

/// Whether a workbook's escape of a character stands in it: `_x000D_`.
fn has_escape(text: &str) -> bool {
    let bytes = if text.contains("_x") { text.as_bytes() } else { &[] };
    bytes.windows(7).any(|seven| {
        seven.starts_with(b"_x") && seven[6] == b'_' && seven[2..6].iter().all(u8::is_ascii_hexdigit)
    })
}

/// Whether it is what a spreadsheet shows in place of a value: `#N/A`, `#REF!`, `########`, `Err:502`.
fn is_error_mark(text: &str) -> bool {
    let hash = text.starts_with('#') && (text.ends_with(['!', '?', '#']) || text == "#N/A");
    hash || text.strip_prefix("Err:").is_some_and(|code| code.len() == 3 && is_digits(code))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
