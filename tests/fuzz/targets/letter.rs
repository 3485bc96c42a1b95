//! Fuzz the law of `letter`.

#![no_main]

#[path = "../desk.rs"]
#[allow(dead_code, reason = "each target needs some of it")]
mod desk;
#[path = "../laws.rs"]
#[allow(dead_code, reason = "each target tries one law")]
mod laws;

use desk::{desk, plain};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| laws::letter(bytes, desk(), plain()));
