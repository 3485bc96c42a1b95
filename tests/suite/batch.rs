//! Many items through worker threads: order, panics, halts.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use hanpress::batch::{Flow, drive};
use hanpress::error::Stop;

/// Drives items by `work`; a panic becomes `None`.
fn driven(
    items: impl Iterator<Item = u64> + Send,
    workers: usize,
    work: impl Fn(&u64) -> Option<u64> + Sync,
) -> Vec<(u64, Option<u64>)> {
    let mut taken = Vec::new();
    drive(
        items,
        workers,
        &AtomicBool::new(false),
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
    let work = |item: &u64| {
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
    let halt = AtomicBool::new(false);
    let done = AtomicUsize::new(0);
    let mut taken = 0;
    let work = |item: &u64| {
        done.fetch_add(1, Ordering::SeqCst);
        if *item == 20 {
            halt.store(true, Ordering::SeqCst);
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
        &AtomicBool::new(false),
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
        &AtomicBool::new(false),
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
