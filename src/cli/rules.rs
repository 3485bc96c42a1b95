//! `hanpress rules`: what accounts and documents are held against, code by code.

use crate::check::book::{Entry, Example, Waivable, entries};
use crate::check::{Rule, Said, Scope};
use crate::deliver::report::codes::about;
use crate::error::Stop;
use crate::finding::{Lang, Severity};
use crate::wording::book;
use serde_json::{Value, json};

use super::Ending;
use super::args::{Format, Rules};
use super::console::Console;

pub(crate) fn rules(typed: &Rules, console: &Console) -> Result<Ending, Stop> {
    match &typed.code {
        None => list(console),
        Some(code) => match named(code) {
            Ok(entry) => explain(entry, console),
            Err(unknown) => fault(&code.to_ascii_uppercase(), console).unwrap_or(Err(unknown)),
        },
    }?;
    Ok(Ending::Well)
}

fn named(code: &str) -> Result<&'static Entry, Stop> {
    entries().find(|entry| entry.code.eq_ignore_ascii_case(code)).ok_or_else(|| {
        let codes: Vec<_> = entries().map(|entry| entry.code).collect();
        Stop::new(format!("there is no rule `{code}`"), format!("没有规则 `{code}`"))
            .hint(format!("the rules are {}", codes.join(", ")), format!("可用：{}", codes.join("、")))
    })
}

/// What a code stands for that is no rule: data that cannot be read, a template that fails.
fn fault(code: &str, console: &Console) -> Option<Result<(), Stop>> {
    let [en, zh] = [Lang::En, Lang::Zh].map(|lang| about(code, lang));
    if en.is_empty() {
        return None;
    }
    Some(match console.format {
        Format::Json => console.data(&json!({ "code": code, "about": { "en": en, "zh": zh } }).to_string()),
        _ => console.data(&format!("{code}  {}", console.says(&en, &zh))),
    })
}

/// One line a rule: the code is told once.
fn list(console: &Console) -> Result<(), Stop> {
    for entry in entries() {
        if console.format == Format::Json {
            console.data(&facts(entry).to_string())?;
            continue;
        }
        for (at, rule) in entry.rules().enumerate() {
            let (code, weight) =
                if at == 0 { (entry.code, weight(rule.severity, console)) } else { ("", "") };
            // Two columns for a Chinese character, so that both languages line up.
            let blank = " ".repeat(9_usize.saturating_sub(width(weight)));
            console.data(&format!("{code:<5}{weight}{blank}{}", told(rule.demands, console)))?;
        }
    }
    Ok(())
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

fn explain(entry: &Entry, console: &Console) -> Result<(), Stop> {
    if console.format == Format::Json {
        return console.data(&facts(entry).to_string());
    }
    let mut out = format!("{}  {}\n", entry.code, weight(entry.severity(), console));
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
    out.push_str(&listed(entry, console));
    console.block(&out)
}

/// The list behind a rule on words: what is refused, or what must be said.
fn listed(entry: &Entry, console: &Console) -> String {
    let Ok(book) = book() else { return String::new() };
    let refused = book.refuse.entries().iter().filter(|one| one.code == entry.code).map(|one| {
        let open = if one.waivable { console.says("  (override possible)", "  （可特批）") } else { "" };
        format!("  {}  {}{open}\n", one.id, one.text.pattern)
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
            "列有该规则的文书种类（hanpress kinds KIND）",
        ),
    }
}

/// An example in two or three lines.
fn shown(example: &Example, console: &Console) -> String {
    let issued = Example::ISSUED;
    let (head, set) = match example {
        Example::Words(words) => return format!("「{words}」"),
        Example::Account(kind, set) => match console.lang {
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
    json!({
        "code": entry.code, "severity": entry.severity().to_string(),
        "rules": entry.rules().map(demand).collect::<Vec<_>>(),
        "mend": said(entry.mend), "override": waivable,
        "breaks": example(&entry.breaks), "keeps": example(&entry.keeps),
    })
}

fn example(example: &Example) -> Value {
    let fields = |set: &[(&str, &str)]| {
        let value = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
        set.iter().map(|(path, text)| (path.to_string(), value(text))).collect::<serde_json::Map<_, _>>()
    };
    let issued = Example::ISSUED;
    match example {
        Example::Words(words) => json!({ "words": words }),
        Example::Account(kind, set) => json!({ "kind": kind, "issued": issued, "account": fields(set) }),
        Example::Issuer(kind, set) => json!({ "kind": kind, "issued": issued, "issuer": fields(set) }),
    }
}
