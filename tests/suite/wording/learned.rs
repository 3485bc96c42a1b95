//! Learn the weights of the classifier from the sentences of `tests/wording`, and hold the kept ones against them.
//!
//! `UPDATE=1` writes them anew. The learner is a linear support vector machine over n-grams that count by how one-sided
//! they are (NBSVM: Wang and Manning, 2012), with hinge loss, solved by dual coordinate descent (Hsieh and others, 2008).

use std::collections::BTreeMap;
use std::fs;

use hanpress::inner::wording::classifier::{characters, grams};
use hanpress::inner::wording::entry::LookedFor;
use hanpress::inner::wording::fold::fold;

use super::lists::lists;
use super::meaning::lines;
use crate::workshop::file;

/// What a sentence on the wrong side may cost at most.
const COST: f64 = 1.0;

/// The bias counts as an n-gram of this count in every sentence: little, for what is unknown says nothing.
const BIAS: f64 = 0.1;

/// How often every sentence is looked at.
const ROUNDS: usize = 40;

/// In how many sentences an n-gram stands at least.
const LEAST: usize = 2;

/// The least weight that is kept.
const SMALLEST: f64 = 0.2;

/// How far two machines may differ in a weight, in thousandths: their logarithms do in the last digit.
const NEAR: i64 = 4;

/// A sentence as its n-grams, each by how much it counts.
struct Sample {
    grams: BTreeMap<u64, f64>,
    /// 1 where it is forbidden, -1 where it is lawful.
    side: f64,
    held_out: bool,
}

struct Weights {
    grams: BTreeMap<u64, f64>,
    bias: f64,
}

impl Weights {
    fn score(&self, grams: &BTreeMap<u64, f64>) -> f64 {
        let weights = grams.iter().filter_map(|(gram, count)| Some(self.grams.get(gram)? * count));
        weights.sum::<f64>() + self.bias
    }
}

fn sample(sentence: &str, side: f64, held_out: bool) -> Sample {
    let mut counted: BTreeMap<u64, f64> = BTreeMap::new();
    grams(&fold(sentence), |gram| *counted.entry(gram).or_default() += 1.0);
    let length = counted.values().sum::<f64>().sqrt();
    counted.values_mut().for_each(|count| *count /= length);
    Sample { grams: counted, side, held_out }
}

fn samples() -> Vec<Sample> {
    let files = [
        ("unlawful", 1.0),
        ("later-unlawful", 1.0),
        ("lawful", -1.0),
        ("later-lawful", -1.0),
        ("letters-lawful", -1.0),
        ("plain-lawful", -1.0),
    ];
    let read = |(name, side)| {
        let samples = lines(name).into_iter();
        samples.map(move |line| sample(&line.sentence, side, line.held_out))
    };
    let mut samples: Vec<_> = files.into_iter().flat_map(read).collect();
    for entry in lists().refuse.entries().iter().filter(|entry| entry.text.looked_for != LookedFor::Titles) {
        let all = entry
            .text
            .hits
            .iter()
            .map(|hit| (hit, 1.0))
            .chain(entry.text.misses.iter().map(|miss| (miss, -1.0)));
        samples.extend(all.enumerate().map(|(number, (text, side))| sample(text, side, number % 2 == 0)));
    }
    samples.retain(|one| !one.grams.is_empty());
    samples
}

/// By how much each n-gram counts: the logarithm of how much more often it stands on one side.
fn ratios(samples: &[&Sample], known: &BTreeMap<u64, usize>) -> BTreeMap<u64, f64> {
    let mut seen: BTreeMap<u64, [f64; 2]> = known.keys().map(|gram| (*gram, [0.5; 2])).collect();
    for one in samples {
        for gram in one.grams.keys() {
            if let Some(counts) = seen.get_mut(gram) {
                counts[usize::from(one.side > 0.0)] += 1.0;
            }
        }
    }
    let all = seen.values().fold([0.0; 2], |sum, counts| [sum[0] + counts[0], sum[1] + counts[1]]);
    let ratio = |counts: [f64; 2]| ((counts[1] / all[1]) / (counts[0] / all[0])).ln().abs();
    seen.into_iter().map(|(gram, counts)| (gram, ratio(counts))).collect()
}

fn learn(samples: &[&Sample]) -> Weights {
    let mut known: BTreeMap<u64, usize> = BTreeMap::new();
    samples.iter().flat_map(|one| one.grams.keys()).for_each(|gram| *known.entry(*gram).or_default() += 1);
    known.retain(|_, count| *count >= LEAST);
    let ratios = ratios(samples, &known);
    let place: BTreeMap<u64, usize> = known.keys().enumerate().map(|(at, gram)| (*gram, at)).collect();
    // The last is the bias.
    let mut weights = vec![0.0; place.len() + 1];
    let rows: Vec<Vec<(usize, f64)>> = samples
        .iter()
        .map(|one| {
            let grams = one
                .grams
                .iter()
                .filter_map(|(gram, count)| Some((*place.get(gram)?, count * ratios.get(gram)?)));
            grams.chain([(place.len(), BIAS)]).collect()
        })
        .collect();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut multipliers = vec![0.0_f64; rows.len()];
    let mut chance: u64 = 1;
    for _ in 0..ROUNDS {
        for at in (1..order.len()).rev() {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(at, (chance >> 33) as usize % (at + 1));
        }
        for at in &order {
            let (row, side) = (&rows[*at], samples[*at].side);
            let score: f64 = row.iter().map(|(place, count)| weights[*place] * count).sum();
            let square: f64 = row.iter().map(|(_, count)| count * count).sum();
            let before = multipliers[*at];
            let after = (before - (side * score - 1.0) / square).clamp(0.0, COST);
            multipliers[*at] = after;
            row.iter().for_each(|(place, count)| weights[*place] += (after - before) * side * count);
        }
    }
    let bias = weights.pop().unwrap() * BIAS;
    let weights = weights.iter().zip(ratios.values()).map(|(weight, ratio)| weight * ratio);
    Weights { grams: place.keys().copied().zip(weights).collect(), bias }
}

/// The bias, as `*`, and every n-gram that counts, in thousandths.
fn kept(weights: &Weights) -> BTreeMap<String, i64> {
    let thousandths = |weight: f64| (weight * 1000.0).round() as i64;
    let kept = weights.grams.iter().filter(|(_, weight)| weight.abs() >= SMALLEST);
    let kept = kept.map(|(gram, weight)| (characters(*gram), thousandths(*weight)));
    kept.chain([("*".to_string(), thousandths(weights.bias))]).collect()
}

#[test]
fn the_weights_are_what_the_sentences_teach() {
    let samples = samples();
    let now = kept(&learn(&samples.iter().collect::<Vec<_>>()));
    let path = file("src/wording/weights.tsv");
    if std::env::var_os("UPDATE").is_some() {
        let lines: String = now.iter().map(|(gram, weight)| format!("{gram}\t{weight}\n")).collect();
        fs::write(&path, lines).unwrap();
    }
    let text = fs::read_to_string(&path).unwrap();
    let line =
        |line: &str| line.split_once('\t').map(|(gram, weight)| (gram.to_string(), weight.parse().unwrap()));
    let before: BTreeMap<String, i64> = text.lines().filter_map(line).collect();
    // What is below the least is not kept.
    let least = (SMALLEST * 1000.0) as i64;
    let near = |one: Option<&i64>, other: Option<&i64>| match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() <= NEAR,
        (Some(alone), None) | (None, Some(alone)) => alone.abs() <= least + NEAR,
        (None, None) => true,
    };
    let differing = now.keys().chain(before.keys()).find(|gram| !near(now.get(*gram), before.get(*gram)));
    assert!(differing.is_none(), "{differing:?}: the weights are old: run the test with UPDATE=1");
}

/// What the classifier is worth by itself: weights of one half of the sentences tell those of the other apart.
#[test]
fn sentences_are_told_apart_by_weights_that_do_not_know_them() {
    let samples = samples();
    for held_out in [false, true] {
        let (tried, taught): (Vec<_>, Vec<_>) = samples.iter().partition(|one| one.held_out == held_out);
        let weights = learn(&taught);
        let wrong = |side: f64| {
            let of_side: Vec<_> = tried.iter().filter(|one| one.side == side).collect();
            let wrong = of_side.iter().filter(|one| weights.score(&one.grams) * side <= 0.0).count();
            wrong * 100 / of_side.len()
        };
        let (passed, stopped) = (wrong(1.0), wrong(-1.0));
        assert!(passed <= 18 && stopped <= 3, "{passed} % passed, {stopped} % stopped");
    }
}
