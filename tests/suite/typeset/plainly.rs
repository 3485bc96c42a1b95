//! An exporter that writes its files otherwise costs time, and no document.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use hanpress::inner::desk::Desk;
use hanpress::inner::fonts::outline::substitute;
use hanpress::inner::typeset::black_alone;
use lopdf::Document;
use serde_json::Value;
use typst_render::{RenderOptions, render};

use super::super::fill::run_together;
use super::super::workshop::{desk, desk_of, example, file, make};
use super::bare;

/// How the exporter of this release begins a font program, and another way that the specification allows.
const PROGRAM: &[u8] = b"/Filter/FlateDecode/Subtype/CIDFontType0C>>";
const OTHERWISE: &[u8] = b"/Subtype/CIDFontType0C/Filter/FlateDecode>>";

/// Every place of some bytes in others.
fn places(of: &[u8], within: &[u8]) -> Vec<usize> {
    within.windows(of.len()).enumerate().filter(|(_, part)| *part == of).map(|(at, _)| at).collect()
}

/// The file with the bytes at one place replaced by as many others.
fn put(mut pdf: Vec<u8>, at: usize, bytes: &[u8]) -> Vec<u8> {
    pdf[at..at + bytes.len()].copy_from_slice(bytes);
    pdf
}

/// The file as an exporter would write it that gives the entries of font programs in another order.
fn otherwise(pdf: Vec<u8>) -> Vec<u8> {
    places(PROGRAM, &pdf).into_iter().fold(pdf, |pdf, at| put(pdf, at, OTHERWISE))
}

/// A desk whose exporter's files are altered where it is said so; with how often it was asked.
fn altered(alter: fn(usize, Vec<u8>) -> Vec<u8>) -> (Desk, Arc<AtomicUsize>) {
    let mut desk = desk_of(&file("examples/issuer.toml"), None).unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    desk.export_by(Box::new(move |pages, options| {
        count.fetch_add(1, Ordering::Relaxed);
        Ok(alter(pages.pages().len(), typst_pdf::pdf(pages, options)?))
    }));
    (desk, asked)
}

fn pdf(desk: &Desk, value: &Value) -> Vec<u8> {
    make(desk, value).unwrap().1.into_pdf()
}

/// The pixels of every page of a file.
fn pixels(pdf: &[u8], pages: usize) -> Vec<Vec<u8>> {
    let show = |page| format!("#set page(margin: 0pt)\n#image(\"/letter.pdf\", page: {page}, width: 100%)");
    let options = RenderOptions { pixel_per_pt: 1.5.into(), ..RenderOptions::default() };
    let drawn = |page| {
        let document = bare::compile_with(&show(page), pdf.to_vec());
        render(&document.pages()[0], &options).data().to_vec()
    };
    (1..=pages).map(drawn).collect()
}

/// The words of every page of a file, as a reader takes them out of it.
fn words(pdf: &[u8]) -> String {
    let document = Document::load_mem(pdf).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    run_together(&document.extract_text(&pages).unwrap())
}

#[test]
fn a_document_comes_out_the_same_when_the_exporter_writes_font_programs_otherwise() {
    let (odd, asked) = altered(|_, pdf| otherwise(pdf));
    for (case, said) in [("notice-m1", "尊敬的欧阳䶮女士"), ("agreement-waiver", "个性化分期还款协议")]
    {
        let usual = make(desk(), &example(case)).unwrap().1;
        let (pages, usual, plain) = (usual.pages(), usual.into_pdf(), pdf(&odd, &example(case)));
        assert!(places(PROGRAM, &plain).is_empty() && !places(OTHERWISE, &plain).is_empty(), "{case}");
        assert!(words(&plain).contains(said), "{case}: {}", words(&plain));
        assert!(words(&plain) == words(&usual), "{case}: a reader takes out other words");
        for (page, (drawn, usual)) in pixels(&plain, pages).iter().zip(pixels(&usual, pages)).enumerate() {
            assert!(drawn.iter().any(|byte| *byte < 64), "{case}: page {page} is blank");
            // A place that was rounded otherwise may shift an edge by a 255th of its black.
            let apart = drawn.iter().zip(&usual).map(|(one, other)| one.abs_diff(*other)).max();
            assert!(apart <= Some(1), "{case}: a pixel of page {page} is another");
        }
    }
    let told = odd.press.substitution_failed().unwrap();
    assert!(told.en.starts_with("documents exported the slower way: 2,"), "{}", told.en);
    assert!(told.zh.starts_with("2 份文书改用较慢的方式导出"), "{}", told.zh);
    // The trial letter and each document once: what failed is not tried again.
    assert_eq!(asked.load(Ordering::Relaxed), 3);
}

#[test]
fn no_document_of_this_release_goes_the_slower_way() {
    let (usual, asked) = altered(|_, pdf| pdf);
    for case in ["notice-m1-rare-name", "agreement-two-currencies", "demand-letter-annex"] {
        assert!(pdf(&usual, &example(case)) == pdf(desk(), &example(case)), "{case}");
    }
    assert_eq!(usual.press.substitution_failed(), None);
    assert_eq!(asked.load(Ordering::Relaxed), 4);
}

#[test]
fn one_odd_document_goes_the_slower_way_alone_whatever_is_made_before_or_after_it() {
    let odd: fn(usize, Vec<u8>) -> Vec<u8> = |pages, pdf| if pages > 2 { otherwise(pdf) } else { pdf };
    let (notice, agreement) = (example("notice-m1"), example("agreement-waiver"));
    let (first, _) = altered(odd);
    let before = (pdf(&first, &notice), pdf(&first, &agreement));
    let (second, _) = altered(odd);
    let after = (pdf(&second, &agreement), pdf(&second, &notice));
    assert!(before.0 == after.1 && before.1 == after.0, "the order decides about bytes");
    assert!(before.0 == pdf(desk(), &notice), "the notice is as ever");
    assert!(places(PROGRAM, &before.1).is_empty(), "the agreement is not");
    for desk in [&first, &second] {
        assert!(desk.press.substitution_failed().unwrap().en.contains(": 1,"));
    }
}

#[test]
fn bytes_that_the_exporter_would_not_write_are_refused_by_the_substitution() {
    let mut desk = desk_of(&file("examples/issuer.toml"), None).unwrap();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&seen);
    desk.export_by(Box::new(move |pages, options| {
        let pdf = typst_pdf::pdf(pages, options)?;
        keep.lock().unwrap().push(pdf.clone());
        Ok(pdf)
    }));
    let usual = pdf(&desk, &example("notice-m1"));
    let stubbed = seen.lock().unwrap().pop().unwrap();
    let stubs = desk.press.fonts().stubs();
    let programs = places(PROGRAM, &stubbed);
    let by = |pdf: &[u8]| substitute(pdf, &stubs, programs.len());
    let mut whole = by(&stubbed).unwrap();
    black_alone(&mut whole);
    assert!(programs.len() > 3 && whole == usual, "as it is");
    for at in [0, 1, 1000, stubbed.len() / 2, stubbed.len() - 10] {
        assert!(by(&stubbed[..at]).is_none(), "cut off at {at}");
    }
    for at in &programs {
        assert!(
            by(&put(stubbed.clone(), *at, OTHERWISE)).is_none(),
            "a program is written otherwise at {at}"
        );
        let stream = at + PROGRAM.len() + b"\nstream\n".len();
        assert!(by(&put(stubbed.clone(), stream, b"\0\0\0\0")).is_none(), "it cannot be inflated at {at}");
    }
    let table = places(b"\nxref\n", &stubbed)[0] + 1;
    for (at, bytes) in [
        (table, &b"oref"[..]),
        (table + 7, b"9999999999999999999"),
        (table + 7, b"7 "),
        (table + 31, b"9999999"),
    ] {
        assert!(by(&put(stubbed.clone(), at, bytes)).is_none(), "{bytes:?} at {at}");
    }
    for expected in [0, 1, programs.len() - 1, programs.len() + 1] {
        assert!(substitute(&stubbed, &stubs, expected).is_none(), "{expected} fonts");
    }
}
