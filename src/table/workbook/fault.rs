//! Why a workbook or one of its sheets cannot be read, and what to do about it.

use std::io;

use calamine::{OdsError, XlsError, XlsxError};

use super::super::UNREADABLE;
use super::Workbook;
/// Why a workbook cannot be opened, or read any further.
pub use crate::error::Stop as Fault;
use crate::error::cause;
use crate::finding::{Finding, Said, Words, said};

/// The fault of a file that cannot be opened or read.
pub(super) fn cannot_open(error: &io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::NotFound => Fault::new("there is no such file", "没有此文件"),
        io::ErrorKind::IsADirectory => Fault::new("this is a folder, not a file", "这是文件夹，不是文件"),
        io::ErrorKind::PermissionDenied => Fault::new("reading it is not permitted", "没有读取权限"),
        _ => Fault::new(format!("it cannot be read: {error}"), format!("无法读取：{error}")),
    }
}

/// The fault of a file that is no workbook, by its first bytes.
pub(super) fn no_workbook(start: &[u8], named: Workbook) -> Fault {
    let name = match named {
        Workbook::Xlsx => "xlsx",
        Workbook::Xls => "xls",
        Workbook::Ods => "ods",
    };
    let text = String::from_utf8_lossy(start).to_lowercase();
    let (en, zh) = if start.is_empty() {
        ("it is empty", "文件是空的")
    } else if text.contains("<html") || text.contains("<table") || text.contains("<!doctype html") {
        ("it is an HTML page", "其内容是网页（HTML）")
    } else if text.contains("urn:schemas-microsoft-com:office:spreadsheet") || text.contains("excel.sheet") {
        ("it is an XML spreadsheet of 2003", "其内容是 XML 电子表格 2003")
    } else if !start.contains(&0) {
        ("it is text", "其内容是文本")
    } else {
        ("it is something else", "其内容不是工作簿")
    };
    let fault =
        Fault::new(format!("this is no {name} workbook: {en}"), format!("这不是 {name} 工作簿：{zh}"));
    if en == "it is text" {
        fault.hint(
            "if it is a text table, pass `--from csv` or `--from tsv`",
            "如为文本表格，请加 `--from csv` 或 `--from tsv`",
        )
    } else {
        fault.hint(SAVE.en, SAVE.zh)
    }
}

/// The way out for what only a spreadsheet program can read.
pub(super) const SAVE: Said =
    said("open it in a spreadsheet program and save it as `.xlsx`", "请用表格软件打开后另存为 `.xlsx`");

/// The fault of a workbook that needs a password.
pub(super) fn locked() -> Fault {
    Fault::new("this workbook is protected by a password", "工作簿设有打开密码").hint(
        "open it in a spreadsheet program, remove the password and save it again",
        "请用表格软件打开，取消密码后重新保存",
    )
}

/// The fault of a workbook that is cut off or damaged.
fn damaged(en: &str, zh: &str) -> Fault {
    Fault::new(
        format!("this workbook is damaged or was cut off: {en}"),
        format!("工作簿已损坏或不完整：{zh}"),
    )
    .hint("copy it once more from where it came, or save it anew", "请重新复制该文件，或用表格软件重新保存")
}

/// The fault of an archive that is not whole.
pub(super) fn damaged_zip() -> Fault {
    damaged("a part of it is missing or cannot be unpacked", "其中有内容缺失或无法解压")
}

/// The fault of an xls whose wrapping is not whole.
pub(super) fn damaged_ole() -> Fault {
    damaged("its parts do not fit together", "其内部各部分对不上")
}

/// The fault of a workbook with a part that breaks off or is no XML.
pub(super) fn damaged_xml() -> Fault {
    damaged("one of its parts breaks off or is garbled", "其中有内容中断或错乱")
}

/// The fault of a workbook whose bytes do not come.
fn damaged_io(error: &io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
            damaged_zip()
        }
        _ => {
            let cause = cause(error);
            damaged(&cause.en, &cause.zh)
        }
    }
}

/// The fault of an archive that holds something else.
pub(super) fn other_archive() -> Fault {
    Fault::new("this is an archive, but no workbook lies in it", "这是压缩包，其中没有工作簿")
        .hint("unpack it and give the file within it", "请先解压，再提供其中的文件")
}

/// The fault of a file in the wrapping of an xls that holds something else.
pub(super) fn no_sheets() -> Fault {
    Fault::new("this is a document of older Office, but no workbook", "这是旧版 Office 文档，不是工作簿")
        .hint(SAVE.en, SAVE.zh)
}

/// The fault of a workbook in Excel's binary form.
pub(super) fn binary() -> Fault {
    Fault::new("this is an `.xlsb` workbook, which is not taken", "这是 `.xlsb` 二进制工作簿，不予读取")
        .hint(SAVE.en, SAVE.zh)
}

/// The fault of a workbook that the reader could not stand.
pub(super) fn unreadable() -> Fault {
    Fault::new("this workbook cannot be read: its structure is not sound", "无法读取工作簿：内部结构有误")
        .hint(SAVE.en, SAVE.zh)
}

/// What an xlsx reader says.
pub(super) fn of_xlsx(error: &XlsxError) -> Fault {
    match error {
        XlsxError::Password => locked(),
        XlsxError::Io(error) => damaged_io(error),
        XlsxError::Zip(_) => damaged_zip(),
        XlsxError::Xml(_) | XlsxError::XmlAttr(_) | XlsxError::XmlEof(_) | XlsxError::Encoding(_) => {
            damaged_xml()
        }
        XlsxError::Unrecognized { typ: "sheet:type", .. } => Fault::new(
            "this workbook has a macro sheet of Excel 4.0, which is not taken",
            "工作簿含有 Excel 4.0 宏表，不予读取",
        )
        .hint(SAVE.en, SAVE.zh),
        _ => unreadable(),
    }
}

/// What an xls reader says.
pub(super) fn of_xls(error: &XlsError) -> Fault {
    match error {
        XlsError::Password => locked(),
        XlsError::Io(error) => damaged_io(error),
        XlsError::Cfb(_) => damaged_ole(),
        _ => unreadable(),
    }
}

/// What an ods reader says.
pub(super) fn of_ods(error: &OdsError) -> Fault {
    match error {
        OdsError::Password => locked(),
        OdsError::Io(error) => damaged_io(error),
        OdsError::Zip(_) => damaged_zip(),
        OdsError::Xml(_) | OdsError::Eof(_) => damaged_xml(),
        _ => unreadable(),
    }
}

/// The finding of a row with a cell that cannot be read.
pub(super) fn of_row() -> Finding {
    let message = Words::new(
        "a cell of this row is not what a workbook may hold",
        "本行有一个单元格的内容不符合工作簿格式",
    );
    Finding::error(UNREADABLE, "", message).hint(
        "open the workbook in a spreadsheet program and save it again",
        "请用表格软件打开工作簿并重新保存",
    )
}
