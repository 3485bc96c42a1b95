//! The codes of templates that fail, and of the program itself.

use super::{Code, code};
use crate::finding::said;

pub(super) const CODES: &[Code] = &[
    code(
        "T01",
        said("a template that fails", "模板出错"),
        said("loading, filling and typesetting templates", "载入、填充和排版模板"),
        said("correct the template at the line that is named", "请修正所示行的模板"),
    ),
    code(
        "T02",
        said("a document that cannot be filled or set", "文书无法填写或排版"),
        said(
            "filling and typesetting, within the limits of steps, bytes and pages",
            "填充和排版，受步数、字节数和页数上限约束",
        ),
        said(
            "look for a loop in the template that does not end, or a value that is far too long",
            "请检查模板中没有终止的循环，或过长的数据",
        ),
    ),
    code(
        "T03",
        said("a template that the typesetter warns about", "模板排版时有警告"),
        said("typesetting: the document is made all the same", "排版：文书仍会生成"),
        said(
            "look at the line that is named; most often a font or a mark is missing",
            "请检查所示行，多为缺少字体或标记",
        ),
    ),
    code(
        "T04",
        said("a failure of the program itself", "程序内部错误"),
        said("any stage: the other accounts are not affected", "任一环节：其他账户不受影响"),
        said(
            "report it with the account's shape, not its data",
            "请反馈问题，说明账户数据的结构，但不要附上客户数据",
        ),
    ),
    code(
        "T05",
        said("templates that nobody approved", "模板未经审批"),
        said(
            "each account, where `[templates] approved` of the issuer file names a file of approvals",
            "发行方文件 `[templates] approved` 指定了审批文件时，逐户核对",
        ),
        said(
            "have the templates approved: `hanpress approve TEMPLATES --by NAME`",
            "请完成模板审批：`hanpress approve`，以 `--by` 写明审批人",
        ),
    ),
];
