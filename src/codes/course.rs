//! The codes of documents that the issuer's course forbids for the time being.

use super::{Code, code};
use crate::finding::{Said, said};

const COURSE: Said = said(
    "the issuer's course (`[course]` of the issuer file), by what was sent before and what stands against it",
    "发行方文件 `[course]` 的催收流程，对照此前的送达和暂停事由",
);

pub(super) const CODES: &[Code] = &[
    code(
        "C01",
        said("a step of the course that comes too early", "催收流程的步骤过早"),
        COURSE,
        said(
            "wait for the day that is named, or take the step that is due (`hanpress next`)",
            "请等到所示日期，或办理应办的步骤（`hanpress next`）",
        ),
    ),
    code(
        "C02",
        said("a step of the course that something stops", "催收流程的步骤因故暂停"),
        COURSE,
        said(
            "do what ends it, as the hint says, and give the record anew",
            "请按提示消除暂停事由，并更新数据",
        ),
    ),
];
