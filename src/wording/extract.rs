//! Turn template and source text into its words: what a reader would see of it, and little else.

use super::code::words;

/// Written where a template prints a value.
const VALUE: char = '\u{FFFC}';

/// How the source begins and ends a value (see `fill::escape`).
const BEGIN: &str = "#v(\"";
const END: &str = ");";

/// The fixed words of a template, line by line as they stand: without comments and tags, a mark for each value, and
/// nothing to read in code.
pub(super) fn template_text(template: &str) -> String {
    words(template, |before, from, out| past_tag(from, out).or_else(|| past_comment(before, from, out)))
}

/// The fixed words of a message's template, line by line as they stand: without tags of the template and of HTML.
pub(super) fn message_template_text(template: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(template.len()), template);
    while let Some(c) = rest.chars().next() {
        rest = match past_tag(rest, &mut out) {
            Some(after) => after,
            None => {
                out.push(c);
                &rest[c.len_utf8()..]
            }
        };
    }
    html_text(&out)
}

/// The words of HTML, and of what is none, line by line as they stand: without its tags, styles and comments.
pub(super) fn html_text(html: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(html.len()), html);
    while let Some((words, behind)) = rest.split_once('<') {
        out.push_str(words);
        let end = match behind {
            style if style.starts_with("style") => "</style>",
            comment if comment.starts_with("!--") => "-->",
            _ => ">",
        };
        let (tag, after) = behind.split_once(end).unwrap_or((behind, ""));
        out.extend(tag.chars().filter(|c| *c == '\n'));
        rest = after;
    }
    out.push_str(rest);
    let signs =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")];
    signs.into_iter().fold(out, |out, (escaped, sign)| out.replace(escaped, sign))
}

/// Goes past a tag of the template, keeping its line ends.
fn past_tag<'a>(from: &'a str, out: &mut String) -> Option<&'a str> {
    let tags = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")];
    let (open, close) = tags.into_iter().find(|(open, _)| from.starts_with(open))?;
    let end = from.find(close).map_or(from.len(), |end| end + close.len());
    let (tag, after) = from.split_at(end);
    if open == "{{" || is_branch(tag) {
        out.push(VALUE);
    }
    out.extend(tag.chars().filter(|c| *c == '\n'));
    Some(after)
}

/// Whether a tag parts two wordings of which one is printed.
fn is_branch(tag: &str) -> bool {
    let inside = tag.trim_start_matches(['{', '%', '-', '+', ' ', '\n', '\t']);
    inside.starts_with("el")
}

/// The words of a filled source: without comments, values as they print, nothing to read in code.
pub(super) fn source_text(source: &str) -> String {
    words(source, |before, from, out| match from.strip_prefix(BEGIN) {
        Some(literal) => Some(past_literal(literal, out)),
        None => past_comment(before, from, out),
    })
}

/// Goes past a comment, keeping its line ends.
fn past_comment<'a>(before: &str, from: &'a str, out: &mut String) -> Option<&'a str> {
    let end = if from.starts_with("//") && !before.ends_with(':') {
        from.find('\n').unwrap_or(from.len())
    } else if from.starts_with("/*") {
        from.find("*/").map_or(from.len(), |end| end + 2)
    } else {
        return None;
    };
    out.extend(from[..end].chars().filter(|c| *c == '\n'));
    Some(&from[end..])
}

/// Writes what a Typst string literal holds, from after its first quotation mark, and goes past the call around it.
fn past_literal<'a>(literal: &'a str, out: &mut String) -> &'a str {
    let mut chars = literal.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => {
                let after = &literal[at + 1..];
                return after.strip_prefix(END).unwrap_or(after);
            }
            '\\' => match chars.next() {
                Some((_, 'u')) => {
                    let code: String =
                        chars.by_ref().map(|(_, c)| c).skip(1).take_while(|c| *c != '}').collect();
                    out.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
                }
                Some((_, 'n' | 'r')) => out.push('\n'),
                Some((_, 't')) => out.push('\t'),
                Some((_, escaped)) => out.push(escaped),
                None => {}
            },
            c => out.push(c),
        }
    }
    ""
}
