//! Make a signed repayment agreement in memory, and verify it: `cargo run --release --example agreement`.
#![allow(clippy::print_stdout, reason = "an example shows what came out")]

use std::error::Error;
use std::fs::{read, read_to_string};

use hanpress::{Account, Desk, DeskParts, Terms, make, verify};

fn main() -> Result<(), Box<dyn Error>> {
    // What a program has at hand: the issuer's text, the files it names, a key with its password.
    let issuer = read_to_string("examples/issuer.toml")? + "\n[sign]\nkey = \"bank.p12\"\n";
    let parts = DeskParts::new(issuer, "2026-11-23".parse()?)?
        .file("logo.svg", read("examples/logo.svg")?)
        .file("seal.svg", read("examples/seal.svg")?)
        .file("contract-seal.svg", read("examples/contract-seal.svg")?)
        .file("bank.p12", read("tests/keys/bank-p256.p12")?)
        .key_password(read_to_string("tests/keys/password")?.trim());
    let desk = Desk::new(parts)?;

    let accounts = read_to_string("examples/accounts.jsonl")?;
    let agreement = accounts.lines().find(|line| line.contains("repayment-agreement"));
    let account = Account::from_json(agreement.ok_or("no example is an agreement")?)?;
    let letter = make(&desk, account)?;

    let mut terms = Terms::now();
    terms.trust(&read("tests/keys/root.pem")?)?;
    let report = verify(&letter.pdf, &terms);
    println!("{}: {} pages, {:?}", letter.number, letter.pages, report.verdict);
    Ok(())
}
