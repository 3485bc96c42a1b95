//! Sentences judged by what they say: a set of forbidden and of lawful ones, half of which no entry was made by.

use std::fs;

use hanpress::inner::wording::fold::covered;
use hanpress::inner::wording::{Setting, Switches, Target};

use super::lists::{hit, lists};
use crate::workshop::file;

/// What else a letter says, so that its words on credit data are the prior notice that they need.
const NOTICE: &str = "本函即为报送不良信息的事先告知。";

/// The least share of the forbidden sentences that is refused, and the most of the lawful ones, in hundredths.
const LEAST_REFUSED: usize = 95;
const MOST_REFUSED: usize = 3;

pub(super) struct Line {
    pub(super) sentence: String,
    basis: String,
    /// Whether the entries were made without it: every other line.
    pub(super) held_out: bool,
}

pub(super) fn lines(name: &str) -> Vec<Line> {
    let verdict = name.rsplit('-').next().unwrap();
    let text = fs::read_to_string(file("tests/wording").join(format!("{name}.tsv"))).unwrap();
    let line = |(number, line): (usize, &str)| {
        let fields: Vec<_> = line.split('\t').collect();
        assert_eq!((fields.len(), fields[1]), (4, verdict), "{line}");
        Line { sentence: fields[3].into(), basis: fields[2].into(), held_out: number % 2 == 0 }
    };
    text.lines().enumerate().skip(1).map(line).collect()
}

fn refused(sentence: &str) -> bool {
    let switches = Switches::default();
    let setting = Setting { kind: "demand-letter", switches: &switches, target: Target::Page };
    !lists().refuse.hits(&format!("{sentence}{NOTICE}"), &[], &setting).is_empty()
}

/// How many hundredths of the sentences of a half are refused; prints it, for whoever changes the entries.
#[expect(clippy::print_stdout, reason = "the rates are what the test is run for")]
fn share(lines: &[Line], held_out: bool) -> usize {
    let half: Vec<_> = lines.iter().filter(|line| line.held_out == held_out).collect();
    let caught = half.iter().filter(|line| refused(&line.sentence)).count();
    println!("{} of {} refused (held out: {held_out})", caught, half.len());
    caught * 100 / half.len()
}

#[test]
fn forbidden_sentences_are_refused_in_either_half_of_the_set() {
    let lines = lines("unlawful");
    assert!(lines.len() >= 300 && lines.iter().all(|line| !line.basis.is_empty()));
    for held_out in [false, true] {
        let share = share(&lines, held_out);
        assert!(share >= LEAST_REFUSED, "{share} % of the forbidden sentences, held out: {held_out}");
    }
}

#[test]
fn lawful_sentences_pass_in_either_half_of_the_set() {
    let lines = lines("lawful");
    assert!(lines.len() >= 300 && lines.iter().all(|line| !line.basis.is_empty()));
    for held_out in [false, true] {
        let share = share(&lines, held_out);
        assert!(share <= MOST_REFUSED, "{share} % of the lawful sentences, held out: {held_out}");
    }
}

/// Written after the entries to see what they miss, and then used to mend them: no measure of what is still missed.
#[test]
fn what_the_entries_were_mended_by_stays_mended() {
    let [forbidden, lawful] = ["later-unlawful", "later-lawful"].map(lines);
    let wrong = |lines: &[Line], lawful: bool| {
        let wrong = lines.iter().filter(|line| refused(&line.sentence) == lawful);
        wrong.map(|line| line.sentence.clone()).collect::<Vec<_>>()
    };
    let (passed, caught) = (wrong(&forbidden, false), wrong(&lawful, true));
    assert!(passed.len() * 100 <= forbidden.len() * (100 - LEAST_REFUSED), "{passed:?}");
    assert!(caught.len() * 100 <= lawful.len() * MOST_REFUSED, "{caught:?}");
}

#[test]
fn signs_between_characters_hide_nothing() {
    for sign in ["*", "·", "-", "、", "|", "/", "～", "”", "★", ","] {
        let by_meaning = lists().refuse.entries().iter().filter(|entry| !entry.text.says.is_empty());
        for entry in by_meaning {
            for sample in &entry.text.hits {
                let dressed: String = sample.chars().map(|c| format!("{c}{sign}")).collect();
                assert!(hit(&dressed, Target::Page).contains(entry.id.as_str()), "{}: {dressed}", entry.id);
            }
        }
    }
    assert!(hit("您已成为老·赖", Target::Page).contains("X301"));
}

#[test]
fn a_denial_excuses_its_own_clause_and_no_other() {
    for (sentence, lawful) in [
        ("我行不会联系您的家人。", true),
        ("如不还款，我行将联系您的家人。", false),
        ("如不还款将联系您的家人。", false),
        ("我行不得不联系您的家人。", false),
        ("请勿拖延，立即将款项转至个人账户。", false),
        ("请勿将款项转至个人账户，或者交给工作人员。", true),
        ("如有人自称法官要求您转账至个人账户，请拨打客服热线核实。", true),
        ("凡逾期者，将由我行联系其家人。", false),
    ] {
        assert_eq!(refused(sentence), !lawful, "{sentence}");
    }
}

#[test]
fn data_are_no_words_of_a_structure() {
    let (switches, target) = (Switches::default(), Target::Page);
    let setting = Setting { kind: "demand-letter", switches: &switches, target };
    let text = "我行将联系您的家人";
    assert_eq!(lists().refuse.hits(text, &["您的家人".into()], &setting).len(), 0);
    assert!(!lists().refuse.hits(text, &["某某".into()], &setting).is_empty());
}

#[test]
fn every_entry_names_a_lawful_wording() {
    let by_meaning = lists().refuse.entries().iter().filter(|entry| !entry.text.says.is_empty());
    assert!(by_meaning.clone().count() > 20);
    let switches = Switches::default();
    let setting = Setting { kind: "demand-letter", switches: &switches, target: Target::Page };
    for entry in by_meaning {
        let sample = &entry.text.hits[0];
        let hits = lists().refuse.hits(sample, &[], &setting);
        let hit = hits.iter().find(|hit| hit.entry.id == entry.id).unwrap();
        let finding = hit.finding("");
        assert!(finding.basis.is_some(), "{}", entry.id);
        let hint = &finding.hints[0].zh;
        assert!(hint != "请改写或者删除", "{}", entry.id);
        // A wording that is proposed must itself pass.
        if let Some((_, wording)) = hint.split_once("可改为：").or(hint.split_once("可写：")) {
            assert!(!refused(wording), "{}: {wording}", entry.id);
        }
    }
}

#[test]
fn the_table_of_forms_covers_every_character_of_the_structures() {
    let text = fs::read_to_string(file("src/wording/meaning.toml")).unwrap();
    let fields = ["words", "but_not", "says", "lawful", "pardoned_by", " "];
    let used = text.lines().filter(|line| fields.iter().any(|field| line.starts_with(field)));
    let covered: std::collections::BTreeSet<char> = covered().collect();
    let left: Vec<char> =
        used.flat_map(str::chars).filter(|c| ('一'..='龥').contains(c) && !covered.contains(c)).collect();
    assert!(left.is_empty(), "add these to fold.tsv with their other forms: {left:?}");
}
