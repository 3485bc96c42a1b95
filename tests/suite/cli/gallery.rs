//! The gallery: what each kind looks like, in a folder with a contact sheet.

use std::collections::BTreeSet;

use super::super::workshop::PLAIN_KIND;
use super::{Scene, objects};

const FEW: &str = "gallery --out pages --issue-date 2026-11-23 --kind payment-reminder --kind hardship-reply";

fn files(scene: &Scene) -> BTreeSet<String> {
    let entries = std::fs::read_dir(scene.path("pages")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_gallery_shows_each_branch_in_each_theme_and_by_each_way() {
    let scene = Scene::new();
    let ran = scene.run(&format!("{FEW} --format json"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let events = objects(&ran.out);
    let shown: Vec<_> = events.iter().filter(|event| event["event"] == "shown").collect();
    let is = |kind: &str, channel: &str, theme: Option<&str>| {
        let of = |event: &&&serde_json::Value| {
            event["kind"] == kind && event["channel"] == channel && event["theme"].as_str() == theme
        };
        shown.iter().filter(of).count()
    };
    for kind in ["payment-reminder", "hardship-reply"] {
        let letters = is(kind, "letter", Some("modern"));
        assert!(letters > 0, "{kind}");
        assert_eq!(is(kind, "letter", Some("official")), letters, "{kind}");
        assert!(is(kind, "sms", None) > 0 && is(kind, "email", None) > 0, "{kind}");
    }
    // Granted, refused, papers wanted: the branches that the kind declares, each once a theme.
    let traits: BTreeSet<_> = shown
        .iter()
        .filter(|event| event["kind"] == "hardship-reply" && event["theme"] == "official")
        .map(|event| event["traits"].to_string())
        .collect();
    assert!(
        traits.len() > 2 && traits.len() == is("hardship-reply", "letter", Some("official")),
        "{traits:?}"
    );
    // Every file is told, stands there, and is in the contact sheet.
    let told: BTreeSet<String> = shown
        .iter()
        .flat_map(|event| event["files"].as_array().unwrap())
        .map(|file| file.as_str().unwrap().to_string())
        .collect();
    let page = scene.text("pages/index.html");
    let there = files(&scene);
    for file in &told {
        assert!(there.contains(file) && page.contains(&format!("\"{file}\"")), "{file}");
    }
    let pictures = there.iter().filter(|file| file.ends_with(".png")).count();
    assert_eq!(told.iter().filter(|file| file.ends_with(".png")).count(), pictures);
    let last = events.last().unwrap();
    assert_eq!((&last["event"], last["pages"].as_u64()), (&"end".into(), Some(pictures as u64)), "{last}");
    for words in
        ["<h1>Gallery of documents</h1>", "信用卡还款提醒函", "short message", "official", "<iframe sandbox"]
    {
        assert!(page.contains(words), "{words}");
    }
    let sms = there.iter().find(|file| file.ends_with("-sms.txt")).unwrap();
    assert!(scene.text(&format!("pages/{sms}")).starts_with("【示例银行信用卡中心】"));
    assert!(!page.contains("http://") && !page.contains("https://"), "nothing is loaded from elsewhere");
}

#[test]
fn an_earlier_gallery_is_written_anew_and_nothing_else_is_touched() {
    let scene = Scene::new();
    let ran = scene.run(&format!("{FEW} --theme official --lang zh"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let page = scene.text("pages/index.html");
    assert!(page.contains("<h1>文书样张集</h1>") && page.contains("<b>公文</b>"));
    assert!(!page.contains("<b>现代</b>"));
    let before = files(&scene);
    let ran = scene
        .run("gallery --out pages --issue-date 2026-11-23 --kind 信用卡还款提醒函 --theme modern --lang zh");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let after = files(&scene);
    assert!(before.iter().any(|file| file.starts_with("hardship-reply")));
    assert!(
        after.iter().all(|file| file == "index.html" || file.starts_with("payment-reminder")),
        "{after:?}"
    );
    // The same again is the same.
    let first = scene.text("pages/index.html");
    scene.run("gallery --out pages --issue-date 2026-11-23 --kind payment-reminder --theme modern --lang zh");
    assert_eq!(scene.text("pages/index.html"), first);
    std::fs::create_dir(scene.path("other")).unwrap();
    scene.write("other/notes.txt", "mine");
    let ran = scene.run("gallery --out other");
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(
        ran.err.contains("`other` holds something else than the pages of `hanpress gallery`"),
        "{}",
        ran.err
    );
    assert_eq!(std::fs::read_dir(scene.path("other")).unwrap().count(), 1);
}

#[test]
fn what_is_asked_wrongly_is_told_with_what_is_meant() {
    let scene = Scene::new();
    for (words, said) in [
        ("--kind payment-remindr", "did you mean `payment-reminder`?"),
        ("--theme offical", "did you mean `official`?"),
        ("--theme gothic", "the themes are modern, official"),
        ("--issuer nowhere.toml", "nowhere.toml"),
        ("--templates nowhere", "nowhere"),
    ] {
        let ran = scene.run(&format!("gallery --out pages {words}"));
        assert!(ran.code == Some(2) && ran.err.contains(said), "{words}: {:?} {}", ran.code, ran.err);
        assert!(!scene.path("pages").exists(), "{words}");
    }
    let ran = scene.run("gallery --out pages --theme 古文 --lang zh");
    assert!(ran.code == Some(2) && ran.err.contains("没有名为 `古文` 的主题"), "{}", ran.err);
}

#[test]
fn a_kind_of_ones_own_is_shown_and_its_faults_are_told_once_a_theme() {
    let scene = Scene::new();
    std::fs::create_dir_all(scene.path("mine/plain")).unwrap();
    scene.write("mine/plain/kind.toml", PLAIN_KIND);
    let letter = |words: &str| {
        format!(
            "#import \"/shared/theme.typ\": *\n#import \"/shared/text.typ\": base, v\n#set document(title: [信])\n\
             #show: base\n#set page(height: 5cm)\n{{% if stage == \"M1\" %}}提醒{{% else %}}{words}{{% endif %}}\n"
        )
    };
    let gallery = "gallery --out pages --templates mine --kind plain --issue-date 2026-11-23 --format json";
    scene.write("mine/plain/letter.typ.jinja", letter("再次"));
    let ran = scene.run(gallery);
    let events = objects(&ran.out);
    let letters: Vec<_> = events.iter().filter(|event| event["event"] == "shown").collect();
    // Three stages, two themes.
    assert_eq!((ran.code, letters.len()), (Some(0), 6), "{}", ran.err);
    let traits: Vec<_> = letters.iter().map(|event| event["traits"][0].as_str().unwrap()).collect();
    assert_eq!(traits, ["M1", "M1", "M2", "M2", "M3+", "M3+"]);
    scene.write("mine/plain/letter.typ.jinja", letter("\u{323B0}"));
    let ran = scene.run(gallery);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let faulty = objects(&ran.out);
    let faulty =
        faulty.iter().filter(|event| event["event"] == "shown" && event["findings"] != serde_json::json!([]));
    assert_eq!(faulty.count(), 4, "{}", ran.out);
    assert!(scene.text("pages/index.html").contains("<p class=\"fault\"><b>"));
}
