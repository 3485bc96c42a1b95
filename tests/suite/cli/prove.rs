//! Templates are tried before any account: `check`, `make` and `test`.

use serde_json::Value;

use super::super::workshop::{PLAIN_KIND, file};
use super::{Scene, objects};

const CHECK: &str = "check accounts.jsonl --issuer issuer.toml --issue-date 2026-11-23 --templates mine";

/// A scene with a copy of the notice in which one thing is replaced.
fn scene(from: &str, to: &str) -> Scene {
    let scene = Scene::new();
    let built_in = file("templates/overdue-notice");
    std::fs::create_dir_all(scene.path("mine/overdue-notice")).unwrap();
    for name in ["kind.toml", "letter.typ.jinja"] {
        let text = std::fs::read_to_string(built_in.join(name)).unwrap();
        assert!(name == "kind.toml" || text.contains(from));
        scene.write(&format!("mine/overdue-notice/{name}"), text.replacen(from, to, 1));
    }
    scene
}

#[test]
fn a_fault_of_a_template_stops_check_and_make_before_anything_is_written() {
    let scene = scene("#letter-title(running)", "#letter-titel(running)");
    for command in [CHECK.to_string(), format!("{} --out out", CHECK.replacen("check", "make", 1))] {
        let ran = scene.run(&command);
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert_eq!(ran.err.matches("letter-titel").count(), 2, "told once, with its line: {}", ran.err);
        for part in [
            "mine/overdue-notice/letter.typ.jinja:8:2: `#letter-titel(running)`",
            "unknown variable: letter-titel",
            "did you mean `letter-title`?",
        ] {
            assert!(ran.err.contains(part), "{part}: {}", ran.err);
        }
    }
    assert!(!scene.path("out/manifest.jsonl").exists());
}

#[test]
fn a_fault_that_only_real_accounts_show_stops_the_run_at_the_twentieth_in_a_row_and_lists_none() {
    let scene = Scene::new();
    let account = objects(&scene.text("accounts.jsonl")).swap_remove(0);
    let accounts = |count: usize| {
        let one = |number: usize| {
            let mut account = account.clone();
            account["id"] = format!("B{number:07}").into();
            account["kind"] = "plain".into();
            account.to_string()
        };
        (0..count).map(one).collect::<Vec<_>>().join("\n")
    };
    std::fs::create_dir_all(scene.path("mine/plain")).unwrap();
    scene.write("mine/plain/kind.toml", PLAIN_KIND);
    // What stands under `extra` only the bank knows: samples have it, these accounts have not.
    scene.write(
        "mine/plain/letter.typ.jinja",
        "#set document(title: [信])\n#let v(s) = s\n{{ extra.branch }}\n",
    );
    let make =
        "make accounts.jsonl --issuer issuer.toml --issue-date 2026-11-23 --templates mine --workers 2";
    scene.write("accounts.jsonl", accounts(19));
    let ran = scene.run(&format!("{make} --out few"));
    assert_eq!((ran.code, scene.lines("few/refused.jsonl").len()), (Some(1), 19), "{}", ran.err);
    scene.write("accounts.jsonl", accounts(30));
    let ran = scene.run(&format!("{make} --out many"));
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(
        ran.err.contains("struck 20 accounts in a row") && ran.err.contains("`extra.branch`"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("--out"), "{}", ran.err);
    assert!(scene.text("many/refused.jsonl").is_empty());
    // Accounts that are refused for their data never come to a template, and tell nothing of it.
    let spoilt = |(at, line): (usize, &str)| if at % 7 == 3 { "{}".to_string() } else { line.to_string() };
    let mixed: Vec<String> = accounts(30).lines().enumerate().map(spoilt).collect();
    scene.write("accounts.jsonl", mixed.join("\n"));
    let ran = scene.run(&format!("{make} --out mixed"));
    assert!(ran.code == Some(2) && ran.err.contains("struck 20 accounts in a row"), "{}", ran.err);
    assert!(scene.text("mixed/refused.jsonl").is_empty());
    scene.write("accounts.jsonl", mixed[..20].join("\n"));
    let ran = scene.run(&format!("{make} --out short"));
    assert_eq!((ran.code, scene.lines("short/refused.jsonl").len()), (Some(1), 20), "{}", ran.err);
    let seqs: Vec<_> =
        scene.lines("short/refused.jsonl").iter().map(|line| line["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, (1..=20).collect::<Vec<u64>>());
    let ran = scene.run(&format!("{} --lang zh", make.replacen("make", "check", 1)));
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    scene.write("accounts.jsonl", mixed.join("\n"));
    let ran = scene.run(&format!("{} --lang zh", make.replacen("make", "check", 1)));
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains("接连出现在 20 个账户上"), "{}", ran.err);
}

#[test]
fn settings_that_refuse_every_account_stop_check_and_make_before_the_first_document() {
    let issuer = |from: &str, to: &str| {
        let scene = Scene::new();
        let text = scene.text("issuer.toml");
        assert!(text.contains(from), "{from}");
        scene.write("issuer.toml", text.replacen(from, to, 1));
        scene
    };
    let masked = Scene::new();
    std::fs::create_dir_all(masked.path("mine/plain")).unwrap();
    masked.write("mine/plain/kind.toml", format!("masking = \"contract\"\n{PLAIN_KIND}"));
    masked.write("mine/plain/letter.typ.jinja", "#set document(title: [信])\n#let v(s) = s\n{{ number }}\n");
    for (scene, more, parts) in [
        (issuer("role = \"issuer\"", "role = \"agency\""), "", ["R14: `agency`", "`[agency]`"]),
        (
            issuer("role = \"issuer\"", "role = \"agency\""),
            " --kind overdue-notice",
            ["R14: `agency`", "`[agency]`"],
        ),
        (issuer("\"1-60\"", "\"1-10\""), " --kind auto", ["11 to 60 overdue days", "`[policy]`"]),
        (masked, " --templates mine", ["R03", "masking = \"contract\""]),
    ] {
        let run = format!("accounts.jsonl --issuer issuer.toml --issue-date 2026-11-23{more}");
        for command in [format!("check {run}"), format!("make {run} --out out")] {
            let ran = scene.run(&command);
            assert_eq!(ran.code, Some(2), "{command}: {}", ran.err);
            for part in parts {
                assert_eq!(ran.err.matches(part).count(), 1, "{command}: {part}: {}", ran.err);
            }
        }
        assert!(!scene.path("out/manifest.jsonl").exists());
    }
    // Accounts that say their kind themselves are refused for one that may not be sent, and the others are made.
    let scene = issuer("role = \"issuer\"", "role = \"issuer\"");
    std::fs::create_dir_all(scene.path("mine/plain")).unwrap();
    scene.write("mine/plain/kind.toml", PLAIN_KIND.replace("\"issuer\"", "\"law-firm\""));
    scene.write("mine/plain/letter.typ.jinja", "#set document(title: [信])\n#let v(s) = s\n{{ number }}\n");
    let ran = scene
        .run("make accounts.jsonl --issuer issuer.toml --issue-date 2026-11-23 --templates mine --out out");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
fn the_command_test_writes_pages_and_a_contact_sheet_and_tells_what_no_sample_reached() {
    let scene = Scene::new();
    std::fs::create_dir_all(scene.path("mine/plain")).unwrap();
    scene.write("mine/plain/kind.toml", PLAIN_KIND);
    let letter = "#set document(title: [信])\n#set page(height: 5cm)\n#set text(font: \"Noto Serif SC\", fallback: false)\n\
        #let v(s) = s\n{% if stage == \"M1\" %}提醒{% elif stage == \"M2\" %}再次{% else %}郑重{% endif %}\n\
        {% if debtor.name == \"无此人\" %}到不了{% endif %}*重要*\n";
    scene.write("mine/plain/letter.typ.jinja", letter);
    let ran = scene.run("test mine --out pages --issue-date 2026-11-23 --lang zh");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("没有样例到达 mine/plain/letter.typ.jinja:6:"), "{}", ran.err);
    assert!(ran.err.contains("星号不印出") && ran.err.contains("letter.typ.jinja:6:"), "{}", ran.err);
    let sheet = scene.text("pages/index.html");
    for part in ["lang=\"zh-CN\"", "M1", "M2", "M3+", "多币种", "致保证人", "data:image/png;base64,"] {
        assert!(sheet.contains(part), "{part}");
    }
    assert!(std::fs::read(scene.path("pages/plain-01-1.png")).unwrap().starts_with(b"\x89PNG"));
    scene.write("mine/plain/letter.typ.jinja", letter.replace("再次", "再#gapp次"));
    let ran = scene.run("test mine --out pages --issue-date 2026-11-23 --format json");
    assert_eq!(ran.code, Some(2), "a name that runs into words: {}", ran.err);
    scene.write("mine/plain/letter.typ.jinja", letter.replace("再次", "再#gapp;次"));
    let ran = scene.run("test mine --out pages --issue-date 2026-11-23 --format json");
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let end: Value = objects(&ran.out).pop().unwrap();
    assert_eq!((&end["event"], &end["exit"]), (&"end".into(), &1.into()));
    scene.write("pages/index.html", "mine");
    assert_eq!(scene.run("test mine --out pages").code, Some(2), "what is somebody else's is left alone");
}

#[test]
fn a_forbidden_sentence_put_together_in_one_branch_alone_is_found_by_check_make_and_test() {
    let words = "{{ '我行将联系' }}{{ '您的家' ~ '人' }}。";
    for (condition, by_one_sample) in [("true", true), ("handler.name", false), ("not handler.name", false)] {
        let scene = Scene::new();
        std::fs::create_dir_all(scene.path("mine/plain")).unwrap();
        scene.write("mine/plain/kind.toml", PLAIN_KIND);
        let letter = format!(
            "#set document(title: [信])\n#let v(s) = s\n请致电我行客服。{{% if {condition} %}}{words}{{% endif %}}\n"
        );
        scene.write("mine/plain/letter.typ.jinja", letter);
        let account = objects(&scene.text("accounts.jsonl")).swap_remove(0);
        let plain = account.to_string().replacen("\"overdue-notice\"", "\"plain\"", 1);
        scene.write("accounts.jsonl", plain);
        let tried = scene.run("test mine --issuer issuer.toml --out seen");
        assert!(tried.code != Some(0) && (tried.err + &tried.out).contains("X2201"), "test: {condition}");
        for command in [CHECK.to_string(), format!("{} --out out", CHECK.replacen("check", "make", 1))] {
            let ran = scene.run(&command);
            if by_one_sample {
                assert_eq!(ran.code, Some(2), "{command}: {}", ran.err);
                assert!(ran.err.contains("X2201"), "{command}: {}", ran.err);
            }
        }
    }
}
