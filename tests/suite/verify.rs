//! What signatures are worth: samples that pyHanko signed (`tests/signed/make.py`), and what can be done to them.

mod attacks;
mod bombs;
mod bounds;
mod breed;
mod command;
pub(super) mod forge;
mod hostile;
mod kinds;
mod mutants;
mod own;
mod samples;

use hanpress::inner::finding::{Finding, Lang};
use hanpress::inner::verify::{Proof, Report, RequiredSigner, Signature, Terms, Verdict};

use super::workshop::file;

/// 2026-12-01: the samples were signed in the week before.
const NOW: i64 = 1_796_083_200;

/// The bytes of a sample.
fn sample(name: &str) -> Vec<u8> {
    std::fs::read(file("tests/signed").join(name)).unwrap()
}

/// Terms that trust the samples' authority.
fn trusting() -> Terms {
    let mut terms = Terms::at(NOW);
    terms.trust(&sample("ca.pem")).unwrap();
    terms
}

fn verify(bytes: &[u8]) -> Report {
    hanpress::inner::verify::verify(bytes, &trusting())
}

/// A report in a few lines, without what differs from one making of the samples to the next.
fn told(report: &Report) -> String {
    let mut out = format!("{:?}\n{}", report.verdict, findings(&report.findings, "  "));
    for one in &report.signatures {
        let covered = one.covered.map_or("nothing".into(), |covered| {
            format!("{}{}", covered.revision, if covered.whole { ", whole" } else { "" })
        });
        let proof = match one.time.as_ref().map(|time| time.proof) {
            None => "no time",
            Some(Proof::Claim) => "claimed",
            Some(Proof::Stamp) => "stamped",
        };
        let name = if one.is_stamp { "time stamp" } else { one.field.as_str() };
        out.push_str(&format!("{name}: {:?}, covers {covered}, {proof}\n", one.verdict));
        out.push_str(&changes(one));
        out.push_str(&findings(&one.findings, "  "));
    }
    out
}

fn changes(signature: &Signature) -> String {
    let line = |change: &hanpress::inner::verify::Change| {
        let mark = if change.allowed { "+" } else { "-" };
        format!("  {mark} {}: {}\n", change.revision, change.words.get(Lang::En))
    };
    signature.changes.iter().map(line).collect()
}

/// All but what is said of every sample: that its borrower's field is open, and that it was not said who must have
/// signed.
fn findings(findings: &[Finding], indent: &str) -> String {
    let told = findings.iter().filter(|finding| !is_of_every_sample(finding));
    let line = |finding: &Finding| {
        let mark = if finding.refuses() { "" } else { "note " };
        format!("{indent}{mark}{} {}\n", finding.code, finding.message.get(Lang::En))
    };
    told.map(line).collect()
}

fn is_of_every_sample(finding: &Finding) -> bool {
    let open = finding.code == "V02" && finding.message.en.starts_with("open, ");
    !finding.refuses() && (finding.code == "V13" || open)
}

/// Whether anything is left that a reader could take for a good file.
fn is_good(bytes: &[u8]) -> bool {
    verify(bytes).verdict == Verdict::Good
}
