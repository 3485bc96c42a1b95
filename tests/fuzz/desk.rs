//! The desk of the examples, and a plain account.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use hanpress::{Desk, DeskOptions};
use serde_json::Value;

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

pub(crate) fn desk() -> &'static Desk {
    static DESK: LazyLock<Desk> = LazyLock::new(|| {
        let day = "2026-11-23".parse().unwrap();
        Desk::open(DeskOptions { sign: None, ..DeskOptions::new(file("examples/issuer.toml"), day) }).unwrap()
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
