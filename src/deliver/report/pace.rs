//! Count how long documents take, in so much memory and no more.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use crate::clock::Watch;
use crate::laps::{Laps, Stage};

/// How many of the slowest documents are named.
const SLOWEST: usize = 10;

/// How many points a run's throughput has at the most; then two and two are put together.
const POINTS: usize = 120;

/// Slots of a histogram for each doubling of the time: a quantile is right to 1/16 of itself.
const SLOTS: u64 = 8;

/// The running times of a run.
#[derive(Debug, Clone)]
pub(in crate::deliver) struct Pace {
    watch: Watch,
    stages: [Histogram; Stage::ALL.len()],
    whole: Histogram,
    slowest: Vec<Slow>,
    /// How long a point of the throughput is, in seconds, and the documents of each.
    interval: u64,
    points: Vec<u64>,
}

/// Times as `report.json` tells them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Times {
    /// The documents of this run, from its beginning on, in steps of so many seconds.
    pub throughput: Throughput,
    /// How long each stage took.
    pub stages: BTreeMap<&'static str, Spread>,
    /// How long a whole document took.
    pub document: Spread,
    /// The slowest documents, the slowest first.
    pub slowest: Vec<Slow>,
}

/// Documents by the time at which they were on the disk.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Throughput {
    /// How long a step is.
    pub step_seconds: u64,
    /// Documents of each step.
    pub documents: Vec<u64>,
}

/// How a time is spread over documents; milliseconds to three decimals, quantiles right to a sixteenth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// The time of half of the documents is below it.
    pub median_ms: f64,
    /// The time of 99 in 100 documents is below it.
    pub p99_ms: f64,
    /// The longest.
    pub most_ms: f64,
    /// All together, in seconds.
    pub total_seconds: f64,
}

/// One of the slowest documents.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Slow {
    /// Its account's ordinal in the input.
    pub seq: u64,
    /// Its number.
    pub number: String,
    /// How long it took, in milliseconds.
    pub ms: f64,
}

impl Pace {
    pub(in crate::deliver) fn start() -> Self {
        Self {
            watch: Watch::start(),
            stages: std::array::from_fn(|_| Histogram::default()),
            whole: Histogram::default(),
            slowest: Vec::new(),
            interval: 1,
            points: Vec::new(),
        }
    }

    /// Counts a document that is on the disk now.
    pub(in crate::deliver) fn made(&mut self, seq: u64, number: &str, laps: &Laps) {
        for (stage, histogram) in Stage::ALL.into_iter().zip(&mut self.stages) {
            histogram.add(laps.of(stage));
        }
        self.whole.add(laps.total());
        let ms = millis(laps.total());
        if self.slowest.len() < SLOWEST || self.slowest.last().is_some_and(|last| last.ms < ms) {
            self.slowest.push(Slow { seq, number: number.to_string(), ms });
            self.slowest.sort_by(|a, b| b.ms.total_cmp(&a.ms).then(a.seq.cmp(&b.seq)));
            self.slowest.truncate(SLOWEST);
        }
        self.point(self.watch.elapsed().as_secs());
    }

    /// Counts a document in the step of this second.
    fn point(&mut self, second: u64) {
        while (second / self.interval) as usize >= POINTS {
            self.points = self.points.chunks(2).map(|pair| pair.iter().sum()).collect();
            self.interval *= 2;
        }
        let at = (second / self.interval) as usize;
        if self.points.len() <= at {
            self.points.resize(at + 1, 0);
        }
        self.points[at] += 1;
    }

    pub(in crate::deliver) fn times(&self) -> Times {
        let stages = Stage::ALL.into_iter().zip(&self.stages);
        Times {
            throughput: Throughput { step_seconds: self.interval, documents: self.points.clone() },
            stages: stages.map(|(stage, histogram)| (stage.word(), histogram.spread())).collect(),
            document: self.whole.spread(),
            slowest: self.slowest.clone(),
        }
    }
}

/// Times counted in slots whose width grows with the time.
#[derive(Debug, Clone)]
struct Histogram {
    slots: [u32; 256],
    count: u64,
    most: Duration,
    total: Duration,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { slots: [0; 256], count: 0, most: Duration::ZERO, total: Duration::ZERO }
    }
}

impl Histogram {
    fn add(&mut self, took: Duration) {
        let slot = slot_of(u64::try_from(took.as_micros()).unwrap_or(u64::MAX)).min(self.slots.len() - 1);
        self.slots[slot] = self.slots[slot].saturating_add(1);
        self.count += 1;
        self.most = self.most.max(took);
        self.total += took;
    }

    fn spread(&self) -> Spread {
        Spread {
            median_ms: self.quantile(50),
            p99_ms: self.quantile(99),
            most_ms: millis(self.most),
            total_seconds: millis(self.total / 1000),
        }
    }

    /// The time that so many of a hundred documents do not exceed: the middle of its slot, in milliseconds.
    fn quantile(&self, percent: u64) -> f64 {
        let rank = (self.count * percent).div_ceil(100);
        let mut seen = 0;
        for (slot, count) in self.slots.iter().enumerate() {
            seen += u64::from(*count);
            if seen >= rank && seen > 0 {
                let middle = (least_of(slot) + least_of(slot + 1)) as f64 / 2.0;
                return ((middle.round()) / 1000.0).min(millis(self.most));
            }
        }
        0.0
    }
}

/// The slot of so many microseconds: below eight one each, then eight for each doubling.
fn slot_of(micros: u64) -> usize {
    if micros < SLOTS {
        return micros as usize;
    }
    let doublings = u64::from(micros.ilog2() - SLOTS.ilog2());
    ((doublings + 1) * SLOTS + (micros >> doublings) - SLOTS) as usize
}

/// The fewest microseconds of a slot.
fn least_of(slot: usize) -> u64 {
    let slot = slot as u64;
    if slot < SLOTS {
        return slot;
    }
    (slot % SLOTS + SLOTS) << (slot / SLOTS - 1)
}

/// Milliseconds to three decimals.
fn millis(time: Duration) -> f64 {
    (time.as_secs_f64() * 1_000_000.0).round() / 1000.0
}
