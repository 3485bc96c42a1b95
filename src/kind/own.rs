//! Fields of a kind's own: what its `kind.toml` declares, and what an account gives for them under `matter`.

use chrono::NaiveDate;

use crate::finding::{Finding, Words};
use crate::money::{Currency, Money};
use crate::near::nearest;
use crate::record::{Amount, At, Field, Node, Written, record, words};

record! {
    /// A field of a kind's own, which accounts give under `matter`.
    pub struct OwnField {
        /// Its place below `matter`, such as `dispute.received_on`; `points[].says` is a field of each item of a list.
        pub path: String,
        /// What stands there.
        pub is: Sort,
        /// What it is, in English.
        pub en: String,
        /// What it is, in Chinese.
        pub zh: String,
        /// The words a choice is made of.
        pub of: Vec<Choice> = Vec::new(),
        /// What samples have there: a value, or `=` and what it is taken from, such as `=as_of-12` or `=ledgers.0.total`.
        pub sample: Option<String>,
        /// The law by which a kind needs it, in English: told where it is missing.
        pub basis: Option<String>,
        /// The same in Chinese.
        pub basis_zh: Option<String>,
    }
}

impl OwnField {
    /// The law by which a kind needs it, where the kind names one.
    pub fn law(&self) -> Option<Words> {
        let zh = self.basis_zh.as_ref().or(self.basis.as_ref())?;
        Some(Words::new(self.basis.as_ref().unwrap_or(zh), zh))
    }
}

record! {
    /// One word of a choice.
    pub struct Choice {
        /// The word in data files.
        pub word: String,
        /// The Chinese word, which data files may have as well, and documents print.
        pub zh: String,
    }
}

words! {
    /// What a field of a kind's own holds.
    pub enum Sort {
        /// Words.
        Text = "text" / "文字",
        /// The number of a register or an account, which may look like a card's and is none.
        Number = "number" / "编号",
        /// A day that has been, no later than the document's.
        PastDay = "past-day" / "已过的日期",
        /// A day no earlier than the document's.
        ComingDay = "coming-day" / "将来的日期",
        /// Any day.
        Day = "day" / "日期",
        /// An amount in the currency of the first ledger.
        Amount = "amount" / "金额",
        /// A whole number.
        Whole = "whole" / "整数",
        /// Yes or no.
        Flag = "flag" / "是、否",
        /// One of the words of `of`.
        Choice = "choice" / "选项",
    }
}

/// What an account gives at a place of a kind's own.
#[derive(Debug, Clone)]
pub enum Own {
    /// Nothing, where this would stand.
    Nothing(Sort),
    /// Words.
    Text(String),
    /// A day.
    Day(NaiveDate),
    /// An amount.
    Amount(Money),
    /// A whole number.
    Whole(u32),
    /// Yes or no.
    Flag(bool),
    /// A word of a choice: as data files have it, and as documents print it.
    Choice(String, String),
    /// Several fields.
    Block(Block),
    /// The same fields, several times.
    Rows(Vec<Block>),
}

/// Fields of a kind's own by name, in the order in which they are declared.
pub type Block = Vec<(String, Own)>;

/// A field with the steps of its path that are still to go.
type Below<'k> = Vec<(Vec<&'k str>, &'k OwnField)>;

/// What is read, and against what.
struct Reading<'r> {
    /// The currency of amounts: without a ledger, none can be read.
    currency: Option<Currency>,
    /// The day of the document; none where no day is held against it.
    issued_on: Option<NaiveDate>,
    findings: &'r mut Vec<Finding>,
}

/// What an account gives for the fields of a kind, and whatever is wrong with it.
///
/// A block that the kind does not name is another kind's: one record may serve several.
pub fn read(
    fields: &[OwnField],
    matter: &Node,
    currency: Option<Currency>,
    issued_on: Option<NaiveDate>,
) -> (Block, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut reading = Reading { currency, issued_on, findings: &mut findings };
    let below: Below<'_> = fields.iter().map(|field| (field.path.split('.').collect(), field)).collect();
    let block = reading.block(&below, Some(matter), "matter", false);
    (block, findings)
}

impl Reading<'_> {
    /// The fields of a block. `closed`: whatever else stands in it is a fault.
    fn block(&mut self, fields: &Below<'_>, node: Option<&Node>, path: &str, closed: bool) -> Block {
        let mut names: Vec<&str> = Vec::new();
        for (steps, _) in fields {
            if let Some(name) = steps.first().filter(|name| !names.contains(name)) {
                names.push(name);
            }
        }
        if closed {
            self.tell_unknown(&names, node, path);
        }
        let mut block = Block::new();
        for name in names {
            let below: Below<'_> = fields
                .iter()
                .filter(|(steps, _)| steps.first() == Some(&name))
                .map(|(steps, field)| (steps[1..].to_vec(), *field))
                .collect();
            let (bare, rows) = name.strip_suffix("[]").map_or((name, false), |bare| (bare, true));
            let given = node.and_then(|node| node.get(bare)).filter(|node| Field::has(*node, &[]));
            let path = format!("{path}.{bare}");
            let leaf = below.iter().find(|(steps, _)| steps.is_empty()).map(|(_, field)| *field);
            let own = match (leaf, rows) {
                (Some(field), _) => self.leaf(field, given, &path),
                (None, true) => Own::Rows(self.rows(&below, given, &path)),
                (None, false) => Own::Block(self.block(&below, given, &path, true)),
            };
            block.push((bare.to_string(), own));
        }
        block
    }

    fn rows(&mut self, fields: &Below<'_>, node: Option<&Node>, path: &str) -> Vec<Block> {
        match node {
            None => Vec::new(),
            Some(Node::List(items)) => {
                let rows = items.iter().enumerate();
                rows.map(|(at, item)| self.block(fields, Some(item), &format!("{path}[{at}]"), true))
                    .collect()
            }
            Some(_) => {
                let message = Words::new("this is no list of rows", "此处应为列表，每项一行");
                self.findings.push(Finding::error("D04", path, message));
                Vec::new()
            }
        }
    }

    fn tell_unknown(&mut self, names: &[&str], node: Option<&Node>, path: &str) {
        let Some(Node::Map(entries)) = node else { return };
        let known: Vec<&str> = names.iter().map(|name| name.trim_end_matches("[]")).collect();
        for (at, (name, _)) in
            entries.iter().enumerate().filter(|(_, (name, _))| !known.contains(&name.as_str()))
        {
            // A name that is far from every known one may be anything, and is not shown.
            let near = nearest(name, known.iter().copied());
            let shown = if near.is_some() { name.clone() } else { format!("#{at}") };
            let message = Words::new("the kind has no such field", "该文书种类没有此字段");
            let finding = Finding::error("D03", format!("{path}.{shown}"), message);
            self.findings.push(match near {
                Some(near) => finding.hinted(Words::did_you_mean(near)),
                None => finding.hint(
                    format!("known here: {}", known.join(", ")),
                    format!("此处可用：{}", known.join("、")),
                ),
            });
        }
    }

    fn leaf(&mut self, field: &OwnField, node: Option<&Node>, path: &str) -> Own {
        let nothing = Own::Nothing(field.is);
        let Some(node) = node else { return nothing };
        let mut written = Written::default();
        let mut top = At::top_of_account(self.findings, &mut written);
        let mut at = top.field(path);
        // It may be a person's: messages show its shape only.
        let at = &mut at.private();
        let read = match field.is {
            Sort::Text | Sort::Number => text(node, at),
            Sort::PastDay | Sort::ComingDay | Sort::Day => NaiveDate::read(node, at).map(Own::Day),
            Sort::Amount => amount(node, at, self.currency),
            Sort::Whole => u32::read(node, at).map(Own::Whole),
            Sort::Flag => bool::read(node, at).map(Own::Flag),
            Sort::Choice => choice(&field.of, node, at),
        };
        if let (Some(Own::Day(day)), Some(issued)) = (&read, self.issued_on) {
            self.bound(field.is, *day, issued, path);
        }
        read.unwrap_or(nothing)
    }

    /// Tells of a day on the wrong side of the document's.
    fn bound(&mut self, sort: Sort, day: NaiveDate, issued: NaiveDate, path: &str) {
        let message = match sort {
            Sort::PastDay if day > issued => Words::new(
                format!("{day} is after the issue date {issued}: what lies ahead is no fact yet"),
                format!("{day} 晚于出具日期 {issued}：尚未发生的事不能作为事实"),
            ),
            Sort::ComingDay if day < issued => Words::new(
                format!("{day} is before the issue date {issued}, and stands for a day to come"),
                format!("{day} 早于出具日期 {issued}，此处应为出具之后的日期"),
            ),
            _ => return,
        };
        self.findings.push(
            Finding::error("D09", path, message)
                .basis(
                    "house rule: no fact before it can have happened",
                    "内部规则：事实不得早于其可能发生之日",
                )
                .hint("correct the day", "请更正日期"),
        );
    }
}

fn text(node: &Node, at: &mut At<'_>) -> Option<Own> {
    let text = node.text().map(|text| Own::Text(text.trim().to_string()));
    if text.is_none() {
        at.fault("D04", Words::new("these are no words", "此处应为文字"));
    }
    text
}

fn amount(node: &Node, at: &mut At<'_>, currency: Option<Currency>) -> Option<Own> {
    let (read, currency) = (Amount::read(node, at)?, currency?);
    let money = Money::exact(read.0, currency);
    if money.is_none() {
        let (code, decimals) = (currency.code(), currency.decimals());
        at.fault(
            "D04",
            Words::new(
                format!("an amount in {code} has at most {decimals} decimals"),
                format!("{}金额至多 {decimals} 位小数", currency.name()),
            ),
        );
    }
    money.map(Own::Amount)
}

fn choice(of: &[Choice], node: &Node, at: &mut At<'_>) -> Option<Own> {
    let text = node.text().map(str::trim).unwrap_or_default();
    let meant = of.iter().find(|one| one.zh == text || one.word.eq_ignore_ascii_case(text));
    if meant.is_none() {
        let words: Vec<_> = of.iter().map(|one| one.word.as_str()).collect();
        let chinese: Vec<_> = of.iter().map(|one| one.zh.as_str()).collect();
        at.fault(
            "D04",
            Words::new(
                format!("this is none of {}", words.join(", ")),
                format!("应为以下之一：{}", chinese.join("、")),
            ),
        );
    }
    meant.map(|one| Own::Choice(one.word.clone(), one.zh.clone()))
}

/// Whether a dotted path below `matter` is a field that is declared, or a block of such.
pub(super) fn is_declared(fields: &[OwnField], path: &str) -> bool {
    let inside = format!("{path}.");
    fields
        .iter()
        .map(|field| field.path.replace("[]", ""))
        .any(|field| field == path || field.starts_with(&inside))
}

/// The field that a dotted path below `matter` leads to.
pub fn declared<'f>(fields: &'f [OwnField], path: &str) -> Option<&'f OwnField> {
    fields.iter().find(|field| field.path.replace("[]", "") == path)
}

/// Whether what stands at a path of an account, such as `matter.claim.papers[0].number`, is declared as a number.
pub fn is_number(fields: &[OwnField], path: &str) -> bool {
    let steps = path.split('.').skip(1).map(|step| step.split_once('[').map_or(step, |(name, _)| name));
    let bare = steps.collect::<Vec<_>>().join(".");
    fields.iter().any(|field| field.is == Sort::Number && field.path.replace("[]", "") == bare)
}

/// What is wrong with the declarations: a choice of nothing, or words of what is no choice; a name no template can write.
pub(super) fn faults(fields: &[OwnField]) -> Vec<Finding> {
    let mut faults = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        let mut tell = |name: &str, en: &str, zh: &str| {
            faults.push(Finding::error("D04", format!("field[{at}].{name}"), Words::new(en, zh)));
        };
        if (field.is == Sort::Choice) == field.of.is_empty() {
            tell("of", "a choice has words, and nothing else has", "选项须列出各词，其他类型不得列出");
        }
        let is_name = |step: &str| {
            let step = step.strip_suffix("[]").unwrap_or(step);
            step.starts_with(|c: char| c.is_ascii_lowercase())
                && step.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        if field.path.split('.').count() < 2 || !field.path.split('.').all(is_name) {
            tell(
                "path",
                "two or more names of small letters with dots between, as in `dispute.received_on`",
                "应为以点分隔的两个以上小写名称，如 `dispute.received_on`",
            );
        }
        if fields[..at].iter().any(|before| before.path == field.path) {
            tell("path", "this field is declared already", "该字段已经声明");
        }
    }
    faults
}
