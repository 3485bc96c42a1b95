//! Turn templates and documents into findings by the lists: the templates once a run, each document before and after
//! it is set.

use std::sync::{Arc, OnceLock};

use super::extract::{html_text, source_text, template_text};
use super::fold::{fold, origin};
use super::presence::SearchedText;
use super::refuse::{Hit, Setting, Target};
use super::sentences::{Sentence, sentences};
use super::switch::{Switch, Switches};
use super::tone::shouting;
use super::values::{Values, free};
use super::{Book, book, of_lists, rates, template};
use crate::check::overrides::{override_for, waive};
use crate::error::Stop;
use crate::fill::{Filled, Form, OfBuiltIn, TemplateSet};
use crate::finding::{Finding, Words, in_order};
use crate::issuer::IssuerFile;
use crate::kind::KindFacts;
use crate::typeset::Printed;

/// From this size on, in points, a line is a title.
const TITLE_SIZE: f64 = 14.0;

/// And by so much larger than the text, which itself is as large in large print; but never more than is a title over
/// any text.
const TITLE_OVER_TEXT: f64 = 1.3;
const TITLE_OVER_LARGE_PRINT: f64 = 18.2;

/// The lists, held against the templates of a run.
#[derive(Debug)]
pub struct Wording {
    /// The words of the modules, any of which a letter may print.
    modules: String,
    judge: OnceLock<Result<Judge, Vec<Finding>>>,
}

/// What letters are judged by.
#[derive(Debug)]
struct Judge {
    book: &'static Book,
    /// The words of the modules, any of which a letter may print.
    modules: SearchedText<'static>,
}

/// A filled document and what decides how its words are judged.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// Its source, with the values it was filled with.
    pub filled: &'a Filled,
    /// What its kind demands.
    pub kind: &'a KindFacts,
    /// Who sends, with the overrides.
    pub issuer: &'a IssuerFile,
    /// The account's id, for overrides.
    pub account: &'a str,
    /// What is so of this account alone.
    pub also: &'a [Switch],
}

impl Wording {
    /// Judges the templates by the lists; every fault comes with its template and line.
    ///
    /// Built-in ones need no lists here, so that nobody waits for them before the first letter is filled.
    pub fn new(set: &TemplateSet, issuer: &IssuerFile) -> Result<Self, Stop> {
        known_overrides(issuer)?;
        let faults = template::faults(set, issuer)?;
        if !faults.is_empty() {
            return Err(Stop::from(faults));
        }
        static WORDS: OfBuiltIn<Arc<str>> = OfBuiltIn::new();
        let words = |name: &str, text: &str| WORDS.of(set, name, || template_text(text).into());
        let modules: Vec<_> = set.modules().map(|(name, text)| words(name, text)).collect();
        Ok(Self { modules: modules.join("。"), judge: OnceLock::new() })
    }

    /// What is wrong with a filled source and the account's free values, as far as it can be judged
    /// without pages.
    pub fn source(&self, document: &Document<'_>) -> Vec<Finding> {
        self.judged(|judge| judge.source(document))
    }

    /// What is wrong with the words of a message, which owes these disclosures; `list` is that of `kind.toml` which names
    /// them.
    pub fn message(&self, document: &Document<'_>, owed: &[String], list: &'static str) -> Vec<Finding> {
        self.judged(|judge| judge.message(document, owed, list))
    }

    /// What is wrong with finished pages.
    pub fn page(&self, printed: &Printed, document: &Document<'_>) -> Vec<Finding> {
        self.judged(|judge| judge.page(printed, document))
    }

    /// What the judge finds, or what is wrong with the lists.
    fn judged(&self, judge: impl FnOnce(&Judge) -> Vec<Finding>) -> Vec<Finding> {
        let made = || {
            let book = book().map_err(<[Finding]>::to_vec)?;
            let folded = fold(&self.modules);
            let parted = sentences(&folded);
            Ok(Judge { book, modules: book.presence.search(folded.clone(), &parted) })
        };
        match self.judge.get_or_init(made) {
            Ok(ready) => judge(ready),
            Err(faults) => faults.clone(),
        }
    }
}

impl Judge {
    /// What is wrong with a filled source and the account's free values, as far as it can be judged
    /// without pages.
    fn source(&self, document: &Document<'_>) -> Vec<Finding> {
        let text = source_text(document.filled.source());
        let folded = fold(&text);
        let mut findings = self.refused_values(document);
        let messages: Vec<_> = findings.iter().map(|finding| finding.message.clone()).collect();
        let parted = sentences(&folded);
        let searched = self.book.presence.search(folded.as_str(), &parted);
        let here = self.refused(&text, &folded, &parted, document, Target::Source);
        findings.extend(here.into_iter().filter(|finding| !messages.contains(&finding.message)));
        findings.extend(self.missing(&[&searched, &self.modules], document, false));
        let alone = self.book.rates.daily(&folded).into_iter().filter(|rate| rate.annual.is_none());
        findings.extend(alone.map(|rate| rates::alone(&folded[rate.at])));
        in_order(&mut findings);
        findings
    }

    /// What is wrong with the words of a message.
    fn message(&self, document: &Document<'_>, owed: &[String], list: &'static str) -> Vec<Finding> {
        let text = match document.filled.form() {
            Form::EmailHtml => html_text(document.filled.source()),
            _ => document.filled.source().to_string(),
        };
        let folded = fold(&text);
        let parted = sentences(&folded);
        let searched = self.book.presence.search(folded.as_str(), &parted);
        let mut findings = self.refused(&text, &folded, &parted, document, Target::Source);
        let values = Values(document.filled.values());
        let missing = self.book.presence.missing(document.kind, owed, &[&searched], values, true);
        findings.extend(missing.iter().map(|missing| missing.finding(list)));
        let alone = self.book.rates.daily(&folded).into_iter().filter(|rate| rate.annual.is_none());
        findings.extend(alone.map(|rate| rates::alone(&folded[rate.at])));
        in_order(&mut findings);
        findings
    }

    /// What is wrong with finished pages.
    fn page(&self, printed: &Printed, document: &Document<'_>) -> Vec<Finding> {
        let folded = fold(printed.text());
        let parted = sentences(&folded);
        let searched = self.book.presence.search(folded.as_str(), &parted);
        let mut findings = self.refused(printed.text(), &folded, &parted, document, Target::Page);
        let least = (TITLE_OVER_TEXT * printed.usual_size()).clamp(TITLE_SIZE, TITLE_OVER_LARGE_PRINT);
        let title: String =
            printed.runs().filter(|(_, look)| look.size >= least).map(|(words, _)| words).collect();
        let folded_title = fold(&title);
        findings.extend(self.refused(
            &title,
            &folded_title,
            &sentences(&folded_title),
            document,
            Target::Title,
        ));
        findings.extend(self.missing(&[&searched], document, true));
        findings.extend(shouting(printed));
        for rate in self.book.rates.daily(&folded) {
            let look = |at| printed.look(origin(printed.text(), at).start);
            let words = &folded[rate.at.clone()];
            let Some(annual) = rate.annual else {
                findings.push(rates::alone(words));
                continue;
            };
            findings.extend(look(rate.at).outdoes(look(annual)).then(|| rates::larger(words)));
        }
        in_order(&mut findings);
        findings
    }

    /// Words of the refuse list in a text.
    fn refused(
        &self,
        text: &str,
        folded: &str,
        parted: &[Sentence<'_>],
        document: &Document<'_>,
        target: Target,
    ) -> Vec<Finding> {
        let values = Values(document.filled.values());
        let data = || self.book.refuse.data().iter().flat_map(|path| values.words(path)).collect();
        let switches = document.switches();
        let setting = Setting { kind: &document.kind.name, switches: &switches, target };
        let hits = self.book.refuse.hits_of(text, folded, parted, data, &setting);
        hits.iter().map(|hit| document.finding(hit, "")).collect()
    }

    /// Words of the refuse list in the account's free values, each at its path.
    fn refused_values(&self, document: &Document<'_>) -> Vec<Finding> {
        let switches = document.switches();
        let setting = Setting { kind: &document.kind.name, switches: &switches, target: Target::Value };
        let mut found = Vec::new();
        for (path, text) in free(Values(document.filled.values())) {
            let hits = self.book.refuse.hits(&text, &[], &setting);
            found.extend(hits.iter().map(|hit| document.finding(hit, &path)));
        }
        found
    }

    fn missing(&self, texts: &[&SearchedText<'_>], document: &Document<'_>, finished: bool) -> Vec<Finding> {
        let values = Values(document.filled.values());
        let owed = &document.kind.blocks;
        let missing = self.book.presence.missing(document.kind, owed, texts, values, finished);
        missing.iter().map(|missing| missing.finding("blocks")).collect()
    }
}

impl Document<'_> {
    fn switches(&self) -> Switches {
        let own = Switches::of_issuer(self.issuer);
        self.also.iter().fold(own, |all, switch| all.with(*switch, true))
    }

    /// A hit as a finding, waived where its entry has an override.
    fn finding(&self, hit: &Hit<'_>, path: &str) -> Finding {
        let mut finding = hit.finding(path);
        if let Some(by) = override_for(self.issuer, hit.entry.code, Some(&hit.entry.id), self.account) {
            waive(&mut finding, by);
        }
        finding
    }
}

/// The entries overrides name must exist and allow one.
fn known_overrides(issuer: &IssuerFile) -> Result<(), Stop> {
    for by in &issuer.overrides {
        let Some(named) = &by.entry else { continue };
        let entry = book()
            .map_err(of_lists)?
            .refuse
            .entries()
            .iter()
            .find(|entry| entry.id == *named && entry.code == by.code);
        let Words { en, zh } = match entry {
            Some(entry) if entry.waivable => continue,
            Some(_) => Words::new("allows no override", "不允许特批"),
            None => Words::new("is no entry of this rule's list", "不是该规则清单的条目"),
        };
        return Err(Stop::new(
            format!("`[[overrides]]` `{}` of the issuer file: `{named}` {en}", by.id),
            format!("发行方文件 `[[overrides]]` `{}`：`{named}` {zh}", by.id),
        ));
    }
    Ok(())
}
