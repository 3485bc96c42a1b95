//! Many items through worker threads: order, panics, halts.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hanpress::inner::batch::{BATCH, Flow, JobError, Stages, WorkerPool, drive, drive_stages};
use hanpress::inner::clock::Watch;
use hanpress::inner::error::Stop;

/// Drives items by `work`; a panic becomes `None`.
fn driven(
    items: impl Iterator<Item = u64> + Send + 'static,
    workers: usize,
    work: impl Fn(&u64) -> Option<u64> + Send + Sync + 'static,
) -> Vec<(u64, Option<u64>)> {
    let mut taken = Vec::new();
    drive(
        items,
        workers,
        &Arc::default(),
        work,
        || None,
        |item, result| {
            taken.push((item, result));
            Ok(Flow::On)
        },
    )
    .unwrap();
    taken
}

#[test]
fn results_come_in_the_order_of_the_items_whatever_each_takes() {
    let slow = |item: &u64| {
        std::thread::sleep(Duration::from_micros(item * 7919 % 2000));
        Some(item * 2)
    };
    let expected: Vec<_> = (0..200).map(|item| (item, Some(item * 2))).collect();
    for workers in [0, 1, 2, 7] {
        assert_eq!(driven(0..200, workers, slow), expected, "{workers} workers");
    }
}

#[test]
fn one_slow_item_holds_up_only_so_many_others() {
    let begun = AtomicUsize::new(0);
    let work = move |item: &u64| {
        begun.fetch_add(1, Ordering::SeqCst);
        if *item == 0 {
            std::thread::sleep(Duration::from_millis(300));
            assert!(begun.load(Ordering::SeqCst) < 100, "the feed ran ahead of the slowest");
        }
        Some(*item)
    };
    assert_eq!(driven(0..10_000, 2, work)[0], (0, Some(0)));
}

#[test]
fn a_panic_is_that_items_result_alone() {
    let odd = |item: &u64| if item % 10 == 3 { panic!("this item is broken") } else { Some(*item) };
    let taken = driven(0..40, 2, odd);
    let broken: Vec<_> = taken.iter().filter(|(_, result)| result.is_none()).map(|(item, _)| *item).collect();
    assert_eq!((taken.len(), broken), (40, vec![3, 13, 23, 33]));
}

#[test]
fn deep_recursion_has_room() {
    fn down(depth: u64) -> u64 {
        let ballast = std::hint::black_box([depth; 64]);
        if depth == 0 { 0 } else { down(depth - 1) + ballast[0].min(1) }
    }
    assert_eq!(driven(0..2, 2, |_| Some(down(40_000)))[0], (0, Some(40_000)));
}

#[test]
fn each_worker_has_a_pool_of_one_thread() {
    assert_eq!(driven(0..8, 2, |_| Some(rayon::current_num_threads() as u64))[7], (7, Some(1)));
}

#[test]
fn a_raised_halt_ends_the_feed_and_what_is_under_way_is_taken() {
    let halt = Arc::new(AtomicBool::new(false));
    let done = Arc::new(AtomicUsize::new(0));
    let mut taken = 0;
    let (raised, counted) = (Arc::clone(&halt), Arc::clone(&done));
    let work = move |item: &u64| {
        counted.fetch_add(1, Ordering::SeqCst);
        if *item == 20 {
            raised.store(true, Ordering::SeqCst);
        }
    };
    drive(
        0..100_000,
        2,
        &halt,
        work,
        || (),
        |_, ()| {
            taken += 1;
            Ok(Flow::On)
        },
    )
    .unwrap();
    assert_eq!(taken, done.load(Ordering::SeqCst));
    assert!((21..200).contains(&taken), "{taken} were taken");
}

#[test]
fn the_taker_may_end_the_feed() {
    let mut taken = Vec::new();
    drive(
        0..100_000,
        2,
        &Arc::default(),
        |item: &u64| *item,
        || 0,
        |_, item| {
            taken.push(item);
            Ok(if item == 5 { Flow::End } else { Flow::On })
        },
    )
    .unwrap();
    assert_eq!(taken, [0, 1, 2, 3, 4, 5]);
}

#[test]
fn a_stop_of_the_taker_stops_all() {
    let stop = || Stop::new("the disk is full", "磁盘已满");
    let driven = drive(
        0..100_000,
        2,
        &Arc::default(),
        |item: &u64| *item,
        || 0,
        |_, item| {
            if item == 5 { Err(stop()) } else { Ok(Flow::On) }
        },
    );
    assert_eq!(driven, Err(stop()));
}

#[test]
fn no_items_are_no_trouble() {
    assert_eq!(driven(0..0, 3, |item| Some(*item)), []);
}

/// Notes each stage of each item; an item that divides by 7 is settled in the first stage, by 11 in the
/// second; one by 13, 17 or 19 panics in the first, second or third.
#[derive(Default, Clone)]
struct Noted(Arc<Mutex<Vec<(char, u64)>>>);

impl Noted {
    fn note(&self, stage: char, item: u64, panics: u64) -> u64 {
        self.0.lock().unwrap().push((stage, item));
        assert!(!item.is_multiple_of(panics), "this item is broken");
        item
    }
}

impl Stages<u64> for Noted {
    type Begun = u64;
    type Set = u64;
    type Done = (char, u64);

    fn begin(&self, item: &u64) -> Result<u64, (char, u64)> {
        std::thread::sleep(Duration::from_millis(1));
        let item = self.note('b', *item, 13);
        if item.is_multiple_of(7) { Err(('b', item)) } else { Ok(item) }
    }

    fn set(&self, item: &u64, begun: u64) -> Result<u64, (char, u64)> {
        assert_eq!(self.note('s', *item, 17), begun);
        if item.is_multiple_of(11) { Err(('s', begun)) } else { Ok(begun) }
    }

    fn end(&self, item: &u64, set: u64) -> (char, u64) {
        assert_eq!(self.note('e', *item, 19), set);
        ('e', set)
    }

    fn broken(&self) -> (char, u64) {
        ('!', 0)
    }
}

#[test]
fn each_item_goes_as_far_as_its_stages_lead() {
    for workers in [1, 3] {
        let (noted, mut taken) = (Noted::default(), Vec::new());
        let take = |item: u64, done| {
            taken.push((item, done));
            Ok(Flow::On)
        };
        drive_stages(1..200, workers, &Arc::default(), noted, take, || Ok(())).unwrap();
        let expected = |item: u64| match item {
            _ if item.is_multiple_of(13) => ('!', 0),
            _ if item.is_multiple_of(7) => ('b', item),
            _ if item.is_multiple_of(17) => ('!', 0),
            _ if item.is_multiple_of(11) => ('s', item),
            _ if item.is_multiple_of(19) => ('!', 0),
            _ => ('e', item),
        };
        assert_eq!(taken, (1..200).map(|item| (item, expected(item))).collect::<Vec<_>>());
    }
}

#[test]
fn a_batch_goes_through_each_stage_together() {
    let noted = Noted::default();
    drive_stages(1..100, 1, &Arc::default(), noted.clone(), |_, _| Ok(Flow::On), || Ok(())).unwrap();
    let noted = noted.0.lock().unwrap();
    let together = noted.chunk_by(|(one, _), (other, _)| one == other).map(<[_]>::len);
    assert!(together.clone().all(|items| items <= BATCH));
    assert!(together.max().unwrap() > BATCH / 2, "{noted:?}");
}

#[test]
fn a_few_items_are_shared_by_all_workers() {
    let busy = Arc::new(Mutex::new(HashSet::new()));
    let seen = Arc::clone(&busy);
    let work = move |_: &u64| {
        std::thread::sleep(Duration::from_millis(30));
        seen.lock().unwrap().insert(std::thread::current().id());
        None
    };
    driven(0..8, 4, work);
    assert_eq!(busy.lock().unwrap().len(), 4);
}

#[test]
fn a_worker_that_does_not_come_to_an_end_is_left_to_itself() {
    let (begun, mut beats) = (Watch::start(), 0);
    let beat = || {
        beats += 1;
        if beats > 2 { Err(Stop::new("too long", "过长")) } else { Ok(()) }
    };
    let slow = hanpress::inner::batch::OneStage(|_: &u64| std::thread::sleep(Duration::from_secs(30)), || ());
    let driven = drive_stages(0..4, 2, &Arc::default(), slow, |_, ()| Ok(Flow::On), beat);
    assert_eq!(driven, Err(Stop::new("too long", "过长")));
    assert!(begun.elapsed() < Duration::from_secs(20), "the workers were waited for");
}

#[test]
fn a_feed_that_panics_is_no_finished_one() {
    let broken = (0_u64..20).inspect(|item| assert!(*item < 7, "this feed is broken"));
    let mut taken = 0;
    let driven = drive(
        broken,
        2,
        &Arc::default(),
        |item: &u64| *item,
        || 0,
        |_, _| {
            taken += 1;
            Ok(Flow::On)
        },
    );
    assert_eq!((driven.is_err(), taken), (true, 7), "what was read is made, and the run is told broken");
}

#[test]
fn a_feed_that_waits_for_ever_holds_up_nobody_once_enough_is_taken() {
    let (send, come) = std::sync::mpsc::channel::<u64>();
    send.send(1).unwrap();
    let driven = drive(come.into_iter(), 2, &Arc::default(), |item: &u64| *item, || 0, |_, _| Ok(Flow::End));
    assert_eq!(driven, Ok(()));
    drop(send);
}

#[test]
fn a_pool_does_single_jobs_catches_panics_and_waits_no_longer_than_it_is_told() {
    let pool = WorkerPool::default();
    let limit = Duration::from_secs(60);
    assert_eq!(pool.run(limit, || 6 * 7, || 0).unwrap(), 42);
    assert_eq!(pool.run(limit, || panic!("this job is broken"), || 1).unwrap(), 1);
    let threads = pool.run(limit, rayon::current_num_threads, || 0).unwrap();
    assert_eq!(threads, 1, "each worker has a pool of its own");
    let endless = || std::thread::sleep(Duration::from_secs(30));
    assert!(matches!(pool.run(Duration::from_millis(50), endless, || ()), Err(JobError::TooLong)));
    assert_eq!(pool.run(limit, || "another worker", || "").unwrap(), "another worker");
}
