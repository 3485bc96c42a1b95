//! Signatures with time stamps: what they prove, and authorities that lie, hang or talk rubbish.

use std::fs;

use hanpress::inner::clock::Watch;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::super::super::workshop::file;
use super::super::tools::keep_to_the_schema;
use super::super::{MAKE, Ran, Scene, sample};
use super::authority::{Authority, Manner};
use super::scene;

const SIGN: &str = "--sign sign.toml --workers 2";

/// A scene whose signing file names an authority, with more lines about it.
pub(super) fn stamping(accounts: usize, more: &str) -> Option<(Scene, Authority)> {
    let scene = scene("bank-p256.p12");
    let authority = Authority::new(scene.path("authority"))?;
    scene.write("accounts.jsonl", sample(accounts));
    asks(&scene, &authority, more);
    Some((scene, authority))
}

/// Writes a signing file that names the authority.
pub(super) fn asks(scene: &Scene, authority: &Authority, more: &str) {
    let key = "key = \"bank-p256.p12\"\npassword_file = \"password\"\nreason = \"出具文书\"\n";
    scene.write("sign.toml", format!("{key}[timestamp]\nurl = \"{}/tsa\"\n{more}", authority.url));
}

pub(super) fn make(scene: &Scene, more: &str) -> Ran {
    Ran::of(quiet(scene, &format!("{MAKE} {SIGN} {more}")).output().unwrap())
}

/// A command that asks this machine's own servers directly.
pub(super) fn quiet(scene: &Scene, words: &str) -> std::process::Command {
    let mut command = scene.command(words);
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command
}

/// What `verify` says of every document of a run, which are all by the toy root.
pub(super) fn verified(scene: &Scene) -> Vec<Value> {
    let files: Vec<String> = scene.documents("out").into_keys().map(|name| format!("out/{name}")).collect();
    let ran = scene.run(&format!("verify {} --trust root.pem --format json", files.join(" ")));
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub(super) fn signatures(scene: &Scene) -> Vec<Value> {
    let lines = scene.lines("out/manifest.jsonl").into_iter();
    lines.filter(|line| line["line"] == "document").map(|line| line["signature"].clone()).collect()
}

#[test]
fn every_signature_bears_a_time_stamp_that_verify_proves_and_the_manifest_tells() {
    let Some((scene, authority)) = stamping(6, "trust = \"root.pem\"\n") else { return };
    let ran = make(&scene, "");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    authority.openssl("x509 -in tsa.pem -outform DER -out tsa.cer");
    let stamps = hex(&Sha256::digest(fs::read(authority.path("tsa.cer")).unwrap()));
    for (told, found) in signatures(&scene).iter().zip(verified(&scene)) {
        assert_eq!(
            (told["level"].as_str(), told["authority"].as_str()),
            (Some("B-T"), Some(stamps.as_str()))
        );
        assert!(told["asked"].is_null());
        assert_eq!(found["verdict"], "good", "{found}");
        assert_eq!(found["signatures"][0]["time"]["proof"], "stamp", "{found}");
        assert_eq!(found["signatures"][0]["time"]["authority"], "toy_stamps");
    }
    let times = |values: &mut dyn Iterator<Item = &Value>| {
        let mut times: Vec<String> = values.map(|time| time.as_str().unwrap().to_string()).collect();
        times.sort();
        times
    };
    let (told, found) = (signatures(&scene), verified(&scene));
    let proven = times(&mut found.iter().map(|one| &one["signatures"][0]["time"]["value"]));
    assert_eq!(times(&mut told.iter().map(|one| &one["time"])), proven);
    keep_to_the_schema(&scene.lines("out/manifest.jsonl"));
    let report = scene.report("out");
    assert_eq!((&report["signed_by_level"]["B-T"], &report["unstamped"]), (&6.into(), &0.into()));
    let asked = authority.asked("/tsa");
    assert_eq!(asked.len(), 7, "the documents and the closing line");
    assert!(asked.iter().all(|asked| asked.body.len() < 80), "a digest and a nonce, and no more");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn an_authority_that_lies_refuses_or_talks_rubbish_stops_the_run() {
    let Some((scene, authority)) = stamping(1, "policy = \"1.2.3.4.1\"\ntrust = \"root.pem\"\nretries = 1\n")
    else {
        return;
    };
    let cases = [
        (Manner::Rubbish, "its answer is no time stamp (RFC 3161)", 1),
        (Manner::Huge, "its answer has more than 65536 bytes", 1),
        (Manner::Forbids, "it answers `403 Forbidden`", 1),
        (Manner::Busy(9), "it answers `503 Service Unavailable`", 2),
        (Manner::Refuses, "it refuses (rejection, badAlg)", 1),
        (Manner::OtherDigest, "its time stamp is of another digest", 1),
        (Manner::OtherNonce, "its time stamp answers another request (nonce)", 1),
        (Manner::OtherPolicy, "its time stamp is under the policy `1.2.3.4.3`, not `1.2.3.4.1`", 1),
        (Manner::Changed, "its time stamp is not signed, or the signature does not hold", 1),
        (Manner::By("for mail"), "the certificate of `for_mail` is not for time stamps alone", 1),
        (Manner::By("not critical"), "the certificate of `not_critical` is not for time stamps alone", 1),
        (Manner::By("for more"), "the certificate of `for_more` is not for time stamps alone", 1),
        (Manner::By("for keys"), "the certificate of `for_keys` is not for time stamps alone", 1),
        (Manner::By("expired"), "the certificate of `expired` is not valid at the time stamped", 1),
        (Manner::Early, "its clock and this machine's are", 1),
    ];
    for (manner, words, times) in cases {
        authority.now(manner);
        let ran = make(&scene, "");
        assert_eq!(ran.code, Some(2), "{manner:?}: {}", ran.err);
        let wanted = format!("error: no time stamp from `{}/tsa`: {words}", authority.url);
        assert!(ran.err.starts_with(&wanted), "{manner:?}: {}", ran.err);
        assert_eq!(authority.asked("/tsa").len(), times, "{manner:?}");
        assert!(scene.documents("out").is_empty(), "{manner:?}: nothing leaves unstamped");
        fs::remove_dir_all(scene.path("out")).unwrap();
    }
    authority.now(Manner::Wide);
    let wide = make(&scene, "");
    assert_eq!(wide.code, Some(2));
    assert!(wide.err.contains("more than the 16384 kept for it"), "{}", wide.err);
    fs::remove_dir_all(scene.path("out")).unwrap();
    authority.now(Manner::Honest);
    asks(&scene, &authority, "trust = \"bank-p256.pem\"\n");
    let ran = make(&scene, "");
    assert!(ran.err.contains("nobody whom `timestamp.trust` names vouches for it"), "{}", ran.err);
}

#[test]
fn an_authority_that_is_busy_is_asked_again_and_one_that_hangs_not_waited_for() {
    let Some((scene, authority)) = stamping(1, "timeout = 1\n") else { return };
    authority.now(Manner::Busy(2));
    let ran = make(&scene, "");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(authority.asked("/tsa").len(), 4, "twice in vain, then the document and the closing line");
    fs::remove_dir_all(scene.path("out")).unwrap();
    authority.now(Manner::Silent);
    let begun = Watch::start();
    let ran = make(&scene, "");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("it does not answer in time"), "{}", ran.err);
    assert_eq!(authority.asked("/tsa").len(), 3);
    assert!(begun.elapsed().as_secs() < 15, "three tries of a second each, and the pauses between");
    asks(&scene, &authority, "retries = 0\n");
    let text = scene.text("sign.toml").replace(&authority.url, "http://127.0.0.1:9");
    scene.write("sign.toml", text);
    let ran = make(&scene, "--resume");
    assert!(
        ran.err.starts_with("error: no time stamp from `http://127.0.0.1:9/tsa`: it cannot be reached"),
        "{}",
        ran.err
    );
}

#[test]
fn a_run_that_may_do_without_goes_on_unstamped_and_says_how_many() {
    let more = "timeout = 1\nretries = 0\non_failure = \"unstamped\"\n";
    let Some((scene, authority)) = stamping(6, more) else { return };
    authority.now(Manner::Silent);
    let ran = make(&scene, "");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("warning: 6 documents bear no time stamp: no time stamp from `"), "{}", ran.err);
    assert!(authority.asked("/tsa").len() <= 2, "it is left alone once it failed");
    for told in signatures(&scene) {
        assert_eq!((&told["level"], &told["asked"]), (&"B-B".into(), &"B-T".into()));
        assert!(told["time"].is_null() && told["authority"].is_null());
    }
    keep_to_the_schema(&scene.lines("out/manifest.jsonl"));
    let report = scene.report("out");
    assert_eq!((&report["signed_by_level"]["B-B"], &report["unstamped"]), (&6.into(), &6.into()));
}

#[test]
fn a_run_that_was_cut_off_keeps_the_stamped_documents_it_made() {
    let Some((scene, authority)) = stamping(6, "") else { return };
    make(&scene, "");
    let whole = scene.text("out/manifest.jsonl");
    let part: String = whole.split_inclusive('\n').take(4).collect();
    scene.write("out/manifest.jsonl", &part);
    let made = scene.documents("out");
    authority.now(Manner::Honest);
    let ran = make(&scene, "--resume");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(authority.asked("/tsa").len(), 4, "three documents and the closing line");
    let now = scene.text("out/manifest.jsonl");
    assert!(now.starts_with(&part));
    let kept = made.iter().filter(|(name, bytes)| scene.documents("out").get(*name) == Some(bytes)).count();
    assert_eq!((kept, made.len()), (3, 6), "a nonce and a time make every stamp another");
    assert_eq!(scene.run("audit out").code, Some(0));
    let other = make(&scene, "--resume");
    assert_eq!(other.code, Some(0), "a finished run is left alone: {}", other.err);
}

#[test]
fn whoever_must_say_who_asks_gets_the_password_from_a_file_or_the_environment() {
    let Some((scene, authority)) = stamping(1, "user = \"bank\"\npassword_file = \"secret\"\n") else {
        return;
    };
    scene.write("secret", "open\n");
    let ran = make(&scene, "");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("goes through the network unlocked: use https"), "{}", ran.err);
    let login = |at: usize| authority.asked("/tsa")[at].login.clone();
    assert_eq!(login(0).as_deref(), Some("Basic YmFuazpvcGVu"));
    fs::remove_dir_all(scene.path("out")).unwrap();
    asks(&scene, &authority, "user = \"bank\"\n");
    let none = make(&scene, "");
    assert_eq!(none.code, Some(2));
    assert!(
        none.err.contains(
            "/tsa` needs a password\n  hint: name a `password_file`, or set HANPRESS_TIMESTAMP_PASSWORD"
        ),
        "{}",
        none.err
    );
    authority.now(Manner::Honest);
    let words = format!("{MAKE} {SIGN}");
    let told = quiet(&scene, &words).env("HANPRESS_TIMESTAMP_PASSWORD", "shut").output().unwrap();
    assert_eq!(told.status.code(), Some(0));
    assert_eq!(login(0).as_deref(), Some("Basic YmFuazpzaHV0"));
}

#[test]
fn the_example_of_a_signing_file_asks_for_all_there_is() {
    let table = hanpress::inner::sign::config::read(&file("examples/sign.toml")).unwrap();
    hanpress::inner::sign::config::check(&table).unwrap();
    assert_eq!(table.level(), hanpress::inner::issuer::Level::Archive);
    let (stamps, revocation) = (table.timestamp.unwrap().0, table.revocation.unwrap());
    assert_eq!(
        (stamps.timeout, stamps.retries, revocation.fetch),
        (10, 2, true),
        "the example tells the defaults"
    );
}

#[test]
fn a_signing_file_that_asks_for_what_cannot_be_is_refused() {
    let scene = scene("bank-p256.p12");
    let cases = [
        ("timestamp = \"ftp://example.com\"", "sign.timestamp.url: an address begins with"),
        ("timestamp = \"http://bank:secret@example.com\"", "sign.timestamp.url: an address begins with"),
        ("timestamp = { url = \"http://x\", timeout = 0 }", "sign.timestamp.timeout: a try takes"),
        ("timestamp = { url = \"http://x\", retries = 99 }", "sign.timestamp.retries: it is asked again"),
        ("timestamp = { url = \"http://x\", policy = \"x\" }", "sign.timestamp.policy: a policy is written"),
        ("timestamp = { url = \"http://x\", password_file = \"x\" }", "sign.timestamp.user: a password"),
        (
            "timestamp = { url = \"http://x\", on_failure = \"hope\" }",
            "timestamp.on_failure: `hope` is not one of stop, unstamped",
        ),
        ("level = \"B-LTA\"", "sign.level: this level needs a time stamp"),
        ("timestamp = \"http://x\"\ndeterministic = true", "sign.deterministic: equal runs give equal bytes"),
    ];
    for (table, words) in cases {
        scene.write("sign.toml", format!("key = \"bank-p256.p12\"\npassword_file = \"password\"\n{table}\n"));
        let ran = scene.run(&format!("{MAKE} --sign sign.toml"));
        assert_eq!(ran.code, Some(2), "{table}");
        assert!(ran.err.contains(words), "{table}: {}", ran.err);
        assert!(!ran.err.contains("bank:secret"), "{}", ran.err);
    }
}
