//! The whole program and its laws, file by file as in `src/`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall say so")]

mod arithmetic;
mod audit;
mod batch;
mod capitals;
mod check;
mod chinese;
mod cli;
mod course;
mod databases;
mod dates;
mod deliver;
mod desk;
mod docs;
mod draft;
mod embed;
mod envelopes;
mod events;
mod fill;
mod floors;
mod foreign;
mod golden;
mod holder;
mod kinds;
mod law;
mod laws;
mod layout;
mod limits;
mod looks;
mod masking;
mod message;
mod money;
mod names;
mod pages;
mod parquet;
mod plan;
mod prove;
mod read;
mod report;
mod rules;
mod sample;
mod serve;
mod stores;
mod themes;
mod typeset;
mod unseen;
mod values;
mod verify;
mod wording;
mod workbook;
mod workshop;

/// The faces of the binary, opened once for all tests.
fn fonts() -> &'static hanpress::inner::fonts::Fonts {
    static FONTS: std::sync::LazyLock<hanpress::inner::fonts::Fonts> =
        std::sync::LazyLock::new(|| hanpress::inner::fonts::Fonts::built_in().unwrap());
    &FONTS
}

/// How an issuer's due dates move: by the calendar it names of those in the program, or by one that
/// knows the weekends of every year of a plan.
fn shift(issuer: &hanpress::inner::issuer::IssuerFile) -> hanpress::inner::plan::Shift {
    use hanpress::inner::plan::{Calendar, Shift};
    let calendar = match &issuer.calendar.file {
        Some(name) => std::fs::read_to_string(workshop::file(&format!("src/plan/{name}"))).unwrap(),
        None => Calendar::BUILT_IN.replace("[2026]", "[2026, 2027, 2028, 2029, 2030, 2031, 2032]"),
    };
    let calendar = Calendar::read(&calendar).unwrap();
    Shift { calendar, weekends: issuer.calendar.weekends, moves: issuer.contract.holiday_shift }
}
