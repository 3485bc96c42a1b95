//! What `verify` says of the file itself, whoever signed it.

use super::{fault, note};
use crate::finding::Finding;
use crate::verify::pdf;

/// V01: the file cannot be read.
pub(in crate::verify) fn unreadable(why: pdf::Fault) -> Finding {
    use pdf::Fault::{Chain, Cipher, Costly, Hybrid, Locked, Many, NoEnd, NotPdf, Table};
    match why {
        NotPdf => fault("V01", "this is not a PDF", "不是 PDF 文件")
            .hint("a PDF begins with `%PDF-`", "PDF 文件以 `%PDF-` 开头"),
        NoEnd => {
            fault("V01", "the file is broken: its end is missing or damaged", "文件已损坏：结尾缺失或不完整")
                .hint(
                    "ask for the file again, it may have been cut off on its way",
                    "请重新索取文件，传输中可能被截断",
                )
        }
        Table => fault(
            "V01",
            "the file is broken: its table of objects cannot be read",
            "文件已损坏：对象表无法读取",
        ),
        Chain => fault(
            "V01",
            "the file is broken: its revisions lead in a circle or out of order",
            "文件已损坏：修订版本首尾相接或次序颠倒",
        ),
        Hybrid => fault(
            "V14",
            "the file is laid out for the web with a second table of objects beside it, which is not judged",
            "文件为网页浏览优化且并存第二套对象表，不作判定",
        ),
        Many => fault(
            "V14",
            "the file was saved more often than is judged: it has more than 128 revisions",
            "文件保存次数过多（超过 128 个修订版本），不作判定",
        ),
        Costly => costly(),
        Locked => {
            fault("V01", "the file is encrypted, and no password opens it", "文件已加密，没有可用的密码")
                .hint("give the password with `--password-file FILE`", "请以 `--password-file FILE` 提供密码")
        }
        Cipher => {
            fault("V01", "the file is encrypted in a way that is not read here", "文件的加密方式不受支持")
                .hint("AES-256 is read (PDF 2.0)", "支持 AES-256（PDF 2.0）")
        }
    }
}

/// V01: an object that cannot be read.
pub(in crate::verify) fn broken_object() -> Finding {
    fault("V01", "the file is broken: one of its objects cannot be read", "文件已损坏：有对象无法读取")
}

/// V14: judging the file costs too much.
pub(in crate::verify) fn costly() -> Finding {
    fault(
        "V14",
        "judging this file takes more work than one of its size is worth, so that it was given up",
        "判定该文件所需的运算超出其大小应有的限度，已放弃判定",
    )
    .hint(
        "ordinary files never come near: it may have been made to break programs",
        "正常文件远达不到该限度：该文件可能是为使程序出错而制作的",
    )
}

/// V14: more signatures than are judged.
pub(in crate::verify) fn too_many(count: usize) -> Finding {
    fault(
        "V14",
        format!("the file has {count} signatures, more than are judged"),
        format!("文件有 {count} 个签名，超出可判定的数量"),
    )
}

/// V12: bytes after the end.
pub(in crate::verify) fn trailing(count: usize) -> Finding {
    fault(
        "V12",
        format!("{count} bytes follow the end of the file, which no signature covers"),
        format!("文件结尾之后还有 {count} 个字节，未被任何签名覆盖"),
    )
}

/// V12: two tables that do not agree.
pub(in crate::verify) fn two_tables(revision: usize, number: u32) -> Finding {
    fault(
        "V12",
        format!(
            "revision {revision} has two tables side by side that do not agree on object {number}, so that two programs may show two documents"
        ),
        format!("修订版本 {revision} 并存的两套对象表对对象 {number} 记载不一，不同程序可能显示不同内容"),
    )
}

/// V12: a stream beside a table that adds objects after signing.
pub(in crate::verify) fn hidden_later(revision: usize, count: usize) -> Finding {
    fault(
        "V12",
        format!(
            "revision {revision}, made after signing, lists {count} objects that programs from before PDF 1.5 do not see"
        ),
        format!("签名之后的修订版本 {revision} 列出 {count} 个对象，PDF 1.5 之前的程序看不到"),
    )
}

/// V12: a stream beside a table, as office programs write it.
pub(in crate::verify) fn hidden(revision: usize, count: usize) -> Finding {
    note(
        "V12",
        format!("revision {revision} lists {count} objects that programs from before PDF 1.5 do not see"),
        format!("修订版本 {revision} 列出 {count} 个对象，PDF 1.5 之前的程序看不到"),
    )
}

/// V12: an object listed twice in one table.
pub(in crate::verify) fn listed_twice(revision: usize) -> Finding {
    fault(
        "V12",
        format!("revision {revision} lists an object twice, so that two programs may show two documents"),
        format!("修订版本 {revision} 将同一对象列出两次，不同程序可能显示不同内容"),
    )
}

/// V12: a table that points into another revision.
pub(in crate::verify) fn shadowed(revision: usize, number: u32) -> Finding {
    fault(
        "V12",
        format!("revision {revision} brings forward hidden content: object {number} stands outside of it"),
        format!("修订版本 {revision} 调出了隐藏内容：对象 {number} 不在该版本之内"),
    )
}

/// V12: two objects share bytes.
pub(in crate::verify) fn overlapping(revision: usize, number: u32) -> Finding {
    fault(
        "V12",
        format!("in revision {revision} object {number} overlaps another"),
        format!("修订版本 {revision} 中对象 {number} 与其他对象重叠"),
    )
}

/// V12: an object that is not where the table says.
pub(in crate::verify) fn absent(revision: usize, number: u32) -> Finding {
    note(
        "V12",
        format!("revision {revision} lists object {number}, which cannot be read"),
        format!("修订版本 {revision} 所列对象 {number} 无法读取"),
    )
}

/// V12: bytes that no table lists.
pub(in crate::verify) fn unlisted(revision: usize, count: usize) -> Finding {
    note(
        "V12",
        format!(
            "revision {revision} holds {count} bytes that no table lists: they show nowhere, but a later change could bring them forward"
        ),
        format!("修订版本 {revision} 中有 {count} 个字节未列入对象表：目前不显示，但后续改动可能调出"),
    )
}

/// V12: more than one catalog.
pub(in crate::verify) fn catalogs(count: usize) -> Finding {
    fault(
        "V12",
        format!("the file has {count} catalogs, so that two programs may show two documents"),
        format!("文件有 {count} 个目录对象，不同程序可能显示不同内容"),
    )
}
