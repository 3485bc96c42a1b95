//! Find signs in the fixed words of an author's templates that Typst takes for commands, so that words change or vanish.
//!
//! What can hardly be meant is a fault. What may be meant, such as stars around bold words, is only told.

mod braces;

use std::collections::BTreeSet;
use std::sync::Arc;

use typst::syntax::{LinkedNode, SyntaxKind, parse};

use super::built_in::OfBuiltIn;
use super::guard::tags;
use super::{TemplateFault, TemplateSet};
use crate::finding::Words;

/// What was found in the templates of a set that are not built in.
#[derive(Debug, Default)]
pub(super) struct Signs {
    /// Words that would vanish or be read as code.
    pub(super) misread: Vec<TemplateFault>,
    /// Words that are printed as something else, as may be meant.
    pub(super) doubtful: Vec<TemplateFault>,
}

/// The signs in all files that are not built in.
pub(super) fn signs(set: &TemplateSet) -> Signs {
    let own = || set.typst().filter(|(name, _)| set.is_own(name));
    if own().next().is_none() {
        return Signs::default();
    }
    let known = Known::of(set);
    let mut signs = Signs::default();
    for (name, text) in own() {
        let plain = without_tags(name, text);
        let found = |at: usize, message: Words| TemplateFault { place: Some(set.place(name, at)), message };
        walk(&LinkedNode::new(&parse(&plain)), &mut |node| {
            let line = lines(&plain, node);
            let stray = node.kind() == SyntaxKind::Error && has_branches(text);
            let written = written(text, node);
            match sign(node, text, written, &line, &known).filter(|_| !stray) {
                Some(Sign::Misread(words)) => signs.misread.push(found(node.offset(), words)),
                Some(Sign::Doubtful(words)) => signs.doubtful.push(found(node.offset(), words)),
                None => {}
            }
            signs
                .misread
                .extend(braces::printed(node, &plain).into_iter().map(|(at, words)| found(at, words)));
        });
        if name.ends_with(".jinja") {
            signs.misread.extend(braces::quoted(text).map(|(at, words)| found(at, words)));
        }
    }
    signs
}

/// What a node has of the author's own words, up to the first value.
fn written<'t>(text: &'t str, node: &LinkedNode<'_>) -> &'t str {
    let own = text.get(node.range()).unwrap_or_default();
    own.split("{{").next().unwrap_or_default()
}

/// A sign with a meaning, and how it is written so that it has none.
enum Sign {
    Misread(Words),
    Doubtful(Words),
}

impl Sign {
    fn misread(en: impl Into<String>, zh: impl Into<String>) -> Option<Self> {
        Some(Self::Misread(Words::new(en, zh)))
    }

    fn doubtful(en: impl Into<String>, zh: impl Into<String>) -> Option<Self> {
        Some(Self::Doubtful(Words::new(en, zh)))
    }
}

/// Labels and names that templates make themselves.
struct Known<'a> {
    texts: Vec<&'a str>,
    names: BTreeSet<String>,
}

impl<'a> Known<'a> {
    fn of(set: &'a TemplateSet) -> Self {
        let files: Vec<_> = set.typst().collect();
        static BOUND: OfBuiltIn<Arc<BTreeSet<String>>> = OfBuiltIn::new();
        let named = files.iter().filter(|(_, text)| !text.is_ascii());
        let named = named.map(|(name, text)| BOUND.of(set, name, || Arc::new(bound(name, text))));
        let names = named.flat_map(|names| names.iter().cloned().collect::<Vec<_>>()).collect();
        Self { texts: files.into_iter().map(|(_, text)| text).collect(), names }
    }

    /// How often a label is named.
    fn labels(&self, name: &str) -> usize {
        let forms = [format!("<{name}>"), format!("@{name}"), format!("label(\"{name}\")")];
        let named = |text: &&str| forms.iter().map(|form| text.matches(form).count()).sum::<usize>();
        self.texts.iter().map(named).sum()
    }
}

/// The names that a file makes.
fn bound(name: &str, text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    walk(&LinkedNode::new(&parse(&without_tags(name, text))), &mut |node| {
        if node.kind() == SyntaxKind::Ident && is_binding(node) {
            names.insert(node.leaf_text().to_string());
        }
    });
    names
}

/// Whether a name stands where names are made.
fn is_binding(node: &LinkedNode<'_>) -> bool {
    let above = node.parent_kind();
    above.is_some_and(|above| {
        matches!(
            above,
            SyntaxKind::LetBinding
                | SyntaxKind::Closure
                | SyntaxKind::Params
                | SyntaxKind::Named
                | SyntaxKind::Destructuring
                | SyntaxKind::ForLoop
                | SyntaxKind::ImportItems
                | SyntaxKind::ImportItemPath
                | SyntaxKind::RenamedImportItem
        )
    })
}

/// A template's text with blanks for tags and letters for values, each byte at its place.
fn without_tags(name: &str, text: &str) -> String {
    let mut plain = text.as_bytes().to_vec();
    let mut fill = |from: usize, end: usize, with: u8| {
        for byte in plain.iter_mut().take(end).skip(from).filter(|byte| **byte != b'\n') {
            *byte = with;
        }
    };
    if name.ends_with(".jinja") {
        let mut from = 0;
        while let Some(start) = text[from..].find("{#").map(|at| from + at) {
            from = text[start..].find("#}").map_or(text.len(), |end| start + end + 2);
            fill(start, from, b' ');
        }
        for (at, tag) in tags(text) {
            fill(at, (at + tag.len() + 2).min(text.len()), if tag.starts_with("{{") { b'v' } else { b' ' });
        }
    }
    String::from_utf8(plain).unwrap_or_else(|_| text.to_string())
}

fn walk(node: &LinkedNode<'_>, visit: &mut impl FnMut(&LinkedNode<'_>)) {
    visit(node);
    node.children().for_each(|child| walk(&child, visit));
}

/// Whether a node was read without a fault.
fn is_whole(node: &LinkedNode<'_>) -> bool {
    node.get().errors_and_warnings().0.is_empty()
}

/// Whether a template words something in one way or another, each of which may close what was opened before.
fn has_branches(text: &str) -> bool {
    ["{% el", "{%- el", "{%el"].iter().any(|tag| text.contains(tag))
}

/// What stands before a node on its line, and behind it.
fn lines<'t>(text: &'t str, node: &LinkedNode<'_>) -> (&'t str, &'t str) {
    let before = text[..node.offset()].rsplit('\n').next().unwrap_or_default();
    (before, text[node.range().end..].lines().next().unwrap_or_default())
}

/// What Typst takes a node of fixed words for, where it is not what stands there.
fn sign(
    node: &LinkedNode<'_>,
    source: &str,
    written: &str,
    line: &(&str, &str),
    known: &Known<'_>,
) -> Option<Sign> {
    if node.parent_kind() != Some(SyntaxKind::Markup) {
        return None;
    }
    let text = node.get().full_text();
    match node.kind() {
        SyntaxKind::LineComment if follows_words(node, line.0) => Sign::misread(
            "`//` begins a comment: the rest of the line is not printed; write `\\/\\/`, or give a comment a line of its own",
            "`//` 是注释，该行其后的内容不会印出；请写作 `\\/\\/`，注释请另起一行",
        ),
        SyntaxKind::BlockComment if follows_words(node, line.0) || !line.1.trim().is_empty() => {
            Sign::misread(
                "`/* … */` is a comment and is not printed; write `\\/\\*` and `\\*\\/`, or give a comment a line of its own",
                "`/* … */` 是注释，不会印出；请写作 `\\/\\*`、`\\*\\/`，注释请另起一行",
            )
        }
        SyntaxKind::Escape => escape(&text),
        SyntaxKind::Label => label(node, written, line.1, known),
        SyntaxKind::Ref => reference(written, known),
        SyntaxKind::Equation => equation(node, &text),
        SyntaxKind::Hash => code(node, source, known),
        SyntaxKind::Error if text == "]" => Sign::misread(
            "`]` closes what nothing has opened, or one before it closed too early; write `\\]` where it is to be printed",
            "`]` 没有对应的 `[`，或此前有 `]` 提前结束了内容；如需印出请写作 `\\]`",
        ),
        _ => doubtful(node, &text),
    }
}

/// Whether words, not code, stand before a comment on its line.
fn follows_words(node: &LinkedNode<'_>, before: &str) -> bool {
    let code = |kind: SyntaxKind| {
        kind.is_trivia() || kind.is_stmt() || matches!(kind, SyntaxKind::FuncCall | SyntaxKind::Ident)
    };
    let previous = node.prev_sibling();
    !before.trim().is_empty() && previous.is_some_and(|previous| !code(previous.kind()))
}

/// A backslash before what needs none.
fn escape(text: &str) -> Option<Sign> {
    let behind = text.strip_prefix('\\')?;
    if behind.starts_with("u{") || behind.chars().all(|c| c.is_ascii_punctuation()) {
        return None;
    }
    Sign::misread(
        format!("`{text}` prints `{behind}` without the `\\`; write `\\\\{behind}`"),
        format!("`{text}` 只印出 `{behind}`，`\\` 会消失；请写作 `\\\\{behind}`"),
    )
}

/// Labels by which the program finds places on a page: no template refers to them.
const OF_THE_PROGRAM: [&str; 3] = ["signature-field", "type-area", "window-address"];

/// A label of which nothing makes use. It may be meant where it ends a line behind what a call gives.
fn label(node: &LinkedNode<'_>, text: &str, behind: &str, known: &Known<'_>) -> Option<Sign> {
    let name = text.trim_start_matches('<').trim_end_matches('>');
    if known.labels(name) > 1 || OF_THE_PROGRAM.contains(&name) {
        return None;
    }
    let words = Words::new(
        format!("`{text}` is a label that nothing refers to, and is not printed; write `\\<{name}\\>`"),
        format!("`{text}` 是无人引用的标签，不会印出；请写作 `\\<{name}\\>`"),
    );
    let of_words = node.prev_sibling().is_none_or(|before| before.kind() == SyntaxKind::Text);
    let may_be_meant = !of_words && name.is_ascii() && behind.trim().is_empty();
    Some(if may_be_meant { Sign::Doubtful(words) } else { Sign::Misread(words) })
}

/// A reference to a label that there is not.
fn reference(text: &str, known: &Known<'_>) -> Option<Sign> {
    let name = text.strip_prefix('@')?;
    let name = name.split('[').next().unwrap_or_default();
    let there = known.texts.iter().any(|text| text.contains(&format!("<{name}>")));
    if there {
        return None;
    }
    Sign::misread(
        format!("`@{name}` refers to a label that there is not; write `\\@{name}`"),
        format!("`@{name}` 会被当作对标签的引用，而没有这个标签；请写作 `\\@{name}`"),
    )
}

/// A sum of money or words that are taken for a formula.
fn equation(node: &LinkedNode<'_>, text: &str) -> Option<Sign> {
    let inner = text.trim_matches('$').trim();
    let formula = inner.is_ascii() && !inner.starts_with(|c: char| c.is_ascii_digit());
    if formula && is_whole(node) && !inner.contains('\n') {
        return None;
    }
    Sign::misread(
        "`$` begins a formula; write `\\$`",
        "`$` 表示公式的开始，其后的文字会被当作公式；如需印出请写作 `\\$`",
    )
}

/// A `#` before a word or a number that is none of Typst's.
fn code(node: &LinkedNode<'_>, source: &str, known: &Known<'_>) -> Option<Sign> {
    let behind = node.next_sibling_with_trivia()?;
    let first = behind.leftmost_leaf()?;
    let word = first.leaf_text();
    let number = matches!(first.kind(), SyntaxKind::Int | SyntaxKind::Float | SyntaxKind::Numeric);
    let strange =
        first.kind() == SyntaxKind::Ident && !word.is_ascii() && !known.names.contains(word.as_str());
    if !number && !strange {
        return None;
    }
    // Without the letters that stand for a value which follows at once.
    let short: String = written(source, &first).chars().take(12).collect();
    Sign::misread(
        format!(
            "`#{short}` is read as code; write `\\#`, and put a blank or `;` behind a name that words follow"
        ),
        format!("`#{short}` 会被当作代码；如需印出 `#` 请写作 `\\#`，名称后紧跟文字时请在名称后加空格或 `;`"),
    )
}

/// Whether a quote stands within a word, as in `don't`.
fn is_apostrophe(node: &LinkedNode<'_>) -> bool {
    let beside = |node: Option<LinkedNode<'_>>, letter: fn(&str) -> Option<char>| {
        node.and_then(|node| letter(&node.get().full_text())).is_some_and(|c| c.is_ascii_alphanumeric())
    };
    beside(node.prev_sibling_with_trivia(), |text| text.chars().next_back())
        && beside(node.next_sibling_with_trivia(), |text| text.chars().next())
}

/// What is printed as something else, as may be meant.
fn doubtful(node: &LinkedNode<'_>, text: &str) -> Option<Sign> {
    match (node.kind(), text) {
        (SyntaxKind::Strong, _) if is_whole(node) => Sign::doubtful(
            "stars around words set them in bold and are not printed; write `\\*` for a star, `#strong[…]` where bold is meant",
            "星号之间的文字排为粗体，星号不印出；要印星号请写作 `\\*`，确需粗体请写 `#strong[…]`",
        ),
        (SyntaxKind::Emph, _) if is_whole(node) => Sign::doubtful(
            "underscores around words set them in italics and are not printed; write `\\_`, or `#emph[…]` where that is meant",
            "下划线之间的文字排为强调体，下划线不印出；要印下划线请写作 `\\_`，确需强调请写 `#emph[…]`",
        ),
        (SyntaxKind::Raw, _) if is_whole(node) => Sign::doubtful(
            "words between backticks are set as code; write `\\` before each, or `#raw(\"…\")` where that is meant",
            "反引号之间的文字按代码排版；要印反引号请在前面加 `\\`，确需如此请写 `#raw(\"…\")`",
        ),
        (SyntaxKind::SmartQuote, "'") => Sign::doubtful(
            "`'` prints `‘` or `’` by what stands beside it, between Chinese characters always `’`; write `‘` and `’` themselves",
            "`'` 按前后文字印成 `‘` 或 `’`，汉字之间总是 `’`；请直接写 `‘`、`’`",
        ).filter(|_| !is_apostrophe(node)),
        (SyntaxKind::Shorthand, "--" | "---" | "..." | "~" | "-?") => {
            let printed = match text {
                "--" => "–",
                "---" => "—",
                "..." => "…",
                "~" => "a blank that does not break",
                _ => "a soft hyphen",
            };
            let printed_zh = match text {
                "~" => "不换行空格",
                "-?" => "软连字符",
                other => other,
            };
            let signs: String = text.chars().map(|sign| format!("\\{sign}")).collect();
            Sign::doubtful(
                format!("`{text}` prints {printed}; write `{signs}`, or that sign itself where it is meant"),
                match printed_zh {
                    "--" | "---" | "..." => {
                        format!("`{text}` 印出的是 `{printed}`；请写作 `{signs}`，确需该符号请直接写该符号")
                    }
                    other => format!("`{text}` 印出的是{other}；请写作 `{signs}`"),
                },
            )
        }
        _ => None,
    }
}
