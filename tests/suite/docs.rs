//! README and docs: every command in them runs, every link leads somewhere, every option and code exists.
//!
//! What a page says of its blocks stands in comments right before them; `docs/architecture.md` lists them.
//! `UPDATE=1 cargo test` writes the list of fields anew.

mod deploy;
mod fields;
mod options;
pub(crate) mod page;
pub(crate) mod shell;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use chrono::NaiveDate;
use hanpress::inner::fill::TemplateSet;
use hanpress::inner::finding::Lang;
use hanpress::inner::law::{Text, laws};
use hanpress::inner::wording::grounds::{self, Ground};
use regex::Regex;

use super::golden::updating;
use super::workshop::file;
use page::{Page, pages};
use shell::{Section, hanpress};

/// README is a page: who wants more follows its links.
const README_BYTES: usize = 9 * 1024;

/// The pages that a user follows; those beside fonts and fuzz targets are for who changes them.
fn runnable() -> Vec<Page> {
    let aside = |page: &Page| page.name.starts_with("fonts/") || page.name.starts_with("tests/");
    pages().into_iter().filter(|page| !aside(page)).collect()
}

#[test]
fn every_command_in_the_docs_does_what_they_say() {
    let pages = runnable();
    let sections: Vec<_> = pages.iter().flat_map(Section::all).collect();
    let run: usize = sections.iter().map(Section::commands).sum();
    assert!(run > 20, "only {run} blocks are run: the pages were read wrongly");
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = pages
            .iter()
            .map(|page| {
                scope.spawn(move || Section::all(page).iter().flat_map(Section::run).collect::<Vec<_>>())
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn few_commands_in_the_docs_go_without_a_run() {
    let pages = runnable();
    let blocks: Vec<_> =
        pages.iter().flat_map(|page| page.blocks.iter().filter(|block| block.is_shell())).collect();
    let without = blocks.iter().filter(|block| block.note("not run").is_some()).count();
    assert!(without * 4 <= blocks.len(), "{without} of {} blocks are not run", blocks.len());
}

#[test]
fn every_link_in_the_docs_leads_somewhere() {
    let link = Regex::new(r#"\]\(([^)\s]+)\)|src="([^"]+)""#).unwrap();
    let mut wrong = Vec::new();
    for page in pages() {
        for found in link.captures_iter(&page.prose()) {
            let target = found.get(1).or(found.get(2)).unwrap().as_str();
            if !target.contains("://") && !page.leads(target) {
                wrong.push(format!("{}: {target}", page.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_of_docs_is_reached_from_the_readme() {
    let readme = fs::read_to_string(file("README.md")).unwrap();
    for page in pages().iter().filter(|page| page.name.starts_with("docs/")) {
        assert!(readme.contains(&format!("({}", page.name)), "README does not lead to {}", page.name);
    }
}

#[test]
fn the_readme_is_a_page() {
    let bytes = fs::metadata(file("README.md")).unwrap().len();
    assert!(bytes <= README_BYTES as u64, "README has {bytes} bytes, at most {README_BYTES}");
}

#[test]
fn every_option_in_the_docs_exists() {
    let known = options::known();
    let wrong: Vec<String> = pages().iter().flat_map(|page| options::wrong(page, &known)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_option_that_does_not_exist_is_seen() {
    let known = options::known();
    let told = |text: &str| options::wrong(&Page::of("x.md", text), &known);
    assert_eq!(told("`hanpress make a.csv --out x` and `--resume`"), Vec::<String>::new());
    assert_eq!(told("`hanpress make a.csv --outt x`"), ["x.md: `hanpress make` has no `--outt`"]);
    assert_eq!(
        told("```sh\nhanpress --lang zh check - |\n  hanpress plan --out y\n```"),
        ["x.md: `hanpress plan` has no `--out`"]
    );
    assert_eq!(told("`hanpress mak`"), ["x.md: there is no `hanpress mak`"]);
    assert_eq!(told("with `--resum`"), ["x.md: no command has `--resum`"]);
}

#[test]
fn what_a_page_says_of_its_blocks_is_held_to_it() {
    let told = |text: &str| {
        let page = Page::of("x.md", text);
        Section::all(&page).iter().flat_map(Section::run).collect::<Vec<_>>()
    };
    assert_eq!(told("```sh\nhanpress amount 1\n```\n<!-- output -->\n```text\n人民币壹元整\n```"), [""; 0]);
    assert_eq!(told("```sh\nhanpress amount 1\n```\n\n<!-- output -->\n```text\n人…整\n```"), [""; 0]);
    assert_eq!(told("```sh\nhanpress amount 1\n```\n<!-- output -->\n```text\n人民币贰元整\n```").len(), 1);
    assert_eq!(told("```sh\nfalse\n```").len(), 1);
    assert_eq!(told("<!-- exit: 1 -->\n```sh\nfalse\n```"), [""; 0]);
    assert_eq!(told("<!-- exit: 1 -->\n```sh\ntrue\n```").len(), 1);
    assert_eq!(told("<!-- exit: 1 -->\n```sh\ntrue\nfalse\n```").len(), 1, "only one command may fail");
    assert_eq!(told("<!-- not run -->\n```sh\nfalse\n```").len(), 1, "a reason must be given");
    assert_eq!(told("<!-- file: a b.txt -->\n```text\nx\n```\n```sh\ncat 'a b.txt'\n```"), [""; 0]);
    assert_eq!(told("<!-- outputs -->\n```text\nx\n```").len(), 1, "an unknown word is told");
    assert_eq!(told("```sh\ntouch x\n```\n## Next\n```sh\ntest ! -e x\n```"), [""; 0]);
}

/// Holds what a page has between two comments against what belongs there.
fn kept(name: &str, what: &str, now: &str) {
    let (begin, end) =
        (format!("<!-- {what}: written by tests/suite/docs.rs -->\n"), format!("<!-- end of {what} -->\n"));
    let text = fs::read_to_string(file(name)).unwrap();
    let (before, rest) = text.split_once(&begin).expect("the page marks where it begins");
    let (_, after) = rest.split_once(&end).expect("the page marks where it ends");
    let now = [before, &begin, now, &end, after].concat();
    if updating() {
        fs::write(file(name), &now).unwrap();
    }
    assert!(updating() || text == now, "{name}: the {what} are old: run the test with UPDATE=1");
}

#[test]
fn the_list_of_fields_is_that_of_the_schema() {
    assert_eq!(fields::nameless(), BTreeSet::new(), "docs/fields.tsv must name these, and no others");
    kept("docs/操作手册.md", "fields", &fields::list());
}

#[test]
fn every_sentence_of_every_kind_has_its_ground_on_the_page_for_legal_officers() {
    let set = TemplateSet::built_in().unwrap();
    let mut page = String::new();
    let (mut bare, mut used) = (Vec::new(), BTreeSet::new());
    for (name, kind) in set.kinds() {
        page += &format!("\n## {}\n\n`{name}`\n\n| 语句 | 条件 | 依据 |\n|---|---|---|\n", kind.facts.title);
        for sentence in grounds::listed(&set, name).unwrap() {
            used.extend(sentence.grounds.iter().map(|ground| ground.id.clone()));
            if sentence.is_label() {
                continue;
            }
            if sentence.grounds.is_empty() {
                bare.push(format!("{name}: {}", sentence.words));
            }
            let bases: Vec<_> = sentence.grounds.iter().map(Ground::basis).collect();
            let when: Vec<_> = sentence.when.iter().map(|when| format!("`{when}`")).collect();
            let cell = |text: &str| text.replace('|', "\\|");
            page += &format!(
                "| {} | {} | {} |\n",
                cell(&sentence.words),
                cell(&when.join(" 且 ")),
                bases.join("；")
            );
        }
    }
    assert!(bare.is_empty(), "grounds.toml has no basis for:\n{}", bare.join("\n"));
    let all: BTreeSet<_> = grounds::grounds().unwrap().into_iter().map(|ground| ground.id).collect();
    assert_eq!(all, used, "every ground is that of some sentence");
    kept("docs/语句依据.md", "sentences", &format!("{page}\n"));
}

#[test]
fn the_table_of_laws_is_that_of_the_program() {
    let row = |text: &Text| {
        let day = |day: Option<NaiveDate>| day.map_or("–".to_string(), |day| day.to_string());
        let named = [text.name(Lang::En), text.source(Lang::Zh)].join(" | ");
        format!("| {named} | {} | {} | {} |\n", day(text.in_force), day(text.valid_until), text.checked)
    };
    let rows: String = laws().texts().into_iter().map(row).collect();
    let head = "\n| what | source | from | until | checked |\n|---|---|---|---|---|\n";
    kept("docs/rules.md", "laws", &format!("{head}{rows}\n"));
}

#[test]
fn the_table_of_steps_is_that_of_the_program() {
    for (name, lang) in [("docs/course.md", "en"), ("docs/催收流程.md", "zh")] {
        let table = hanpress(&["course", "--lang", lang]);
        kept(name, "course", &format!("\n{table}\n"));
    }
}

#[test]
fn the_floors_in_the_readme_are_those_of_the_library() {
    let mut floors: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for (room, floor) in super::floors::floors() {
        floors.entry(floor).or_default().push(format!("`{room}`"));
    }
    let rows = floors.values().rev().map(|rooms| rooms.join(" "));
    kept("README.md", "floors", &format!("{}\n", rows.collect::<Vec<_>>().join(" → ")));
}

/// The codes that a page has in the first column of its tables; `D01`–`D03` are three.
fn coded(name: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(file(name)).unwrap();
    let span = Regex::new(r"`([A-Z])(\d\d)`(?:–`[A-Z](\d\d)`)?").unwrap();
    let first = text.lines().filter(|line| line.starts_with("| `")).filter_map(|line| line.split('|').nth(1));
    let number = |text: &str| text.parse::<u32>().unwrap();
    let codes = |found: regex::Captures<'_>| {
        let from = number(&found[2]);
        let to = found.get(3).map_or(from, |to| number(to.as_str()));
        (from..=to).map(|at| format!("{}{at:02}", &found[1])).collect::<Vec<_>>()
    };
    first.flat_map(|cell| span.captures_iter(cell).flat_map(codes).collect::<Vec<_>>()).collect()
}

#[test]
fn every_code_that_an_account_can_get_is_explained_in_both_languages() {
    let told = hanpress(&["rules", "--format", "json"]);
    let code = Regex::new(r#""code":"([A-Z]\d\d)""#).unwrap();
    let all: BTreeSet<String> = code.captures_iter(&told).map(|code| code[1].to_string()).collect();
    let of = |letters: &str| -> BTreeSet<String> {
        all.iter().filter(|code| code.starts_with(|letter| letters.contains(letter))).cloned().collect()
    };
    let known = of("CDEGMRTW");
    assert_eq!(coded("docs/操作手册.md"), known);
    assert_eq!(coded("docs/rules.md"), known);
    assert!(coded("docs/nightly.md").is_superset(&of("A")), "the codes of an audit");
}

#[test]
fn every_page_names_its_language_in_its_heading() {
    let chinese = pages().into_iter().filter(Page::is_chinese).map(|page| page.name).collect::<Vec<_>>();
    assert_eq!(
        chinese,
        ["docs/催收流程.md", "docs/操作手册.md", "docs/模板.md", "docs/语句依据.md", "templates/README.md"]
    );
}

#[test]
fn every_value_of_a_letter_is_named_in_both_languages() {
    let mut files = Vec::new();
    super::floors::sources(&file("src/draft"), None, &mut files);
    let worded =
        Regex::new(r"derive\([^)]*Serialize[^)]*\)\]\s*(?:pub\(super\) )?struct \w+ \{([^}]*)\}").unwrap();
    let name = Regex::new(r"(?m)^    (?:pub )?(\w+):").unwrap();
    let flat = Regex::new(r"#\[serde\(flatten\)\]\s*\w+:").unwrap();
    let mut names = BTreeSet::new();
    for (.., text) in &files {
        for fields in worded.captures_iter(text) {
            let fields = flat.replace_all(&fields[1], "");
            names.extend(name.captures_iter(&fields).map(|name| name[1].to_string()));
        }
    }
    assert!(names.len() > 100, "the values were read wrongly");
    for page in ["docs/templates.md", "docs/模板.md"] {
        let page = Page::of(page, &fs::read_to_string(file(page)).unwrap());
        let told: BTreeSet<_> = page
            .spans()
            .iter()
            .flat_map(|span| span.split(['.', '[', ']']).map(String::from).collect::<Vec<_>>())
            .collect();
        let missing: Vec<_> = names.difference(&told).collect();
        assert!(missing.is_empty(), "{} does not name {missing:?}", page.name);
    }
}

#[test]
fn every_name_of_the_page_on_embedding_is_public() {
    let page = fs::read_to_string(file("docs/embedding.md")).unwrap();
    let face = fs::read_to_string(file("src/lib.rs")).unwrap();
    let face = face.split("/// The rooms, for tests").next().unwrap();
    let public = Regex::new(r"pub use [^;]+;|pub mod \w+").unwrap();
    let public = public.find_iter(face).map(|found| found.as_str()).collect::<Vec<_>>().join(" ");
    let word = Regex::new(r"\w+").unwrap();
    let public: BTreeSet<_> = word.find_iter(&public).map(|found| found.as_str()).collect();
    let rows = page.lines().filter(|line| line.starts_with("| `")).filter_map(|line| line.split('|').nth(1));
    let names: Vec<_> = rows.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
    assert!(names.len() > 20, "the page was read wrongly");
    let wrong: Vec<_> =
        names.iter().filter(|name| !public.contains(name.split("::").next().unwrap_or_default())).collect();
    assert!(wrong.is_empty(), "not in src/lib.rs: {wrong:?}");
}
