//! Turn any text into HTML that shows it and does nothing else.

use minijinja::value::{Value, ValueKind};
use minijinja::{Error, ErrorKind, Output, State};

use crate::unseen::Unseen;

/// Writes a template's value: numbers and finished HTML as they are, all other text escaped.
pub(super) fn format(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    match value.kind() {
        ValueKind::String if value.is_safe() => out.write_str(value.as_str().unwrap_or_default())?,
        ValueKind::String => out.write_str(&html(value.as_str().unwrap_or_default()))?,
        ValueKind::Number => out.write_str(&value.to_string())?,
        ValueKind::Undefined => return Err(Error::from(ErrorKind::UndefinedError)),
        _ => return Err(Error::new(ErrorKind::InvalidOperation, "this value is not text")),
    }
    Ok(())
}

/// Text as HTML, fit for an element and for a quoted attribute.
///
/// Controls and the marks that turn the direction of writing or take no room are shown by their
/// number, `⟨U+202E⟩`, so that no text can hide or reorder what stands beside it.
pub(crate) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\r' | '\t' => out.push(' '),
            c if Unseen::of(c).is_some() => out.push_str(&format!("⟨U+{:04X}⟩", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// The same, with what stands between backticks set as code.
pub(super) fn with_code(text: &str) -> Value {
    let parts: Vec<_> = text.split('`').collect();
    let mut out = String::with_capacity(text.len() + 16);
    for (at, part) in parts.iter().enumerate() {
        match (at % 2 == 1, at + 1 < parts.len()) {
            (true, true) => out.push_str(&format!("<code>{}</code>", html(part))),
            (true, false) => out.push_str(&format!("`{}", html(part))),
            (false, _) => out.push_str(&html(part)),
        }
    }
    Value::from_safe_string(out)
}
