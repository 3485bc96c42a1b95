//! Nothing goes out that nobody approved.

use serde_json::json;

use super::super::workshop::file;
use super::{MAKE, Scene};

/// A scene with a copy of the notice, and an issuer that demands approval.
fn scene() -> Scene {
    let scene = Scene::new();
    std::fs::create_dir_all(scene.path("mine/overdue-notice")).unwrap();
    for name in ["kind.toml", "letter.typ.jinja"] {
        let text = std::fs::read_to_string(file("templates/overdue-notice").join(name)).unwrap();
        scene.write(&format!("mine/overdue-notice/{name}"), text);
    }
    let issuer = scene.text("issuer.toml");
    scene.write("issuer.toml", format!("{issuer}\n[templates]\napproved = \"approved.toml\"\n"));
    scene
}

const APPROVE: &str = "approve mine --by 王五 --out approved.toml --format json";

#[test]
fn letters_of_templates_that_were_changed_since_they_were_approved_are_refused_until_they_are_approved_anew()
{
    let scene = scene();
    let make = |out: &str| format!("{} --templates mine", MAKE.replace("--out out", &format!("--out {out}")));
    let without = scene.run(&make("out"));
    assert_eq!(without.code, Some(2));
    assert!(without.err.contains("approved.toml"), "{}", without.err);

    let approved = scene.run(APPROVE);
    assert_eq!(approved.code, Some(0), "{}", approved.err);
    let told: serde_json::Value = serde_json::from_str(approved.out.lines().next().unwrap()).unwrap();
    assert_eq!((&told["event"], &told["version"]), (&json!("approved"), &json!(1)));
    let ran = scene.run(&make("first"));
    assert!(!ran.err.contains("T05"), "{}", ran.err);
    let header = scene.lines("first/manifest.jsonl").swap_remove(0);
    assert_eq!(header["approved"], 1);

    let letter = scene.text("mine/overdue-notice/letter.typ.jinja");
    scene.write("mine/overdue-notice/letter.typ.jinja", format!("{letter}// another\n"));
    let ran = scene.run(&make("second"));
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let refused = scene.lines("second/refused.jsonl");
    assert!(
        !refused.is_empty() && refused.iter().all(|one| one["findings"][0]["code"] == "T05"),
        "{refused:?}"
    );
    let named = scene.run(&format!("{} --kind overdue-notice", make("third")));
    assert_eq!(named.code, Some(2), "a run of that kind alone does not begin: {}", named.err);
    assert!(!scene.path("third/manifest.jsonl").exists());

    let again: serde_json::Value =
        serde_json::from_str(scene.run(APPROVE).out.lines().next().unwrap()).unwrap();
    assert_eq!((&again["version"], &again["changed"]), (&json!(2), &json!(["overdue-notice"])));
    let ran = scene.run(&make("fourth"));
    assert!(!ran.err.contains("T05"), "{}", ran.err);
    assert_eq!(scene.lines("fourth/manifest.jsonl")[0]["approved"], 2);
    let stood: serde_json::Value =
        serde_json::from_str(scene.run(APPROVE).out.lines().next().unwrap()).unwrap();
    assert_eq!((&stood["version"], &stood["changed"]), (&json!(2), &json!([])));
    let kept = scene.text("mine/_approved/overdue-notice/letter.typ.jinja");
    assert!(kept.ends_with("// another\n"), "the templates are kept as they were approved");
}

#[test]
fn templates_that_fail_or_that_nobody_answers_for_are_not_approved() {
    let scene = scene();
    scene.write("mine/overdue-notice/letter.typ.jinja", "{{ debtor.nmae }}");
    let failing = scene.run(APPROVE);
    assert_eq!(failing.code, Some(2));
    assert!(failing.err.contains("nmae"), "{}", failing.err);
    assert!(!scene.path("approved.toml").exists());
    scene.write("approved.toml", "approved = 7");
    let spoilt = scene.run(&format!("{MAKE} --templates mine"));
    assert!(spoilt.err.contains("is no file of approved templates"), "{}", spoilt.err);
    let mut nobody = scene.command("approve mine --out other.toml");
    let ran = nobody.args(["--by", " "]).output().unwrap();
    assert_eq!(ran.status.code(), Some(2));
}
