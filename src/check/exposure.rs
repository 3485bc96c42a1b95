//! Tell where a card or identity number stands in a field that is printed or listed unmasked.

use super::{Case, Context, Findings, Rule, said};
use crate::digits::{is_luhn, is_resident_id};
use crate::finding::Words;
use crate::kind::own::is_number;
use crate::record::{Node, shortened};

/// The rules on numbers in the open.
pub(super) const RULES: &[Rule] = &[
    Rule::always(
        "R03",
        said(
            "no free field carries a card or identity number; documents print a card's last four digits",
            "自由字段不得含有完整卡号或证件号码；文书仅打印卡号末四位",
        ),
        said(
            "《商业银行信用卡业务监督管理办法》 art. 61; 个人信息保护法 art. 51",
            "《商业银行信用卡业务监督管理办法》第六十一条；《中华人民共和国个人信息保护法》第五十一条",
        ),
        no_number_stands_in_the_open,
    ),
    Rule::on_settings(
        "R03",
        said(
            "a kind of a template folder shows a person's numbers in full only where the issuer file allows it",
            "模板目录中的文书种类仅在发行方文件允许时显示完整证件号码和联系方式",
        ),
        said("个人信息保护法 art. 6, 51", "《中华人民共和国个人信息保护法》第六条、第五十一条"),
        kind_may_show_what_it_asks_for,
    ),
];

/// A number that must not stand in the open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exposed {
    Card,
    Identity,
}

/// A text that is printed or listed as it is.
pub(super) struct Open<'a> {
    pub(super) path: String,
    pub(super) text: &'a str,
    /// A number of somebody's register (a waybill, a notice, the bank's record): by chance one in
    /// ten ends in a Luhn digit, so only this account's own numbers are looked for.
    registered: bool,
}

/// R03: no free field holds the account's own card or identity number, however spaced, nor a
/// number that is a card's or a resident's by its check digit (办法 61). What was found is not shown.
fn no_number_stands_in_the_open(case: &Case<'_>, findings: &mut Findings) {
    let account = case.account;
    let cards: Vec<_> = account.card_numbers().collect();
    let identity = account.debtor.id_number.as_ref().map_or("", |number| number.reveal());
    for Open { path, text, registered } in open_texts(case) {
        let own = cards.iter().find_map(|(_, card)| own_number(text, card, identity));
        let Some(exposed) = own.or_else(|| if registered { None } else { any_number(text) }) else {
            continue;
        };
        let (en, zh) = match exposed {
            Exposed::Card => ("a full card number", "完整卡号"),
            Exposed::Identity => ("a full identity number", "完整证件号码"),
        };
        findings.tell(path, format!("{en} stands here"), format!("此处含有{zh}")).hints.push(Words::new(
            "take it out; what a document may show of it is masked by the program",
            "请删除；文书可显示的部分由程序脱敏后打印",
        ));
    }
}

/// R03: what a kind asks to show in full, the program or the issuer allows (个人信息保护法 6, 51).
fn kind_may_show_what_it_asks_for(context: &Context<'_>, findings: &mut Findings) {
    let kind = context.kind;
    if !kind.oversteps(context.issuer) {
        return;
    }
    let finding = findings.tell(
        "kind",
        "the kind's template folder asks for a person's numbers in full, which the issuer file does not allow",
        "该文书种类的模板要求显示完整证件号码和联系方式，发行方文件未予允许",
    );
    let name = shortened(&kind.name);
    finding.hints.push(Words::new(
        format!(
            "for the signed original of a contract write `[kinds.\"{name}\"]` with `masking = \"contract\"` \
             into the issuer file; with `masking = \"letter\"` its documents are made with numbers masked"
        ),
        format!(
            "如为当事人签署的合同，请在发行方文件中写入 `[kinds.\"{name}\"]` 和 `masking = \"contract\"`；\
             写 `masking = \"letter\"` 则遮掩号码后出具"
        ),
    ));
}

/// The fields that documents mask and lists leave out.
const MASKED: &[&str] = &["card.number", "debtor.id_number", "debtor.mobile", "debtor.email"];

/// Whether a field is one of these, or the number of a ledger's own card.
fn is_masked(path: &str) -> bool {
    MASKED.contains(&path) || (path.starts_with("ledgers[") && path.ends_with("].card.number"))
}

/// The texts that reach a document, a list or a message as they are: all that are not masked.
pub(super) fn open_texts<'a>(case: &Case<'a>) -> Vec<Open<'a>> {
    let listed = case.texts.iter().filter(|(path, _)| !is_free(path) && !is_masked(path));
    let mut open: Vec<_> = listed
        .map(|(path, text)| Open { path: path.clone(), text, registered: is_registered(path) })
        .collect();
    open_under("extra", &case.account.extra, &mut open);
    let from = open.len();
    open_under("matter", &case.account.matter, &mut open);
    for one in &mut open[from..] {
        one.registered = is_number(&case.context.kind.field, &one.path);
    }
    open
}

/// Whether a path leads into the free values, whose names are looked at, too.
fn is_free(path: &str) -> bool {
    let below =
        |name| path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
    below("extra") || below("matter")
}

/// Whether a field holds a number of somebody's register.
fn is_registered(path: &str) -> bool {
    matches!(
        path,
        "id" | "waybill"
            | "assignment.contract"
            | "guarantee.number"
            | "guarantee.case_number"
            | "plan_notice.agreement"
            | "plan_notice.notice"
    ) || path.starts_with("notices[")
}

/// Every text and name under a free value; a name is reported at the place above, where it does not show.
fn open_under<'a>(path: &str, node: &'a Node, open: &mut Vec<Open<'a>>) {
    match node {
        Node::Text(text) | Node::Number(text) => {
            open.push(Open { path: path.into(), text, registered: false });
        }
        Node::List(items) => {
            for (at, item) in items.iter().enumerate() {
                open_under(&format!("{path}[{at}]"), item, open);
            }
        }
        Node::Map(entries) => {
            for (at, (name, value)) in entries.iter().enumerate() {
                open.push(Open { path: path.into(), text: name, registered: false });
                let long = name.chars().map(narrow).filter(char::is_ascii_digit).count() >= 8;
                let shown = if long { format!("#{at}") } else { name.clone() };
                open_under(&format!("{path}.{shown}"), value, open);
            }
        }
        Node::Null | Node::Bool(_) => {}
    }
}

/// Which of the account's own numbers a text holds, whatever stands between their characters.
fn own_number(text: &str, card: &str, identity: &str) -> Option<Exposed> {
    let bare: String =
        text.chars().map(narrow).filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    let digits: String = bare.chars().filter(char::is_ascii_digit).collect();
    let own_card: String = card.chars().filter(char::is_ascii_digit).collect();
    if own_card.len() >= 13 && digits.contains(&own_card) {
        Some(Exposed::Card)
    } else if identity.len() >= 8 && bare.contains(&identity.to_uppercase()) {
        Some(Exposed::Identity)
    } else {
        None
    }
}

/// Which number a text holds by its check digit: a resident ID number, or 13 to 19 digits in one
/// run or in groups of four and more, with a first digit that payment cards have and a Luhn digit.
fn any_number(text: &str) -> Option<Exposed> {
    let groups = groups(text);
    let mut joined = groups.iter().enumerate().flat_map(|(from, _)| {
        let groups = &groups;
        (from..groups.len())
            .take_while(move |&to| to == from || (groups[to].joined && groups[to - 1].digits.len() >= 4))
            .map(move |to| groups[from..=to].iter().map(|group| group.digits.as_str()).collect::<String>())
            .take_while(|run| run.len() <= 19)
    });
    joined.find_map(|run| match is_resident_id(&run) {
        true => Some(Exposed::Identity),
        false => is_card(&run).then_some(Exposed::Card),
    })
}

/// Whether it is a payment card's number by its length, first digit and Luhn digit (ISO/IEC 7812-1:
/// 3 to 6 are banking and travel, 9 is given out nationally).
fn is_card(run: &str) -> bool {
    (13..=19).contains(&run.len()) && run.starts_with(['3', '4', '5', '6', '9']) && is_luhn(run)
}

/// Digits in one run, an `X` at the end included.
struct Group {
    digits: String,
    /// Whether one blank or hyphen alone parts it from the group before.
    joined: bool,
}

fn groups(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut gap = 2;
    for c in text.chars().map(narrow) {
        match groups.last_mut() {
            Some(group) if gap == 0 && (c.is_ascii_digit() || (c == 'X' && group.digits.len() == 17)) => {
                group.digits.push(c);
            }
            _ if c.is_ascii_digit() => {
                groups.push(Group { digits: c.into(), joined: gap == 1 });
                gap = 0;
            }
            _ if matches!(c, ' ' | '-') => gap += 1,
            _ => gap = 2,
        }
    }
    groups
}

/// A full-width letter or digit as its ASCII one, other dashes and blanks as theirs.
fn narrow(c: char) -> char {
    match c {
        '\u{FF10}'..='\u{FF5A}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c).to_ascii_uppercase(),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FF0D}' | '.' | '·' | '_' => '-',
        _ if c.is_whitespace() => ' ',
        _ => c.to_ascii_uppercase(),
    }
}
