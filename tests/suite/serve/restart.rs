//! A server that is killed, or asked to end, in the middle of a run.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use super::client::{Server, until};
use super::desk::Clerk;
use super::runs::over;
use crate::workshop::file;

/// Invented accounts, as many as take a while.
fn accounts(folder: &Path, count: u32) -> Vec<u8> {
    let ran = Command::new(env!("CARGO_BIN_EXE_hanpress"))
        .args(["sample", "--count", &count.to_string(), "--seed", "9", "--as-of", "2026-11-22"])
        .current_dir(folder)
        .output()
        .unwrap();
    ran.stdout
}

/// The manifest that `make` writes for the same accounts.
fn expected(folder: &Path, bytes: &[u8]) -> String {
    fs::write(folder.join("accounts.jsonl"), bytes).unwrap();
    Command::new(env!("CARGO_BIN_EXE_hanpress"))
        .args([
            "make",
            "accounts.jsonl",
            "--issue-date",
            "2026-11-23",
            "--out",
            "out",
            "--lang",
            "en",
            "--issuer",
        ])
        .arg(file("examples/issuer.toml"))
        .current_dir(folder)
        .output()
        .unwrap();
    fs::read_to_string(folder.join("out/manifest.jsonl")).unwrap()
}

fn begin(server: &Server, bytes: &[u8]) -> String {
    let headers = [("Content-Type", "application/octet-stream"), ("X-File-Name", "accounts.jsonl")];
    let begun = server.ask("POST", "/v1/runs", &headers, bytes);
    assert_eq!(begun.status, 202, "{}", String::from_utf8_lossy(&begun.body));
    let id = begun.json()["id"].as_str().unwrap().to_string();
    until(|| Some(server.get(&format!("/v1/runs/{id}")).json()).filter(|run| run["made"].as_u64() > Some(4)));
    id
}

#[test]
fn a_run_goes_on_after_the_server_was_killed_and_ends_as_if_it_had_not_been() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let state = ["--state", state.to_str().unwrap()];
    let bytes = accounts(folder.path(), 60);
    let expected = expected(folder.path(), &bytes);
    let mut server = Server::with(&state);
    let id = begin(&server, &bytes);
    server.kill();
    let server = Server::with(&state);
    let done = over(&server, &id);
    assert_eq!(done["state"], "finished", "{done}");
    let manifest = server.get(&format!("/v1/runs/{id}/manifest.jsonl"));
    assert_eq!(String::from_utf8(manifest.body).unwrap(), expected);
}

#[test]
fn a_server_that_is_asked_to_end_loses_no_run_and_empties_its_folder_of_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state");
    let state = ["--state", path.to_str().unwrap()];
    let bytes = accounts(folder.path(), 60);
    let mut server = Server::with(&state);
    let clerk = Clerk::new(&server);
    clerk.bring("accounts.jsonl", &bytes);
    let id = begin(&server, &bytes);
    assert_eq!(server.end(), Some(0));
    let count = |below: &str| fs::read_dir(path.join(below)).unwrap().count();
    assert_eq!((count("files"), count("runs")), (0, 1), "files go, an unfinished run stays");
    let mut server = Server::with(&state);
    let done = over(&server, &id);
    assert_eq!((&done["state"], &done["total"]), (&json!("finished"), &json!(60)), "{done}");
    assert_eq!(server.get(&format!("/v1/runs/{id}/result.zip")).status, 200);
    assert_eq!(server.end(), Some(0));
    assert_eq!(count("runs"), 0, "what was fetched goes");
}

#[test]
fn what_a_browser_brought_and_mended_is_there_after_the_server_was_killed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state");
    let state = ["--state", path.to_str().unwrap()];
    let mut server = Server::with(&state);
    let text = fs::read_to_string(file("examples/accounts.jsonl")).unwrap();
    let wrong = text.replacen("\"8552.15\"", "\"1.00\"", 1);
    let cookie = server.get("/desk").header("set-cookie").split(';').next().unwrap().to_string();
    let cookie = [("Cookie", cookie.as_str())];
    let brought = server.ask("POST", "/desk/files", &cookie, wrong.as_bytes());
    let file = format!("/desk/files/{}", brought.json()["id"].as_str().unwrap());
    until(|| Some(server.ask("GET", &file, &cookie, b"").json()).filter(|file| file["state"] == "checked"));
    let body = json!({ "path": "ledgers[0].total", "value": "8552.15", "revision": 0 }).to_string();
    assert_eq!(server.ask("PATCH", &format!("{file}/rows/1"), &cookie, body.as_bytes()).status, 200);
    server.kill();
    let server = Server::with(&state);
    let again = until(|| {
        Some(server.ask("GET", &file, &cookie, b"").json()).filter(|file| file["state"] == "checked")
    });
    assert_eq!(
        (&again["refused"], &again["changed"], &again["revision"]),
        (&json!(0), &json!(1), &json!(1)),
        "{again}"
    );
}

#[test]
fn a_folder_that_others_can_look_into_or_that_holds_other_things_is_no_state() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let refused = |path: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hanpress"));
        command.args(["serve", "--lang", "en", "--listen", "127.0.0.1:0", "--state"]).arg(path);
        let ran = command.output().unwrap();
        assert_eq!(ran.status.code(), Some(2));
        String::from_utf8(ran.stderr).unwrap()
    };
    let open = folder.path().join("open");
    fs::create_dir(&open).unwrap();
    fs::set_permissions(&open, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(refused(&open).contains("others can look into this folder"));
    let full = folder.path().join("full");
    fs::create_dir(&full).unwrap();
    fs::set_permissions(&full, fs::Permissions::from_mode(0o700)).unwrap();
    fs::write(full.join("thesis.doc"), "years of work").unwrap();
    assert!(refused(&full).contains("holds other things"));
}
