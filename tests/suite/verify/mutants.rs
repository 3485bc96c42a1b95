//! Makes other files out of samples and bombs: bytes and tokens moved about, objects of any kind laid over, streams
//! packed anew, and containers whose parts are doubled, cut and nested.

use std::io::{Read, Write};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::bombs::bombs;
use super::*;

/// No mutant is longer.
pub(super) const LONGEST: usize = 2_000_000;

/// What readers of PDF look for, and what leads them astray.
const TOKENS: [&[u8]; 20] = [
    b"<<",
    b">>",
    b"[",
    b"]",
    b"(",
    b"%",
    b"\n",
    b"0 R",
    b"/Kids 60 0 R",
    b"/Prev 9",
    b"/XRefStm 99",
    b"/V 40 0 R",
    b"99999999999999999999",
    b"-1",
    b"3080",
    b"/Length 0",
    b"stream\n",
    b"endstream",
    b"endobj",
    b"%%EOF\n",
];

/// Names that lead from one object of a signed file to the next.
const NAMES: [&str; 36] = [
    "AcroForm",
    "Annots",
    "AP",
    "ByteRange",
    "CRLs",
    "Certs",
    "Contents",
    "DSS",
    "DecodeParms",
    "DocMDP",
    "Fields",
    "Filter",
    "First",
    "FT",
    "ID",
    "Index",
    "Kids",
    "Length",
    "Lock",
    "Metadata",
    "N",
    "OCSPs",
    "P",
    "Pages",
    "Parent",
    "Perms",
    "Reference",
    "Root",
    "Size",
    "StructTreeRoot",
    "SubFilter",
    "T",
    "TransformParams",
    "Type",
    "V",
    "W",
];

/// What those names are often said to be.
const KINDS: [&str; 12] = [
    "/Sig",
    "/Page",
    "/Pages",
    "/Catalog",
    "/XRef",
    "/ObjStm",
    "/Metadata",
    "/FlateDecode",
    "/Annot",
    "/Widget",
    "/ETSI.CAdES.detached",
    "/ETSI.RFC3161",
];

/// Files to begin with: the samples, those of other programs, and the bombs.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = Vec::new();
    for folder in ["tests/signed", "tests/signed-kinds"] {
        let entries = std::fs::read_dir(file(folder)).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> =
            entries.filter(|path| path.extension().is_some_and(|kind| kind == "pdf")).collect();
        files.sort();
        all.extend(files.into_iter().map(|path| std::fs::read(path).unwrap()));
    }
    all.extend(bombs().into_iter().map(|(_, bytes)| bytes));
    all
}

/// Makes mutants; the same seed makes the same ones.
pub(super) struct Mutator(ChaCha8Rng);

impl Mutator {
    pub(super) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number below another, or zero.
    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.0.next_u64() >> 16).unwrap() % end.max(1)
    }

    /// One of a list.
    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// A file made of another, with pieces of a third.
    pub(super) fn mutant(&mut self, of: &[u8], other: &[u8]) -> Vec<u8> {
        let mut bytes = of.to_vec();
        for _ in 0..=self.below(6) {
            bytes = match self.below(12) {
                0..=6 => self.moved(bytes, other),
                7 => self.doubled(bytes),
                8 | 9 => self.laid_over(bytes),
                10 => self.packed_anew(bytes),
                _ => self.container(bytes),
            };
            bytes.truncate(LONGEST);
            if bytes.is_empty() {
                break;
            }
        }
        bytes
    }

    /// Bytes and tokens put in, taken out, doubled and swapped.
    fn moved(&mut self, mut bytes: Vec<u8>, other: &[u8]) -> Vec<u8> {
        let at = self.below(bytes.len());
        let to = (at + self.below(4096)).min(bytes.len());
        match self.below(7) {
            0 => bytes[at] ^= 1 << self.below(8),
            1 => {
                let token = self.one(&TOKENS);
                drop(bytes.splice(at..at, token.iter().copied()));
            }
            2 => drop(bytes.drain(at..to)),
            3 => bytes.extend_from_within(at..to),
            4 => {
                let piece = bytes[at..to].to_vec();
                let place = self.below(bytes.len());
                drop(bytes.splice(place..place, piece));
            }
            5 => {
                let from = self.below(other.len());
                let end = (from + self.below(4096)).min(other.len());
                drop(bytes.splice(at..to, other[from..end].iter().copied()));
            }
            _ => {
                // Another number of the same length, so that offsets stay.
                let digits = bytes[at..].iter().position(u8::is_ascii_digit);
                if let Some(digit) = digits.and_then(|digits| bytes.get_mut(at + digits)) {
                    *digit = b'0' + u8::try_from(self.below(10)).unwrap();
                }
            }
        }
        bytes
    }

    /// A piece of the file as often as there is room for.
    fn doubled(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        let at = self.below(bytes.len());
        let to = (at + 1 + self.below(64)).min(bytes.len());
        let room = LONGEST.saturating_sub(bytes.len()) / (to - at);
        let piece = bytes[at..to].repeat(self.below(room));
        drop(bytes.splice(at..at, piece));
        bytes
    }

    /// A revision of objects that nobody wrote.
    fn laid_over(&mut self, bytes: Vec<u8>) -> Vec<u8> {
        let (mut out, mut rows) = (bytes.clone(), String::new());
        let numbers = 1 + self.below(64);
        for _ in 0..=self.below(8) {
            let number = 1 + self.below(numbers);
            rows.push_str(&format!("{number} 1\n{:010} 00000 n \n", out.len()));
            let mut value = String::new();
            self.value(&mut value, 4);
            out.extend(format!("{number} 0 obj\n{value}\nendobj\n").bytes());
        }
        self.ended(&bytes, out, &rows)
    }

    /// The end of a revision, with what its trailer should say where the file before says it.
    fn ended(&mut self, before: &[u8], mut out: Vec<u8>, rows: &str) -> Vec<u8> {
        let after = |word: &[u8]| Some(memchr::memmem::rfind(before, word)? + word.len());
        let words = |at: usize, count: usize| {
            let text = String::from_utf8_lossy(&before[at..(at + 40).min(before.len())]).into_owned();
            text.split_whitespace().take(count).collect::<Vec<_>>().join(" ")
        };
        let prev = after(b"startxref").map(|at| words(at, 1)).unwrap_or_default();
        let root = after(b"/Root ").map(|at| words(at, 2)).unwrap_or_else(|| "1 0".into());
        let mut more = String::new();
        if self.below(4) == 0 {
            more.push_str(&format!("/{} ", self.one(&NAMES)));
            self.value(&mut more, 2);
        }
        let table = out.len();
        let trailer = format!("<</Size 1000/Root {root} R/Prev {prev}{more}>>");
        out.extend(format!("xref\n{rows}trailer\n{trailer}\nstartxref\n{table}\n%%EOF\n").bytes());
        out
    }

    /// Writes a value of any kind, and no deeper than so.
    fn value(&mut self, out: &mut String, depth: usize) {
        match self.below(if depth == 0 { 6 } else { 10 }) {
            0 => out.push_str(self.one(&["0", "1", "-1", "4294967296", "99999999999999999999", "0.5"])),
            1 | 2 => out.push_str(&format!("{} 0 R", 1 + self.below(70))),
            3 => out.push_str(self.one(&KINDS)),
            4 => out.push_str(&format!("({})", "n".repeat(1 + self.below(300)))),
            5 => out.push_str(&format!("<{}>", "3080".repeat(1 + self.below(300)))),
            6 => {
                let mut one = String::new();
                self.value(&mut one, depth - 1);
                one.push(' ');
                let most = (200_000 / one.len()).max(1);
                let times = 1 + if self.below(4) == 0 { self.below(most) } else { self.below(4) };
                out.push_str(&format!("[{}]", one.repeat(times)));
            }
            7 => {
                out.push('[');
                for _ in 0..self.below(5) {
                    self.value(out, depth - 1);
                    out.push(' ');
                }
                out.push(']');
            }
            _ => {
                out.push_str("<<");
                for _ in 0..self.below(7) {
                    out.push_str(&format!("/{} ", self.one(&NAMES)));
                    self.value(out, depth - 1);
                }
                out.push_str(">>");
            }
        }
    }

    /// A stream unpacked, mangled or filled with more of the same, and packed again in a revision of its own.
    fn packed_anew(&mut self, bytes: Vec<u8>) -> Vec<u8> {
        let places: Vec<usize> = memchr::memmem::find_iter(&bytes, b" 0 obj").collect();
        let at = self.below(places.len());
        let Some(head) = places.get(at).copied() else { return bytes };
        let digits = bytes[..head].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let number = String::from_utf8_lossy(&bytes[head - digits..head]).into_owned();
        let body = &bytes[head + 6..places.get(at + 1).copied().unwrap_or(bytes.len())];
        let Some(start) = memchr::memmem::find(body, b"stream\n") else { return bytes };
        let dict = String::from_utf8_lossy(&body[..start]).into_owned();
        let mut plain = Vec::new();
        let unpacked =
            flate2::read::ZlibDecoder::new(&body[start + 7..]).take(1 << 20).read_to_end(&mut plain);
        if unpacked.is_err() || plain.is_empty() {
            return bytes;
        }
        plain = self.moved(plain, &bytes);
        if self.below(2) == 0 {
            plain = plain.repeat(1 + self.below((32 << 20) / plain.len().max(1)));
        }
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(&plain).unwrap();
        let packed = packer.finish().unwrap();
        // The first of two keys counts with some readers, the last with others.
        let dict = dict.trim_end().trim_end_matches(">>").replace("/Length ", "/Size9 ");
        let mut out = bytes.clone();
        let rows = format!("{number} 1\n{:010} 00000 n \n", out.len());
        out.extend(format!("{number} 0 obj\n{dict}/Length {}>>\nstream\n", packed.len()).bytes());
        out.extend([&packed[..], b"\nendstream\nendobj\n"].concat());
        self.ended(&bytes, out, &rows)
    }

    /// A signature's container with one of its parts doubled, cut, nested or said to be something else.
    fn container(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        let holes: Vec<usize> = memchr::memmem::find_iter(&bytes, b"/Contents").collect();
        let hole = self.below(holes.len());
        let Some(from) = holes.get(hole).and_then(|at| Some(at + memchr::memchr(b'<', &bytes[*at..])? + 1))
        else {
            return bytes;
        };
        let digits = bytes[from..].iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        let value = |digit: u8| char::from(digit).to_digit(16).unwrap() as u8;
        let mut der: Vec<u8> = bytes[from..from + digits]
            .chunks(2)
            .map(|pair| pair.iter().fold(0, |all, digit| all << 4 | value(*digit)))
            .collect();
        let parts = parts(&der);
        if parts.is_empty() {
            return bytes;
        }
        let (start, end) = self.one(&parts);
        let (other_start, other_end) = self.one(&parts);
        match self.below(7) {
            0 => der[start] = u8::try_from(self.below(256)).unwrap(),
            1 => der[(start + 1).min(end - 1)] = self.one(&[0, 0x7f, 0x80, 0x81, 0x84, 0xff]),
            2 => drop(der.drain(start..end)),
            3 => {
                let times = 1 + self.below(100_000 / (end - start));
                let part = der[start..end].repeat(times);
                drop(der.splice(start..start, part));
            }
            4 => {
                let part = der[other_start..other_end].to_vec();
                drop(der.splice(start..end, part));
            }
            5 => drop(der.splice(start..start, [0x30, 0x80].repeat(1 + self.below(5000)))),
            _ => der[start + self.below(end - start)] ^= 1 << self.below(8),
        }
        let mut written: String = der.iter().map(|byte| format!("{byte:02x}")).collect();
        // Within its hole, so that what is covered stays, or as long as it has become.
        if self.below(3) > 0 {
            written.truncate(digits);
            written.push_str(&"0".repeat(digits - written.len()));
        }
        drop(bytes.splice(from..from + digits, written.bytes()));
        bytes
    }
}

/// Where the parts of a container begin and end, those within others, too.
fn parts(der: &[u8]) -> Vec<(usize, usize)> {
    let (mut all, mut open) = (Vec::new(), vec![(0, der.len())]);
    while let Some((mut at, end)) = open.pop() {
        while at + 2 <= end && all.len() < 2000 {
            let (head, length) = match usize::from(der[at + 1]) {
                short @ 0..0x80 => (2, short),
                long => {
                    let digits = long - 0x80;
                    let length = der.get(at + 2..at + 2 + digits).filter(|digits| digits.len() < 5);
                    let Some(length) = length else { break };
                    (2 + digits, length.iter().fold(0, |all, digit| all << 8 | usize::from(*digit)))
                }
            };
            let next = at + head + length;
            if next > end {
                break;
            }
            all.push((at, next));
            if der[at] & 0x20 != 0 {
                open.push((at + head, next));
            }
            at = next;
        }
    }
    all
}
