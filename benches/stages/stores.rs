//! Make the same letters into a folder, into a store in memory, and into one whose answers take their time.

use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use hanpress::inner::clock::Watch;
use hanpress::inner::sample::{Kind, Sampling, sample};
use hanpress::{Desk, Entries, Folder, Place, Record, Run, RunOptions, Source, Store};
use object_store::ObjectStore;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::throttle::{ThrottleConfig, ThrottledStore};

use super::letters;

/// How often each place gets its turn.
const TURNS: usize = 3;

/// How long requests to the stores take, in milliseconds.
const WAITS: [u64; 3] = [0, 20, 100];

/// Lines of JSON, as an input.
struct Lines(std::vec::IntoIter<String>, u64);

impl Source for Lines {
    fn name(&self) -> Arc<str> {
        Arc::from("samples")
    }

    fn next_record(&mut self) -> std::io::Result<Option<Record>> {
        self.1 += 1;
        Ok(self.0.next().map(|line| Record::from_json(self.1, &line)))
    }

    fn line(&self) -> u64 {
        self.1
    }
}

/// Prints letters a second for each place, the best of its turns, and the share of what goes into the folder.
pub(crate) fn run(count: u64, workers: usize) {
    let desk = letters::desk();
    let as_of: NaiveDate = desk.issue_date().pred_opt().unwrap();
    let lines: Vec<String> =
        sample(&Sampling { count, seed: 3, kinds: Kind::MIXED.to_vec(), as_of }).collect();
    let mut best = [f64::INFINITY; 1 + WAITS.len()];
    for _ in 0..TURNS {
        let folder = tempfile::tempdir().unwrap();
        let near = Arc::new(Folder::open(&folder.path().join("out")).unwrap());
        let places = std::iter::once(near as Arc<dyn Place>).chain(WAITS.map(far));
        for (best, place) in best.iter_mut().zip(places) {
            *best = best.min(made(&desk, lines.clone(), place, workers));
        }
    }
    let rate = |seconds: f64| count as f64 / seconds;
    println!("{:8.1} letters/s  folder", rate(best[0]));
    for (wait, seconds) in WAITS.iter().zip(&best[1..]) {
        println!("{:8.1} letters/s  store, {wait} ms a request: {:.3}", rate(*seconds), best[0] / seconds);
    }
}

/// A store in memory whose requests take so long.
fn far(wait: u64) -> Arc<dyn Place> {
    let wait = Duration::from_millis(wait);
    let config = ThrottleConfig {
        wait_delete_per_call: wait,
        wait_get_per_call: wait,
        wait_list_per_call: wait,
        wait_list_with_delimiter_per_call: wait,
        wait_put_per_call: wait,
        ..ThrottleConfig::default()
    };
    let store: Arc<dyn ObjectStore> = Arc::new(ThrottledStore::new(InMemory::new(), config));
    let store = Store::over(store, "memory", Path::from("letters"), "memory", Duration::from_secs(1));
    Arc::new(store.to_write().unwrap())
}

/// How many seconds a run takes.
fn made(desk: &Desk, lines: Vec<String>, place: Arc<dyn Place>, workers: usize) -> f64 {
    let accounts = Entries::of([Box::new(Lines(lines.into_iter(), 0)) as Box<dyn Source>]);
    let options = RunOptions { workers, ..RunOptions::default() };
    let begun = Watch::start();
    Run { desk: desk.clone(), accounts, place, options }.go(&mut |_| Ok(())).unwrap();
    begun.elapsed().as_secs_f64()
}
