//! Two clients' data never cross.

use std::collections::BTreeMap;

use hanpress::parts::{SampleKind, Sampling};
use hanpress::{Account, make, sample};

use super::client::{JSON, Server};
use crate::workshop::{desk, issue_date};

/// How many accounts there are, and how many clients ask for all of them, each in another order.
const ACCOUNTS: usize = 24;
const CLIENTS: usize = 16;

#[test]
fn each_of_hundreds_of_interleaved_letters_is_that_of_its_own_account() {
    interleaved(1);
}

/// The same for over ten thousand; minutes, so that it is asked for by name.
#[test]
#[ignore = "takes minutes"]
fn each_of_ten_thousand_interleaved_letters_is_that_of_its_own_account() {
    interleaved(28);
}

/// So many rounds of all clients asking for all letters.
fn interleaved(rounds: usize) {
    let server = Server::with(&[]);
    let as_of = issue_date().pred_opt().unwrap();
    let kinds = vec![SampleKind::OverdueNotice, SampleKind::DemandLetter];
    let lines: Vec<String> = sample(&Sampling { count: ACCOUNTS as u64, seed: 21, kinds, as_of }).collect();
    let expected: BTreeMap<String, String> = lines
        .iter()
        .filter_map(|line| Some((line.clone(), make(desk(), Account::from_json(line).ok()?).ok()?.sha256)))
        .collect();
    assert!(expected.len() > ACCOUNTS / 2, "too few samples can be made");
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (server, expected) = (&server, &expected);
            scope.spawn(move || {
                let mut order: Vec<_> = expected.iter().collect();
                order.rotate_left(client % expected.len());
                for (line, sha256) in order.iter().cycle().take(rounds * expected.len()) {
                    let answer = server.post("/v1/letters", JSON, line.as_bytes());
                    assert_eq!(answer.status, 200);
                    assert_eq!(answer.header("etag"), format!("\"{sha256}\""));
                    assert_eq!(
                        &hanpress::inner::serve::sha256(&answer.body),
                        *sha256,
                        "another account's letter"
                    );
                }
            });
        }
    });
}

#[test]
fn what_one_browser_brings_no_other_sees() {
    let server = Server::with(&[]);
    let first = server.ask("POST", "/desk/sample?count=3", &[], b"");
    assert_eq!(first.status, 201);
    let cookie = first.header("set-cookie").split(';').next().unwrap().to_string();
    let id = first.json()["id"].as_str().unwrap().to_string();
    let path = format!("/desk/files/{id}");
    assert_eq!(server.ask("GET", &path, &[("Cookie", &cookie)], b"").status, 200);
    assert_eq!(server.get(&path).problem(404), "not-found");
    let other = format!("hanpress-desk={}", "0".repeat(32));
    assert_eq!(server.ask("GET", &path, &[("Cookie", &other)], b"").problem(404), "not-found");
    assert_eq!(server.ask("DELETE", &path, &[("Cookie", &other)], b"").problem(404), "not-found");
    let listed = server.ask("GET", "/desk/files", &[("Cookie", &other)], b"").json();
    assert_eq!(listed["files"].as_array().unwrap().len(), 0);
}
