//! Finished folders against their manifests: whatever is done to one of them is found and named.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use hanpress::inner::audit::{AuditEvent, Audited, Demands, Flaw, audit};
use hanpress::inner::deliver::Mode;
use hanpress::inner::digest::sha256;
use hanpress::{Folder, Place};
use proptest::prelude::*;
use tempfile::TempDir;

use super::deliver::{file_of, manifest, quick_folder, run};

/// A finished folder of nine accounts, the third of them refused: lines 2 to 9 are documents.
fn finished() -> TempDir {
    let folder = quick_folder();
    run(folder.path(), Mode::Fresh, 9);
    folder
}

fn to_read(folder: &Path) -> Arc<dyn Place> {
    Arc::new(Folder::to_read(folder))
}

fn audited(folder: &Path) -> (Audited, Vec<Flaw>) {
    let mut flaws = Vec::new();
    let mut tell = |told| {
        if let AuditEvent::Found(flaw) = told {
            flaws.push(flaw);
        }
        Ok(())
    };
    let audited = audit(&to_read(folder), 2, Demands::default(), &Arc::default(), &mut tell).unwrap();
    assert_eq!(audited.flaws, flaws.len() as u64);
    (audited, flaws)
}

/// Every flaw as `A10 documents/…:3 A2: message`.
pub(crate) fn told(folder: &Path) -> Vec<String> {
    let flaw = |flaw: Flaw| {
        let line = flaw.line.map(|line| format!(":{line}")).unwrap_or_default();
        let id = flaw.id.map(|id| format!(" {id}")).unwrap_or_default();
        format!("{} {}{line}{id}: {}", flaw.code, flaw.file, flaw.message.en)
    };
    audited(folder).1.into_iter().map(flaw).collect()
}

/// The manifest's lines after something was done to them.
fn with_lines(folder: &Path, change: impl FnOnce(&mut Vec<String>)) {
    let mut lines: Vec<String> = manifest(folder).lines().map(str::to_string).collect();
    change(&mut lines);
    fs::write(folder.join("manifest.jsonl"), lines.join("\n") + "\n").unwrap();
}

fn number(seq: u64) -> String {
    file_of(seq).rsplit('/').next().unwrap().trim_end_matches(".pdf").to_string()
}

#[test]
fn a_finished_folder_is_whole_and_its_last_hash_is_told() {
    let folder = finished();
    let (audited, flaws) = audited(folder.path());
    assert_eq!(flaws, []);
    assert_eq!((audited.counts.made, audited.counts.refused, audited.counts.warnings), (8, 1, 1));
    let last = manifest(folder.path()).lines().last().unwrap().to_string() + "\n";
    assert_eq!((audited.head, audited.whole), (sha256(last.as_bytes()), true));
}

#[test]
fn documents_that_were_changed_lost_added_swapped_or_renamed_are_told_apart() {
    let folder = finished();
    let at = |seq| folder.path().join(file_of(seq));
    fs::write(at(1), b"%PDF-1.7 document X").unwrap();
    fs::write(at(2), b"%PDF").unwrap();
    fs::remove_file(at(4)).unwrap();
    fs::rename(at(5), folder.path().join("documents/other.pdf")).unwrap();
    fs::rename(at(6), folder.path().join("documents/kept")).unwrap();
    fs::rename(at(7), at(6)).unwrap();
    fs::rename(folder.path().join("documents/kept"), at(7)).unwrap();
    fs::copy(at(8), folder.path().join("documents/twin.pdf")).unwrap();
    fs::write(folder.path().join("documents/more.pdf"), b"%PDF more").unwrap();
    fs::remove_file(at(9)).unwrap();
    fs::create_dir(at(9)).unwrap();
    let expected = [
        format!("A10 {} A1: this document was changed: its hash is not that of its line", file_of(1)),
        format!("A10 {} A2: this document was changed: it has 4 bytes, its line says 19", file_of(2)),
        format!("A09 {} A4: this document is missing", file_of(4)),
        format!("A12 {} A5: this document was renamed: it stands as `documents/other.pdf`", file_of(5)),
        format!("A12 {} A6: another document stands here: that of `{}`", file_of(6), number(7)),
        format!("A12 {} A7: another document stands here: that of `{}`", file_of(7), number(6)),
        format!("A10 {} A9: this is no file", file_of(9)),
        "A11 documents/more.pdf: no line names this file".to_string(),
        format!("A11 documents/twin.pdf: no line names this file; it is a copy of `{}`", number(8)),
    ];
    assert_eq!(told(folder.path()), expected);
}

#[test]
fn a_changed_line_is_named() {
    let folder = finished();
    with_lines(folder.path(), |lines| lines[4] = lines[4].replace("\"pages\":1", "\"pages\":2"));
    let expected = "A02 manifest.jsonl:5: this line was changed: the line behind it holds another hash";
    assert_eq!(told(folder.path()), [expected]);
}

#[test]
fn a_changed_header_is_named() {
    let folder = finished();
    with_lines(folder.path(), |lines| lines[0] = lines[0].replace("2026-11-22", "2026-11-21"));
    let expected = "A02 manifest.jsonl:1: this line was changed: the line behind it holds another hash";
    assert_eq!(told(folder.path()), [expected]);
}

#[test]
fn a_lost_line_is_named_with_its_document() {
    let folder = finished();
    with_lines(folder.path(), |lines| drop(lines.remove(4)));
    let expected = [
        "A03 manifest.jsonl:4: behind this line others are missing, or it was changed; documents without a line: 1"
            .to_string(),
        "A08 manifest.jsonl:9: the closing line counts 8 documents, 1 warnings; the lines come to 7 and 1".into(),
        format!("A11 {}: no line names this file", file_of(5)),
        "A13 refused.jsonl: account 5 is neither made nor refused".into(),
    ];
    assert_eq!(told(folder.path()), expected);
}

#[test]
fn swapped_lines_are_named() {
    let folder = finished();
    with_lines(folder.path(), |lines| lines.swap(4, 5));
    assert_eq!(told(folder.path()), ["A05 manifest.jsonl:5: this line belongs behind line 6"]);
}

#[test]
fn a_line_moved_far_is_named() {
    let folder = finished();
    with_lines(folder.path(), |lines| {
        let line = lines.remove(7);
        lines.insert(2, line);
    });
    assert_eq!(told(folder.path()), ["A05 manifest.jsonl:3: this line belongs behind line 8"]);
}

#[test]
fn an_added_line_is_named_whether_it_holds_the_right_hash_or_not() {
    let added = "A04 manifest.jsonl:6: this line was added: line 7 follows line 5";
    let forged = |lines: &mut Vec<String>, prev: &str| {
        let (head, tail) = lines[5].split_once("\"prev\":\"").unwrap();
        let of = (number(6), number(203));
        let file = (file_of(6), file_of(203));
        let head = head.replace(&file.0, &file.1).replace(&of.0, &of.1);
        let prev = if prev.is_empty() { &tail[..64] } else { prev };
        lines.insert(5, format!("{head}\"prev\":\"{prev}\"}}"));
    };
    for prev in [String::new(), sha256(b"guessed")] {
        let folder = finished();
        with_lines(folder.path(), |lines| forged(lines, &prev));
        let told = told(folder.path());
        assert_eq!(told[0], added, "{told:?}");
        assert!(told.contains(&format!("A09 {} A6: this document is missing", file_of(203))), "{told:?}");
    }
}

#[test]
fn a_repeated_line_is_named() {
    let folder = finished();
    with_lines(folder.path(), |lines| lines.insert(5, lines[4].clone()));
    let told = told(folder.path());
    assert!(told[0].starts_with("A04 manifest.jsonl:5: this line was added"), "{told:?}");
}

#[test]
fn a_cut_off_end_is_named() {
    let folder = finished();
    with_lines(folder.path(), |lines| lines.truncate(9));
    let expected = "A06 manifest.jsonl:9: no closing line stands behind this one: the run is not finished, \
        or its end was cut off";
    assert_eq!(told(folder.path()), [expected]);
    let text = manifest(folder.path());
    fs::write(folder.path().join("manifest.jsonl"), &text[..text.len() - 5]).unwrap();
    let expected = [
        "A01 manifest.jsonl:9: this line is cut off".to_string(),
        "A06 manifest.jsonl:9: the manifest is cut off in this line".into(),
        format!("A11 {}: no line names this file", file_of(9)),
    ];
    assert_eq!(told(folder.path()), expected);
}

#[test]
fn lines_behind_the_end_are_named() {
    let folder = finished();
    with_lines(folder.path(), |lines| {
        let line = lines.remove(8);
        lines.push(line);
    });
    let told = told(folder.path());
    assert_eq!(
        told[..2],
        [
            "A05 manifest.jsonl:9: this line belongs behind line 10",
            "A04 manifest.jsonl:10: this line was added behind the closing line 9",
        ]
    );
}

#[test]
fn a_lost_header_is_named() {
    let folder = finished();
    with_lines(folder.path(), |lines| drop(lines.remove(0)));
    assert_eq!(told(folder.path()), ["A03 manifest.jsonl:1: the header is missing"]);
}

#[test]
fn a_line_that_leads_out_of_the_folder_is_not_followed() {
    let folder = finished();
    let secret = sha256(b"secret");
    with_lines(folder.path(), |lines| {
        lines[3] = lines[3]
            .replace(&file_of(4), "../../../etc/passwd")
            .replace(&sha256(b"%PDF-1.7 document 4"), &secret);
    });
    let expected = [
        "A02 manifest.jsonl:4: this line was changed: the line behind it holds another hash".to_string(),
        format!("A07 manifest.jsonl:4: `{}` does not stand where its number belongs", number(4)),
        format!("A11 {}: no line names this file", file_of(4)),
    ];
    let mut told = told(folder.path());
    told.sort();
    assert_eq!(told, expected);
}

#[test]
fn lists_that_do_not_come_to_the_counts_are_named() {
    let folder = finished();
    let path = |name: &str| folder.path().join(name);
    let list = fs::read_to_string(path("refused.jsonl")).unwrap();
    let at = |text: String| {
        fs::write(path("refused.jsonl"), text).unwrap();
        told(folder.path())
    };
    assert_eq!(
        at(String::new()),
        ["A08 refused.jsonl: the manifest counts 1 refused accounts, this list holds 0"]
    );
    let expected = "A13 refused.jsonl: account 4 is refused, and made or refused again";
    assert_eq!(at(list.replace("\"seq\":3", "\"seq\":4")), [expected]);
    assert_eq!(at(format!("{list}?\n")), ["A13 refused.jsonl:2: this line cannot be read"]);
    fs::write(path("refused.jsonl"), &list).unwrap();
    let report = fs::read_to_string(path("report.json")).unwrap();
    fs::write(path("report.json"), report.replace("\"made\": 8", "\"made\": 9")).unwrap();
    fs::remove_file(path("report.html")).unwrap();
    fs::write(path("holiday.jpg"), b"sea").unwrap();
    let expected = [
        "A08 report.json: its counts are not those of the manifest",
        "A09 report.html: this file is missing",
        "A11 holiday.jpg: this does not belong here",
    ];
    assert_eq!(told(folder.path()), expected);
}

#[test]
fn a_folder_without_a_manifest_cannot_be_audited() {
    let folder = TempDir::new().unwrap();
    let fault =
        audit(&to_read(folder.path()), 1, Demands::default(), &Arc::default(), &mut |_| Ok(())).unwrap_err();
    let expected = format!("there is no `manifest.jsonl` in `{}`", folder.path().display());
    assert_eq!((fault.message.en, fault.hints.len()), (expected, 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_changed_byte_of_the_manifest_or_a_document_is_found(which in 0_usize..9, at in any::<prop::sample::Index>(), flip in 1_u8..) {
        let folder = finished();
        let files = [1, 2, 4, 5, 6, 7, 8, 9].map(file_of);
        let name = files.get(which).map_or("manifest.jsonl", String::as_str);
        let mut bytes = fs::read(folder.path().join(name)).unwrap();
        // The closing line's own words are pinned by nothing but its counts.
        let covered = if which < 8 { bytes.len() } else { bytes.iter().rposition(|byte| *byte == b'{').unwrap() };
        let at = at.index(covered);
        bytes[at] ^= flip;
        fs::write(folder.path().join(name), bytes).unwrap();
        prop_assert!(audited(folder.path()).0.flaws > 0, "byte {} of {}", at, name);
    }
}

#[test]
fn a_changed_list_page_or_index_is_found_by_its_hash() {
    for name in ["refused.jsonl", "index.csv", "index.xlsx", "report.html"] {
        let folder = finished();
        let path = folder.path().join(name);
        let mut bytes = fs::read(&path).unwrap();
        let at = bytes.windows(3).rposition(|word| word == b"men").unwrap_or(bytes.len() - 2);
        bytes[at] ^= 1;
        fs::write(&path, bytes).unwrap();
        let told = told(folder.path());
        let at = |flaw: &String| {
            flaw.starts_with(&format!("A10 {name}:")) || flaw.starts_with("A13 refused.jsonl")
        };
        assert!(told.len() == 1 && at(&told[0]), "{name}: {told:?}");
    }
    let folder = finished();
    fs::remove_file(folder.path().join("index.csv")).unwrap();
    assert_eq!(told(folder.path()), ["A09 index.csv: this file is missing"]);
}

#[test]
fn a_run_in_place_of_another_is_found_by_the_hash_that_was_noted() {
    let (one, other) = (finished(), quick_folder());
    run(other.path(), Mode::Fresh, 8);
    let head = audited(one.path()).0.head;
    let against = |folder: &Path| {
        let demands = Demands { last_hash: Some(head.to_uppercase()), ..Demands::default() };
        let mut codes = Vec::new();
        let mut tell = |told| {
            if let AuditEvent::Found(flaw) = told {
                codes.push(flaw.code);
            }
            Ok(())
        };
        audit(&to_read(folder), 2, demands, &Arc::default(), &mut tell).unwrap();
        codes
    };
    assert_eq!(against(one.path()), Vec::<&str>::new());
    assert_eq!(against(other.path()), ["A18"]);
}

#[test]
fn a_pipe_in_place_of_a_file_is_told_and_not_waited_for() {
    let pipe = |path: &Path| {
        fs::remove_file(path).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    };
    let folder = finished();
    for name in ["refused.jsonl", "report.json", "report.html"] {
        pipe(&folder.path().join(name));
        assert!(told(folder.path()).contains(&format!("A10 {name}: this is no file")), "{name}");
    }
    pipe(&folder.path().join("manifest.jsonl"));
    let fault = audit(&to_read(folder.path()), 1, Demands::default(), &Arc::default(), &mut |_| Ok(()));
    assert!(fault.unwrap_err().message.en.ends_with("is no file but a pipe or a device, which is not read"));
}

#[test]
fn a_document_that_grew_is_not_read() {
    let folder = finished();
    let document = folder.path().join(file_of(1));
    fs::OpenOptions::new().write(true).open(&document).unwrap().set_len(20 << 30).unwrap();
    fs::OpenOptions::new().write(true).create_new(true).open(folder.path().join("documents/big")).unwrap();
    fs::OpenOptions::new()
        .write(true)
        .open(folder.path().join("documents/big"))
        .unwrap()
        .set_len(20 << 30)
        .unwrap();
    let watch = hanpress::inner::clock::Watch::start();
    let expected = [
        format!(
            "A10 {} A1: this document was changed: it has 21474836480 bytes, its line says 19",
            file_of(1)
        ),
        "A11 documents/big: no line names this file".to_string(),
    ];
    assert_eq!(told(folder.path()), expected);
    assert!(watch.elapsed() < std::time::Duration::from_secs(10), "{:?}", watch.elapsed());
}
