//! `make`: documents, manifest, lists, and what it does with a folder that is there already.

use hanpress::inner::fill::TemplateSet;
use sha2::{Digest, Sha256};

use super::{MAKE, Scene, objects, sample};

#[test]
fn the_examples_are_all_made_and_then_left_alone() {
    let scene = Scene::new();
    assert_eq!(
        scene.run(MAKE).said(),
        (Some(0), "12 documents made, 0 refused  (out/manifest.jsonl, out/refused.jsonl)\n")
    );
    let first = scene.tree("out");
    assert_eq!(scene.run(MAKE).said(), (Some(0), "already made: 12 documents, 0 refused  (out)\n"));
    assert_eq!(scene.tree("out"), first);
}

#[test]
fn every_document_stands_where_the_manifest_says_with_the_hash_it_says() {
    let scene = Scene::new();
    scene.run(MAKE);
    let lines = scene.lines("out/manifest.jsonl");
    let [header, documents @ .., end] = lines.as_slice() else { panic!("a header and an end") };
    let files = scene.documents("out");
    assert_eq!((header["line"].as_str(), end["made"].as_u64()), (Some("header"), Some(12)));
    assert_eq!((documents.len(), files.len()), (12, 12));
    for (seq, line) in (1..).zip(documents) {
        let (number, name) = (line["number"].as_str().unwrap(), line["file"].as_str().unwrap());
        let bytes = &files[name];
        let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(line["seq"], seq);
        assert_eq!(name, format!("documents/{}/{number}.pdf", &number[number.len() - 2..]));
        assert_eq!(
            (line["sha256"].as_str().unwrap(), line["bytes"].as_u64()),
            (&*hash, Some(bytes.len() as u64))
        );
    }
}

#[test]
fn the_chain_of_the_manifest_holds() {
    let scene = Scene::new();
    scene.run(MAKE);
    let text = scene.text("out/manifest.jsonl");
    let mut before: Option<String> = None;
    for (line, object) in text.split_inclusive('\n').zip(objects(&text)) {
        assert_eq!(object["prev"].as_str(), before.as_deref());
        before = Some(Sha256::digest(line).iter().map(|byte| format!("{byte:02x}")).collect());
    }
}

#[test]
fn sixty_sampled_accounts_are_made_alike_by_one_and_by_two_workers() {
    let scene = Scene::new();
    scene.write("accounts.jsonl", sample(60));
    let one = scene.run(&format!("{MAKE} --workers 1"));
    assert_eq!(
        (one.code, &*one.err),
        (Some(0), "60 documents made, 0 refused  (out/manifest.jsonl, out/refused.jsonl)\n")
    );
    assert_eq!(scene.run(&format!("{} --workers 2", MAKE.replace("out out", "out two"))).code, Some(0));
    assert_eq!(scene.tree("out"), scene.tree("two"));
}

#[test]
fn shards_make_the_documents_of_the_whole() {
    let scene = Scene::new();
    scene.run(MAKE);
    let mut joined = std::collections::BTreeMap::new();
    for index in 0..2 {
        let folder = format!("shard-{index}");
        let ran =
            scene.run(&format!("{} --shard {index}/2", MAKE.replace("out out", &format!("out {folder}"))));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let documents = scene.documents(&folder);
        assert_eq!(documents.len(), 6);
        joined.extend(documents);
    }
    assert_eq!(joined, scene.documents("out"));
}

#[test]
fn a_shard_may_come_by_the_environment() {
    let scene = Scene::new();
    let words = format!("{MAKE} --shard env/12");
    let ran = scene.command(&words).env("JOB_COMPLETION_INDEX", "3").output().unwrap();
    assert!(ran.status.success());
    assert_eq!(scene.lines("out/manifest.jsonl")[1]["id"], "A0000004");
    let ran = scene.run(&words.replace("out out", "out none"));
    assert_eq!(ran.said().0, Some(2), "an index is never guessed");
}

#[test]
fn a_folder_of_another_run_is_refused_with_what_differs() {
    let scene = Scene::new();
    scene.run(MAKE);
    let before = scene.tree("out");
    let ran = scene.run(&format!("{} --kind auto", MAKE.replace("-23", "-24")));
    assert_eq!(
        ran.said(),
        (
            Some(2),
            "error: `out` holds a run that differs: `issue_date` is `2026-11-23` in the folder and \
             `2026-11-24` now; `kind` is `own` in the folder and `auto` now\n  \
             hint: choose another folder, or run as that run did\n"
        )
    );
    assert_eq!(scene.tree("out"), before);
}

#[test]
fn a_folder_of_other_things_is_not_touched() {
    let scene = Scene::new();
    std::fs::create_dir(scene.path("out")).unwrap();
    scene.write("out/thesis.txt", "mine");
    let ran = scene.run(MAKE);
    assert_eq!(
        ran.said(),
        (
            Some(2),
            "error: `out` holds other things (`thesis.txt`) and no `manifest.jsonl`\n  \
             hint: choose a new or an empty folder\n"
        )
    );
    assert_eq!(scene.tree("out").len(), 1);
}

#[test]
fn a_folder_that_cannot_be_made_stops_the_run() {
    let scene = Scene::new();
    let ran = scene.run(&MAKE.replace("out out", "out issuer.toml/out"));
    assert_eq!(ran.said(), (Some(2), "error: `issuer.toml/out`: a part of this path is not a folder\n"));
}

#[test]
fn auto_picks_the_kind_by_the_overdue_days() {
    let scene = Scene::new();
    scene.run(&format!("{MAKE} --kind auto"));
    let documents = scene.lines("out/manifest.jsonl");
    let kind = |id: &str| documents.iter().find(|line| line["id"] == id).map(|line| line["kind"].clone());
    assert_eq!(kind("A0000003").unwrap(), "overdue-notice", "53 days");
    assert_eq!(kind("A0000005").unwrap(), "demand-letter", "99 days");
}

#[test]
fn a_kind_given_for_the_run_prevails() {
    let scene = Scene::new();
    scene.write("accounts.jsonl", scene.text("accounts.jsonl").lines().next().unwrap());
    scene.run(&format!("{MAKE} --kind overdue-notice"));
    assert_eq!(scene.lines("out/manifest.jsonl")[0]["kind"], "overdue-notice");
    let ran = scene.run(&format!("{} --kind overdu-notice", MAKE.replace("out out", "out other")));
    let set = TemplateSet::built_in().unwrap();
    let kinds: Vec<_> = set.kinds().keys().map(String::as_str).collect();
    let said = format!(
        "error: there is no kind `overdu-notice`\n  hint: the kinds are {}\n  \
         hint: did you mean `overdue-notice`?\n",
        kinds.join(", ")
    );
    assert_eq!(ran.said(), (Some(2), said.as_str()));
}

#[test]
fn the_issue_date_may_come_by_source_date_epoch() {
    let scene = Scene::new();
    let words = MAKE.replace(" --issue-date 2026-11-23", "");
    // 16:30 UTC is half past midnight in Shanghai.
    let ran = scene.command(&words).env("SOURCE_DATE_EPOCH", "1795365000").output().unwrap();
    assert!(ran.status.success());
    assert_eq!(scene.lines("out/manifest.jsonl")[0]["issue_date"], "2026-11-23");
}

#[test]
fn templates_of_ones_own_replace_a_kind_and_change_the_header() {
    let scene = Scene::new();
    scene.run(MAKE);
    let own = scene.path("own/overdue-notice");
    std::fs::create_dir_all(&own).unwrap();
    let built_in = super::file("templates/overdue-notice");
    std::fs::copy(built_in.join("kind.toml"), own.join("kind.toml")).unwrap();
    let letter = std::fs::read_to_string(built_in.join("letter.typ.jinja")).unwrap();
    std::fs::write(own.join("letter.typ.jinja"), letter.replace("特此", "特 此") + "// mine\n").unwrap();
    let ran = scene.run(&format!("{} --templates own", MAKE.replace("out out", "out mine")));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let hash = |folder: &str, kind: &str| {
        scene.lines(&format!("{folder}/manifest.jsonl"))[0]["templates"][kind].clone()
    };
    assert_ne!(hash("out", "overdue-notice"), hash("mine", "overdue-notice"));
    assert_eq!(hash("out", "demand-letter"), hash("mine", "demand-letter"));
}

#[test]
fn the_report_counts_what_the_manifest_lists() {
    let scene = Scene::new();
    scene.run(MAKE);
    let report: serde_json::Value = serde_json::from_str(&scene.text("out/report.json")).unwrap();
    let counts = ["made", "refused", "warnings", "finished"].map(|name| report[name].to_string());
    assert_eq!(counts, ["12", "0", "5", "true"]);
    assert_eq!(
        report["by_kind"].to_string(),
        r#"{"demand-letter":3,"overdue-notice":4,"repayment-agreement":5}"#
    );
}

#[test]
fn a_holiday_file_of_ones_own_is_read_told_of_and_remembered() {
    let scene = Scene::new();
    let issuer = scene.text("issuer.toml");
    scene.write("issuer.toml", format!("{issuer}\n[calendar]\nfile = \"holidays.toml\"\n"));
    let ran = scene.run(MAKE);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("cannot read `holidays.toml`"), "{}", ran.err);

    scene.write("holidays.toml", "source = \"x\"\nyears = [2026]\nholiday = []\n");
    let ran = scene.run(MAKE);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("did you mean `holidays`?"), "{}", ran.err);

    let years = "source = \"x\"\nyears = [2026, 2027, 2028, 2029, 2030, 2031]\nholidays = []\n";
    scene.write("holidays.toml", years);
    assert_eq!(scene.run(MAKE).code, Some(0));
    let report: serde_json::Value = serde_json::from_str(&scene.text("out/report.json")).unwrap();
    assert_eq!(report["warnings"], 0, "the calendar covers every plan");

    let closed = "holidays = [{ name = \"店庆\", from = 2027-03-01 }]";
    scene.write("holidays.toml", years.replace("holidays = []", closed));
    let ran = scene.run(MAKE);
    assert_eq!(ran.code, Some(2), "another calendar is another run: {}", ran.err);
}
