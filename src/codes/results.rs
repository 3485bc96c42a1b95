//! The codes of what came back of documents, as `delivered` tells them.

use super::{Code, code};
use crate::finding::{Said, said};

const FROM: Said = said(
    "the table given to `hanpress delivered`, against the manifest and what was recorded before",
    "`hanpress delivered` 的表格与清单及已登记的结果",
);

pub(super) const CODES: &[Code] = &[
    code(
        "E01",
        said("a result of a document that the folder does not have", "该文件夹中没有的文书的结果"),
        FROM,
        said("name the folder of the run that made it with `--in`", "请用 `--in` 指定生成该文书的文件夹"),
    ),
    code(
        "E02",
        said(
            "a result that contradicts another, the document, or itself",
            "与其他结果、与文书或自相矛盾的结果",
        ),
        FROM,
        said(
            "find out which is right, and give the corrected row; what was recorded is never changed",
            "请核实后提供更正的行；已登记的内容不会更改",
        ),
    ),
];
