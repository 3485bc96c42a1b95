//! Fuzz the law of `source`.

#![no_main]

#[path = "../laws.rs"]
#[allow(dead_code, reason = "each target tries one law")]
mod laws;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| laws::source(bytes));
