//! Runs that are added to finished ones, names of files, the index, and who may read all that.

use std::os::unix::fs::PermissionsExt;

use hanpress::inner::deliver::{Naming, runs, search};

use super::resume::quick_folder;
use super::*;

/// Accounts of an added run: which records come, and which of them are refused.
type Input<'a> = &'a [(u64, bool)];

fn added(mode: Mode) -> Opening {
    Opening { mode, add: true, ..Opening::default() }
}

/// The id of a record is that of its account, whatever its place in an input.
fn from(seq: u64, record: u64) -> Origin {
    let id = Some(format!("A{record}"));
    Origin { seq, id, sha256: account(record), ..origin(seq) }
}

/// Works through the accounts of an added run and tells which of them it made; it ends where nothing cuts it off.
fn add(folder: &Path, mode: Mode, input: Input<'_>, cut: Option<usize>) -> Vec<u64> {
    let (output, mut register) = match Output::open(place(folder).unwrap(), &header(), &added(mode)).unwrap()
    {
        Opened::Ready(output, register) => (output, *register),
        Opened::AlreadyMade(runs) => panic!("already made: {runs:?}"),
    };
    let mut made = Vec::new();
    for ((record, refused), seq) in input.iter().zip(1..).take(cut.unwrap_or(usize::MAX)) {
        let outcome = if output.stood_before(&account(*record), "overdue-notice") {
            Outcome::StoodBefore
        } else if *refused {
            Outcome::Refused(refusal(3).unwrap())
        } else if output.stands(seq, &account(*record)).unwrap() {
            Outcome::Stands
        } else {
            Outcome::Made(output.place(&Delivery { seq, ..delivery(*record) }).unwrap())
        };
        match register.record(&from(seq, *record), outcome).unwrap() {
            Recorded::Made(_) => made.push(*record),
            // Not that of an earlier run, whose account had the same place in another input.
            Recorded::Stood(made) => assert_eq!(made.id(), format!("A{record}")),
            Recorded::StoodBefore | Recorded::Refused(_) | Recorded::NotYet(_) => {}
        }
    }
    if cut.is_none() && register.repeated().is_none() {
        register.finish(&Session::start(1)).unwrap();
    }
    made
}

fn refused(folder: &Path) -> Vec<String> {
    let text = fs::read_to_string(folder.join("refused.jsonl")).unwrap();
    let id = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].to_string();
    text.lines().map(id).collect()
}

fn index(folder: &Path) -> String {
    fs::read_to_string(folder.join("index.csv")).unwrap()
}

#[test]
fn a_corrected_account_is_added_in_a_run_of_its_own_that_an_audit_understands() {
    let folder = quick_folder();
    run(folder.path(), Mode::Fresh, 4);
    let before = manifest(folder.path());
    assert_eq!(add(folder.path(), Mode::Fresh, &[(1, false), (9, false), (3, true)], None), [9]);
    let after = manifest(folder.path());
    assert!(after.starts_with(&before), "what stands is not touched");
    assert_eq!(crate::audit::told(folder.path()), Vec::<String>::new());
    let runs = runs(&Folder::to_read(folder.path())).unwrap();
    assert_eq!(runs.len(), 2);
    let end = runs[1].1.as_ref().unwrap();
    assert_eq!((end.counts.made, end.counts.refused), (1, 1));
    assert_eq!(end.added.as_ref().map(|added| (added.stood, added.unresolved)), Some((1, 0)));
    assert_eq!(index(folder.path()).lines().count(), 5, "the index is of all runs");
    assert_eq!(refused(folder.path()), ["\"A3\""]);
}

#[test]
fn who_was_refused_and_is_not_given_again_stays_in_the_lists() {
    let folder = quick_folder();
    run(folder.path(), Mode::Fresh, 4);
    add(folder.path(), Mode::Fresh, &[(8, true), (9, false)], None);
    assert_eq!(refused(folder.path()), ["\"A8\"", "\"A3\""], "those of the last run first");
    add(folder.path(), Mode::Fresh, &[(3, false)], None);
    assert_eq!(refused(folder.path()), ["\"A8\""]);
    assert_eq!(crate::audit::told(folder.path()), Vec::<String>::new());
    let report: serde_json::Value = serde_json::from_slice(&files(folder.path())["report.json"]).unwrap();
    assert_eq!((&report["made"], &report["refused"]), (&5.into(), &1.into()));
}

#[test]
fn the_same_accounts_once_more_add_nothing() {
    let folder = quick_folder();
    run(folder.path(), Mode::Fresh, 4);
    let input = [(1, false), (9, false), (8, true)];
    add(folder.path(), Mode::Fresh, &input, None);
    let whole = lasting(folder.path());
    assert_eq!(add(folder.path(), Mode::Fresh, &input, None), Vec::<u64>::new());
    assert_eq!(lasting(folder.path()), whole);
    assert!(matches!(
        Output::open(place(folder.path()).unwrap(), &header(), &opening(Mode::Fresh)).unwrap(),
        Opened::AlreadyMade(runs) if runs.len() == 2
    ));
}

#[test]
fn an_added_run_cut_at_any_byte_is_brought_to_the_same_end() {
    let folder = quick_folder();
    run(folder.path(), Mode::Fresh, 2);
    let first = manifest(folder.path()).len();
    let lists = lasting(folder.path());
    let input = [(1, false), (7, false), (8, true), (9, false)];
    add(folder.path(), Mode::Fresh, &input, None);
    let whole = lasting(folder.path());
    let bytes = &whole["manifest.jsonl"];
    let ends: Vec<_> = (1..=bytes.len()).filter(|at| bytes[at - 1] == b'\n').collect();
    let near = |cut: &usize| ends.iter().any(|end| end.abs_diff(*cut) < 3) || cut.is_multiple_of(97);
    for cut in (first..bytes.len()).filter(near) {
        // The lists may be those of before or behind; which, must not matter.
        if cut.is_multiple_of(2) {
            for (name, bytes) in lists.iter().filter(|(name, _)| name.starts_with("refused")) {
                fs::write(folder.path().join(name), bytes).unwrap();
            }
        }
        fs::write(folder.path().join("manifest.jsonl"), &bytes[..cut]).unwrap();
        add(folder.path(), Mode::Resume, &input, None);
        assert!(lasting(folder.path()) == whole, "cut at {cut} of {first} to {}", bytes.len());
    }
}

#[test]
fn an_added_run_that_was_cut_off_waits_for_resume_and_keeps_the_lists() {
    let folder = quick_folder();
    run(folder.path(), Mode::Fresh, 4);
    let input: Vec<_> = (10..80).map(|record| (record, false)).collect();
    add(folder.path(), Mode::Fresh, &input, Some(60));
    assert_eq!(refused(folder.path()), ["\"A3\""]);
    let fault =
        |opening| Output::open(place(folder.path()).unwrap(), &header(), &opening).map(drop).unwrap_err();
    assert!(fault(added(Mode::Fresh)).message.en.contains("last is not finished"));
    let made = add(folder.path(), Mode::Resume, &input, None);
    assert!(!made.is_empty() && made.len() < 70, "{} are made again", made.len());
    assert_eq!(manifest(folder.path()).lines().count(), 5 + 72);
    assert_eq!(crate::audit::told(folder.path()), Vec::<String>::new());
}

#[test]
fn nothing_is_added_where_no_finished_run_stands() {
    let folder = quick_folder();
    let fault = |folder: &Path| {
        Output::open(place(folder).unwrap(), &header(), &added(Mode::Resume))
            .map(drop)
            .unwrap_err()
            .message
            .en
    };
    assert!(fault(folder.path()).ends_with("holds no run to add to"));
    let (output, mut register) = open(folder.path(), Mode::Fresh).unwrap();
    register.record(&origin(1), outcome(&output, 1)).unwrap();
    drop((output, register));
    assert!(fault(folder.path()).contains("is not finished, so nothing is added to it"));
}

#[test]
fn a_document_of_an_earlier_run_that_is_gone_is_named_and_stops_what_is_added() {
    let folder = quick_folder();
    run(folder.path(), Mode::Fresh, 4);
    add(folder.path(), Mode::Fresh, &[(9, false)], None);
    fs::remove_file(folder.path().join(file_of(2))).unwrap();
    let opened = Output::open(place(folder.path()).unwrap(), &header(), &added(Mode::Resume));
    assert!(
        opened
            .map(drop)
            .unwrap_err()
            .message
            .en
            .ends_with("1 documents of an earlier run are missing or damaged")
    );
    assert_eq!(
        crate::audit::told(folder.path()),
        [format!("A09 {} A2: this document is missing", file_of(2))]
    );
}

#[test]
fn a_header_behind_an_open_run_and_a_run_behind_another_hash_are_found() {
    let folder = quick_folder();
    run(folder.path(), Mode::Fresh, 4);
    add(folder.path(), Mode::Fresh, &[(9, false)], None);
    let text = manifest(folder.path());
    let told = |lines: Vec<&str>| {
        fs::write(folder.path().join("manifest.jsonl"), lines.join("\n") + "\n").unwrap();
        crate::audit::told(folder.path())
    };
    let mut lines: Vec<_> = text.lines().collect();
    lines.remove(4);
    assert!(told(lines).iter().any(|flaw| flaw.starts_with("A04 manifest.jsonl:5: a second header")));
    let changed = text.replacen("\"refused\":1", "\"refused\":2", 1);
    assert!(told(changed.lines().collect()).iter().any(|flaw| flaw.starts_with("A02 manifest.jsonl:5")));
}

// Names.

fn naming(pattern: &str) -> Result<Naming, String> {
    Naming::of_pattern(pattern).map_err(|stop| stop.message.en)
}

fn named(pattern: &str, folder: &Path, mode: Mode, accounts: u64) -> Vec<u64> {
    let opening = Opening { mode, naming: naming(pattern).unwrap(), ..Opening::default() };
    let (output, mut register) = match Output::open(place(folder).unwrap(), &header(), &opening).unwrap() {
        Opened::Ready(output, register) => (output, *register),
        Opened::AlreadyMade(runs) => panic!("already made: {runs:?}"),
    };
    let made = |seq: &u64| {
        let outcome = outcome(&output, *seq);
        matches!(register.record(&origin(*seq), outcome).unwrap(), Recorded::Made(_))
    };
    let made = (1..=accounts).filter(made).collect();
    register.finish(&Session::start(1)).unwrap();
    made
}

#[test]
fn files_are_named_as_asked_for_and_the_header_remembers() {
    let folder = quick_folder();
    named("{id}-{number}", folder.path(), Mode::Fresh, 4);
    let file = file_of(2).replace("/HP-", "/A2-HP-");
    assert!(files(folder.path()).contains_key(&file), "{file}");
    assert_eq!(crate::audit::told(folder.path()), Vec::<String>::new());
    let fault = Output::open(place(folder.path()).unwrap(), &header(), &opening(Mode::Fresh)).map(drop);
    assert!(fault.unwrap_err().message.en.contains("`name` is `{id}-{number}` in the folder and - now"));
    let text = manifest(folder.path());
    let lines: Vec<_> = text.split_inclusive('\n').take(3).collect();
    fs::write(folder.path().join("manifest.jsonl"), lines.concat()).unwrap();
    assert_eq!(named("{id}-{number}", folder.path(), Mode::Resume, 4), [4]);
    assert_eq!(manifest(folder.path()), text);
}

#[test]
fn a_name_tells_nothing_of_a_debt_or_a_person() {
    for (pattern, why) in [
        ("{kind}-{number}", "would tell of the debt"),
        ("{amount}", "would tell of the debt"),
        ("{name}", "is a person's datum"),
        ("{nubmer}", "there is no placeholder `{nubmer}`"),
        ("overdue-{id}", "words of a file's name could tell of the debt"),
        ("逾期{id}", "words of a file's name could tell of the debt"),
        ("../{id}", "words of a file's name"),
        ("{id", "is not closed"),
        ("-{id}", "begins or ends with a mark"),
        ("", "every file would have the same name"),
    ] {
        let fault = naming(pattern).unwrap_err();
        assert!(fault.contains(why), "{pattern}: {fault}");
    }
    assert!(naming("{id}-{number}").is_ok() && naming("{seq}_{id}.{number}").is_ok());
}

#[test]
fn two_files_never_have_one_name() {
    let folder = quick_folder();
    let opening = Opening { naming: naming("{id}").unwrap(), ..Opening::default() };
    let Opened::Ready(output, mut register) =
        Output::open(place(folder.path()).unwrap(), &header(), &opening).unwrap()
    else {
        panic!("nothing stood here")
    };
    let mut record = |seq: u64, id: &str, number: &str| {
        let delivery = Delivery { id: id.into(), number: number.into(), ..delivery(seq) };
        register.record(&origin(seq), Outcome::Made(output.place(&delivery).unwrap())).unwrap()
    };
    assert!(matches!(record(1, "a/b", "HP-1AA"), Recorded::Made(_)));
    let Recorded::Refused(findings) = record(2, "A_B", "HP-2AA") else {
        panic!("the same name to some systems")
    };
    assert_eq!(findings[0].code, "D10");
    assert_eq!(findings[0].message.en, "its file `documents/AA/A_B.pdf` has the name of that of account 1");
    assert!(matches!(record(3, "A_B", "HP-3AB"), Recorded::Made(_)), "another folder");
}

// The index, and finding again.

#[test]
fn the_index_names_every_document_and_is_safe_in_a_spreadsheet() {
    let folder = quick_folder();
    let (output, mut register) = open(folder.path(), Mode::Fresh).unwrap();
    let owed = [(100, Currency::Cny), (250, Currency::Cny), (7, Currency::Jpy)];
    let owed = owed.map(|(minor, currency)| Money::new(minor, currency)).to_vec();
    let made = [
        Delivery { id: "=1+1".into(), ..delivery(1) },
        Delivery { id: "0012".into(), debt: Debt { bucket: Bucket::M1, owed }, ..delivery(2) },
    ];
    for (seq, delivery) in (1..).zip(&made) {
        register.record(&origin(seq), Outcome::Made(output.place(delivery).unwrap())).unwrap();
    }
    register.finish(&Session::start(1)).unwrap();
    let [one, two] = [1, 2].map(|seq| (delivery(seq).number, file_of(seq)));
    let title = "信用卡逾期还款通知书";
    let expected = format!(
        "\u{feff}id,name,kind,number,file,pages,amount,warnings\r\n\
         '=1+1,王*,{title},{},{},1,CNY 8543.77,\r\n\t0012,王*,{title},{},{},1,CNY 3.50; JPY 7,R13\r\n",
        one.0, one.1, two.0, two.1
    );
    assert_eq!(index(folder.path()), expected);
}

#[test]
fn a_document_is_found_by_id_and_number_and_what_is_near_is_told() {
    let folder = quick_folder();
    run(folder.path(), Mode::Fresh, 4);
    let place = Folder::to_read(folder.path());
    let found = |id: &str| search(&place, id).unwrap();
    assert_eq!(found("A2").documents[0].document.file, file_of(2));
    assert_eq!(found(&delivery(4).number.to_lowercase()).documents[0].document.id, "A4");
    assert_eq!(found("A3").refused.unwrap().codes, ["R04"]);
    let near = found("A22");
    assert!(near.documents.is_empty() && near.nearest.as_deref() == Some("A2"), "{near:?}");
    assert_eq!(found("zzz").nearest, None);
}

// Who may read it, and what is not read.

#[test]
fn nobody_else_may_read_what_is_made() {
    let folder = quick_folder();
    let out = folder.path().join("above/out");
    run(&out, Mode::Fresh, 4);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for name in files(&out).keys() {
        assert_eq!(mode(&out.join(name)), 0o600, "{name}");
    }
    for below in ["", "documents", "../../above"] {
        assert_eq!(mode(&out.join(below)), 0o700, "{below}");
    }
}

#[test]
fn a_folder_that_stood_there_keeps_its_mode() {
    let folder = quick_folder();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    run(folder.path(), Mode::Fresh, 1);
    assert_eq!(fs::metadata(folder.path()).unwrap().permissions().mode() & 0o777, 0o755);
}
