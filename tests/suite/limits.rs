//! Limits: a template that repeats or grows without bound is ended by its count, and the count
//! changes nothing else.

use std::collections::BTreeMap;
use std::fs;

use hanpress::inner::fill::counted;
use hanpress::{Desk, DeskParts, NamedFiles};
use proptest::prelude::*;
use typst::syntax::parse;

use super::workshop::{desk, desk_of, example, file, issue_date, make, make_by, told};

/// A letter that can print values, with a line of its own.
fn letter(line: &str) -> String {
    format!(
        "#set document(title: [信])\n#set text(font: \"Noto Serif SC\", fallback: false)\n#let v(s) = s\n{line}\n{{{{ number }}}}\n"
    )
}

/// Why a letter with this line is refused.
fn refusal(line: &str) -> String {
    match make_by(&letter(line), &[], &example("notice-m1")) {
        Err(stop) => stop.message.en,
        Ok(Err(findings)) => told(&findings),
        Ok(Ok(_)) => "it is made".into(),
    }
}

/// Ways to make a small template cost much, none of which Typst itself ends.
const BOMBS: &[&str] = &[
    "#for a in range(10000) { for b in range(10000) { for c in range(10000) { } } }",
    "#let r = range(1000)\n#for a in r { for b in r { for c in r { let d = a * b * c } } }",
    "#let i = 0\n#while i < 9000 { i += 1; let j = 0; while j < 9000 { j += 1; let k = 0; while k < 9000 { k += 1 } } }",
    "#let f(s) = if s.len() < 60 { f(s + \"a\") + f(s + \"b\") } else { \"\" }\n#f(\"\")",
    "#let f(g, s) = if s.len() < 60 { g(g, s + \"a\"); g(g, s + \"b\") }\n#f(f, \"\")",
    "#range(1000).map(a => range(1000).map(b => range(1000).map(c => a + b + c)))",
    "#let t = \"x\"\n#for i in range(60) { t = t + t }\n#t",
    "#let t = \"x\"\n#for i in range(60) { t += t }\n#t",
    "#(\"x\" * 1000000000000)",
    "#let n = 1000000\n#(\"x\" * n)",
    "#let n = 1000 * 1000 * 1000 * 1000\n#([x] * n)",
    "#let a = (1,)\n#for i in range(60) { a = (a, a) }\n#a.flatten().len()",
    "#let a = (1,)\n#for i in range(60) { a.push(a) }\n#repr(a)",
    "#let d = (x: 1)\n#for i in range(60) { d.insert(\"y\" + str(i), d) }\n#repr(d)",
    "#let c = [x]\n#for i in range(60) { c = [#c#c] }\n#c",
    "#let c = [x]\n#for i in range(60) { c = stack(c, c) }\n#c",
    "#let c = [x]\n#for i in range(60) { c = $#c#c$ }\n#c",
    "#let c = [x]\n#for i in range(3000) { c = [#c;y] }\n#c",
    "#let c = lorem(5000)\n#for i in range(20000) [#c]",
    "#for i in range(20000) { \"x\" * 9000 }",
    "#lorem(1000000000)",
    "#range(1000000000).len()",
    "#array.range(1000000000).len()",
    "#grid(grid.cell(x: 0, y: 1000000000)[x])",
    "#numbering(\"*\", 1000000000000)",
    "#let n = 999999\n#let n = n + n\n#let n = n + n\n#(range(n).len())",
    "#let big = \"x\" * 10000\n#let big = big + big\n#big.replace(\"x\", big)",
    "#let a = range(5000).map(i => \"abc\" * 3000)\n#a.join(\"abc\" * 9000)",
    "#let s = state(\"s\", \"x\")\n#for i in range(60) { s.update(t => t + t) }\n#context s.get()",
    "#let s = counter(\"s\")\n#for i in range(60) { s.update(t => t + t + 1) }\n#context s.get()",
    "#context for i in range(100000) { measure([x #i]) }",
    "#for i in range(100000) { pagebreak() }",
    "#set par(justify: true)\n#for i in range(20000) { box(width: 0.01pt) }",
    "#set par(justify: true)\n#set text(size: 0.01pt)\n#lorem(9000)\n#lorem(9000)",
    "#context { set text(size: 0.01pt); par(justify: true, lorem(9000) + lorem(9000)) }",
    "#show \"x\": it => box(width: 0.01pt) * 9000\nx x x",
    "#set text(size: 0.01pt)\n#block(par(justify: true, for i in range(300) [#lorem(100)]))",
];

/// What Typst ends by itself, or what costs little after all.
const HARMLESS: &[&str] = &[
    "#show \"a\": [bbbbbbbbbbbbbbbb]\n#show \"b\": [cccccccccccccccc]\n#show \"c\": [dddddddddddddddd]\n\
     #show \"d\": [eeeeeeeeeeeeeeee]\n#show \"e\": [ffffffffffffffff]\naaaaaaaaaaaaaaa",
    "#let t = [x]\n#for i in range(60) { t = table(columns: (auto, auto), t, [y]) }\n#t",
    "#let f(x) = f(x)\n#f(1)",
    "#while true { }",
];

#[test]
fn a_template_that_repeats_or_grows_without_bound_is_ended_by_its_count() {
    for bomb in BOMBS {
        let refused = refusal(bomb);
        assert!(refused.starts_with("T02 "), "{bomb}\n{refused}");
    }
    for bomb in HARMLESS {
        let refused = refusal(bomb);
        assert!(refused.starts_with("T0"), "{bomb}\n{refused}");
    }
}

#[test]
fn the_count_is_the_same_whatever_was_made_before() {
    // The least number of turns that is refused, found twice with other letters between.
    let refuses = |turns: i32| {
        let line = format!("#for i in range(200) {{ for j in range({turns}) {{ let k = [#i] }} }}");
        refusal(&line).starts_with("T02 the letter takes more steps")
    };
    let least = |from: i32, to: i32| -> i32 {
        let (mut from, mut to) = (from, to);
        while from < to {
            let middle = (from + to) / 2;
            if refuses(middle) { to = middle } else { from = middle + 1 }
        }
        from
    };
    let first = least(1, 9000);
    assert!((100..9000).contains(&first), "{first}");
    assert!(make(desk(), &example("notice-m1")).is_ok());
    assert!(refuses(first) && !refuses(first - 1));
}

#[test]
fn many_paragraphs_cost_less_than_one_of_all_their_words() {
    let letter = |end: &str| format!("#set par(justify: true)\n#for i in range(60) [#lorem(150){end}]");
    assert_eq!(refusal(&letter("#parbreak()")), "it is made");
    assert_eq!(refusal(&letter(" \\ ")), "it is made", "a line that must end ends the search");
    let refused = refusal(&letter(" "));
    assert!(refused.starts_with("T02 the letter takes more steps"), "{refused}");
}

#[test]
fn what_a_template_repeats_is_told_at_its_line() {
    assert_eq!(
        refusal("first\n#let f(x) = {\n  for i in range(9000) { for j in range(9000) { } }\n}\n#f(1)"),
        "T02 the letter takes more steps than any letter needs\n  \
         at templates/plain/letter.typ.jinja:6\n  at templates/plain/letter.typ.jinja:8\n  \
         repeat with minijinja's loops over the account's own lists\n"
    );
}

#[test]
fn a_fault_behind_counted_words_has_its_own_place() {
    let line = "#let f(a, b) = a + b\n#f(1, 2) #f(3, 4) #nothing";
    let refused = refusal(line);
    let expected = "T01 unknown variable: nothing\n  at templates/plain/letter.typ.jinja:5\n";
    assert!(refused.starts_with(expected), "{refused}");
}

#[test]
fn code_from_words_programs_and_files_are_out_of_reach() {
    let unknown = ["eval", "plugin", "csv", "json", "toml", "xml", "yaml", "cbor"];
    for name in unknown {
        let refused = refusal(&format!("#{name}(\"1\")"));
        assert!(refused.starts_with(&format!("T01 unknown variable: {name}")), "{refused}");
        let refused = refusal(&format!("#std.{name}(\"1\")"));
        assert!(refused.starts_with(&format!("T01 module `global` does not contain `{name}`")), "{refused}");
    }
    let absent = [
        "#read(\"/etc/passwd\")",
        "#read(\"/../../etc/passwd\")",
        "#image(\"/etc/passwd\")",
        "#image(\"https://example.com/x.svg\")",
        "#include \"/etc/passwd\"",
        "#import \"@preview/cetz:0.3.0\": canvas",
        "#import \"@hanpress/meter:0.0.0\": key",
        "#bibliography(\"/etc/passwd\")",
    ];
    for line in absent {
        let refused = refusal(line);
        assert!(refused.starts_with("T01 "), "{line}\n{refused}");
        assert!(!refused.contains("root:"), "{line}\n{refused}");
    }
}

#[test]
fn the_counting_calls_cannot_be_replaced() {
    let cases = [
        "#let hanpress-weigh(x) = x",
        "#let hanpress-weigh = x => x",
        "#let f(hanpress-call) = 1",
        "#import \"/shared/text.typ\": v as hanpress-turns",
        "#std.hanpress-call(1)",
    ];
    for line in cases {
        let refused = refusal(line);
        assert!(
            refused.starts_with("T01 a template may not use a name that begins with `hanpress-`")
                && refused.contains("letter.typ.jinja:4"),
            "{line}\n{refused}"
        );
    }
    let refused = refusal("#let x = 2\n#{ x *= 3 }");
    assert!(refused.starts_with("T01 a template may not use `*=`"), "{refused}");
}

#[test]
fn a_module_that_cannot_be_counted_stops_the_run_with_its_place() {
    let more = [("shared/odd.typ", "#let one = 1\n#let hanpress-weigh(x) = x\n")];
    let stop = make_by(&letter(""), &more, &example("notice-m1")).unwrap_err();
    assert_eq!(
        stop.message.en,
        "the templates cannot be used:\n  templates/shared/odd.typ:2: a template may not use a name that begins \
         with `hanpress-`"
    );
}

/// Copies of all built-in templates, each with a comment of its own at the end.
fn copies() -> BTreeMap<String, String> {
    let mut copies = BTreeMap::new();
    for kind in fs::read_dir(file("templates")).unwrap().map(|entry| entry.unwrap().path()) {
        let Ok(files) = fs::read_dir(&kind) else { continue };
        for path in files.map(|entry| entry.unwrap().path()) {
            let parts = [&kind, &path].map(|path| path.file_name().unwrap().to_str().unwrap());
            let comment = match path.extension().unwrap().to_str().unwrap() {
                "jinja" => "{# of one's own #}",
                "typ" => "// of one's own\n",
                "svg" => "<!-- of one's own -->\n",
                _ => "# of one's own\n",
            };
            copies.insert(parts.join("/"), fs::read_to_string(&path).unwrap() + comment);
        }
    }
    copies
}

/// A desk whose templates are all of its own, and say what the built-in ones say.
fn own_desk() -> Desk {
    let allowed = "\n[kinds.repayment-agreement]\nmasking = \"contract\"\n";
    let issuer = fs::read_to_string(file("examples/issuer.toml")).unwrap() + allowed;
    let parts = DeskParts::new(issuer, issue_date()).unwrap();
    let files = NamedFiles::Folder(file("examples"));
    let own = Desk::new(DeskParts { files, templates: copies(), ..parts }).unwrap();
    assert!(own.templates.set().is_own("shared/text.typ"));
    own
}

#[test]
fn counting_changes_no_byte_of_a_letter() {
    let own = own_desk();
    for case in ["notice-m1-two-currencies", "demand-letter-annex", "agreement-60-instalments"] {
        let made = |desk| make(desk, &example(case)).unwrap_or_else(|findings| panic!("{}", told(&findings)));
        let ((_, here), (_, there)) = (made(desk()), made(&own));
        assert!(here.pdf() == there.pdf(), "{case} differs");
    }
}

#[test]
fn what_one_letter_spent_is_nothing_to_the_next() {
    let module = "#let f(n) = { for i in range(n) { let k = [#i] } }\n";
    let made = |line: &str| {
        let line = format!("#import \"/shared/own.typ\": f\n{line}");
        match make_by(&letter(&line), &[("shared/own.typ", module)], &example("notice-m1")).unwrap() {
            Err(findings) => told(&findings),
            Ok(_) => "it is made".into(),
        }
    };
    let refused = made("#for n in range(400) { f(9000 - n) }");
    assert!(refused.starts_with("T02 the letter takes more steps"), "{refused}");
    // Among these is the call in which the steps ran out.
    for n in (0..100).step_by(10) {
        let line = format!("#for n in range({n}, {}) {{ f(9000 - n) }}", n + 10);
        assert_eq!(made(&line), "it is made", "{line}");
    }
}

#[test]
fn an_unchanged_copy_of_the_templates_is_the_programs_own() {
    let desk = desk_of(&file("examples/issuer.toml"), Some(&file("templates"))).unwrap();
    assert!(!desk.templates.set().has_own());
    let case = example("agreement-60-instalments");
    let [(_, here), (_, there)] = [desk, self::desk().clone()].map(|desk| make(&desk, &case).unwrap());
    assert!(here.pdf() == there.pdf());
}

/// Pieces of Typst, to be put together as they come.
const PIECES: &[&str] = &[
    "#", "let ", "x", " = ", "f(", ")", "(", "[", "]", "{", "}", "$", "a", "+ ", "* ", "-", ",", ": ", ";",
    "for ", "in ", "if ", "else ", "while ", "=> ", "..", ".", "context ", "show ", "set ", "return ", "\n",
    " ", "\"s\"", "1", "10pt", "//", "/*", "*/", "_", "*", "= ", "import ", "as ", "not ", "and ", "`", "@b",
    "<l>",
];

/// How many lines there are.
fn lines(text: &str) -> usize {
    text.matches('\n').count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn counting_any_source_adds_calls_and_nothing_else(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        let source = pieces.concat();
        let faults = parse(&source).errors_and_warnings().0.len();
        if let Ok(counted) = counted(&source) {
            prop_assert_eq!(lines(counted.text()), lines(&source));
            if faults == 0 {
                let again = parse(counted.text());
                prop_assert!(again.errors_and_warnings().0.is_empty(), "{:?}\n{}", source, counted.text());
            }
            // Every byte of the source is found again, in order.
            let mut next = 0;
            for (at, byte) in counted.text().bytes().enumerate() {
                let original = counted.original(at);
                if original == next && source.as_bytes().get(next) == Some(&byte) {
                    next += 1;
                }
            }
            prop_assert_eq!(next, source.len());
        }
    }
}
