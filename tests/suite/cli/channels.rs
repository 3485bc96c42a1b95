//! `make --channel`: short messages and e-mails beside letters or instead of them, from the first line to the audit.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use super::{MAKE, Scene, end};

/// The examples of kinds that have messages, each with a telephone and a mailbox, and one without.
fn scene() -> Scene {
    let scene = Scene::new();
    let mut lines = Vec::new();
    for (at, mut account) in scene.lines("accounts.jsonl").into_iter().enumerate() {
        if !matches!(account["kind"].as_str(), Some("overdue-notice" | "demand-letter")) {
            continue;
        }
        account["debtor"]["mobile"] = format!("138{:08}", at + 1).into();
        account["debtor"]["email"] = format!("p{at}@example.com").into();
        lines.push(account);
    }
    let mut unreached = lines[0].clone();
    unreached["id"] = "A0000099".into();
    unreached["debtor"]["mobile"] = Value::Null;
    unreached["debtor"]["email"] = Value::Null;
    lines.insert(2, unreached);
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    scene.write("accounts.jsonl", text);
    scene
}

fn make(channels: &str) -> String {
    format!("{MAKE} --channel {channels}")
}

#[test]
fn messages_go_out_beside_letters_and_are_recorded() {
    let scene = scene();
    let accounts = scene.lines("accounts.jsonl").len() as u64;
    let ran = scene.run(&format!("{} --format json", make("letter,sms,email")));
    assert_eq!((ran.code, &end(&ran)["made"]), (Some(1), &(accounts - 1).into()), "{}", ran.err);
    let refused = scene.lines("out/refused.jsonl");
    let found = refused[0]["findings"].as_array().unwrap();
    let missing = found.iter().filter(|one| one["code"] == "M02").count();
    assert_eq!((refused.len(), missing), (1, 2), "neither number nor address: {found:?}");

    let manifest = scene.lines("out/manifest.jsonl");
    assert_eq!(manifest[0]["channels"], serde_json::json!(["letter", "sms", "email"]));
    let order: Vec<_> = manifest[1..4].iter().map(|line| (&line["line"], &line["channel"])).collect();
    assert_eq!(order[1..], [(&"message".into(), &"sms".into()), (&"message".into(), &"email".into())]);
    assert_eq!(order[0].0, "document");
    assert_eq!(manifest.len() as u64, 2 + 3 * (accounts - 1));

    let texts = scene.lines("out/messages.jsonl");
    assert_eq!(texts.len() as u64, accounts - 1);
    let first = &texts[0];
    assert!(first["text"].as_str().unwrap().starts_with("【示例银行信用卡中心】尊敬的"));
    assert_eq!((&first["number"], &first["mobile"]), (&manifest[1]["number"], &"13800000001".into()));
    assert_eq!(first["parts"], manifest[2]["parts"]);
    let sheet = scene.text("out/messages.csv");
    assert!(sheet.starts_with("\u{feff}number,mobile,text,parts,not_before\r\n"));
    assert_eq!(sheet.lines().count() as u64, accounts);
    for name in ["messages.jsonl", "messages.csv"] {
        let mode = fs::metadata(scene.path("out").join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let mail = scene.text(&format!("out/{}", manifest[3]["file"].as_str().unwrap()));
    assert!(mail.contains("application/pdf") && mail.contains("To: <p0@example.com>"), "{mail:.900}");
    // A telephone number stands in the gateway's files only.
    for name in ["manifest.jsonl", "index.csv", "report.json"] {
        assert!(!scene.text(&format!("out/{name}")).contains("13800000001"), "{name}");
    }
    assert_eq!(
        scene.text("out/index.csv").lines().filter(|line| line.contains("（短信）")).count() as u64,
        accounts - 1
    );
    let shown = scene.run(&format!("show {} --in out", manifest[1]["id"].as_str().unwrap()));
    assert_eq!((shown.code, shown.out.lines().count()), (Some(0), 3), "{}", shown.out);
    let audited = scene.run("audit out");
    assert_eq!(audited.code, Some(0), "{}", audited.err);
    let again = scene.run(&make("letter,sms,email"));
    assert!(again.code == Some(1) && again.err.starts_with("already made"), "{}", again.err);
    let other = scene.run(&make("letter,sms"));
    assert!(other.code == Some(2) && other.err.contains("`channels`"), "{}", other.err);
}

#[test]
fn a_run_that_was_cut_off_ends_as_an_unbroken_one() {
    let scene = scene();
    let command = make("letter,sms,email");
    scene.run(&command);
    let whole = scene.tree("out");
    let manifest = scene.text("out/manifest.jsonl");
    let lines: Vec<_> = manifest.split_inclusive('\n').collect();
    // Cut off within an account, behind one, and before the closing line; texts may stand that no line tells of.
    for kept in [1, 2, 3, 4, 6, lines.len() - 2, lines.len() - 1] {
        scene.write("out/manifest.jsonl", lines[..kept].concat());
        for name in ["messages.csv", "index.csv", "index.xlsx", "report.html", "report.json", "refused.jsonl"]
        {
            let _ = fs::remove_file(scene.path("out").join(name));
        }
        let ran = scene.run(&format!("{command} --resume"));
        assert_eq!(ran.code, Some(1), "{kept}: {}", ran.err);
        for (name, bytes) in scene.tree("out") {
            assert!(whole[&name] == bytes, "{kept}: {name} differs");
        }
    }
    // An e-mail that is lost, and a text that was changed, are told and mended.
    let mail = whole.keys().find(|name| name.ends_with(".eml")).unwrap();
    fs::remove_file(scene.path("out").join(mail)).unwrap();
    let texts = scene.text("out/messages.jsonl");
    scene.write("out/messages.jsonl", texts.replacen("13800000001", "13900000001", 1));
    let audited = scene.run("audit out");
    assert!(audited.code == Some(1), "{}", audited.err);
    assert!(audited.err.contains("this e-mail is missing"), "{}", audited.err);
    assert!(audited.err.contains("the short message of"), "{}", audited.err);
    assert_eq!(scene.run(&format!("{command} --resume")).code, Some(1));
    assert!(scene.tree("out") == whole);
    assert_eq!(scene.run("audit out").code, Some(0));
}

#[test]
fn short_messages_alone_make_no_document_and_can_be_added_to() {
    let scene = scene();
    let ran = scene.run(&make("sms"));
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(!scene.path("out/documents").exists() && !scene.path("out/emails").exists());
    let made = scene.lines("out/messages.jsonl").len();
    assert_eq!(scene.run("audit out").code, Some(0));
    let text = scene.text("accounts.jsonl");
    let more = text.lines().next().unwrap().replacen("\"id\":\"", "\"id\":\"B", 1);
    scene.write("more.jsonl", format!("{more}\n"));
    let add = format!("{} --add", make("sms").replace("accounts.jsonl", "more.jsonl"));
    let ran = scene.run(&add);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(scene.lines("out/messages.jsonl").len(), made + 1);
    assert_eq!(scene.run("audit out").code, Some(0));
}

#[test]
fn joined_shards_are_what_one_run_sends() {
    let scene = scene();
    scene.run(&make("sms,email"));
    let one = scene.tree("out");
    for index in 0..2 {
        let command = make("sms,email").replace("out out", &format!("out s{index}"));
        scene.run(&format!("{command} --shard {index}/2"));
    }
    let ran = scene.run("audit --join s1 s0 --out joined");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let joined = scene.tree("joined");
    assert_eq!(joined.keys().collect::<Vec<_>>(), one.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(joined[name] == *bytes, "{name} differs");
    }
}

#[test]
fn what_is_asked_for_and_cannot_be_is_told() {
    let scene = scene();
    let ran = scene.run(&make("letter,fax"));
    assert!(ran.code == Some(2) && ran.err.contains("`fax` is no channel"), "{}", ran.err);
    let issuer = scene.text("issuer.toml").replace("email_from", "# email_from");
    scene.write("issuer.toml", issuer);
    let ran = scene.run(&make("email"));
    assert!(ran.code == Some(2) && ran.err.contains("from which address"), "{}", ran.err);
    assert_eq!(
        scene.run("check accounts.jsonl --issuer issuer.toml --issue-date 2026-11-23 --channel sms").code,
        Some(1)
    );
}

/// A kind of somebody else's, with a letter, a short message and an e-mail of its own.
const KIND: [(&str, &str); 5] = [
    (
        "kind.toml",
        "title = \"积分到期提醒函\"\npurpose = \"tells the holder that points run out\"\nsenders = [\"issuer\"]\n\
         needs = [\"debtor.address\", \"debtor.postcode\", \"matter.points.left\", \"matter.points.until\"]\n\
         rules = []\nblocks = []\nsms_blocks = [\"N26\"]\nchannels = [\"post\", \"sms\", \"email\"]\nretention_years = 1\n\
         [[field]]\npath = \"points.left\"\nis = \"whole\"\nen = \"points left\"\nzh = \"剩余积分\"\nsample = \"1200\"\n\
         [[field]]\npath = \"points.until\"\nis = \"coming-day\"\nen = \"until when\"\nzh = \"有效期\"\nsample = \"=as_of+20\"\n",
    ),
    (
        "letter.typ.jinja",
        "#import \"/shared/letter.typ\": *\n#let air = close\n#let running = [积分到期提醒函]\n#let bottom-edge = 18mm\n\
         {% include \"shared/letter-start.typ.jinja\" %}\n#letter-title(running)\n\
         #para[您尾号{{ card.tail }}的信用卡有积分{{ matter.points.left }}分，有效期至{{ matter.points.until }}。]\n\
         #signature(name: [{{ sender.name }}], date: [{{ issued_on }}], sealed: false, beside: {% include \"shared/contacts.typ.jinja\" %})\n",
    ),
    (
        "sms.txt.jinja",
        "尊敬的{{ addressee.name }}，您尾号{{ card.tail }}的信用卡积分{{ matter.points.left }}分将于{{ matter.points.until }}到期；本期应还\
         {% for l in ledgers %}{{ l.total }}{{ l.unit }}，最低{{ l.minimum_due }}{{ l.unit }}{% endfor %}，到期还款日{{ due_date }}。请致电{{ sender.hotline }}。\n",
    ),
    (
        "email.txt.jinja",
        "{% include \"shared/email-start.txt.jinja\" %}\n您尾号{{ card.tail }}的信用卡积分{{ matter.points.left }}分将于{{ matter.points.until }}到期。\n\
         {% include \"shared/email-end.txt.jinja\" %}\n",
    ),
    (
        "email.html.jinja",
        "{% include \"shared/email-start.html.jinja\" %}\n<p>您尾号{{ card.tail }}的信用卡积分{{ matter.points.left }}分将于{{ matter.points.until }}到期。</p>\n\
         {% include \"shared/email-end.html.jinja\" %}\n",
    ),
];

#[test]
fn a_kind_from_a_folder_sends_messages_from_the_first_line_to_the_audit() {
    let scene = scene();
    for (name, text) in KIND {
        fs::create_dir_all(scene.path("mine/points-notice")).unwrap();
        scene.write(&format!("mine/points-notice/{name}"), text);
    }
    let proved = scene.run("test mine --issuer issuer.toml --kind points-notice");
    assert_eq!(proved.code, Some(0), "{}{}", proved.out, proved.err);
    let mut account = scene.lines("accounts.jsonl")[0].clone();
    account["kind"] = "points-notice".into();
    account["matter"] = serde_json::json!({ "points": { "left": "1200", "until": "2026-12-31" } });
    scene.write("accounts.jsonl", format!("{account}\n"));
    let command = format!("{} --templates mine", make("letter,sms,email"));
    let ran = scene.run(&command);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let manifest = scene.lines("out/manifest.jsonl");
    let made: Vec<_> = manifest.iter().map(|line| (&line["line"], &line["kind"], &line["channel"])).collect();
    assert_eq!(made.len(), 5, "{made:?}");
    assert!(manifest[1..4].iter().all(|line| line["kind"] == "points-notice"), "{made:?}");
    let text = scene.lines("out/messages.jsonl")[0]["text"].as_str().unwrap().to_string();
    assert!(text.starts_with("【示例银行信用卡中心】尊敬的") && text.contains("积分1200分"), "{text}");
    let mail = fs::read(scene.path(&format!("out/{}", manifest[3]["file"].as_str().unwrap()))).unwrap();
    let mail = mailparse::parse_mail(&mail).unwrap();
    let part = |kind: &str| mail.parts().find(|part| part.ctype.mimetype == kind).unwrap();
    assert!(part("text/plain").get_body().unwrap().contains("2026年12月31日到期"));
    assert!(part("text/html").get_body().unwrap().contains("<p>您尾号"));
    let letter = fs::read(scene.path(&format!("out/{}", manifest[1]["file"].as_str().unwrap()))).unwrap();
    assert!(part("application/pdf").get_body_raw().unwrap() == letter, "the letter itself is attached");
    let audited = scene.run("audit out");
    assert_eq!(audited.code, Some(0), "{}{}", audited.out, audited.err);
    let number = manifest[1]["number"].as_str().unwrap();
    let bundled = scene.run(&format!("bundle {number} --from out --out b.pdf --date 2026-12-01"));
    assert_eq!(bundled.code, Some(0), "{}", bundled.err);
    assert!(bundled.err.contains("1 documents, 2 messages"), "{}", bundled.err);
    // What its own `sms_blocks` owe is wanted of its words.
    let short = KIND[2].1.replace("到期还款日{{ due_date }}", "请按期还款");
    scene.write("mine/points-notice/sms.txt.jinja", short);
    let ran = scene.run(&command.replace("--out out", "--out again"));
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let refused = scene.lines("again/refused.jsonl");
    assert_eq!(refused[0]["findings"][0]["code"], "R01", "{}", refused[0]);
}
