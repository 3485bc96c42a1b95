//! `hanpress rules`: what every code stands for that a command prints.

mod other;

use crate::check::book::{Acceptance, Entry, Example, Waivable, entries};
use crate::check::{Rule, Said, Scope};
use crate::error::Stop;
use crate::finding::{Lang, Severity};
use crate::wording::book;
use serde_json::{Value, json};

use super::Ending;
use super::args::{Format, Rules};
use super::console::Console;
use other::{Other, others};

/// The groups of codes, by their first letter, in the order of the list.
const GROUPS: [(&str, &str, &str); 10] = [
    ("R", "rules of law and contract", "法律与合约规则"),
    ("W", "doubts", "存疑提示"),
    ("D", "data", "数据"),
    ("G", "characters", "字符"),
    ("T", "templates and pages", "模板与排版"),
    ("V", "signatures (hanpress verify)", "签名（hanpress verify）"),
    ("A", "finished folders (hanpress audit)", "已完成的文件夹（hanpress audit）"),
    ("N", "what documents must say", "文书必载内容"),
    ("S", "facts that a template states", "模板中的事实陈述"),
    ("X", "words that are refused", "禁用词语"),
];

pub(crate) fn rules(typed: &Rules, console: &Console) -> Result<Ending, Stop> {
    match &typed.code {
        None => list(console),
        Some(code) => explain(code, console),
    }?;
    Ok(Ending::Well)
}

fn explain(code: &str, console: &Console) -> Result<(), Stop> {
    let code = code.to_ascii_uppercase();
    let (rule, other) = (entries().find(|entry| entry.code == code), others().find(|one| one.code() == code));
    let facts = rule.map(facts).or_else(|| other.as_ref().map(Other::facts));
    match (facts, rule, other) {
        (Some(facts), ..) if console.format == Format::Json => console.data(&facts.to_string()),
        (_, Some(rule), _) => explain_rule(rule, console),
        (_, _, Some(other)) => other.explain(console),
        _ => Err(unknown(&code)),
    }
}

/// A code that nobody prints, with those that begin alike or else the letters they begin with.
fn unknown(code: &str) -> Stop {
    let stop = Stop::new(format!("there is no rule `{code}`"), format!("没有规则 `{code}`"));
    let all = entries().map(|entry| entry.code).chain(others().map(|one| one.code()).collect::<Vec<_>>());
    let alike: Vec<_> = all.filter(|other| code.starts_with(&other[..1])).collect();
    if alike.is_empty() {
        let letters = GROUPS.map(|(letter, ..)| letter);
        return stop.hint(
            format!("codes begin with {}; `hanpress rules` lists them", letters.join(", ")),
            format!("代码以 {} 开头；`hanpress rules` 列出全部代码", letters.join("、")),
        );
    }
    stop.hint(format!("the codes are {}", alike.join(", ")), format!("可用：{}", alike.join("、")))
}

/// What every code stands for, as `--format json` tells it.
pub(super) fn all_facts() -> Vec<Value> {
    let mut all: Vec<_> = entries().map(facts).chain(others().map(|one| one.facts())).collect();
    all.sort_by(|a, b| a["code"].as_str().cmp(&b["code"].as_str()));
    all
}

/// Every code, group by group.
fn list(console: &Console) -> Result<(), Stop> {
    for (at, (letter, en, zh)) in GROUPS.into_iter().enumerate() {
        if console.format != Format::Json {
            let blank = if at == 0 { "" } else { "\n" };
            console.data(&format!("{blank}{letter}: {}", console.says(en, zh)))?;
        }
        // `D` has both: what stops a record from being read, and what rules find in it.
        let mut rules = entries().filter(|entry| entry.code.starts_with(letter)).peekable();
        for other in others().filter(|one| one.code().starts_with(letter)) {
            while let Some(rule) = rules.next_if(|rule| rule.code < other.code()) {
                list_rule(rule, console)?;
            }
            list_other(&other, console)?;
        }
        rules.try_for_each(|rule| list_rule(rule, console))?;
    }
    Ok(())
}

/// One line a rule: the code is told once.
fn list_rule(entry: &Entry, console: &Console) -> Result<(), Stop> {
    if console.format == Format::Json {
        return console.data(&facts(entry).to_string());
    }
    for (at, rule) in entry.rules().enumerate() {
        let (code, weight) = if at == 0 { (entry.code, weight(rule.severity, console)) } else { ("", "") };
        line(code, weight, told(rule.demands, console), console)?;
    }
    Ok(())
}

fn list_other(other: &Other, console: &Console) -> Result<(), Stop> {
    if console.format == Format::Json {
        return console.data(&other.facts().to_string());
    }
    let weight = other.severity().map(|severity| weight(severity, console)).unwrap_or_default();
    line(other.code(), weight, other.about().get(console.lang), console)
}

fn line(code: &str, weight: &str, words: &str, console: &Console) -> Result<(), Stop> {
    // Two columns for a Chinese character, so that both languages line up.
    let blank = " ".repeat(9_usize.saturating_sub(width(weight)));
    console.data(&format!("{code:<6}{weight}{blank}{words}"))
}

fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn weight(severity: Severity, console: &Console) -> &'static str {
    match severity {
        Severity::Error => console.says("refuses", "拒绝"),
        Severity::Warning => console.says("warns", "警告"),
    }
}

fn told(said: Said, console: &Console) -> &'static str {
    console.says(said.en, said.zh)
}

fn explain_rule(entry: &Entry, console: &Console) -> Result<(), Stop> {
    let mut out = format!("{}  {}\n", entry.code, weight(entry.severity(), console));
    if let Some(title) = entry.title {
        out.push_str(&format!("\n{}\n", told(title, console)));
    }
    for rule in entry.rules() {
        let colon = console.says(": ", "：");
        out.push_str(&format!("\n{}\n", told(rule.demands, console)));
        out.push_str(&format!("  {}{colon}{}\n", console.says("basis", "依据"), told(rule.basis, console)));
        out.push_str(&format!("  {}{colon}{}\n", console.says("applies", "适用"), applies(rule, console)));
    }
    let waivable = match entry.waivable {
        Waivable::Never => console.says("never", "不允许"),
        Waivable::Code => console
            .says("yes, under `[[overrides]]` of the issuer file", "可在发行方文件 `[[overrides]]` 中登记"),
        Waivable::Entry => console.says(
            "for entries of the list that allow it, under `[[overrides]]` of the issuer file",
            "仅限清单中允许的条目，在发行方文件 `[[overrides]]` 中登记",
        ),
    };
    let mut row = |en: &str, zh: &str, words: &str| {
        out.push_str(&format!("\n{}\n  {words}\n", console.says(en, zh)));
    };
    row("how to mend it", "如何更正", told(entry.mend, console));
    row("breaks it", "违反示例", &shown(&entry.breaks, console));
    row("keeps it", "符合示例", &shown(&entry.keeps, console));
    row("override", "特批", waivable);
    if entry.severity() == Severity::Warning {
        row("accepting it for all accounts", "一概忽略", &acceptance(entry, console));
    }
    out.push_str(&listed(entry, console));
    console.block(&out)
}

/// Whether the issuer may accept a warning for all accounts, or why not.
fn acceptance(entry: &Entry, console: &Console) -> String {
    let code = entry.code;
    match (entry.acceptance, console.lang) {
        (Acceptance::Open, Lang::En) => {
            format!("yes: `{code} = \"ignore\"` under `[severity]` of the issuer file")
        }
        (Acceptance::Open, Lang::Zh) => format!("可以：在发行方文件 `[severity]` 中写 `{code} = \"忽略\"`"),
        (Acceptance::Closed(why), Lang::En) => format!("no: {}", why.en),
        (Acceptance::Closed(why), Lang::Zh) => format!("不可以：{}", why.zh),
    }
}

/// The list behind a rule on words: what is refused, or what must be said.
fn listed(entry: &Entry, console: &Console) -> String {
    let Ok(book) = book() else { return String::new() };
    let refused = book.refuse.entries().iter().filter(|one| one.code == entry.code).map(|one| {
        let open = if one.waivable { console.says("  (override possible)", "  （可特批）") } else { "" };
        format!("  {}  {}{open}\n", one.id, one.text.sought())
    });
    let demanded = book.presence.disclosures().iter().filter(|one| one.code == entry.code);
    let demanded =
        demanded.map(|one| format!("  {}  {}\n", one.id, console.says(&one.name.en, &one.name.zh)));
    let lines: String = refused.chain(demanded).collect();
    if lines.is_empty() { lines } else { format!("\n{}\n{lines}", console.says("the list", "清单")) }
}

fn applies(rule: &Rule, console: &Console) -> &'static str {
    match (rule.reads_wording(), rule.scope) {
        (true, _) => console.says("to the words of every document", "所有文书的文字"),
        (false, Scope::Always) => console.says("to every kind", "所有文书种类"),
        (false, Scope::Listed) => console.says(
            "to the kinds that list it (hanpress kinds KIND)",
            "列有该规则的文书种类（`hanpress kinds 文书种类` 可查看）",
        ),
    }
}

/// An example in two or three lines.
fn shown(example: &Example, console: &Console) -> String {
    let issued = example.issued();
    let (head, set) = match example {
        Example::Words(words) => return format!("「{words}」"),
        Example::Account(kind, set) | Example::Issued(kind, _, set) => match console.lang {
            Lang::En => (format!("`{kind}` issued on {issued}, in order but for"), set),
            Lang::Zh => (format!("`{kind}`，出具日期 {issued}，其余无误"), set),
        },
        Example::Issuer(kind, set) => match console.lang {
            Lang::En => (format!("`{kind}` issued on {issued}, its issuer file in order but for"), set),
            Lang::Zh => (format!("`{kind}`，出具日期 {issued}，发行方文件其余无误"), set),
        },
    };
    set.iter().fold(head, |text, (path, value)| format!("{text}\n    {path}: {value}"))
}

fn facts(entry: &Entry) -> Value {
    let said = |said: Said| json!({ "en": said.en, "zh": said.zh });
    let demand = |rule: &Rule| {
        json!({
            "demands": said(rule.demands), "basis": said(rule.basis),
            "scope": if rule.scope == Scope::Always { "always" } else { "listed" },
            "reads": if rule.reads_wording() { "words" } else { "account" },
        })
    };
    let waivable = match entry.waivable {
        Waivable::Never => "never",
        Waivable::Code => "code",
        Waivable::Entry => "entry",
    };
    let about = entry.about();
    let about = json!({ "en": about.en, "zh": about.zh });
    json!({
        "code": entry.code, "severity": entry.severity().to_string(), "about": about,
        "rules": entry.rules().map(demand).collect::<Vec<_>>(),
        "mend": said(entry.mend), "override": waivable,
        "acceptable": entry.severity() == Severity::Warning && matches!(entry.acceptance, Acceptance::Open),
        "breaks": example(&entry.breaks), "keeps": example(&entry.keeps),
    })
}

fn example(example: &Example) -> Value {
    let fields = |set: &[(&str, &str)]| {
        let value = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
        set.iter().map(|(path, text)| (path.to_string(), value(text))).collect::<serde_json::Map<_, _>>()
    };
    let issued = example.issued();
    match example {
        Example::Words(words) => json!({ "words": words }),
        Example::Account(kind, set) | Example::Issued(kind, _, set) => {
            json!({ "kind": kind, "issued": issued, "account": fields(set) })
        }
        Example::Issuer(kind, set) => json!({ "kind": kind, "issued": issued, "issuer": fields(set) }),
    }
}
