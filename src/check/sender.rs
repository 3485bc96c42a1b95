//! Tell whether the sender may send this kind, on what authority, under what title, and to whose account it asks money.

use chrono::NaiveDate;

use super::{Case, Context, Findings, Rule, Said, said};
use crate::finding::Words;
use crate::issuer::Role;

const TITLES: Said = said(
    "金融机构个人消费类贷款催收工作指引（试行） (2026); 律师法 art. 13",
    "《金融机构个人消费类贷款催收工作指引（试行）》（2026）；《中华人民共和国律师法》第十三条",
);

const AGENCIES: Said = said(
    "《银行保险机构消费者权益保护管理办法》 art. 41; 金融机构个人消费类贷款催收工作指引（试行） (2026)",
    "《银行保险机构消费者权益保护管理办法》第四十一条；《金融机构个人消费类贷款催收工作指引（试行）》（2026）",
);

/// The rules on senders.
pub(super) const RULES: &[Rule] = &[
    Rule::on_settings(
        "R13",
        said(
            "a kind's title does not claim the authority of a court, the police or, from anybody but a law firm, a lawyer",
            "文书标题不得冒用司法、公安机关名义；非律师事务所不得使用律师名义",
        ),
        TITLES,
        title_claims_no_authority,
    ),
    Rule::always(
        "R13",
        said(
            "no enclosure claims an authority that the sender does not have",
            "附件名称不得冒用发送方并不具有的权力",
        ),
        TITLES,
        enclosures_claim_no_authority,
    ),
    Rule::on_settings(
        "R14",
        said("a kind is sent only by those who may send it", "文书种类只能由有权发送者发出"),
        said(
            "《银行保险机构消费者权益保护管理办法》 art. 41 and the `senders` of the kind",
            "《银行保险机构消费者权益保护管理办法》第四十一条及该种类的 `senders`",
        ),
        sender_may_send,
    ),
    Rule::on_settings(
        "R14",
        said(
            "an agency has the bank's authority on the issue date and stands on its white list",
            "受托机构在出具日持有有效授权，并列入银行白名单",
        ),
        AGENCIES,
        agency_is_authorised,
    ),
    Rule::always(
        "R14",
        said("the debtor was told of an agency before the issue date", "出具日前债务人已获知委托"),
        AGENCIES,
        agency_was_told_of,
    ),
    Rule::on_settings(
        "R14",
        said("a law firm names its lawyer and the client's mandate", "律师事务所须写明承办律师及委托"),
        said("律师法 art. 13, 25", "《中华人民共和国律师法》第十三条、第二十五条"),
        law_firm_has_its_mandate,
    ),
    Rule::on_settings(
        "R14",
        said(
            "a buyer of debts is one that may buy them, and has bought them",
            "受让人须具备受让资格且已受让债权",
        ),
        said(
            "民法典 art. 545, 546; 银保监办便函〔2022〕1191号",
            "《中华人民共和国民法典》第五百四十五条、第五百四十六条；银保监办便函〔2022〕1191号",
        ),
        assignee_owns_the_debt,
    ),
    Rule::on_settings(
        "R15",
        said(
            "money goes to the bank or the buyer of the debt, or into the holder's own card account",
            "款项只能付至银行、受让人或持卡人本人的信用卡账户",
        ),
        said("house rule: nobody pays into a person's account", "内部规则：不得向个人账户付款"),
        money_goes_to_the_creditor,
    ),
];

/// Words of courts, prosecutors and police that a title of anybody else does not bear.
const OFFICES: &[&str] = &["法院", "检察", "公安", "派出所", "司法"];

/// Words of what only they issue.
const ORDERS: &[&str] = &[
    "传票",
    "传唤",
    "立案",
    "强制执行",
    "执行通知",
    "执行裁定",
    "执行书",
    "拘传",
    "拘留",
    "逮捕",
    "通缉",
    "协查",
    "冻结令",
    "查封令",
];

/// R13: no word of an office or its orders, and 律师 only by law firms (CBA 2026, 律师法 13).
fn title_claims_no_authority(context: &Context<'_>, findings: &mut Findings) {
    let title = context.kind.title.as_str();
    if let Some(word) = claimed(title, &[OFFICES, ORDERS], context) {
        tell_claim("kind", word, findings);
    }
}

/// R13: no title of an enclosure bears a word of such an order, and 律师 only by law firms.
fn enclosures_claim_no_authority(case: &Case<'_>, findings: &mut Findings) {
    for (at, title) in case.account.enclosures.iter().enumerate() {
        if let Some(word) = claimed(title, &[ORDERS], case.context) {
            tell_claim(&format!("enclosures[{at}]"), word, findings);
        }
    }
}

fn claimed(title: &str, lists: &[&[&'static str]], context: &Context<'_>) -> Option<&'static str> {
    let lawyer = ["律师函"].into_iter().filter(|_| context.issuer.issuer.role != Role::LawFirm);
    let bare: String = title.chars().filter(|c| !c.is_whitespace()).collect();
    lists.iter().copied().flatten().copied().chain(lawyer).find(|word| bare.contains(word))
}

fn tell_claim(path: &str, word: &str, findings: &mut Findings) {
    findings
        .tell(
            path,
            format!("the title holds `{word}`, which this sender has no authority for"),
            format!("标题含有 `{word}`，发送方无此权力"),
        )
        .hints
        .push(Words::new(
            "give it the title of what it is, such as 催收函",
            "请使用与文书性质相符的标题，如催收函",
        ));
}

/// R14: the issuer's role is among the kind's senders (消保办法 41).
fn sender_may_send(context: &Context<'_>, findings: &mut Findings) {
    let (role, kind) = (context.issuer.issuer.role, context.kind);
    if kind.senders.contains(&role) {
        return;
    }
    let words: Vec<_> = kind.senders.iter().map(|sender| sender.word()).collect();
    let chinese: Vec<_> = kind.senders.iter().map(|sender| sender.chinese()).collect();
    findings
        .tell(
            "issuer.role",
            format!("`{}` may not send `{}`", role.word(), kind.name),
            format!("{}不得发送《{}》", role.chinese(), kind.title),
        )
        .hints
        .push(Words::new(
            format!("it may be sent by: {}", words.join(", ")),
            format!("可由以下主体发送：{}", chinese.join("、")),
        ));
}

/// R14: authority from its first to its last day, both included; white list (消保办法 41).
fn agency_is_authorised(context: &Context<'_>, findings: &mut Findings) {
    if context.issuer.issuer.role != Role::Agency {
        return;
    }
    let issued = context.issue_date;
    let Some(agency) = &context.issuer.agency else {
        return no_table("agency", Role::Agency, findings);
    };
    if issued < agency.from {
        outside("agency.from", issued, agency.from, findings);
    }
    if issued > agency.to {
        outside("agency.to", issued, agency.to, findings);
    }
    if !agency.whitelisted {
        findings.tell(
            "agency.whitelisted",
            "the agency is not on the bank's published white list",
            "该机构未列入银行公示的白名单",
        );
    }
}

/// R14: the debtor was told of the agency on a day before the issue date (消保办法 41).
fn agency_was_told_of(case: &Case<'_>, findings: &mut Findings) {
    let Context { issuer, issue_date, .. } = case.context;
    if issuer.issuer.role != Role::Agency || issuer.agency.is_none() {
        return;
    }
    if case.account.flags.agency_told_on.is_none_or(|told| told >= *issue_date) {
        findings
            .tell(
                "flags.agency_told_on",
                "the debtor was not told of the agency before the issue date",
                "出具日前债务人未获知委托催收",
            )
            .hints
            .push(Words::new(
                "send the 委托催收告知书 first and record its day",
                "请先发送委托催收告知书并登记日期",
            ));
    }
}

fn outside(path: &str, issued: NaiveDate, limit: NaiveDate, findings: &mut Findings) {
    findings.tell(
        path,
        format!("the authority does not cover the issue date {issued}: its limit is {limit}"),
        format!("授权期限不包含出具日期 {issued}：界限为 {limit}"),
    );
}

fn no_table(name: &str, role: Role, findings: &mut Findings) {
    findings.tell(
        name,
        format!("a sender whose role is `{}` needs `[{name}]` in the issuer file", role.word()),
        format!("发送方为{}时，发行方文件须有 `[{name}]`", role.chinese()),
    );
}

/// R14: `[lawyer]` is given and its mandate is no later than the issue date (律师法 25).
fn law_firm_has_its_mandate(context: &Context<'_>, findings: &mut Findings) {
    let issued = context.issue_date;
    match &context.issuer.lawyer {
        _ if context.issuer.issuer.role != Role::LawFirm => {}
        None => no_table("lawyer", Role::LawFirm, findings),
        Some(lawyer) if lawyer.mandated_on > issued => {
            findings.tell(
                "lawyer.mandated_on",
                format!("the mandate of {} is after the issue date {issued}", lawyer.mandated_on),
                format!("委托日期 {} 晚于出具日期 {issued}", lawyer.mandated_on),
            );
        }
        Some(_) => {}
    }
}

/// R14: `[assignee]` is given, the buyer is of an eligible type, and the debts had passed by the issue date.
fn assignee_owns_the_debt(context: &Context<'_>, findings: &mut Findings) {
    if context.issuer.issuer.role != Role::Assignee {
        return;
    }
    let issued = context.issue_date;
    let Some(bought) = &context.issuer.assignee else {
        return no_table("assignee", Role::Assignee, findings);
    };
    if !bought.kind.is_eligible() {
        findings.tell(
            "assignee.kind",
            "card debts may not be sold to a buyer of this kind",
            "该类机构不具备信用卡不良贷款受让资格",
        );
    }
    if bought.acquired_on > issued {
        findings.tell(
            "assignee.acquired_on",
            format!("the debts pass on {}, after the issue date {issued}", bought.acquired_on),
            format!("债权转让日 {} 晚于出具日期 {issued}", bought.acquired_on),
        );
    }
}

/// Words of accounts that are a person's or nobody's.
const PERSONAL: &[&str] = &["个人", "私人", "微信", "支付宝", "零钱", "收款码", "二维码"];

/// R15: the payee is the creditor by name, or the legal body it is a part of, and nothing of the
/// account is a person's.
fn money_goes_to_the_creditor(context: &Context<'_>, findings: &mut Findings) {
    let file = context.issuer;
    let payee = &file.issuer.payee;
    let creditor = match file.issuer.role {
        Role::Issuer | Role::Assignee => Some(&file.issuer.name),
        Role::Agency => file.agency.as_ref().map(|agency| &agency.client),
        Role::LawFirm => file.lawyer.as_ref().map(|lawyer| &lawyer.client),
    };
    if let Some(creditor) = creditor.filter(|creditor| !is_part_of(creditor, &payee.name)) {
        findings
            .tell(
                "issuer.payee.name",
                "the payee is neither the creditor nor the body it is part of",
                "收款人既非债权人，亦非其所属法人",
            )
            .hints
            .push(Words::new(format!("the creditor is `{creditor}`"), format!("债权人为 `{creditor}`")));
    }
    for (name, text) in [("name", &payee.name), ("bank", &payee.bank), ("account", &payee.account)] {
        if let Some(word) = PERSONAL.iter().find(|word| text.contains(*word)) {
            findings.tell(
                format!("issuer.payee.{name}"),
                format!("`{word}` tells of a person's account"),
                format!("`{word}` 表明这是个人账户"),
            );
        }
    }
}

/// Whether a creditor is of that name, or a branch or centre of the company or bank of that name.
fn is_part_of(creditor: &str, body: &str) -> bool {
    let legal = body.ends_with("公司") || body.ends_with("银行");
    creditor == body || (legal && creditor.starts_with(body))
}
