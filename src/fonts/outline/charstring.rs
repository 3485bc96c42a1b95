//! Resolve the subroutines of a glyph's program (Adobe Technical Note 5177).

use super::cff::{Cff, Index, small};

/// How deep subroutines may call each other.
const DEEPEST: usize = 10;

/// The program of a glyph with its subroutines in their place; `None` where it is broken, or reckons
/// with its numbers, as no glyph of the built-in faces does.
pub(super) fn flat(table: &[u8], cff: &Cff, glyph: u16) -> Option<Vec<u8>> {
    let local = &cff.dict(glyph)?.subroutines;
    let program = table.get(cff.programs.get(usize::from(glyph))?)?;
    let mut flat =
        Flat { table, local, global: &cff.subroutines, out: Vec::new(), stack: Vec::new(), stems: 0 };
    flat.run(program, 0)?.then_some(flat.out)
}

/// The kind of text a stub font prints, written as the operator of its glyphs' hints: a horizontal or a
/// vertical stem, or a horizontal one before a mask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// Words that are the same from letter to letter.
    Fixed = 1,
    /// Names, amounts, dates.
    Data = 3,
    /// Radicals and compatibility ideographs. A face draws many of them by the glyph of an ordinary ideograph, and a
    /// font says of each glyph only one character that it stands for: in one font with the others they would change
    /// what readers find there, or be changed.
    Variant = 18,
}

struct Flat<'a> {
    table: &'a [u8],
    local: &'a Index,
    global: &'a Index,
    out: Vec<u8>,
    /// The numbers that wait for their operator, and where each was written.
    stack: Vec<(i32, usize)>,
    stems: usize,
}

impl Flat<'_> {
    /// Writes what a program does; whether it ended the glyph.
    fn run(&mut self, program: &[u8], depth: usize) -> Option<bool> {
        if depth > DEEPEST {
            return None;
        }
        let mut at = 0;
        while let Some(&first) = program.get(at) {
            let rest = &program[at..];
            match first {
                10 | 29 => {
                    at += 1;
                    if self.call(first == 29, depth)? {
                        return Some(true);
                    }
                }
                11 => return Some(false),
                14 => {
                    self.out.push(first);
                    return Some(true);
                }
                19 | 20 => {
                    // Numbers before a mask are vertical stems that go without their operator.
                    self.stems += self.stack.len() / 2;
                    at += self.copy(rest.get(..1 + self.stems.div_ceil(8))?);
                }
                12 => match rest.get(1)? {
                    34..=37 => at += self.copy(&rest[..2]),
                    _ => return None,
                },
                1 | 3 | 18 | 23 => {
                    self.stems += self.stack.len() / 2;
                    at += self.copy(&rest[..1]);
                }
                4..=8 | 21 | 22 | 24..=27 | 30 | 31 => at += self.copy(&rest[..1]),
                _ => {
                    let (value, length) = number(rest)?;
                    self.stack.push((value, self.out.len()));
                    self.out.extend(rest.get(..length)?);
                    at += length;
                }
            }
        }
        Some(false)
    }

    /// Writes an operator, which takes all numbers; how many bytes it has.
    fn copy(&mut self, operator: &[u8]) -> usize {
        self.out.extend(operator);
        self.stack.clear();
        operator.len()
    }

    /// Runs the subroutine whose number was written last; whether it ended the glyph.
    fn call(&mut self, global: bool, depth: usize) -> Option<bool> {
        let (number, written) = self.stack.pop()?;
        self.out.truncate(written);
        let list = if global { self.global } else { self.local };
        let bias = match list.len() {
            ..1240 => 107,
            1240..33900 => 1131,
            _ => 32768,
        };
        let table = self.table;
        let at = list.get(usize::try_from(number + bias).ok()?)?;
        self.run(table.get(at)?, depth + 1)
    }
}

/// A number of a program and how many bytes it takes; of a fraction, the whole part.
fn number(bytes: &[u8]) -> Option<(i32, usize)> {
    match bytes {
        [28, a, b, ..] => Some((i32::from(i16::from_be_bytes([*a, *b])), 3)),
        [255, a, b, _, _, ..] => Some((i32::from(i16::from_be_bytes([*a, *b])), 5)),
        [first, rest @ ..] => small(*first, rest.first().copied()),
        [] => None,
    }
}

/// The stub program of a glyph: it draws nothing and only says which glyph it is, as a stem hint.
pub(super) fn stub_program(glyph: u16, kind: TextKind) -> [u8; 8] {
    let [high, low] = glyph.to_be_bytes();
    [28, 0, high, 28, 0, low, kind as u8, 14]
}

/// The glyph that a stub program says, however its numbers are written, and the kind of its text.
pub(super) fn stubbed_glyph(program: &[u8]) -> Option<(u16, TextKind)> {
    let (high, length) = number(program)?;
    let (low, more) = number(program.get(length..)?)?;
    let glyph = u16::from_be_bytes([u8::try_from(high).ok()?, u8::try_from(low).ok()?]);
    match program.get(length + more..)? {
        [1, 14] => Some((glyph, TextKind::Fixed)),
        [3, 14] => Some((glyph, TextKind::Data)),
        [18, 14] => Some((glyph, TextKind::Variant)),
        _ => None,
    }
}
