//! Turn the encoded bytes of a stream into decoded ones, within bounds.

use std::io::Read;

use super::lex::Malformed;
use super::object::{Dict, Object};
use crate::verify::budget::Budget;

/// How large one stream may become, in bytes, whatever the size of the file.
const LARGEST: usize = 64 << 20;
/// How many bytes are unpacked at a time.
const PIECE: u64 = 1 << 16;

/// Undoes the filters of a stream that holds objects or cross-references: Flate or none, with a predictor.
///
/// Images need no undoing here, so that other filters are refused.
pub(in crate::verify) fn decode(dict: &Dict, encoded: &[u8], budget: &Budget) -> Result<Vec<u8>, Malformed> {
    let filter = match dict.get(b"Filter".as_slice()) {
        Some(Object::Array(filters)) if filters.len() == 1 => Some(&filters[0]),
        Some(Object::Array(filters)) if filters.is_empty() => None,
        Some(Object::Array(_)) => return Err(Malformed),
        other => other,
    };
    let terms = match dict.get(b"DecodeParms".as_slice()) {
        Some(Object::Array(terms)) => terms.first().and_then(Object::dict),
        other => other.and_then(Object::dict),
    };
    let Some(filter) = filter else {
        budget.spend(encoded.len())?;
        return Ok(encoded.to_vec());
    };
    if !filter.is("FlateDecode") {
        return Err(Malformed);
    }
    let plain = inflate(encoded, budget)?;
    let number = |key: &str, otherwise: i64| {
        let given = terms.and_then(|terms| terms.get(key.as_bytes()));
        given.map_or(Some(otherwise), Object::integer).ok_or(Malformed)
    };
    match number("Predictor", 1)? {
        1 => Ok(plain),
        10..=15 if number("Colors", 1)? == 1 && number("BitsPerComponent", 8)? == 8 => {
            undo_predictor(&plain, usize::try_from(number("Columns", 1)?).map_err(|_| Malformed)?)
        }
        _ => Err(Malformed),
    }
}

/// Unpacks a stream, and gives the file up where it becomes too large.
fn inflate(encoded: &[u8], budget: &Budget) -> Result<Vec<u8>, Malformed> {
    let largest = budget.largest_stream().min(LARGEST);
    let mut decoder = flate2::read::ZlibDecoder::new(encoded);
    let mut plain = Vec::new();
    loop {
        let more = decoder.by_ref().take(PIECE).read_to_end(&mut plain).map_err(|_| Malformed)?;
        // Each byte is unpacked, and looked at once more.
        budget.spend(2 * more)?;
        if more == 0 {
            return Ok(plain);
        }
        if plain.len() > largest {
            return Err(budget.overrun().into());
        }
    }
}

/// Undoes the PNG predictors of rows of single bytes.
fn undo_predictor(plain: &[u8], columns: usize) -> Result<Vec<u8>, Malformed> {
    if columns == 0 || columns > 1 << 16 || !plain.len().is_multiple_of(columns + 1) {
        return Err(Malformed);
    }
    let mut out: Vec<u8> = Vec::with_capacity(plain.len());
    let mut above = vec![0_u8; columns];
    for row in plain.chunks_exact(columns + 1) {
        let (mut left, mut corner) = (0_u8, 0_u8);
        for (byte, up) in row[1..].iter().zip(&mut above) {
            let guess = match row[0] {
                0 => 0,
                1 => left,
                2 => *up,
                3 => u8::midpoint(left, *up),
                4 => paeth(left, *up, corner),
                _ => return Err(Malformed),
            };
            corner = *up;
            left = byte.wrapping_add(guess);
            *up = left;
            out.push(left);
        }
    }
    Ok(out)
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let [a, b, c] = [left, up, corner].map(i32::from);
    let estimate = a + b - c;
    let [to_left, to_up, to_corner] = [a, b, c].map(|value| (estimate - value).abs());
    if to_left <= to_up && to_left <= to_corner {
        left
    } else if to_up <= to_corner {
        up
    } else {
        corner
    }
}
