//! Turn a value into what prints it, whatever it holds: in a document a Typst call, in a message its words.

use std::borrow::Cow;

use minijinja::value::{Value, ValueKind};
use minijinja::{AutoEscape, Error, ErrorKind, Output, State};

use super::MOST_BYTES;
use super::fault::Unprintable;
use crate::finding::Words;

/// The language of plain words.
const TEXT: &str = "text";

/// The language of the e-mail's HTML.
const HTML: &str = "html";

/// The language into which the values of a template are escaped, by the template's name.
pub(super) fn language(template: &str) -> &'static str {
    match template {
        name if name.ends_with(".txt.jinja") => TEXT,
        name if name.ends_with(".html.jinja") => HTML,
        _ => "typst",
    }
}

/// Bytes that were written through values, captured ones too: what is captured again and again can
/// grow without a loop.
#[derive(Debug, Default)]
struct Written(usize);

/// Adds bytes to what a letter wrote, up to the most a letter may have.
fn count(state: &mut State<'_, '_>, bytes: usize) -> Result<(), Error> {
    let written = state.get_or_insert_extension(Written::default());
    written.0 += bytes;
    if written.0 > MOST_BYTES { Err(Error::from(ErrorKind::OutOfFuel)) } else { Ok(()) }
}

/// Writes a value as `#v("…");`: a Typst string in a call that the semicolon ends, so that
/// neither what the value holds nor what follows it can be read as code. What a template
/// captured before (a macro's output) is written as it is: its values went through here already.
pub(super) fn format(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let words = match value.kind() {
        ValueKind::String if value.is_safe() => {
            count(state, value.as_str().map_or(0, str::len))?;
            return out.write_str(value.as_str().unwrap_or_default()).map_err(Error::from);
        }
        ValueKind::String => Cow::Borrowed(value.as_str().unwrap_or_default()),
        ValueKind::Number => Cow::Owned(value.to_string()),
        ValueKind::Undefined => return Err(Error::from(ErrorKind::UndefinedError)),
        ValueKind::None => return Err(no_words("there is no value here", "此处没有值").blank().into()),
        ValueKind::Bool => {
            return Err(hinted(
                no_words("a flag is a condition, not words", "是否类的值只能用作条件"),
                "ask it, as in `{% if has_seal %}…{% endif %}`",
                "请用作条件，如 `{% if has_seal %}…{% endif %}`",
            ));
        }
        ValueKind::Seq => {
            return Err(hinted(
                no_words("a list or an object is not words", "列表或对象不是文字"),
                "print its items, as in `{% for l in ledgers %}{{ l.total }}{% endfor %}`",
                "请逐项印出，如 `{% for l in ledgers %}{{ l.total }}{% endfor %}`",
            ));
        }
        _ => {
            return Err(hinted(
                no_words("a list or an object is not words", "列表或对象不是文字"),
                "name what of it is to be printed, as in `{{ card.tail }}`",
                "请写明要印的是哪一项，如 `{{ card.tail }}`",
            ));
        }
    };
    if words.trim().is_empty() {
        return Err(hinted(
            no_words("the value is blank", "该值为空白").blank(),
            "ask first where only some letters have it: `{% if … %}…{% endif %}`; or put its field into `needs` of `kind.toml`",
            "仅部分文书有该值时请先判断：`{% if … %}…{% endif %}`；或将该字段列入 `kind.toml` 的 `needs`",
        ));
    }
    count(state, words.len())?;
    let written = match state.auto_escape() {
        AutoEscape::Custom(language) if language == TEXT => plain(&words),
        AutoEscape::Custom(language) if language == HTML => html(&words),
        _ => ["#v(", &literal(&words), ");"].concat(),
    };
    out.write_str(&written).map_err(Error::from)
}

/// A value in plain words: on one line, without signs that nobody sees.
fn plain(words: &str) -> String {
    let blank = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    words.chars().map(|c| if blank(c) { ' ' } else { c }).collect()
}

/// A value in HTML, as words and within quotation marks alike.
fn html(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in plain(words).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

fn no_words(en: &str, zh: &str) -> Unprintable {
    Unprintable::new(Words::new(en, zh))
}

fn hinted(why: Unprintable, en: &str, zh: &str) -> Error {
    why.hint(Words::new(en, zh)).into()
}

/// A Typst string literal that reads back as exactly these words.
pub fn literal(words: &str) -> String {
    let (mut out, mut done) = (String::with_capacity(words.len() + 2), 0);
    out.push('"');
    for (at, c) in words.char_indices() {
        let escaped = match c {
            '"' => Cow::Borrowed("\\\""),
            '\\' => Cow::Borrowed("\\\\"),
            '\n' => Cow::Borrowed("\\n"),
            '\r' => Cow::Borrowed("\\r"),
            '\t' => Cow::Borrowed("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                Cow::Owned(format!("\\u{{{:x}}}", u32::from(c)))
            }
            _ => continue,
        };
        out.push_str(&words[done..at]);
        out.push_str(&escaped);
        done = at + c.len_utf8();
    }
    out.push_str(&words[done..]);
    out.push('"');
    out
}
