//! Files of the kinds that people really send, as other programs write them (`tests/signed/kinds.py`).

use super::forge::{overwrite, position};
use super::*;

fn kind(name: &str) -> Vec<u8> {
    std::fs::read(file("tests/signed-kinds").join(name)).unwrap()
}

fn judged(bytes: &[u8]) -> Report {
    let mut terms = Terms::at(NOW);
    terms.trust(&kind("ca.pem")).unwrap();
    hanpress::inner::verify::verify(bytes, &terms)
}

/// The kinds that are judged, each without anything to note about its form.
const GOOD: [&str; 11] = [
    "ber.pdf",
    "ber-stamped.pdf",
    "bouncycastle.pdf",
    "early.pdf",
    "early-both.pdf",
    "p256-sha512.pdf",
    "p384-sha512.pdf",
    "p521.pdf",
    "p521-sha256.pdf",
    "ed25519.pdf",
    "rsa-4096.pdf",
];

#[test]
fn what_other_programs_write_is_judged() {
    for name in GOOD {
        let report = judged(&kind(name));
        assert_eq!(report.verdict, Verdict::Good, "{name}: {}", told(&report));
        // That a field is still open is no matter of form.
        assert!(report.findings.iter().all(|note| note.code == "V02"), "{name}: {}", told(&report));
    }
    let stamped = judged(&kind("ber-stamped.pdf"));
    assert_eq!(stamped.signatures[0].time.as_ref().unwrap().proof, Proof::Stamp);
}

#[test]
fn objects_that_office_programs_hide_from_old_ones_are_seen() {
    let report = judged(&kind("hybrid.pdf"));
    assert_eq!(report.verdict, Verdict::Good, "{}", told(&report));
    assert_eq!(
        findings(&report.findings, ""),
        "note V12 revision 2 lists 2 objects that programs from before PDF 1.5 do not see\n"
    );
}

#[test]
fn two_tables_that_do_not_agree_are_refused() {
    for (name, number) in [("hybrid-other.pdf", 5), ("hybrid-gone.pdf", 14)] {
        let report = judged(&kind(name));
        assert_eq!(report.verdict, Verdict::Bad, "{name}: {}", told(&report));
        let words =
            format!("V12 revision 2 has two tables side by side that do not agree on object {number}, so");
        assert!(findings(&report.findings, "").contains(&words), "{name}: {}", told(&report));
    }
}

/// A stream beside the table of a revision that came after signing could show what nobody signed.
#[test]
fn after_signing_no_table_may_have_another_beside_it() {
    let hybrid = kind("hybrid.pdf");
    let text = String::from_utf8_lossy(&hybrid);
    let at = text.find("/XRefStm ").unwrap() + "/XRefStm ".len();
    let stream: usize = text[at..].split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap();
    let forged = |rows: &str, beside: usize| {
        let trailer = format!("/XRefStm {beside}");
        judged(&super::forge::finish(&hybrid, hybrid.clone(), rows, &trailer))
    };
    // It brings back the catalog from before signing, whose fields are open.
    let copied = forged("0 0\n", stream);
    assert_eq!(copied.verdict, Verdict::Unsigned);
    assert!(findings(&copied.findings, "").contains("do not agree on object 1,"), "{}", told(&copied));
    // It adds an object, which nothing shows.
    let mut out = hybrid.clone();
    let hidden = u32::try_from(out.len()).unwrap();
    out.extend(b"500 0 obj\n<</A 1>>\nendobj\n");
    let beside = out.len();
    out.extend(b"501 0 obj\n<</Type/XRef/Size 502/W[1 4 2]/Index[500 1]/Length 7>>\nstream\n");
    out.extend([&[1][..], &hidden.to_be_bytes(), &[0, 0], b"\nendstream\nendobj\n"].concat());
    let rows = format!("501 1\n{beside:010} 00000 n \n");
    let report = judged(&super::forge::finish(&hybrid, out, &rows, &format!("/XRefStm {beside}")));
    assert_eq!(report.verdict, Verdict::Bad);
    assert!(
        findings(&report.findings, "").contains("made after signing, lists 1 objects"),
        "{}",
        told(&report)
    );
    // It is a table, not a stream.
    assert_eq!(forged("0 0\n", super::forge::last_table(&hybrid)).verdict, Verdict::Unreadable);
}

#[test]
fn what_is_not_checked_here_is_named_and_not_called_forged() {
    for (name, called) in [
        ("brainpool.pdf", "brainpoolP256r1"),
        ("secp256k1.pdf", "secp256k1"),
        ("ed448.pdf", "SHAKE256"),
        ("sha3.pdf", "SHA3-256"),
    ] {
        let report = judged(&kind(name));
        assert_eq!(report.verdict, Verdict::NotJudged, "{name}: {}", told(&report));
        let one = &report.signatures[0];
        assert_eq!(one.verdict, Verdict::NotJudged);
        let words = format!("V14 the signature uses `{called}`, which is not checked here\n");
        assert!(findings(&one.findings, "").starts_with(&words), "{name}: {}", told(&report));
        assert_eq!(report.as_json(name, Lang::En)["verdict"], "not-judged");
    }
}

#[test]
fn other_kinds_of_signature_and_old_forms_are_named() {
    let certified = sample("certified.pdf");
    let other = overwrite(&certified, "/ETSI.CAdES.detached", "/Others.Own.detached");
    let report = verify(&other);
    assert!(told(&report).contains("V14 signatures of the kind `Others.Own.detached` are not known here\n"));
    assert_eq!(report.verdict, Verdict::NotJudged);
}

/// What is both changed and not checked is bad: the digest tells.
#[test]
fn no_kind_is_good_or_waved_through_once_it_is_changed() {
    for name in ["brainpool.pdf", "secp256k1.pdf"].iter().chain(&GOOD) {
        let changed = overwrite(&kind(name), "8376.25", "9376.25");
        assert_eq!(judged(&changed).verdict, Verdict::Bad, "{name}");
    }
    for name in GOOD {
        let mut bytes = kind(name);
        let end = judged(&bytes).signatures.iter().filter_map(|one| Some(one.covered?.bytes)).max().unwrap();
        let hole = position(&bytes, b"/Contents <", true)..;
        for at in (0..end - 1).step_by(13).filter(|at| *at < hole.start || *at > hole.start + 8000) {
            bytes[at] ^= 1;
            assert_ne!(judged(&bytes).verdict, Verdict::Good, "{name}: byte {at}");
            bytes[at] ^= 1;
        }
    }
}

/// Containers in which a byte was changed, and what open lengths make possible beside.
#[test]
fn no_byte_of_an_open_container_can_be_changed_for_the_worse() {
    let ber = kind("ber.pdf");
    let start = position(&ber, b"/Contents <", true) + "/Contents <".len();
    let hole = |bytes: &[u8]| bytes[start..start + 7000].to_vec();
    let digits = String::from_utf8(hole(&ber)).unwrap();
    let whole = digits.trim_end_matches('0').len();
    let plain = judged(&ber);
    for at in (0..whole).step_by(2) {
        let mut changed = ber.clone();
        changed[start + at] = if ber[start + at] == b'7' { b'6' } else { b'7' };
        let report = judged(&changed);
        // A version, or an authority's certificate that is trusted anyway, may be another: what is told is the same.
        if report.verdict == Verdict::Good {
            assert_eq!(
                (told(&report), &report.signatures[0].signer),
                (told(&plain), &plain.signatures[0].signer)
            );
        }
    }
    for other in ["3080", "30800000", "3080060", "30803080308030803080", "2480", "248004", "ff80", "1f80"] {
        let filled = format!("{other:0<7000}");
        let changed = overwrite(&ber, &digits, &filled);
        assert_eq!(judged(&changed).verdict, Verdict::Bad, "{other}");
    }
}
