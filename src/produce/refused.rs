//! Find what else is wrong with an account that is refused already, so that all of it is mended in one go.

use crate::account::Account;
use crate::account::read::{Entry, StandIns};
use crate::check::check;
use crate::desk::Fixed;
use crate::finding::{Finding, in_order};
use crate::kind::KindFacts;

/// The account of an entry, or everything that is wrong with it: what its reading found, and what the rules find
/// in the fields that could be read.
pub fn account(entry: &Entry, desk: &Fixed) -> Result<Account, Vec<Finding>> {
    let mut findings = match &entry.account {
        Ok(account) => return Ok(account.clone()),
        Err(findings) => findings.clone(),
    };
    findings.extend(judged(&entry.stand_ins, desk));
    in_order(&mut findings);
    Err(findings)
}

/// What the rules find whatever the faulty fields may say.
fn judged(stand_ins: &StandIns, desk: &Fixed) -> Vec<Finding> {
    let all = stand_ins.accounts.iter().map(|account| of_any_kind(account, desk));
    common(all).into_iter().filter(|finding| !stand_ins.concern(&finding.path)).collect()
}

/// What is wrong with an account, by the rules of its kind; where its kind cannot be told, by those that find the
/// same for every kind.
fn of_any_kind(account: &Account, desk: &Fixed) -> Vec<Finding> {
    match desk.kind_of(account) {
        Ok(kind) => found(account, kind, desk),
        Err(fault) => without_kind(account, fault, desk),
    }
}

/// That the kind of an account cannot be told, and what is wrong with it whatever its kind.
pub(super) fn without_kind(account: &Account, fault: Finding, desk: &Fixed) -> Vec<Finding> {
    let kinds = desk.templates.set().kinds().values();
    let mut findings = common(kinds.map(|kind| found(account, &kind.facts, desk)));
    findings.retain(|finding| finding.path != fault.path);
    findings.push(fault);
    in_order(&mut findings);
    findings
}

/// All that the rules find, warnings too.
fn found(account: &Account, kind: &KindFacts, desk: &Fixed) -> Vec<Finding> {
    match check(account.clone(), &desk.context(kind)) {
        Ok(checked) => checked.warnings().to_vec(),
        Err(findings) => findings,
    }
}

/// The findings that stand in every list.
fn common(mut all: impl Iterator<Item = Vec<Finding>>) -> Vec<Finding> {
    let mut kept = all.next().unwrap_or_default();
    for found in all {
        kept.retain(|finding| found.contains(finding));
    }
    kept
}
