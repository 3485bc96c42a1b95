//! One account in, a letter or its findings out.

use hanpress::{Account, make};
use serde_json::json;

use super::client::{JSON, Server, accounts};
use crate::workshop::desk;

#[test]
fn a_letter_over_the_wire_has_the_bytes_of_one_that_the_library_makes() {
    let server = Server::with(&[]);
    let account = accounts().remove(0);
    let letter = make(desk(), Account::from_json(&account).unwrap()).unwrap();
    let answer = server.post("/v1/letters", JSON, account.as_bytes());
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/pdf"));
    assert_eq!(answer.header("hanpress-number"), letter.number);
    assert_eq!(answer.header("hanpress-pages"), letter.pages.to_string());
    assert!(answer.body == letter.pdf, "the bytes differ");
    let told = server.ask(
        "POST",
        "/v1/letters",
        &[("Content-Type", JSON), ("Accept", "application/json, application/pdf;q=0.5")],
        account.as_bytes(),
    );
    let told = told.json();
    assert_eq!(
        (&told["outcome"], &told["exit"], &told["sha256"]),
        (&json!("made"), &json!(0), &json!(letter.sha256))
    );
}

#[test]
fn an_account_that_is_refused_is_told_with_its_findings_in_the_language_asked_for() {
    let server = Server::with(&[]);
    let wrong = accounts()[0].replace("8552.15", "8525.15");
    let answer = server.post("/v1/letters?lang=zh", JSON, wrong.as_bytes());
    assert_eq!(answer.problem(422), "refused");
    let told = answer.json();
    assert_eq!(told["exit"], 1);
    let finding = told["findings"].as_array().unwrap().iter().find(|one| one["code"] == "R04").unwrap();
    assert_eq!(finding["path"], "ledgers[0].total");
    let words = finding["message"].as_str().unwrap();
    assert!(words.chars().any(|c| c > '\u{4E00}'), "{words}");
    let checked = server.post("/v1/check", JSON, wrong.as_bytes());
    assert_eq!(
        (checked.status, &checked.json()["outcome"], &checked.json()["exit"]),
        (200, &json!("refused"), &json!(1))
    );
    let sound = server.post("/v1/check", JSON, accounts()[0].as_bytes()).json();
    assert_eq!((&sound["outcome"], &sound["exit"]), (&json!("sound"), &json!(0)));
}

#[test]
fn what_is_no_account_is_refused_with_what_is_wrong_with_it() {
    let server = Server::with(&[]);
    let post = |kind: &str, body: &[u8]| server.post("/v1/letters", kind, body);
    assert_eq!(post("text/plain", b"{}").problem(415), "wrong-type");
    let packed = [("Content-Type", JSON), ("Content-Encoding", "gzip")];
    assert_eq!(server.ask("POST", "/v1/letters", &packed, b"\x1f\x8b").problem(415), "wrong-type");
    assert_eq!(post(JSON, b"").problem(400), "bad-request");
    assert_eq!(post(JSON, b"[1]").problem(400), "bad-request");
    assert_eq!(post(JSON, b"{\"id\": \"\xff\"}").problem(400), "bad-request");
    assert_eq!(post(JSON, b"{\"id\": ").problem(422), "refused");
    let long = format!("{{\"id\": \"{}\"}}", "x".repeat(2 << 20));
    assert_eq!(post(JSON, long.as_bytes()).problem(413), "too-large");
    assert_eq!(server.post("/v1/letters?kinds=x", JSON, b"{}").problem(400), "bad-request");
    assert_eq!(server.post("/v1/letters?kind=x&kind=y", JSON, b"{}").problem(400), "bad-request");
    assert_eq!(server.post("/v1/letters?kind=nothing", JSON, b"{}").problem(400), "usage");
    assert_eq!(server.post("/v1/letters?look=blue", JSON, b"{}").problem(400), "bad-request");
    let picture =
        server.ask("POST", "/v1/letters", &[("Content-Type", JSON), ("Accept", "image/png")], b"{}");
    assert_eq!(picture.problem(406), "not-acceptable");
    assert_eq!(server.get("/v1/letters").problem(405), "method-not-allowed");
    assert_eq!(server.get("/v1/nothing").problem(404), "not-found");
}

#[test]
fn a_kind_that_is_asked_for_is_numbered_as_make_numbers_it() {
    use hanpress::{Desk, DeskOptions, KindChoice};
    let server = Server::with(&[]);
    let account = accounts().remove(0);
    let options =
        DeskOptions::new(crate::workshop::file("examples/issuer.toml"), crate::workshop::issue_date());
    let desk =
        Desk::open(DeskOptions { kind: KindChoice::Named("payment-reminder".into()), ..options }).unwrap();
    let made = make(&desk, Account::from_json(&account).unwrap());
    let answer = server.post("/v1/letters?kind=payment-reminder", JSON, account.as_bytes());
    match made {
        Ok(letter) => {
            assert_eq!(answer.header("hanpress-number"), letter.number);
            assert!(answer.body == letter.pdf, "the bytes differ");
        }
        Err(_) => assert_eq!(answer.problem(422), "refused"),
    }
}

#[test]
fn a_request_that_is_sent_again_with_its_key_is_answered_as_before() {
    let server = Server::with(&[]);
    let all = accounts();
    let post = |key: &str, body: &str| {
        server.ask(
            "POST",
            "/v1/letters",
            &[("Content-Type", JSON), ("Idempotency-Key", key)],
            body.as_bytes(),
        )
    };
    let (first, again) = (post("order-0001", &all[0]), post("order-0001", &all[0]));
    assert_eq!((first.status, again.status), (200, 200));
    assert!(first.body == again.body);
    assert_eq!(post("order-0001", &all[1]).problem(422), "key-reused");
    assert_eq!(post("short", &all[1]).problem(400), "bad-request");
    assert_eq!(post("order-0002", &all[1]).status, 200);
}

#[test]
fn kinds_rules_and_schemas_are_those_of_the_command_line() {
    let server = Server::with(&[]);
    let kinds = server.get("/v1/kinds").json();
    let names: Vec<_> = kinds["kinds"].as_array().unwrap().iter().map(|kind| kind["name"].clone()).collect();
    assert!(names.contains(&json!("overdue-notice")) && names.len() >= 20);
    assert_eq!(server.get("/v1/kinds/overdue-notice").json()["name"], "overdue-notice");
    assert_eq!(server.get("/v1/kinds/nothing").problem(404), "not-found");
    let rules = server.get("/v1/rules").json();
    assert!(rules["rules"].as_array().unwrap().iter().any(|rule| rule["code"] == "R04"));
    assert_eq!(server.get("/v1/rules/r04").json()["code"], "R04");
    for name in server.get("/v1/schema").json()["schemas"].as_array().unwrap() {
        let schema = server.get(&format!("/v1/schema/{}", name.as_str().unwrap())).json();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    }
}

#[test]
fn signatures_are_judged_as_verify_judges_them() {
    let server = Server::with(&[]);
    let pdf = server.post("/v1/letters", JSON, accounts()[0].as_bytes()).body;
    assert_eq!(server.post("/v1/verify", "application/pdf", &pdf).json()["verdict"], "unsigned");
    assert_eq!(server.post("/v1/verify", "application/pdf", b"nothing").json()["verdict"], "unreadable");
    assert_eq!(server.post("/v1/verify", JSON, &pdf).problem(415), "wrong-type");
}
