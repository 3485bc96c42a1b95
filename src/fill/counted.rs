//! Turn an author's Typst source into the same, with calls that count all that repeats or grows.
//!
//! Typst ends `while` loops and recursion, but neither loops over lists, nor functions that call
//! others twice, nor words that are doubled again and again. So whatever is given to a name, to a
//! function or to the page passes through a function of `typeset::meter`, which hands it on as it
//! is; only text between tokens is added, and no line.

use std::ops::Range;

use crate::finding::Words;
use typst::syntax::ast::{self, AstNode};
use typst::syntax::{LinkedNode, SyntaxKind, SyntaxNode, is_id_continue, is_newline, parse};

/// The beginning of names that belong to the program.
const OWN: &str = "hanpress-";

/// What stands before all else: as every function, no source is remembered, and all of it is counted once more.
const START: &str = "#let _ = hanpress-call(none);#show: hanpress-whole;";

/// Methods whose result can be as large as what they are given multiplied.
const MULTIPLYING: &[&str] = &["replace", "join", "intersperse", "windows", "dedup"];

/// Source with its counting calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    text: String,
    /// Bytes of the counted text after each insertion, and where they stood before.
    shifts: Vec<(usize, usize)>,
}

/// What source may not hold, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forbidden {
    /// The bytes.
    pub at: Range<usize>,
    /// What it is.
    pub what: Words,
}

impl Counted {
    /// The source with its counting calls.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where a byte of the counted source stood in the source itself.
    pub fn original(&self, byte: usize) -> usize {
        let after = self.shifts.partition_point(|(counted, _)| *counted <= byte);
        let (counted, original) = after.checked_sub(1).map_or((0, 0), |at| self.shifts[at]);
        let next = self.shifts.get(after).map_or(usize::MAX, |(_, original)| *original);
        (original + (byte - counted)).min(next)
    }
}

/// Puts counting calls into Typst source. Source that cannot be parsed is left for the typesetter to
/// tell of; names that belong to the program and `*=` are refused.
pub fn counted(source: &str) -> Result<Counted, Forbidden> {
    let root = parse(source);
    let start = if source.starts_with("#!") { first_line(source) } else { 0 };
    let mut calls = Calls { inserts: vec![(start, START)], forbidden: None };
    calls.walk(&LinkedNode::new(&root));
    if let Some(forbidden) = calls.forbidden {
        return Err(forbidden);
    }
    // Stable: where several stand at one place, the outer ones came first.
    calls.inserts.sort_by_key(|(at, _)| *at);
    let (mut text, mut shifts, mut done) = (String::with_capacity(source.len() * 2), Vec::new(), 0);
    for (at, words) in calls.inserts {
        text.push_str(&source[done..at]);
        if words.starts_with(OWN) && text.ends_with(is_id_continue) {
            text.push(' '); // as in `in(1, 2)`, where no space parts the word from what is wrapped
        }
        text.push_str(words);
        done = at;
        shifts.push((text.len(), at));
    }
    text.push_str(&source[done..]);
    Ok(Counted { text, shifts })
}

/// How long the first line is: one for the shell stays the first. A line ends where Typst ends it.
fn first_line(source: &str) -> usize {
    let Some((at, end)) = source.char_indices().find(|(_, c)| is_newline(*c)) else { return source.len() };
    let both = source[at..].starts_with("\r\n");
    at + if both { 2 } else { end.len_utf8() }
}

/// The words to be inserted, in the order of a walk from the root to the leaves.
struct Calls {
    inserts: Vec<(usize, &'static str)>,
    forbidden: Option<Forbidden>,
}

impl Calls {
    fn walk(&mut self, node: &LinkedNode<'_>) {
        if node.kind() == SyntaxKind::Ident && node.leaf_text().starts_with(OWN) {
            self.forbid(node, "a name that begins with `hanpress-`", "以 `hanpress-` 开头的名称");
        }
        if binary(node).is_some_and(|it| it.op() == ast::BinOp::MulAssign) {
            self.forbid(node, "`*=`: write `x = x * n`", " `*=`：请写作 `x = x * n`");
        }
        let mut before = SyntaxKind::End;
        for child in node.children() {
            if node.kind() == SyntaxKind::Markup && child.kind() == SyntaxKind::Equation && refers(&child) {
                let bare = before != SyntaxKind::Hash;
                let call = if bare { "#hanpress-weigh(" } else { "hanpress-weigh(" };
                self.inserts.push((child.offset(), call));
                self.inserts.push((child.range().end, if bare { ");" } else { ")" }));
            } else if let Some(call) = call(node, &child, before) {
                self.inserts.push((child.offset(), call));
                self.inserts.push((child.range().end, if in_word(node, &child) { ")\\" } else { ")" }));
            }
            self.walk(&child);
            before = child.kind();
            if node.kind() == SyntaxKind::Args && before == SyntaxKind::RightParen {
                // Content behind the parentheses: it cannot be wrapped, and is counted in the result.
                before = SyntaxKind::End;
            }
        }
    }

    fn forbid(&mut self, node: &LinkedNode<'_>, en: &str, zh: &str) {
        self.forbidden.get_or_insert(Forbidden { at: node.range(), what: Words::new(en, zh) });
    }
}

/// Whether a star follows that is a star only because it stands between letters, as it then no longer does.
fn in_word(parent: &LinkedNode<'_>, child: &LinkedNode<'_>) -> bool {
    let next = child.next_sibling_with_trivia();
    parent.kind() == SyntaxKind::Markup
        && next
            .is_some_and(|next| next.kind() == SyntaxKind::Text && next.leaf_text().starts_with(['*', '_']))
}

/// The call a child is wrapped in; `before` is the kind of the token before it.
fn call(parent: &LinkedNode<'_>, child: &LinkedNode<'_>, before: SyntaxKind) -> Option<&'static str> {
    let (node, inner) = (parent.get(), child.get());
    if !inner.is::<ast::Expr>() {
        return None;
    }
    let is = |expr: Option<ast::Expr<'_>>| expr.is_some_and(|expr| std::ptr::eq(expr.to_untyped(), inner));
    let weigh = |wanted: bool| (wanted && !is_plain(inner)).then_some("hanpress-weigh(");
    match parent.kind() {
        SyntaxKind::Markup | SyntaxKind::Math | SyntaxKind::Code => embedded(parent, inner, before),
        SyntaxKind::MathDelimited | SyntaxKind::MathAttach | SyntaxKind::MathFrac | SyntaxKind::MathRoot => {
            embedded(parent, inner, before)
        }
        SyntaxKind::Args if multiplies(parent.parent()?) => {
            (!is_plain(inner) && in_parens(parent, child)).then_some("hanpress-factor(")
        }
        SyntaxKind::Args => weigh(in_parens(parent, child)),
        SyntaxKind::Named if is_pattern(parent.parent_kind()?) => None,
        SyntaxKind::Named => weigh(is(node.cast().map(|it: ast::Named<'_>| it.expr()))),
        SyntaxKind::Spread if is_pattern(parent.parent_kind()?) => None,
        SyntaxKind::Spread => weigh(is(node.cast().map(|it: ast::Spread<'_>| it.expr()))),
        SyntaxKind::LetBinding => weigh(is(node.cast().and_then(|it: ast::LetBinding<'_>| it.init()))),
        SyntaxKind::DestructAssignment => {
            weigh(is(node.cast().map(|it: ast::DestructAssignment<'_>| it.value())))
        }
        SyntaxKind::FuncReturn => weigh(is(node.cast().and_then(|it: ast::FuncReturn<'_>| it.body()))),
        SyntaxKind::Closure => {
            is(node.cast().map(|it: ast::Closure<'_>| it.body())).then_some("hanpress-call(")
        }
        SyntaxKind::Contextual => {
            is(node.cast().map(|it: ast::Contextual<'_>| it.body())).then_some("hanpress-call(")
        }
        SyntaxKind::ForLoop => {
            is(node.cast().map(|it: ast::ForLoop<'_>| it.iterable())).then_some("hanpress-turns(")
        }
        SyntaxKind::WhileLoop => {
            is(node.cast().map(|it: ast::WhileLoop<'_>| it.condition())).then_some("hanpress-turns(")
        }
        SyntaxKind::ShowRule if inner.kind() == SyntaxKind::SetRule => None,
        SyntaxKind::ShowRule => {
            is(node.cast().map(|it: ast::ShowRule<'_>| it.transform())).then_some("hanpress-shown(")
        }
        SyntaxKind::FieldAccess if multiplies(parent.parent()?) => {
            is(node.cast().map(|it: ast::FieldAccess<'_>| it.target())).then_some("hanpress-factor(")
        }
        SyntaxKind::Binary => operand(parent, inner),
        _ => None,
    }
}

/// An expression in markup or mathematics, or a line of a code block.
fn embedded(parent: &LinkedNode<'_>, inner: &SyntaxNode, before: SyntaxKind) -> Option<&'static str> {
    let code = parent.kind() == SyntaxKind::Code;
    ((code || before == SyntaxKind::Hash) && builds(inner)).then_some("hanpress-weigh(")
}

/// An operand that makes its operation's result large, or the right side of an assignment.
fn operand(parent: &LinkedNode<'_>, inner: &SyntaxNode) -> Option<&'static str> {
    let binary = binary(parent)?;
    let right = std::ptr::eq(binary.rhs().to_untyped(), inner);
    match binary.op() {
        ast::BinOp::Mul if !is_plain(inner) => Some("hanpress-factor("),
        ast::BinOp::Add if builds(inner) => Some("hanpress-weigh("),
        ast::BinOp::Assign | ast::BinOp::AddAssign | ast::BinOp::SubAssign | ast::BinOp::DivAssign
            if right && !is_plain(inner) =>
        {
            Some("hanpress-weigh(")
        }
        _ => None,
    }
}

fn binary<'a>(node: &LinkedNode<'a>) -> Option<ast::Binary<'a>> {
    node.get().cast()
}

/// Whether a call is one of a method that multiplies.
fn multiplies(call: &LinkedNode<'_>) -> bool {
    let callee = call.get().cast::<ast::FuncCall<'_>>().map(|call| call.callee());
    matches!(callee, Some(ast::Expr::FieldAccess(access)) if MULTIPLYING.contains(&access.field().as_str()))
}

/// Whether an argument stands between the parentheses, not behind them.
fn in_parens(args: &LinkedNode<'_>, child: &LinkedNode<'_>) -> bool {
    let close = args.children().find(|it| it.kind() == SyntaxKind::RightParen);
    close.is_some_and(|close| child.offset() < close.offset())
}

/// Whether names and dots stand there as a pattern, for something to be put into.
fn is_pattern(above: SyntaxKind) -> bool {
    matches!(above, SyntaxKind::Params | SyntaxKind::Destructuring)
}

/// Whether an expression gives something that may have grown.
fn builds(node: &SyntaxNode) -> bool {
    match node.kind() {
        SyntaxKind::Ident
        | SyntaxKind::FieldAccess
        | SyntaxKind::FuncCall
        | SyntaxKind::Parenthesized
        | SyntaxKind::Array
        | SyntaxKind::Dict => true,
        SyntaxKind::Binary => node.cast().is_some_and(|it: ast::Binary<'_>| {
            !matches!(
                it.op(),
                ast::BinOp::Assign
                    | ast::BinOp::AddAssign
                    | ast::BinOp::SubAssign
                    | ast::BinOp::MulAssign
                    | ast::BinOp::DivAssign
            )
        }),
        _ => false,
    }
}

/// Whether an expression is what stands there and no more.
fn is_plain(node: &SyntaxNode) -> bool {
    match node.kind() {
        SyntaxKind::Str
        | SyntaxKind::Bool
        | SyntaxKind::None
        | SyntaxKind::Auto
        | SyntaxKind::Label
        | SyntaxKind::Raw
        | SyntaxKind::Closure => true,
        SyntaxKind::Int | SyntaxKind::Float | SyntaxKind::Numeric => node.len() < 6,
        SyntaxKind::ContentBlock | SyntaxKind::Equation => !refers(node),
        _ => false,
    }
}

/// Whether there is a name, and so something from elsewhere, in what is written.
fn refers(node: &SyntaxNode) -> bool {
    matches!(node.kind(), SyntaxKind::Hash | SyntaxKind::MathIdent) || node.children().any(refers)
}
