//! A letter that another attempt put in its place: told by its own line where it is the same letter, signed whole by the
//! same certificate, and refused in any other case.

use std::sync::Arc;

use hanpress::parts::{InMemory, Part, line_of_standing, make_parts, read};
use hanpress::{Desk, DeskParts, Input, Lang};
use serde_json::Value;

use super::{parts, text};
use crate::workshop::{example, file};

/// The line and the file of an agreement that is signed with a toy key of the bank's.
fn signed(key: &str) -> (String, Vec<u8>) {
    let bytes = std::fs::read(file("tests/keys").join(key)).unwrap();
    let issuer = text("examples/issuer.toml") + "\n[sign]\nkey = \"bank.p12\"\n";
    let parts = DeskParts { issuer, ..parts() }.file("bank.p12", bytes);
    let desk = Desk::new(parts.key_password(text("tests/keys/password").trim())).unwrap();
    let record = example("agreement-60-instalments").to_string().into_bytes();
    let entries = read(vec![Input::Memory(InMemory::new("a.jsonl", record))], desk.reading()).unwrap();
    let entries: Vec<_> = entries.into_iter().map(Arc::new).collect();
    match make_parts(&desk, &entries, Lang::En).remove(0) {
        Ok(Part::Made { line, pdf, .. }) => (line, pdf),
        other => panic!("{other:?}"),
    }
}

/// The file with one hexadecimal digit of its signature changed, behind half of what is not padding.
fn with_a_spoilt_signature(pdf: &[u8]) -> Vec<u8> {
    let mut spoilt = pdf.to_vec();
    let at = memchr::memmem::rfind(pdf, b"/Contents").unwrap();
    let begin = at + pdf[at..].iter().position(|byte| *byte == b'<').unwrap() + 1;
    let length = pdf[begin..].iter().position(|byte| *byte == b'>').unwrap();
    let last = pdf[begin..begin + length].iter().rposition(|byte| *byte != b'0').unwrap();
    let digit = &mut spoilt[begin + last - 8];
    *digit = if *digit == b'1' { b'2' } else { b'1' };
    spoilt
}

#[test]
fn a_letter_that_stands_is_told_only_where_it_is_the_same_one_signed_whole_by_the_same() {
    let (line, pdf) = signed("bank-p256.p12");
    let told: Value = serde_json::from_str(&line_of_standing(&line, &pdf, &pdf).unwrap()).unwrap();
    let own: Value = serde_json::from_str(&line).unwrap();
    assert_eq!((&told["sha256"], &told["bytes"]), (&own["sha256"], &own["bytes"]));
    let (_, by_another_key) = signed("bank-rsa.p12");
    let unsigned = {
        let end = memchr::memmem::find(&pdf, b"%%EOF").unwrap() + b"%%EOF".len();
        pdf[..end].to_vec()
    };
    let mut other_letter = pdf.clone();
    other_letter[40] ^= 1;
    for (what, standing) in [
        ("spoilt", with_a_spoilt_signature(&pdf)),
        ("by another key", by_another_key),
        ("unsigned", unsigned),
        ("another letter", other_letter),
        ("cut", pdf[..pdf.len() - 40].to_vec()),
        ("nothing", Vec::new()),
    ] {
        let stop = line_of_standing(&line, &pdf, &standing).map(drop).unwrap_err();
        assert!(stop.message.en.contains("another file stands at"), "{what}: {}", stop.message.en);
    }
}
