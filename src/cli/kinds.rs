//! `hanpress kinds`: the kinds of document, and what one needs.

use crate::account::read::chinese as field_in_chinese;
use crate::account::{Channel, Party, Shape, shape};
use crate::check::{Scope, rules};
use crate::error::Stop;
use crate::fill::{Form, TemplateSet};
use crate::finding::Lang;
use crate::issuer::Role;
use crate::kind::KindFacts;
use crate::kind::own::OwnField;
use crate::wording::grounds::{self, Ground};
use serde_json::{Value, json};

use super::Ending;
use super::args::{Format, Kinds};
use super::chinese::chinese;
use super::console::Console;

pub(crate) fn kinds(typed: &Kinds, console: &Console) -> Result<Ending, Stop> {
    let set = match &typed.templates {
        Some(folder) => TemplateSet::with_folder(folder)?,
        None => TemplateSet::built_in()?,
    };
    let all: Vec<&KindFacts> = set.kinds().values().map(|kind| &kind.facts).collect();
    match &typed.kind {
        None => list(&all, console),
        Some(name) => {
            let messages = |kind: &KindFacts| messages(&set, kind);
            let kind = all.iter().find(|kind| kind.is_called(name)).ok_or_else(|| {
                let names: Vec<_> = all.iter().map(|kind| kind.name.as_str()).collect();
                let titles: Vec<_> =
                    all.iter().map(|kind| format!("{}（`{}`）", kind.title, kind.name)).collect();
                Stop::new(format!("there is no kind `{name}`"), format!("没有 `{name}` 这种文书")).hint(
                    format!("the kinds are {}", names.join(", ")),
                    format!("可用：{}", titles.join("、")),
                )
            })?;
            if typed.sentences { sentences(&set, kind, console) } else { one(kind, &messages(kind), console) }
        }
    }?;
    Ok(Ending::Well)
}

fn list(all: &[&KindFacts], console: &Console) -> Result<(), Stop> {
    for kind in all {
        match console.format {
            Format::Json => console.data(&facts(kind).to_string())?,
            _ => console.data(&format!("{:<25}{}", kind.name, kind.title))?,
        }
    }
    Ok(())
}

/// The messages of which a kind has templates.
fn messages(set: &TemplateSet, kind: &KindFacts) -> Vec<Channel> {
    let forms = [(Form::Sms, Channel::Sms), (Form::EmailText, Channel::Email)];
    let has = |form: Form| set.has(&format!("{}/{}", kind.name, form.file()));
    forms.into_iter().filter(|(form, _)| has(*form)).map(|(_, channel)| channel).collect()
}

fn one(kind: &KindFacts, messages: &[Channel], console: &Console) -> Result<(), Stop> {
    if console.format == Format::Json {
        return console.data(&facts(kind).to_string());
    }
    let chinese = console.lang == Lang::Zh;
    let senders = kind.senders.iter().map(|role: &Role| if chinese { role.chinese() } else { role.word() });
    let channels = kind
        .channels
        .iter()
        .map(|channel: &Channel| if chinese { channel.chinese() } else { channel.word() });
    let mut out = format!("{}  {}\n{}\n\n", kind.name, kind.title, kind.purpose(console.lang));
    let mut row = |en: &str, zh: &str, words: String| {
        out.push_str(&format!("{}: {words}\n", console.says(en, zh)));
    };
    row("sent by", "发函主体", senders.collect::<Vec<_>>().join(", "));
    let addressees =
        kind.addressees.iter().map(|party: &Party| if chinese { party.chinese() } else { party.word() });
    row("sent to", "收件人", addressees.collect::<Vec<_>>().join(", "));
    row("needs", "必填字段", named(&kind.needs, console));
    if !kind.needs_from_m2.is_empty() {
        row("needs from M2 on", "M2 起必填字段", named(&kind.needs_from_m2, console));
    }
    let blocks: String = kind.needs.iter().map(|need| fields(need, console)).collect();
    out.push_str(&blocks);
    kind.field.iter().for_each(|field| out.push_str(&own_field(kind, field, console)));
    let mut row = |en: &str, zh: &str, words: String| {
        out.push_str(&format!("{}: {words}\n", console.says(en, zh)));
    };
    row("required blocks", "必备内容", kind.blocks.join(", "));
    row("channels", "送达方式", channels.collect::<Vec<_>>().join(", "));
    if !messages.is_empty() {
        let named = messages.iter().map(|channel| if chinese { channel.chinese() } else { channel.word() });
        row("messages", "消息", named.collect::<Vec<_>>().join(", "));
    }
    row("kept for years", "保存年限", kind.retention_years.to_string());
    let restarts = if kind.demands { ("yes", "是") } else { ("no", "否") };
    row("demands payment", "含还款要求", console.says(restarts.0, restarts.1).to_string());
    out.push_str(&format!("{}:\n", console.says("rules", "适用规则")));
    for rule in rules().filter(|rule| rule.scope == Scope::Always || kind.follows(rule.code)) {
        out.push_str(&format!("  {}  {}\n", rule.code, rule.demands.words().get(console.lang)));
    }
    if !kind.gate.is_empty() {
        out.push_str(&format!("{}:\n", console.says("refused where", "下列情形不予出具")));
    }
    for gate in &kind.gate {
        let said = match console.lang {
            Lang::Zh => format!("{}（{}；`{}`）", gate.zh, gate.basis_zh, gate.at),
            Lang::En => format!("{} ({}; `{}`)", gate.en, gate.basis, gate.at),
        };
        out.push_str(&format!("  R33  {said}\n"));
    }
    console.block(&out)
}

/// A field of the kind's own, a line.
fn own_field(kind: &KindFacts, field: &OwnField, console: &Console) -> String {
    let bare = field.path.replace("[]", "");
    let needed = kind.needs.iter().any(|need| need.strip_prefix("matter.") == Some(&bare));
    let needed =
        if needed { console.says("needed", "必填") } else { console.says("may be left out", "可省略") };
    let chinese = console.lang == Lang::Zh;
    let sort = if chinese { field.is.chinese() } else { field.is.word() };
    let words = field.of.iter().map(|one| if chinese { one.zh.as_str() } else { one.word.as_str() });
    let words = words.collect::<Vec<_>>().join(console.says(", ", "、"));
    let what = match (words.is_empty(), chinese) {
        (true, _) => sort.to_string(),
        (_, true) => format!("{sort}：{words}"),
        (_, false) => format!("{sort}: {words}"),
    };
    let about = if chinese { &field.zh } else { &field.en };
    format!(
        "  {:<32}{needed}  {about}{}{what}{}\n",
        format!("matter.{}", field.path.replace("[]", ".0")),
        console.says(" (", "（"),
        console.says(")", "）")
    )
}

/// Every sentence of a kind, with what it stands on.
fn sentences(set: &TemplateSet, kind: &KindFacts, console: &Console) -> Result<(), Stop> {
    for sentence in grounds::listed(set, &kind.name)? {
        let bases = || sentence.grounds.iter().map(Ground::basis);
        if console.format == Format::Json {
            let basis: Vec<_> = bases().collect();
            let ids: Vec<_> = sentence.grounds.iter().map(|ground| ground.id.as_str()).collect();
            console.data(&json!({
                "file": sentence.file, "when": sentence.when, "words": sentence.words, "grounds": ids, "basis": basis,
            }).to_string())?;
            continue;
        }
        let when = sentence.when.join(console.says(" and ", " 且 "));
        let when = if when.is_empty() { when } else { format!("（{when}）") };
        let basis = bases().collect::<Vec<_>>().join("；");
        let basis = if basis.is_empty() {
            console.says("no basis is known", "未登记依据").to_string()
        } else {
            basis
        };
        let shown = if sentence.is_label() { String::new() } else { format!("\n    {basis}") };
        console.data(&format!("{}{when}{shown}", sentence.words))?;
    }
    Ok(())
}

/// Fields, in Chinese with their Chinese names before them.
fn named(paths: &[String], console: &Console) -> String {
    let name = |path: &String| match field_in_chinese(path).filter(|_| console.lang == Lang::Zh) {
        Some(name) => format!("{name}（{path}）"),
        None => path.clone(),
    };
    paths.iter().map(name).collect::<Vec<_>>().join(console.says(", ", "、"))
}

/// What belongs into a block that a kind needs, a line a field; nothing for a need that is no block.
fn fields(need: &str, console: &Console) -> String {
    let line = |field: Shape| {
        let needed = if field.needed {
            console.says("needed", "必填")
        } else {
            console.says("may be left out", "可省略")
        };
        let about = if console.lang == Lang::Zh { chinese(&field.about) } else { &field.about };
        format!("  {:<32}{needed}  {about}\n", field.path)
    };
    shape(need).into_iter().map(line).collect()
}

/// The facts of every kind, as `--format json` tells them.
pub(super) fn all_facts(set: &TemplateSet) -> Vec<Value> {
    set.kinds().values().map(|kind| facts(&kind.facts)).collect()
}

fn facts(kind: &KindFacts) -> Value {
    json!({
        "name": kind.name, "title": kind.title, "purpose": kind.purpose, "purpose_zh": kind.purpose_zh,
        "senders": kind.senders.iter().map(|role| role.word()).collect::<Vec<_>>(),
        "addressees": kind.addressees.iter().map(|party| party.word()).collect::<Vec<_>>(),
        "needs": kind.needs, "needs_from_m2": kind.needs_from_m2, "rules": kind.rules, "blocks": kind.blocks,
        "sms_blocks": kind.sms_blocks, "email_blocks": kind.email_blocks,
        "channels": kind.channels.iter().map(|channel| channel.word()).collect::<Vec<_>>(),
        "retention_years": kind.retention_years, "demands": kind.demands,
        "fields": kind.field.iter().map(|field| json!({
            "path": format!("matter.{}", field.path), "is": field.is.word(), "en": field.en, "zh": field.zh,
            "of": field.of.iter().map(|one| one.word.as_str()).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "gates": kind.gate.iter().map(|gate| json!({
            "at": gate.at, "when": gate.when, "must": gate.must, "wants": gate.wants, "en": gate.en, "zh": gate.zh,
            "basis": gate.basis, "basis_zh": gate.basis_zh,
        })).collect::<Vec<_>>(),
    })
}
