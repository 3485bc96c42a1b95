//! Hold the structures of the refuse list against a sentence: words of classes in an order, near enough to each other.
//!
//! A line such as `向 … <亲友> … <告知>` names them from left to right. A blank lets two or three characters stand
//! between, `…` more of the same clause, `……` the rest of the sentence. `<甲|乙>` is a word of either class.

use std::ops::Range;

use super::bare::Bare;
use super::lexicon::{LexiconBuilder, Tokens};

/// How many bytes may stand between two parts with nothing between them.
const NEAR: usize = 3 * '字'.len_utf8();

/// How many with `…` between them.
const CLAUSE: usize = 14 * '字'.len_utf8();

/// How many with `……` between them.
const SENTENCE: usize = 45 * '字'.len_utf8();

/// Where one argument of a Typst call ends and the next begins, such as the cells of a table: no sentence goes on there.
const NEXT_BOX: &str = "],";

/// From how many digits on a number without a unit fills a cell of its own, as an amount or a telephone number does.
const ALONE: usize = 3;

/// What may stand behind a number that belongs to a sentence.
const UNITS: &str = "元角分厘年月日号天个期笔次时周岁倍折成万千百亿名人份页条款项位张户";

/// One line of an entry.
#[derive(Debug)]
pub(super) struct Structure(Vec<Part>);

#[derive(Debug)]
struct Part {
    /// Any of these classes.
    classes: Vec<usize>,
    /// How far behind the part before it.
    reach: Reach,
}

#[derive(Debug, Clone, Copy)]
enum Reach {
    Near,
    Clause,
    Sentence,
}

impl Structure {
    /// Reads a line.
    pub(super) fn of(line: &str, lexicon: &mut LexiconBuilder) -> Result<Self, String> {
        let (mut parts, mut reach) = (Vec::new(), Reach::Near);
        for item in line.split_whitespace() {
            reach = match item {
                "…" => Reach::Clause,
                "……" => Reach::Sentence,
                item => {
                    let classes = match item.strip_prefix('<').and_then(|item| item.strip_suffix('>')) {
                        Some(names) => names.split('|').map(|name| lexicon.named(name)).collect(),
                        None => lexicon.literal(item).map(|class| vec![class]),
                    };
                    parts.push(Part { classes: classes?, reach });
                    Reach::Near
                }
            };
        }
        Ok(Self(parts))
    }

    /// Whether a sentence has words for each of its parts.
    pub(super) fn may_stand_in(&self, tokens: &Tokens) -> bool {
        self.0.iter().all(|part| part.classes.iter().any(|class| tokens.has(*class)))
    }

    /// Every way in which a sentence has it: where its parts stand. `accept` ends the search.
    pub(super) fn find(
        &self,
        bare: &Bare<'_>,
        tokens: &Tokens,
        accept: &mut dyn FnMut(&[Range<usize>]) -> bool,
    ) -> bool {
        self.find_from(bare, tokens, &mut Vec::new(), accept)
    }

    fn find_from(
        &self,
        bare: &Bare<'_>,
        tokens: &Tokens,
        found: &mut Vec<Range<usize>>,
        accept: &mut dyn FnMut(&[Range<usize>]) -> bool,
    ) -> bool {
        let Some(part) = self.0.get(found.len()) else { return !found.is_empty() && accept(found) };
        let before = found.last().map(|before| before.end);
        for class in &part.classes {
            let behind = tokens.of(*class).skip_while(|at| before.is_some_and(|end| at.start < end));
            for at in behind.take_while(|at| before.is_none_or(|end| part.reaches(bare, end, at.start))) {
                found.push(at);
                if self.find_from(bare, tokens, found, accept) {
                    return true;
                }
                found.pop();
            }
        }
        false
    }
}

impl Part {
    fn reaches(&self, bare: &Bare<'_>, from: usize, to: usize) -> bool {
        let between = to.saturating_sub(from);
        match self.reach {
            Reach::Near => between <= NEAR && bare.in_one_clause(from, to),
            Reach::Clause => between <= CLAUSE && bare.in_one_clause(from, to),
            Reach::Sentence => between <= SENTENCE && !ends_cell(&bare.words[from..to]),
        }
    }
}

/// Whether a cell of a table ends in a text: by its source, or on a page by a number that runs into the next cell's words.
fn ends_cell(words: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-');
    let mut digits = words.match_indices(|c: char| c.is_ascii_digit());
    let ends = |(at, _): (usize, &str)| {
        let begins = !words[..at].ends_with(is_part);
        let number: &str = words[at..].split(|c| !is_part(c)).next().unwrap_or_default();
        let behind = words[at + number.len()..].chars().next();
        let runs_on = behind.is_some_and(|c| c.is_alphabetic() && !c.is_ascii() && !UNITS.contains(c));
        begins && number.bytes().filter(u8::is_ascii_digit).count() >= ALONE && runs_on
    };
    words.contains(NEXT_BOX) || digits.any(ends)
}
