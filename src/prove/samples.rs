//! Turn what a kind needs into invented accounts that its template is tried with.

mod own;
mod variants;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;
use serde_json::{Value, json};

use crate::account::read::{Entries, Record};
use crate::account::{Account, Party};
use crate::desk::Fixed;
use crate::fill::TemplateSet;
use crate::finding::Lang;
use crate::kind::KindFacts;
use crate::plan::overdue::{Bucket, overdue_days};
#[cfg(feature = "inner")]
use crate::record::Node;
use crate::sample::{Kind, Sampling, sample, sample_at};

/// How many samples a template may be tried with: of rarer traits one is among so many.
const POOL: u64 = 60;

/// The seed of the samples: any would do, but the same templates are to fare the same each time.
const SEED: u64 = 15;

/// Something that a sample has and others have not, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trait {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Trait {
    /// The wording in a language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }

    fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { en: en.into(), zh: zh.into() }
    }
}

/// An account to try a template with.
pub(super) struct Candidate {
    pub(super) account: Account,
    pub(super) sha256: [u8; 32],
    /// What it has.
    pub(super) traits: BTreeSet<Trait>,
    /// By what it is told from others: those that share it need not all be set.
    pub(super) key: BTreeSet<Trait>,
    /// Its stage, for kinds whose tone follows it.
    pub(super) stage: Option<&'static str>,
    /// Which branch of its kind it shows, counted from 1; 0 for none.
    pub(super) rank: usize,
}

/// Samples of a kind, in the order in which they are to be tried.
pub(super) fn plain(kind: &str, fixed: &Fixed) -> impl Iterator<Item = Candidate> {
    let set = fixed.templates.set();
    let facts = set.kinds().get(kind).map(|kind| kind.facts.clone());
    let extra = extra(kind, set, facts.as_ref());
    values(facts.as_ref(), fixed).filter_map(move |mut value| {
        adapt(&mut value, facts.as_ref()?, &extra);
        candidate(&value, None)
    })
}

/// The one of that place among the following.
pub(super) fn of_all_branches_at(kind: &str, fixed: &Fixed, place: usize) -> Option<Candidate> {
    // Those that are no variant come first, and none is made for what comes behind it.
    let one = plain(kind, fixed).nth(place);
    one.or_else(|| of_all_branches(kind, fixed).into_iter().nth(place))
}

/// The same, and after them variants of the first of each stage, with what few accounts have.
pub(super) fn of_all_branches(kind: &str, fixed: &Fixed) -> Vec<Candidate> {
    let set = fixed.templates.set();
    let Some(facts) = set.kinds().get(kind).map(|kind| &kind.facts) else { return Vec::new() };
    let extra = extra(kind, set, Some(facts));
    let (mut all, mut stages, mut varied) = (Vec::new(), BTreeSet::new(), Vec::new());
    let mut values = values(Some(facts), fixed).peekable();
    while let Some(mut value) = values.next() {
        adapt(&mut value, facts, &extra);
        let Some(one) = candidate(&value, None) else { continue };
        if stages.insert(one.stage) {
            let other = values.peek().map(|other| other["debtor"].clone()).unwrap_or_default();
            let variants = variants::of(&value, &other, facts);
            varied.extend(variants.into_iter().filter_map(|(value, name)| candidate(&value, Some(name))));
        }
        all.push(one);
    }
    all.extend(varied);
    all
}

/// Samples of one currency of every stage that the words of a kind follow, and of every branch that it declares; several
/// of each, for those that do not fit.
pub(super) fn of_each_stage(kind: &str, fixed: &Fixed) -> Vec<Candidate> {
    let set = fixed.templates.set();
    let Some(facts) = set.kinds().get(kind).map(|kind| &kind.facts) else { return Vec::new() };
    let extra = extra(kind, set, Some(facts));
    let of_kind = format!("{kind}/");
    let mut texts = set.templates().filter(|(name, _)| name.starts_with(&of_kind));
    let follows = texts.any(|(_, text)| STAGE.as_ref().is_some_and(|stage| stage.is_match(text)));
    let branches = facts.samples.as_ref().map(|samples| samples.one.as_slice()).unwrap_or_default();
    let mut all = Vec::new();
    for mut value in values(Some(facts), fixed) {
        if value["ledgers"].as_array().is_some_and(|ledgers| ledgers.len() > 1) {
            continue;
        }
        adapt(&mut value, facts, &extra);
        // Few samples have an address for e-mails, and each exhibit shows its e-mail.
        put(&mut value, "debtor.email", "trial@example.com");
        all.extend(candidate(&value, None).map(|one| match follows || one.account.plan.is_some() {
            true => one,
            // Told by nothing: one sample shows the kind.
            false => Candidate { key: BTreeSet::new(), ..one },
        }));
        for (rank, branch) in (1..).zip(branches) {
            let mut value = value.clone();
            own::set(&mut value, &branch.set);
            let named = Trait::new(&branch.en, &branch.zh);
            all.extend(candidate(&value, Some(named)).map(|one| Candidate { rank, ..one }));
        }
    }
    all
}

/// By what a template tells stages apart.
static STAGE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\bstage\b").ok());

/// The records of samples that a kind may be made of.
fn values(facts: Option<&KindFacts>, fixed: &Fixed) -> impl Iterator<Item = Value> + use<> {
    let as_of = fixed.issue_date.pred_opt().unwrap_or(fixed.issue_date);
    let kinds = facts.map(bases).unwrap_or_default();
    let sampling = Sampling { count: POOL, seed: SEED, kinds, as_of };
    // One by one, as they are asked for: mostly the first few are enough.
    (0..POOL).filter_map(move |at| serde_json::from_str(&sample_at(&sampling, at)?).ok())
}

/// The kinds of samples that come nearest to a kind.
fn bases(facts: &KindFacts) -> Vec<Kind> {
    let plan = facts.follows("R05") || facts.needs.iter().any(|need| need.split('.').next() == Some("plan"));
    let like = facts.samples.as_ref().and_then(|samples| Kind::named(samples.like.as_ref()?));
    match like.or_else(|| Kind::named(&facts.name)) {
        Some(kind) => vec![kind],
        None if plan => vec![Kind::RepaymentAgreement],
        None if !facts.addressees.contains(&Party::Debtor) => {
            let guarantor = facts.addressees.contains(&Party::Guarantor);
            vec![if guarantor { Kind::GuarantorNotice } else { Kind::EstateNotice }]
        }
        None => vec![Kind::OverdueNotice, Kind::DemandLetter],
    }
}

/// Reads a sample's record.
fn candidate(value: &Value, variant: Option<Trait>) -> Option<Candidate> {
    let entry = Entries::single(Record::from_value(1, value));
    let (account, sha256) = (entry.account.ok()?, entry.sha256?);
    let stage =
        account.plan.is_none().then(|| match Bucket::of(overdue_days(account.as_of, account.due_date)) {
            bucket if bucket <= Bucket::M1 => "M1",
            Bucket::M2 => "M2",
            _ => "M3+",
        });
    let mut traits: BTreeSet<Trait> = stage.iter().map(|stage| Trait::new(*stage, *stage)).collect();
    if account.ledgers.len() > 1 {
        traits.insert(Trait::new("several currencies", "多币种"));
    }
    if let Some(plan) = &account.plan {
        let word = plan.method.word();
        traits.insert(Trait::new(word, plan.method.chinese()));
    }
    let key = variant.iter().cloned().collect::<BTreeSet<_>>();
    let key = if key.is_empty() { traits.clone() } else { key };
    traits.extend(variant);
    Some(Candidate { account, sha256, traits, key, stage, rank: 0 })
}

/// Gives a sample what its kind needs beside: blocks, and values of the bank's own.
fn adapt(value: &mut Value, facts: &KindFacts, extra: &Value) {
    value["kind"] = json!(facts.name);
    if facts.follows("R19") {
        settle(value);
    }
    for need in facts.needs.iter().filter_map(|need| need.split('.').next()) {
        if value.get(need).is_none()
            && let Some(block) = variants::block(need, value)
        {
            value[need] = block;
        }
    }
    own::give(value, facts);
    if extra.as_object().is_some_and(|extra| !extra.is_empty()) {
        value["extra"] = extra.clone();
    }
}

/// Invented accounts of a kind, each one JSON object: those of the kind that comes nearest, with what this one
/// declares of its own; each sample of a branch in its turn.
pub fn sampled(facts: &KindFacts, count: u64, seed: u64, as_of: NaiveDate) -> impl Iterator<Item = String> {
    let sampling = Sampling { count, seed, kinds: bases(facts), as_of };
    let lines: Vec<String> = sample(&sampling).collect();
    let branches = facts.samples.as_ref().map(|samples| samples.one.as_slice()).unwrap_or_default();
    let turns = branches.len() + 1;
    lines.into_iter().enumerate().filter_map(move |(at, line)| {
        let mut value: Value = serde_json::from_str(&line).ok()?;
        adapt(&mut value, facts, &Value::Null);
        if let Some(branch) = (at % turns).checked_sub(1).and_then(|turn| branches.get(turn)) {
            own::set(&mut value, &branch.set);
        }
        Some(value.to_string())
    })
}

/// Leaves nothing owed.
fn settle(value: &mut Value) {
    for ledger in value["ledgers"].as_array_mut().into_iter().flatten() {
        let currency = ledger["currency"].clone();
        let nothing = if currency == json!("JPY") { "0" } else { "0.00" };
        *ledger = json!({ "currency": currency, "principal": nothing, "interest": nothing, "penalty": nothing,
            "fees": nothing, "total": nothing, "minimum_due": nothing, "paid": nothing });
    }
}

/// A value for each name under `extra` that a kind needs or prints, such as the filter behind it takes.
fn extra(kind: &str, set: &TemplateSet, facts: Option<&KindFacts>) -> Value {
    static NAMED: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(\bin\s+)?\bextra((?:\.\w+)+)(?:\s*\|\s*(\w+))?").ok());
    let mut extra = json!({});
    let needs = facts.iter().flat_map(|facts| facts.needs.iter().chain(&facts.needs_from_m2));
    for path in needs.filter_map(|need| need.strip_prefix("extra.")) {
        put(&mut extra, path, "示例");
    }
    let of_kind =
        |name: &str| name.split('/').next().is_some_and(|folder| folder == kind || folder == "shared");
    for (_, text) in set.templates().filter(|(name, _)| of_kind(name) && set.is_own(name)) {
        for found in NAMED.iter().flat_map(|named| named.captures_iter(text)) {
            let word = match found.get(3).map(|filter| filter.as_str()) {
                Some("money" | "capitals") => "100.00",
                Some("date") => "2026-11-22",
                _ => "示例",
            };
            if found.get(1).is_none() {
                put(&mut extra, found[2].trim_start_matches('.'), word);
            }
        }
    }
    extra
}

#[cfg(feature = "inner")]
/// An invented account of a kind with some fields changed, by dotted paths: one that a condition of the kind refuses, say.
pub fn sampled_with(facts: &KindFacts, as_of: NaiveDate, changed: &Node) -> Option<String> {
    let line = sampled(facts, 1, SEED, as_of).next()?;
    let mut value: Value = serde_json::from_str(&line).ok()?;
    own::set(&mut value, changed);
    Some(value.to_string())
}

/// Puts a word under a dotted path, unless something else stands there.
fn put(at: &mut Value, path: &str, word: &str) {
    let Value::Object(map) = at else { return };
    match path.split_once('.') {
        Some((name, rest)) => put(map.entry(name).or_insert_with(|| json!({})), rest, word),
        None => {
            let held = map.entry(path).or_insert_with(|| json!(word));
            if word != "示例" && held == "示例" {
                *held = json!(word);
            }
        }
    }
}
