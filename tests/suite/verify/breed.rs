//! The law that no file of two megabytes takes over 200 MB or two seconds, held against files that are bred to break
//! it: of the mutants those that cost most, or most for each step that they pay for, have mutants of their own.
//!
//! `SECONDS=3600 FOUND=/tmp/found cargo test --release -- --ignored files_bred` goes on for an hour, keeps the files
//! that break the law in `FOUND`, and writes there what was seen. `SEED` begins elsewhere.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::Duration;

use hanpress::inner::clock::Watch;
use hanpress::inner::sign::check_signable;
use hanpress::inner::verify::{self, identifier, locked, verify_detached, within_bounds};

use super::mutants::{LONGEST, Mutator, seeds};
use super::*;

/// The law, less what the program itself takes.
const MOST: Cost = Cost { time: Duration::from_secs(2), memory: 180 << 20, steps: 0 };
/// Shorter than this says nothing of what a step takes.
const MEASURABLE: Duration = Duration::from_millis(8);
/// How many costly mutants breed on at a time.
const BREEDERS: usize = 200;

/// What one way of reading a file took.
#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    /// On a processor, so that a machine with other work to do counts alike.
    time: Duration,
    /// The most bytes beyond those held before.
    memory: usize,
    /// What it paid for, where that is counted.
    steps: u64,
}

impl Cost {
    fn most(self, other: Self) -> Self {
        Self {
            time: self.time.max(other.time),
            memory: self.memory.max(other.memory),
            steps: self.steps.max(other.steps),
        }
    }

    /// How much of the law would be used up, in thousandths, by a file of the greatest length that is as costly for each
    /// of its steps and spends all it may: how fit a short file is to breed.
    fn fitness(self, most_steps: u64) -> u128 {
        let steps = self.steps.max(1 << 20);
        let measurable = Some(self.time).filter(|time| *time > MEASURABLE && self.steps > 0);
        let whole =
            measurable.map_or(0, |time| time.as_micros() * u128::from(most_steps) / u128::from(steps));
        self.share().max(whole * 1000 / MOST.time.as_micros())
    }

    /// How much of the law is used up, in thousandths.
    fn share(self) -> u128 {
        let time = self.time.as_micros() * 1000 / MOST.time.as_micros();
        time.max(self.memory as u128 * 1000 / MOST.memory as u128)
    }
}

/// What this thread has had of a processor.
fn processor() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(text.split(' ').next().unwrap().parse().unwrap())
}

/// A figure of this process's memory in bytes, as the system tells it.
fn memory(field: &str) -> usize {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(field)).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() << 10
}

/// What the work took; none where it panicked.
fn cost_of(work: impl FnOnce() -> u64) -> Option<Cost> {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let (held, begun) = (memory("VmRSS:"), processor());
    let steps = catch_unwind(AssertUnwindSafe(work)).ok()?;
    Some(Cost { time: processor() - begun, memory: memory("VmHWM:").saturating_sub(held), steps })
}

/// The ways that a file from a stranger is read, each as a command does it.
fn ways(bytes: &[u8], terms: &Terms) -> [(&'static str, Option<Cost>); 4] {
    let password = Some("借款人").filter(|_| memchr::memmem::find(bytes, b"/Encrypt").is_some());
    let verified = cost_of(|| verify::cost(bytes, terms).1.steps);
    let signed = cost_of(|| {
        if within_bounds(bytes, password).is_ok() {
            drop(check_signable(bytes, "borrower", password));
        }
        0
    });
    let copied = cost_of(|| {
        drop((locked(bytes), identifier(bytes)));
        0
    });
    // A file as a signature of another, and as a certificate.
    let beside = cost_of(|| {
        let at = memchr::memmem::find(bytes, b"/Contents <").map_or(0, |at| at + 11);
        let digits = bytes[at..].iter().map_while(|byte| char::from(*byte).to_digit(16)).collect::<Vec<_>>();
        let der: Vec<u8> = digits.chunks_exact(2).map(|pair| (pair[0] << 4 | pair[1]) as u8).collect();
        drop(verify_detached(b"", if der.is_empty() { bytes } else { &der }, terms));
        drop(Terms::at(NOW).trust(&der));
        0
    });
    [("verify", verified), ("sign", signed), ("copy", copied), ("beside", beside)]
}

/// The files that broke the law, and the folder to keep them in.
struct Found {
    folder: Option<PathBuf>,
    all: Vec<String>,
}

impl Found {
    fn keep(&mut self, way: &str, cost: Option<Cost>, bytes: &[u8]) {
        let name = format!("{way}-{}.pdf", self.all.len());
        if let Some(folder) = self.folder.as_ref().filter(|_| self.all.len() < 200) {
            std::fs::write(folder.join(&name), bytes).unwrap();
        }
        self.all.push(format!("{name}: {cost:?}"));
    }

    fn note(&self, name: &str, content: impl AsRef<[u8]>) {
        if let Some(folder) = &self.folder {
            std::fs::write(folder.join(name), content).unwrap();
        }
    }
}

#[test]
#[ignore = "goes on for as long as is asked, alone in its process"]
fn files_bred_to_be_costly_keep_the_law() {
    use super::bounds::asked;
    let (seconds, mut mutator) = (asked("SECONDS", 60), Mutator::new(asked("SEED", 1)));
    let mut found = Found { folder: std::env::var_os("FOUND").map(PathBuf::from), all: Vec::new() };
    found.folder.iter().for_each(|folder| std::fs::create_dir_all(folder).unwrap());
    let mut terms = trusting();
    terms.open_with("借款人");
    let seeds = seeds();
    let most_steps = verify::cost(&vec![0; LONGEST], &terms).1.most_steps;
    let mut breeders: Vec<(u128, Vec<u8>)> = Vec::new();
    let (watch, mut files, mut most, mut fittest) = (Watch::start(), 0_u64, [Cost::default(); 4], 0);
    while watch.elapsed() < Duration::from_secs(seconds) {
        let old = (mutator.below(2) == 0 && !breeders.is_empty()).then(|| mutator.below(breeders.len()));
        let (share, parent) = match old {
            Some(at) => (breeders[at].0, &breeders[at].1),
            // Small samples, which stand first, more often than bombs, which take long.
            None => {
                let [one, two, three] = [(); 3].map(|()| mutator.below(seeds.len()));
                (0, &seeds[one.min(two).min(three)])
            }
        };
        let other = &seeds[mutator.below(seeds.len())];
        let bytes = mutator.mutant(parent, other);
        // A file that ends the process is there to be looked at.
        found.note("current.pdf", &bytes);
        let mut highest = 0;
        for ((way, cost), most) in ways(&bytes, &terms).into_iter().zip(&mut most) {
            if cost.is_none_or(|cost| cost.share() > 1000) {
                found.keep(way, cost, &bytes);
            }
            *most = most.most(cost.unwrap_or_default());
            highest = highest.max(cost.unwrap_or_default().fitness(most_steps));
        }
        if highest > fittest {
            fittest = highest;
            found.note("fittest.pdf", &bytes);
        }
        if highest > share + share / 8 + 10 {
            breeders.push((highest, bytes));
        }
        if breeders.len() > BREEDERS {
            // Not the worst only, or all would be of one kind.
            let at = mutator.below(breeders.len()).min(mutator.below(breeders.len()));
            breeders.sort_by_key(|(share, _)| *share);
            breeders.remove(at);
        }
        files += 1;
        if files.is_multiple_of(50) {
            let told = format!(
                "{files} files, {} s, the fittest {fittest} thousandths, at most {most:#?}\n",
                watch.elapsed().as_secs()
            );
            found.note("seen.txt", told + &found.all.join("\n"));
        }
    }
    assert!(found.all.is_empty(), "of {files} files: {:#?}", found.all);
}
