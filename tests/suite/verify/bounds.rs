//! No file costs more than one of its size may, whatever it holds. Costs are counted, not timed.

use hanpress::inner::verify::{Cost, OutOfBounds, cost, within_bounds};

use super::bombs::bombs;
use super::forge::position;
use super::mutants::Mutator;
use super::*;

/// How many steps may be taken after the budget is spent: the one that spent it may be a long one.
const LAST_STEP: u64 = 32 << 20;

/// What judging a file costs, which must be within its budget; a file that was given up is told to be.
#[track_caller]
fn bounded(name: &str, bytes: &[u8]) -> (Report, Cost) {
    let (report, cost) = cost(bytes, &trusting());
    assert!(cost.memory <= cost.most_memory, "{name}: {cost:?}");
    assert!(cost.steps <= cost.most_steps + LAST_STEP, "{name}: {cost:?}");
    if cost.over {
        assert_eq!(report.verdict, Verdict::NotJudged, "{name}");
        assert!(
            findings(&report.findings, "").starts_with("V14 judging this file takes more work"),
            "{name}"
        );
    }
    (report, cost)
}

#[test]
fn no_file_costs_more_than_its_size_allows() {
    let mut over = Vec::new();
    for (name, bytes) in bombs() {
        assert!(bytes.len() < 2_100_000, "{name} has {} bytes", bytes.len());
        let (report, cost) = bounded(name, &bytes);
        // Large lists that nothing leads to, and savings that change nothing, do no harm.
        let harmless = ["many-large-lists", "many-revisions-of-many-objects"].contains(&name);
        assert!(harmless || report.verdict != Verdict::Good, "{name}: {}", told(&report));
        if cost.over {
            over.push(name);
        }
    }
    for name in ["table-of-zeros", "a-longer-name", "unpacked-zeros", "evidence", "shared-kids"] {
        assert!(over.contains(&name), "{name} was not given up: {over:?}");
    }
}

/// What is signed further is read by a library that bounds nothing: it sees no bomb.
#[test]
fn no_bomb_is_signed_further() {
    let unpacked: Vec<_> = bombs().into_iter().filter(|(name, _)| name.starts_with("unpacked")).collect();
    assert_eq!(unpacked.len(), 2);
    for (name, bytes) in unpacked {
        assert!(within_bounds(&bytes, None).is_err(), "{name}");
    }
    // One that is spoilt at its end: a library unpacks it all before it finds that out.
    for name in ["table-of-zeros", "unpacked-numbers"] {
        let (_, mut bytes) = bombs().into_iter().find(|(other, _)| *other == name).unwrap();
        let at = position(&bytes, b"\nendstream", false);
        bytes[at - 3] ^= 0xff;
        assert!(matches!(within_bounds(&bytes, None), Err(OutOfBounds::Unread(_))), "{name}");
    }
    assert!(matches!(within_bounds(&sample("encrypted.pdf"), Some("other")), Err(OutOfBounds::Locked)));
    assert!(within_bounds(&sample("both.pdf"), None).is_ok());
    assert!(within_bounds(&sample("encrypted.pdf"), Some("借款人")).is_ok());
}

#[test]
fn ordinary_files_come_nowhere_near_their_bounds() {
    for name in ["both.pdf", "stamped.pdf", "evidence.pdf", "revoked.pdf", "encrypted.pdf", "p384.pdf"] {
        let (_, cost) = bounded(name, &sample(name));
        assert!(!cost.over && cost.steps * 8 < cost.most_steps, "{name}: {cost:?}");
        assert!(cost.memory * 20 < cost.most_memory, "{name}: {cost:?}");
    }
}

/// Revisions that list nothing are no work: their objects are those of the one before.
#[test]
fn a_revision_that_lists_nothing_new_costs_next_to_nothing() {
    let saved = |times: usize| {
        let mut bytes = sample("both.pdf");
        for _ in 0..times {
            bytes = super::forge::finish(&bytes, bytes.clone(), "0 0\n", "");
        }
        let (report, cost) = bounded("saved", &bytes);
        assert_eq!(report.verdict, Verdict::Good, "{}", told(&report));
        cost.steps
    };
    assert!(saved(100) < saved(0) + 100 * 20_000, "{} and {}", saved(100), saved(0));
}

/// Writes the bombs into the folder `BOMBS`, to be held against programs and clocks.
#[test]
#[ignore = "writes files, for measuring"]
fn bombs_are_written() {
    let folder = std::path::PathBuf::from(std::env::var_os("BOMBS").unwrap());
    std::fs::create_dir_all(&folder).unwrap();
    for (name, bytes) in bombs() {
        std::fs::write(folder.join(name).with_extension("pdf"), bytes).unwrap();
    }
}

/// For as many rounds as `ROUNDS` says, from `SEED` on.
#[test]
#[ignore = "goes on for as long as is asked"]
fn mutants_are_bounded() {
    mutants(asked("SEED", 7), asked("ROUNDS", 10_000));
}

#[test]
fn some_mutants_are_bounded() {
    mutants(7, 60);
}

fn mutants(seed: u64, rounds: u64) {
    let (seeds, mut mutator) = (super::mutants::seeds(), Mutator::new(seed));
    for round in 0..rounds {
        let (of, other) = (mutator.below(seeds.len()), mutator.below(seeds.len()));
        let bytes = mutator.mutant(&seeds[of], &seeds[other]);
        bounded(&format!("round {round}"), &bytes);
        let _ = within_bounds(&bytes, None);
    }
}

/// The number that a variable of the environment holds, or another.
#[allow(clippy::disallowed_methods, reason = "how long a test goes on is said by who starts it")]
pub(super) fn asked(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).map_or(otherwise, |text| text.parse().unwrap())
}
