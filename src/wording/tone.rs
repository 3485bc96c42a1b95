//! Find paragraphs of finished pages that shout: every line of them red and bold.

use crate::check;
use crate::finding::{Finding, Words};
use crate::typeset::{Look, Printed};

/// From this weight on type is bold.
const BOLD: u16 = 600;

/// How many ideographs a paragraph has at least: fewer are a heading or an amount.
const LEAST: usize = 10;

/// W12: lines one below the other that are red and bold and make up a paragraph; one finding a document.
pub(super) fn shouting(printed: &Printed) -> Option<Finding> {
    let mut paragraph = String::new();
    let shouts = printed.lines().any(|line| {
        let seen = || line.iter().filter(|(words, _)| words.chars().any(char::is_alphanumeric));
        if seen().next().is_some() && seen().all(|(_, look)| loud(*look)) {
            paragraph.extend(line.iter().map(|(words, _)| *words));
        } else {
            paragraph.clear();
        }
        is_paragraph(&paragraph)
    });
    let finding = check::rule("W12")
        .filter(|_| shouts)?
        .finding("", Words::new("a paragraph is all red and bold", "有整段文字为红色粗体"));
    Some(
        finding.hint(
            "set single words bold at most, and keep red for the seal",
            "至多将个别词语加粗，红色留给印章",
        ),
    )
}

fn loud(look: Look) -> bool {
    look.red && look.weight >= BOLD
}

/// Whether words are sentences: names and titles have no marks.
fn is_paragraph(words: &str) -> bool {
    let letters = words.chars().filter(|c| c.is_alphabetic()).count();
    letters >= LEAST && words.contains(['，', '。', '；', '！', '!'])
}
