//! List the rules on wording, which are run on templates and filled documents.

use super::{Rule, said};
use crate::finding::Severity;

/// The rules on wording.
pub(super) const RULES: &[Rule] = &[
    Rule::on_wording(
        "R01",
        said(
            "a document carries every disclosure of its kind; a collection letter the seven of art. 69",
            "文书须载明该种类要求的全部内容；催收函须载明第六十九条的七项内容",
        ),
        said(
            "《商业银行信用卡业务监督管理办法》 art. 69 and the `blocks` of the kind",
            "《商业银行信用卡业务监督管理办法》第六十九条及该种类的 `blocks`",
        ),
    ),
    Rule::on_wording(
        "R11",
        said(
            "a day rate stands beside its annual rate, and the cost of instalments is called interest",
            "日利率须同时载明年化利率；分期成本须称为利息",
        ),
        said(
            "中国人民银行公告〔2021〕第3号; 银保监规〔2022〕13号",
            "中国人民银行公告〔2021〕第3号；银保监规〔2022〕13号",
        ),
    ),
    Rule::on_wording(
        "R12",
        said(
            "no wording of the refuse list: threats, insults, pretended process, third parties, false promises, dead law",
            "不得使用禁用语：威胁、侮辱、冒充司法程序、牵连第三人、虚假承诺、失效法律",
        ),
        said(
            "《商业银行信用卡业务监督管理办法》 art. 68; 金融机构个人消费类贷款催收工作指引（试行） (2026)",
            "《商业银行信用卡业务监督管理办法》第六十八条；《金融机构个人消费类贷款催收工作指引（试行）》（2026）",
        ),
    ),
    Rule::on_wording(
        "R22",
        said(
            "a sentence on the credit bureau comes with the notice that the law wants before a report",
            "提及征信报送须同时载明事先告知",
        ),
        said("征信业管理条例 art. 15", "《征信业管理条例》第十五条"),
    ),
    Rule::on_wording(
        "R24",
        said(
            "a picture of a seal is not called a signature: only a certificate makes one",
            "印章图片不得称为签名；可靠电子签名须有证书",
        ),
        said("电子签名法 art. 13", "《中华人民共和国电子签名法》第十三条"),
    ),
    Rule::on_wording(
        "R25",
        said(
            "no blank, undefined value or left-over placeholder is printed",
            "不得打印空白、未定义的值或残留占位符",
        ),
        said("house rule: a document is whole", "内部规则：文书内容须完整"),
    ),
    Rule {
        severity: Severity::Warning,
        ..Rule::on_wording(
            "W12",
            said("a letter raises no voice", "文书语气须平和"),
            said(
                "house rule: no exclamation marks, and no paragraph that is all red and bold",
                "内部规则：不使用感叹号，不将整段文字设为红色粗体",
            ),
        )
    },
];
