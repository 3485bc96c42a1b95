//! The letters of whole files, for programs.

use std::fs;

use serde_json::{Value, json};

use super::client::{JSON, Server, until};
use crate::workshop::file;

/// Waits until a run is over.
pub(super) fn over(server: &Server, id: &str) -> Value {
    let over = |run: &Value| ["finished", "failed", "stopped"].contains(&run["state"].as_str().unwrap());
    until(|| Some(server.get(&format!("/v1/runs/{id}")).json()).filter(over))
}

#[test]
fn a_file_is_made_with_events_of_each_account_and_a_result_to_fetch() {
    let server = Server::with(&[]);
    let bytes = fs::read(file("examples/accounts.jsonl")).unwrap();
    let headers = [
        ("Content-Type", "application/octet-stream"),
        ("X-File-Name", "accounts.jsonl"),
        ("Idempotency-Key", "run-00000001"),
    ];
    let begun = server.ask("POST", "/v1/runs", &headers, &bytes);
    assert_eq!(begun.status, 202, "{}", String::from_utf8_lossy(&begun.body));
    let run = begun.json();
    let id = run["id"].as_str().unwrap();
    assert_eq!(begun.header("location"), format!("/v1/runs/{id}"));
    // Sent again, it is the same run; with something else it is refused.
    let again = server.ask("POST", "/v1/runs", &headers, &bytes);
    assert_eq!((again.status, &again.json()["id"]), (200, &run["id"]));
    assert_eq!(server.ask("POST", "/v1/runs", &headers, b"{}").problem(422), "key-reused");
    let done = over(&server, id);
    assert_eq!(
        (&done["state"], &done["exit"]),
        (&json!("finished"), &json!(i32::from(done["refused"] != 0))),
        "{done}"
    );
    let events = String::from_utf8(server.get(&format!("/v1/runs/{id}/events")).body).unwrap();
    assert_eq!(events.matches("event: made").count() as u64, done["made"].as_u64().unwrap());
    assert!(events.trim_end().lines().rev().any(|line| line == "event: end"), "{events}");
    let last = events.lines().rev().find_map(|line| line.strip_prefix("id: ")).unwrap();
    let rest = server.ask("GET", &format!("/v1/runs/{id}/events"), &[("Last-Event-ID", last)], b"");
    assert!(!String::from_utf8(rest.body).unwrap().contains("event: made"), "what was heard is told again");
    let first: u64 = events.lines().find_map(|line| line.strip_prefix("id: ")).unwrap().parse().unwrap();
    let from =
        |last: &str| server.ask("GET", &format!("/v1/runs/{id}/events"), &[("Last-Event-ID", last)], b"");
    assert_eq!(String::from_utf8(from("0").body).unwrap(), events);
    assert!(events.ends_with(&String::from_utf8(from(&first.to_string()).body).unwrap()));
    // Half an event is none.
    for last in [(first + 3).to_string(), u64::MAX.to_string(), "-1".into(), "x".into()] {
        assert_eq!(from(&last).problem(400), "bad-request", "{last}");
    }
    let report = server.get(&format!("/v1/runs/{id}/report.json")).json();
    assert!(report.is_object());
    assert!(server.get(&format!("/v1/runs/{id}/result.zip")).body.starts_with(b"PK"));
    assert_eq!(server.ask("DELETE", &format!("/v1/runs/{id}"), &[], b"").status, 204);
    assert_eq!(server.get(&format!("/v1/runs/{id}")).problem(404), "not-found");
}

#[test]
fn a_form_is_no_file_and_its_sender_is_told_how_to_send_one() {
    let server = Server::with(&[]);
    let form =
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nid\r\n--x--\r\n";
    for path in ["/v1/runs", "/desk/files"] {
        let answer = server.post(path, "multipart/form-data; boundary=x", form.as_bytes());
        assert_eq!(answer.problem(415), "wrong-type");
        assert!(answer.json()["hints"][0].as_str().unwrap().contains("--data-binary"));
    }
}

/// A file that cannot be read fails at once, so that the one who makes the letters and those who ask for them to be made
/// write down the state of one run at the same time.
#[test]
fn a_failing_run_is_resumed_by_many_at_once_without_an_error_of_the_server() {
    let server = Server::with(&[]);
    let headers = [("Content-Type", "application/octet-stream"), ("X-File-Name", "accounts.xlsx")];
    let begun = server.ask("POST", "/v1/runs", &headers, b"PK\x03\x04 and no more");
    let path = format!("/v1/runs/{}/resume", begun.json()["id"].as_str().unwrap());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..100 {
                    let answer = server.post(&path, JSON, b"");
                    assert!([200, 409].contains(&answer.status), "{}", String::from_utf8_lossy(&answer.body));
                }
            });
        }
    });
    assert_eq!(over(&server, begun.json()["id"].as_str().unwrap())["state"], "failed");
}

#[test]
fn a_file_of_this_machine_is_read_only_below_the_folders_that_were_named() {
    let folder = tempfile::tempdir().unwrap();
    let [open, out, closed] = ["open", "out", "closed"].map(|name| folder.path().join(name));
    for path in [&open, &out, &closed] {
        fs::create_dir(path).unwrap();
    }
    for path in [&open, &closed] {
        fs::copy(file("examples/accounts.jsonl"), path.join("accounts.jsonl")).unwrap();
    }
    std::os::unix::fs::symlink(closed.join("accounts.jsonl"), open.join("link.jsonl")).unwrap();
    let server =
        Server::with(&["--input-dir", open.to_str().unwrap(), "--output-dir", out.to_str().unwrap()]);
    let order = |order: &Value| server.post("/v1/runs", JSON, order.to_string().as_bytes());
    let input = |name: &str| open.join(name).to_str().unwrap().to_string();
    for outside in [
        closed.join("accounts.jsonl").to_str().unwrap().to_string(),
        input("link.jsonl"),
        input("../closed/accounts.jsonl"),
        input("nothing.jsonl"),
        "accounts.jsonl".to_string(),
        "/etc/passwd".to_string(),
    ] {
        assert_eq!(order(&json!({ "input": outside })).problem(403), "outside", "{outside}");
    }
    let place = |name: &str| out.join(name).to_str().unwrap().to_string();
    for outside in [closed.join("new").to_str().unwrap().to_string(), place("../closed/new")] {
        let order = order(&json!({ "input": input("accounts.jsonl"), "output": outside }));
        assert_eq!(order.problem(403), "outside", "{outside}");
    }
    assert_eq!(order(&json!({ "input": input("accounts.jsonl"), "more": "x" })).problem(400), "bad-request");
    assert_eq!(order(&json!({})).problem(400), "bad-request");
    let nowhere = order(&json!({ "input": input("accounts.jsonl"), "output": place("..") }));
    assert_eq!(nowhere.problem(400), "bad-request");
    let begun = order(&json!({ "input": input("accounts.jsonl"), "output": place("today") }));
    assert_eq!(begun.status, 202, "{}", String::from_utf8_lossy(&begun.body));
    let done = over(&server, begun.json()["id"].as_str().unwrap());
    assert_eq!(done["state"], "finished", "{done}");
    assert!(out.join("today/manifest.jsonl").is_file());
}
