//! The codes of short messages and e-mails.

use super::{Code, code};
use crate::finding::said;

pub(super) const CODES: &[Code] = &[
    code(
        "M01",
        said("a kind without a message of that channel", "文书种类没有该渠道的消息"),
        said("`--channel`, held against the templates of the kind", "`--channel` 与该文书的模板"),
        said(
            "leave the channel out for it, or put `sms.txt.jinja`, or `email.txt.jinja` and `email.html.jinja`, into its folder",
            "该文书请去掉此渠道，或在其模板文件夹中加入 `sms.txt.jinja`，或 `email.txt.jinja` 和 `email.html.jinja`",
        ),
    ),
    code(
        "M02",
        said("nobody whom the message reaches", "消息没有可送达的号码或地址"),
        said(
            "the account's mobile number and e-mail address, which are the debtor's",
            "账户的手机号码和电子邮箱，均属债务人本人",
        ),
        said("give the number or the address, or leave the channel out", "请填写号码或地址，或去掉该渠道"),
    ),
    code(
        "M03",
        said("a short message that cannot hold what it owes", "短信容纳不下必备内容"),
        said(
            "its parts, held against `[messages] max_parts` of the issuer file",
            "短信条数与发行方文件 `[messages]` 的 `max_parts`",
        ),
        said(
            "shorten the template, send a letter or an e-mail, or allow more parts",
            "请精简模板，改用信函或电子邮件，或允许更多条数",
        ),
    ),
    code(
        "M04",
        said("a signature in the template of a short message", "短信模板中含有签名"),
        said("its words: the program puts 【signature】 first", "模板文字：签名由程序加在开头"),
        said("take 【 and 】 out of the template", "请从模板中去掉【】"),
    ),
    code(
        "M05",
        said("a message that shows something of a person in full", "消息中出现完整的个人信息"),
        said(
            "the filled message, held against the account's names, numbers and addresses",
            "填写后的消息与账户中的姓名、号码和地址",
        ),
        said(
            "use the values of the draft, which are masked in messages",
            "请使用模板变量，消息中的变量已脱敏",
        ),
    ),
    code(
        "M06",
        said("a message that leads to another host than the issuer's", "消息中的网址不属于发行方"),
        said(
            "the filled message, held against `website` and `verify_url`",
            "填写后的消息与 `website`、`verify_url`",
        ),
        said("link to the issuer's own host", "只使用发行方自己的域名"),
    ),
    code(
        "M07",
        said("rare characters in a short message", "短信含生僻字"),
        said(
            "characters beyond U+FFFF: the message is sent all the same",
            "超出 U+FFFF 的字符：短信仍会发送",
        ),
        said("nothing: they are counted as two each", "无需处理：每个按两个字符计"),
    ),
];
