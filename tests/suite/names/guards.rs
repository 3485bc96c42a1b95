//! The three guards against boxes: before layout, by the walk over the frames, and by the export.

use std::collections::BTreeSet;

use hanpress::inner::fill::literal;
use hanpress::inner::finding::Finding;
use serde_json::json;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use unicode_normalization::is_nfc;

use crate::typeset::bare;
use crate::workshop::{desk, example, make, make_by, with};

/// Characters of every face, and characters of none.
const PRINTED: &str = "Aé￥欧䶮𬱖𠮷𬎆𮧵𫝋\u{2EBF0}\u{9FFF}·—“☑〇";
const BOXES: &str = "\u{323B0}ก가ا\u{1F600}\u{A000}\u{10A00}\u{2FA20}";

fn code(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// The code points that findings of a code name, as far as they are among these characters.
fn named(findings: &[Finding], code_of: &str, among: &[char]) -> BTreeSet<char> {
    let told: String = findings
        .iter()
        .filter(|finding| finding.code == code_of)
        .map(|finding| format!("{} ", finding.message.en.replace(['`', ')'], " ")))
        .collect();
    let told: BTreeSet<&str> = told.split([' ', '(']).collect();
    among.iter().copied().filter(|c| told.contains(code(*c).as_str())).collect()
}

/// The first guard: what is refused before layout.
fn before_layout(chars: &[char]) -> BTreeSet<char> {
    let text: String = chars.iter().collect();
    match make(desk(), &with(example("notice-m1"), "/extra", json!({ "note": text }))) {
        Err(findings) => &named(&findings, "G01", chars) | &named(&findings, "G07", chars),
        Ok(_) => BTreeSet::new(),
    }
}

/// The second: what the walk over the frames finds, the words being the template's own.
fn by_the_walk(chars: &[char]) -> BTreeSet<char> {
    let line = |c: &char| format!("#{};\\\n", literal(&c.to_string()));
    // A template may hold no more text in one run: the tags between part it.
    let runs = chars.chunks(1_000).map(|run| run.iter().map(line).collect::<String>());
    let lines: String = runs.map(|run| format!("{run}{{% if number %}}{{% endif %}}")).collect();
    let letter = format!(
        "#import \"/shared/letter.typ\": *\n#set document(title: [字])\n#show: base\n#set page(height: auto)\n{lines}"
    );
    match make_by(&letter, &[], &example("notice-m1")).unwrap() {
        Err(findings) => named(&findings, "G02", chars),
        Ok(_) => BTreeSet::new(),
    }
}

/// The third: what the export to PDF/A refuses, with none of hanpress's own guards before it.
fn by_the_export(chars: &[char]) -> BTreeSet<char> {
    // The world of this guard has no letter, and so neither look nor theme.
    let theme = include_str!("../../../templates/shared/theme.typ");
    let theme = theme.replace("read(\"/letter/look.txt\")", "\"standard\"");
    let theme = theme.replace("read(\"/letter/theme.txt\")", "\"modern\"");
    let options =
        PdfOptions { standards: PdfStandards::new(&[PdfStandard::A_2b]).unwrap(), ..PdfOptions::default() };
    let refused = |c: &&char| {
        let document = bare::compile(&format!(
            "{theme}\n#set document(date: datetime(year: 2026, month: 11, day: 23))\n\
             #set text(font: song, fallback: false)\n#{}",
            literal(&c.to_string())
        ));
        typst_pdf::pdf(&document, &options).is_err()
    };
    chars.iter().filter(refused).copied().collect()
}

#[test]
fn the_three_guards_against_boxes_agree() {
    let boxes: BTreeSet<char> = BOXES.chars().collect();
    let all: Vec<char> = PRINTED.chars().chain(BOXES.chars()).collect();
    assert_eq!(before_layout(&all), boxes, "before layout");
    assert_eq!(by_the_walk(&all), boxes, "by the walk");
    assert_eq!(by_the_export(&all), boxes, "by the export");
    let printed: Vec<char> = PRINTED.chars().collect();
    let none = BTreeSet::new();
    assert_eq!(
        [before_layout(&printed), by_the_walk(&printed), by_the_export(&printed)],
        [none.clone(), none.clone(), none]
    );
}

/// Every 29th letter, ideograph or digit, without those that settling replaces.
#[test]
fn the_index_of_the_faces_says_of_every_script_what_the_walk_finds() {
    let visible = |c: &char| c.is_alphanumeric() && is_nfc(&c.to_string());
    let sample: Vec<char> = (0x21..0x323B0).step_by(29).filter_map(char::from_u32).filter(visible).collect();
    assert!(sample.len() > 4000, "{}", sample.len());
    let missing: BTreeSet<char> = sample.iter().copied().filter(|c| !crate::fonts().prints(*c)).collect();
    let walked = by_the_walk(&sample);
    let differing: Vec<_> = missing.symmetric_difference(&walked).map(|c| code(*c)).collect();
    assert!(differing.is_empty(), "{differing:?}");
}
