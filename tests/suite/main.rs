//! The whole program and its laws, file by file as in `src/`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall say so")]

mod arithmetic;
mod batch;
mod capitals;
mod check;
mod cli;
mod dates;
mod deliver;
mod fill;
mod golden;
mod laws;
mod limits;
mod money;
mod names;
mod pages;
mod plan;
mod read;
mod report;
mod rules;
mod sample;
mod typeset;
mod values;
mod wording;
mod workshop;

/// The faces of the binary, opened once for all tests.
fn fonts() -> &'static hanpress::typeset::Fonts {
    static FONTS: std::sync::LazyLock<hanpress::typeset::Fonts> =
        std::sync::LazyLock::new(|| hanpress::typeset::Fonts::built_in().unwrap());
    &FONTS
}
