//! Turn bytes of a PDF into tokens (ISO 32000-1, 7.2 and 7.3), without building anything out of them.

use std::ops::Range;

use super::fault::{Faulty, odd};
use crate::delimiter::{is_regular, is_space};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `<<`
    DictOpen,
    /// `>>`
    DictClose,
    /// `[`
    ArrayOpen,
    /// `]`
    ArrayClose,
    /// `/Name`, the solidus included.
    Name,
    /// `(bytes)`
    Literal,
    /// `<hex>`
    Hex,
    /// A number, a keyword, or an operator.
    Word,
}

/// A token and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) at: Range<usize>,
}

/// The tokens of some bytes, from a place on.
#[derive(Debug, Clone)]
pub(super) struct Lexer<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The bytes of a token.
    pub(super) fn text(&self, token: &Token) -> &'a [u8] {
        &self.bytes[token.at.clone()]
    }

    /// The next token; `None` at the end.
    #[inline]
    pub(super) fn next(&mut self) -> Faulty<Option<Token>> {
        self.pass_spaces();
        let start = self.at;
        let Some(&first) = self.bytes.get(start) else { return Ok(None) };
        if is_regular(first) {
            self.at = self.regular_end(start + 1);
            return Ok(Some(Token { kind: Kind::Word, at: start..self.at }));
        }
        let second = self.bytes.get(start + 1).copied();
        let (kind, end) = match first {
            b'<' if second == Some(b'<') => (Kind::DictOpen, start + 2),
            b'>' if second == Some(b'>') => (Kind::DictClose, start + 2),
            b'[' => (Kind::ArrayOpen, start + 1),
            b']' => (Kind::ArrayClose, start + 1),
            b'/' => (Kind::Name, self.regular_end(start + 1)),
            b'(' => (Kind::Literal, self.literal_end(start + 1)?),
            b'<' => (Kind::Hex, self.hex_end(start + 1)?),
            _ => return Err(odd("a delimiter stands alone")),
        };
        self.at = end;
        Ok(Some(Token { kind, at: start..end }))
    }

    #[inline]
    pub(super) fn pass_spaces(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                byte if is_regular(byte) => return,
                b'%' => {
                    let rest = &self.bytes[self.at..];
                    let line = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
                    self.at += line.unwrap_or(rest.len());
                }
                byte if is_space(byte) => self.at += 1,
                _ => return,
            }
        }
    }

    #[inline]
    fn regular_end(&self, from: usize) -> usize {
        let rest = &self.bytes[from..];
        from + rest.iter().position(|byte| !is_regular(*byte)).unwrap_or(rest.len())
    }

    fn literal_end(&self, from: usize) -> Faulty<usize> {
        let (mut at, mut depth) = (from, 1_usize);
        while let Some(byte) = self.bytes.get(at) {
            at += 1;
            match byte {
                b'\\' => at += 1,
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        return Ok(at);
                    }
                }
                _ => {}
            }
        }
        Err(odd("a string does not end"))
    }

    fn hex_end(&self, from: usize) -> Faulty<usize> {
        let end = memchr::memchr(b'>', &self.bytes[from..]).ok_or_else(|| odd("a string does not end"))?;
        Ok(from + end + 1)
    }

    /// Passes over one whole value, and tells where it stands. A reference counts as one.
    pub(super) fn value(&mut self) -> Faulty<Range<usize>> {
        self.pass_spaces();
        if let Some((_, end)) = reference_at(self.bytes, self.at) {
            let start = std::mem::replace(&mut self.at, end);
            return Ok(start..end);
        }
        let first = self.next()?.ok_or_else(|| odd("a value is missing"))?;
        let mut depth = match first.kind {
            Kind::DictOpen | Kind::ArrayOpen => 1_usize,
            Kind::DictClose | Kind::ArrayClose => return Err(odd("a value is missing")),
            _ => return Ok(first.at),
        };
        while depth > 0 {
            match self.next()?.ok_or_else(|| odd("a value does not end"))?.kind {
                Kind::DictOpen | Kind::ArrayOpen => depth += 1,
                Kind::DictClose | Kind::ArrayClose => depth -= 1,
                _ => {}
            }
        }
        Ok(first.at.start..self.at)
    }
}

/// The reference that stands at a place, such as `12 0 R`: its object's number, and where it ends.
pub(super) fn reference_at(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let (number, end) = digits(bytes, at)?;
    let (generation, end) = digits(bytes, spaces(bytes, end)?)?;
    let end = spaces(bytes, end)?;
    let whole = bytes.get(end) == Some(&b'R') && bytes.get(end + 1).is_none_or(|byte| !is_regular(*byte));
    (generation == 0 && whole).then_some((number, end + 1))
}

/// Where a run of at least one space ends.
fn spaces(bytes: &[u8], at: usize) -> Option<usize> {
    let count = bytes.get(at..)?.iter().take_while(|byte| is_space(**byte)).count();
    (count > 0).then_some(at + count)
}

/// A number in digits and where it ends.
pub(super) fn digits(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let (mut number, mut end) = (0_u32, at);
    while let Some(digit) = bytes.get(end).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit < 10) {
        number = number.checked_mul(10)?.checked_add(u32::from(digit))?;
        end += 1;
    }
    (end > at).then_some((number, end))
}

/// The value of a key of a dictionary, `<<` and `>>` included in `dict`; `None` where it has no such key.
pub(super) fn entry<'a>(dict: &'a [u8], key: &[u8]) -> Faulty<Option<&'a [u8]>> {
    let mut lexer = opened(dict)?;
    while let Some((name, value)) = next_entry(&mut lexer)? {
        if name == key {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

/// Every key, without its solidus, and value of a dictionary.
pub(super) fn entries<'a>(
    dict: &'a [u8],
    mut each: impl FnMut(&'a [u8], &'a [u8]) -> Faulty<()>,
) -> Faulty<()> {
    let mut lexer = opened(dict)?;
    while let Some((name, value)) = next_entry(&mut lexer)? {
        each(name, value)?;
    }
    Ok(())
}

/// The tokens of a dictionary behind `<<`.
fn opened(dict: &[u8]) -> Faulty<Lexer<'_>> {
    let mut lexer = Lexer::new(dict);
    match lexer.next()? {
        Some(Token { kind: Kind::DictOpen, .. }) => Ok(lexer),
        _ => Err(odd("a dictionary is missing")),
    }
}

/// The next key and value of a dictionary; `None` at its end.
fn next_entry<'a>(lexer: &mut Lexer<'a>) -> Faulty<Option<(&'a [u8], &'a [u8])>> {
    let token = lexer.next()?.ok_or_else(|| odd("a dictionary does not end"))?;
    match token.kind {
        Kind::DictClose => Ok(None),
        Kind::Name => {
            let name = &lexer.text(&token)[1..];
            let value = lexer.value()?;
            Ok(Some((name, &lexer.bytes[value])))
        }
        _ => Err(odd("a key is no name")),
    }
}

/// The values of an array, `[` and `]` included in `array`.
pub(super) fn items(array: &[u8]) -> Faulty<Vec<&[u8]>> {
    let mut lexer = Lexer::new(array);
    if lexer.next()?.is_none_or(|token| token.kind != Kind::ArrayOpen) {
        return Err(odd("an array is missing"));
    }
    let mut items = Vec::new();
    loop {
        lexer.pass_spaces();
        match array.get(lexer.at) {
            Some(b']') => return Ok(items),
            Some(_) => items.push(&array[lexer.value()?]),
            None => return Err(odd("an array does not end")),
        }
    }
}

/// The object's number where a value is a reference.
pub(super) fn reference(value: &[u8]) -> Option<u32> {
    reference_at(value, 0).filter(|(_, end)| *end == value.len()).map(|(number, _)| number)
}

/// A value as a number.
pub(super) fn number<T: std::str::FromStr>(value: &[u8]) -> Faulty<T> {
    let text = std::str::from_utf8(value).ok();
    text.and_then(|text| text.trim().parse().ok()).ok_or_else(|| odd("a number is none"))
}

/// The bytes that a string stands for.
pub(super) fn string(token: &[u8]) -> Faulty<Vec<u8>> {
    match token {
        [b'(', within @ .., b')'] => Ok(literal(within)),
        [b'<', within @ .., b'>'] => hex(within),
        _ => Err(odd("a string is none")),
    }
}

fn hex(within: &[u8]) -> Faulty<Vec<u8>> {
    let mut bytes = Vec::with_capacity(within.len().div_ceil(2));
    let mut half = None;
    for &byte in within.iter().filter(|byte| !is_space(**byte)) {
        let digit = char::from(byte).to_digit(16).ok_or_else(|| odd("a string is no hexadecimal"))? as u8;
        half = match half {
            None => Some(digit),
            Some(high) => {
                bytes.push(high << 4 | digit);
                None
            }
        };
    }
    bytes.extend(half.map(|high| high << 4));
    Ok(bytes)
}

fn literal(within: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(within.len());
    let mut at = 0;
    while let Some(&byte) = within.get(at) {
        at += 1;
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let Some(&escaped) = within.get(at) else { break };
        at += 1;
        match escaped {
            b'n' => bytes.push(b'\n'),
            b'r' => bytes.push(b'\r'),
            b't' => bytes.push(b'\t'),
            b'b' => bytes.push(8),
            b'f' => bytes.push(12),
            b'\n' => {}
            b'\r' => at += usize::from(within.get(at) == Some(&b'\n')),
            b'0'..=b'7' => {
                let more = within[at..].iter().take(2).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
                let octal = &within[at - 1..at + more];
                bytes.push(octal.iter().fold(0_u8, |sum, digit| sum.wrapping_mul(8) + (digit - b'0')));
                at += more;
            }
            other => bytes.push(other),
        }
    }
    bytes
}

/// Writes bytes as a string, as short as it can be.
pub(super) fn write_string(bytes: &[u8], out: &mut Vec<u8>) {
    out.push(b'(');
    for &byte in bytes {
        match byte {
            b'(' | b')' | b'\\' => out.extend([b'\\', byte]),
            b'\r' => out.extend(b"\\r"),
            b'\n' => out.extend(b"\\n"),
            _ => out.push(byte),
        }
    }
    out.push(b')');
}
