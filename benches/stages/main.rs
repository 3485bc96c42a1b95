//! Measure the way of a one-page notice stage by stage, and hand the same letters to others.
//!
//! - `cargo bench`: what each stage takes of a letter, in one thread;
//! - `cargo bench -- letters DIR`: the letters as a Typst project for `benches/peers/compare.py`:
//!   accounts, filled sources, modules, pictures, faces;
//! - `cargo bench -- rows FILE`: reads the accounts of a file, of any kind, and does nothing with them;
//! - `cargo bench -- cells FILE`: reads the rows of a table and does not even ask what they mean;
//! - `cargo bench -- stores LETTERS WORKERS`: makes samples into a folder and into stores;
//! - `cargo bench -- plain DIR OUT`: sets that project in a loop of Typst alone, each letter a file.
#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement may stop where it stands")]

mod cells;
mod letters;
mod plain;
mod rows;
mod stores;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hanpress::inner::batch::BATCH;
use hanpress::inner::clock::Watch;
use hanpress::inner::deliver::{Delivery, Opened, Opening, Output};
use hanpress::inner::desk::Desk;
use hanpress::inner::laps::{Laps, Stage};
use hanpress::inner::produce;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many letters are made before the clock counts.
const WARM: usize = 40;

/// What each stage took of each letter, by the stage's place in the way and its name.
type Took = BTreeMap<(usize, &'static str), Vec<f64>>;

/// The stages that are the typesetter's.
const TYPESETTING: [(usize, &str); 2] = [(30, "compile"), (40, "export")];

/// All of it.
const WHOLE: (usize, &str) = (70, "the whole letter");

/// A scope of the typesetter's own clock, and what it is called here.
const SCOPES: &[(&str, &str)] = &[
    ("eval", "evaluate"),
    ("iter (1)", "lay out"),
    ("iter (2)", "lay out again"),
    ("convert document", "export: pages and tags"),
    ("finish export", "export: fonts and file"),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let work = move || match words.as_slice() {
        ["letters", folder] => letters::write(Path::new(folder)),
        ["cells", file] => cells::run(Path::new(file)),
        ["rows", file] => rows::run(Path::new(file)),
        ["stores", count, workers] => stores::run(count.parse().unwrap(), workers.parse().unwrap()),
        ["plain", folder, out] => plain::run(Path::new(folder), Path::new(out)),
        _ => stages(),
    };
    let stack = 64 << 20;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(stack).build().unwrap();
    std::thread::scope(|scope| {
        let work = || pool.install(work);
        std::thread::Builder::new().stack_size(stack).spawn_scoped(scope, work).unwrap();
    });
}

/// Prints the median milliseconds of each stage, and then, made anew, what the typesetter's own clock
/// tells of its part, which takes longer under that clock.
fn stages() {
    let desk = letters::desk();
    let letters = letters::one_sheet(&desk, 240);
    let mut took = Took::new();
    for (index, hand) in letters.chunks(BATCH).enumerate() {
        let times = made(hand, &desk);
        if index * BATCH >= WARM {
            times.into_iter().flatten().for_each(|(stage, time)| took.entry(stage).or_default().push(time));
        }
    }
    let medians = printed(&mut took);
    let typst: f64 = TYPESETTING.iter().map(|(place, name)| medians[&(*place, *name)]).sum();
    println!("{:7.1} %   of it around the typesetter", 100.0 * (1.0 - typst / medians[&WHOLE]));
    let mut took = Took::new();
    for (index, letter) in letters.iter().enumerate() {
        let mut prepared = produce::prepare(letter.account.clone(), &letter.sha256, &desk).unwrap();
        typst_timing::clear();
        typst_timing::enable();
        let _typeset = produce::set(&mut prepared, &desk).unwrap();
        typst_timing::disable();
        if index >= WARM {
            scopes().into_iter().for_each(|(stage, time)| took.entry(stage).or_default().push(time));
        }
    }
    println!("\nby the typesetter's own clock:");
    printed(&mut took);
}

/// What each stage took of one letter, in milliseconds.
type Times = Vec<((usize, &'static str), f64)>;

/// Makes a handful of letters as a worker does, stride by stride, and tells what each stage took of each.
fn made(hand: &[letters::Letter], desk: &Desk) -> Vec<Times> {
    let folder = tempfile::tempdir().unwrap();
    let place = Arc::new(hanpress::Folder::open(&folder.path().join("out")).unwrap());
    let opening = Opening::default();
    let opened = Output::open(place, desk.header(), &opening);
    let Ok(Opened::Ready(output, _register)) = opened else { panic!("no folder to write to") };
    let timed = |letter: &letters::Letter| {
        let begun = Watch::start();
        let prepared = produce::prepare(letter.account.clone(), &letter.sha256, desk).unwrap();
        (prepared, begun.elapsed())
    };
    let begun: Vec<_> = hand.iter().map(timed).collect();
    let set = begun.into_iter().map(|(mut prepared, took)| {
        let begun = Watch::start();
        let typeset = produce::set(&mut prepared, desk).unwrap();
        (prepared, typeset, took + begun.elapsed())
    });
    let set: Vec<_> = set.collect();
    let ended = hand.iter().zip(set).map(|(letter, (mut prepared, typeset, took))| {
        let begun = Watch::start();
        let pdf = produce::finish(&mut prepared, Some(typeset), desk).unwrap().pdf;
        let (laps, set) = (prepared.laps, took + begun.elapsed());
        let begun = Watch::start();
        let _placed = output.place(&delivery(letter, prepared, pdf, desk)).unwrap();
        times(&laps, set, begun.elapsed())
    });
    ended.collect()
}

/// What the stages of a letter took that was set after some time and then written.
fn times(laps: &Laps, set: Duration, written: Duration) -> Times {
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    vec![
        ((10, "check: rules and words"), ms(laps.of(Stage::Check))),
        ((20, "fill: draft, template, codes"), ms(laps.of(Stage::Fill))),
        (TYPESETTING[0], ms(laps.of(Stage::Compile))),
        (TYPESETTING[1], ms(laps.of(Stage::Export))),
        ((50, "write: hash and file"), ms(written)),
        ((60, "the rest: number, parsing, clearing"), ms(set.saturating_sub(laps.total()))),
        (WHOLE, ms(set + written)),
    ]
}

/// Prints and gives the median of each stage.
fn printed(took: &mut Took) -> BTreeMap<(usize, &'static str), f64> {
    let medians: BTreeMap<_, _> = took.iter_mut().map(|(stage, times)| (*stage, median(times))).collect();
    medians.iter().for_each(|((_, name), time)| println!("{time:8.3} ms  {name}"));
    medians
}

fn delivery(letter: &letters::Letter, prepared: produce::Prepared, pdf: Vec<u8>, desk: &Desk) -> Delivery {
    let kinds = desk.templates.set().kinds();
    Delivery {
        seq: letter.seq,
        id: letter.account.id.clone(),
        template: kinds.get(&prepared.kind).map(|kind| kind.hash.clone()).unwrap_or_default(),
        number: prepared.number,
        kind: prepared.kind,
        name: prepared.name,
        post: None,
        channel: None,
        pages: 1,
        pdf: Some(pdf),
        messages: Vec::new(),
        signature: None,
        copy: None,
        account_sha256: letter.sha256,
        as_of: letter.account.as_of,
        findings: prepared.warnings,
        debt: prepared.debt,
        laps: prepared.laps,
    }
}

/// What the typesetter's own clock counted since it was cleared, in milliseconds.
fn scopes() -> Vec<((usize, &'static str), f64)> {
    let mut json = Vec::new();
    typst_timing::export_json(&mut json, |_| (String::new(), 0)).unwrap();
    let events: Vec<serde_json::Value> = serde_json::from_slice(&json).unwrap();
    let mut sums = vec![0.0; SCOPES.len()];
    let mut open: Vec<(usize, f64, f64)> = Vec::new();
    for event in &events {
        let Some(scope) = SCOPES.iter().position(|(name, _)| event["name"] == *name) else { continue };
        let now = event["ts"].as_f64().unwrap() / 1e3;
        if event["ph"] == "B" {
            open.push((scope, now, 0.0));
        } else if let Some((scope, from, within)) = open.pop() {
            sums[scope] += now - from - within;
            if let Some(outer) = open.last_mut() {
                outer.2 += now - from;
            }
        }
    }
    sums.into_iter().enumerate().map(|(index, sum)| ((20 + index, SCOPES[index].1), sum)).collect()
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
