//! Revocation as the standards say it: lists of every kind, authorities for time stamps, and what they proved before.

use std::fs;

use hanpress::inner::verify::{Proof, Report, Signature, Terms, Verdict, verify};

use super::super::{Scene, sample};
use super::authority::Authority;
use super::lasting::{BANK, LONG, USAGE, asks};
use super::stamped::{make, quiet};
use super::{agreement, scene};
use crate::verify::forge::with_lists;

const STAMPING: [&str; 2] = ["extendedKeyUsage=critical,timeStamping", "keyUsage=critical,digitalSignature"];
pub(super) const BY_ROOT: &str = "ca -config lists.cnf -cert root.pem -keyfile root.key";
/// 2095-01-01.
const LATER: i64 = 3_944_678_400;

/// A scene whose bank and stamps have certificates by the authority, and what it signs by.
pub(super) fn toy(level: &str, more: &str) -> Option<(Scene, Authority)> {
    let scene = scene("bank-p256.p12");
    let authority = Authority::new(scene.path("authority"))?;
    fs::copy(scene.path("bank-p256.key"), authority.path("bank.key")).unwrap();
    authority.issue("bank", BANK, &[USAGE], LONG);
    let kinds = [
        ("plain", "", ""),
        ("point", "", "fullname=URI:{url}/root.crl"),
        ("other-point", "", "fullname=URI:{url}/other.crl"),
        ("issuer-point", "", "fullname=dirName:root_name"),
        ("users", "", "onlyuser=TRUE"),
        ("authorities", "", "onlyCA=TRUE"),
        ("attributes", "", "onlyAA=TRUE"),
        ("some-reasons", "", "onlysomereasons=keyCompromise,CACompromise"),
        (
            "other-reasons",
            "",
            "onlysomereasons=affiliationChanged,superseded,cessationOfOperation,certificateHold,privilegeWithdrawn,AACompromise",
        ),
        ("indirect", "", "indirectCRL=TRUE"),
        ("changes", "2.5.29.27=critical,ASN1:INTEGER:1", ""),
        ("strange", "1.2.3.4.5=critical,ASN1:NULL", ""),
    ];
    let mut config = fs::read_to_string(authority.path("ca.cnf")).unwrap();
    for (name, own, point) in kinds {
        for (prefix, critical) in [("", "critical,"), ("soft-", "")] {
            let points = if point.is_empty() {
                String::new()
            } else {
                format!("issuingDistributionPoint={critical}@{name}-where\n")
            };
            config += &format!("[{prefix}{name}]\nauthorityKeyIdentifier=keyid\n{own}\n{points}");
        }
        config += &format!("[{name}-where]\n{}\n", point.replace("{url}", &authority.url));
    }
    config += "[root_name]\nC=CN\nO=hanpress toy\nCN=hanpress toy root\n";
    fs::write(authority.path("lists.cnf"), config).unwrap();
    scene.write("accounts.jsonl", sample(1));
    asks(&scene, &authority, level, more);
    Some((scene, authority))
}

/// A list of a kind, in DER, of all that is revoked so far.
pub(super) fn list(authority: &Authority, kind: &str) -> Vec<u8> {
    authority.openssl(&format!("{BY_ROOT} -gencrl -crlexts {kind} -out list.pem"));
    authority.openssl("crl -in list.pem -outform DER -out list.crl");
    fs::read(authority.path("list.crl")).unwrap()
}

pub(super) fn revoke(authority: &Authority, name: &str, reason: &str) {
    let reason = if reason.is_empty() { String::new() } else { format!("-crl_reason {reason}") };
    authority.openssl(&format!("{BY_ROOT} -revoke {name}.pem {reason}"));
}

/// The one document of a run.
pub(super) fn document(scene: &Scene) -> Vec<u8> {
    let ran = make(scene, "");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let made = scene.documents("out").pop_first().unwrap().1;
    fs::remove_dir_all(scene.path("out")).unwrap();
    made
}

pub(super) fn judged(scene: &Scene, pdf: &[u8], now: i64) -> Report {
    let mut terms = Terms::at(now);
    terms.trust(&fs::read(scene.path("root.pem")).unwrap()).unwrap();
    verify(pdf, &terms)
}

pub(super) fn now() -> i64 {
    hanpress::inner::clock::now().timestamp()
}

/// What is said of a signature, but that it was not said who must have made it.
pub(super) fn said(signature: &Signature) -> String {
    let told = signature.findings.iter().filter(|finding| finding.code != "V13");
    told.map(|finding| format!("{} {}\n", finding.code, finding.message.en)).collect()
}

#[test]
fn a_list_that_does_not_name_a_certificate_counts_where_it_speaks_for_it_and_for_every_reason() {
    let Some((scene, authority)) = toy("B-T", "") else { return };
    let pdf = document(&scene);
    let unknown = "V08 whether the certificate was revoked is not known: ";
    let part = "the list in the file is one of several parts, and not that of this certificate (issuing distribution point)\n";
    let told = |kinds: &[&str]| {
        let lists: Vec<_> = kinds.iter().map(|kind| list(&authority, kind)).collect();
        let report = judged(&scene, &with_lists(&pdf, &lists), now() + 60);
        assert_eq!(report.verdict, Verdict::Good, "{kinds:?}: {report:#?}");
        let first = &report.signatures[0];
        let level = first.level.unwrap().word();
        assert_eq!(level == "B-LT", said(first).is_empty(), "{kinds:?}: {report:#?}");
        said(first).strip_prefix(unknown).map(str::to_string)
    };
    for prefix in ["", "soft-"] {
        let told = |kind: &str| told(&[&format!("{prefix}{kind}")]);
        for kind in ["plain", "point", "issuer-point", "users", "indirect"] {
            assert_eq!(told(kind), None, "{prefix}{kind}");
        }
        for kind in ["other-point", "authorities", "attributes"] {
            assert_eq!(told(kind).as_deref(), Some(part), "{prefix}{kind}");
        }
        let some = told("some-reasons").unwrap();
        assert_eq!(
            some,
            "the list in the file is partitioned: it tells of some reasons for revocation only\n"
        );
    }
    let changes = told(&["changes"]).unwrap();
    assert_eq!(changes, "the list in the file holds changes only (delta CRL)\n");
    let strange = told(&["strange"]).unwrap();
    assert_eq!(strange, "the list in the file insists on something that is not understood here\n");
    assert_eq!(told(&["some-reasons", "other-reasons"]), None, "two parts that make a whole");
    assert!(told(&["some-reasons", "some-reasons"]).is_some());
    assert_eq!(told(&["strange", "other-point", "plain"]), None, "one that counts is enough");
}

#[test]
fn a_list_of_any_kind_that_names_the_certificate_speaks_against_it() {
    let Some((scene, authority)) = toy("B-T", "") else { return };
    let pdf = document(&scene);
    revoke(&authority, "bank", "keyCompromise");
    let kinds = [
        "plain",
        "point",
        "other-point",
        "users",
        "authorities",
        "some-reasons",
        "indirect",
        "changes",
        "strange",
        "soft-point",
        "soft-other-point",
    ];
    for kind in kinds {
        let report = judged(&scene, &with_lists(&pdf, &[list(&authority, kind)]), now() + 60);
        // The stamp is older than the revocation, which is told and no more.
        assert!(
            said(&report.signatures[0]).starts_with("V08 the certificate was revoked on "),
            "{kind}: {report:#?}"
        );
    }
    // Without the stamp the day of signing is the document's own word.
    asks(&scene, &authority, "B-B", "");
    let pdf = document(&scene);
    for kind in kinds {
        let report = judged(&scene, &with_lists(&pdf, &[list(&authority, kind)]), now() + 60);
        assert_eq!(report.verdict, Verdict::Bad, "{kind}: {report:#?}");
    }
    let other = with_lists(&pdf, &[b"rubbish".to_vec(), Vec::new()]);
    assert!(
        said(&judged(&scene, &other, now() + 60).signatures[0]).contains("the file holds no list that tells")
    );
}

#[test]
fn nobody_signs_whom_a_given_list_names_at_any_level() {
    let named =
        "error: the certificate of `示例银行股份有限公司信用卡中心, h****************` was revoked on ";
    let given = |files: &str| format!("[revocation]\ncrl = [{files}]\nfetch = false\n");
    let Some((scene, authority)) = toy("B-B", "") else { return };
    scene.write("clean.crl", list(&authority, "plain"));
    revoke(&authority, "bank", "superseded");
    for (kind, name) in [("plain", "plain.crl"), ("other-point", "point.crl"), ("changes", "changes.crl")] {
        scene.write(name, list(&authority, kind));
    }
    authority.openssl(&format!("{BY_ROOT} -gencrl -out list.pem"));
    fs::copy(authority.path("list.pem"), scene.path("list.pem")).unwrap();
    for level in ["B-B", "B-T", "B-LT"] {
        for files in [
            "\"plain.crl\"",
            "\"point.crl\"",
            "\"changes.crl\"",
            "\"list.pem\"",
            "\"clean.crl\", \"plain.crl\"",
        ] {
            asks(&scene, &authority, level, &given(files));
            let ran = make(&scene, "");
            assert_eq!(ran.code, Some(2), "{level} {files}: {}", ran.err);
            assert!(ran.err.contains(named), "{level} {files}: {}", ran.err);
            assert!(!scene.path("out").exists(), "{level} {files}: nothing is begun");
        }
        asks(&scene, &authority, level, &given("\"clean.crl\""));
        assert_eq!(make(&scene, "").code, Some(0), "{level}");
        fs::remove_dir_all(scene.path("out")).unwrap();
    }
    scene.write("rubbish.crl", "0rubbish");
    asks(&scene, &authority, "B-B", &given("\"rubbish.crl\""));
    let ran = make(&scene, "");
    assert!(ran.code == Some(2) && ran.err.contains("`rubbish.crl` holds no list or answer"), "{}", ran.err);
}

#[test]
fn an_answer_that_is_given_stops_a_run_too() {
    let Some((scene, authority)) = toy("B-B", "") else { return };
    revoke(&authority, "bank", "keyCompromise");
    authority.openssl("ocsp -index index -CA root.pem -rsigner root.pem -rkey root.key -ndays 7 -issuer root.pem -cert bank.pem -respout bank.der");
    fs::copy(authority.path("bank.der"), scene.path("bank.der")).unwrap();
    asks(&scene, &authority, "B-B", "[revocation]\nocsp = [\"bank.der\"]\n");
    let ran = make(&scene, "");
    assert!(ran.code == Some(2) && ran.err.contains("` was revoked on "), "{}", ran.err);
}

#[test]
fn nobody_stamps_whom_a_given_list_names() {
    let Some((scene, authority)) = toy("B-T", "") else { return };
    revoke(&authority, "tsa", "superseded");
    scene.write("tsa.crl", list(&authority, "plain"));
    for on_failure in ["stop", "unstamped"] {
        let more =
            format!("on_failure = \"{on_failure}\"\n[revocation]\ncrl = [\"tsa.crl\"]\nfetch = false\n");
        asks(&scene, &authority, "B-T", &more);
        let ran = make(&scene, "");
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains("error: the certificate of `toy_stamps` was revoked on "), "{}", ran.err);
        let _ = fs::remove_dir_all(scene.path("out"));
    }
}

#[test]
fn a_stamp_proves_nothing_once_its_authority_was_revoked_for_a_lost_key() {
    for (reason, voids) in [
        ("keyCompromise", true),
        ("CACompromise", true),
        ("certificateHold", true),
        ("", true),
        ("unspecified", false),
        ("superseded", false),
        ("affiliationChanged", false),
        ("cessationOfOperation", false),
    ] {
        let Some((scene, authority)) = toy("B-T", "") else { return };
        let pdf = document(&scene);
        // The day of revocation is later than the stamp.
        std::thread::sleep(std::time::Duration::from_millis(1100));
        revoke(&authority, "tsa", reason);
        let report = judged(&scene, &with_lists(&pdf, &[list(&authority, "point")]), now() + 60);
        let first = &report.signatures[0];
        let lapsed = said(first).contains(
            "V09 the time stamp proves no time any more: its authority's certificate was revoked on ",
        );
        assert_eq!(
            (lapsed, proof(first)),
            (voids, if voids { Proof::Claim } else { Proof::Stamp }),
            "{reason}: {report:#?}"
        );
        assert_eq!(report.verdict, Verdict::Good, "{reason}: the signer's own certificate is good today");
    }
}

fn proof(signature: &Signature) -> Proof {
    signature.time.as_ref().unwrap().proof
}

#[test]
fn a_stamp_that_was_made_after_its_authority_was_revoked_never_proved_anything() {
    let Some((scene, authority)) = toy("B-T", "") else { return };
    revoke(&authority, "tsa", "superseded");
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let pdf = document(&scene);
    let report = judged(&scene, &with_lists(&pdf, &[list(&authority, "plain")]), now() + 60);
    assert!(said(&report.signatures[0]).contains("had been revoked on "), "{report:#?}");
    assert_eq!(proof(&report.signatures[0]), Proof::Claim);
}

#[test]
fn a_stamp_over_the_file_by_an_authority_that_was_revoked_is_bad() {
    let Some((scene, authority)) = toy("B-LTA", "") else { return };
    authority.lists("root.crl");
    let pdf = document(&scene);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    revoke(&authority, "tsa", "keyCompromise");
    let report = judged(&scene, &with_lists(&pdf, &[list(&authority, "plain")]), now() + 60);
    let [first, last] = report.signatures.as_slice() else { panic!("{report:#?}") };
    assert!(said(last).starts_with("V08 the time stamp proves nothing: "), "{report:#?}");
    assert_eq!((first.verdict, proof(first), last.verdict), (Verdict::Good, Proof::Claim, Verdict::Bad));
}

#[test]
fn a_stamp_whose_authority_ran_out_proves_its_time_only_where_a_later_one_covers_it() {
    for level in ["B-T", "B-LT", "B-LTA"] {
        let Some((scene, authority)) = toy(level, "") else { return };
        authority.lists("root.crl");
        authority.issue("tsa", "toy stamps", &STAMPING, (LONG.0, "20900101000000Z"));
        authority.issue("bank", BANK, &[USAGE], (LONG.0, "20900101000000Z"));
        asks(&scene, &authority, level, "");
        agreement(&scene);
        let pdf = fs::read(scene.path("agreement.pdf")).unwrap();
        let early = judged(&scene, &pdf, now() + 60);
        assert_eq!((early.verdict, proof(&early.signatures[0])), (Verdict::Good, Proof::Stamp), "{early:#?}");
        let late = judged(&scene, &pdf, LATER);
        let told = said(&late.signatures[0]);
        let words = "V09 the time stamp proves no time any more: its authority's certificate expired on 2090-01-01, and no \
                     later time stamp covers it\n";
        assert!(
            told.contains(words) && told.contains("V06 the certificate has expired"),
            "{level}: {late:#?}"
        );
        assert_eq!(late.verdict, Verdict::Bad, "{level}");
        // A later stamp, while the first one counts, by an authority that lasts.
        authority.issue("tsa", "toy stamps", &STAMPING, LONG);
        authority.issue("bank", BANK, &[USAGE], LONG);
        fs::copy(authority.path("bank.pem"), scene.path("bank-long.pem")).unwrap();
        asks(&scene, &authority, "B-LTA", "");
        let words = "sign agreement.pdf --field borrower --sign sign.toml --out both.pdf";
        let ran = super::super::Ran::of(quiet(&scene, words).output().unwrap());
        assert_eq!(ran.code, Some(0), "{level}: {}", ran.err);
        let renewed = judged(&scene, &fs::read(scene.path("both.pdf")).unwrap(), LATER);
        assert_eq!(renewed.verdict, Verdict::Good, "{level}: {renewed:#?}");
        assert_eq!(proof(&renewed.signatures[0]), Proof::Stamp, "{level}: {renewed:#?}");
    }
}
