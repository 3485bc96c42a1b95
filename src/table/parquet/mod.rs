//! Read the rows of a Parquet file, row group by row group.
//!
//! - [`mod@self`]: opening a file, and why one cannot be opened;
//! - `rows`: its rows, flat or nested;
//! - `column`: one column, some rows at a time;
//! - `shape`: what nested columns make of a row;
//! - `kind`: what a column's values are;
//! - `bounds`: how much of a file may be in memory;
//! - `kept`: a file on the disk, or in memory.
//!
//! The library's own rows are not used: they stop the program at types they do not know, and pass decimals of some
//! sizes and times of day through their own notions of them.

mod bounds;
mod column;
mod kept;
mod kind;
mod rows;
mod shape;

use std::io::SeekFrom;
use std::sync::Arc;

use parquet::basic::{Compression, CompressionCodec};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};

pub use self::kept::Kept;
use self::kept::ReadSeek;
use self::rows::Rows;
pub use self::rows::{Flat, Nested};
use self::shape::Shape;
use crate::error::Stop;
use crate::quiet::quietly;
use crate::record::shortened;

/// What a Parquet file begins and ends with, and one whose footer is encrypted.
const MAGIC: &[u8] = b"PAR1";
const ENCRYPTED: &[u8] = b"PARE";

/// The longest footer that is read. One of a thousand row groups of a hundred columns takes 20 MiB.
const LONGEST_FOOTER: u64 = 64 << 20;

/// The most columns a file may have.
const MOST_COLUMNS: usize = 4096;

/// A Parquet file that was opened.
pub enum Opened {
    /// Its columns hold values only, so that its rows are those of a table.
    Flat(Flat),
    /// Some columns hold columns or lists.
    Nested(Nested),
}

/// Whether bytes are the beginning of a Parquet file.
pub fn is_parquet(start: &[u8]) -> bool {
    start.starts_with(MAGIC) || start.starts_with(ENCRYPTED)
}

/// Opens a file. Each of `more` is one more column that has one value in all rows; a file that has a column of that
/// name, too, is refused.
pub fn open(file: Kept, more: Vec<(String, String)>) -> Result<Opened, Stop> {
    look(&mut *file.ends())?;
    let metadata = quietly(|| ParquetMetaDataReader::new().parse_and_finish(&file))
        .unwrap_or_else(|| Err(ParquetError::General("its footer contradicts itself".into())))
        .map_err(|error| damaged(&error))?;
    packed_otherwise(&metadata)?;
    let schema = metadata.file_metadata().schema_descr();
    if schema.num_columns() > MOST_COLUMNS {
        return Err(Stop::new(
            format!("it has {} columns, more than {MOST_COLUMNS}", schema.num_columns()),
            format!("有 {} 列，超过 {MOST_COLUMNS} 列", schema.num_columns()),
        ));
    }
    let nested =
        schema.columns().iter().any(|column| column.path().parts().len() > 1 || column.max_rep_level() > 0);
    let shape = Shape::of(schema.root_schema()).ok_or_else(|| {
        Stop::new("its columns are nested in a way that cannot be read", "列的嵌套结构无法读取")
            .hint("write the columns of the account's fields only", "请只写出账户字段所在的列")
    })?;
    let has = |name: &str| schema.root_schema().get_fields().iter().any(|field| field.name() == name);
    if let Some((name, _)) = more.iter().find(|(name, _)| has(name)) {
        return Err(given_twice(name));
    }
    let rows = Rows::new(file, Arc::new(metadata));
    Ok(if nested {
        Opened::Nested(Nested::new(rows, shape, more))
    } else {
        Opened::Flat(Flat::new(rows, more))
    })
}

/// Says that a column stands in the file and in the name of its folder: the two may differ.
fn given_twice(name: &str) -> Stop {
    let name = shortened(name);
    Stop::new(
        format!("it has a column `{name}`, and its folder's name gives that one, too"),
        format!("文件中有 `{name}` 列，而文件夹名称也给出了该列"),
    )
    .hint("write the files without that column, or rename the folder", "请写出不含该列的文件，或将文件夹改名")
}

/// Looks at both ends of a file.
fn look(file: &mut dyn ReadSeek) -> Result<(), Stop> {
    let (mut start, mut end) = ([0; 4], [0; 8]);
    let length = file.seek(SeekFrom::End(0)).map_err(|error| unread(&error))?;
    if length == 0 {
        return Err(Stop::new("this file is empty", "文件为空").hint("write it anew", "请重新导出"));
    }
    if length < 12 {
        return Err(cut_off());
    }
    file.rewind().map_err(|error| unread(&error))?;
    file.read_exact(&mut start).map_err(|error| unread(&error))?;
    file.seek(SeekFrom::End(-8)).map_err(|error| unread(&error))?;
    file.read_exact(&mut end).map_err(|error| unread(&error))?;
    let [a, b, c, d, magic @ ..] = end;
    if start == *ENCRYPTED || magic == *ENCRYPTED {
        return Err(Stop::new("this Parquet file is encrypted", "Parquet 文件已加密")
            .hint("write it without encryption", "请以不加密方式重新导出"));
    }
    if start != *MAGIC {
        return Err(Stop::new(
            "this is no Parquet file: it does not begin with `PAR1`",
            "不是 Parquet 文件：开头不是 `PAR1`",
        )
        .hint("transfer it again, or name its format with `--from`", "请重新传输，或用 `--from` 指明格式"));
    }
    if magic != *MAGIC {
        return Err(cut_off());
    }
    let footer = u64::from(u32::from_le_bytes([a, b, c, d]));
    if footer + 12 > length {
        return Err(Stop::new("its footer says it is longer than the file", "文件尾标明的长度超过文件本身")
            .hint("transfer it again", "请重新传输"));
    }
    if footer > LONGEST_FOOTER {
        return Err(Stop::new("its footer is longer than 64 MiB", "文件尾超过 64 MiB")
            .hint("write it in fewer row groups, or in several files", "请减少行组，或分成多个文件"));
    }
    Ok(())
}

/// Finds columns that are packed in a way that cannot be unpacked here.
fn packed_otherwise(metadata: &ParquetMetaData) -> Result<(), Stop> {
    for column in metadata.row_groups().iter().flat_map(|group| group.columns()) {
        if matches!(column.compression(), Compression::BROTLI(_) | Compression::LZO) {
            let (name, codec) = (column.column_path().string(), CompressionCodec::from(column.compression()));
            return Err(Stop::new(
                format!("column `{name}` is compressed by {codec}, which is not read"),
                format!("列 `{name}` 采用 {codec} 压缩，无法读取"),
            )
            .hint("write it with `snappy` or `zstd` compression", "请改用 `snappy` 或 `zstd` 压缩重新导出"));
        }
    }
    Ok(())
}

fn unread(error: &std::io::Error) -> Stop {
    let words = crate::error::cause(error);
    Stop::new(format!("it cannot be read: {}", words.en), format!("无法读取：{}", words.zh))
}

fn cut_off() -> Stop {
    Stop::new(
        "this Parquet file is cut off: it does not end with `PAR1`",
        "Parquet 文件不完整：末尾不是 `PAR1`",
    )
    .hint(
        "transfer it again; one that is still being written cannot be read",
        "请重新传输；尚未写完的文件无法读取",
    )
}

fn damaged(error: &ParquetError) -> Stop {
    Stop::new(
        format!("the footer of this Parquet file cannot be read: {error}"),
        "Parquet 文件尾已损坏，无法读取",
    )
    .hint("transfer it again, or write it anew", "请重新传输或重新导出")
}
