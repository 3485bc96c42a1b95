//! The way of a clerk: bring a file, look through it, mend a value, look at letters, make all.

use std::io::{Cursor, Read};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::client::{Answer, JSON, Server, until};
use crate::workshop::file;

/// A browser of one clerk.
pub(super) struct Clerk<'s> {
    server: &'s Server,
    cookie: String,
}

impl<'s> Clerk<'s> {
    pub(super) fn new(server: &'s Server) -> Self {
        let cookie = server.get("/desk").header("set-cookie").split(';').next().unwrap().to_string();
        Self { server, cookie }
    }

    pub(super) fn ask(&self, method: &str, path: &str, body: &[u8]) -> Answer {
        self.server.ask(method, path, &[("Cookie", &self.cookie), ("Content-Type", JSON)], body)
    }

    pub(super) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, b"")
    }

    /// Brings a file, and waits until it is checked.
    pub(super) fn bring(&self, name: &str, bytes: &[u8]) -> Value {
        let headers = [("Cookie", self.cookie.as_str()), ("X-File-Name", name)];
        let answer = self.server.ask("POST", "/desk/files", &headers, bytes);
        assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.body));
        let id = answer.json()["id"].as_str().unwrap().to_string();
        until(|| {
            Some(self.get(&format!("/desk/files/{id}")).json()).filter(|file| file["state"] != "checking")
        })
    }

    /// Makes all letters of a file, and waits until that is over.
    pub(super) fn make(&self, file: &Value) -> Value {
        let path = format!("/desk/files/{}/runs", file["id"].as_str().unwrap());
        let begun = self.ask("POST", &path, b"{}");
        assert_eq!(begun.status, 201, "{}", String::from_utf8_lossy(&begun.body));
        self.over(begun.json()["id"].as_str().unwrap())
    }

    pub(super) fn over(&self, id: &str) -> Value {
        let over = |run: &Value| ["finished", "failed", "stopped"].contains(&run["state"].as_str().unwrap());
        until(|| Some(self.get(&format!("/desk/runs/{id}")).json()).filter(over))
    }
}

/// The example table, with one sum that does not add up.
fn table() -> (String, String, String) {
    let text = std::fs::read_to_string(file("examples/accounts.csv")).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
    let at = lines[0].split(',').position(|heading| heading == "合计");
    let at = at.unwrap_or_else(|| panic!("no column of totals in {}", lines[0]));
    let mut cells: Vec<_> = lines[1].split(',').map(str::to_string).collect();
    let right = std::mem::replace(&mut cells[at], "1.00".into());
    lines[1] = cells.join(",");
    (text, lines.join("\r\n") + "\r\n", right)
}

#[test]
fn a_value_is_mended_in_place_and_the_letters_are_those_of_the_right_file() {
    let server = Server::with(&[]);
    let clerk = Clerk::new(&server);
    let (right, wrong, sum) = table();
    let whole = clerk.bring("right.csv", right.as_bytes());
    assert_eq!((&whole["state"], &whole["refused"]), (&json!("checked"), &json!(0)), "{whole}");
    let brought = clerk.bring("%E8%B4%A6%E6%88%B7.csv", wrong.as_bytes());
    assert_eq!((&brought["name"], &brought["refused"]), (&json!("账户.csv"), &json!(1)), "{brought}");
    let id = brought["id"].as_str().unwrap();
    let cause =
        brought["causes"].as_array().unwrap().iter().find(|cause| cause["severity"] == "error").unwrap();
    assert_eq!((&cause["code"], &cause["rows"]), (&json!("R04"), &json!(1)));
    let page = clerk.get(&format!("/desk/files/{id}/rows?filter=R04")).json();
    let row = &page["rows"][0];
    let finding =
        row["findings"].as_array().unwrap().iter().find(|one| one["path"] == "ledgers[0].total").unwrap();
    assert_eq!(
        (&row["n"], &finding["value"], &finding["masked"]),
        (&json!(1), &json!("1.00"), &json!(false))
    );
    assert_eq!(finding["column"]["heading"], "合计");
    let letter = format!("/desk/files/{id}/rows/1/letter.pdf");
    assert_eq!(clerk.get(&letter).problem(422), "refused");

    let row_path = format!("/desk/files/{id}/rows/1");
    let mend = |value: &str, revision: u64| {
        let body = json!({ "path": "ledgers[0].total", "value": value, "revision": revision }).to_string();
        clerk.ask("PATCH", &row_path, body.as_bytes())
    };
    let still = mend("2.00", 0).json();
    assert_eq!((&still["row"]["state"], &still["row"]["revision"]), (&json!("refused"), &json!(1)));
    assert_eq!(mend(&sum, 0).problem(409), "conflict");
    let mended = mend(&sum, 1).json();
    assert_eq!((&mended["row"]["state"], &mended["file"]["refused"]), (&json!("sound"), &json!(0)));
    assert_eq!(mended["file"]["changed"], 1);
    let changes = clerk.get(&format!("/desk/files/{id}/changes")).json();
    assert_eq!(changes["changes"].as_array().unwrap().len(), 2);
    assert!(!changes.to_string().contains(&sum), "values are not logged to who only asks what was mended");

    let (of_right, of_mended) = (clerk.make(&whole), clerk.make(&brought));
    assert_eq!((&of_mended["state"], &of_mended["refused"]), (&json!("finished"), &json!(0)), "{of_mended}");
    let zip = |run: &Value| clerk.get(&format!("/desk/runs/{}/result.zip", run["id"].as_str().unwrap()));
    let (right, mended) = (pdfs(&zip(&of_right).body), pdfs(&zip(&of_mended).body));
    assert!(!right.is_empty());
    assert_eq!(right, mended, "the letters differ from those of the right file");

    let book = clerk.get(&format!("/desk/files/{id}/corrected.xlsx"));
    assert_eq!(book.status, 200);
    let again = clerk.bring("corrected.xlsx", &book.body);
    assert_eq!((&again["refused"], &again["rows"]), (&json!(0), &whole["rows"]), "{again}");
    for name in ["index.xlsx", "report.html", "print.zip", "manifest.jsonl"] {
        let answer = clerk.get(&format!("/desk/runs/{}/{name}", of_mended["id"].as_str().unwrap()));
        assert_eq!(answer.status, 200, "{name}: {}", String::from_utf8_lossy(&answer.body));
    }
    assert_eq!(clerk.get("/desk/report").json()["runs"].as_array().unwrap().len(), 2);
}

/// The names and bytes of the letters in a zip.
pub(super) fn pdfs(zip: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut found = Vec::new();
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).unwrap();
        let name = entry.name().unwrap().to_string();
        if name.ends_with(".pdf") {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            found.push((name, bytes));
        }
    }
    found
}

#[test]
fn lines_of_json_are_mended_and_written_back_with_all_else_as_it_was() {
    let server = Server::with(&[]);
    let clerk = Clerk::new(&server);
    let text = std::fs::read_to_string(file("examples/accounts.jsonl")).unwrap();
    let wrong = text.replacen("\"8552.15\"", "\"1.00\"", 1);
    let brought = clerk.bring("a.jsonl", wrong.as_bytes());
    assert_eq!(brought["refused"], 1, "{brought}");
    let id = brought["id"].as_str().unwrap();
    // Who reads no English is told no path.
    let row = clerk.get(&format!("/desk/files/{id}/rows/1?lang=zh")).json();
    let labels =
        |of: &Value| of.as_array().unwrap().iter().map(|one| one["label"].clone()).collect::<Vec<_>>();
    assert!(labels(&row["findings"]).contains(&json!("欠款合计")), "{row}");
    let told = clerk.get(&format!("/desk/files/{id}?lang=zh")).json();
    assert!(labels(&told["causes"]).contains(&json!("欠款合计")), "{told}");
    let body = json!({ "path": "ledgers[0].total", "value": "8552.15", "revision": 0 }).to_string();
    let mended = clerk.ask("PATCH", &format!("/desk/files/{id}/rows/1"), body.as_bytes()).json();
    assert_eq!(mended["row"]["state"], "sound", "{mended}");
    let book = clerk.get(&format!("/desk/files/{id}/corrected.xlsx"));
    let lines = String::from_utf8(book.body).unwrap();
    let value = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    assert_eq!(lines.lines().map(value).collect::<Vec<_>>(), text.lines().map(value).collect::<Vec<_>>());
}

#[test]
fn letters_are_seen_as_pages_sharp_or_drawn_in_any_kind_and_look() {
    let server = Server::with(&[]);
    let clerk = Clerk::new(&server);
    let sample = clerk.ask("POST", "/desk/sample?count=14&seed=3", b"");
    assert_eq!(sample.status, 201);
    let id = sample.json()["id"].as_str().unwrap().to_string();
    let checked = until(|| {
        Some(clerk.get(&format!("/desk/files/{id}")).json()).filter(|file| file["state"] == "checked")
    });
    assert!(checked["sound"].as_u64().unwrap() > 5 && checked["refused"].as_u64().unwrap() > 0, "{checked}");
    let rows = clerk.get(&format!("/desk/files/{id}/rows?filter=sound&per=200")).json();
    let row = rows["rows"].as_array().unwrap().iter().find(|row| row["kind"] == "overdue-notice").unwrap();
    let base = format!("/desk/files/{id}/rows/{}", row["n"]);
    let facts = clerk.get(&format!("{base}/letter")).json();
    assert!((facts["width"].as_f64().unwrap() - 595.28).abs() < 1.0, "{facts}");
    let png = clerk.get(&format!("{base}/page-1.png?scale=1"));
    assert_eq!((png.status, png.header("content-type")), (200, "image/png"));
    assert!(png.body.starts_with(b"\x89PNG"));
    let svg = clerk.get(&format!("{base}/page-1.svg"));
    assert!(svg.body.starts_with(b"<svg") && !String::from_utf8_lossy(&svg.body).contains("<script"));
    let large = clerk.get(&format!("{base}/letter?look=large")).json();
    assert_ne!((&large["pages"], &large["sha256"]), (&facts["pages"], &facts["sha256"]));
    assert_eq!(clerk.get(&format!("{base}/page-99.png")).problem(404), "not-found");
    assert_eq!(clerk.get(&format!("{base}/page-1.png?scale=900")).problem(400), "bad-request");
    assert_eq!(clerk.get(&format!("{base}/page-1.exe")).problem(404), "not-found");
}

#[test]
fn a_file_that_cannot_be_read_says_why_and_names_no_path_of_the_server() {
    let server = Server::with(&[]);
    let clerk = Clerk::new(&server);
    for (name, bytes) in [
        ("cut.xlsx", b"PK\x03\x04 broken".as_slice()),
        ("figures.csv", b"1234.00,2026-01-01,5678.00\n1,2,3\n"),
        ("..%2F..%2Fetc%2Fpasswd.csv", b"nothing,of,this\n1,2,3\n"),
    ] {
        let file = clerk.bring(name, bytes);
        assert_eq!(file["state"], "stopped", "{file}");
        let told = file.to_string();
        assert!(!told.contains("/tmp/") && !told.contains("../"), "{told}");
        assert!(!file["stop"]["detail"].as_str().unwrap().is_empty());
    }
    let headers = [("X-File-Name", "empty.csv")];
    assert_eq!(server.ask("POST", "/desk/files", &headers, b"").problem(400), "bad-request");
}

#[test]
fn a_run_is_paused_gone_on_with_and_stopped() {
    let server = Server::with(&[]);
    let clerk = Clerk::new(&server);
    let id =
        clerk.ask("POST", "/desk/sample?count=120&seed=5", b"").json()["id"].as_str().unwrap().to_string();
    until(|| Some(clerk.get(&format!("/desk/files/{id}")).json()).filter(|file| file["state"] == "checked"));
    let begun = clerk.ask("POST", &format!("/desk/files/{id}/runs"), b"{}").json();
    let run = begun["id"].as_str().unwrap();
    until(|| {
        Some(clerk.get(&format!("/desk/runs/{run}")).json()).filter(|run| run["made"].as_u64() > Some(3))
    });
    assert_eq!(clerk.ask("POST", &format!("/desk/runs/{run}/pause"), b"").status, 200);
    let paused = until(|| {
        Some(clerk.get(&format!("/desk/runs/{run}")).json()).filter(|run| run["state"] != "pausing")
    });
    assert_eq!(paused["state"], "paused", "{paused}");
    assert!(paused["made"].as_u64() < Some(110), "it went on: {paused}");
    assert_eq!(clerk.ask("DELETE", &format!("/desk/runs/{run}"), b"").status, 204);
    assert_eq!(clerk.get(&format!("/desk/runs/{run}")).problem(404), "not-found");

    let begun = clerk.ask("POST", &format!("/desk/files/{id}/runs"), b"{}").json();
    let run = begun["id"].as_str().unwrap();
    until(|| {
        Some(clerk.get(&format!("/desk/runs/{run}")).json()).filter(|run| run["made"].as_u64() > Some(3))
    });
    clerk.ask("POST", &format!("/desk/runs/{run}/pause"), b"");
    until(|| Some(clerk.get(&format!("/desk/runs/{run}")).json()).filter(|run| run["state"] == "paused"));
    assert_eq!(clerk.ask("POST", &format!("/desk/runs/{run}/resume"), b"").status, 200);
    let over = clerk.over(run);
    assert_eq!((&over["state"], &over["total"]), (&json!("finished"), &json!(120)), "{over}");
    assert_eq!(over["made"].as_u64().unwrap() + over["refused"].as_u64().unwrap(), 120);
    assert_eq!(clerk.ask("POST", &format!("/desk/runs/{run}/pause"), b"").problem(409), "conflict");
    let events = clerk.get(&format!("/desk/runs/{run}/events"));
    let text = String::from_utf8(events.body).unwrap();
    assert!(text.contains("event: progress") && text.contains("\"finished\""), "{text}");
}

#[test]
fn a_letter_is_seen_in_the_tone_of_any_stage_and_made_in_that_of_its_own() {
    let server = Server::with(&[]);
    let clerk = Clerk::new(&server);
    let brought = clerk.bring("a.jsonl", std::fs::read(file("examples/accounts.jsonl")).unwrap().as_slice());
    let id = brought["id"].as_str().unwrap();
    // One that was written to before, as a letter of a later stage tells.
    let base = format!("/desk/files/{id}/rows/4");
    let stages = clerk.get("/desk").json()["stages"].clone();
    let names: Vec<_> = stages.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["M1", "M2", "M3+"]);
    let own = clerk.get(&format!("{base}/page-1.svg")).body;
    let drawn: Vec<_> = names
        .iter()
        .map(|stage| {
            let page = clerk.get(&format!("{base}/page-1.svg?stage={}", stage.replace('+', "%2B")));
            assert_eq!(page.status, 200, "{stage}: {}", String::from_utf8_lossy(&page.body));
            page.body
        })
        .collect();
    assert!(drawn[0] != drawn[1] && drawn[1] != drawn[2] && drawn[0] != drawn[2], "a stage changes nothing");
    assert_eq!(drawn.iter().filter(|page| **page == own).count(), 1, "one of them is its own");
    let first = clerk.get(&format!("/desk/files/{id}/rows/1/letter?stage=M2"));
    assert_eq!(first.problem(422), "refused");
    assert!(first.json()["hints"][0].as_str().unwrap().contains("the notices before it"));
    assert_eq!(clerk.get(&format!("{base}/letter.pdf?stage=M2")).problem(400), "bad-request");
    assert_eq!(clerk.get(&format!("{base}/letter?stage=M9")).problem(400), "bad-request");
    assert_eq!(clerk.get(&format!("{base}/letter.pdf")).status, 200);
}

#[test]
fn a_letter_is_seen_in_any_theme_and_made_in_that_of_the_issuer() {
    let server = Server::with(&[]);
    let clerk = Clerk::new(&server);
    let brought = clerk.bring("a.jsonl", std::fs::read(file("examples/accounts.jsonl")).unwrap().as_slice());
    let base = format!("/desk/files/{}/rows/1", brought["id"].as_str().unwrap());
    let themes = clerk.get("/desk").json()["themes"].clone();
    let told = json!([{ "name": "modern", "title": "现代" }, { "name": "official", "title": "公文" }]);
    assert_eq!(themes, told);
    let page = |query: &str| {
        let page = clerk.get(&format!("{base}/page-1.svg{query}"));
        assert_eq!(page.status, 200, "{query}: {}", String::from_utf8_lossy(&page.body));
        page.body
    };
    let own = page("");
    assert!(page("?theme=modern") == own, "the issuer's own theme");
    let official = page("?theme=official");
    assert!(official != own, "a theme changes nothing");
    // With a look of the same letter, in a theme that is asked for by itself.
    assert!(page("?theme=official&look=large") != official && page("?look=large") != own);
    // Only how it looks is another: the number, by which the letter is known, stays.
    let facts = |query: &str| clerk.get(&format!("{base}/letter{query}")).json();
    assert_eq!(facts("?theme=official")["number"], facts("")["number"]);
    assert_eq!(clerk.get(&format!("{base}/letter.pdf?theme=official")).problem(400), "bad-request");
    assert_eq!(clerk.get(&format!("{base}/letter?theme=gothic")).problem(400), "bad-request");
    assert_eq!(clerk.get(&format!("{base}/letter.pdf")).status, 200);
}

#[test]
fn the_seal_that_a_signature_draws_is_on_the_pages_that_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let issuer = std::fs::read_to_string(file("examples/issuer.toml")).unwrap();
    let without = |text: &str| {
        let lines =
            text.lines().filter(|line| !line.starts_with("seal =") && !line.starts_with("contract_seal ="));
        lines.collect::<Vec<_>>().join("\n")
    };
    std::fs::write(folder.path().join("issuer.toml"), without(&issuer)).unwrap();
    std::fs::copy(file("examples/logo.svg"), folder.path().join("logo.svg")).unwrap();
    let key = |name: &str| file(&format!("tests/keys/{name}")).display().to_string();
    let sign = format!("key = {:?}\npassword_file = {:?}\n", key("bank-p256.p12"), key("password"));
    std::fs::write(folder.path().join("sign.toml"), sign).unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let account = std::fs::read(file("examples/accounts.jsonl")).unwrap();
    // The ink of the seal that is drawn of a certificate.
    let sealed = |options: &[&str]| {
        let server = Server::with(options);
        let clerk = Clerk::new(&server);
        let brought = clerk.bring("a.jsonl", &account);
        let base = format!("/desk/files/{}/rows/1", brought["id"].as_str().unwrap());
        let facts = clerk.get(&format!("{base}/letter")).json();
        let pages = facts["pages"].as_u64().unwrap();
        let pages = (1..=pages).map(|page| clerk.get(&format!("{base}/page-{page}.svg")).body);
        let drawn: usize =
            pages.map(|page| pictures(&page).filter(|one| one.contains("#D93B41")).count()).sum();
        (drawn, facts["level"].clone())
    };
    let (issuer, sign) = (path("issuer.toml"), path("sign.toml"));
    assert_eq!(sealed(&["--issuer", &issuer, "--sign", &sign]), (1, json!("B-B")));
    assert_eq!(sealed(&["--issuer", &issuer]), (0, Value::Null));
}

/// The drawings that lie in a drawing.
fn pictures(svg: &[u8]) -> impl Iterator<Item = String> {
    let text = String::from_utf8(svg.to_vec()).unwrap();
    let begun = text.split("data:image/svg+xml;base64,").skip(1);
    let whole: Vec<_> =
        begun.map(|rest| STANDARD.decode(&rest[..rest.find('"').unwrap()]).unwrap()).collect();
    whole.into_iter().map(|bytes| String::from_utf8(bytes).unwrap())
}
