//! The press: a closed world, its faces, what it refuses, and what a PDF tells of itself.

pub(crate) mod bare;
mod codes;
mod foreseen;
mod ink;
mod outlines;
mod picture;
mod plainly;

use std::fs;

use hanpress::inner::fonts;
use hanpress::inner::produce;
use serde_json::json;
use sha2::{Digest, Sha256};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::workshop::{desk, example, file, make, make_by, told, with};

/// What refuses a document of this template.
fn refusal(letter: &str) -> String {
    // 𮧵 is in the rare faces only.
    let account = with(example("notice-m1"), "/debtor/name", "陈鹤𮧵");
    match make_by(letter, &[], &account).unwrap() {
        Err(findings) => told(&findings),
        Ok(_) => panic!("nothing is refused: {letter}"),
    }
}

#[test]
fn a_fault_of_the_typesetter_tells_nothing_that_the_account_gave_it_to_say() {
    for (call, message) in [
        ("float(s)", "T01 invalid float: ***"),
        ("image(\"/\" + s)", "T01 file not found (searched at ***)"),
        ("import \"/kept/\" + s: x", "T01 file not found (searched at kept/***)"),
        ("(kept: 1).at(s)", "T01 dictionary does not contain key \"***\""),
        ("regex(\"(\" + s)", "T01 regex parse error:"),
        ("decimal(s)", "T01 invalid decimal: ***"),
        ("arguments(..((s): 2)).at(\"kept\")", "T01 no named argument \"kept\""),
        ("text(..((s): 2))[x]", "T01 unexpected argument: ***"),
        (
            "datetime(year: 2020, month: 1, day: 1).display(\"[\" + s + \"]\")",
            "T01 invalid component name '***'",
        ),
        ("text(font: s)[x]", "T03 unknown font family: ***"),
        ("text(font: \"Kept Face\")[x]", "T03 unknown font family: kept face"),
    ] {
        for name in ["陈鹤轩", "15400005678x", "Anneliese"] {
            let letter = format!("#let v(s) = {{{call}}}\n{{{{ extra.it }}}}\n");
            let account = with(example("notice-m1"), "/extra", json!({ "it": name }));
            let told = told(&make_by(&letter, &[], &account).unwrap().expect_err(call));
            assert!(told.starts_with(message), "{told}");
            assert!(!told.to_lowercase().contains(&name.to_lowercase()), "{told}");
        }
    }
}

#[test]
fn the_index_of_the_faces_is_that_of_their_files() {
    assert!(fs::read_to_string(file("fonts/faces.json")).unwrap() == fonts::index().unwrap());
}

#[test]
fn the_faces_have_the_kept_checksums() {
    let sums = fs::read_to_string(file("fonts/SHA256SUMS")).unwrap();
    let kept: Vec<_> = sums.lines().map(|line| line.split_once("  ").unwrap()).collect();
    for (sum, name) in &kept {
        let hash = Sha256::digest(fs::read(file("fonts").join(name)).unwrap());
        assert_eq!(*sum, hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), "{name}");
    }
    let faces =
        fs::read_dir(file("fonts")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    for name in faces.filter(|name| [".ttf", ".otf", ".zst"].iter().any(|ending| name.ends_with(ending))) {
        assert!(kept.iter().any(|(_, known)| *known == name), "{name} has no checksum");
    }
}

#[test]
fn a_letter_counts_its_pages_however_many_were_expected() {
    // Pages of fewer lines than these do not stand the proof.
    let page = "示例\\\n".repeat(6);
    let start = "#import \"/shared/letter.typ\": *\n#show: letter.with(title: [信函])\n";
    for (several, body, feet) in [
        (false, &page, &["第1页　共1页"][..]),
        (true, &page, &["第1页　共1页"]),
        (false, &[page.as_str(); 3].join("#pagebreak()"), &["第1页　共3页", "第2页　共3页", "第3页　共3页"]),
        (true, &[page.as_str(); 2].join("#pagebreak()"), &["第1页　共2页", "第2页　共2页"]),
    ] {
        let letter = start.replace("信函]", &format!("信函], several: {several}")) + body;
        let (_, typeset) = make_by(&letter, &[], &example("notice-m1")).unwrap().unwrap();
        let text = typeset.text();
        let pages: Vec<&str> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
        assert_eq!(pages.len(), feet.len(), "{text}");
        for (page, foot) in pages.iter().zip(feet) {
            assert!(page.contains(foot), "{foot}: {page}");
        }
    }
}

#[test]
fn every_face_has_its_licence() {
    for (family, licence) in [
        ("HanpressLatin", "Liberation.txt"),
        ("HanpressSymbols", "Hanazono.txt"),
        ("NotoSerifSC", "Noto-CJK.txt"),
        ("NotoSansSC", "Noto-CJK.txt"),
        ("ZhuqueFangsong", "Zhuque-LXGW.txt"),
        ("BabelStoneHan", "BabelStone-Han.txt"),
        ("HanaMinB", "Hanazono.txt"),
    ] {
        let text = fs::read_to_string(file("fonts/LICENSES").join(licence)).unwrap();
        assert!(text.to_lowercase().contains("licen"), "{family}");
        let sums = fs::read_to_string(file("fonts/SHA256SUMS")).unwrap();
        assert!(sums.contains(&format!("  {family}-")), "{family}");
    }
}

#[test]
fn rare_characters_of_names_are_printed() {
    for c in "䶮𬎆𧒽𢀖𮧵𫝋𬱖𬍛𠮷㛃〇·・—…￥%ABCxyz0123456789".chars() {
        assert!(super::fonts().prints(c), "U+{:04X}", u32::from(c));
    }
    for c in ['\u{323b0}', '\u{e000}', '\u{f8ff}', '\u{10fffd}', '\u{fffe}'] {
        assert!(!super::fonts().prints(c), "U+{:04X}", u32::from(c));
    }
}

#[test]
fn a_character_that_no_face_has_is_refused_before_typesetting() {
    let value = with(example("notice-m1"), "/debtor/name", "陈\u{323af}\u{323b0}");
    let findings = make(desk(), &value).unwrap_err();
    let told: Vec<_> = findings.iter().map(|finding| (finding.code, finding.path.as_str())).collect();
    assert!(told.contains(&("G01", "debtor.name")), "{told:?}");
}

#[test]
fn a_glyph_that_is_missing_on_the_page_is_refused_by_the_walk() {
    let letter = "#set document(title: [信])\n#let v(s) = s\n#set text(font: \"Noto Sans SC\", fallback: false)\n{{ debtor.name }}";
    assert_eq!(
        refusal(letter),
        "G02 no face in use prints U+2E9F5\n  set data in the serif stack of `shared/theme.typ`, which covers every character that was checked\n"
    );
}

#[test]
fn a_glyph_that_is_missing_is_refused_by_the_export_too() {
    let options =
        PdfOptions { standards: PdfStandards::new(&[PdfStandard::A_2b]).unwrap(), ..PdfOptions::default() };
    let document = bare::compile(
        "#set document(date: datetime(year: 2026, month: 11, day: 23))\n#set text(font: \"Noto Sans SC\", fallback: false)\n𮧵",
    );
    let words = typst_pdf::pdf(&document, &options).err().map(|errors| errors[0].message.to_string());
    assert!(words.as_ref().is_some_and(|words| words.contains("could not be displayed")), "{words:?}");
}

#[test]
fn labels_open_no_face_of_rare_characters() {
    let families = |body: &str| bare::opened(&format!("#import \"/shared/text.typ\": *\n{body}"));
    let (common, rare) = (families("#label[文书编号]"), families("#label[𮧵号]"));
    assert!(common.contains("Noto Sans SC") && !common.contains("BabelStone Han"), "{common:?}");
    assert!(rare.contains("BabelStone Han"), "{rare:?}");
}

#[test]
fn the_world_holds_only_what_was_put_into_it() {
    for (line, words) in [
        ("#read(\"/etc/passwd\")", "T01 file not found"),
        ("#read(\"../issuer.toml\")", "T01 "),
        ("#image(\"../x.png\")", "T01 "),
        ("#image(\"/desk/none.svg\")", "T01 file not found"),
        ("#plugin(\"x.wasm\")", "T01 unknown variable: plugin"),
        ("#import \"@preview/cetz:0.3.0\"", "T01 packages of Typst are not read"),
        ("#include \"/shared/none.typ\"", "T01 there is no module `shared/none.typ`"),
        ("#set text(font: \"Comic Sans MS\")\nx", "T03 unknown font family: comic sans ms"),
    ] {
        let refused = refusal(&format!("#set document(title: [信])\n{line}"));
        assert!(refused.starts_with(words), "{line}: {refused}");
        assert!(refused.contains("at templates/plain/letter.typ.jinja:2"), "{line}: {refused}");
    }
}

#[test]
fn typst_without_end_is_stopped() {
    for line in ["#while true {}", "#{ let f(x) = f(x + 1); f(0) }", "#let f(x) = [#f(x)]\n#f(1)"] {
        let refused = refusal(&format!("#set document(title: [信])\n{line}"));
        assert!(refused.starts_with("T01 "), "{line}: {refused}");
    }
}

#[test]
fn a_document_of_too_many_pages_is_refused() {
    let refused = refusal("#set document(title: [信])\n#for i in range(61) { pagebreak() }");
    assert_eq!(
        refused,
        "T02 the document has 62 pages, more than 60\n  a template that adds pages without end does this\n"
    );
}

/// Whether bytes hold a text, as PDF strings or XMP may write it.
fn holds(bytes: &[u8], text: &str) -> bool {
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let hex: String = utf16.iter().map(|byte| format!("{byte:02X}")).collect();
    [text.as_bytes(), utf16.as_slice(), hex.as_bytes(), hex.to_lowercase().as_bytes()]
        .into_iter()
        .any(|wanted| find(bytes, wanted).is_some())
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// The bytes from one mark to the next other one.
fn between<'a>(bytes: &'a [u8], from: &str, to: &str) -> &'a [u8] {
    let start = find(bytes, from.as_bytes()).unwrap_or_else(|| panic!("there is no {from}"));
    let end = find(&bytes[start..], to.as_bytes()).unwrap();
    &bytes[start..start + end]
}

/// What readers show of a PDF without opening its pages: the information dictionary and the XMP packet.
fn told_of_itself(pdf: &[u8]) -> Vec<u8> {
    let trailer = String::from_utf8_lossy(between(pdf, "trailer\n", "startxref")).into_owned();
    let info = trailer.split("/Info ").nth(1).unwrap().split(' ').next().unwrap();
    let info = between(pdf, &format!("\n{info} 0 obj\n"), "endobj");
    [info, between(pdf, "<?xpacket begin", "<?xpacket end")].concat()
}

#[test]
fn what_a_pdf_tells_of_itself_is_neutral() {
    for case in ["notice-m1", "demand-letter-annex", "agreement-waiver"] {
        let account = example(case);
        let (prepared, typeset) = make(desk(), &account).unwrap();
        let (pdf, told) = (typeset.pdf(), told_of_itself(typeset.pdf()));
        let name = account["debtor"]["name"].as_str().unwrap();
        for words in [name, "逾期", "欠款", "催收", "还款", "协议", "信用卡", "A00000"] {
            assert!(!holds(&told, words), "{case} tells {words}");
        }
        assert!(!holds(pdf, name), "{case} holds the name outside its pages");
        assert!(!holds(pdf, "/Outlines"), "{case} has bookmarks");
        let title = if case.starts_with("agreement") { "文件" } else { "信函" };
        for words in [
            &*format!("{title} {}", prepared.number),
            "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>",
            concat!("hanpress ", env!("CARGO_PKG_VERSION")),
            "2026-11-23T00:00:00+08:00",
        ] {
            assert!(holds(&told, words), "{case} does not tell {words}");
        }
        assert!(holds(pdf, "/Lang(zh-CN)"), "{case} tells no language");
    }
}

#[test]
fn the_same_account_makes_the_same_bytes_again() {
    let account = example("agreement-two-currencies");
    let (first, second) = (make(desk(), &account).unwrap(), make(desk(), &account).unwrap());
    assert!(first.1.pdf() == second.1.pdf());
    let other = with(account, "/debtor/postcode", json!("210009"));
    let (prepared, _) = make(desk(), &other).unwrap();
    assert_ne!(prepared.number, first.0.number, "a corrected record gives another number");
}

#[test]
fn preparing_needs_no_press() {
    let (account, sha256) = super::workshop::account(&example("notice-m1"));
    let prepared = produce::prepare(account, &sha256, desk()).unwrap();
    assert_eq!((prepared.kind.as_str(), prepared.debt.bucket.to_string().as_str()), ("overdue-notice", "M1"));
    assert_eq!(prepared.warnings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [""; 0]);
}
