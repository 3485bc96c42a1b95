//! The files of the page: all of them served, nothing in them from elsewhere, every word in both languages.

use std::collections::BTreeSet;
use std::fs;

use regex::Regex;
use serde_json::json;

use super::client::{JSON, Server};
use crate::workshop::{file, templates};

/// The files of the page as they stand in the source.
fn files() -> Vec<(String, String)> {
    let folder = fs::read_dir(file("src/serve/web")).unwrap().flatten();
    folder
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn every_file_of_the_page_is_served_and_none_asks_elsewhere() {
    let server = Server::with(&[]);
    for (name, text) in files() {
        let path = if name == "index.html" { "/".to_string() } else { format!("/web/{name}") };
        let answer = server.get(&path);
        assert_eq!(
            (answer.status, String::from_utf8_lossy(&answer.body)),
            (200, text.as_str().into()),
            "{name}"
        );
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{name}: {policy}");
        // The names of SVG are no places.
        let elsewhere = text.replace("http://www.w3.org/2000/svg", "");
        assert!(!elsewhere.contains("http://") && !elsewhere.contains("https://"), "{name}");
        let bare =
            ["innerHTML", "eval(", "localStorage", "sessionStorage", " style=\"", "<script>", "<style>"];
        for word in bare {
            assert!(!text.contains(word), "{name} has `{word}`");
        }
        assert!(text.lines().count() <= 400, "{name} is too long");
    }
}

#[test]
fn every_word_of_the_page_stands_in_both_languages_and_none_is_left_over() {
    let all = files();
    let table = &all.iter().find(|(name, _)| name == "words.js").unwrap().1;
    let entry = Regex::new(r#"(?m)^  (\w+): \["([^"]+)",\s+"([^"]+)"\],$"#).unwrap();
    let held: BTreeSet<_> = entry.captures_iter(table).map(|found| found[1].to_string()).collect();
    assert!(held.len() > 150, "{}", held.len());
    let lines =
        table.lines().skip_while(|line| !line.starts_with("const WORDS")).take_while(|line| *line != "};");
    let names = lines.filter(|line| Regex::new(r"^  \w+: \[").unwrap().is_match(line)).count();
    assert_eq!(names, held.len(), "an entry lacks a language");
    let scripts: String =
        all.iter().filter(|(name, _)| name.ends_with(".js")).map(|(_, text)| text.as_str()).collect();
    let used = Regex::new(r#"\bw\("(\w+)""#).unwrap();
    for found in used.captures_iter(&scripts) {
        assert!(held.contains(&found[1]), "no words are called `{}`", &found[1]);
    }
    // Names that are put together begin as they do in the table.
    let families = ["run_", "compare_", "mark_", "kind_", "stage_", "look_", "theme_"];
    for name in &held {
        let is_family = families.iter().any(|family| name.starts_with(family));
        assert!(is_family || scripts.contains(&format!("\"{name}\"")), "`{name}` is used nowhere");
    }
}

#[test]
fn a_file_of_a_built_in_kind_that_is_saved_brings_the_kind_along() {
    let folder = templates(&[("shared/mine.typ", "#let mine = 1\n")]);
    let server = Server::with(&["--templates", folder.path().to_str().unwrap(), "--edit"]);
    let path = "/desk/templates/overdue-notice/letter.typ.jinja";
    let old = server.get(path).json();
    assert_eq!(old["own"], false);
    let text = format!("{}{{# mine #}}\n", old["text"].as_str().unwrap());
    let body = json!({ "text": text, "sha256": old["sha256"] }).to_string();
    assert_eq!(server.ask("PUT", path, &[("Content-Type", JSON)], body.as_bytes()).status, 200);
    assert!(folder.path().join("overdue-notice/kind.toml").is_file());
    let tree = server.get("/desk/templates").json();
    assert_eq!(tree["faults"], json!([]), "{tree}");
    // A copy that is as the built-in one is its author's own for all that.
    let kind = tree["files"].as_array().unwrap().iter().find(|one| one["path"] == "overdue-notice/kind.toml");
    assert_eq!(kind.unwrap()["own"], true);
}
