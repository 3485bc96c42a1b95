//! Turn a text file of any encoding into UTF-8: as was said, else by a mark at its start, else by looking at its
//! first characters that are not ASCII.

use std::io::{self, BufRead, Cursor, Read};

use encoding_rs::{Decoder, DecoderResult, GB18030, UTF_16BE, UTF_16LE};

use super::evidence::{Evidence, holds_utf8_lines};
use super::lines::Text;
use crate::error::Stop;

/// How much is looked at, and decoded at once, in bytes.
const CHUNK: usize = 1 << 15;

/// In place of bytes that are no text: a byte that UTF-8 never has, so that it is found as spoilt.
const NO_TEXT: u8 = 0xFF;

/// The encoding of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// GB 18030, of which GBK and GB 2312 are parts.
    Gb18030,
    /// UTF-16, of either byte order.
    Utf16,
}

impl Encoding {
    /// Every word that names one; GBK is read as what it is a part of.
    pub const NAMES: [(&'static str, Self); 4] =
        [("utf-8", Self::Utf8), ("gb18030", Self::Gb18030), ("gbk", Self::Gb18030), ("utf-16", Self::Utf16)];

    /// The one that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::NAMES
            .into_iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(word))
            .map(|(_, encoding)| encoding)
    }
}

/// What is told the encoding of a file that turns out to be another than UTF-8, though nobody said so.
pub type Told = Box<dyn FnOnce(Encoding) + Send>;

/// A text file as UTF-8. Bytes that are no text become one that UTF-8 never has.
///
/// `told` is called where the encoding is found by looking; `is_file` says that more bytes can be looked at without
/// anybody waiting for them.
pub fn decoded(mut text: Text, stated: Option<Encoding>, is_file: bool, told: Told) -> io::Result<Text> {
    let start = text.fill_buf()?;
    let marked = match start {
        [0xEF, 0xBB, 0xBF, ..] => return Ok(text),
        [0xFF, 0xFE, ..] => Some((2, UTF_16LE)),
        [0xFE, 0xFF, ..] => Some((2, UTF_16BE)),
        _ if stated == Some(Encoding::Utf16) && start.len() >= 2 && !start.contains(&0) => {
            return Err(no_utf16(Evidence::of(start, false).is_utf8()).into());
        }
        _ if stated == Some(Encoding::Utf16) => {
            Some((0, if big_endian(start) { UTF_16BE } else { UTF_16LE }))
        }
        _ if stated.is_none() && is_utf16(start) => {
            let encoding = if big_endian(start) { UTF_16BE } else { UTF_16LE };
            told(Encoding::Utf16);
            let decoded = Decoded::by(encoding.new_decoder_without_bom_handling());
            let state = State::Decoded(Box::new(decoded));
            return Ok(Box::new(Decoding { from: text, state, stated, is_file, ascii: 0 }));
        }
        _ => None,
    };
    let state = match (marked, stated) {
        (Some((mark, encoding)), _) => {
            text.consume(mark);
            State::Decoded(Box::new(Decoded::by(encoding.new_decoder_without_bom_handling())))
        }
        (None, Some(Encoding::Utf8)) => return Ok(text),
        (None, _) => State::Undecided(Some(told)),
    };
    Ok(Box::new(Decoding { from: text, state, stated, is_file, ascii: 0 }))
}

/// Whether it can only be UTF-16, though it has no mark: every second byte of its signs and digits is zero,
/// and few others, as in 一 and 最.
fn is_utf16(start: &[u8]) -> bool {
    let zeros = |at: usize| start.chunks_exact(2).filter(|pair| pair[at] == 0).count();
    let (high, low) = (zeros(0).max(zeros(1)), zeros(0).min(zeros(1)));
    high >= 4 && low * 4 <= high && high * 16 >= start.len()
}

/// Whether UTF-16 without a mark has its high bytes first, as its ASCII characters tell.
fn big_endian(start: &[u8]) -> bool {
    let zeros = |at: usize| start.chunks_exact(2).take(1000).filter(|pair| pair[at] == 0).count();
    zeros(0) > zeros(1)
}

/// A text on its way to UTF-8.
struct Decoding {
    from: Text,
    state: State,
    stated: Option<Encoding>,
    is_file: bool,
    /// How many of the next bytes are known to be ASCII, so that none is looked at once a line.
    ascii: usize,
}

enum State {
    /// Only ASCII was seen.
    Undecided(Option<Told>),
    /// It is UTF-8 as it stands.
    Plain,
    /// It is another encoding.
    Decoded(Box<Decoded>),
}

/// What was decoded and not yet taken.
struct Decoded {
    decoder: Decoder,
    /// Whether it was taken for GB 18030, so that UTF-8 further on is a fault of its own.
    is_gb: bool,
    out: Vec<u8>,
    at: usize,
    done: bool,
}

impl Decoded {
    fn by(decoder: Decoder) -> Self {
        Self { decoder, is_gb: false, out: Vec::new(), at: 0, done: false }
    }

    /// Decodes the next piece.
    fn refill(&mut self, from: &mut Text) -> io::Result<()> {
        self.out.clear();
        self.at = 0;
        while self.out.is_empty() && !self.done {
            let bytes = from.fill_buf()?;
            let bytes = &bytes[..bytes.len().min(CHUNK)];
            if self.is_gb && holds_utf8_lines(bytes) {
                return Err(changed().into());
            }
            let last = bytes.is_empty();
            let mut taken = 0;
            self.out.resize(3 * CHUNK + 16, 0);
            let mut written = 0;
            loop {
                let (result, read, wrote) = self.decoder.decode_to_utf8_without_replacement(
                    &bytes[taken..],
                    &mut self.out[written..],
                    last,
                );
                taken += read;
                written += wrote;
                match result {
                    DecoderResult::InputEmpty => break,
                    DecoderResult::OutputFull => self.out.resize(self.out.len() + CHUNK, 0),
                    DecoderResult::Malformed(..) => {
                        if written + 1 >= self.out.len() {
                            self.out.resize(self.out.len() + CHUNK, 0);
                        }
                        self.out[written] = NO_TEXT;
                        written += 1;
                    }
                }
            }
            self.out.truncate(written);
            self.done = last;
            from.consume(taken);
        }
        Ok(())
    }
}

impl Decoding {
    /// Looks at what comes and decides; everything before it was ASCII.
    fn decide(&mut self) -> io::Result<()> {
        let mut ahead = Vec::new();
        let whole = loop {
            let bytes = self.from.fill_buf()?;
            if bytes.is_empty() {
                break true;
            }
            let length = bytes.len();
            ahead.extend_from_slice(bytes);
            self.from.consume(length);
            if ahead.len() >= CHUNK || (!self.is_file && memchr::memchr(b'\n', &ahead).is_some()) {
                break false;
            }
        };
        let evidence = Evidence::of(&ahead, whole);
        let rest = std::mem::replace(&mut self.from, Box::new(io::empty()));
        self.from = Box::new(Cursor::new(ahead).chain(rest));
        let State::Undecided(told) = std::mem::replace(&mut self.state, State::Plain) else { return Ok(()) };
        let is_gb = match self.stated {
            Some(_) if evidence.is_chinese_utf8() => return Err(is_utf8().into()),
            Some(_) => true,
            None => evidence.is_gb18030(),
        };
        if is_gb {
            let decoder = GB18030.new_decoder_without_bom_handling();
            self.state = State::Decoded(Box::new(Decoded { is_gb, ..Decoded::by(decoder) }));
            if let Some(told) = told.filter(|_| self.stated.is_none()) {
                told(Encoding::Gb18030);
            }
        }
        Ok(())
    }
}

impl BufRead for Decoding {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if matches!(self.state, State::Undecided(_)) && self.ascii == 0 {
            let bytes = self.from.fill_buf()?;
            if bytes.first().is_some_and(|byte| !byte.is_ascii()) {
                self.decide()?;
            } else {
                self.ascii = encoding_rs::Encoding::ascii_valid_up_to(bytes);
            }
        }
        match &mut self.state {
            State::Undecided(_) => {
                let bytes = self.from.fill_buf()?;
                Ok(&bytes[..self.ascii.min(bytes.len())])
            }
            State::Plain => self.from.fill_buf(),
            State::Decoded(decoded) => {
                if decoded.at == decoded.out.len() {
                    decoded.refill(&mut self.from)?;
                }
                Ok(&decoded.out[decoded.at..])
            }
        }
    }

    fn consume(&mut self, amount: usize) {
        match &mut self.state {
            State::Decoded(decoded) => decoded.at += amount,
            _ => {
                self.ascii = self.ascii.saturating_sub(amount);
                self.from.consume(amount);
            }
        }
    }
}

impl Read for Decoding {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(out)?;
        self.consume(count);
        Ok(count)
    }
}

fn no_utf16(is_utf8: bool) -> Stop {
    let stop = match is_utf8 {
        true => Stop::new("this file is UTF-8, not UTF-16", "该文件是 UTF-8，不是 UTF-16"),
        false => Stop::new("this file is not UTF-16", "该文件不是 UTF-16"),
    };
    stop.hint(
        "leave `--encoding` out: each file tells its own",
        "请去掉 `--encoding`：程序会逐个识别文件的编码",
    )
}

fn is_utf8() -> Stop {
    Stop::new("this file is UTF-8, not GB18030", "该文件是 UTF-8，不是 GB18030").hint(
        "leave `--encoding` out: each file tells its own",
        "请去掉 `--encoding`：程序会逐个识别文件的编码",
    )
}

fn changed() -> Stop {
    Stop::new(
        "the file begins in GB18030 and goes on in UTF-8: it was put together from two",
        "文件前面是 GB18030，后面是 UTF-8：由两个文件拼接而成",
    )
    .hint("give the two as files of their own", "请将两个文件分别给出")
}
