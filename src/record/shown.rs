//! Tell which words may stand in a message: those that name nobody and number nobody.

use super::date::{DayFault, read_day};
use super::moment::is_moment;
use super::nothing::is_nothing;
use super::trade_words::are_of_trade;
use super::width::half_width;
use crate::country::Country;
use crate::money::Currency;

/// What may stand beside a figure: separators, marks of dates and of money, and what shortens a number.
const BESIDE: &str = " .,/-+%¥$€£:;eETZ'=\"()年月日号元圆整正角分万千百十期天个";

/// The most digits of a figure that may be shown: one fewer than a telephone number has.
const MOST_DIGITS: usize = 10;

/// Whether words name nobody: a figure of at most ten digits with what people write beside one, a sum with a tail of
/// decimals, dashes, a short word of small letters, a few capitals, a day with a time, a word for nothing, or words
/// of the trade: a currency, a kind, a paper, a way of delivery.
pub(crate) fn is_plain(text: &str) -> bool {
    let folded = half_width(text);
    if is_moment(&folded) || is_nothing(&folded) || is_code(&folded) || are_of_trade(&folded) {
        return true;
    }
    let text = money_apart(&folded);
    if folded.chars().count() > 24 {
        return false;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let of_figures = |c: char| c.is_ascii_digit() || BESIDE.contains(c);
    let of_words = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    let figure = digits > 0 && digits <= MOST_DIGITS && text.chars().all(of_figures);
    let word = digits <= 4 && text.chars().all(of_words);
    let marks = folded.chars().all(|c| "-+.,¥$€£/:()=\"'%".contains(c));
    let moment = || matches!(read_day(&folded), Ok(_) | Err(DayFault::Time(_)));
    let country = || !folded.is_ascii() && folded.chars().count() > 2 && Country::of(&folded).is_some();
    figure || word || marks || is_sum(text) || is_currency(&folded) || moment() || country()
}

/// A sum without the name or code of its currency on either side.
fn money_apart(text: &str) -> &str {
    let of_name = |c: char| !c.is_ascii_digit() && !"+-.,(".contains(c);
    let start = text.find(|c| !of_name(c)).unwrap_or(0);
    let (name, rest) = text.split_at(start);
    let rest = if Currency::named(name.trim()).is_some() { rest } else { text };
    let end = rest.rfind(|c: char| c.is_ascii_digit()).map_or(rest.len(), |at| at + 1);
    let (figure, name) = rest.split_at(end);
    if Currency::named(name.trim()).is_some() { figure } else { rest }
}

/// Whether it is a sum with a tail of decimals, as programs leave one: `5120.449999999999`.
fn is_sum(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('.').is_some_and(|(whole, tail)| {
        (1..=8).contains(&whole.len()) && tail.len() > 6 && digits(whole) && digits(tail)
    })
}

/// Whether it is what only a currency is called: a word with 币 in it, or a country's name with 元.
fn is_currency(text: &str) -> bool {
    let country = || {
        let above =
            text.strip_suffix(['元', '圆', '圓', '镑', '盾']).filter(|above| above.chars().count() > 1);
        above.is_some_and(|above| Country::of(above).is_some())
    };
    text.chars().count() <= 6 && text.contains(['币', '幣']) || country()
}

/// Whether it is a code: one to three capitals, with a few figures and marks such as those of `HK$`, `M3+`.
fn is_code(text: &str) -> bool {
    let capitals = text.bytes().filter(u8::is_ascii_uppercase).count();
    let others = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"$+-_/. ".contains(&byte);
    (1..=3).contains(&capitals)
        && text.len() <= 8
        && text.bytes().all(others)
        && text.bytes().filter(u8::is_ascii_digit).count() <= 3
}
