//! Sources and places of another program that fail, panic or never answer.

use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hanpress::parts::{Countersignature, Ended, Standing, Temporary};
use hanpress::{
    Account, Demands, Desk, DeskParts, Entries, Event, Halt, Place, Record, Run, RunOptions, Source, Stop,
    Summary, audit, make,
};
use serde_json::json;

use crate::embed::{Held, Shelf, accounts, parts, resumed, stands};
use crate::workshop::{example, with};

/// A shelf whose `fails`-th call fails, by an error or by a panic.
#[derive(Debug)]
struct Flaky {
    shelf: Shelf,
    calls: AtomicUsize,
    fails: Mutex<Option<usize>>,
    panics: bool,
}

impl Flaky {
    fn new(fails: usize, panics: bool) -> Arc<Self> {
        let (shelf, calls) = (Shelf::default(), AtomicUsize::new(0));
        Arc::new(Self { shelf, calls, fails: Mutex::new(Some(fails)), panics })
    }

    fn has_failed(&self) -> bool {
        let fails = *self.fails.lock().unwrap();
        fails.is_some_and(|fails| self.calls.load(Ordering::SeqCst) > fails)
    }

    fn call(&self) -> io::Result<()> {
        let (fails, call) = (*self.fails.lock().unwrap(), self.calls.fetch_add(1, Ordering::SeqCst));
        if fails != Some(call) {
            return Ok(());
        }
        assert!(!self.panics, "this place is broken");
        Err(io::Error::other("this place is broken"))
    }
}

impl Place for Flaky {
    fn shown(&self, name: &str) -> String {
        self.shelf.shown(name)
    }

    fn begin(&self, temporary: &Temporary) -> io::Result<Box<dyn Write + Send>> {
        self.call()?;
        self.shelf.begin(temporary)
    }

    fn reopen(&self, temporary: &Temporary) -> io::Result<Box<dyn Read + Send>> {
        self.call()?;
        self.shelf.reopen(temporary)
    }

    /// As one whose locks are poisoned, it panics from its first panic on.
    fn discard(&self, temporary: &Temporary) {
        self.shelf.discard(temporary);
        assert!(!(self.panics && self.has_failed()), "this place is still broken");
    }

    fn put(&self, temporaries: &[Temporary]) -> io::Result<()> {
        for temporary in temporaries {
            self.call()?;
            self.shelf.put(std::slice::from_ref(temporary))?;
        }
        self.call()
    }

    fn append(&self, name: &str, whole: u64, bytes: &[u8]) -> io::Result<()> {
        let half = bytes.len() / 2;
        self.shelf.append(name, whole, &bytes[..half])?;
        self.call()?;
        self.shelf.append(name, whole + half as u64, &bytes[half..])?;
        self.call()
    }

    fn read(&self, name: &str) -> io::Result<Option<Box<dyn Read + Send>>> {
        self.call()?;
        self.shelf.read(name)
    }

    fn standing(&self, name: &str) -> io::Result<Standing> {
        self.call()?;
        self.shelf.standing(name)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.call()?;
        self.shelf.remove(name)
    }

    fn list(&self, below: &str) -> io::Result<Vec<String>> {
        self.call()?;
        self.shelf.list(below)
    }
}

fn run(desk: &Desk, place: &Arc<Flaky>, options: RunOptions) -> Result<Summary, Stop> {
    let accounts = Entries::of([Box::new(Held(accounts(), 0)) as Box<dyn Source>]);
    let place = Arc::clone(place) as Arc<dyn Place>;
    Run { desk: desk.clone(), accounts, place, options }.go(&mut |_| Ok(()))
}

#[test]
fn a_place_that_fails_at_any_call_ends_the_run_which_then_goes_on_to_the_same_end() {
    let desk = Desk::new(parts()).unwrap();
    let whole = Flaky::new(usize::MAX, false);
    run(&desk, &whole, RunOptions::default()).unwrap();
    let calls = whole.calls.load(Ordering::SeqCst);
    for (fails, panics) in (0..calls).flat_map(|call| [(call, false), (call, true)]) {
        let place = Flaky::new(fails, panics);
        let stop = run(&desk, &place, RunOptions::default()).unwrap_err().message.en;
        let told = if panics { "the place itself failed there" } else { "this place is broken" };
        assert!(stop.contains(told), "call {fails}: {stop}");
        assert!(place.shelf.begun.lock().unwrap().is_empty(), "call {fails} left a temporary file");
        *place.fails.lock().unwrap() = None;
        run(&desk, &place, resumed()).unwrap();
        assert!(stands(&place.shelf) == stands(&whole.shelf), "call {fails}, panics: {panics}");
    }
}

#[test]
fn an_audit_of_a_place_that_panics_ends_with_an_error_or_a_flaw() {
    let (desk, place) = (Desk::new(parts()).unwrap(), Flaky::new(usize::MAX, true));
    run(&desk, &place, RunOptions::default()).unwrap();
    let looked = |fails| {
        place.calls.store(0, Ordering::SeqCst);
        *place.fails.lock().unwrap() = fails;
        let place = Arc::clone(&place) as Arc<dyn Place>;
        audit(&place, 2, Demands::default(), &Arc::default(), &mut |_| Ok(()))
    };
    assert_eq!(looked(None).unwrap().flaws, 0);
    for fails in 0..place.calls.load(Ordering::SeqCst) {
        match looked(Some(fails)) {
            Ok(audited) => assert_eq!(audited.flaws, 1, "call {fails}"),
            Err(stop) => assert!(stop.message.en.contains("the place itself failed there"), "{stop}"),
        }
    }
}

/// A source that waits for what is sent to it.
struct Queue(Receiver<Record>, u64);

impl Source for Queue {
    fn name(&self) -> Arc<str> {
        Arc::from("queue")
    }

    fn next_record(&mut self) -> io::Result<Option<Record>> {
        self.1 += 1;
        Ok(self.0.recv().ok())
    }

    fn line(&self) -> u64 {
        self.1
    }
}

#[test]
fn a_run_whose_source_waits_for_ever_can_be_halted() {
    let ((send, queue), (end, ended)) = (channel(), channel());
    send.send(Record::from_value(1, &example("notice-m1"))).unwrap();
    let halt = Halt::default();
    let options = RunOptions { halt: halt.clone(), ..RunOptions::default() };
    let accounts = Entries::of([Box::new(Queue(queue, 0)) as Box<dyn Source>]);
    let place: Arc<dyn Place> = Arc::new(Shelf::default());
    std::thread::spawn(move || {
        let run = Run { desk: Desk::new(parts()).unwrap(), accounts, place, options };
        let summary = run.go(&mut |event| {
            if matches!(event, Event::Account { .. }) {
                halt.halt();
            }
            Ok(())
        });
        end.send(summary.map(|summary| (summary.ended, summary.counts.made))).unwrap();
    });
    let summary = ended.recv_timeout(Duration::from_secs(60)).expect("the run still waits for its source");
    assert_eq!(summary.unwrap(), (Ended::Halted, 1));
    drop(send);
}

#[test]
fn a_record_of_nothing_is_refused_with_a_reason() {
    let record =
        Record { line: 7, row: None, id: None, node: None, findings: Vec::new(), cut: None, open: false };
    let findings = Entries::single(record).account.unwrap_err();
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["D01"]);
}

#[test]
fn more_workers_than_any_machine_has_are_no_panic() {
    let (desk, place) = (Desk::new(parts()).unwrap(), Flaky::new(usize::MAX, false));
    let accounts = Entries::of([]);
    let options = RunOptions { workers: usize::MAX, ..RunOptions::default() };
    match (Run { desk, accounts, place, options }.go(&mut |_| Ok(()))) {
        Ok(summary) => assert_eq!(summary.ended, Ended::Finished),
        Err(stop) => assert!(stop.message.en.starts_with("cannot start a worker"), "{stop}"),
    }
}

#[test]
fn a_listener_that_ends_a_run_at_once_hears_how_to_go_on() {
    let (desk, place) = (Desk::new(parts()).unwrap(), Flaky::new(usize::MAX, false));
    let run = Run { desk, accounts: Entries::of([]), place, options: RunOptions::default() };
    let stop = run.go(&mut |_| Err(Stop::new("nobody listens", "无人接听"))).unwrap_err();
    assert!(stop.hints.iter().any(|hint| hint.en.contains("--resume")), "{stop:?}");
}

#[test]
fn a_kind_that_is_a_persons_data_is_not_repeated() {
    let desk = Desk::new(parts()).unwrap();
    for (kind, told) in
        [("张三丰13812345678", "张"), ("6222021234567890128", "6222"), ("overdue-notce", "overdue-notce")]
    {
        let account = Account::from_value(&with(example("notice-m1"), "/kind", json!(kind))).unwrap();
        let refused = make(&desk, account).unwrap_err().to_string();
        assert!(refused.contains(told), "{refused}");
        assert!(!["三丰", "12345", "67890"].iter().any(|data| refused.contains(data)), "{refused}");
    }
}

#[test]
fn no_debug_output_shows_a_secret_or_a_document() {
    let with = Countersignature { password: Some("19900307".into()), picture: Some(vec![77; 3]) };
    let issuer = parts().issuer + "\n# 0123456789abcdef\n";
    let parts = DeskParts { issuer, ..parts() }.file("bank.p12", *b"secret").key_password("0123456789abcdef");
    let entry = Entries::single(Record::from_value(1, &example("notice-m1")));
    let shown = format!("{with:?} {parts:?} {:?} {entry:?}", parts.files);
    assert!(shown.contains("bank.p12") && shown.contains("issuer.toml"), "{shown}");
    assert!(
        !["19900307", "[77", "0123456789abcdef", "115, 101, 99", "8543.77", "350001"]
            .iter()
            .any(|data| shown.contains(data)),
        "{shown}"
    );
}

#[test]
fn a_caller_that_makes_one_document_after_the_other_has_one_worker() {
    let desk = Desk::new(parts()).unwrap();
    let account = Account::from_value(&example("notice-m1")).unwrap();
    for _ in 0..200 {
        hanpress::check(&desk, &account).unwrap();
    }
    assert!(format!("{desk:?}").contains("a pool with 1 idle workers"));
}

#[test]
fn how_to_go_on_is_told_once() {
    let stop = Stop::new("the shelf is full", "架上已满").unfinished().unfinished();
    assert_eq!(stop.hints.len(), 1);
}
