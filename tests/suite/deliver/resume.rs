//! What becomes of a folder that holds something already.

use std::os::unix::fs::MetadataExt;

use super::*;

/// A folder in memory, where there is one: syncing thousands of times takes long on a disk.
pub(in crate::deliver) fn quick_folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { TempDir::new_in(memory).unwrap() } else { TempDir::new().unwrap() }
}

/// Begins a run of so many accounts and is cut off before it ends.
fn cut_off(folder: &Path, accounts: u64) {
    let (output, mut register) = open(folder, Mode::Fresh).unwrap();
    for seq in 1..=accounts {
        let outcome = outcome(&output, seq);
        register.record(&origin(seq), outcome).unwrap();
    }
}

fn fault(folder: &Path, header: &Header, mode: Mode) -> Stop {
    place(folder).and_then(|place| Output::open(place, header, &opening(mode))).map(drop).unwrap_err()
}

/// The message without the folder's own name.
fn message(folder: &Path, fault: &Stop) -> String {
    fault.message.en.replace(&folder.display().to_string(), "DIR")
}

fn already_made(folder: &Path, mode: Mode) -> bool {
    matches!(Output::open(place(folder).unwrap(), &header(), &opening(mode)).unwrap(), Opened::AlreadyMade(_))
}

#[test]
fn a_manifest_cut_at_any_byte_is_brought_to_the_same_end() {
    let folder = quick_folder();
    run(folder.path(), Mode::Fresh, 4);
    let whole = lasting(folder.path());
    let bytes = &whole["manifest.jsonl"];
    let ends: Vec<_> = (1..=bytes.len()).filter(|at| bytes[at - 1] == b'\n').collect();
    for cut in 0..bytes.len() {
        fs::write(folder.path().join("manifest.jsonl"), &bytes[..cut]).unwrap();
        let lines = ends.iter().filter(|end| **end <= cut).count();
        let missing = [1, 2, 4][lines.saturating_sub(1)..].to_vec();
        assert_eq!(run(folder.path(), Mode::Resume, 4), missing, "cut at {cut}");
        assert_eq!(lasting(folder.path()), whole, "cut at {cut}");
    }
}

#[test]
fn a_run_that_was_cut_off_comes_to_the_same_end() {
    let (one, two) = (quick_folder(), quick_folder());
    run(one.path(), Mode::Fresh, 200);
    cut_off(two.path(), 150);
    let kept = manifest(two.path()).lines().count() as u64 - 1;
    assert!((96..149).contains(&kept), "{kept}: two groups at least, and not all");
    let made = run(two.path(), Mode::Resume, 200);
    assert_eq!(made, (kept + 2..=200).collect::<Vec<_>>());
    assert_eq!(lasting(one.path()), lasting(two.path()));
    let report: serde_json::Value = serde_json::from_slice(&files(two.path())["report.json"]).unwrap();
    assert_eq!((&report["made"], &report["kept"]), (&199.into(), &kept.into()));
    assert_eq!(report["by_stage"], serde_json::json!({ "M1": 199 }));
}

#[test]
fn documents_that_take_their_time_are_recorded_before_a_group_is_full() {
    let folder = quick_folder();
    let (output, mut register) = open(folder.path(), Mode::Fresh).unwrap();
    let lines = || manifest(folder.path()).lines().count();
    register.record(&origin(1), outcome(&output, 1)).unwrap();
    assert_eq!(lines(), 1);
    std::thread::sleep(std::time::Duration::from_millis(2_050));
    register.record(&origin(2), outcome(&output, 2)).unwrap();
    assert_eq!(lines(), 3);
}

#[test]
fn a_run_that_was_left_keeps_what_is_made_and_has_no_closing_line() {
    let folder = quick_folder();
    let (output, mut register) = open(folder.path(), Mode::Fresh).unwrap();
    for seq in 1..=3 {
        let outcome = outcome(&output, seq);
        register.record(&origin(seq), outcome).unwrap();
    }
    assert!(!register.leave(&Session::start(1)).unwrap().finished);
    drop(output);
    assert_eq!(documents(folder.path()).len(), 2);
    assert_eq!(manifest(folder.path()).lines().count(), 3);
    assert_eq!(run(folder.path(), Mode::Resume, 4), [4]);
}

#[test]
fn an_unfinished_run_is_gone_on_with_only_when_asked() {
    let folder = quick_folder();
    cut_off(folder.path(), 1);
    let fault = fault(folder.path(), &header(), Mode::Fresh);
    assert_eq!(message(folder.path(), &fault), "`DIR` holds an unfinished run");
    assert_eq!(fault.hints[0].en, "go on with it by `--resume`, or choose another folder");
    assert_eq!(begun(&hanpress::Folder::to_read(folder.path())).unwrap(), Some(header()));
}

#[test]
fn a_finished_run_is_left_alone() {
    let folder = quick_folder();
    run(folder.path(), Mode::Fresh, 4);
    let before = files(folder.path());
    assert!(already_made(folder.path(), Mode::Fresh));
    assert!(already_made(folder.path(), Mode::Resume));
    assert_eq!(files(folder.path()), before);
}

#[test]
fn a_resumed_run_makes_only_what_is_missing_or_damaged() {
    let folder = quick_folder();
    run(folder.path(), Mode::Fresh, 9);
    let whole = lasting(folder.path());
    let file = |seq| folder.path().join(file_of(seq));
    let node = |seq| fs::metadata(file(seq)).unwrap().ino();
    let nodes = [1, 4, 6, 7, 9].map(node);
    fs::remove_file(file(2)).unwrap();
    fs::write(file(5), b"%PDF").unwrap();
    fs::write(file(8), b"%PDF-1.7 document 0").unwrap();
    let told = fault(folder.path(), &header(), Mode::Fresh);
    let expected = "`DIR` holds an unfinished run: 3 of its documents are missing or damaged";
    assert_eq!(message(folder.path(), &told), expected);
    assert_eq!(run(folder.path(), Mode::Resume, 9), [2, 5, 8]);
    assert_eq!(lasting(folder.path()), whole);
    assert_eq!([1, 4, 6, 7, 9].map(node), nodes);
}

#[test]
fn from_an_altered_line_on_nothing_is_believed() {
    let folder = quick_folder();
    run(folder.path(), Mode::Fresh, 6);
    let whole = lasting(folder.path());
    let text = manifest(folder.path());
    for (from, to, broken, made) in [
        ("\"id\":\"A2\"", "\"id\":\"A3\"", 3, vec![2, 4, 5, 6]),
        ("\"line\":\"document\",\"seq\":4", "\"line\":\"document\" \"seq\":4", 4, vec![4, 5, 6]),
        ("\"made\":5", "\"made\":6", 7, vec![]),
    ] {
        assert!(text.contains(from));
        fs::write(folder.path().join("manifest.jsonl"), text.replacen(from, to, 1)).unwrap();
        let told = fault(folder.path(), &header(), Mode::Fresh);
        let expected = format!("`DIR` holds an unfinished run: line {broken} of `manifest.jsonl` is broken");
        assert_eq!(message(folder.path(), &told), expected);
        assert_eq!(run(folder.path(), Mode::Resume, 6), made);
        assert_eq!(lasting(folder.path()), whole);
    }
}

#[test]
fn another_header_is_refused_with_what_differs() {
    let folder = quick_folder();
    run(folder.path(), Mode::Fresh, 1);
    let before = files(folder.path());
    let mut other = Header { issue_date: day("2026-11-23"), fonts: sha256(b"others"), ..header() };
    other.kind = "auto".into();
    other.standards.push("ua-1".into());
    other.versions.hanpress = "0.2.0".into();
    other.templates.insert("demand-letter".into(), sha256(b"demand-letter"));
    for mode in [Mode::Fresh, Mode::Resume] {
        let fault = fault(folder.path(), &other, mode);
        let short = |text: &str| sha256(text.as_bytes())[..12].to_string();
        let expected = format!(
            "`DIR` holds a run that differs: `fonts` is `{}…` in the folder and `{}…` now; \
             `issue_date` is `2026-11-22` in the folder and `2026-11-23` now; \
             `kind` is `own` in the folder and `auto` now; \
             `standards` is `a-2b` in the folder and `a-2b ua-1` now; \
             `templates.demand-letter` is - in the folder and `{}…` now; \
             `versions.hanpress` is `0.1.0` in the folder and `0.2.0` now",
            short("fonts"),
            short("others"),
            short("demand-letter"),
        );
        assert_eq!(message(folder.path(), &fault), expected);
    }
    assert_eq!(files(folder.path()), before);
}

#[test]
fn another_input_is_noticed() {
    let folder = quick_folder();
    cut_off(folder.path(), 129);
    let kept = manifest(folder.path()).lines().count() - 1;
    let (output, _register) = open(folder.path(), Mode::Resume).unwrap();
    let words = |fault: Stop| fault.message.en;
    let expected = "account 5 of the input is not what it was when this folder was begun";
    assert_eq!(output.stands(5, &account(6)).map_err(words), Err(expected.into()));
    assert_eq!(output.stands(5, &account(5)).map_err(words), Ok(true));
    drop((output, _register));
    let (output, mut register) = open(folder.path(), Mode::Resume).unwrap();
    for seq in [1, 2] {
        register.record(&origin(seq), outcome(&output, seq)).unwrap();
    }
    let placed = Outcome::Made(output.place(&Delivery { seq: 3, ..delivery(203) }).unwrap());
    let fault = register.record(&origin(3), placed).unwrap_err();
    assert_eq!(fault.message.en, expected.replace('5', "3"));
    drop((output, register));
    let (output, mut register) = open(folder.path(), Mode::Resume).unwrap();
    let first = outcome(&output, 1);
    register.record(&origin(1), first).unwrap();
    let fault = register.finish(&Session::start(1)).unwrap_err();
    let expected =
        format!("{} documents stand in this folder whose accounts the input does not hold", kept - 1);
    assert_eq!(fault.message.en, expected);
}

#[test]
fn a_folder_with_other_things_is_not_touched() {
    let folder = quick_folder();
    fs::write(folder.path().join("holiday.jpg"), b"sea").unwrap();
    for mode in [Mode::Fresh, Mode::Resume] {
        let fault = fault(folder.path(), &header(), mode);
        let expected = "`DIR` holds other things (`holiday.jpg`) and no `manifest.jsonl`";
        assert_eq!(message(folder.path(), &fault), expected);
    }
    assert_eq!(files(folder.path()).into_keys().collect::<Vec<_>>(), ["holiday.jpg"]);
}

#[test]
fn a_manifest_of_something_else_is_not_touched() {
    let folder = quick_folder();
    for text in ["{\"name\":\"cargo\"}\n", "not json", "{\"line\":\"header\",\"versions\":{}}\n"] {
        fs::write(folder.path().join("manifest.jsonl"), text).unwrap();
        let fault = fault(folder.path(), &header(), Mode::Resume);
        let expected = "`manifest.jsonl` in `DIR` does not begin with the header of a run";
        assert_eq!(message(folder.path(), &fault), expected);
        assert_eq!(manifest(folder.path()), text);
    }
}

#[test]
fn two_runs_cannot_share_a_folder() {
    let folder = quick_folder();
    let first = open(folder.path(), Mode::Fresh).unwrap();
    for mode in [Mode::Fresh, Mode::Resume] {
        let fault = fault(folder.path(), &header(), mode);
        assert_eq!(message(folder.path(), &fault), "another run is at work in `DIR`");
    }
    drop(first);
    assert_eq!(run(folder.path(), Mode::Resume, 1), [1]);
}

#[test]
fn what_was_half_written_is_cleared_away() {
    let folder = quick_folder();
    let parts = [".refused.jsonl.0.hanpress-part", "documents/5T/.HP-1.pdf.17.hanpress-part"];
    fs::create_dir_all(folder.path().join("documents/5T")).unwrap();
    for part in parts {
        fs::write(folder.path().join(part), b"half").unwrap();
    }
    fs::write(folder.path().join("manifest.jsonl"), b"").unwrap();
    run(folder.path(), Mode::Resume, 2);
    assert!(files(folder.path()).into_keys().all(|name| !name.ends_with("-part")));
}

#[test]
fn a_place_that_cannot_be_written_to_is_named() {
    let folder = quick_folder();
    let file = folder.path().join("file");
    fs::write(&file, b"").unwrap();
    let below = file.join("out");
    let told = fault(&below, &header(), Mode::Fresh);
    assert_eq!(message(folder.path(), &told), "`DIR/file/out`: a part of this path is not a folder");
    let out = folder.path().join("out");
    let (output, _register) = open(&out, Mode::Fresh).unwrap();
    fs::write(out.join("documents"), b"").unwrap();
    let told = output.place(&delivery(1)).unwrap_err();
    let expected = format!("`DIR/out/{}`: a part of this path is not a folder", file_of(1));
    assert_eq!(message(folder.path(), &told), expected);
}

#[test]
fn a_full_disk_is_called_one() {
    let error = std::io::Error::from(std::io::ErrorKind::StorageFull);
    let fault = Stop::io(Path::new("out/documents"), &error);
    assert_eq!(fault.message.en, "`out/documents`: the disk is full");
    assert_eq!(fault.message.zh, "`out/documents`：磁盘已满");
    assert_eq!(fault.hints[0].en, "make room first");
}
