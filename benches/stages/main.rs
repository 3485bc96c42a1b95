//! Measure the way of a one-page notice stage by stage, and hand the same letters to others.
//!
//! - `cargo bench`: what each stage takes of a letter, in one thread;
//! - `cargo bench -- letters DIR`: the letters as a Typst project for `benches/peers/compare.py`:
//!   accounts, filled sources, modules, pictures, faces;
//! - `cargo bench -- plain DIR OUT`: sets that project in a loop of Typst alone, each letter a file.
#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement may stop where it stands")]

mod letters;
mod plain;

use std::collections::BTreeMap;
use std::path::Path;

use hanpress::clock::Watch;
use hanpress::deliver::{Delivery, Mode, Opened, Output};
use hanpress::desk::Desk;
use hanpress::finding::Lang;
use hanpress::produce;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many letters are made before the clock counts.
const WARM: usize = 40;

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

/// Prints the median milliseconds of each stage.
fn stages() {
    let desk = letters::desk();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let Ok(Opened::Ready(output, _register)) = Output::open(&out, desk.header(), Mode::Fresh, Lang::En)
    else {
        return println!("no folder to write to");
    };
    let mut took: BTreeMap<(usize, &str), Vec<f64>> = BTreeMap::new();
    for (index, letter) in letters::one_page(&desk, 240).into_iter().enumerate() {
        let mut stages = vec![
            (10, "fill: check, draft, fill, words"),
            (30, "the rest: parse, codes, part data, words on the pages"),
        ];
        typst_timing::clear();
        typst_timing::enable();
        let start = Watch::start();
        let mut prepared = produce::prepare(letter.account.clone(), &letter.sha256, &desk).unwrap();
        let filled = start.elapsed();
        let pdf = produce::set(&mut prepared, &desk).unwrap().into_pdf();
        let set = start.elapsed();
        typst_timing::disable();
        let delivery = delivery(&letter, prepared, pdf, &desk);
        let _placed = output.place(&delivery).unwrap();
        let whole = start.elapsed();
        if index < WARM {
            continue;
        }
        let scopes = scopes();
        let typst: f64 = scopes.iter().map(|(_, took)| took).sum();
        let ms = |time: std::time::Duration| time.as_secs_f64() * 1e3;
        let times = [ms(filled), ms(set - filled) - typst];
        for (stage, time) in stages.drain(..).zip(times).chain(scopes) {
            took.entry(stage).or_default().push(time);
        }
        took.entry((40, "write: hash, file, sync begun")).or_default().push(ms(whole - set));
        took.entry((50, "the whole letter")).or_default().push(ms(whole));
    }
    for ((_, name), times) in &mut took {
        println!("{:8.3} ms  {name}", median(times));
    }
}

fn delivery(letter: &letters::Letter, prepared: produce::Prepared, pdf: Vec<u8>, desk: &Desk) -> Delivery {
    let kinds = desk.templates.set().kinds();
    Delivery {
        seq: letter.seq,
        id: letter.account.id.clone(),
        template: kinds.get(&prepared.kind).map(|kind| kind.hash.clone()).unwrap_or_default(),
        number: prepared.number,
        kind: prepared.kind,
        channel: None,
        pages: 1,
        pdf,
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
