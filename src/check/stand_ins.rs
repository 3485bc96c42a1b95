//! Tell what stands in a name, an address or a product in place of one.
//!
//! Tables hold a database's word for nothing, a filler, a mask, a remark or two people where a name should stand,
//! and all of it would be printed. `stand_ins.toml` says which words, signs and shapes these are and what is told of
//! each; a legal officer can read it and add to it, and so can an issuer under `[names]`. Real names and places that
//! look like them stay whole: the list names them as misses, and a test holds it to those and to the sample accounts.

pub mod file;
mod known;
mod list;
pub mod shape;
mod text;

use std::sync::LazyLock;

use file::{File, Place};
use list::{Group, List};
use text::Text;

use super::{Case, Context, Findings, Rule, said};
use crate::finding::{Finding, Said, Severity, Words};
use crate::fonts::Fonts;
use crate::issuer::NamesTable;

const FILE: &str = include_str!("stand_ins.toml");

const BASIS: Said = said(
    "house rule: a name is that of the identity document, every other text what the register says",
    "内部规则：姓名以证件所载为准，其他内容以登记为准",
);

/// The rules on what stands in for a name, an address or a product.
pub(super) const RULES: &[Rule] = &[
    Rule::always(
        "D11",
        said(
            "a name, address, product or number is what the register says, not what stands in for it",
            "姓名、地址、卡产品和编号须为登记的内容，不得以其他文字或符号代替",
        ),
        BASIS,
        |case, findings| tell(case, findings, Severity::Error),
    ),
    Rule::warning(
        "W13",
        said(
            "a name or address holds nothing that is mostly a remark, a form of address or another person's name",
            "姓名和地址中不含通常为备注、称呼或另一人姓名的文字",
        ),
        BASIS,
        |case, findings| tell(case, findings, Severity::Warning),
    ),
];

/// The list, compiled the first time it is asked for; what is wrong with it otherwise.
fn list() -> Result<&'static List, &'static [Finding]> {
    static LIST: LazyLock<Result<List, Vec<Finding>>> =
        LazyLock::new(|| List::of(crate::record::table::read::<File>(FILE)?));
    LIST.as_ref().map_err(Vec::as_slice)
}

/// The text of the list, which the hash of the rules covers.
pub(super) const fn file() -> &'static str {
    FILE
}

/// What was found in a text.
struct Found<'l> {
    by: By<'l>,
    /// The first character of it, counted from 1; 0 where it is the whole text.
    place: usize,
    /// The word or sign, where it is one of the list.
    word: Option<String>,
}

/// Which list it stands on.
enum By<'l> {
    /// An entry of the program's.
    Group(&'l Group),
    /// A word for nothing of the issuer's.
    Nothing,
    /// A remark of the issuer's.
    Remark,
}

/// What a text is told under, and how.
pub(super) struct Told {
    severity: Severity,
    path: String,
    said: Words,
    mend: Words,
    basis: Said,
}

/// What of each text of an account stands in for something else; of each text, one thing.
pub(super) fn stand_ins(texts: &[(String, &str)], context: &Context<'_>) -> Vec<Told> {
    let list = match list() {
        Ok(list) => list,
        Err(faults) => {
            let unread = |fault: &Finding| Told {
                severity: Severity::Error,
                path: String::new(),
                said: fault.message.clone(),
                mend: Words::new("mend `stand_ins.toml`", "请更正 `stand_ins.toml`"),
                basis: BASIS,
            };
            return faults.iter().map(unread).collect();
        }
    };
    let told = |(path, text): &(String, &str)| {
        let place = place(path, text, list)?;
        let found = judged(list, place, path, text, &context.issuer.names, context.fonts)?;
        let (said, mend) = found.words();
        Some(Told { severity: found.severity(), path: path.clone(), said, mend, basis: basis(place) })
    };
    texts.iter().filter_map(told).collect()
}

/// D11, W13: tells those of a severity.
fn tell(case: &Case<'_>, findings: &mut Findings, severity: Severity) {
    for told in case.stand_ins.iter().filter(|told| told.severity == severity) {
        let Told { path, said, mend, basis, .. } = told;
        let finding = findings.tell(path.clone(), said.en.clone(), said.zh.clone());
        finding.basis = Some(basis.words());
        finding.hints.push(mend.clone());
    }
}

/// What a field rests on.
const fn basis(place: Place) -> Said {
    match place {
        Place::Name => {
            said("house rule: a name is that of the identity document", "内部规则：姓名以证件所载为准")
        }
        Place::Organisation => said(
            "house rule: a company's name is that of its registration",
            "内部规则：单位名称以登记的全称为准",
        ),
        Place::Address => said(
            "house rule: an address is the one registered or agreed for delivery",
            "内部规则：地址以登记或约定的送达地址为准",
        ),
        Place::Product => {
            said("house rule: a product goes by its registered name", "内部规则：卡产品以登记的名称为准")
        }
        Place::Text | Place::Free => {
            said("house rule: what is printed is what the register says", "内部规则：文书所印内容以登记为准")
        }
    }
}

/// What a field holds, where it is one that is printed as it stands.
fn place(path: &str, text: &str, list: &List) -> Option<Place> {
    Some(match path {
        "debtor.name" | "handler.name" => Place::Name,
        "addressee.name" | "guarantee.name" if list.is_organisation(text) => Place::Organisation,
        "addressee.name" | "guarantee.name" => Place::Name,
        "debtor.address" | "addressee.address" => Place::Address,
        "card.product" => Place::Product,
        _ if path.starts_with("ledgers[") && path.ends_with("].card.product") => Place::Product,
        "assignment.assignee" => Place::Organisation,
        "waybill" | "assignment.contract" | "handler.staff_no" => Place::Text,
        _ if ["guarantee.", "estate.", "plan_notice."].iter().any(|block| path.starts_with(block)) => {
            Place::Text
        }
        _ if path.starts_with("extra") || path.starts_with("matter") => Place::Free,
        _ if path.starts_with("enclosures[") || path.ends_with(".fees_note") => Place::Text,
        _ if path.starts_with("plan.hardship_papers[") => Place::Text,
        _ if path.starts_with("notices[") => Place::Text,
        _ => return None,
    })
}

/// What stands in for something else in a text: what refuses before what warns.
fn judged<'l>(
    list: &'l List,
    place: Place,
    path: &str,
    text: &str,
    own: &NamesTable,
    fonts: &Fonts,
) -> Option<Found<'l>> {
    if own.allow.iter().any(|allowed| allowed.trim() == text) {
        return None;
    }
    let text = Text::of(text, path, fonts);
    let printed = place != Place::Free;
    if let Some(word) = own.nothing.iter().find(|word| printed && text.is_only(&text::folded(word))) {
        return Some(Found { by: By::Nothing, place: 0, word: Some(word.clone()) });
    }
    let remark = |word: &&String| place == Place::Name && !word.trim().is_empty();
    for word in own.remarks.iter().filter(remark) {
        if let Some(at) = text.folded.find(&text::folded(word)) {
            return Some(Found { by: By::Remark, place: text.place(at), word: Some(word.clone()) });
        }
    }
    list.find(place, &text)
}

/// What the list says of a text in a field, for tests: the entry's id and whether it refuses.
#[cfg(feature = "inner")]
pub fn stand_in(path: &str, text: &str, own: &NamesTable, fonts: &Fonts) -> Option<(String, bool)> {
    let list = list().ok()?;
    let found = judged(list, place(path, text, list)?, path, text, own, fonts)?;
    let refuses = found.severity() == Severity::Error;
    Some(match found.by {
        By::Group(group) => (group.text.id.clone(), refuses),
        By::Nothing => ("nothing".into(), refuses),
        By::Remark => ("remarks".into(), refuses),
    })
}

/// One entry's id, the path of its first field, and the texts that it must tell and must not, for tests.
#[cfg(feature = "inner")]
pub type Sample = (String, &'static str, Vec<String>, Vec<String>);

/// The samples of every entry of the list, for tests.
#[cfg(feature = "inner")]
pub fn stand_in_samples() -> Result<Vec<Sample>, &'static [Finding]> {
    let path = |group: &Group| match group.text.fields.first() {
        Some(Place::Address) => "debtor.address",
        Some(Place::Product) => "card.product",
        Some(Place::Organisation) => "assignment.assignee",
        _ => "debtor.name",
    };
    let sample = |group: &Group| {
        (group.text.id.clone(), path(group), group.text.hits.clone(), group.text.misses.clone())
    };
    Ok(list()?.groups().map(sample).collect())
}

/// Whether the last part of a name after a blank is a remark or a form of address, so that the blank does not
/// merely pad it.
pub(super) fn is_remark_after_blank(part: &str) -> bool {
    list().is_ok_and(|list| list.is_remark_after_blank(part))
}

/// Whether two characters are a surname.
pub(super) fn is_compound_surname(part: &str) -> bool {
    list().is_ok_and(|list| list.is_surname(part))
}

impl Found<'_> {
    fn severity(&self) -> Severity {
        match self.by {
            By::Group(group) => group.severity(),
            By::Nothing | By::Remark => Severity::Error,
        }
    }

    /// What is said of it, and how to mend it. The text is a person's, so that only its place and what the list has
    /// are shown.
    fn words(&self) -> (Words, Words) {
        let (says, mend) = match self.by {
            By::Group(group) => (group.text.says.words(), group.text.mend.words()),
            By::Nothing => (
                Words::new("the issuer's word for nothing", "是发行方文件 `[names]` 中表示没有内容的词"),
                Words::new(
                    "give what the register says; where there is nothing, leave the field out",
                    "请填写登记的内容；没有的，请留空",
                ),
            ),
            By::Remark => (
                Words::new("a remark by the issuer's list", "是发行方文件 `[names]` 中列出的备注"),
                Words::new("give the name of the identity document alone", "请只填写证件所载姓名"),
            ),
        };
        let (place, word) = (self.place, self.word.as_deref());
        let said = match (place, word) {
            (0, None) => Words::new(says.en, format!("此处{}", says.zh)),
            (0, Some(word)) => Words::new(format!("`{word}`: {}", says.en), format!("`{word}` {}", says.zh)),
            (place, None) => Words::new(
                format!("from character {place}: {}", says.en),
                format!("第 {place} 个字符起：{}", says.zh),
            ),
            (place, Some(word)) => Words::new(
                format!("`{word}` at character {place}: {}", says.en),
                format!("第 {place} 个字符 `{word}`：{}", says.zh),
            ),
        };
        (said, mend)
    }
}
