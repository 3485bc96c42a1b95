//! Nothing of a person shows anywhere but in the document itself.

use serde_json::Value;

use super::super::workshop::with;
use super::{MAKE, Ran, Scene, objects, sample};

/// What must not show: name, numbers, address of the debtor and of whoever is written to.
fn secrets(account: &Value) -> Vec<String> {
    let pointers = [
        "/debtor/name",
        "/debtor/id_number",
        "/debtor/mobile",
        "/debtor/email",
        "/debtor/address",
        "/card/number",
        "/addressee/name",
        "/addressee/address",
    ];
    pointers.iter().filter_map(|pointer| Some(account.pointer(pointer)?.as_str()?.to_string())).collect()
}

/// Fails where something said or written but the documents shows one of the secrets.
fn nothing_shows(scene: &Scene, ran: &Ran, accounts: &[Value]) {
    let mut said = format!("{}\n{}", ran.out, ran.err);
    for (name, bytes) in scene.tree("out") {
        if !name.starts_with("documents/") {
            said += &String::from_utf8(bytes).unwrap();
        }
        said += &name;
    }
    said += &scene.text("out/report.json");
    for (number, account) in accounts.iter().enumerate() {
        for secret in secrets(account) {
            assert!(!said.contains(&secret), "something of account {} shows", number + 1);
        }
    }
}

#[test]
fn no_run_of_sound_accounts_shows_a_person() {
    let scene = Scene::new();
    for accounts in [scene.text("accounts.jsonl"), sample(12)] {
        let _ = std::fs::remove_dir_all(scene.path("out"));
        scene.write("accounts.jsonl", &accounts);
        let ran = scene.run(&format!("{MAKE} --format json"));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        nothing_shows(&scene, &ran, &objects(&accounts));
    }
}

#[test]
fn no_refusal_shows_a_person() {
    let scene = Scene::new();
    let folder = super::file("tests/accounts/bad");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    let text: String = files.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    scene.write("accounts.jsonl", &text);
    for (lang, out) in [("en", "human"), ("zh", "json")] {
        let _ = std::fs::remove_dir_all(scene.path("out"));
        let ran = scene.run(&format!("{MAKE} --lang {lang} --format {out}"));
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        nothing_shows(&scene, &ran, &objects(&text));
    }
}

#[test]
fn no_value_that_cannot_be_read_shows_a_person() {
    let scene = Scene::new();
    let good: Value = serde_json::from_str(scene.text("accounts.jsonl").lines().next().unwrap()).unwrap();
    let person = secrets(&good);
    // Every secret where a date, an amount or a word of a list is read; numbers as a name of a field too.
    let mut lines = Vec::new();
    for secret in &person {
        for pointer in ["/due_date", "/kind", "/delivery", "/ledgers/0/total", "/debtor/salutation"] {
            let mut account = with(good.clone(), pointer, secret.as_str());
            account["debtor"]["fax"] = secret.as_str().into();
            lines.push(account.to_string());
        }
        lines.push(format!("{{\"id\": \"{secret}"));
    }
    for number in ["/debtor/id_number", "/debtor/mobile", "/card/number"] {
        let number = good.pointer(number).unwrap().as_str().unwrap();
        lines.push(with(good.clone(), &format!("/debtor/{number}"), "1").to_string());
        lines.push(format!("{{\"{number}\": 1}}"));
    }
    for number in ["/debtor/id_number", "/card/number"] {
        lines.push(with(good.clone(), "/id", good.pointer(number).unwrap().clone()).to_string());
    }
    scene.write("accounts.jsonl", lines.join("\n"));
    let ran = scene.run(MAKE);
    assert_eq!(ran.code, Some(1));
    nothing_shows(&scene, &ran, &[good]);
}
