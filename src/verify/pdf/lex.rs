//! Turn bytes into values, strictly: what two programs might read in two ways is not read at all.

use super::object::{Dict, Object, Str, WEIGHT};
use crate::delimiter::{is_regular, is_space};
use crate::verify::budget::{Budget, Spent};

/// How deep arrays and dictionaries may nest.
const DEEPEST: usize = 64;
/// How many steps a value takes beside its bytes.
const STEP: usize = 4;

/// Bytes that are no PDF object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::verify) struct Malformed;

impl From<Spent> for Malformed {
    fn from(_: Spent) -> Self {
        Self
    }
}

/// A place in bytes, from which values are read.
#[derive(Debug)]
pub(in crate::verify) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Whether the bytes are the file, so that places in them mean something.
    in_file: bool,
    budget: &'a Budget,
    /// How many bytes of memory the values take that were read.
    weight: usize,
}

impl<'a> Lexer<'a> {
    /// Reads the file itself from `at`.
    pub(in crate::verify) fn of_file(bytes: &'a [u8], at: usize, budget: &'a Budget) -> Self {
        Self { bytes, at: at.min(bytes.len()), in_file: true, budget, weight: 0 }
    }

    /// Reads the content of an object stream from `at`.
    pub(in crate::verify) fn of_stream(bytes: &'a [u8], at: usize, budget: &'a Budget) -> Self {
        Self { in_file: false, ..Self::of_file(bytes, at, budget) }
    }

    /// How many bytes of memory the values take that were read.
    pub(in crate::verify) fn weight(&self) -> usize {
        self.weight
    }

    /// Goes on, and pays for it. Where the budget is spent, no value is read any more.
    fn pass(&mut self, bytes: usize) {
        self.at += bytes;
        let _ = self.budget.spend(bytes);
    }

    /// Pays for the memory of a value.
    fn weigh(&mut self, bytes: usize) -> Result<(), Malformed> {
        self.weight += bytes;
        if self.weight > self.budget.largest_value() {
            self.budget.overrun();
        }
        Ok(self.budget.spend(STEP)?)
    }

    pub(in crate::verify) fn at(&self) -> usize {
        self.at
    }

    /// Goes on at another place.
    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at.min(self.bytes.len());
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    /// Passes over white space and comments.
    pub(in crate::verify) fn skip_comments(&mut self) {
        if self.budget.is_over() {
            // Nothing is read any more, wherever it would go on.
            self.at = self.bytes.len();
        }
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                let end = memchr::memchr2(b'\r', b'\n', self.rest());
                self.pass(end.unwrap_or(self.rest().len()));
            } else if is_space(byte) {
                self.skip_whitespace();
            } else {
                break;
            }
        }
    }

    /// Passes over white space only.
    pub(in crate::verify) fn skip_whitespace(&mut self) {
        self.pass(self.rest().iter().take_while(|byte| is_space(**byte)).count());
    }

    /// Takes these very bytes, if they come next.
    pub(in crate::verify) fn take(&mut self, wanted: &[u8]) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len();
        }
        found
    }

    /// Takes a keyword after white space, if it comes next and ends there.
    pub(in crate::verify) fn keyword(&mut self, wanted: &[u8]) -> bool {
        let before = self.at;
        self.skip_comments();
        if self.take(wanted) && !self.peek().is_some_and(is_regular) {
            return true;
        }
        self.at = before;
        false
    }

    /// An integer without a sign, after white space.
    pub(in crate::verify) fn unsigned(&mut self) -> Option<u64> {
        self.skip_comments();
        let (mut number, mut digits) = (Some(0_u64), 0);
        for digit in self.rest().iter().map(|byte| byte.wrapping_sub(b'0')).take_while(|digit| *digit < 10) {
            number = number.and_then(|number| number.checked_mul(10)?.checked_add(digit.into()));
            digits += 1;
        }
        self.pass(digits);
        let number = number.filter(|_| digits > 0)?;
        if self.peek().is_some_and(is_regular) { None } else { Some(number) }
    }

    /// One object.
    pub(in crate::verify) fn object(&mut self) -> Result<Object, Malformed> {
        self.value(0)
    }

    fn value(&mut self, depth: usize) -> Result<Object, Malformed> {
        if depth > DEEPEST {
            return Err(Malformed);
        }
        self.weigh(WEIGHT)?;
        self.skip_comments();
        match self.peek().ok_or(Malformed)? {
            b'/' => Ok(Object::Name(self.name()?)),
            b'(' => self.string(Self::literal_string),
            b'[' => self.array(depth),
            b'<' if self.rest().starts_with(b"<<") => Ok(Object::Dict(self.dict(depth)?)),
            b'<' => self.string(Self::hex_string),
            b'0'..=b'9' => self.reference().map_or_else(|| self.number(), Ok),
            b'+' | b'-' | b'.' => self.number(),
            _ => self.constant(),
        }
    }

    fn constant(&mut self) -> Result<Object, Malformed> {
        for (word, value) in [
            (b"null".as_slice(), Object::Null),
            (b"true", Object::Bool(true)),
            (b"false", Object::Bool(false)),
        ] {
            if self.keyword(word) {
                return Ok(value);
            }
        }
        Err(Malformed)
    }

    /// `12 0 R`, if that comes next.
    fn reference(&mut self) -> Option<Object> {
        let before = self.at;
        let found = (|| {
            let number = u32::try_from(self.unsigned()?).ok()?;
            let generation = u16::try_from(self.unsigned()?).ok()?;
            self.keyword(b"R").then_some(Object::Ref((number, generation)))
        })();
        if found.is_none() {
            self.at = before;
        }
        found
    }

    fn number(&mut self) -> Result<Object, Malformed> {
        let length = self.rest().iter().take_while(|byte| is_regular(**byte)).count();
        let text = &self.rest()[..length];
        self.pass(length);
        let plain = text.strip_prefix(b"-").or(text.strip_prefix(b"+")).unwrap_or(text);
        let points = plain.iter().filter(|byte| **byte == b'.').count();
        let digits = plain.iter().filter(|byte| byte.is_ascii_digit()).count();
        if digits == 0 || points > 1 || points + digits != plain.len() {
            return Err(Malformed);
        }
        let whole = std::str::from_utf8(text).ok().and_then(|text| text.parse().ok());
        if whole.is_none() {
            self.weigh(length)?;
        }
        Ok(whole.map_or_else(|| Object::Real(text.to_vec()), Object::Integer))
    }

    fn name(&mut self) -> Result<Vec<u8>, Malformed> {
        self.at += 1;
        let length = self.rest().iter().take_while(|byte| is_regular(**byte)).count();
        self.weigh(length)?;
        self.budget.spend(length)?;
        let text = &self.rest()[..length];
        if memchr::memchr(b'#', text).is_none() {
            self.at += length;
            return Ok(text.to_vec());
        }
        let mut word = Vec::with_capacity(length);
        while let Some(byte) = self.peek().filter(|byte| is_regular(*byte)) {
            self.at += 1;
            if byte == b'#' {
                let digits = self.rest().get(..2).ok_or(Malformed)?;
                word.push(nibble(digits[0]).ok_or(Malformed)? << 4 | nibble(digits[1]).ok_or(Malformed)?);
                self.at += 2;
            } else {
                word.push(byte);
            }
        }
        Ok(word)
    }

    fn array(&mut self, depth: usize) -> Result<Object, Malformed> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_comments();
            if self.take(b"]") {
                items.shrink_to_fit();
                return Ok(Object::Array(items));
            }
            items.push(self.value(depth + 1)?);
        }
    }

    /// A dictionary; one that gives a key twice could be read in two ways.
    fn dict(&mut self, depth: usize) -> Result<Dict, Malformed> {
        self.at += 2;
        let mut entries = Vec::new();
        loop {
            self.skip_comments();
            if self.take(b">>") {
                return Dict::of(entries).ok_or(Malformed);
            }
            if self.peek() != Some(b'/') {
                return Err(Malformed);
            }
            let key = self.name()?;
            entries.push((key, self.value(depth + 1)?));
        }
    }

    /// A string, whole or not: what was passed over is paid for either way.
    fn string(
        &mut self,
        read: impl Fn(&mut Self) -> Result<Vec<u8>, Malformed>,
    ) -> Result<Object, Malformed> {
        let start = self.at;
        let bytes = read(self);
        self.budget.spend(self.at - start)?;
        let bytes = bytes?;
        self.weigh(bytes.len())?;
        Ok(Object::Str(Str { bytes, span: self.in_file.then_some(start..self.at) }))
    }

    fn hex_string(&mut self) -> Result<Vec<u8>, Malformed> {
        self.at += 1;
        let rest = self.rest();
        let end = memchr::memchr(b'>', rest);
        // One without an end is paid for up to the end of the file, where the search for it went.
        self.at = end.map_or(self.bytes.len(), |end| self.at + end + 1);
        let mut digits = &rest[..end.ok_or(Malformed)?];
        let mut bytes = Vec::with_capacity(digits.len().div_ceil(2));
        while let [high, low, after @ ..] = digits
            && let (Some(high), Some(low)) = (nibble(*high), nibble(*low))
        {
            bytes.push(high << 4 | low);
            digits = after;
        }
        let mut high = None;
        for &byte in digits.iter().filter(|byte| !is_space(**byte)) {
            let digit = nibble(byte).ok_or(Malformed)?;
            match high.take() {
                Some(high) => bytes.push(high << 4 | digit),
                None => high = Some(digit),
            }
        }
        bytes.extend(high.map(|high| high << 4));
        Ok(bytes)
    }

    fn literal_string(&mut self) -> Result<Vec<u8>, Malformed> {
        self.at += 1;
        let (mut bytes, mut open) = (Vec::new(), 1_usize);
        loop {
            match self.next().ok_or(Malformed)? {
                b'\\' => bytes.extend(self.escape()?),
                b'\r' => {
                    self.take(b"\n");
                    bytes.push(b'\n');
                }
                byte => {
                    match byte {
                        b'(' => open += 1,
                        b')' => open -= 1,
                        _ => {}
                    }
                    if open == 0 {
                        return Ok(bytes);
                    }
                    bytes.push(byte);
                }
            }
        }
    }

    fn escape(&mut self) -> Result<Option<u8>, Malformed> {
        Ok(match self.next().ok_or(Malformed)? {
            b'n' => Some(b'\n'),
            b'r' => Some(b'\r'),
            b't' => Some(b'\t'),
            b'b' => Some(8),
            b'f' => Some(12),
            b'\n' => None,
            b'\r' => {
                self.take(b"\n");
                None
            }
            digit @ b'0'..=b'7' => {
                let mut code = u32::from(digit - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    code = code * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                Some(code.to_le_bytes()[0])
            }
            other => Some(other),
        })
    }
}

fn nibble(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
