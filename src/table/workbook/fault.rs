//! Why a workbook or one of its sheets cannot be read, and what to do about it.

use std::io;

use calamine::{OdsError, XlsError, XlsxError};

use super::super::UNREADABLE;
use super::Workbook;
/// Why a workbook cannot be opened, or read any further.
pub use crate::error::Stop as Fault;
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
pub(super) fn damaged(what: &str) -> Fault {
    Fault::new(
        format!("this workbook is damaged or was cut off: {what}"),
        format!("工作簿已损坏或不完整：{what}"),
    )
    .hint("copy it once more from where it came, or save it anew", "请重新复制该文件，或用表格软件重新保存")
}

/// The fault of an archive that is not whole.
pub(super) fn damaged_zip() -> Fault {
    damaged("ZIP")
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
        XlsxError::Io(error) => damaged(&error.to_string()),
        XlsxError::Zip(error) => damaged(&error.to_string()),
        XlsxError::Xml(_) | XlsxError::XmlAttr(_) | XlsxError::XmlEof(_) | XlsxError::Encoding(_) => {
            damaged("XML")
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
        XlsError::Io(error) => damaged(&error.to_string()),
        XlsError::Cfb(_) => damaged("OLE"),
        _ => unreadable(),
    }
}

/// What an ods reader says.
pub(super) fn of_ods(error: &OdsError) -> Fault {
    match error {
        OdsError::Password => locked(),
        OdsError::Io(error) => damaged(&error.to_string()),
        OdsError::Zip(error) => damaged(&error.to_string()),
        OdsError::Xml(_) | OdsError::Eof(_) => damaged("XML"),
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
