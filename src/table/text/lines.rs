//! Turn a stream of bytes into lines of bounded length.

use std::collections::VecDeque;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

use crate::error::Stop;

/// The longest line and the longest record, in bytes.
pub const LONGEST: usize = 1 << 20;

/// The byte order mark in UTF-8; files that were joined have it in their middle, too.
const MARK: [u8; 3] = *b"\xEF\xBB\xBF";

/// The end mark of DOS, which some programs still write behind the last line.
const END: u8 = 0x1A;

/// UTF-8 text, or what claims to be.
pub type Text = Box<dyn BufRead + Send>;

/// One line, without its line break.
pub struct Line {
    /// Counted from 1.
    pub number: u64,
    /// What stands in it; nothing when it is too long.
    pub bytes: Vec<u8>,
    /// Whether a line break follows; the last line of a file that was cut off has none.
    pub ended: bool,
    /// Whether it is longer than [`LONGEST`], and was passed over.
    pub long: bool,
}

/// Reads lines, and takes back those that were read too far.
pub struct Lines {
    text: Text,
    /// The file it is, where it is one.
    file: Option<PathBuf>,
    /// How long that was when it was opened, in bytes.
    length: Option<u64>,
    count: u64,
    ahead: VecDeque<Line>,
}

impl Line {
    /// Whether nothing but blanks stands in it.
    pub fn is_blank(&self) -> bool {
        let words = self.bytes.trim_ascii();
        !self.long
            && (words.is_empty() || std::str::from_utf8(words).is_ok_and(|words| words.trim().is_empty()))
    }
}

/// How long a file is; `None` for what is none, such as a pipe.
fn length(path: &Path) -> Option<u64> {
    std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|about| about.len())
}

/// Another program was still writing: what was read may be half of what was meant.
fn changed() -> io::Error {
    Stop::new("the file changed while it was read", "读取过程中文件发生了变化")
        .hint("wait until it is written whole, and start again", "请等文件写完后重新运行")
        .into()
}

/// Takes the marks of an earlier file's end and of another's beginning off the start of a line.
fn without_marks(bytes: &mut Vec<u8>) {
    let mut at = 0;
    loop {
        match &bytes[at..] {
            [END, ..] => at += 1,
            rest if rest.starts_with(&MARK) => at += MARK.len(),
            _ => break,
        }
    }
    bytes.drain(..at);
}

/// Counts only: a line is a person's data.
impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} of {} bytes", self.number, self.bytes.len())
    }
}

/// Counts only.
impl fmt::Debug for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} lines read", self.count)
    }
}

impl Lines {
    /// The lines of a text.
    pub fn new(text: Text, file: Option<PathBuf>) -> Self {
        let length = file.as_deref().and_then(length);
        Self { text, file, length, count: 0, ahead: VecDeque::new() }
    }

    /// The next line; `None` at the end.
    pub fn next_line(&mut self) -> io::Result<Option<Line>> {
        if let Some(line) = self.ahead.pop_front() {
            return Ok(Some(line));
        }
        let mut bytes = Vec::new();
        (&mut self.text).take(LONGEST as u64 + 2).read_until(b'\n', &mut bytes)?;
        if bytes.is_empty() {
            return if self.file.as_deref().and_then(length) == self.length {
                Ok(None)
            } else {
                Err(changed())
            };
        }
        self.count += 1;
        if bytes[0] == MARK[0] || bytes[0] == END {
            without_marks(&mut bytes);
        }
        let mut ended = bytes.pop_if(|last| *last == b'\n').is_some();
        if ended {
            // Windows programs that write line ends twice over leave more than one.
            while bytes.pop_if(|last| *last == b'\r').is_some() {}
        } else if bytes.len() <= LONGEST && bytes.pop_if(|last| *last == END).is_some() {
            ended = true;
            bytes.pop_if(|last| *last == b'\r');
        }
        let long = bytes.len() > LONGEST;
        if long {
            bytes = Vec::new();
            if !ended {
                ended = self.pass_over()?;
            }
        }
        Ok(Some(Line { number: self.count, bytes, ended, long }))
    }

    /// Passes over the rest of a line; tells whether it has an end.
    fn pass_over(&mut self) -> io::Result<bool> {
        loop {
            let here = self.text.fill_buf()?;
            let (length, found) = match here.iter().position(|byte| *byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (here.len(), false),
            };
            self.text.consume(length);
            if found || length == 0 {
                return Ok(found);
            }
        }
    }

    /// How many lines the file has; `None` where it is none.
    pub fn at_most(&self) -> Option<u64> {
        let path = self.file.as_ref()?;
        // Opening a pipe would take from it, or wait.
        std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
        let mut file = File::open(path).ok()?;
        let (mut chunk, mut total) = (vec![0; 1 << 18], 0);
        loop {
            match file.read(&mut chunk).ok()? {
                0 => return Some(total),
                count => total += chunk[..count].iter().filter(|byte| **byte == b'\n').count() as u64,
            }
        }
    }

    /// How many lines were read.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Gives lines back, to be read again in their order.
    pub fn put_back(&mut self, lines: Vec<Line>) {
        for line in lines.into_iter().rev() {
            self.ahead.push_front(line);
        }
    }
}
