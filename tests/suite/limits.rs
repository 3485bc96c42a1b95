//! Limits: a template that repeats or grows without bound is ended by its count, and the count
//! changes nothing else.

use super::workshop::{example, make_by, told};

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
    "#show \"a\": [bbbbbbbbbbbbbbbbbbbb]\n#show \"b\": [cccccccccccccccccccc]\n#show \"c\": [dddddddddddddddddddd]\n\
     #show \"d\": [eeeeeeeeeeeeeeeeeeee]\n#show \"e\": [ffffffffffffffffffff]\n#show \"f\": [gggggggggggggggggggg]\naaaaaaaaaaaaaaa",
    "#context for i in range(100000) { measure([x #i]) }",
    "#for i in range(100000) { pagebreak() }",
];

#[test]
fn a_template_that_repeats_or_grows_without_bound_is_ended_by_its_count() {
    for bomb in BOMBS {
        let begun = hanpress::clock::Watch::start();
        let refused = refusal(bomb);
        assert!(refused.starts_with("T02 "), "{bomb}\n{refused}");
        eprintln!("{:?} {} {}", begun.elapsed(), bomb.replace('\n', " "), refused.lines().next().unwrap());
    }
}
