//! Turn a text into the words of it that the refuse list forbids.

use std::collections::BTreeSet;
use std::ops::Range;

use super::entry::{Both, Effect, EntryText, GroupText, LookedFor, RefuseFile};
use super::fold::{fold, origin};
use super::lexicon::LexiconBuilder;
use super::masked::{Masked, quote};
use super::meaning::{Heard, Language, Meaning};
use super::sentences::{Sentence, SentenceCache, sentences};
use super::switch::{Switch, Switches};
use super::words::WordIndex;
use super::{code, fault};
use crate::finding::{Finding, Severity, Words};
use crate::pattern::Pattern;

/// How many bytes on each side of a hit are searched for a longer, innocent word that it is part of.
const BESIDE: usize = 8 * '字'.len_utf8();

/// One entry of the refuse list, ready to be looked for.
#[derive(Debug)]
pub struct Entry {
    /// Its stable id, such as `X101`.
    pub id: String,
    /// The name of its group.
    pub group: Words,
    /// The code of the rule that a hit breaks.
    pub code: &'static str,
    /// What a hit does.
    pub severity: Severity,
    /// Whether an override can answer for it.
    pub waivable: bool,
    /// Why such words may not stand.
    pub reason: Words,
    /// What that stands on.
    pub basis: Words,
    /// The entry as the file has it: pattern, exceptions and samples.
    pub text: EntryText,
    unless: Option<Switch>,
    when: Option<Switch>,
    sought: Sought,
    but_not: Option<Pattern>,
    pardoned_by: Option<Pattern>,
    even_denied: bool,
    instead: Option<Words>,
}

/// What an entry looks for.
#[derive(Debug)]
enum Sought {
    Pattern(Pattern),
    Meaning(Meaning),
    Classified,
}

/// What is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A template's fixed words.
    Template,
    /// A filled template.
    Source,
    /// Finished pages.
    Page,
    /// A free value of the account.
    Value,
    /// A title.
    Title,
}

/// What decides which entries apply.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The kind of document.
    pub kind: &'a str,
    /// The switches that are on.
    pub switches: &'a Switches,
    /// What is judged.
    pub target: Target,
}

/// Words of the list, found in a text.
#[derive(Debug)]
pub struct Hit<'b> {
    /// The entry.
    pub entry: &'b Entry,
    /// The bytes of the text that were given.
    pub at: Range<usize>,
    /// The words themselves, shortened, without data.
    pub quote: String,
}

/// The refuse list.
#[derive(Debug)]
pub struct RefuseList {
    entries: Vec<Entry>,
    /// The words that patterns begin with, each with its entry: patterns are searched for where theirs stand.
    beginnings: WordIndex<usize>,
    /// The entries whose patterns may begin with anything.
    anywhere: Vec<usize>,
    language: Language,
    /// The indices of the entries that a sentence may hit.
    cache: SentenceCache<Box<[usize]>>,
    data: Vec<String>,
}

impl RefuseList {
    /// Compiles the lists of files, the classes of all for the entries of all.
    pub(super) fn of(files: [RefuseFile; 2], weights: &str) -> Result<Self, Vec<Finding>> {
        let classes: Vec<_> = files.iter().flat_map(|file| file.class.clone()).collect();
        let one = |id: &str, error: &dyn std::fmt::Display| vec![fault(id, error)];
        let mut lexicon = LexiconBuilder::of(&classes).map_err(|error| one("class", &error))?;
        let (mut faults, mut entries) = (Vec::new(), Vec::new());
        let groups = files.iter().flat_map(|file| &file.group);
        for (group, text) in groups.flat_map(|group| group.entry.iter().map(move |text| (group, text))) {
            match Entry::of(group, text, &mut lexicon) {
                Ok(entry) => entries.push(entry),
                Err(found) => faults.push(found),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let (mut beginnings, mut anywhere) = (WordIndex::empty(), Vec::new());
        for (at, entry) in entries.iter().enumerate() {
            let Sought::Pattern(pattern) = &entry.sought else { continue };
            match pattern.beginnings() {
                Some(words) => words.iter().for_each(|word| beginnings.add(word, at)),
                None => anywhere.push(at),
            }
        }
        beginnings.sort();
        let language = Language::of(lexicon, weights).map_err(|error| one("class", &error))?;
        let data = files.into_iter().flat_map(|file| file.data).collect();
        Ok(Self { entries, beginnings, anywhere, language, cache: SentenceCache::empty(), data })
    }

    /// Every entry, group by group.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The paths of the draft's values that are data and never judged.
    pub fn data(&self) -> &[String] {
        &self.data
    }

    /// The words of a text that stand on the list, entry by entry. `data` are names, addresses
    /// and numbers that may stand in it and are not judged.
    pub fn hits(&self, text: &str, data: &[String], setting: &Setting<'_>) -> Vec<Hit<'_>> {
        let folded = fold(text);
        self.hits_of(text, &folded, &sentences(&folded), || data.to_vec(), setting)
    }

    /// The same for a text that is folded and parted already; the data are asked for only when something may be hit.
    pub(super) fn hits_of(
        &self,
        text: &str,
        folded: &str,
        parted: &[Sentence<'_>],
        data: impl FnOnce() -> Vec<String>,
        setting: &Setting<'_>,
    ) -> Vec<Hit<'_>> {
        // What an entry would say and may not, for a switch, a kind or other words of the text allow it, the whole of the sentence
        // may say.
        let (mut suspects, mut let_off) = (BTreeSet::new(), BTreeSet::new());
        for (place, sentence) in parted.iter().enumerate() {
            let found = self.cache.of(sentence, |words| self.suspects(words));
            let applying = found.iter().filter(|index| self.entries[**index].applies_to(setting));
            suspects.extend(applying.map(|index| (*index, place)));
            let allowed = found.iter().any(|index| self.entries[*index].lets_off(setting));
            let_off.extend(allowed.then_some(place));
        }
        if suspects.is_empty() {
            return Vec::new();
        }
        let mut masked = Masked::of(folded, parted, &data());
        let mut hits = Vec::new();
        for (index, place) in suspects {
            let entry = &self.entries[index];
            if entry.text.classified && let_off.contains(&place) {
                continue;
            }
            let found = entry.found(masked.sentence(place), &self.language);
            if found.is_empty() {
                continue;
            }
            if entry.is_pardoned(folded, &mut masked) {
                let_off.insert(place);
            } else {
                let (judged, from) = (masked.sentence(place), parted[place].at);
                hits.extend(found.into_iter().map(|at| entry.hit(text, judged, at, from)));
            }
        }
        hits
    }
}

impl RefuseList {
    /// The entries that a sentence may hit, before its data are masked: whose pattern matches, or what it says.
    fn suspects(&self, words: &str) -> Box<[usize]> {
        let heard = self.language.hear(words);
        let mut found = self.matching(words);
        if *heard.bare.words != *words {
            found.extend(self.matching(&heard.bare.words));
        }
        let said = |entry: &Entry| match &entry.sought {
            Sought::Pattern(_) => false,
            Sought::Meaning(meaning) => meaning.found(&self.language, &heard).is_some(),
            Sought::Classified => self.language.forbidden(&heard).is_some(),
        };
        let by_meaning = self.entries.iter().enumerate().filter(|(_, entry)| said(entry)).map(|(at, _)| at);
        found.into_iter().chain(by_meaning).collect()
    }

    /// The entries whose patterns match.
    fn matching(&self, words: &str) -> BTreeSet<usize> {
        let mut begun: BTreeSet<usize> = self.anywhere.iter().copied().collect();
        self.beginnings.find_in(words, |_, at| {
            begun.insert(*at);
        });
        begun.retain(|at| match &self.entries[*at].sought {
            Sought::Pattern(pattern) => pattern.regex().is_match(words),
            Sought::Meaning(_) | Sought::Classified => false,
        });
        begun
    }
}

impl Hit<'_> {
    /// What it says.
    pub fn said(&self) -> Words {
        let Hit { entry, quote, .. } = self;
        Words::new(
            format!("`{quote}` may not stand here ({}): {}", entry.id, entry.reason.en),
            format!("`{quote}` 不得使用（{}）：{}", entry.id, entry.reason.zh),
        )
    }

    /// The hit as a finding at a field, or of the whole document where the path is empty.
    pub fn finding(&self, path: &str) -> Finding {
        let entry = self.entry;
        let finding = Finding { severity: entry.severity, ..Finding::error(entry.code, path, self.said()) };
        let finding = finding.basis(&entry.basis.en, &entry.basis.zh);
        match entry.text.looked_for {
            LookedFor::Titles => finding.hint("give the document another title", "请更换标题"),
            _ => match &entry.instead {
                Some(Words { en, zh }) => finding.hint(en, zh),
                None => finding.hint("word it otherwise, or leave it out", "请改写或者删除"),
            },
        }
    }
}

impl Entry {
    fn of(group: &GroupText, text: &EntryText, lexicon: &mut LexiconBuilder) -> Result<Self, Finding> {
        let read = |pattern: &str| {
            Pattern::of(&pattern.replace('…', "[^,。;!?]{0,12}")).map_err(|error| fault(&text.id, &error))
        };
        let maybe = |pattern: &Option<String>| pattern.as_deref().map(read).transpose();
        let meaning = Meaning::of(text, group.sober, lexicon).map_err(|error| fault(&text.id, &error))?;
        Ok(Self {
            id: text.id.clone(),
            group: group.name.words(),
            code: code(&group.code).ok_or_else(|| fault(&text.id, &format!("no rule `{}`", group.code)))?,
            severity: match group.severity {
                Effect::Refuse => Severity::Error,
                Effect::Warn => Severity::Warning,
            },
            waivable: group.waivable || text.waivable,
            reason: text.reason.as_ref().unwrap_or(&group.reason).words(),
            basis: text.basis.as_ref().unwrap_or(&group.basis).words(),
            unless: text.unless.or(group.unless),
            when: group.when,
            sought: match meaning {
                Some(says) => Sought::Meaning(says),
                None if text.classified => Sought::Classified,
                None => Sought::Pattern(read(&text.pattern)?),
            },
            but_not: maybe(&text.but_not)?,
            pardoned_by: maybe(&text.pardoned_by)?,
            even_denied: group.even_denied || text.even_denied,
            instead: text.instead.as_ref().or(group.instead.as_ref()).map(Both::words),
            text: text.clone(),
        })
    }

    /// Whether it is to be looked for in such a text.
    fn applies_to(&self, setting: &Setting<'_>) -> bool {
        // The words that pardon a hit may be in another value or on a later page, so that such an entry can only be
        // judged on the whole document.
        let whole_document = matches!(setting.target, Target::Source | Target::Page);
        let looked_for_here = match self.text.looked_for {
            LookedFor::Everywhere => setting.target != Target::Title,
            LookedFor::Pages => matches!(setting.target, Target::Page | Target::Value),
            LookedFor::Titles => setting.target == Target::Title,
        };
        // A value is mostly no sentence, and is read with the sentence that prints it.
        let is_sentence = setting.target != Target::Value || !self.text.classified;
        looked_for_here
            && is_sentence
            && (whole_document || self.pardoned_by.is_none())
            && !self.text.except_kinds.iter().any(|kind| kind == setting.kind)
            && !self.unless.is_some_and(|switch| setting.switches.is_on(switch))
            && self.when.is_none_or(|switch| setting.switches.is_on(switch))
    }

    /// Whether its words may stand in such a text though they are its own: a switch or a kind allows them, or what pardons
    /// them may stand elsewhere.
    fn lets_off(&self, setting: &Setting<'_>) -> bool {
        let whole_document = matches!(setting.target, Target::Source | Target::Page);
        self.pardoned_by.is_some() && !whole_document
            || self.text.except_kinds.iter().any(|kind| kind == setting.kind)
            || self.unless.is_some_and(|switch| setting.switches.is_on(switch))
    }

    /// Whether something in the text, data apart, pardons its hits.
    fn is_pardoned(&self, folded: &str, masked: &mut Masked<'_>) -> bool {
        let Some(pardon) = self.pardoned_by.as_ref().map(Pattern::regex) else { return false };
        // Mostly it stands where the text has it as it is; data may also hide what parts the words of a pardon.
        pardon.find_iter(folded).any(|found| pardon.is_match(masked.sentence_of(found.start())))
            || (0..masked.parted.len()).any(|place| pardon.is_match(masked.sentence(place)))
    }

    /// Where it is found in a sentence without data.
    fn found(&self, judged: &str, language: &Language) -> Vec<Range<usize>> {
        match &self.sought {
            Sought::Meaning(meaning) => {
                let heard = language.hear(judged);
                meaning.found(language, &heard).map(|at| heard.bare.origin(at)).into_iter().collect()
            }
            Sought::Classified => {
                let heard = language.hear(judged);
                language.forbidden(&heard).map(|at| heard.bare.origin(at)).into_iter().collect()
            }
            Sought::Pattern(pattern) => {
                let heard = language.hear(judged);
                let found = self.found_bare(pattern, &heard, language);
                let was_dressed = *heard.bare.words != *judged;
                // Signs that were taken off may be what is looked for.
                if found.is_empty() && was_dressed && self.even_denied {
                    self.matches(pattern, judged)
                } else {
                    found
                }
            }
        }
    }

    /// Where a pattern is found in a sentence without its dress, and not denied.
    fn found_bare(&self, pattern: &Pattern, heard: &Heard<'_>, language: &Language) -> Vec<Range<usize>> {
        let found = self.matches(pattern, &heard.bare.words).into_iter();
        // What no denial makes lawful, such as the name of a dead law, is refused however the rest of a sentence reads; so is
        // what is no threat, but the wrong word.
        let bare = &heard.bare;
        let lawful = |at: &Range<usize>| !self.even_denied && self.code == "R12" && language.lawful(bare, at);
        let meant = found.filter(|at| !language.excuses(heard, at, self.even_denied) && !lawful(at));
        meant.map(|at| heard.bare.origin(at)).collect()
    }

    /// Where a pattern matches and is no part of another word.
    fn matches(&self, pattern: &Pattern, words: &str) -> Vec<Range<usize>> {
        let found =
            pattern.regex().captures_iter(words).filter_map(|found| found.name("hit").or(found.get(0)));
        found.map(|found| found.range()).filter(|at| !self.is_part_of_another(words, at.clone())).collect()
    }

    /// What was found in a sentence as a hit; `from` is where the sentence begins in the folded form of the text.
    fn hit(&self, text: &str, judged: &str, found: Range<usize>, from: usize) -> Hit<'_> {
        let at = origin(text, from + found.start..from + found.end);
        Hit { entry: self, quote: quote(&text[at.clone()], &judged[found]), at }
    }

    /// Whether what was found is part of a longer word that may stand.
    fn is_part_of_another(&self, judged: &str, at: Range<usize>) -> bool {
        let Some(another) = self.but_not.as_ref().map(Pattern::regex) else { return false };
        let from = judged.floor_char_boundary(at.start.saturating_sub(BESIDE));
        let to = judged.floor_char_boundary(at.end + BESIDE);
        let mut near = another.find_iter(&judged[from..to]);
        near.any(|longer| from + longer.start() < at.end && from + longer.end() > at.start)
    }
}
