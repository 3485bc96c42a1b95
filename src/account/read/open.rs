//! Turn an input into UTF-8 text, or say why it is none.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::{CoderResult, Decoder, GB18030};

use super::{Encoding, Format, Input, ReadFault, Reading};
use crate::finding::Words;
use crate::table::text::Text;

/// How much is read at once, in bytes.
const CHUNK: usize = 1 << 15;

/// An input whose kind is known.
pub(super) struct Opened {
    pub(super) format: Format,
    /// What stands in it, in UTF-8 where it is text.
    pub(super) text: Text,
}

/// Opens an input and finds out what it is.
pub(super) fn open(input: &Input, reading: &Reading) -> Result<Opened, ReadFault> {
    let fault = |error| cannot_open(input, &error);
    let mut text: Text = match input {
        Input::Stdin => Box::new(BufReader::with_capacity(CHUNK, io::stdin())),
        Input::File(path) => Box::new(BufReader::with_capacity(CHUNK, File::open(path).map_err(fault)?)),
    };
    let start = text.fill_buf().map_err(fault)?;
    let path = input.path();
    let format = reading.from.or_else(|| Format::by_bytes(start, path.as_deref()));
    let format = format.or_else(|| Format::by_ending(path.as_deref()));
    let format = format.unwrap_or_else(|| Format::by_looking(start));
    if format.is_text()
        && let Some((message, hint)) = foreign(start)
    {
        return Err(ReadFault::new(input, message).hint(hint));
    }
    let text = match reading.encoding {
        Some(Encoding::Gb18030) if format.is_text() => Box::new(BufReader::with_capacity(
            CHUNK,
            Gb18030 { from: text, decoder: GB18030.new_decoder(), done: false },
        )),
        _ => text,
    };
    Ok(Opened { format, text })
}

/// Why a file cannot be opened or read.
fn cannot_open(input: &Input, error: &io::Error) -> ReadFault {
    let (en, zh) = match error.kind() {
        io::ErrorKind::NotFound => ("there is no such file".to_string(), "没有此文件".to_string()),
        io::ErrorKind::IsADirectory => ("this is a folder, not a file".into(), "这是文件夹，不是文件".into()),
        io::ErrorKind::PermissionDenied => ("reading it is not permitted".into(), "没有读取权限".into()),
        _ => (format!("it cannot be read: {error}"), format!("无法读取：{error}")),
    };
    ReadFault::new(input, Words::new(en, zh))
}

/// What a file is that is no text, told by its first bytes.
fn foreign(start: &[u8]) -> Option<(Words, Words)> {
    let known: [(&[u8], &str, &str, &str, &str); 5] = [
        (
            b"PK\x03\x04",
            "a workbook or a zip archive",
            "工作簿或压缩包",
            "save it as `CSV UTF-8`",
            "请另存为 `CSV UTF-8`",
        ),
        (b"\xD0\xCF\x11\xE0", "a workbook", "工作簿", "save it as `CSV UTF-8`", "请另存为 `CSV UTF-8`"),
        (
            b"\x1F\x8B",
            "compressed",
            "压缩文件",
            "unpack it first: `gzip -dc FILE | hanpress make -`",
            "请先解压：`gzip -dc 文件 | hanpress make -`",
        ),
        (b"\xFF\xFE", "UTF-16 text", "UTF-16 文本", "save it as UTF-8", "请另存为 UTF-8"),
        (b"\xFE\xFF", "UTF-16 text", "UTF-16 文本", "save it as UTF-8", "请另存为 UTF-8"),
    ];
    let (_, en, zh, hint, hint_zh) = known.into_iter().find(|(magic, ..)| start.starts_with(magic))?;
    let message = Words::new(
        format!("this is {en}, not JSON Lines or CSV"),
        format!("这是{zh}，不是 JSON Lines 或 CSV"),
    );
    Some((message, Words::new(hint, hint_zh)))
}

/// Whether bytes that are not UTF-8 read as GB18030 without a fault.
pub(super) fn looks_like_gb18030(bytes: &[u8]) -> bool {
    GB18030.decode_without_bom_handling_and_without_replacement(bytes).is_some()
}

/// Reads GB18030 as UTF-8; bytes that are none become U+FFFD. A byte order mark prevails.
struct Gb18030 {
    from: Text,
    decoder: Decoder,
    done: bool,
}

impl Read for Gb18030 {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.done {
            let bytes = self.from.fill_buf()?;
            let last = bytes.is_empty();
            let (result, read, written, _) = self.decoder.decode_to_utf8(bytes, out, last);
            self.from.consume(read);
            let full = result == CoderResult::OutputFull;
            self.done = last && !full;
            if written > 0 {
                return Ok(written);
            }
            if full {
                return Err(io::ErrorKind::InvalidInput.into());
            }
        }
        Ok(0)
    }
}
