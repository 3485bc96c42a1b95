//! Say why a document did not arrive, in words of a closed list: what carriers write freely names people and telephones,
//! and what is kept must not.

/// A reason: its word in data files, the word in documents, and what of a carrier's words tells it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reason {
    pub(super) word: &'static str,
    pub(super) chinese: &'static str,
    /// Parts of what carriers write, in small letters.
    signs: &'static [&'static str],
}

const fn reason(word: &'static str, chinese: &'static str, signs: &'static [&'static str]) -> Reason {
    Reason { word, chinese, signs }
}

/// Every reason, in the order in which they are looked for: what tells more stands first.
const REASONS: [Reason; 11] = [
    reason("moved", "迁移新址", &["迁", "搬", "moved"]),
    reason("address-unknown", "地址不详", &["地址", "欠详", "address"]),
    reason("person-unknown", "查无此人", &["查无", "无此人", "收件人不详", "not known"]),
    reason("unclaimed", "逾期未领", &["未领", "未取", "无人认领", "unclaimed"]),
    reason("refused", "拒收", &["拒", "refused"]),
    reason("mailbox-full", "邮箱已满", &["邮箱已满", "邮箱满", "full", "quota"]),
    reason(
        "mailbox-unknown",
        "邮箱不存在",
        &["邮箱不存在", "邮箱无效", "无此用户", "user unknown", "no such user", "mailbox"],
    ),
    reason(
        "number-dead",
        "空号或停机",
        &["空号", "停机", "关机", "销号", "号码不存在", "号码无效", "not in service"],
    ),
    reason("blocked", "被拦截", &["拦截", "黑名单", "退订", "屏蔽", "blocked", "spam"]),
    reason("absent", "无人在家", &["无人", "不在", "联系不上", "absent"]),
    reason("other", "其他", &[]),
];

impl Reason {
    /// The reason that a carrier's words tell: `other` where they tell none of the list.
    pub(super) fn told(text: &str) -> &'static Self {
        let text = text.to_lowercase();
        let told = |one: &&Self| {
            one.word == text || one.chinese == text || one.signs.iter().any(|sign| text.contains(sign))
        };
        let [.., other] = &REASONS;
        REASONS.iter().find(told).unwrap_or(other)
    }

    /// The reason that a word of data files names.
    pub(super) fn named(word: &str) -> Option<&'static Self> {
        REASONS.iter().find(|one| one.word == word)
    }
}
