//! Files made to break whoever reads them: they are told of, soon, and nothing worse happens.

use std::time::Duration;

use hanpress::inner::clock::Watch;

use super::forge::{Revision, append, finish, stream};
use super::*;

/// Far more than any of these files needs, and far less than a hang.
const SOON: Duration = Duration::from_secs(20);

/// What is told of a file, which must not take long and must not be good.
#[track_caller]
fn told_soon(bytes: &[u8]) -> String {
    let begun = Watch::start();
    let report = verify(bytes);
    assert!(begun.elapsed() < SOON, "took {:?}", begun.elapsed());
    assert_ne!(report.verdict, Verdict::Good);
    told(&report)
}

fn with(objects: &[(u32, &str)]) -> Vec<u8> {
    append(&sample("certified.pdf"), &Revision { objects, trailer: "" })
}

#[test]
fn deep_nesting_is_no_way_down() {
    for (open, close) in [("[", "]"), ("<</A", ">>"), ("(", ")")] {
        let deep = format!("{}{}", open.repeat(200_000), close.repeat(200_000));
        told_soon(&with(&[(5, &deep)]));
        told_soon(&with(&[(5, &open.repeat(200_000))]));
    }
}

#[test]
fn circles_end() {
    told_soon(&with(&[(2, "<</Type/Pages/Kids[2 0 R 2 0 R 2 0 R]/Count 3>>")]));
    told_soon(&with(&[(5, "5 0 R")]));
    told_soon(&with(&[(5, "40 0 R"), (40, "41 0 R"), (41, "5 0 R")]));
    told_soon(&with(&[(8, "<</Fields[40 0 R]>>"), (40, "<</T(a)/Kids[40 0 R 40 0 R]>>")]));
    told_soon(&with(&[(5, "<</Length 5 0 R>>\nstream\nx\nendstream")]));
    told_soon(&with(&[(1, "<</Type/Catalog/Pages 2 0 R/AcroForm 1 0 R/Fields[1 0 R]>>")]));
}

#[test]
fn a_form_of_many_fields_is_cut_short() {
    let many: String = (0..30_000).map(|_| "9 0 R ").collect();
    told_soon(&with(&[(8, &format!("<</Fields[{many}]/SigFlags 3>>"))]));
    let certified = sample("certified.pdf");
    let mut out = certified.clone();
    let at = super::forge::position(&certified, b"/V ", true);
    let value = String::from_utf8_lossy(&certified[at..]).lines().next().unwrap().to_string();
    let (mut rows, mut list) = (String::new(), String::new());
    for number in 100..20_100 {
        rows.push_str(&format!("{number} 1\n{:010} 00000 n \n", out.len()));
        out.extend(format!("{number} 0 obj\n<</FT/Sig/T(f{number}){value}>>\nendobj\n").bytes());
        list.push_str(&format!("{number} 0 R "));
    }
    rows.push_str(&format!("8 1\n{:010} 00000 n \n", out.len()));
    out.extend(format!("8 0 obj\n<</Fields[9 0 R 10 0 R 12 0 R {list}]/SigFlags 3>>\nendobj\n").bytes());
    let words = told_soon(&finish(&certified, out, &rows, ""));
    assert!(words.starts_with("NotJudged\n  V14 judging this file"), "{}", &words[..400.min(words.len())]);
}

#[test]
fn huge_numbers_are_only_numbers() {
    let huge = "99999999999999999999999999";
    for number in [huge, "18446744073709551615", "9223372036854775807", "-9223372036854775808", "4294967296"]
    {
        told_soon(&with(&[(5, &format!("<</Length {number}>>\nstream\nx\nendstream"))]));
        told_soon(&with(&[(
            10,
            &format!("<</FT/Sig/T(borrower)/V<</ByteRange[0 {number} {number} {number}]/Contents<00>>>>>"),
        )]));
        let certified = sample("certified.pdf");
        for rows in
            [format!("{number} 1\n0000000000 00000 n \n"), format!("5 {number}\n0000000000 00000 n \n")]
        {
            told_soon(&finish(&certified, certified.clone(), &rows, ""));
        }
        for trailer in
            [format!("/Prev {number}"), format!("/Size {number}"), format!("/Encrypt {number} 0 R")]
        {
            told_soon(&finish(&certified, certified.clone(), "", &trailer));
        }
    }
}

#[test]
fn packed_bombs_are_not_unpacked_without_end() {
    use std::io::Write;
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..100 {
        packed.write_all(&[b'0'; 1 << 20]).unwrap();
    }
    let packed = packed.finish().unwrap();
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let table = bytes.len();
    let dict = format!(
        "<</Type/XRef/Size 9/W[1 8 1]/Index[0 900000000]/Root 1 0 R/Filter/FlateDecode/Length {}>>",
        packed.len()
    );
    bytes.extend(format!("1 0 obj\n{dict}\nstream\n").bytes());
    bytes.extend(&packed);
    bytes.extend(format!("\nendstream\nendobj\nstartxref\n{table}\n%%EOF\n").bytes());
    assert!(told_soon(&bytes).starts_with("NotJudged"));
}

#[test]
fn many_revisions_are_too_many() {
    let mut bytes = sample("certified.pdf");
    for _ in 0..200 {
        bytes = append(&bytes, &Revision { objects: &[(5, &stream("", "x"))], trailer: "" });
    }
    assert!(told_soon(&bytes).starts_with("NotJudged\n  V14 the file was saved more often"));
}

/// A thousand files with some bytes changed, doubled or cut: each is judged, none breaks the reading.
#[test]
fn mangled_files_are_judged() {
    let seeds = ["both.pdf", "stamped.pdf", "encrypted.pdf", "shadow.pdf"].map(sample);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap() % below
    };
    let tokens: [&[u8]; 8] =
        [b"<<", b">>", b"[", b"0 R", b"endobj", b"/Prev 9", b"99999999999999999999", b"/Kids[1 0 R]"];
    let mut terms = trusting();
    terms.open_with("借款人");
    for round in 0..1000 {
        let mut bytes = seeds[round % seeds.len()].clone();
        for _ in 0..=next(4) {
            let at = next(bytes.len());
            let token = tokens[next(tokens.len())];
            match next(4) {
                0 => bytes[at] ^= 1 << next(8),
                1 => drop(bytes.splice(at..at, token.iter().copied())),
                2 => drop(bytes.drain(at..(at + next(64)).min(bytes.len()))),
                _ => bytes.truncate(at.max(1)),
            }
        }
        let report = hanpress::inner::verify::verify(&bytes, &terms);
        assert_eq!(report.bytes, bytes.len());
    }
}
