//! Put stand-ins in the place of fields that cannot be read, so that the rest of a record can still be judged.
//!
//! What a rule finds with three different stand-ins alike does not depend on the field that is missing: it is told
//! beside what is wrong with that field, so that a clerk mends all of it in one go. What depends on the field comes
//! out differently, or at it, and is left unsaid.

use std::sync::LazyLock;

use serde_json::Value;

use crate::account::Account;
use crate::finding::Finding;
use crate::record::{At, Field, Node, Written, shortened};

/// How many stand-ins each faulty field is given.
const VARIANTS: usize = 3;

/// The fields of an account, as its JSON Schema has them.
static SCHEMA: LazyLock<Value> = LazyLock::new(Account::schema);

/// A record that could not be read, with stand-ins for what is faulty in it.
#[derive(Clone, Default)]
pub struct StandIns {
    /// The account with each of the stand-ins; none where nothing can stand in.
    pub accounts: Vec<Account>,
    /// The paths that are stood in for.
    pub paths: Vec<String>,
}

/// Counts only: an account is a person's data.
impl std::fmt::Debug for StandIns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "stand-ins at {} places", self.paths.len())
    }
}

impl StandIns {
    /// The record with stand-ins at the paths of `findings`; without any where a whole row is meant, or where the
    /// record cannot be read with them either.
    pub(super) fn of(record: &Node, findings: &[Finding]) -> Self {
        let mut paths: Vec<_> = findings.iter().map(|finding| finding.path.clone()).collect();
        paths.sort();
        paths.dedup();
        if paths.iter().any(String::is_empty) {
            return Self::default();
        }
        let accounts: Option<Vec<_>> =
            (0..VARIANTS).map(|variant| account(record, &paths, variant)).collect();
        Self { accounts: accounts.unwrap_or_default(), paths }
    }

    /// Whether a finding at `path` speaks of something that is stood in for, of what holds it or of a part of it.
    pub fn concern(&self, path: &str) -> bool {
        self.paths.iter().any(|faulty| is_within(faulty, path) || is_within(path, faulty))
    }
}

/// Whether a path is another or lies below it; everything lies below the record itself.
fn is_within(path: &str, above: &str) -> bool {
    path.strip_prefix(above)
        .is_some_and(|rest| above.is_empty() || rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The account with stand-ins, if it can be read then.
fn account(record: &Node, paths: &[String], variant: usize) -> Option<Account> {
    let mut node = record.clone();
    let about = day_of(record);
    for (place, path) in paths.iter().enumerate() {
        // Each field in another order than the one before: two days that were always the same would have nothing
        // between them in every variant, and a rule on that would seem to need neither.
        put(&mut node, &SCHEMA, path, &Stand { variant: (variant + place) % VARIANTS, about: &about })?;
    }
    let mut findings = Vec::new();
    let account = Account::read(&node, &mut At::top_of_account(&mut findings, &mut Written::default()));
    account.filter(|_| findings.is_empty())
}

/// A day near those of the account.
fn day_of(record: &Node) -> String {
    let days = ["as_of", "due_date"].into_iter().filter_map(|name| {
        let mut findings = Vec::new();
        let node = record.get(name)?;
        chrono::NaiveDate::read(node, &mut At::top_of_account(&mut findings, &mut Written::default()))
    });
    days.map(|day| day.to_string()).next().unwrap_or_else(|| "2020-06-15".into())
}

/// Which stand-in is put.
struct Stand<'a> {
    variant: usize,
    about: &'a str,
}

/// Puts a stand-in at a path, or takes out what no field is; `None` where the path leads nowhere.
fn put(node: &mut Node, schema: &Value, path: &str, stand: &Stand<'_>) -> Option<()> {
    let (step, rest) = step(path);
    match step {
        Step::Item(index) => {
            let Node::List(items) = node else { return None };
            put_or_go(items.get_mut(index)?, schema.get("items")?, rest, stand)
        }
        Step::Name(name) => {
            if !matches!(node, Node::Map(_)) {
                *node = Node::Map(Vec::new());
            }
            let Node::Map(entries) = node else { return None };
            let Some(below) = schema.get("properties").and_then(|fields| fields.get(name)) else {
                // Either no field has that name, or it is one of the free values.
                entries.retain(|(own, _)| shortened(own) != name);
                return Some(());
            };
            entries.retain({
                let mut seen = false;
                move |(own, _)| own != name || !std::mem::replace(&mut seen, true)
            });
            if !entries.iter().any(|(own, _)| own == name) {
                entries.push((name.to_string(), Node::Null));
            }
            let (_, value) = entries.iter_mut().find(|(own, _)| own == name)?;
            put_or_go(value, below, rest, stand)
        }
    }
}

fn put_or_go(node: &mut Node, schema: &Value, rest: &str, stand: &Stand<'_>) -> Option<()> {
    if !rest.is_empty() {
        return put(node, schema, rest, stand);
    }
    *node = stand_in(schema, true, stand);
    Some(())
}

/// One step of a path.
enum Step<'a> {
    Name(&'a str),
    Item(usize),
}

/// The first step of a path, and the rest of it.
fn step(path: &str) -> (Step<'_>, &str) {
    if let Some((index, rest)) = path.strip_prefix('[').and_then(|path| path.split_once(']'))
        && let Ok(index) = index.parse()
    {
        return (Step::Item(index), rest.strip_prefix('.').unwrap_or(rest));
    }
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let (name, rest) = path.split_at(end);
    (Step::Name(name), rest.strip_prefix('.').unwrap_or(rest))
}

/// What stands in for a value of this schema.
fn stand_in(schema: &Value, needed: bool, stand: &Stand<'_>) -> Node {
    let variant = stand.variant;
    let text = |texts: [&str; VARIANTS]| Node::Text(texts[variant].to_string());
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        let word =
            words.get(variant * words.len().saturating_sub(1) / (VARIANTS - 1)).and_then(Value::as_str);
        return Node::Text(word.unwrap_or_default().to_string());
    }
    let is = |kind: &str| match schema.get("type") {
        Some(Value::String(own)) => own == kind,
        Some(Value::Array(own)) => own.iter().any(|own| own == kind),
        _ => false,
    };
    if is("object") {
        let needs: Vec<_> = schema.get("required").and_then(Value::as_array).into_iter().flatten().collect();
        let fields = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        let fields = fields.filter(|(name, _)| needs.iter().any(|needed| *needed == name.as_str()));
        Node::Map(fields.map(|(name, below)| (name.clone(), stand_in(below, true, stand))).collect())
    } else if is("array") {
        let item = || stand_in(schema.get("items").unwrap_or(&Value::Null), true, stand);
        Node::List((0..usize::from(needed).max(variant)).map(|_| item()).collect())
    } else if is("boolean") {
        Node::Bool(variant == 1)
    } else if is("integer") {
        text(["0", "1", "60"])
    } else if is("number") && schema.get("examples").is_some_and(|examples| examples[0] == "0.0005") {
        text(["0", "0.01", "1"])
    } else if is("number") {
        text(["0", "1", "999999999"])
    } else if schema.get("format").is_some_and(|format| format == "date") {
        text(["1990-01-01", stand.about, "2999-12-31"])
    } else if schema.get("pattern").is_some_and(|pattern| pattern == "^[A-Z]{2}$") {
        text(["HK", "GB", "US"])
    } else {
        text(["甲", "乙", "丙"])
    }
}
