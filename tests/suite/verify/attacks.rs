//! What was done to signed files by people without the key: known attacks, and every single byte.

use super::forge::{Revision, append, finish, last_table, overwrite, position, stream};
use super::*;

/// What an appended revision to the certified sample is taken for.
fn after(objects: &[(u32, &str)]) -> String {
    judged(&append(&sample("certified.pdf"), &Revision { objects, trailer: "" }))
}

/// Changes and faults of a forged file, which must be bad.
fn judged(bytes: &[u8]) -> String {
    let report = verify(bytes);
    assert_eq!(report.verdict, Verdict::Bad, "{}", told(&report));
    let own = findings(&report.findings, "");
    let of = |one: &Signature| {
        let wrong: Vec<_> =
            one.findings.iter().filter(|one| one.refuses() && one.code != "V10").cloned().collect();
        let changes = changes(one).replace("  - 3: ", "");
        format!("{changes}{}", findings(&wrong, ""))
    };
    own + &report.signatures.iter().map(of).collect::<String>()
}

const TEXT: &str = "BT /F1 12 Tf 20 150 Td (total 99376.25) Tj ET";
const PAGE: &str =
    "/Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<</Font<</F1 7 0 R>>>>/Contents 5 0 R";
const CATALOG: &str = "/Type/Catalog/Pages 2 0 R/AcroForm 8 0 R/Perms<</DocMDP 14 0 R>>";

#[test]
fn the_text_of_a_page_may_not_change() {
    let text = stream("", TEXT);
    assert_eq!(after(&[(5, &text)]), "page 1: what stands on the page\n");
    let other = PAGE.replace("5 0 R", "[5 0 R 40 0 R]");
    assert_eq!(after(&[(3, &format!("<<{other}>>")), (40, &text)]), "page 1: what stands on the page\n");
    assert_eq!(after(&[(3, &format!("<<{PAGE}/Rotate 90>>"))]), "page 1: the pages or their order\n");
    assert_eq!(after(&[(2, "<</Type/Pages/Kids[3 0 R]/Count 1>>")]), "the pages or their order\n");
}

#[test]
fn fonts_and_pictures_may_not_change() {
    let other = "<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>";
    assert_eq!(after(&[(7, other)]), "page 1: fonts or pictures that the page uses\n");
    let page = PAGE.replace("/F1 7 0 R", "/F1 40 0 R");
    assert_eq!(
        after(&[(3, &format!("<<{page}>>")), (40, other)]),
        "page 1: fonts or pictures that the page uses\n"
    );
}

#[test]
fn nothing_may_be_laid_over_a_page() {
    let note = "<</Type/Annot/Subtype/FreeText/Rect[20 140 200 170]/Contents(paid)/F 4>>";
    let page = format!("<<{PAGE}/Annots[40 0 R]>>");
    assert_eq!(after(&[(3, &page), (40, note)]), "page 1: a note or other thing laid over the page\n");
    let notes = append(&sample("notes.pdf"), &Revision { objects: &[(3, &page), (40, note)], trailer: "" });
    assert_eq!(judged(&notes), "page 1: a note or other thing laid over the page\n");
}

#[test]
fn nothing_may_act() {
    let act = "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>";
    let words = "something that acts when the file is opened or touched\n";
    let with = |more: &str| after(&[(1, &format!("<<{}{more}>>", catalog()))]);
    assert_eq!(with(act), words);
    assert_eq!(with("/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(1)>>]>>>>"), words);
    assert_eq!(with("/AA<</WC<</S/JavaScript/JS(1)>>>>"), words);
    let page = format!("<<{PAGE}/AA<</O<</S/URI/URI(http://example.com)>>>>>>");
    assert_eq!(after(&[(3, &page)]), format!("page 1: {words}"));
}

/// The catalog as the certified sample has it.
fn catalog() -> String {
    let bytes = sample("certified.pdf");
    let text = String::from_utf8_lossy(&bytes);
    let from = text.rfind("\n1 0 obj").unwrap();
    let from = from + text[from..].find("<<").unwrap() + 2;
    let to = from + text[from..].find("endobj").unwrap();
    text[from..to].trim_end().trim_end_matches(">>").to_string()
}

#[test]
fn the_catalog_may_not_be_another() {
    let certified = sample("certified.pdf");
    let objects: &[(u32, &str)] = &[(40, &format!("<<{CATALOG}>>")), (41, &format!("<<{PAGE}/Rotate 180>>"))];
    let forged = append(&certified, &Revision { objects, trailer: "/Root 40 0 R" });
    let words = judged(&forged);
    assert!(words.starts_with("V12 the file has 2 catalogs"), "{words}");
    assert!(words.contains("the catalog, from which all pages hang, was replaced\n"), "{words}");
}

#[test]
fn other_parts_of_the_catalog_may_not_change() {
    for more in [
        "/OCProperties<</OCGs[]/D<<>>>>",
        "/StructTreeRoot 40 0 R",
        "/ViewerPreferences<</HideMenubar true>>",
    ] {
        let objects: &[(u32, &str)] =
            &[(1, &format!("<<{}{more}>>", catalog())), (40, "<</Type/StructTreeRoot>>")];
        assert_eq!(after(objects), "something else in the file\n", "{more}");
    }
    let words = after(&[(13, "<</Producer(hand)/Title(a receipt)>>")]);
    assert!(words.starts_with("what the file says about itself\n"), "{words}");
}

#[test]
fn fields_may_not_change() {
    let field = "<</Type/Annot/Subtype/Widget/FT/Tx/T(note)/V(waived)/Rect[20 100 200 120]/P 4 0 R/F 4>>";
    assert_eq!(after(&[(12, field)]), "page 2: a field of the form\n");
    let form = |more: &str| format!("<</Fields[9 0 R 10 0 R 12 0 R]/SigFlags 3{more}>>");
    assert_eq!(after(&[(8, &form("/NeedAppearances true"))]), "a field of the form\n");
    assert_eq!(after(&[(8, &form("/XFA(x)"))]), "a field of the form\n");
    let fields = "<</Fields[9 0 R 10 0 R 12 0 R 40 0 R]/SigFlags 3>>";
    let fresh = "<</FT/Tx/T(more)/V(x)>>";
    assert_eq!(after(&[(8, fields), (40, fresh)]), "a field of the form\n");
    let box_moved = "<</Type/Annot/Subtype/Widget/FT/Sig/T(borrower)/Rect[20 140 200 170]/P 4 0 R/F 132\
                     /AP<</N 11 0 R>>/Lock<</Type/SigFieldLock/Action/All>>>>";
    assert_eq!(after(&[(10, box_moved)]), "the box of `borrower` was moved\n");
    let picture = stream("/Type/XObject/Subtype/Form/BBox[0 0 80 40]", "0 0 80 40 re f");
    assert_eq!(after(&[(11, &picture)]), "the field `borrower` was changed\n");
}

#[test]
fn a_signature_may_not_be_taken_out() {
    let field =
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(creditor)/Rect[20 20 100 60]/P 4 0 R/F 132/AP<</N 11 0 R>>>>";
    let forged = append(&sample("both.pdf"), &Revision { objects: &[(9, field)], trailer: "" });
    let words = judged(&forged);
    assert!(words.starts_with("V02 the signature of `creditor` was taken out again\n"), "{words}");
}

#[test]
fn what_a_signature_locks_stays_locked() {
    let field = "<</Type/Annot/Subtype/Widget/FT/Sig/T(borrower)/Rect[120 20 200 60]/P 4 0 R/F 132\
                 /AP<</N 11 0 R>>/Lock<</Type/SigFieldLock/Action/All>>/V 40 0 R>>";
    let nothing =
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Contents<00>/ByteRange[0 1 2 3]>>";
    let forged =
        |name| append(&sample(name), &Revision { objects: &[(10, field), (40, nothing)], trailer: "" });
    assert!(judged(&forged("final.pdf")).contains("`borrower` was signed\n"), "certified against any change");
    let words = judged(&forged("certified.pdf"));
    assert!(words.contains("V03"), "a signature that is none: {words}");
}

#[test]
fn boxes_may_not_move_and_nothing_be_laid_over_while_signing() {
    let of = |name| changes(&verify(&sample(name)).signatures[0]);
    assert!(of("moved.pdf").contains("  - 3: the box of `borrower` was moved\n"), "{}", of("moved.pdf"));
    assert!(of("laid-over.pdf").contains("  - 3: the field `third` was added\n"), "{}", of("laid-over.pdf"));
    assert!(is_good(&sample("unseen.pdf")), "an invisible signature shows nothing");
}

#[test]
fn hidden_objects_may_not_be_brought_forward() {
    let shadow = sample("shadow.pdf");
    let report = verify(&shadow);
    assert_eq!(report.verdict, Verdict::Good);
    assert!(
        findings(&report.findings, "").starts_with("note V12 revision 1 holds 93 bytes that no table lists")
    );
    let hidden = position(&shadow, b"5 0 obj", false);
    let rows = format!("5 1\n{hidden:010} 00000 n \n");
    let forged = finish(&shadow, shadow.clone(), &rows, "");
    let words = judged(&forged);
    assert!(
        words.contains("V12 revision 3 brings forward hidden content: object 5 stands outside of it"),
        "{words}"
    );
    assert!(words.contains("page 1: what stands on the page"), "{words}");
}

#[test]
fn a_file_that_can_be_read_in_two_ways_is_refused() {
    let certified = sample("certified.pdf");
    let table = last_table(&certified);
    let hybrid = append(&certified, &Revision { objects: &[], trailer: &format!("/XRefStm {table}") });
    assert_eq!(verify(&hybrid).verdict, Verdict::Unreadable);
    let twice = append(&certified, &Revision { objects: &[(5, "1"), (5, "2")], trailer: "" });
    assert!(judged(&twice).contains("V12 revision 3 lists an object twice"));
    let circle = finish(&certified, certified.clone(), "", &format!("/Prev {}", certified.len()));
    assert_eq!(verify(&circle).verdict, Verdict::Unreadable);
}

#[test]
fn nothing_may_follow_the_end() {
    let certified = sample("certified.pdf");
    let with = |more: &[u8]| [certified.as_slice(), more].concat();
    assert!(judged(&with(b"junk")).starts_with("V12 4 bytes follow the end of the file"));
    let old = format!("startxref\n{}\n%%EOF\n", last_table(&certified));
    assert!(judged(&with(old.as_bytes())).starts_with("V12"));
    assert!(is_good(&with(b"\n")), "a blank line shows nothing");
}

#[test]
fn a_cut_file_is_never_good() {
    for name in ["both.pdf", "stamped.pdf"] {
        let bytes = sample(name);
        for length in (0..bytes.len() - 1).step_by(97) {
            let report = verify(&bytes[..length]);
            let cut_between = bytes[..length].ends_with(b"%%EOF\n") || bytes[..length].ends_with(b"%%EOF");
            assert!(report.verdict != Verdict::Good || cut_between, "{name} cut to {length}");
        }
    }
}

/// Signature forgeries that leave the container out, or the range (pdf-insecurity.org: USF, ISA).
#[test]
fn a_signature_must_say_what_it_covers_and_cover_it() {
    let certified = sample("certified.pdf");
    let range = {
        let from = position(&certified, b"/ByteRange", true);
        let to = from + certified[from..].iter().position(|byte| *byte == b'\n').unwrap();
        String::from_utf8(certified[from..to].to_vec()).unwrap()
    };
    let wide = |text: &str| format!("{text:<width$}", width = range.len());
    let numbers: Vec<usize> = range[range.find('[').unwrap() + 1..range.find(']').unwrap()]
        .split_whitespace()
        .map(|number| number.parse().unwrap())
        .collect();
    let [_, before, after, length] = numbers[..] else { panic!("{range}") };
    for (other, words) in [
        (wide("/ByteRanje[0 1 2 3]"), "V03 the signature does not say which bytes it covers\n"),
        (wide("/ByteRange 7"), "V03 the signature does not say which bytes it covers\n"),
        (wide("/ByteRange[]"), "V03 the signature does not say which bytes it covers\n"),
        (wide("/ByteRange[0 -1 2 3]"), "V03 the signature does not say which bytes it covers\n"),
        (wide("/ByteRange null"), "V03 the signature does not say which bytes it covers\n"),
        (
            wide(&format!("/ByteRange[1 {before} {after} {length}]")),
            "V03 the signature does not cover the file from its first byte\n",
        ),
        (
            wide(&format!("/ByteRange[0 {after} {before} {length}]")),
            "V03 the signature does not cover the file from its first byte\n",
        ),
        (
            wide(&format!("/ByteRange[0 {before} {after} 999999]")),
            "V03 the signature claims bytes that the file does not have\n",
        ),
        (
            wide(&format!("/ByteRange[0 {before} {after} {}]", length - 7)),
            "V03 the signature does not cover the file up to the end of a revision\n",
        ),
        (
            wide(&format!("/ByteRange[0 9 {after} {length}]")),
            "V03 the signature leaves out more, or other, than itself\n",
        ),
        (
            wide(&format!("/ByteRange[0 {} {after} {length}]", before - 1)),
            "V03 the signature leaves out more, or other, than itself\n",
        ),
    ] {
        assert_eq!(judged(&overwrite(&certified, &range, &other)), words, "{other}");
    }
    let hole = String::from_utf8(certified[before..after].to_vec()).unwrap();
    for (other, words) in [
        ("null", "V03 the signature is empty\n"),
        ("<>", "V03 the signature is empty\n"),
        ("<00>", "V03 the signature leaves out more, or other, than itself\n"),
    ] {
        let other = format!("{other:<width$}", width = hole.len());
        assert_eq!(judged(&overwrite(&certified, &hole, &other)), words, "{other}");
    }
    let zeros = format!("<{}>", "0".repeat(hole.len() - 2));
    assert!(
        judged(&overwrite(&certified, &hole, &zeros))
            .contains("V04 the signature's container cannot be read\n")
    );
}

/// The signed second part copied to the end, and the signature's hole stretched over what was put between
/// (pdf-insecurity.org: signature wrapping).
#[test]
fn a_signature_may_not_be_wrapped_around_other_content() {
    let certified = sample("certified.pdf");
    let text = String::from_utf8_lossy(&certified);
    let from = text.rfind("/Contents <").or_else(|| text.rfind("/Contents<")).unwrap();
    let before = from + text[from..].find('<').unwrap();
    let after = before + text[before..].find('>').unwrap() + 1;
    let field = "<</Type/Annot/Subtype/Widget/FT/Sig/T(creditor)/Rect[20 20 100 60]/P 4 0 R/F 132/AP<</N 11 0 R>>/V 40 0 R>>";
    let tail = certified.len() - after;
    let value = format!(
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Contents {}/ByteRange[0 {before} 30000 {tail}]>>",
        &text[before..after]
    );
    let objects: &[(u32, &str)] = &[(5, &stream("", TEXT)), (9, field), (40, &value)];
    let between = append(&certified, &Revision { objects, trailer: "" });
    let end = |bytes: &[u8]| format!("startxref\n{}\n%%EOF\n", last_table(bytes));
    let moved = String::from_utf8(certified[after..].to_vec()).unwrap().replace(&end(&certified), "");
    let mut forged = between[..between.len() - end(&between).len()].to_vec();
    let begin = format!("{:05}", forged.len() + 2);
    let at = position(&forged, b"30000", true);
    forged.splice(at..at + 5, begin.bytes());
    forged.extend(format!("\n%{}\n{}", moved.replace('\n', " "), end(&between)).bytes());
    let words = judged(&forged);
    assert!(words.contains("V03 the signature"), "{words}");
}

#[test]
fn every_flipped_byte_that_a_signature_covers_is_noticed() {
    for (name, step) in [("certified.pdf", 1), ("stamped.pdf", 7)] {
        let bytes = sample(name);
        let last = |at: usize, wanted: u8| bytes[..at].iter().rposition(|byte| *byte == wanted);
        let covered = |at: usize| last(at, b'<') < last(at, b'>');
        let mut flipped = bytes.clone();
        let end = verify(&bytes).signatures.iter().filter_map(|one| Some(one.covered?.bytes)).max().unwrap();
        for at in (0..end - 1).step_by(step).filter(|at| covered(*at)) {
            for mask in [1, 0x80] {
                flipped[at] ^= mask;
                assert!(!is_good(&flipped), "{name}: byte {at} flipped by {mask:#x}");
                flipped[at] ^= mask;
            }
        }
    }
}
