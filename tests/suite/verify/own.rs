//! What can be done to an agreement that this program made and signed: nothing of it goes unnoticed, object by object.

use std::process::Command;
use std::sync::LazyLock;

use super::forge::{Revision, append, append_packed, objects, stream};
use super::*;

/// A notice and an agreement signed by the bank, and the agreement signed by the borrower, too.
struct Made {
    notice: Vec<u8>,
    agreement: Vec<u8>,
    both: Vec<u8>,
}

static MADE: LazyLock<Made> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let run = |words: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hanpress"));
        let output = command.args(words.split_whitespace()).current_dir(folder.path()).output().unwrap();
        assert!(output.status.success(), "{words}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let keys = file("tests/keys").display().to_string();
    let table = format!("key = \"{keys}/bank-p256.p12\"\npassword_file = \"{keys}/password\"\n");
    std::fs::write(folder.path().join("sign.toml"), table).unwrap();
    let issuer = file("examples/issuer.toml").display().to_string();
    let made = |kind: &str| {
        let accounts = run(&format!("sample --count 1 --kind {kind} --seed 7 --as-of 2026-11-22"));
        std::fs::write(folder.path().join("a.jsonl"), accounts).unwrap();
        run(&format!("make a.jsonl --issuer {issuer} --issue-date 2026-11-23 --out {kind} --sign sign.toml"));
        let manifest = std::fs::read_to_string(folder.path().join(kind).join("manifest.jsonl")).unwrap();
        let line: serde_json::Value = serde_json::from_str(manifest.lines().nth(1).unwrap()).unwrap();
        format!("{kind}/{}", line["file"].as_str().unwrap())
    };
    let (notice, agreement) = (made("overdue-notice"), made("repayment-agreement"));
    let key = format!("--key {keys}/borrower.p12 --password-file {keys}/password");
    run(&format!("sign {agreement} --field borrower {key} --out both.pdf"));
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    Made { notice: read(&notice), agreement: read(&agreement), both: read("both.pdf") }
});

/// What is told of a file by terms that trust the toy authority.
fn judged(bytes: &[u8]) -> Report {
    let mut terms = Terms::at(NOW);
    terms.trust(&std::fs::read(file("tests/keys/root.pem")).unwrap()).unwrap();
    hanpress::inner::verify::verify(bytes, &terms)
}

fn changes_of_the_first(bytes: &[u8]) -> String {
    let report = judged(bytes);
    assert_eq!(report.verdict, Verdict::Bad, "{}", told(&report));
    changes(&report.signatures[0])
}

/// Both files, and which objects are tried: all of the notice, some of the long file.
fn tried() -> [(&'static Vec<u8>, usize); 2] {
    [(&MADE.notice, 1), (&MADE.both, 11)]
}

#[test]
fn a_byte_flipped_in_any_object_of_any_revision_is_noticed() {
    for (bytes, step) in tried() {
        assert_eq!(judged(bytes).verdict, Verdict::Good, "{}", told(&judged(bytes)));
        let all = objects(bytes);
        assert!(all.len() > 100, "{} objects", all.len());
        let mut flipped = bytes.clone();
        for (turn, (number, from, to)) in all.into_iter().enumerate().step_by(step) {
            let at = [(from + to) / 2, from, to - 8][turn % 3];
            flipped[at] ^= 1;
            assert_ne!(judged(&flipped).verdict, Verdict::Good, "object {number}, byte {at}");
            flipped[at] ^= 1;
        }
    }
}

#[test]
fn a_byte_flipped_between_the_objects_is_noticed() {
    for (bytes, step) in tried() {
        let (mut flipped, mut reached) = (bytes.clone(), 0);
        let ends = objects(bytes).into_iter().chain([(0, bytes.len() - 1, bytes.len())]);
        for (turn, (_, from, to)) in ends.enumerate() {
            // Tables and trailers are long; between two objects stands the end of a line.
            let is_table = from > reached + 20;
            for at in (reached..from.max(reached)).step_by(149 * step).filter(|_| is_table || turn % 9 == 0) {
                flipped[at] ^= 1;
                assert_ne!(judged(&flipped).verdict, Verdict::Good, "byte {at}");
                flipped[at] ^= 1;
            }
            reached = to;
        }
    }
}

#[test]
fn no_object_can_be_taken_away_or_replaced_by_a_later_revision() {
    for (bytes, step) in tried() {
        // The profile of grey that `typeset::ink` leaves behind is referred to by nothing, so that it may be anything.
        let is_left_behind = |number: u32, from: usize, to: usize| {
            let reference = format!(" {number} 0 R");
            memchr::memmem::find(&bytes[from..to], b"/N 1/").is_some()
                && memchr::memmem::find(bytes, reference.as_bytes()).is_none()
        };
        let numbers =
            objects(bytes).into_iter().filter(|(number, from, to)| !is_left_behind(*number, *from, *to));
        let mut numbers: Vec<_> = numbers.map(|(number, ..)| number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let other = "<</Type/Annot/Subtype/FreeText/Rect[60 400 300 440]/Contents(paid)/F 4>>";
        for (turn, number) in numbers.into_iter().enumerate().step_by(step) {
            let text = ["null", other][turn % 2];
            let forged = append(bytes, &Revision { objects: &[(number, text)], trailer: "" });
            assert_ne!(judged(&forged).verdict, Verdict::Good, "object {number} as {text}");
        }
    }
}

/// The last page's number, its words, and the number of what stands on it.
fn page(bytes: &[u8]) -> (u32, String, u32) {
    let text = |(number, from, to): (u32, usize, usize)| {
        (number, String::from_utf8_lossy(&bytes[from..to]).into_owned())
    };
    let (number, text) =
        objects(bytes).into_iter().map(text).rfind(|(_, text)| text.contains("/Type/Page/")).unwrap();
    let from = text.find("<<").unwrap();
    let words = text[from..text.rfind(">>").unwrap()].to_string();
    let content = words.split("/Contents ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    (number, words, content)
}

#[test]
fn other_words_and_notes_on_a_page_are_noticed_in_any_kind_of_revision() {
    let Made { notice, agreement, both } = &*MADE;
    for bytes in [notice, agreement, both] {
        let (number, words, content) = page(bytes);
        let with = |objects: &[(u32, &str)]| {
            changes_of_the_first(&append(bytes, &Revision { objects, trailer: "" }))
        };
        let said = with(&[(content, &stream("", "0 0 1 rg 60 400 300 40 re f"))]);
        assert!(said.contains(": what stands on the page\n"), "{said}");
        let note = "<</Type/Annot/Subtype/FreeText/Rect[60 400 300 440]/Contents(paid)/DA(/Helv 12 Tf)/F 4>>";
        let hung = match words.contains("/Annots[") {
            true => words.replace("/Annots[", "/Annots[950 0 R "),
            false => format!("{words}/Annots[950 0 R]"),
        };
        let said = with(&[(number, &format!("{hung}>>")), (950, note)]);
        assert!(said.contains(": a note or other thing laid over the page\n"), "{said}");
        let turned = format!("{words}/Rotate 180>>");
        let said = with(&[(number, &turned)]);
        assert!(said.contains(": the pages or their order\n"), "{said}");
        let said = changes_of_the_first(&append_packed(bytes, number, &turned));
        assert!(said.contains(": the pages or their order\n"), "{said}");
    }
}
