//! The codes of data that cannot be read.

use super::{Code, code};
use crate::finding::{Said, said};

const READING: Said = said("reading accounts", "读取账户数据");
const FIELDS: Said = said(
    "reading accounts, issuer files, signing files and kinds, field by field",
    "逐项读取账户数据、发行方文件、签名设置和文书种类",
);

pub(super) const CODES: &[Code] = &[
    code(
        "D01",
        said("a record that cannot be read", "记录无法读取"),
        said(
            "reading accounts, issuer files, signing files and kinds",
            "读取账户数据、发行方文件、签名设置和文书种类",
        ),
        said(
            "write one JSON object a line, or CSV with a cell for every column, and settings in TOML",
            "账户数据请每行写一个 JSON 对象，或每行列数一致的 CSV；设置请用 TOML",
        ),
    ),
    code(
        "D03",
        said("a field that is unknown or given twice", "字段未知或重复"),
        FIELDS,
        said(
            "take the field out or give it the name of the hint; fields of your own stand under `extra`",
            "请删除该字段，或改用提示中的名称；自定义字段请放在 `extra` 下",
        ),
    ),
    code(
        "D04",
        said("a value that is not what belongs there", "字段值不符合要求"),
        FIELDS,
        said(
            "write the value as the message says; `hanpress schema account` shows every field's shape",
            "请按提示填写；`hanpress schema account` 列出各字段的格式",
        ),
    ),
    code(
        "D05",
        said("bytes that are no text", "字符编码错误"),
        READING,
        said(
            "name the file's encoding with `--encoding`, or export it in UTF-8",
            "请用 `--encoding` 指定文件编码，或以 UTF-8 重新导出",
        ),
    ),
    code(
        "D06",
        said("a record too long or too deep", "记录过长或层级过深"),
        READING,
        said(
            "give one account a record, and leave out what no document prints",
            "每条记录只写一个账户，并去掉文书不打印的内容",
        ),
    ),
    code(
        "D07",
        said("what a spreadsheet or program did to a value", "电子表格或程序造成的数据损坏"),
        said(
            "reading numbers, dates and amounts that a spreadsheet or program wrote otherwise than they were",
            "读取被电子表格或程序改写的号码、日期和金额",
        ),
        said(
            "export the file anew with these columns as text, and do not save it in a spreadsheet",
            "请将这些列作为文本重新导出，不要用电子表格另存",
        ),
    ),
    code(
        "D08",
        said("an id that was there before", "账户标识重复"),
        said("reading the accounts of one run", "读取同一批次的账户数据"),
        said(
            "give every account an id of its own, or leave out the repetition",
            "请为每户设置唯一标识，或删去重复记录",
        ),
    ),
    code(
        "D10",
        said("a document number that is taken", "文书编号已被占用"),
        said("delivering documents: no number is given twice", "文书输出：编号不得重复"),
        said(
            "leave the account out if it is given twice, otherwise make it in a run of its own",
            "如为重复记录请删去，否则请将此户另行单独生成",
        ),
    ),
    code(
        "W14",
        said(
            "a card and currency that were there before, or an id that has a document made from another record",
            "同一张卡的同一币种重复，或该编号已按另一份数据出具过文书",
        ),
        said(
            "reading the accounts of one run, and of one that is added to others; it only warns",
            "读取同一批次及追加批次的账户数据；仅作提示",
        ),
        said(
            "leave one of both out, unless two documents are wanted",
            "请删去其中一条；确需出具两份文书的除外",
        ),
    ),
];
