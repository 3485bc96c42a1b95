//! The way of an author: a template is written, its page seen, its faults shown at their line.

use std::fs;

use serde_json::{Value, json};

use super::client::{JSON, Server, until};
use crate::workshop::{PLAIN_KIND, templates};

const LETTER: &str = "#set document(title: [信])\n#import \"/shared/text.typ\": *\n{{ debtor.name }}\n{% if has_seal %}有印章{% endif %}\n";

fn put(server: &Server, path: &str, text: &str, sha256: &Value) -> super::client::Answer {
    let body = json!({ "text": text, "sha256": sha256 }).to_string();
    server.ask("PUT", path, &[("Content-Type", JSON)], body.as_bytes())
}

#[test]
fn a_template_is_written_where_that_is_allowed_and_never_over_anothers_work() {
    let folder = templates(&[("plain/kind.toml", PLAIN_KIND), ("plain/letter.typ.jinja", LETTER)]);
    let place = ["--templates", folder.path().to_str().unwrap()];
    let letter = "/desk/templates/plain/letter.typ.jinja";
    let closed = Server::with(&place);
    assert_eq!(put(&closed, letter, "x", &json!(null)).problem(403), "read-only");
    let server = Server::with(&[place[0], place[1], "--edit"]);
    let tree = server.get("/desk/templates").json();
    let own =
        |tree: &Value| tree["files"].as_array().unwrap().iter().filter(|file| file["own"] == true).count();
    assert_eq!((own(&tree), &tree["edit"]), (2, &json!(true)));
    let old = server.get(letter).json();
    assert_eq!((&old["text"], &old["own"]), (&json!(LETTER), &json!(true)));
    assert_eq!(put(&server, letter, "x", &json!("0".repeat(64))).problem(409), "conflict");
    assert_eq!(put(&server, letter, &format!("{LETTER}再见\n"), &old["sha256"]).status, 200);
    assert!(fs::read_to_string(folder.path().join("plain/letter.typ.jinja")).unwrap().ends_with("再见\n"));
    for path in
        ["..%2Fx.typ", "plain%2F..%2F..%2Fx.typ", "plain/x.exe", "_aside/x.typ", "plain/.x.typ", "a/b/c.typ"]
    {
        let answer = put(&server, &format!("/desk/templates/{path}"), "x", &json!(null));
        assert_eq!(answer.problem(404), "not-found", "{path}");
    }
    assert!(Server::with(&[]).get("/desk/templates").problem(404) == "not-found");
}

#[test]
fn a_fault_stands_at_its_line_and_goes_when_it_is_mended_in_any_editor() {
    let folder = templates(&[("plain/kind.toml", PLAIN_KIND), ("plain/letter.typ.jinja", LETTER)]);
    let server = Server::with(&["--templates", folder.path().to_str().unwrap()]);
    let strip = server.get("/desk/bench/plain").json();
    assert_eq!(strip["faults"], json!([]), "{strip}");
    let first = &strip["samples"][0];
    assert!(first["pages"].as_u64() > Some(0), "{strip}");
    let n = first["n"].as_u64().unwrap();
    let page = server.get(&format!("/desk/bench/plain/{n}/page-1.png"));
    assert!(page.body.starts_with(b"\x89PNG"));
    let revision = strip["revision"].as_u64().unwrap();
    let write = |text: &str| fs::write(folder.path().join("plain/letter.typ.jinja"), text).unwrap();
    write(&LETTER.replace("{% endif %}", ""));
    let faulty = until(|| {
        let told = server.get(&format!("/desk/bench/plain/{n}")).json();
        (told["revision"].as_u64() > Some(revision) && told["faults"] != json!([])).then_some(told)
    });
    let fault = &faulty["faults"][0];
    assert_eq!((&fault["file"], &fault["line"]), (&json!("plain/letter.typ.jinja"), &json!(4)), "{faulty}");
    write(&LETTER.replace("{{ debtor.name }}", "{{ debtor.nmae }}"));
    let misspelt = until(|| {
        let told = server.get(&format!("/desk/bench/plain/{n}")).json();
        (told["faults"][0]["line"] == json!(3)).then_some(told)
    });
    assert_eq!(misspelt["faults"][0]["file"], "plain/letter.typ.jinja");
    write(LETTER);
    until(|| {
        let told = server.get(&format!("/desk/bench/plain/{n}")).json();
        (told["faults"] == json!([]) && told["pages"].as_u64() > Some(0)).then_some(())
    });
}
