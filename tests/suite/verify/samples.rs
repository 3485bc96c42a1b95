//! Whole files, as their signers left them.

use super::*;

#[track_caller]
fn is(name: &str, expected: &str) {
    assert_eq!(told(&verify(&sample(name))), expected);
}

const UNASKED: &str =
    "  note V08 whether the certificate was revoked is not known: the file holds no list that tells\n";

#[test]
fn a_certified_file_is_good() {
    is("certified.pdf", &format!("Good\ncreditor: Good, covers 2, whole, claimed\n{UNASKED}"));
}

#[test]
fn the_borrower_may_sign_what_the_creditor_certified() {
    is(
        "both.pdf",
        &format!(
            "Good\ncreditor: Good, covers 2, claimed\n  + 3: `borrower` was signed\n  \
             + 3: the date or program of the last saving was noted\n{UNASKED}\
             borrower: Good, covers 3, whole, claimed\n{UNASKED}"
        ),
    );
}

#[test]
fn algorithms_and_kinds_of_signature_in_use_are_known() {
    for name in ["ordinary.pdf", "final.pdf", "pss.pdf", "p384.pdf", "notes.pdf"] {
        is(name, &format!("Good\ncreditor: Good, covers 2, whole, claimed\n{UNASKED}"));
    }
}

#[test]
fn time_stamps_prove_the_time() {
    let report = verify(&sample("stamped.pdf"));
    assert_eq!(
        told(&report),
        format!(
            "Good\ncreditor: Good, covers 2, stamped\n  + 3: a time stamp over the whole file was added\n  \
             + 4: certificates and revocation lists for later checking were added\n{UNASKED}\
             time stamp: Good, covers 3, stamped\n  \
             + 4: certificates and revocation lists for later checking were added\n"
        )
    );
    let time = report.signatures[0].time.as_ref().unwrap();
    assert_eq!((time.seconds, time.authority.as_deref()), (1_795_348_800, Some("示例 TSA")));
}

#[test]
fn the_level_is_told_of_what_the_file_carries() {
    let level = |name: &str| verify(&sample(name)).signatures[0].level.map(|level| level.word());
    assert_eq!(level("certified.pdf"), Some("B-B"));
    assert_eq!(level("evidence.pdf"), Some("B-B"), "lists without a time stamp");
    assert_eq!(level("expired-stamped.pdf"), Some("B-T"));
    assert_eq!(level("stamped.pdf"), Some("B-T"), "a store that does not tell of every certificate");
    assert_eq!(level("ordinary.pdf"), None, "no signature as PAdES wants it");
}

#[test]
fn revocation_lists_in_the_file_are_read() {
    let report = verify(&sample("evidence.pdf"));
    assert_eq!(report.verdict, Verdict::Good);
    let told_of = |report: &Report| -> String {
        report.signatures.iter().map(|one| findings(&one.findings, "")).collect()
    };
    assert_eq!(told_of(&report), "");
    let report = verify(&sample("answered.pdf"));
    assert_eq!((report.verdict, told_of(&report)), (Verdict::Good, String::new()));
    let words = findings(&verify(&sample("answered-revoked.pdf")).signatures[0].findings, "");
    assert_eq!(words, "V08 the certificate was revoked on 2026-11-01\n");
    let report = verify(&sample("revoked.pdf"));
    assert_eq!(report.verdict, Verdict::Bad);
    assert_eq!(
        findings(&report.signatures[1].findings, ""),
        "V08 the certificate was revoked on 2026-11-01\n"
    );
}

#[test]
fn an_expired_certificate_needs_a_time_stamp() {
    is(
        "expired.pdf",
        &format!(
            "Bad\ncreditor: Bad, covers 2, whole, claimed\n  \
             V06 the certificate has expired, and no time stamp proves that it was used before\n{UNASKED}"
        ),
    );
    is("expired-stamped.pdf", &format!("Good\ncreditor: Good, covers 2, whole, stamped\n{UNASKED}"));
}

#[test]
fn weak_algorithms_and_wrong_certificates_are_refused() {
    let first = |name| findings(&verify(&sample(name)).signatures[0].findings[..1], "");
    assert_eq!(
        first("weak.pdf"),
        "V05 the signature uses an algorithm or key that is too weak to prove anything\n"
    );
    assert_eq!(first("web.pdf"), "V06 the certificate is not for signing documents\n");
    assert_eq!(
        first("other-name.pdf"),
        "V11 the document says it is signed by `另一家示例银行`, \
         the certificate is of `示例银行股份有限公司信用卡中心`\n"
    );
}

#[test]
fn without_anybody_to_trust_a_whole_file_is_untrusted_and_not_bad() {
    let report = hanpress::inner::verify::verify(&sample("both.pdf"), &Terms::at(NOW));
    assert_eq!(report.verdict, Verdict::Untrusted);
    let nobody = "V07 the signer is nobody you told me to trust: no certificate was given\n";
    assert!(report.signatures.iter().all(|one| findings(&one.findings, "").contains(nobody)));
    let flipped = forge::overwrite(&sample("both.pdf"), "8376.25", "9376.25");
    assert_eq!(hanpress::inner::verify::verify(&flipped, &Terms::at(NOW)).verdict, Verdict::Bad);
}

#[test]
fn a_persons_name_is_masked() {
    let report = verify(&sample("both.pdf"));
    let names: Vec<_> =
        report.signatures.iter().map(|one| one.signer.as_ref().unwrap().name.as_str()).collect();
    assert_eq!(names, ["示例银行股份有限公司信用卡中心", "欧**试"]);
    assert!(!report.as_json("both.pdf", Lang::Zh).to_string().contains("欧阳测试"));
}

#[test]
fn what_is_no_signed_pdf_is_told_so() {
    let said = |bytes: &[u8]| findings(&verify(bytes).findings, "");
    assert_eq!(said(&sample("plain.pdf")), "V02 the file has no signature\n");
    assert_eq!(said(b""), "V01 this is not a PDF\n");
    assert_eq!(said(b"PK\x03\x04"), "V01 this is not a PDF\n");
    assert_eq!(said(b"%PDF-1.7\n"), "V01 the file is broken: its end is missing or damaged\n");
}

#[test]
fn encrypted_files_need_their_password() {
    let bytes = sample("encrypted.pdf");
    let with = |password: &str| {
        let mut terms = trusting();
        terms.open_with(password);
        told(&hanpress::inner::verify::verify(&bytes, &terms))
    };
    let closed = "Locked\n  V01 the file is encrypted, and no password opens it\n";
    assert_eq!(told(&verify(&bytes)), closed);
    assert_eq!(with("wrong"), closed);
    for password in ["借款人", "owner"] {
        assert_eq!(with(password), format!("Good\ncreditor: Good, covers 2, whole, claimed\n{UNASKED}"));
    }
}

#[test]
fn who_must_have_signed_is_held_against_the_certificate_and_else_said_to_be_anybody() {
    let with = |who: &[&str]| {
        let mut terms = trusting();
        who.iter().for_each(|who| terms.require(RequiredSigner::parse(who).unwrap()));
        hanpress::inner::verify::verify(&sample("both.pdf"), &terms)
    };
    let bank = "示例银行股份有限公司信用卡中心";
    let words = |report: &Report, at: usize| {
        let all = report.signatures[at].findings.iter().filter(|finding| finding.code == "V13");
        all.map(|finding| format!("{:?} {}", finding.severity, finding.message.en)).collect::<String>()
    };
    let anybody = "Warning any customer of `示例证书机构, 示例证书机构 Root` could have signed this: it was not said who must have";
    let report = with(&[]);
    assert_eq!((report.verdict, words(&report, 0).as_str()), (Verdict::Good, anybody));
    assert_eq!(words(&report, 1), anybody);
    let report = with(&[bank, "borrower=欧阳测试"]);
    assert_eq!(
        (report.verdict, words(&report, 0), words(&report, 1)),
        (Verdict::Good, String::new(), String::new())
    );
    let report = with(&["borrower=欧阳", "borrower=测试"]);
    assert_eq!(report.verdict, Verdict::Untrusted);
    assert!(
        words(&report, 1).starts_with("Error it must be signed by `欧*` or `测*`, and is by `欧**试`, "),
        "{report:#?}"
    );
    let report = with(&["guarantor=欧阳测试"]);
    assert_eq!(report.verdict, Verdict::Untrusted);
    assert_eq!(
        report.findings[0].message.en,
        "`guarantor` must be signed by `欧**试`, and nobody has signed it"
    );
    // Where a file has no field for its sender, its only signature is meant; of several none can be.
    let other = |bytes: &[u8]| {
        let text = |from: &str, to: &str, bytes: &[u8]| {
            let mut out = bytes.to_vec();
            while let Some(at) = out.windows(from.len()).position(|window| window == from.as_bytes()) {
                out[at..at + from.len()].copy_from_slice(to.as_bytes());
            }
            out
        };
        let mut terms = trusting();
        terms.require(RequiredSigner::parse(bank).unwrap());
        hanpress::inner::verify::verify(
            &text("/T(creditor)", "/T(somebody)", &text("/T (creditor)", "/T (somebody)", bytes)),
            &terms,
        )
    };
    // Renaming the field breaks the signatures; what was asked of which is told all the same.
    assert_eq!(other(&sample("certified.pdf")).signatures[0].asked, Some(true));
    let report = other(&sample("both.pdf"));
    assert!(report.signatures.iter().all(|one| one.asked.is_none()), "{report:#?}");
    let told =
        report.findings.iter().any(|finding| finding.message.en.starts_with("there is no field `creditor`"));
    assert!(told, "{report:#?}");
}
