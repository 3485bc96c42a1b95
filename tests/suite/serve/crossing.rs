//! Two clients' data never cross.

use std::collections::{BTreeMap, BTreeSet};

use hanpress::parts::{SampleKind, Sampling};
use hanpress::{Account, make, sample};

use super::client::{JSON, Line, Server};
use crate::workshop::{desk, issue_date};

/// How many accounts there are, and how many clients ask for all of them, each in another order.
const ACCOUNTS: usize = 24;
const CLIENTS: usize = 16;

#[test]
fn each_of_hundreds_of_interleaved_letters_is_that_of_its_own_account() {
    interleaved(320);
}

/// The same for ten thousand, or as many as `REQUESTS` says; minutes, so that it is asked for by name.
#[test]
#[ignore = "takes minutes"]
#[expect(clippy::disallowed_methods, reason = "how many is for whoever runs it")]
fn each_of_ten_thousand_interleaved_letters_is_that_of_its_own_account() {
    let asked = std::env::var("REQUESTS").ok().and_then(|asked| asked.parse().ok());
    interleaved(asked.unwrap_or(10_000));
}

/// So many requests of all clients together, each of which asks for all letters in turn: half of them over one connection,
/// half over a new one each time.
fn interleaved(requests: usize) {
    let server = Server::with(&[]);
    let as_of = issue_date().pred_opt().unwrap();
    let kinds = vec![SampleKind::OverdueNotice, SampleKind::DemandLetter];
    let lines: Vec<String> = sample(&Sampling { count: ACCOUNTS as u64, seed: 21, kinds, as_of }).collect();
    let letter = |line: &String| {
        let letter = make(desk(), Account::from_json(line).ok()?).ok()?;
        Some((line.clone(), (letter.number, letter.sha256)))
    };
    let expected: BTreeMap<String, (String, String)> = lines.iter().filter_map(letter).collect();
    assert!(expected.len() > ACCOUNTS / 2, "too few samples can be made");
    let told: BTreeSet<_> = expected.values().flat_map(|(number, sha256)| [number, sha256]).collect();
    assert_eq!(told.len(), 2 * expected.len(), "letters are not told apart");
    let answered: usize = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (server, expected) = (&server, &expected);
                scope.spawn(move || {
                    let mut kept = (client % 2 == 0).then(|| Line::open(&server.at));
                    let mut order: Vec<_> = expected.iter().collect();
                    order.rotate_left(client % expected.len());
                    let share = requests.div_ceil(CLIENTS);
                    for (line, (number, sha256)) in order.iter().cycle().take(share) {
                        let answer = match &mut kept {
                            Some(kept) => kept.post("/v1/letters", JSON, line.as_bytes()),
                            None => server.post("/v1/letters", JSON, line.as_bytes()),
                        };
                        assert_eq!(answer.status, 200);
                        assert_eq!(answer.header("hanpress-number"), number);
                        assert_eq!(answer.header("etag"), format!("\"{sha256}\""));
                        let body = hanpress::inner::serve::sha256(&answer.body);
                        assert_eq!(&body, sha256, "another account's letter");
                    }
                    share
                })
            })
            .collect();
        clients.into_iter().map(|client| client.join().unwrap()).sum()
    });
    assert!(answered >= requests);
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
