//! Runs into object stores: the same files as in a folder, whatever the store does to single requests.

mod faulty;

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::TryStreamExt;
use futures_util::future::FutureExt;
use hanpress::inner::clock;
use hanpress::inner::deliver::{self, Session, number};
use hanpress::inner::place::store::{is_address, shown};
use hanpress::parts::{New, Shard, Standing, Temporary};
use hanpress::{
    Audited, Demands, Desk, Entries, Folder, Place, Run, RunOptions, Source, Stop, StopCode, Store, Summary,
    audit,
};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use serde_json::{Value, json};

use crate::embed::{Held, accounts, parts, resumed};
use crate::workshop::issue_date;
use faulty::{Faulty, How, SECRETS};

const PREFIX: &str = "letters/2026";

fn over(store: &Arc<Faulty>, prefix: &str, patience: u64) -> Store {
    let (prefix, shown) = (Path::parse(prefix).unwrap(), format!("s3://bucket/{prefix}"));
    Store::over(
        Arc::clone(store) as Arc<dyn ObjectStore>,
        "s3://bucket",
        prefix,
        &shown,
        Duration::from_secs(patience),
    )
}

fn open(store: &Arc<Faulty>, patience: u64) -> Result<Arc<dyn Place>, Stop> {
    Ok(Arc::new(over(store, PREFIX, patience).to_write()?))
}

fn run_all(place: &Arc<dyn Place>, accounts: Vec<Value>, options: RunOptions) -> Result<Summary, Stop> {
    let accounts = Entries::of([Box::new(Held(accounts, 0)) as Box<dyn Source>]);
    let run = Run { desk: Desk::new(parts()).unwrap(), accounts, place: Arc::clone(place), options };
    run.go(&mut |_| Ok(()))
}

fn into(store: &Arc<Faulty>, patience: u64, options: RunOptions) -> Result<Summary, Stop> {
    run_all(&open(store, patience)?, accounts(), options)
}

fn looked(place: &Arc<dyn Place>) -> Audited {
    let mut flaws = Vec::new();
    let audited = audit(place, 4, Demands::default(), &Arc::default(), &mut |event| {
        flaws.push(format!("{event:?}"));
        Ok(())
    });
    let audited = audited.unwrap();
    assert_eq!(audited.flaws, 0, "{flaws:#?}");
    audited
}

/// Carries out a request to a store in memory, which never waits.
fn at_once<T>(work: impl Future<Output = T>) -> T {
    work.now_or_never().unwrap()
}

/// Every object under the prefix but for the report, which holds times.
fn stands(store: &Arc<Faulty>) -> BTreeMap<String, Vec<u8>> {
    let listed: Vec<_> = at_once(store.within.list(None).try_collect::<Vec<_>>()).unwrap();
    let found = listed.into_iter().map(|meta| {
        let bytes = at_once(async { store.within.get(&meta.location).await.unwrap().bytes().await.unwrap() });
        let name = meta.location.as_ref().strip_prefix(PREFIX).unwrap().trim_start_matches('/').to_string();
        (name, bytes.to_vec())
    });
    found.filter(|(name, _)| name != "report.json").collect()
}

fn put(store: &Arc<Faulty>, name: &str, bytes: impl Into<object_store::PutPayload>) {
    at_once(store.within.put(&Path::parse(format!("{PREFIX}/{name}")).unwrap(), bytes.into())).unwrap();
}

#[test]
fn a_run_into_a_store_leaves_what_one_into_a_folder_leaves() {
    let (store, folder) = (Arc::new(Faulty::default()), tempfile::tempdir().unwrap());
    let root = folder.path().join("out");
    let near: Arc<dyn Place> = Arc::new(Folder::open(&root).unwrap());
    run_all(&near, accounts(), RunOptions::default()).unwrap();
    let summary = into(&store, 0, RunOptions::default()).unwrap();
    assert_eq!((summary.counts.made, summary.counts.refused), (5, 1));
    let found = stands(&store);
    for (name, bytes) in &found {
        assert!(std::fs::read(root.join(name)).unwrap() == *bytes, "{name}");
    }
    let mut all: Vec<_> = found.keys().filter(|name| !name.starts_with("documents/")).collect();
    all.sort();
    assert_eq!(all, ["index.csv", "index.xlsx", "manifest.jsonl", "refused.jsonl", "report.html"]);
    assert_eq!(found.keys().filter(|name| name.starts_with("documents/")).count(), 5);

    let place: Arc<dyn Place> = Arc::new(over(&store, PREFIX, 0));
    assert_eq!(looked(&place).counts.made, 5);
    let again = into(&store, 0, RunOptions::default()).unwrap();
    assert_eq!(again.ended, hanpress::parts::Ended::AlreadyMade);
}

#[test]
fn a_request_that_fails_once_or_whose_answer_is_lost_changes_nothing() {
    let whole = Arc::new(Faulty::default());
    into(&whole, 0, RunOptions::default()).unwrap();
    for how in [How::Before, How::After] {
        for call in (0..whole.calls.load(Ordering::SeqCst)).step_by(3) {
            let store = Arc::new(Faulty::default());
            *store.fails.lock().unwrap() = Some((call, call + 1, how));
            into(&store, 30, RunOptions::default()).unwrap();
            assert!(stands(&store) == stands(&whole), "call {call}, {how:?}");
        }
    }
}

#[test]
fn a_store_that_fails_for_good_stops_the_run_which_then_goes_on_to_the_same_end() {
    let whole = Arc::new(Faulty::default());
    into(&whole, 0, RunOptions::default()).unwrap();
    for how in [How::Before, How::After] {
        for call in (usize::from(how == How::After)..whole.calls.load(Ordering::SeqCst)).step_by(3) {
            let store = Arc::new(Faulty::default());
            *store.fails.lock().unwrap() = Some((call, usize::MAX, how));
            let mut told = None;
            if let Ok(place) = open(&store, 0).map_err(|stop| told = Some(stop)) {
                told = run_all(&place, accounts(), RunOptions::default()).err();
                // A process that ends lets go; here it lives on, and can once the store is well.
                *store.fails.lock().unwrap() = None;
            }
            *store.fails.lock().unwrap() = None;
            if let Some(stop) = told {
                let words = format!("{stop:?}");
                assert!(stop.message.en.contains("did not answer in time"), "call {call}: {words}");
                assert!(
                    SECRETS.split([' ', '=', '>']).all(|secret| secret.len() < 6 || !words.contains(secret))
                );
            }
            at_once(store.within.delete(&Path::parse(format!("{PREFIX}/.lock")).unwrap())).unwrap();
            into(&store, 0, resumed()).unwrap();
            assert!(stands(&store) == stands(&whole), "call {call}, {how:?}");
        }
    }
}

#[test]
fn two_runs_keep_out_of_each_others_prefix() {
    let store = Arc::new(Faulty::default());
    let first = open(&store, 0).unwrap();
    let stop = open(&store, 0).unwrap_err();
    assert_eq!(stop.code, Some(StopCode::Busy));
    let own = format!("process {}, since 20", std::process::id());
    assert!(stop.message.en.contains(&own), "{stop}");
    // To look at what stands there needs no lock.
    assert!(over(&store, PREFIX, 0).list("").unwrap().is_empty());
    drop(first);
    drop(open(&store, 0).unwrap());

    let note = |renewed: i64| json!({ "owner": "other", "since": "…", "renewed": renewed, "token": "t" });
    put(&store, ".lock", note(clock::now().timestamp()).to_string());
    assert!(open(&store, 0).unwrap_err().message.en.contains("other, since …"));
    put(&store, ".lock", note(0).to_string());
    drop(open(&store, 0).unwrap());
    put(&store, ".lock", "no note");
    assert!(open(&store, 0).unwrap_err().message.en.contains("see `s3://bucket/letters/2026/.lock`"));
}

#[test]
fn a_store_that_passes_over_conditions_is_refused_before_anything_is_written() {
    let store = Arc::new(Faulty { unconditional: true, ..Faulty::default() });
    let stop = open(&store, 0).unwrap_err();
    assert!(stop.message.en.contains("overwrites an object"), "{stop}");
    assert!(stands(&store).is_empty());
}

#[test]
fn a_store_that_gives_back_other_bytes_stops_the_run() {
    let store = Arc::new(Faulty { forgetful: true, ..Faulty::default() });
    let stop = into(&store, 0, RunOptions::default()).unwrap_err();
    assert!(stop.message.en.contains("the store gives back other bytes"), "{stop}");
}

#[test]
fn a_prefix_of_other_things_is_refused_and_not_touched() {
    let store = Arc::new(Faulty::default());
    put(&store, "somebody/else.txt", "theirs");
    let stop = open(&store, 0).unwrap_err();
    assert!(stop.message.en.contains("stand other things (`somebody/else.txt`)"), "{stop}");
    assert_eq!(stands(&store).into_keys().collect::<Vec<_>>(), ["somebody/else.txt"]);
}

#[test]
fn a_letter_in_whose_place_other_bytes_stand_stops_the_run_and_is_not_written_over() {
    let whole = Arc::new(Faulty::default());
    into(&whole, 0, RunOptions::default()).unwrap();
    let found = stands(&whole);
    let letter = found.keys().find(|name| name.starts_with("documents/")).unwrap();
    let header = String::from_utf8(found["manifest.jsonl"].clone()).unwrap();
    let header = header.split_inclusive('\n').next().unwrap().to_string();

    let store = Arc::new(Faulty::default());
    put(&store, "manifest.jsonl", header);
    put(&store, letter, "something else");
    let stop = into(&store, 0, resumed()).unwrap_err();
    assert_eq!(stop.code, Some(StopCode::Differs));
    assert!(stop.message.en.contains("nothing was written over"), "{stop}");
    assert_eq!(stands(&store)[letter], b"something else");
    at_once(store.within.delete(&Path::parse(format!("{PREFIX}/{letter}")).unwrap())).unwrap();
    into(&store, 0, resumed()).unwrap();
    assert!(stands(&store) == found);
}

#[test]
fn runs_are_added_and_lost_letters_made_again_in_a_store() {
    let store = Arc::new(Faulty::default());
    let (mut first, mut second) = (accounts(), accounts());
    second.drain(..3);
    first.truncate(3);
    run_all(&open(&store, 0).unwrap(), first, RunOptions::default()).unwrap();
    let added = RunOptions { add: true, ..RunOptions::default() };
    let summary = run_all(&open(&store, 0).unwrap(), second, added).unwrap();
    assert_eq!(summary.counts.made, 3);
    let place: Arc<dyn Place> = Arc::new(over(&store, PREFIX, 0));
    let audited = looked(&place);
    assert_eq!((audited.runs, audited.counts.made), (2, 5));
    assert!(deliver::search(&*place, "A5").unwrap().documents.len() == 1);

    let before = stands(&store);
    let letter = before.keys().find(|name| name.starts_with("documents/")).unwrap().clone();
    at_once(store.within.delete(&Path::parse(format!("{PREFIX}/{letter}")).unwrap())).unwrap();
    for id in ["A1", "A3"] {
        let only =
            RunOptions { only: hanpress::parts::Only::of(vec![id.to_string()]), ..RunOptions::default() };
        let mut first = accounts();
        first.truncate(3);
        run_all(&open(&store, 0).unwrap(), first, only).unwrap();
    }
    let mut rest = accounts();
    rest.drain(..3);
    for id in ["A4", "A5", "A6"] {
        let only =
            RunOptions { only: hanpress::parts::Only::of(vec![id.to_string()]), ..RunOptions::default() };
        run_all(&open(&store, 0).unwrap(), rest.clone(), only).unwrap();
    }
    assert!(stands(&store) == before);
}

#[test]
fn shards_in_a_store_are_joined_within_it_to_what_one_run_leaves() {
    let (store, whole) = (Arc::new(Faulty::default()), Arc::new(Faulty::default()));
    into(&whole, 0, RunOptions::default()).unwrap();
    let shards: Vec<Arc<dyn Place>> = (0..2)
        .map(|index| {
            let prefix = format!("{PREFIX}/shard-{index}");
            let place: Arc<dyn Place> = Arc::new(over(&store, &prefix, 0).to_write().unwrap());
            let options = RunOptions { shard: Shard::new(index, 2), ..RunOptions::default() };
            run_all(&place, accounts(), options).unwrap();
            drop(place);
            Arc::new(over(&store, &prefix, 0)) as Arc<dyn Place>
        })
        .collect();
    let joined = format!("{PREFIX}/joined");
    let out = || Ok(Arc::new(over(&store, &joined, 0).to_write()?) as Arc<dyn Place>);
    deliver::join(&shards, out, &Session::start(1), None).unwrap();
    let found = stands(&store);
    for (name, bytes) in stands(&whole) {
        assert!(found[&format!("joined/{name}")] == bytes, "{name}");
    }
    looked(&(Arc::new(over(&store, &joined, 0)) as Arc<dyn Place>));
}

#[test]
fn a_long_file_is_put_in_parts_and_read_in_ranges() {
    let store = Arc::new(Faulty::default());
    let place = open(&store, 0).unwrap();
    let long: Vec<u8> =
        (0..(20 << 20) + 7_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let temporary = Temporary { name: "index.csv".into(), mark: 1 };
    let mut to = place.begin(&temporary).unwrap();
    to.write_all(&long).unwrap();
    to.flush().unwrap();
    let mut back = Vec::new();
    place.reopen(&temporary).unwrap().read_to_end(&mut back).unwrap();
    assert!(back == long);
    place.put(std::slice::from_ref(&temporary)).unwrap();
    back.clear();
    place.read("index.csv").unwrap().unwrap().read_to_end(&mut back).unwrap();
    assert!(back == long);
    assert_eq!(place.standing("index.csv").unwrap(), Standing::File(long.len() as u64));
    assert!(place.put(std::slice::from_ref(&temporary)).is_err(), "it was put already");
}

#[test]
fn a_new_file_is_put_once_and_its_equal_counts_as_it() {
    let store = Arc::new(Faulty::default());
    let place = open(&store, 0).unwrap();
    let mut mark = 0;
    let mut put = |bytes: &[u8]| {
        mark += 1;
        let temporary = Temporary { name: "documents/AA/N-AA.pdf".into(), mark };
        place.begin(&temporary).unwrap().write_all(bytes).unwrap();
        place.put_new(&[temporary]).unwrap().remove(0)
    };
    assert_eq!(put(b"one"), New::Stands);
    assert_eq!(put(b"one"), New::Stands);
    assert_eq!(put(b"two"), New::Other { theirs: b"one".to_vec(), ours: b"two".to_vec() });
}

/// What stands under a name that grows is what was appended, behind what stays, wherever it was cut and settled.
#[test]
fn a_manifest_grows_as_a_file_would() {
    let store = Arc::new(Faulty::default());
    let (mut place, mut model) = (open(&store, 0).unwrap(), Vec::new());
    let mut state = 7_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for step in 0..400 {
        match random(8) {
            0 => place.settle("manifest.jsonl").unwrap(),
            1 => {
                drop(std::mem::replace(&mut place, Arc::new(over(&store, PREFIX, 0))));
                place = open(&store, 0).unwrap();
            }
            kind => {
                let whole = if kind == 2 { random(model.len() + 1) } else { model.len() };
                let bytes: Vec<u8> = (0..random(5)).map(|_| b'a' + random(26) as u8).collect();
                place.append("manifest.jsonl", whole as u64, &bytes).unwrap();
                model.truncate(whole);
                model.extend(bytes);
            }
        }
        let mut found = Vec::new();
        if let Some(mut file) = place.read("manifest.jsonl").unwrap() {
            file.read_to_end(&mut found).unwrap();
        }
        assert_eq!(found, model, "step {step}");
        let length = match place.standing("manifest.jsonl").unwrap() {
            Standing::File(length) => length,
            _ => 0,
        };
        assert_eq!(length, model.len() as u64, "step {step}");
    }
}

#[test]
fn numbers_spread_a_run_over_many_prefixes() {
    let mut folders = BTreeMap::new();
    for account in 0..20_000_u32 {
        let mut sha256 = [0; 32];
        sha256[..4].copy_from_slice(&account.to_be_bytes());
        let number = number::number("HP", None, issue_date(), "notice", "debtor", &sha256);
        *folders.entry(number[number.len() - 2..].to_string()).or_insert(0) += 1;
    }
    assert_eq!(folders.len(), 1024);
    assert!(*folders.values().max().unwrap() < 60, "{folders:?}");
}

#[test]
fn an_address_holds_no_key_and_is_shown_without_one() {
    for (typed, told) in [
        ("s3://bucket/prefix/", "s3://bucket/prefix"),
        ("s3://AKIA:s3cret@bucket/prefix", "s3://bucket/prefix"),
        ("az://container/p?sv=1&sig=s3cret", "az://container/p"),
        ("https://user:s3cret@host/p#s3cret", "https://host/p"),
    ] {
        assert!(is_address(typed));
        assert_eq!(shown(typed), told);
    }
    for typed in ["letters", "./s3://x", "C:\\letters", "/s3://x", "a b://c"] {
        assert!(!is_address(typed), "{typed}");
    }
    for (typed, why) in [
        ("s3://AKIA:s3cret@bucket/prefix", "holds no key"),
        ("az://container/p?sv=1&sig=s3cret", "holds no key"),
        ("ftp://host/p", "no store of this kind"),
        ("s3:///p", "names no bucket"),
        ("s3://bucket/a//b", "empty part"),
        ("s3://bucket/a/../b", "empty part"),
    ] {
        let stop = Store::to_read(typed).unwrap_err();
        assert_eq!(stop.code, Some(StopCode::Usage), "{typed}");
        assert!(stop.message.en.contains(why), "{stop}");
        assert!(!format!("{stop:?}").contains("s3cret"), "{stop:?}");
    }
    let stop = Store::open("https://host/p").unwrap_err();
    assert!(stop.message.en.contains("a web server cannot be asked"), "{stop}");
}
