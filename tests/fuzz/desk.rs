//! The desk of the examples, and a plain account.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use hanpress::desk::{Desk, DeskOptions, KindChoice};
use serde_json::Value;
use typst_pdf::{PdfStandard, PdfStandards};

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

pub(crate) fn desk() -> &'static Desk {
    static DESK: LazyLock<Desk> = LazyLock::new(|| {
        Desk::new(DeskOptions {
            issuer: file("examples/issuer.toml"),
            templates: None,
            fonts: None,
            kind: KindChoice::Own,
            issue_date: "2026-11-23".parse().unwrap(),
            standards: PdfStandards::new(&[PdfStandard::A_2b]).unwrap(),
            standard_names: vec!["a-2b".into()],
            sign: None,
        })
        .unwrap()
    });
    &DESK
}

pub(crate) fn plain() -> &'static Value {
    static PLAIN: LazyLock<Value> = LazyLock::new(|| {
        let text = std::fs::read_to_string(file("tests/golden/notice-m1/account.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    });
    &PLAIN
}
