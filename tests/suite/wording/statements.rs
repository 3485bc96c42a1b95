//! Facts of an account that templates may state only where a value of the record decides.

use std::fs;

use hanpress::inner::wording::{Values, statements};

use crate::workshop::{desk, desk_of, example, file, prepare, templates, with};
use serde_json::json;

const LETTER: &str = "#let v(s) = s\n#set document(title: \"x\")\n";

/// What is said of a template with these words at the loading of templates; nothing where it may be used.
fn refused(words: &str) -> Option<String> {
    let letter = format!("{LETTER}{words}\n");
    let kind = fs::read_to_string(file("templates/overdue-notice/kind.toml")).unwrap();
    let folder = templates(&[("plain/letter.typ.jinja", &letter), ("plain/kind.toml", &kind)]);
    desk_of(&file("examples/issuer.toml"), Some(folder.path())).err().map(|stop| stop.message.en)
}

#[test]
fn a_template_that_states_a_fact_on_its_own_is_refused_and_near_ones_are_not() {
    let mut wrong = Vec::new();
    for row in statements().unwrap().rows() {
        for words in &row.hits {
            match refused(words) {
                None => wrong.push(format!("{}: not refused: {words}", row.id)),
                Some(told) if !told.contains(&format!("({}, ", row.id)) => {
                    wrong.push(format!("{words}: {told}"))
                }
                Some(_) => {}
            }
        }
        for words in &row.misses {
            wrong.extend(refused(words).map(|told| format!("{}: refused: {words}: {told}", row.id)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_place_the_value_and_the_basis_are_told() {
    let told = refused("第一行。\n本函即为报送不良信息的事先告知。").unwrap();
    assert!(told.contains("plain/letter.typ.jinja:4:"), "{told}");
    assert!(told.contains("`first_letter`") && told.contains("征信业管理条例 art. 15"), "{told}");
}

#[test]
fn what_decides_an_include_decides_what_is_included() {
    let bureau = "本函即为报送前的事先告知。\n";
    let kind = fs::read_to_string(file("templates/overdue-notice/kind.toml")).unwrap();
    let by = |letter: &str| {
        let letter = format!("{LETTER}{letter}\n");
        let files = [
            ("plain/letter.typ.jinja", letter.as_str()),
            ("plain/kind.toml", &kind),
            ("plain/told.typ.jinja", bureau),
        ];
        desk_of(&file("examples/issuer.toml"), Some(templates(&files).path()))
            .err()
            .map(|stop| stop.message.en)
    };
    let include = "{% include \"plain/told.typ.jinja\" %}";
    assert_eq!(by(&format!("{{% if first_letter %}}{include}{{% endif %}}")), None);
    let twice = by(&format!("{{% if first_letter %}}{include}{{% endif %}}{include}")).unwrap();
    assert!(twice.contains("plain/told.typ.jinja:1"), "{twice}");
}

#[test]
fn every_row_has_samples_and_names_values_of_the_draft() {
    let notices = json!([{ "number": "N1", "date": "2026-10-28", "channel": "sms", "result": "delivered" }]);
    let prepared = prepare(desk(), &with(example("notice-m1"), "/notices", notices)).unwrap();
    let values = Values(prepared.filled.values());
    for row in statements().unwrap().rows() {
        assert!(!row.hits.is_empty() && !row.misses.is_empty(), "{}", row.id);
        for need in &row.needs {
            // `payments` of a ledger is an empty list here.
            // What kinds declare themselves is held by the tests on kinds.
            let known = !values.words(need.trim_end_matches('.')).is_empty()
                || need == "ledgers.payments"
                || need.starts_with("matter.");
            assert!(known, "{}: there is no value {need}", row.id);
        }
    }
}
