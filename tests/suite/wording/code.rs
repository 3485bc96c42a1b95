//! Typst code between the words of a template: neither read as words, nor a place for words to hide in.

use std::fs;

use crate::workshop::{desk_of, example, file, make_by, templates, told};

const LETTER: &str = "#let v(s) = s\n#set document(title: \"x\")\n";

/// What is said of a template with this source at the loading of templates; nothing where it may be used.
fn refused(source: &str) -> Option<String> {
    let letter = format!("{LETTER}{source}\n");
    let kind = fs::read_to_string(file("templates/overdue-notice/kind.toml")).unwrap();
    let folder = templates(&[("plain/letter.typ.jinja", &letter), ("plain/kind.toml", &kind)]);
    desk_of(&file("examples/issuer.toml"), Some(folder.path())).err().map(|stop| stop.message.en)
}

#[test]
fn measures_and_names_of_code_are_no_words() {
    let words = "批准您的申请。";
    let promised = refused(&format!("100%{words}")).unwrap_or_default();
    assert!(promised.contains("`100%批准`"), "as words they promise: {promised}");
    for source in [
        format!("#block(width: 100%, [{words}])"),
        format!("#block(width: 100%)[{words}]"),
        format!("#set block(width: 100%)\n{words}"),
        format!("#let half = 100%\n{words}"),
        format!("#if 1 > 0 {{ block(width: 100%, [{words}]) }}"),
        format!("#context block(width: 100%)[{words}]"),
        format!("#grid(columns: (1fr, 100%), [{words}])"),
    ] {
        assert_eq!(refused(&source), None, "{source}");
        // The same in the filled source.
        let made = make_by(&format!("{LETTER}{source}"), &[], &example("notice-m1")).unwrap();
        let found = made.err().unwrap_or_default();
        assert!(found.iter().all(|found| found.code != "R12"), "{source}: {}", told(&found));
    }
}

#[test]
fn no_code_hides_words() {
    let words = "您已列入黑名单";
    for source in [
        format!("#text(weight: \"bold\")[{words}]"),
        format!("#text(red, [#box[x] {words}])"),
        format!("#let said = \"{words}\"\n#said"),
        format!("#let said() = {{ [{words}] }}\n#said()"),
        format!("#if true []{words}"),
        format!("#if false [] else []{words}"),
        format!("#if true {{}} {words}"),
        format!("#for x in (1, 2) [x]{words}"),
        format!("#context [x]{words}"),
        format!("#sym.dot{words}"),
        format!("#(1 + 1){words}"),
        format!("#box[x]。{words}"),
        format!("#box(width: 3pt){words}"),
        format!("#\"{words}\""),
        format!("#[{words}]"),
        format!("#{{ \"a\" + \"{words}\" }}"),
        format!("\\#let x{words}"),
        format!("#let x = \"\\\"\"; {words}"),
        format!("[甲] {words}"),
        format!("#show: it => [#it {words}]"),
        format!("{{% if true %}}#let a = [{words}]{{% endif %}}"),
    ] {
        let told = refused(&source).unwrap_or_default();
        assert!(told.contains("`黑名单`"), "{source}: {told}");
    }
}

#[test]
fn words_behind_code_are_told_at_their_line() {
    let told =
        refused("#block(\n  width: 100%,\n  [第一段。],\n)\n#let x = 3pt // 注\n\n您已列入黑名单。").unwrap();
    assert!(told.contains("plain/letter.typ.jinja:9: `黑名单`"), "{told}");
}
