//! Filling: values enter as data, and whatever a template does wrong is told at its own line.

mod folder;
mod own;

use std::collections::BTreeMap;
use std::fs;

use hanpress::inner::fill::{TemplateSet, literal};
use proptest::prelude::*;
use serde_json::{Value, json};
use typst::syntax::{SyntaxKind, SyntaxNode, ast, parse};

use super::workshop::{desk, desk_of, example, file, make, make_by, prepare, templates, told, with};

/// What might be read as something else by Typst, by minijinja or by a spreadsheet.
pub(super) const HOSTILE: &[&str] = &[
    "#panic()",
    "#import \"/x\": *",
    "{{ 7*7 }}",
    "{% raw %}",
    "{# x",
    "@ref",
    "<label>",
    "*x*",
    "_x_",
    "`x`",
    "```typ x```",
    "$x$",
    "http://a.b//c",
    "https://example.com/a b",
    "= x",
    "=1+1",
    "- x",
    "+ x",
    "1. x",
    "/ x: y",
    "\"x\"",
    "'x'",
    "\\",
    "\\u{41}",
    "x\\",
    "\\\"",
    "]",
    "[",
    ")",
    "(",
    "}",
    ";",
    "; #panic()",
    "\");#panic(\"",
    "/* x */",
    "/*",
    "//",
    "// x",
    "~",
    "--",
    "---",
    "...",
    "\u{201c}x\u{201d}",
    "x #h(1em) x",
];

/// The nodes of a tree in order: kinds, and the text of all that are no strings.
pub(super) fn shape(node: &SyntaxNode) -> Vec<(SyntaxKind, String)> {
    let text = if node.kind() == SyntaxKind::Str { "" } else { node.leaf_text().as_str() };
    let own = (node.kind(), text.to_string());
    std::iter::once(own).chain(node.children().flat_map(shape)).collect()
}

/// The words of a page without what lines and runs part.
pub(crate) fn run_together(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn a_hostile_value_adds_no_node_to_the_letter_and_comes_back_from_its_page() {
    let plain = with(example("notice-m1"), "/card/product", "示例卡");
    let shape_of = |value: &Value| {
        let filled = prepare(desk(), value).unwrap_or_else(|findings| panic!("{}", told(&findings))).filled;
        let tree = parse(filled.source());
        assert!(tree.errors_and_warnings().0.is_empty());
        shape(&tree)
    };
    // A long name stands among the contacts, too, whatever it says.
    let expected = [&plain, &with(plain.clone(), "/card/product", "示例".repeat(15))].map(shape_of);
    let mut printed = 0;
    for hostile in HOSTILE {
        let value = with(plain.clone(), "/card/product", format!("示例{hostile}卡"));
        let value = with(value, "/debtor/address", format!("示例路{hostile}号"));
        if prepare(desk(), &value).is_err_and(|found| found.iter().any(|finding| finding.code == "D11")) {
            continue; // no product or address: refused before anything is filled
        }
        printed += 1;
        assert!(expected.contains(&shape_of(&value)), "{hostile} is read as code");
        let (_, typeset) =
            make(desk(), &value).unwrap_or_else(|findings| panic!("{hostile}: {}", told(&findings)));
        let text = run_together(&typeset.text());
        assert!(
            text.contains(&run_together(&format!("示例路{hostile}号"))),
            "{hostile} is not in the address"
        );
        assert!(
            text.contains(&run_together(&format!("尾号5679　示例{hostile}卡应还款日"))),
            "{hostile} is no product"
        );
    }
    assert!(printed > HOSTILE.len() / 2, "only {printed} were printed");
}

/// The words that a Typst string literal stands for; `None` where it is more than one literal.
fn read_back(text: &str) -> Option<String> {
    let tree = typst::syntax::parse_code(text);
    let mut parts = tree.children().filter(|node| node.kind() != SyntaxKind::Space);
    let read = parts.next()?.cast::<ast::Str>()?.get().to_string();
    parts.next().is_none().then_some(read)
}

proptest! {
    #[test]
    fn any_words_read_back_from_their_literal(words in any::<String>()) {
        prop_assert_eq!(read_back(&literal(&words)), Some(words));
    }

    #[test]
    fn words_full_of_quotes_and_backslashes_read_back(words in r#"["\\u{}n0-9a-f\n\r\t;#/*]{0,20}"#) {
        prop_assert_eq!(read_back(&literal(&words)), Some(words));
    }
}

#[test]
fn every_scalar_value_reads_back_from_its_literal() {
    for from in (0..=0x10_ffff_u32).step_by(0x1000) {
        let words: String = (from..from + 0x1000).filter_map(char::from_u32).collect();
        assert_eq!(read_back(&literal(&words)).as_ref(), Some(&words), "from U+{from:04X}");
    }
}

/// A template that prints one thing, on its third line.
pub(super) fn third_line(line: &str) -> String {
    format!("#set page(height: 5cm)\nfirst\n{line}\n")
}

/// What refuses a document of this template, or the desk itself.
pub(super) fn refusal(letter: &str, more: &[(&str, &str)]) -> String {
    match make_by(letter, more, &example("notice-m1")) {
        Err(stop) => stop.message.en,
        Ok(Err(findings)) => told(&findings),
        Ok(Ok(_)) => panic!("nothing is refused"),
    }
}

#[test]
fn a_template_of_ones_own_needs_no_more_than_two_files() {
    let letter = "#set document(title: [信])\n#set text(font: \"Noto Serif SC\", fallback: false)\n\
        #let v(s) = s\n{{ number }} {{ extra.branch }}\n";
    let value = with(example("notice-m1"), "/extra", json!({ "branch": "示例支行" }));
    let made = make_by(letter, &[], &value).unwrap();
    let (prepared, typeset) = made.unwrap_or_else(|findings| panic!("{}", told(&findings)));
    assert_eq!((prepared.kind.as_str(), typeset.pages()), ("plain", 1));
    assert!(run_together(&typeset.text()).ends_with(&format!("{}示例支行", prepared.number)));
}

#[test]
fn a_value_that_does_not_exist_is_told_at_its_line() {
    for (value, named) in [
        ("nothing", "nothing"),
        ("nothing.at.all", "nothing.at"),
        ("extra.branch", "extra.branch"),
        ("ledgers[7].total", "ledgers[7].total"),
    ] {
        assert_eq!(
            refusal(&third_line(&format!("{{{{ {value} }}}}")), &[]),
            format!(
                "R25 a value is used that does not exist: `{named}`\n{}  at templates/plain/letter.typ.jinja:3\n",
                ask_first(named)
            ),
        );
    }
}

/// The hint that what only some accounts have is asked for first.
pub(crate) fn ask_first(named: &str) -> String {
    match named.starts_with("extra.") {
        true => {
            format!(
                "  where some accounts have none, ask first: `{{% if {named} is defined %}}…{{% endif %}}`\n"
            )
        }
        false => String::new(),
    }
}

#[test]
fn a_value_that_is_no_words_is_told_at_its_line() {
    let cases = [
        ("delivery_words", "a value cannot be printed: the value is blank"),
        ("has_seal", "a value cannot be printed: a flag is a condition, not words"),
        ("ledgers", "a value cannot be printed: a list or an object is not words"),
        ("none", "a value cannot be printed: there is no value here"),
    ];
    for (value, words) in cases {
        let refused = refusal(&third_line(&format!("{{{{ {value} }}}}")), &[]);
        assert!(refused.starts_with(&format!("R25 {words}: `{value}`\n")), "{refused}");
        assert!(refused.ends_with("\n  at templates/plain/letter.typ.jinja:3\n"), "{refused}");
    }
}

#[test]
fn ways_round_the_escaping_are_refused_when_a_template_is_loaded() {
    let cases = [
        ("{{ number|safe }}", "|safe"),
        ("{{ number | safe }}", "|safe"),
        ("{{ number\n|\nsafe }}", "|safe"),
        ("{% autoescape false %}{{ number }}{% endautoescape %}", "autoescape"),
        ("{%- autoescape false %}{{ number }}{% endautoescape %}", "autoescape"),
        ("{%+ autoescape false %}{{ number }}{% endautoescape %}", "autoescape"),
        ("{%\nautoescape false %}{{ number }}{% endautoescape %}", "autoescape"),
        ("{% filter safe %}{{ number }}{% endfilter %}", "|safe"),
    ];
    for (line, what) in cases {
        let refused = refusal(&third_line(line), &[]);
        assert!(
            refused.contains(what) && refused.contains("templates/plain/letter.typ.jinja:"),
            "{line}:\n{refused}"
        );
    }
}

#[test]
fn a_syntax_error_stops_the_run_with_its_place() {
    let refused = refusal(&third_line("{% if %}"), &[]);
    assert!(
        refused.starts_with("the templates cannot be used:\n  templates/plain/letter.typ.jinja:3: "),
        "{refused}"
    );
}

#[test]
fn a_template_without_end_is_stopped() {
    let tens = "[1,2,3,4,5,6,7,8,9,10]";
    let nested: String = (0..8).map(|depth| format!("{{% for x{depth} in {tens} %}}")).collect();
    let loops = format!("{nested}x{}", "{% endfor %}".repeat(8));
    let cases = [
        (loops, "the template does not come to an end"),
        (
            "{% include \"plain/letter.typ.jinja\" %}".to_string(),
            "templates include or call each other without end",
        ),
        (
            "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}".to_string(),
            "templates include or call each other without end",
        ),
    ];
    for (line, words) in cases {
        let refused = refusal(&third_line(&line), &[]);
        assert!(refused.starts_with(&format!("T02 {words}")), "{refused}");
        assert!(refused.contains("at templates/plain/letter.typ.jinja:3"), "{refused}");
    }
}

#[test]
fn a_template_that_writes_without_bound_is_stopped() {
    let tens = "[1,2,3,4,5,6,7,8,9,10]";
    let nested: String = (0..4).map(|depth| format!("{{% for x{depth} in {tens} %}}")).collect();
    let long = "long ".repeat(100);
    let refused = refusal(&format!("{nested}{long}{}", "{% endfor %}".repeat(4)), &[]);
    assert!(
        refused.starts_with("T02 `plain/letter.typ.jinja` fills to more than 2097152 bytes"),
        "{refused}"
    );
}

#[test]
fn a_template_that_captures_without_bound_is_stopped() {
    let twice = "{% set x %}{{ x }}{{ x }}{% endset %}".repeat(60);
    let cases = [
        format!("{{% set x %}}word{{% endset %}}{twice}{{{{ x }}}}"),
        format!(
            "{{% macro m(x) %}}{{{{ x }}}}{{{{ x }}}}{{% endmacro %}}{{{{ {}\"word\"{} }}}}",
            "m(".repeat(40),
            ")".repeat(40)
        ),
    ];
    for line in cases {
        let refused = refusal(&third_line(&line), &[]);
        assert!(refused.starts_with("T02 the template does not come to an end"), "{refused}");
    }
}

#[test]
fn words_that_could_be_doubled_without_end_are_refused_when_a_template_is_loaded() {
    let joins = [
        "{% set x = number ~ number %}",
        "{% set x = number + number %}",
        "{% set x = \"x\" * 9 %}",
        "{% set x = \"%}\" ~ number %}",
        "{% set x = '\\'' ~ number %}",
        "{% with x = number ~ number %}{{ x }}{% endwith %}",
        "{% for x in [number ~ number] %}{{ x }}{% endfor %}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(number ~ number) }}",
    ];
    for line in joins {
        let refused = refusal(&third_line(line), &[]);
        assert!(
            refused.contains("templates/plain/letter.typ.jinja:3: words are put together with `~`"),
            "{line}\n{refused}"
        );
    }
    let refused = refusal(&third_line(&"word ".repeat(8000)), &[]);
    assert!(refused.contains("letter.typ.jinja:1: more than 32768 bytes of text stand here"), "{refused}");
    let letter = "#set document(title: [信])\n#let v(s) = s\n{{ number ~ \"-\" ~ stage }}{% if number ~ \"x\" == \"y+z\" %}{% endif %}{%- set a = \"~\" +%}";
    assert!(make_by(letter, &[], &example("notice-m1")).is_ok(), "what is printed may be put together");
}

#[test]
fn a_fault_in_typst_is_told_at_the_templates_own_line() {
    let many = "{% for x in [1,2,3,4,5] %}\nline\n\n{% endfor %}";
    let refused = refusal(&third_line(&format!("{many}\n#nothing")), &[]);
    let expected = "T01 unknown variable: nothing\n  at templates/plain/letter.typ.jinja:7\n";
    assert!(refused.starts_with(expected), "{refused}");
}

#[test]
fn a_fault_in_an_included_template_is_told_there() {
    let more = [("plain/part.typ.jinja", "one\ntwo\n#nothing\n")];
    let refused = refusal(&third_line("{% include \"plain/part.typ.jinja\" %}"), &more);
    let expected = "T01 unknown variable: nothing\n  at templates/plain/part.typ.jinja:3\n";
    assert!(refused.starts_with(expected), "{refused}");
}

#[test]
fn a_fault_in_a_shared_module_names_that_file_and_who_called() {
    let more = [("shared/odd.typ", "#let odd(x) = {\n  1 + x\n}\n")];
    let refused = refusal(&third_line("#import \"/shared/odd.typ\": odd\n#odd(\"one\")"), &more);
    assert_eq!(
        refused,
        "T01 cannot add integer and string\n  at templates/shared/odd.typ:2\n  at templates/plain/letter.typ.jinja:4\n"
    );
}

#[test]
fn a_panic_does_not_show_what_it_holds() {
    for line in ["#panic({{ debtor.name }})", "#assert(false, message: \"x\" + {{ debtor.name }})"] {
        let refused = refusal(
            &third_line(&format!("#let v(s) = s\n{}", line.replace("{{", "[{{").replace("}}", "}}]"))),
            &[],
        );
        assert!(refused.starts_with("T01 ") && !refused.contains("欧阳"), "{refused}");
        assert!(refused.contains("letter.typ.jinja:4"), "{refused}");
    }
}

/// The hash of each kind of a folder of templates.
fn hashes(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    let folder = templates(files);
    desk_of(&file("examples/issuer.toml"), Some(folder.path())).unwrap().header().templates.clone()
}

#[test]
fn a_shared_file_changes_the_hash_of_every_kind_and_a_kinds_own_file_its_own() {
    let built_in = &desk().header().templates;
    let shared = hashes(&[("shared/odd.typ", "#let odd = 1\n")]);
    assert!(built_in.iter().all(|(kind, hash)| shared[kind] != *hash));
    let kind = std::fs::read_to_string(file("templates/overdue-notice/kind.toml")).unwrap();
    let own =
        hashes(&[("overdue-notice/kind.toml", &kind), ("overdue-notice/letter.typ.jinja", "{{ number }}")]);
    let changed: Vec<_> =
        built_in.iter().filter(|(kind, hash)| own[*kind] != **hash).map(|(kind, _)| kind).collect();
    assert_eq!(changed, ["overdue-notice"]);
}

/// The list of built-in files is written by hand; a file that it misses would silently be no template.
#[test]
fn every_template_file_is_in_the_binary_as_it_stands_in_its_folder() {
    let mut there = BTreeMap::new();
    for folder in fs::read_dir(file("templates")).unwrap().map(|entry| entry.unwrap().path()) {
        if !folder.is_dir() {
            continue;
        }
        for path in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.strip_prefix(file("templates")).unwrap().to_str().unwrap().replace('\\', "/");
            if !name.ends_with(".md") {
                there.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    assert!(there.len() > 30);
    let built_in = TemplateSet::built_in().unwrap();
    let files = built_in.files().map(|(name, text)| (name.to_string(), text.to_string()));
    assert_eq!(files.collect::<BTreeMap<_, _>>(), there);
}
