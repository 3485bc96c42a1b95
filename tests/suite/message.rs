//! Short messages and e-mails: what they say, how long they are, when they may go, what is refused.

mod units;

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use chrono::NaiveTime;
use hanpress::inner::country::Country;
use hanpress::inner::desk::{Desk, DeskOptions};
use hanpress::inner::finding::Finding;
use hanpress::inner::message::{Clock, Hours, Ways, Written, mail};
use hanpress::inner::produce::Prepared;
use serde_json::{Value, json};

use super::golden::updating;
use super::workshop::{example, file, issue_date, prepare, templates, told, with};

const SMS: Ways = Ways { letter: false, sms: true, email: false };
const EMAIL: Ways = Ways { letter: false, sms: false, email: true };

/// The examples' issuer, with these lines at the end of its table of messages.
fn desk_with(ways: Ways, more: &str, files: &[(&str, &str)]) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    for name in ["logo.svg", "seal.svg", "contract-seal.svg"] {
        fs::copy(file("examples").join(name), folder.path().join(name)).unwrap();
    }
    let text = fs::read_to_string(file("examples/issuer.toml")).unwrap();
    let text = text.replacen("[messages]\n", &format!("[messages]\n{more}"), 1);
    let issuer = folder.path().join("issuer.toml");
    fs::write(&issuer, text).unwrap();
    let own = templates(files);
    let templates = (!files.is_empty()).then(|| own.path().to_path_buf());
    Desk::open(DeskOptions { ways: Some(ways), templates, ..DeskOptions::new(issuer, issue_date()) }).unwrap()
}

fn sms_desk() -> &'static Desk {
    static DESK: LazyLock<Desk> = LazyLock::new(|| desk_with(SMS, "", &[]));
    &DESK
}

fn email_desk() -> &'static Desk {
    static DESK: LazyLock<Desk> = LazyLock::new(|| desk_with(EMAIL, "", &[]));
    &DESK
}

fn text(prepared: &Prepared) -> String {
    match &prepared.messages[..] {
        [Written::Sms(sms)] => sms.text.reveal().clone(),
        other => panic!("no short message alone: {other:?}"),
    }
}

fn file_of(prepared: &Prepared) -> String {
    match &prepared.messages[..] {
        [Written::Email(email)] => String::from_utf8(mail(email, b"%PDF-1.7 a letter")).unwrap(),
        other => panic!("no e-mail alone: {other:?}"),
    }
}

fn codes(refused: &[Finding]) -> Vec<&'static str> {
    refused.iter().filter(|finding| finding.refuses()).map(|finding| finding.code).collect()
}

/// An account of a kept case with a telephone and a mailbox.
fn reached(case: &str) -> Value {
    let account = with(example(case), "/debtor/mobile", "13800005678");
    with(account, "/debtor/email", "o@example.com")
}

/// Cases of each kind that has messages, and whether it has a short one.
const CASES: [(&str, bool); 19] = [
    ("payment-reminder", true),
    ("notice-m1", true),
    ("notice-m1-rare-name", true),
    ("notice-m1-two-currencies", true),
    ("notice-m3-yen", true),
    ("demand-letter-within-90-days", true),
    ("demand-letter-final", true),
    ("payment-confirmation", true),
    ("settlement-certificate", false),
    ("hardship-reply", true),
    ("plan-default-notice", true),
    ("plan-termination-notice", false),
    ("acceleration-notice", false),
    ("account-statement", false),
    ("agency-notice", true),
    ("bureau-prenotice", true),
    ("bureau-reply", true),
    ("complaint-reply", true),
    ("dispute-reply", true),
];

#[test]
fn messages_say_what_is_kept() {
    let mut differing = Vec::new();
    let mut kept = |name: String, now: &str| {
        let path: PathBuf = file("tests/messages").join(name);
        if updating() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, now).unwrap();
        } else if fs::read_to_string(&path).ok().as_deref() != Some(now) {
            differing.push(format!("{}\n{now}", path.display()));
        }
    };
    for (case, short) in CASES {
        let account = reached(case);
        let prepared =
            prepare(email_desk(), &account).unwrap_or_else(|found| panic!("{case}\n{}", told(&found)));
        kept(format!("{case}.eml"), &file_of(&prepared));
        if short {
            let prepared =
                prepare(sms_desk(), &account).unwrap_or_else(|found| panic!("{case}\n{}", told(&found)));
            let [Written::Sms(sms)] = &prepared.messages[..] else { panic!("{case}") };
            kept(format!("{case}.sms.txt"), &format!("{}\n({} parts)\n", text(&prepared), sms.parts));
        }
    }
    assert!(differing.is_empty(), "run with UPDATE=1 if this is right:\n{}", differing.join("\n"));
}

#[test]
fn nothing_of_a_person_stands_in_full_and_the_surname_is_called() {
    let calls = [
        ("欧阳䶮", Some("女士"), "欧阳女士"),
        ("王小明", Some("先生"), "王先生"),
        ("欧阳", Some("先生"), "欧先生"),
        ("买买提·吐尔逊", Some("先生"), "客户"),
        ("JOHN SMITH", Some("先生"), "客户"),
        ("王小明", None, "客户"),
    ];
    for (name, salutation, called) in calls {
        let account = with(reached("notice-m1"), "/debtor/name", name);
        let account = with(account, "/debtor/salutation", salutation.map_or(Value::Null, Value::from));
        for desk in [sms_desk(), email_desk()] {
            let prepared = prepare(desk, &account).unwrap_or_else(|found| panic!("{}", told(&found)));
            for filled in prepared.messages[0].filled() {
                let words = filled.source();
                assert!(words.contains(&format!("尊敬的{called}")), "{name}: {words}");
                let debtor = &account["debtor"];
                for full in [name, "13800005678", "o@example.com", debtor["id_number"].as_str().unwrap()] {
                    assert!(!words.contains(full), "{full} stands in {words}");
                }
            }
        }
    }
}

#[test]
fn a_message_that_reaches_nobody_is_refused() {
    let without = |field: &str| with(reached("notice-m1"), &format!("/debtor/{field}"), Value::Null);
    assert_eq!(codes(&prepare(sms_desk(), &without("mobile")).unwrap_err()), ["M02"]);
    assert_eq!(codes(&prepare(email_desk(), &without("email")).unwrap_err()), ["M02"]);
    let odd = with(reached("notice-m1"), "/debtor/email", "not an address");
    assert_eq!(codes(&prepare(email_desk(), &odd).unwrap_err()), ["R17"]);
    let wide = with(reached("notice-m1"), "/debtor/email", "李@example.com");
    assert_eq!(codes(&prepare(email_desk(), &wide).unwrap_err()), ["M02"]);
    let certificate = prepare(sms_desk(), &reached("settlement-certificate")).unwrap_err();
    assert_eq!(codes(&certificate), ["M01"], "{}", told(&certificate));
}

/// Words for the short message of the overdue notice, in place of its own.
fn refused_words(words: &str, more: &str) -> Vec<&'static str> {
    let kind = fs::read_to_string(file("templates/overdue-notice/kind.toml")).unwrap();
    let letter = fs::read_to_string(file("templates/overdue-notice/letter.typ.jinja")).unwrap();
    let files = [
        ("overdue-notice/kind.toml", kind.as_str()),
        ("overdue-notice/letter.typ.jinja", letter.as_str()),
        ("overdue-notice/sms.txt.jinja", words),
    ];
    let desk = desk_with(SMS, more, &files);
    match prepare(&desk, &with(reached("notice-m1"), "/extra", json!({ "note": "13800005678" }))) {
        Ok(_) => Vec::new(),
        Err(found) => codes(&found),
    }
}

#[test]
fn words_that_a_message_may_not_have_are_refused() {
    let own = fs::read_to_string(file("templates/overdue-notice/sms.txt.jinja")).unwrap();
    assert!(refused_words(&own, "").is_empty());
    let said = |more: &str| refused_words(&format!("{own}{more}"), "");
    assert_eq!(said("【另一签名】"), ["M04"]);
    assert_eq!(said("手机{{ extra.note }}"), ["M05"]);
    assert_eq!(said("卡号6225880012345675"), ["M05"]);
    assert_eq!(said("详见 https://example.com.evil.cn/x"), ["M06"]);
    assert_eq!(said("详见 pay.cn"), ["M06"]);
    assert!(said("详见 https://www.example.com/x").is_empty());
    // Duties: without the sum, without the hotline.
    assert_eq!(refused_words(&own.replace("{{ l.total }}", "若干"), ""), ["R01"]);
    assert!(refused_words(&own.replace("{{ sender.hotline }}", "客服"), "").contains(&"R01"));
    assert_eq!(refused_words(&own, "max_parts = 2\n"), ["M03"]);
}

#[test]
fn the_account_of_the_bank_may_stand_in_full_and_no_other_number() {
    let issuer = fs::read_to_string(file("examples/issuer.toml")).unwrap();
    let issuer = issuer.replace("\"本人信用卡账户\"", "\"6200 1234 5678 9012 345\"");
    let parts = |ways| {
        let mut parts = hanpress::inner::desk::DeskParts::new(issuer.clone(), issue_date()).unwrap();
        for name in ["logo.svg", "seal.svg", "contract-seal.svg"] {
            parts = parts.file(name, fs::read(file("examples").join(name)).unwrap());
        }
        hanpress::inner::desk::DeskParts { ways: Some(ways), ..parts }
    };
    for ways in [SMS, EMAIL] {
        let prepared = prepare(&Desk::new(parts(ways)).unwrap(), &reached("notice-m1"));
        let prepared = prepared.unwrap_or_else(|found| panic!("{}", told(&found)));
        let words = prepared.messages[0].filled()[0].source().to_string();
        assert!(words.contains("6200 1234 5678 9012 345"), "{words}");
    }
}

#[test]
fn messages_wait_for_the_hour_of_the_place_and_the_next_day() {
    let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    let at = |planned| Hours { day: issue_date(), planned, from: time(8, 0), to: time(22, 0) };
    let beijing = Clock::of(Country::CHINA, Some("100000"), None);
    let told = |planned, clock, used| at(planned).not_before(clock, used).map(|moment| moment.to_rfc3339());
    assert_eq!(told(time(8, 0), beijing, false), None);
    assert_eq!(told(time(21, 59), beijing, false), None);
    assert_eq!(told(time(22, 0), beijing, false).unwrap(), "2026-11-24T08:00:00+08:00");
    assert_eq!(told(time(3, 0), beijing, false).unwrap(), "2026-11-23T08:00:00+08:00");
    assert_eq!(told(time(9, 0), beijing, true).unwrap(), "2026-11-24T08:00:00+08:00");
    // Xinjiang lives two hours later, and nobody is written to after ten by Beijing's clock either.
    let urumqi = Clock::of(Country::CHINA, Some("830000"), None);
    assert_eq!(told(time(8, 0), urumqi, false).unwrap(), "2026-11-23T10:00:00+08:00");
    assert_eq!(told(time(22, 0), urumqi, false).unwrap(), "2026-11-24T10:00:00+08:00");
    assert_eq!(Clock::of(Country::CHINA, None, Some("新疆维吾尔自治区")), urumqi);
    // London is seven or eight hours behind.
    let london = Clock::of(Country::of("GB").unwrap(), None, None);
    assert_eq!(told(time(8, 0), london, false).unwrap(), "2026-11-23T16:00:00+08:00");
    // Midnight in UTC is within the window of all of America's zones; four hours later it is over in the first of them.
    let america = Clock::of(Country::of("US").unwrap(), None, None);
    assert_eq!(told(time(8, 0), america, false), None);
    assert_eq!(told(time(12, 0), america, false).unwrap(), "2026-11-24T02:00:00+08:00");
}

#[test]
fn a_second_message_of_a_day_waits() {
    let notice = json!([{ "number": "HP-20261123-A1", "date": "2026-11-23", "channel": "sms", "result": "delivered" }]);
    let account = with(reached("notice-m1"), "/notices", notice);
    let waits = |desk: &Desk| {
        let prepared = prepare(desk, &account).unwrap_or_else(|found| panic!("{}", told(&found)));
        match &prepared.messages[..] {
            [Written::Sms(sms)] => sms.not_before.clone(),
            [Written::Email(email)] => email.not_before.clone(),
            _ => panic!(),
        }
    };
    assert_eq!(waits(sms_desk()).as_deref(), Some("2026-11-24T08:00:00+08:00"));
    assert_eq!(waits(email_desk()), None, "another channel");
    assert_eq!(waits(&desk_with(SMS, "per_day = 2\n", &[])), None);
}

#[test]
fn settings_that_cannot_be_are_told() {
    let issuer = fs::read_to_string(file("examples/issuer.toml")).unwrap();
    let issuer = issuer.replace("\nsignature = ", "\n# signature = ");
    let fault = |line: &str| {
        let text = issuer.replacen("[messages]\n", &format!("[messages]\n{line}\n"), 1);
        let parts = hanpress::inner::desk::DeskParts::new(text, issue_date()).unwrap();
        let parts = parts.file("logo.svg", fs::read(file("examples/logo.svg")).unwrap());
        let parts = parts.file("seal.svg", fs::read(file("examples/seal.svg")).unwrap());
        let parts = parts.file("contract-seal.svg", fs::read(file("examples/contract-seal.svg")).unwrap());
        Desk::new(parts).err().map(|stop| stop.to_string()).unwrap_or_default()
    };
    assert_eq!(fault(""), "");
    assert!(fault("from = \"07:00\"").contains("messages.from"));
    assert!(fault("send_at = \"noon\"").contains("messages.send_at"));
    assert!(fault("email_subject = \"您的欠款\"").contains("messages.email_subject"));
    assert!(fault("signature = \"【银行】\"").contains("messages.signature"));
    assert!(fault("max_parts = 99").contains("messages.max_parts"));
}
