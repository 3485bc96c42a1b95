//! Every name prints: what the standards list is laid out and read back, and what cannot be printed is
//! refused by three guards that agree.

mod guards;
pub(crate) mod issuer;
mod lookalikes;
mod normalised;

use std::collections::BTreeSet;
use std::fs;

use serde_json::json;

use super::workshop::{example, file, make_by, told, with};

/// A letter of rows of characters in the role of data, in regular and in bold.
const ROWS: &str = r#"#import "/shared/letter.typ": *
#set document(title: [字])
#show: base
#set page(width: 1200pt, height: 1600pt, margin: 20pt)
{% for row in extra.rows %}
#par[{{ row }}]
#par(strong-song[{{ row }}])
{% endfor %}"#;

/// The characters of a list under `tests/lists`: rows of characters, or of first and last code points.
pub(super) fn list(name: &str) -> Vec<char> {
    let text = fs::read_to_string(file("tests/lists").join(name)).unwrap();
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    let range = |row: &str| {
        let code = |text: &str| u32::from_str_radix(text, 16).unwrap();
        let (first, last) = row.split_once('\t')?;
        Some((code(first)..=code(last)).map(|code| char::from_u32(code).unwrap()).collect::<Vec<_>>())
    };
    rows.flat_map(|row| range(row).unwrap_or_else(|| row.chars().collect())).collect()
}

#[test]
fn the_lists_have_as_many_characters_as_the_standards_state() {
    let count = |name: &str| (list(name).len(), list(name).into_iter().collect::<BTreeSet<_>>().len());
    for (name, stated) in [
        ("standard-8105.txt", 8_105),
        ("gb18030-2022.txt", 88_115),
        ("identity-cards.txt", 69),
        ("later.txt", 622 + 40),
    ] {
        assert_eq!(count(name), (stated, stated), "{name}");
    }
    let all: BTreeSet<char> = list("gb18030-2022.txt").into_iter().collect();
    let han = all.iter().filter(|c| !('\u{2E80}'..='\u{2FDF}').contains(*c)).count();
    assert_eq!(han, 87_887, "without radicals and components");
    for name in ["standard-8105.txt", "identity-cards.txt"] {
        assert!(list(name).iter().all(|c| all.contains(c)), "{name} is part of GB 18030-2022");
    }
}

#[test]
fn every_character_of_the_standards_prints_in_regular_and_bold_and_comes_back_from_the_pages() {
    let all: BTreeSet<char> = ["gb18030-2022.txt", "later.txt", "standard-8105.txt", "identity-cards.txt"]
        .into_iter()
        .flat_map(list)
        .collect();
    assert_eq!(all.len(), 88_115 + 662);
    let all: Vec<char> = all.into_iter().collect();
    let rows: Vec<String> = all.chunks(100).map(|row| row.iter().collect()).collect();
    let account = with(example("notice-m1"), "/extra", json!({ "rows": rows }));
    let made = make_by(ROWS, &[], &account).unwrap();
    let (_, typeset) = made.unwrap_or_else(|findings| panic!("{}", told(&findings)));
    let text = typeset.text();
    let back: Vec<&str> = text.lines().map(|line| line.trim_start_matches('\u{c}')).collect();
    let twice: Vec<&str> = rows.iter().flat_map(|row| [row.as_str(); 2]).collect();
    assert_eq!(back.len(), twice.len());
    for (back, row) in back.into_iter().zip(twice) {
        assert!(back == row, "the row from {:?} comes back changed", row.chars().next());
    }
    let weights: BTreeSet<u16> = typeset.printed().runs().map(|(_, look)| look.weight).collect();
    assert_eq!(weights, BTreeSet::from([400, 700]));
}
