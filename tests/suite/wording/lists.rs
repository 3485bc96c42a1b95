//! The lists by themselves: every sample, every way to hide it, and that they are whole.

use std::collections::{BTreeMap, BTreeSet};

use hanpress::inner::pattern::Pattern;
use hanpress::inner::wording::entry::LookedFor;
use hanpress::inner::wording::fold::{covered, fold, forms, origin};
use hanpress::inner::wording::{Book, Entry, Setting, Switch, Switches, Target, book, pack_hash};
use proptest::prelude::*;
use regex::Regex;

pub(super) fn lists() -> &'static Book {
    book().unwrap_or_else(|findings| panic!("{findings:#?}"))
}

/// The ids of the entries that a text hits, with every switch on that turns entries on and none that turns them off.
pub(super) fn hit(text: &str, target: Target) -> BTreeSet<&'static str> {
    let switches = Switches::of([Switch::LimitationExpired]);
    let setting = Setting { kind: "final-demand", switches: &switches, target };
    lists().refuse.hits(text, &[], &setting).iter().map(|hit| hit.entry.id.as_str()).collect()
}

/// The target whose samples an entry has.
fn target(entry: &Entry) -> Target {
    if entry.text.looked_for == LookedFor::Titles { Target::Title } else { Target::Page }
}

/// Every sample that must be caught, rewritten, with what the rewriting hid.
fn slipped_through(rewritten: impl Fn(&str) -> String) -> Vec<String> {
    let entries = lists().refuse.entries().iter();
    let samples = entries.flat_map(|entry| entry.text.hits.iter().map(move |sample| (entry, sample)));
    samples
        .filter(|(entry, sample)| !hit(&rewritten(sample), target(entry)).contains(entry.id.as_str()))
        .map(|(entry, sample)| format!("{}: {}", entry.id, rewritten(sample)))
        .collect()
}

/// Each character of the lists with its first traditional or compatibility form.
fn disguises() -> BTreeMap<char, char> {
    let mut map = BTreeMap::new();
    for (plain, form) in forms() {
        map.entry(plain).or_insert(form);
    }
    map
}

#[test]
fn every_entry_catches_its_samples() {
    assert_eq!(slipped_through(str::to_string), Vec::<String>::new());
    assert!(lists().refuse.entries().iter().all(|entry| !entry.text.hits.is_empty()));
}

/// A text with a full stop between two of its characters, or in place of one.
fn stopped(text: &str) -> Vec<String> {
    let with = |(at, c): (usize, char)| {
        let (before, after) = text.split_at(at);
        [format!("{before}。{after}"), format!("{before}。{}", &after[c.len_utf8()..])]
    };
    text.char_indices().flat_map(with).collect()
}

#[test]
fn every_pattern_can_be_compiled_and_begins_with_one_of_its_beginnings() {
    let mut known = 0;
    for entry in lists().refuse.entries().iter().filter(|entry| entry.text.says.is_empty()) {
        let text = &entry.text;
        for pattern in [Some(&text.pattern), text.but_not.as_ref(), text.pardoned_by.as_ref()] {
            let Some(pattern) = pattern else { continue };
            let pattern = Pattern::of(&pattern.replace('…', "[^,。;!?]{0,12}")).unwrap();
            let samples = text.hits.iter().chain(&text.misses).map(|sample| fold(sample));
            for sample in samples {
                for found in pattern.regex().find_iter(&sample) {
                    let Some(beginnings) = pattern.beginnings() else { continue };
                    known += 1;
                    let begun = beginnings.iter().any(|word| found.as_str().starts_with(word.as_str()));
                    assert!(begun, "{}: {} in {sample}", entry.id, found.as_str());
                }
            }
        }
    }
    assert!(known > 50, "{known}");
    let alternatives = Pattern::of("[让叫]你|公安(局)?").unwrap();
    let beginnings: BTreeSet<_> = alternatives.beginnings().unwrap().iter().map(String::as_str).collect();
    assert_eq!(beginnings, BTreeSet::from(["让你", "叫你", "公安局", "公安"]));
    assert!(Pattern::of("[^。]甲").unwrap().beginnings().is_none());
    assert!(Pattern::of("甲?").unwrap().beginnings().is_none());
    assert!(Pattern::of("(甲").is_err());
}

#[test]
fn nothing_that_is_looked_for_reaches_over_a_full_stop() {
    for entry in lists().refuse.entries().iter().filter(|entry| entry.text.says.is_empty()) {
        for pattern in [Some(&entry.text.pattern), entry.text.pardoned_by.as_ref()].into_iter().flatten() {
            let pattern = Regex::new(&pattern.replace('…', "[^,。;!?]{0,12}")).unwrap();
            let samples = entry.text.hits.iter().chain(&entry.text.misses).flat_map(|sample| stopped(sample));
            for text in samples.map(|sample| fold(&sample)).filter(|text| pattern.is_match(text)) {
                assert!(text.split('。').any(|part| pattern.is_match(part)), "{}: {text}", entry.id);
            }
        }
    }
    let needs = lists().presence.disclosures().iter().flat_map(|disclosure| &disclosure.needs);
    let mut phrases = needs.flat_map(|need| need.all.iter().chain(&need.any));
    assert!(phrases.all(|phrase| !fold(phrase).contains('。')));
}

#[test]
fn data_hide_themselves_alone_and_pardon_and_excuse_nothing() {
    let (switches, target) = (Switches::default(), Target::Page);
    let hits = |text: &str, datum: &str| {
        let setting = Setting { kind: "overdue-notice", switches: &switches, target };
        lists().refuse.hits(text, &[datum.to_string()], &setting).len()
    };
    let threat = "法院将判决您败诉";
    assert_eq!(hits(threat, threat), 0);
    assert_ne!(hits(threat, "某某。法院将判决"), 0, "a part of a datum is none");
    let number = "案号为（2026）京0101民初123号";
    assert_eq!(hits(&format!("{threat}。{number}"), "某某"), 0);
    assert_ne!(hits(&format!("{threat}。{number}"), number), 0, "what is data pardons nothing");
    let report = "逾期将影响您的信用记录";
    let told = format!("我行已于HP-20261123-9DHGBDKT00函告知。{report}");
    assert_eq!(hits(&told, "HP-20261123-9DHGBDKT00"), 0, "words are pardoned past the length of a datum");
}

#[test]
fn no_near_miss_is_caught() {
    for entry in lists().refuse.entries() {
        assert!(!entry.text.misses.is_empty(), "{} has no near miss", entry.id);
        for sample in &entry.text.misses {
            let caught = hit(sample, target(entry));
            assert!(!caught.contains(entry.id.as_str()), "{} catches {sample}", entry.id);
        }
    }
}

#[test]
fn blanks_and_zero_width_signs_hide_nothing() {
    for sign in [
        " ", "　", "\u{a0}", "\n", "\r\n  ", "\u{200b}", "\u{200d}", "\u{feff}", "\u{ad}", "\u{2060}",
        "\u{fe0f}",
    ] {
        let between = |text: &str| text.chars().map(|c| format!("{c}{sign}")).collect();
        assert_eq!(slipped_through(between), Vec::<String>::new(), "{sign:?}");
    }
}

#[test]
fn combining_signs_and_direction_marks_hide_nothing() {
    for sign in ['\u{336}', '\u{20dd}', '\u{202e}', '\u{2066}', '\u{e0100}', '\u{3164}'] {
        let over = |text: &str| text.chars().flat_map(|c| [c, sign]).collect();
        assert_eq!(slipped_through(over), Vec::<String>::new(), "{sign:?}");
    }
}

#[test]
fn full_width_letters_hide_nothing() {
    let wide = |c: char| match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap(),
        c => c,
    };
    assert_eq!(slipped_through(|text| text.chars().map(wide).collect()), Vec::<String>::new());
    assert_eq!(slipped_through(str::to_uppercase), Vec::<String>::new());
}

#[test]
fn traditional_and_compatibility_forms_hide_nothing() {
    let forms = disguises();
    let old = |text: &str| text.chars().map(|c| *forms.get(&c).unwrap_or(&c)).collect::<String>();
    assert_eq!(slipped_through(old), Vec::<String>::new());
    assert_eq!(old("老赖"), "⽼賴");
    for word in ["老賴", "徵信洗白", "後果自負", "強制執行通知", "違約，將被逮捕", "⽼賴"]
    {
        assert!(!hit(word, Target::Page).is_empty(), "{word}");
    }
}

#[test]
fn the_table_of_forms_covers_every_character_of_the_lists() {
    let covered: BTreeSet<char> = covered().collect();
    let patterns = lists().refuse.entries().iter().flat_map(|entry| {
        let text = &entry.text;
        [Some(&text.pattern), text.but_not.as_ref(), text.pardoned_by.as_ref()].into_iter().flatten()
    });
    let needs = lists().presence.disclosures().iter().flat_map(|disclosure| &disclosure.needs);
    let phrases = needs.flat_map(|need| need.all.iter().chain(&need.any));
    let used = patterns.chain(phrases).flat_map(|text| text.chars());
    let left: BTreeSet<char> = used.filter(|c| ('一'..='龥').contains(c) && !covered.contains(c)).collect();
    assert!(left.is_empty(), "add these to fold.tsv with their other forms: {left:?}");
}

#[test]
fn the_table_of_forms_leaves_the_characters_of_the_lists_alone() {
    for c in covered() {
        assert_eq!(fold(&c.to_string()), c.to_string());
    }
}

#[test]
fn ids_are_unique_and_begin_with_their_group() {
    let entries = lists().refuse.entries();
    let ids: BTreeSet<_> = entries.iter().map(|entry| &entry.id).collect();
    assert_eq!(ids.len(), entries.len());
    assert!(ids.iter().all(|id| id.starts_with('X') && id[1..].parse::<u32>().is_ok()));
    let disclosures = lists().presence.disclosures().iter();
    let numbered: Vec<_> = disclosures.map(|disclosure| disclosure.id.clone()).collect();
    assert_eq!(numbered, (1..=26).map(|number| format!("N{number:02}")).collect::<Vec<_>>());
}

#[test]
fn the_hash_of_the_lists_is_one_number() {
    assert_eq!(pack_hash(), pack_hash());
    assert_ne!(pack_hash(), [0; 32]);
}

#[test]
fn a_switch_turns_its_entries_off_or_on() {
    let caught = |text: &str, on: &[Switch]| {
        let switches = Switches::of(on.iter().copied());
        let setting = Setting { kind: "overdue-notice", switches: &switches, target: Target::Page };
        !lists().refuse.hits(text, &[], &setting).is_empty()
    };
    assert!(caught("我行将直接扣划您名下存款", &[]));
    assert!(!caught("我行将直接扣划您名下存款", &[Switch::SetoffAuthorised]));
    assert!(!caught("您应当立即清偿", &[]));
    assert!(caught("您应当立即清偿", &[Switch::LimitationExpired]));
    assert!(caught("本函已加盖电子印章", &[]));
    assert!(!caught("本函已加盖电子印章", &[Switch::Signed]));
}

#[test]
fn an_official_form_keeps_its_printed_labels() {
    let on = |kind: &str| {
        let setting = Setting { kind, switches: &Switches::default(), target: Target::Page };
        lists().refuse.hits("利息、罚息、复利、滞纳金、违约金", &[], &setting).len()
    };
    assert_eq!(on("civil-complaint"), 0);
    assert_eq!(on("demand-letter"), 1);
}

#[test]
fn a_hit_tells_where_it_stood_and_shows_it_as_it_was_written() {
    let text = "请注意：老\u{200b} 賴行为";
    let switches = Switches::default();
    let setting = Setting { kind: "", switches: &switches, target: Target::Page };
    let hits = lists().refuse.hits(text, &[], &setting);
    assert_eq!(hits[0].quote, "老賴");
    assert_eq!(&text[hits[0].at.clone()], "老\u{200b} 賴");
}

proptest! {
    #[test]
    fn folding_twice_is_folding_once(text in "\\PC*") {
        prop_assert_eq!(fold(&fold(&text)), fold(&text));
    }

    #[test]
    fn what_was_folded_can_be_found_again(text in "\\PC*", from in 0_usize..40, length in 1_usize..8) {
        let folded = fold(&text);
        let places: Vec<_> = folded.char_indices().map(|(at, _)| at).chain([folded.len()]).collect();
        if let (Some(start), Some(end)) = (places.get(from), places.get(from + length)) {
            prop_assert_eq!(fold(&text[origin(&text, *start..*end)]), &folded[*start..*end]);
        }
    }
}
