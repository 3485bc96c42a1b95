//! Find out what parts the cells of a text file, from its first lines.

/// What may part cells, the likelier first.
pub(super) const CANDIDATES: [u8; 4] = [b',', b'\t', b';', b'|'];

/// What is found, if anything: of the first two lines that have equally many of a sign, the sign they have most of.
/// A heading row and the row below it are such; a title above them hardly ever is.
pub(super) fn found<'l>(lines: impl Iterator<Item = &'l [u8]>) -> Found {
    let mut counts: Vec<[usize; 4]> = Vec::new();
    let mut quoted = false;
    for line in lines {
        let (count, still_quoted) = count(line, quoted);
        match counts.last_mut().filter(|_| quoted) {
            Some(last) => last.iter_mut().zip(count).for_each(|(last, more)| *last += more),
            None => counts.push(count),
        }
        quoted = still_quoted;
    }
    let alike = counts.windows(2).map(|pair| {
        let both = |at: usize| if pair[0][at] == pair[1][at] { pair[0][at] } else { 0 };
        most(&[both(0), both(1), both(2), both(3)])
    });
    let alike = alike.flatten().next();
    Found {
        sure: alike.is_some(),
        delimiter: alike.or_else(|| {
            let highest = |at: usize| counts.iter().map(|count| count[at]).max().unwrap_or_default();
            most(&[highest(0), highest(1), highest(2), highest(3)])
        }),
    }
}

/// What was found.
pub(super) struct Found {
    /// The sign.
    pub(super) delimiter: Option<u8>,
    /// Whether two lines agree on it, so that no more need be looked at.
    pub(super) sure: bool,
}

/// The sign there are most of, if there is any.
fn most(counts: &[usize; 4]) -> Option<u8> {
    let (at, count) = counts.iter().enumerate().rev().max_by_key(|(_, count)| **count)?;
    (*count > 0).then_some(CANDIDATES[at])
}

/// Counts each sign outside quotes; tells whether a quote is open at the end.
fn count(line: &[u8], mut quoted: bool) -> ([usize; 4], bool) {
    let mut counts = [0; 4];
    for (place, byte) in line.iter().enumerate() {
        if *byte == b'"' {
            quoted = !quoted;
        } else if !quoted && let Some(at) = CANDIDATES.iter().position(|sign| sign == byte) {
            counts[at] += usize::from(!guards_a_number(line, place));
        }
    }
    (counts, quoted)
}

/// Whether a byte is the tab that lists of refused rows set before a long number ([`guarded`](super::guarded)): behind
/// another sign, it parts nothing.
fn guards_a_number(line: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| line.get(before));
    line[at] == b'\t'
        && before.is_some_and(|sign| *sign != b'\t' && CANDIDATES.contains(sign))
        && line.get(at + 1).is_some_and(u8::is_ascii_digit)
}

/// How many of each other sign a line has outside quotes.
pub(super) fn others(line: &[u8], delimiter: u8) -> impl Iterator<Item = (u8, usize)> {
    let (counts, _) = count(line, false);
    CANDIDATES.into_iter().zip(counts).filter(move |(sign, count)| *sign != delimiter && *count > 0)
}

/// The sign that Excel's own first line names, as in `sep=;`.
pub(super) fn named(line: &[u8]) -> Option<u8> {
    let line = line.trim_ascii_end();
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    let (word, rest) = line.split_at_checked(4)?;
    match rest {
        // A tab at the end is trimmed off with the blanks.
        [] if word.eq_ignore_ascii_case(b"sep=") => Some(b'\t'),
        [sign] if word.eq_ignore_ascii_case(b"sep=") && is_sign(*sign) => Some(*sign),
        _ => None,
    }
}

/// The sign that a word names: itself, or `tab`.
pub fn sign(word: &str) -> Option<u8> {
    match word.as_bytes() {
        _ if word.eq_ignore_ascii_case("tab") || word == "\\t" => Some(b'\t'),
        [sign] if is_sign(*sign) => Some(*sign),
        _ => None,
    }
}

/// Whether a byte can part cells.
fn is_sign(byte: u8) -> bool {
    (byte.is_ascii_punctuation() || byte == b'\t' || byte == 1) && byte != b'"'
}

/// How messages call a sign.
pub(super) fn shown(sign: u8) -> String {
    match sign {
        b'\t' => "tab".to_string(),
        other => char::from(other).to_string(),
    }
}
