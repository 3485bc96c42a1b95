//! The library as another program uses it: single letters from memory, and runs over sources and places of its own.

mod memory;
mod own;
mod spread;
mod standing;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use hanpress::parts::{Ended, Recorded, Ways, check_all};
use hanpress::{
    Account, Desk, DeskOptions, DeskParts, Entries, Event, Halt, NamedFiles, Place, Run, RunOptions, Source,
    Stop, Terms, check, make, messages, verify,
};
pub(crate) use own::{Held, Shelf};
use serde_json::json;

use crate::workshop::{PLAIN_KIND, example, file, issue_date, with};

fn text(name: &str) -> String {
    std::fs::read_to_string(file(name)).unwrap()
}

/// The issuer of the examples, from memory.
pub(crate) fn parts() -> DeskParts {
    let names = ["logo.svg", "seal.svg", "contract-seal.svg"];
    let files = names.map(|name| (name.to_string(), std::fs::read(file("examples").join(name)).unwrap()));
    let parts = DeskParts::new(text("examples/issuer.toml"), issue_date()).unwrap();
    DeskParts { files: NamedFiles::memory(files.into()), ..parts }
}

/// A desk with one more kind, `plain`, of this letter.
fn desk_by(letter: &str) -> Result<Desk, Stop> {
    Desk::new(parts().template("plain/kind.toml", PLAIN_KIND).template("plain/letter.typ.jinja", letter))
}

fn plain() -> Account {
    Account::from_value(&with(example("notice-m1"), "/kind", json!("plain"))).unwrap()
}

#[test]
fn a_desk_from_memory_makes_the_bytes_of_one_from_files() {
    let account = Account::from_value(&example("notice-m1")).unwrap();
    let one = Desk::open(DeskOptions::new(file("examples/issuer.toml"), issue_date())).unwrap();
    let other = Desk::new(parts()).unwrap();
    let (one, other) = (make(&one, &account).unwrap(), make(&other, account).unwrap());
    assert_eq!(one.pdf, other.pdf);
    assert_eq!((one.kind.as_str(), one.pages, one.signed), ("overdue-notice", other.pages, None));
    assert_eq!(one.sha256, hanpress::inner::digest::sha256(&one.pdf));
    assert!(one.number.starts_with("HP-20261123-") && one.number == other.number);
}

#[test]
fn what_is_wrong_with_an_account_comes_back_whole_with_its_places() {
    let desk = Desk::new(parts()).unwrap();
    let bad = with(with(example("notice-m1"), "/ledgers/0/total", "8534.77"), "/debtor/postcode", "12345");
    let account = Account::from_value(&bad).unwrap();
    let refused = make(&desk, &account).unwrap_err();
    let told: Vec<_> = refused.findings.iter().map(|finding| (finding.code, finding.path.as_str())).collect();
    assert!(
        told.contains(&("R04", "ledgers[0].total"))
            && told.iter().any(|(_, path)| *path == "debtor.postcode")
    );
    assert_eq!(check(&desk, &account).unwrap_err(), refused);
    assert!(refused.to_string().contains("R04 ledgers[0].total: "), "{refused}");
}

#[test]
fn what_is_no_account_is_an_error_value() {
    for text in ["", "17", "[1]", "{\"id\"", "null", "\u{0}", "{\"id\": \"\\ud83d\"}"] {
        let refused = Account::from_json(text).unwrap_err();
        assert!(!refused.findings.is_empty() && refused.stop.is_none(), "{text:?}");
    }
    let long = format!("{{\"id\": \"{}\"}}", "x".repeat(2 << 20));
    assert_eq!(Account::from_json(&long).unwrap_err().findings[0].code, "D06");
    let pretty = serde_json::to_string_pretty(&example("notice-m1")).unwrap();
    assert_eq!(Account::from_json(&format!("\u{feff}{pretty}")).unwrap().id(), "A0000001");
}

#[test]
fn an_issuer_text_that_cannot_be_used_is_told_with_its_name_and_places() {
    let parts = |issuer: &str| DeskParts { issuer: issuer.into(), issuer_name: "bank A".into(), ..parts() };
    let told = Desk::new(parts("[issuer\n")).unwrap_err().message.en;
    assert!(told.starts_with("`bank A` cannot be used:") && told.contains("line 1 is not TOML"), "{told}");
    let told = Desk::new(parts("[issuer]\nname = 3\n")).unwrap_err().message.en;
    assert!(told.contains("issuer.uscc: ") && told.contains("contract: "), "{told}");
    let absent = DeskParts { files: NamedFiles::memory(BTreeMap::new()), ..self::parts() };
    assert_eq!(Desk::new(absent).unwrap_err().message.en, "the file `logo.svg` is not given");
}

#[test]
fn a_template_that_fails_is_told_and_the_next_letter_is_made() {
    assert!(desk_by("{% if %}").unwrap_err().message.en.contains("plain/letter.typ.jinja:1"));
    let desk = desk_by("{{ nobody.knows }}").unwrap();
    assert_eq!(make(&desk, plain()).unwrap_err().findings[0].code, "R25");
    let good = Account::from_value(&example("notice-m1")).unwrap();
    assert_eq!(make(&desk, good).unwrap().kind, "overdue-notice");
}

#[test]
fn a_template_as_deep_or_long_as_one_can_write_it_ends_nobodys_program() {
    let deep = format!("{{{{ {}1 }}}}", "not ".repeat(200_000));
    assert!(desk_by(&deep).is_ok() || desk_by(&deep).is_err(), "it comes back at all");
    let told = desk_by(&"x".repeat(2 << 20)).unwrap_err().message.en;
    assert!(told.contains("`templates/plain/letter.typ.jinja` is larger than 1048576 bytes"), "{told}");
}

#[test]
fn steps_and_time_of_a_letter_have_their_limits() {
    let desk = desk_by("#let f(n) = { if n > 0 { f(n - 1); f(n - 1) } }\n#f(60)").unwrap();
    assert_eq!(make(&desk, plain()).unwrap_err().findings[0].code, "T02");
    let quick = Desk::new(DeskParts { time_limit: Duration::from_millis(1), ..parts() }).unwrap();
    let refused =
        make(&quick, Account::from_value(&example("agreement-60-instalments")).unwrap()).unwrap_err();
    assert!(
        refused.findings.is_empty() && refused.stop.unwrap().message.en.contains("in hand for more than")
    );
}

#[test]
fn many_threads_make_letters_at_one_desk() {
    let desk = Desk::new(parts()).unwrap();
    let account = Account::from_value(&example("notice-m1")).unwrap();
    let made = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| make(&desk, &account).unwrap().sha256)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(made.iter().all(|sha256| *sha256 == made[0]));
}

#[test]
fn a_signed_agreement_is_made_and_verified_in_memory() {
    let key = std::fs::read(file("tests/keys/bank-p256.p12")).unwrap();
    let issuer = text("examples/issuer.toml") + "\n[sign]\nkey = \"bank.p12\"\n";
    let parts = DeskParts { issuer, ..parts() }.file("bank.p12", key);
    let desk = Desk::new(parts.clone().key_password(text("tests/keys/password").trim())).unwrap();
    let letter = make(&desk, Account::from_value(&example("agreement-60-instalments")).unwrap()).unwrap();
    assert!(letter.signed.is_some());
    let mut terms = Terms::now();
    terms.trust(&std::fs::read(file("tests/keys/root.pem")).unwrap()).unwrap();
    let report = verify(&letter.pdf, &terms);
    assert_eq!(report.signatures.len(), 1, "{report:?}");
    // The borrower has not signed yet.
    assert!(report.findings.iter().all(|note| note.code == "V02"), "{report:?}");
    let stop = Desk::new(parts.key_password("wrong")).unwrap_err();
    assert!(stop.message.en.contains("the password does not open"), "{stop}");
}

/// Six accounts, the second of which is refused.
pub(crate) fn accounts() -> Vec<serde_json::Value> {
    let account = |number: u32| with(example("notice-m1"), "/id", format!("A{number}"));
    let mut all: Vec<_> = (1..=6).map(account).collect();
    all[1] = with(all[1].clone(), "/ledgers/0/total", "1.00");
    all
}

fn run(place: &Arc<Shelf>, accounts: Vec<serde_json::Value>, options: RunOptions) -> Run {
    let accounts = Entries::of([Box::new(Held(accounts, 0)) as Box<dyn Source>]);
    Run { desk: Desk::new(parts()).unwrap(), accounts, place: Arc::clone(place) as Arc<dyn Place>, options }
}

pub(crate) fn resumed() -> RunOptions {
    RunOptions { mode: hanpress::parts::Mode::Resume, ..RunOptions::default() }
}

/// What stands on a shelf, but for the report, which holds times.
pub(crate) fn stands(shelf: &Shelf) -> BTreeMap<String, Vec<u8>> {
    let mut files = shelf.files.lock().unwrap().clone();
    files.remove("report.json").unwrap();
    files
}

#[test]
fn a_run_takes_accounts_from_any_source_and_puts_documents_into_any_place() {
    let (shelf, mut told) = (Arc::new(Shelf::default()), Vec::new());
    let summary = run(&shelf, accounts(), RunOptions::default()).go(&mut |event| {
        told.push(match event {
            Event::Begun(total) => format!("begun {total:?}"),
            Event::Account { entry, recorded: Recorded::Refused(findings), .. } => {
                let first = findings.iter().find(|finding| finding.refuses()).unwrap();
                format!("{}:{} {}", entry.source, entry.line, first.code)
            }
            Event::Account { id, .. } => id.unwrap().to_string(),
        });
        Ok(())
    });
    let summary = summary.unwrap();
    assert_eq!(told, ["begun Some(6)", "A1", "core system:2 R04", "A3", "A4", "A5", "A6"]);
    assert_eq!((summary.ended, summary.counts.made, summary.counts.refused), (Ended::Finished, 5, 1));
    assert!(shelf.begun.lock().unwrap().is_empty(), "a temporary file was left");
    let place: Arc<dyn Place> = shelf.clone();
    let mut flaws = Vec::new();
    let audited = hanpress::audit(&place, 2, hanpress::Demands::default(), &Arc::default(), &mut |told| {
        flaws.extend(matches!(told, hanpress::parts::AuditEvent::Found(_)).then_some(told));
        Ok(())
    });
    assert_eq!((audited.unwrap().counts.made, flaws), (5, Vec::new()));
    let again = run(&shelf, accounts(), RunOptions::default()).go(&mut |_| Ok(())).unwrap();
    assert_eq!((again.ended, again.counts.made), (Ended::AlreadyMade, 5));
}

#[test]
fn a_run_into_memory_leaves_what_one_into_a_folder_does() {
    let (shelf, folder) = (Arc::new(Shelf::default()), tempfile::tempdir().unwrap());
    run(&shelf, accounts(), RunOptions::default()).go(&mut |_| Ok(())).unwrap();
    let place = Arc::new(hanpress::Folder::open(folder.path()).unwrap());
    let on_disk = Run { place, ..run(&shelf, accounts(), RunOptions::default()) };
    on_disk.go(&mut |_| Ok(())).unwrap();
    for (name, bytes) in stands(&shelf) {
        assert!(std::fs::read(folder.path().join(&name)).unwrap() == bytes, "{name} differs");
    }
}

#[test]
fn a_place_whose_put_fails_in_the_middle_leaves_nothing_half_written_and_the_run_goes_on() {
    let whole = Arc::new(Shelf::default());
    run(&whole, accounts(), RunOptions::default()).go(&mut |_| Ok(())).unwrap();
    for room in 0..6 {
        let shelf = Arc::new(Shelf::default());
        *shelf.room.lock().unwrap() = Some(room);
        let stop = run(&shelf, accounts(), RunOptions::default()).go(&mut |_| Ok(())).unwrap_err();
        assert_eq!((stop.message.en.as_str(), stop.hints[0].en.as_str()), ("the shelf is full", "clear it"));
        assert!(shelf.begun.lock().unwrap().is_empty(), "a temporary file was left");
        *shelf.room.lock().unwrap() = None;
        run(&shelf, accounts(), resumed()).go(&mut |_| Ok(())).unwrap();
        assert_eq!(stands(&shelf), stands(&whole), "room for {room}");
    }
}

#[test]
fn a_source_that_breaks_off_is_told_at_its_place() {
    let mut broken = accounts();
    broken[3] = serde_json::Value::Null;
    let shelf = Arc::new(Shelf::default());
    let summary = run(&shelf, broken, RunOptions::default()).go(&mut |_| Ok(())).unwrap();
    assert_eq!((summary.ended, summary.counts.made, summary.counts.refused), (Ended::Cut, 2, 1));
    let stop = summary.stop.unwrap();
    assert_eq!(stop.message.en, "`core system`:5: the input broke off here: the line is dead");
    let summary = run(&shelf, accounts(), resumed()).go(&mut |_| Ok(())).unwrap();
    assert_eq!(
        (summary.ended, summary.counts.made),
        (Ended::Finished, 5),
        "with the whole input it is finished"
    );
}

#[test]
fn an_error_of_the_listener_ends_a_run_that_can_be_gone_on_with() {
    let (shelf, mut met) = (Arc::new(Shelf::default()), 0);
    let stop = run(&shelf, accounts(), RunOptions::default()).go(&mut |_| {
        met += 1;
        if met == 4 { Err(Stop::new("nobody listens", "无人接听")) } else { Ok(()) }
    });
    let stop = stop.unwrap_err();
    assert_eq!(stop.message.en, "nobody listens");
    assert!(stop.hints[0].en.contains("--resume"));
    let summary = run(&shelf, accounts(), resumed()).go(&mut |_| Ok(())).unwrap();
    assert_eq!((summary.ended, summary.counts.made), (Ended::Finished, 5));
}

#[test]
fn a_halted_run_finishes_what_is_in_hand_and_a_left_one_does_not_wait() {
    let many =
        || (1..=40).map(|number| with(example("notice-m1"), "/id", format!("A{number}"))).collect::<Vec<_>>();
    for (leave, ended) in [(false, Ended::Halted), (true, Ended::Left)] {
        let (shelf, halt) = (Arc::new(Shelf::default()), Halt::default());
        let options = RunOptions { halt: halt.clone(), ..RunOptions::default() };
        let summary = run(&shelf, many(), options).go(&mut |event| {
            if matches!(event, Event::Account { .. }) {
                if leave { halt.leave() } else { halt.halt() }
            }
            Ok(())
        });
        let summary = summary.unwrap();
        assert_eq!(summary.ended, ended);
        assert!(summary.counts.made < 40);
        let summary = run(&shelf, many(), resumed()).go(&mut |_| Ok(())).unwrap();
        assert_eq!(summary.counts.made, 40);
    }
}

#[test]
fn a_check_of_any_source_tells_each_account_and_writes_nothing() {
    let desk = Desk::new(parts()).unwrap();
    let entries = Entries::of([Box::new(Held(accounts(), 0)) as Box<dyn Source>]);
    let mut told = Vec::new();
    let summary = check_all(&desk, entries, &RunOptions::default(), &mut |checked| {
        told.push(checked.sound);
        Ok(())
    });
    let summary = summary.unwrap();
    assert_eq!((summary.sound, summary.refused, told), (5, 1, vec![true, false, true, true, true, true]));
}

#[test]
fn messages_of_an_account_come_by_the_same_judgement_as_its_letter() {
    let ways = Ways::parse("sms,email").unwrap();
    let desk = Desk::new(DeskParts { ways: Some(ways), ..parts() }).unwrap();
    let reached = with(with_a_telephone(), "/debtor/email", "o@example.com");
    let made = messages(&desk, Account::from_value(&reached).unwrap()).unwrap();
    let [sms, email] = &made.messages[..] else { panic!("{made:?}") };
    assert_eq!((sms.channel, email.channel, made.kind.as_str()), ("sms", "email", "overdue-notice"));
    assert_eq!((sms.to.as_str(), email.to.as_str()), ("13800005678", "o@example.com"));
    assert!(sms.text.starts_with("【示例银行信用卡中心】尊敬的"), "{}", sms.text);
    let line: serde_json::Value = serde_json::from_slice(&sms.bytes).unwrap();
    assert_eq!((&line["text"], &line["number"]), (&json!(sms.text), &json!(made.number)));
    assert!(email.text.contains("请在此日期前还款"), "{}", email.text);
    // Its letter is attached, as a desk that makes letters makes it.
    let letter = make(&Desk::new(parts()).unwrap(), Account::from_value(&reached).unwrap()).unwrap();
    let mail = mailparse::parse_mail(&email.bytes).unwrap();
    let attached = mail.parts().find(|part| part.ctype.mimetype == "application/pdf").unwrap();
    assert!(attached.get_body_raw().unwrap() == letter.pdf);
    assert_eq!((made.number, letter.messages.len()), (letter.number, 0));
    // Where both are asked for, they come together.
    let all = Desk::new(DeskParts { ways: Ways::parse("letter,sms").ok(), ..parts() }).unwrap();
    let letter = make(&all, Account::from_value(&reached).unwrap()).unwrap();
    assert_eq!(letter.messages.iter().map(|one| &one.text).collect::<Vec<_>>(), [&sms.text]);
    // What refuses the letter refuses them, and an address that is missing does.
    let bad = Account::from_value(&with(reached, "/ledgers/0/total", "8534.77")).unwrap();
    let refused = messages(&desk, &bad).unwrap_err();
    assert_eq!(refused, make(&all, &bad).unwrap_err());
    let codes =
        |refused: hanpress::Refused| refused.findings.iter().filter(|one| one.code.starts_with('M')).count();
    let unreached = with(example("notice-m1"), "/debtor/mobile", json!(null));
    let unreached = with(unreached, "/debtor/email", json!(null));
    assert_eq!(codes(messages(&desk, Account::from_value(&unreached).unwrap()).unwrap_err()), 2);
    // A desk that does not make them says so.
    let told = |refused: hanpress::Refused| refused.stop.unwrap().message.en;
    let account = Account::from_value(&example("notice-m1")).unwrap();
    let stop = told(messages(&Desk::new(parts()).unwrap(), &account).unwrap_err());
    assert!(stop.contains("makes no messages"), "{stop}");
    let short = Desk::new(DeskParts { ways: Ways::parse("sms").ok(), ..parts() }).unwrap();
    let stop = told(make(&short, Account::from_value(&with_a_telephone()).unwrap()).unwrap_err());
    assert!(stop.contains("makes no letters"), "{stop}");
}

/// An account with a telephone.
fn with_a_telephone() -> serde_json::Value {
    with(example("notice-m1"), "/debtor/mobile", "13800005678")
}
