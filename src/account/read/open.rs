//! Open an input, find out what it is, and unpack and decode it where it is text.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;

use flate2::bufread::MultiGzDecoder;

use super::header::Fault;
use super::{Encoding, Format, Input, Notes, ReadFault, Reading};
use crate::error::Stop;
use crate::finding::Words;
use crate::table::text::{self, Text};

/// How much is read at once, in bytes.
const CHUNK: usize = 1 << 15;

/// How many first bytes tell what a file is, at the least.
const TELLING: usize = 10;

/// What a packed file begins with.
const GZIP: &[u8] = b"\x1F\x8B";

/// First bytes of files that are often given in place of a table.
const PACKED: [(&[u8], &str); 6] = [
    (b"\x28\xB5\x2F\xFD", "zstd"),
    (b"BZh91AY&SY", "bzip2"),
    (b"\xFD7zXZ\0", "xz"),
    (b"7z\xBC\xAF", "7z"),
    (b"Rar!", "rar"),
    (b"%PDF-", "PDF"),
];

/// An input whose kind is known.
pub(super) struct Opened {
    pub(super) format: Format,
    /// What stands in it: in UTF-8 where it is text, the file's own bytes otherwise.
    pub(super) text: Text,
    /// Whether it was packed, so that its bytes are not those of the file.
    pub(super) packed: bool,
}

/// Opens an input and finds out what it is; of a text in GB 18030 that nobody said is one, `notes` are told.
pub(super) fn open(
    input: &Input,
    name: &Arc<str>,
    reading: &Reading,
    notes: &Notes,
) -> Result<Opened, ReadFault> {
    let fault = |error| cannot_open(input, &error);
    let raw: Text = match input {
        Input::Stdin => Box::new(BufReader::with_capacity(CHUNK, io::stdin())),
        Input::File(path) => Box::new(BufReader::with_capacity(CHUNK, File::open(path).map_err(fault)?)),
        Input::Memory(file) => Box::new(Cursor::new(file.bytes.clone())),
    };
    let path = input.named_like();
    let (mut start, mut text) = begun(raw).map_err(fault)?;
    let packed = start.starts_with(GZIP);
    if packed {
        let unpacked = BufReader::with_capacity(CHUNK, MultiGzDecoder::new(text));
        (start, text) = begun(Box::new(unpacked)).map_err(fault)?;
    }
    let by_bytes = Format::by_bytes(&start, path.as_deref());
    let format = reading.from.or(by_bytes).or_else(|| Format::by_ending(path.as_deref()));
    if format.is_some_and(|format| !format.is_text()) {
        return Ok(Opened { format: format.unwrap_or(Format::Csv), text, packed });
    }
    if let Some((message, hint)) = foreign(&start, by_bytes) {
        return Err(ReadFault::new(input, message).hint(hint));
    }
    let (notes, told) = (notes.clone(), Arc::clone(name));
    let told = move |encoding| {
        let name = if encoding == Encoding::Utf16 { "UTF-16" } else { "GB18030" };
        let words = Words::new(
            format!("read as {name}, which it is by its looks"),
            format!("已按 {name} 读取（自动识别）"),
        );
        notes.tell(&told, words);
    };
    let is_file = packed || *input != Input::Stdin;
    let mut text = text::decoded(text, reading.encoding, is_file, Box::new(told)).map_err(fault)?;
    let format = match format {
        Some(format) => format,
        None => Format::by_looking(text.fill_buf().map_err(fault)?),
    };
    Ok(Opened { format, text, packed })
}

/// The first bytes of a text, and the whole of it.
fn begun(mut text: Text) -> io::Result<(Vec<u8>, Text)> {
    let mut start = Vec::new();
    loop {
        let bytes = text.fill_buf()?;
        if start.is_empty() && bytes.len() >= TELLING {
            let start = bytes[..bytes.len().min(512)].to_vec();
            return Ok((start, text));
        }
        let length = bytes.len();
        start.extend_from_slice(bytes);
        text.consume(length);
        if length == 0 || start.len() >= TELLING {
            return Ok((start.clone(), Box::new(Cursor::new(start).chain(text))));
        }
    }
}

/// Why a file cannot be opened or read.
pub(super) fn cannot_open(input: &Input, error: &io::Error) -> ReadFault {
    let (message, hints) = unread(error);
    ReadFault { hints, ..ReadFault::new(input, message) }
}

/// What an error of reading says.
pub(super) fn unread(error: &io::Error) -> Fault {
    if let Some(own) = error.get_ref().and_then(|own| own.downcast_ref::<Stop>()) {
        return (own.message.clone(), own.hints.clone());
    }
    if let Some(fault) = packed_fault(error) {
        return fault;
    }
    let (en, zh) = match error.kind() {
        io::ErrorKind::NotFound => ("there is no such file".to_string(), "没有此文件".to_string()),
        io::ErrorKind::IsADirectory => ("this is a folder, not a file".into(), "这是文件夹，不是文件".into()),
        io::ErrorKind::PermissionDenied => ("reading it is not permitted".into(), "没有读取权限".into()),
        _ => (format!("it cannot be read: {error}"), format!("无法读取：{error}")),
    };
    (Words::new(en, zh), Vec::new())
}

/// What is wrong with a packed file, where an error says so: the unpacker's own words tell a clerk nothing.
pub(super) fn packed_fault(error: &io::Error) -> Option<Fault> {
    let said = error.to_string();
    let (message, hint) = if said.contains("invalid gzip header") {
        (
            Words::new(
                "behind the packed text stand bytes that are none of it",
                "压缩内容之后还有多余的字节",
            ),
            Words::new("pack it anew, or transfer it again", "请重新压缩，或重新传输"),
        )
    } else if error.kind() == io::ErrorKind::UnexpectedEof
        || said.contains("deflate")
        || said.contains("gzip")
    {
        (
            Words::new("the packed file is damaged or cut off", "压缩文件已损坏或不完整"),
            Words::new("transfer it again", "请重新传输"),
        )
    } else {
        return None;
    };
    Some((message, vec![hint]))
}

/// What a file is that is no text, though it was said to be one.
fn foreign(start: &[u8], by_bytes: Option<Format>) -> Option<(Words, Words)> {
    let (en, zh, hint) = match by_bytes {
        Some(Format::Parquet) => ("a Parquet file", "Parquet 文件", "--from parquet"),
        Some(format) => (
            "a workbook or a zip archive",
            "工作簿或压缩包",
            match format {
                Format::Xls => "--from xls",
                Format::Ods => "--from ods",
                _ => "--from xlsx",
            },
        ),
        None if start.starts_with(GZIP) => {
            let message = Words::new("this is packed twice", "该文件压缩了两层");
            return Some((message, Words::new("unpack it once first", "请先解压一层")));
        }
        None => {
            let (_, name) = PACKED.into_iter().find(|(magic, _)| start.starts_with(magic))?;
            let message =
                Words::new(format!("this is a {name} file, not text"), format!("这是 {name} 文件，不是文本"));
            let hint = Words::new(
                "unpack or export it first: text, packed with gzip or not, workbooks and Parquet are read",
                "请先解压或导出：可读取文本（可用 gzip 压缩）、工作簿和 Parquet",
            );
            return Some((message, hint));
        }
    };
    let message = Words::new(format!("this is {en}, not text"), format!("这是{zh}，不是文本"));
    Some((
        message,
        Words::new(
            format!("leave `--from` out, or say `{hint}`"),
            format!("请去掉 `--from`，或改用 `{hint}`"),
        ),
    ))
}
