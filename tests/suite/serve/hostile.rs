//! Files, templates, disks and clients that would harm a server, or another client.

use std::fs;
use std::sync::Barrier;
use std::time::Duration;

use hanpress::inner::serve::Limits;
use serde_json::{Value, json};

use super::client::{JSON, Server, accounts, until};
use super::desk::{Clerk, pdfs};
use super::limits::Within;
use super::runs::over;
use crate::workbook::made;
use crate::workshop::{PLAIN_KIND, file, templates, with};

/// How much more memory a server may take for a file that is made to harm, in MiB: what it holds of a workbook may have a
/// quarter of that.
const ROOM: u64 = 600;

#[test]
fn a_workbook_that_unpacks_without_end_is_refused_and_takes_no_memory() {
    let server = Server::with(&[]);
    let clerk = Clerk::new(&server);
    let plain = clerk.bring("plain.xlsx", &made::book(&made::sheet("")));
    assert_eq!(plain["state"], "stopped", "{plain}");
    let before = server.most_memory();
    let blank = vec![b' '; 700 << 20];
    let texts = [("xl/sharedStrings.xml", blank.as_slice())];
    let related = "<c r=\"A1\" t=\"s\"><v>0</v></c>";
    let xlsx = made::with(&made::sheet(&format!("<row r=\"1\">{related}</row>")), "", &texts);
    let ods = made::archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &blank),
        ("META-INF/manifest.xml", b"<manifest:manifest xmlns:manifest=\"m\"/>"),
    ]);
    let rows = r#"<table:table-row table:number-rows-repeated="1000000000"><table:table-cell table:number-columns-repeated="1000000000" office:value-type="string"><text:p>1</text:p></table:table-cell></table:table-row>"#;
    drop(blank);
    for (name, bomb) in [("a.xlsx", xlsx), ("a.ods", ods), ("b.ods", made::ods(rows))] {
        assert!(bomb.len() < 4 << 20, "{name} is no bomb: {} bytes", bomb.len());
        let told = clerk.bring(name, &bomb);
        assert_eq!(told["state"], "stopped", "{name}: {told}");
        assert!(!told["stop"]["detail"].as_str().unwrap().is_empty(), "{name}");
    }
    let more = server.most_memory() - before;
    assert!(more < ROOM, "{more} MiB");
    assert_eq!(server.get("/healthz").status, 200);
}

#[test]
fn of_a_table_of_wrong_rows_the_last_one_is_told_as_the_first_and_memory_is_bounded() {
    let server = Server::with(&[]);
    let clerk = Clerk::new(&server);
    // More than are kept with all that was found of them.
    let count = 5_200;
    let text: String = (0..count).map(|n| format!("{{\"id\": \"A{n:07}\"}}\n")).collect();
    let before = server.most_memory();
    let told = clerk.bring("wrong.jsonl", text.as_bytes());
    assert_eq!((&told["state"], &told["refused"]), (&json!("checked"), &json!(count)), "{told}");
    let more = server.most_memory() - before;
    assert!(more < ROOM / 2, "{more} MiB");
    let causes = told["causes"].as_array().unwrap();
    assert!(causes.len() > 3 && causes.iter().all(|cause| cause["rows"] == json!(count)), "{causes:?}");
    let id = told["id"].as_str().unwrap();
    let page = |n: usize| clerk.get(&format!("/desk/files/{id}/rows?filter=refused&per=50&page={n}")).json();
    let (first, last) = (&page(1)["rows"][0], &page(count / 50)["rows"][49]);
    assert_eq!((&first["n"], &last["n"]), (&json!(1), &json!(count)));
    let messages = |row: &Value| {
        let all = row["findings"].as_array().unwrap().iter();
        all.map(|one| one["message"].as_str().unwrap().to_string()).collect::<Vec<_>>()
    };
    assert!(messages(first).len() > 3);
    assert_eq!(messages(first), messages(last));
    assert_eq!(clerk.get(&format!("/desk/files/{id}/rows/{count}")).json()["findings"], last["findings"]);
    let code = causes[0]["code"].as_str().unwrap();
    let of_code = clerk.get(&format!("/desk/files/{id}/rows?filter={code}&per=1")).json();
    assert_eq!(of_code["total"], json!(count));
}

#[test]
fn a_template_that_does_not_end_holds_up_no_other_letter() {
    let typst = "#for a in range(10000) { for b in range(10000) { for c in range(10000) { } } }\n";
    let jinja = "{% for a in range(9000) %}{% for b in range(9000) %}{% endfor %}{% endfor %}\n";
    let folder = templates(&[
        ("plain/kind.toml", PLAIN_KIND),
        ("plain/letter.typ.jinja", typst),
        ("other/kind.toml", &PLAIN_KIND.replace("信函", "另函")),
        ("other/letter.typ.jinja", jinja),
    ]);
    let server = Server::with(&["--templates", folder.path().to_str().unwrap(), "--time-limit", "20"]);
    let account: Value = serde_json::from_str(&accounts()[0]).unwrap();
    std::thread::scope(|scope| {
        for kind in ["plain", "other"] {
            let (server, endless) = (&server, with(account.clone(), "/kind", json!(kind)).to_string());
            scope.spawn(move || {
                let refused = server.post("/v1/letters", JSON, endless.as_bytes());
                assert_eq!(refused.problem(422), "refused", "{kind}");
                assert!(refused.json()["findings"][0]["code"].as_str().unwrap().starts_with('T'), "{kind}");
            });
        }
        scope.spawn(|| {
            assert_eq!(server.post("/v1/letters", JSON, account.to_string().as_bytes()).status, 200)
        });
    });
    let told = server.get("/desk/bench/plain/0").json();
    let fault = &told["faults"][0];
    assert_eq!((&fault["file"], &fault["line"]), (&json!("plain/letter.typ.jinja"), &json!(1)), "{told}");
}

#[test]
fn letters_that_take_too_long_are_told_and_give_their_turn_to_the_next() {
    let server = Within::in_time(Limits::default(), 1, Duration::from_millis(1));
    let account = accounts().remove(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let answer = server.post("/v1/letters", JSON, account.as_bytes());
                assert_eq!(answer.problem(503), "time-limit");
            });
        }
    });
}

#[test]
fn on_a_full_disk_what_cannot_be_kept_is_refused_and_goes_on_once_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state");
    let state = ["--state", path.to_str().unwrap()];
    let mut server = Server::on_a_full_disk(&state);
    let count = |below: &str| fs::read_dir(path.join(below)).unwrap().count();
    let long = vec![b'1'; 300_000];
    assert_eq!(server.post("/desk/files", "text/csv", &long).problem(507), "file");
    assert_eq!(server.post("/v1/runs", "text/csv", &long).problem(507), "file");
    assert_eq!((count("files"), count("runs")), (0, 0), "what did not fit is gone");
    let short = accounts()[..3].join("\n");
    let begun =
        server.ask("POST", "/v1/runs", &[("Content-Type", "application/octet-stream")], short.as_bytes());
    assert_eq!(begun.status, 202, "{}", String::from_utf8_lossy(&begun.body));
    let id = begun.json()["id"].as_str().unwrap().to_string();
    let failed = over(&server, &id);
    assert_eq!((&failed["state"], &failed["exit"]), (&json!("failed"), &json!(2)), "{failed}");
    assert_eq!(failed["stop"]["code"], "file", "{failed}");
    assert!(!failed.to_string().contains(path.to_str().unwrap()), "{failed}");
    assert_eq!(server.post("/v1/letters", JSON, accounts()[0].as_bytes()).status, 200, "it still works");
    server.kill();
    let server = Server::with(&state);
    assert_eq!(server.ask("POST", &format!("/v1/runs/{id}/resume"), &[], b"").status, 200);
    let done = over(&server, &id);
    assert_eq!((&done["state"], &done["made"]), (&json!("finished"), &json!(3)), "{done}");
}

#[test]
fn of_those_who_mend_one_row_at_once_one_does_and_the_others_are_told() {
    let server = Server::with(&[]);
    let clerk = Clerk::new(&server);
    let wrong = accounts()[0].replacen("\"8552.15\"", "\"1.00\"", 1);
    let brought = clerk.bring("a.jsonl", wrong.as_bytes());
    assert_eq!(brought["refused"], 1, "{brought}");
    let row = format!("/desk/files/{}/rows/1", brought["id"].as_str().unwrap());
    let together = Barrier::new(8);
    let answers: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|n| {
                let (clerk, row, together) = (&clerk, &row, &together);
                scope.spawn(move || {
                    let value = format!("{n}.00");
                    let body = json!({ "path": "ledgers[0].total", "value": value, "revision": 0 });
                    together.wait();
                    (value, clerk.ask("PATCH", row, body.to_string().as_bytes()))
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let (taken, told): (Vec<_>, Vec<_>) = answers.iter().partition(|(_, answer)| answer.status == 200);
    assert_eq!((taken.len(), told.len()), (1, 7));
    assert!(told.iter().all(|(_, answer)| answer.problem(409) == "conflict"));
    let now = clerk.get(&row).json();
    assert_eq!(now["revision"], 1, "{now}");
    let about = |row: &Value| {
        let all = row["findings"].as_array().unwrap().iter();
        all.filter(|one| one["path"] == "ledgers[0].total").cloned().collect::<Vec<_>>()
    };
    assert_eq!(about(&now), about(&taken[0].1.json()["row"]), "what stands is what the one wrote");
}

#[test]
fn two_rows_of_one_id_are_both_made_once_either_of_them_has_another() {
    let server = Server::with(&[]);
    let clerk = Clerk::new(&server);
    let all = accounts();
    let id = |line: &str| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_string();
    let same = all[1].replacen(&id(&all[1]), &id(&all[0]), 1);
    // As a table too, of which each row is read under its heading.
    let text = fs::read_to_string(file("examples/accounts.csv")).unwrap();
    let lines: Vec<_> = text.lines().collect();
    let [first, second] = [1, 2].map(|at| lines[at].split(',').next().unwrap());
    let table = format!("{}\n{}\n{}\n", lines[0], lines[1], lines[2].replacen(second, first, 1));
    for (name, text) in [("a.jsonl", format!("{}\n{same}\n", all[0])), ("a.csv", table)] {
        let brought = clerk.bring(name, text.as_bytes());
        assert_eq!((&brought["sound"], &brought["refused"]), (&json!(1), &json!(1)), "{brought}");
        let rows = format!("/desk/files/{}/rows", brought["id"].as_str().unwrap());
        let codes = |row: &Value| row["findings"].to_string().contains("D08");
        assert!(codes(&clerk.get(&format!("{rows}/2")).json()), "{name}");
        let body = json!({ "path": "id", "value": "A9999999", "revision": 0 }).to_string();
        let mended = clerk.ask("PATCH", &format!("{rows}/1"), body.as_bytes()).json();
        assert_eq!(
            (&mended["file"]["sound"], &mended["file"]["refused"]),
            (&json!(2), &json!(0)),
            "{mended}"
        );
        let other = clerk.get(&format!("{rows}/2")).json();
        assert!(!codes(&other) && other["revision"] == 0, "{other}");
    }
}

#[test]
fn what_a_run_has_made_so_far_is_not_taken_for_all_of_it() {
    let server = Server::with(&[]);
    let clerk = Clerk::new(&server);
    // Many more than are in hand when it is told to pause.
    let sample = clerk.ask("POST", "/desk/sample?count=240&seed=5", b"").json();
    let id = sample["id"].as_str().unwrap();
    until(|| Some(clerk.get(&format!("/desk/files/{id}")).json()).filter(|file| file["state"] == "checked"));
    let begun = clerk.ask("POST", &format!("/desk/files/{id}/runs"), b"{}").json();
    let run = format!("/desk/runs/{}", begun["id"].as_str().unwrap());
    until(|| Some(clerk.get(&run).json()).filter(|run| run["made"].as_u64() > Some(2)));
    clerk.ask("POST", &format!("{run}/pause"), b"");
    until(|| Some(clerk.get(&run).json()).filter(|run| run["state"] == "paused"));
    let letters = |zip: Vec<u8>| pdfs(&zip).len() as u64;
    let part = letters(clerk.get(&format!("{run}/result.zip")).body);
    assert_eq!(clerk.ask("POST", &format!("{run}/resume"), b"").status, 200);
    let done = clerk.over(begun["id"].as_str().unwrap());
    assert!(part < done["made"].as_u64().unwrap(), "{part} of {done}");
    // Two who ask at once are handed the same.
    let zips: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..4).map(|_| scope.spawn(|| clerk.get(&format!("{run}/result.zip")).body)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(zips.iter().all(|zip| *zip == zips[0]));
    assert_eq!(letters(zips[0].clone()), done["made"].as_u64().unwrap());
    let prints: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..4).map(|_| scope.spawn(|| clerk.get(&format!("{run}/print.zip")))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(prints.iter().all(|print| print.status == 200 && print.body == prints[0].body));
}
