//! State what may show in an envelope's window; the finished pages are held to it when they are typeset.

use super::{Rule, said};

/// The rules on windows.
pub(super) const RULES: &[Rule] = &[Rule::on_wording(
    "G30",
    said(
        "the envelope's window shows the address wherever the sheet slides to, and nothing else",
        "信纸无论如何移动，信封窗口都露出且只露出收件人地址",
    ),
    said(
        "民法典 1032, 1033, 个人信息保护法 28: nobody who sees the envelope learns of the debt; GB/T 22585-2008",
        "民法典第一千零三十二条、第一千零三十三条，个人信息保护法第二十八条：经手信封的人不得由窗口获知欠款；GB/T 22585-2008",
    ),
)];
