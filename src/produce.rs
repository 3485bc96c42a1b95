//! The way of one account, from what was read to a finished document.

use typst::foundations::Bytes;

use crate::account::Account;
use crate::check::{Ground, check};
use crate::desk::Desk;
use crate::draft::mask::Profile;
use crate::draft::{Occasion, draft};
use crate::fill::Filled;
use crate::finding::{Finding, Words};
use crate::typeset::{Typeset, codes, typeset};

/// An account that passed every check, with its filled template.
#[derive(Debug)]
pub struct Prepared {
    /// The kind of document.
    pub kind: String,
    /// Its number.
    pub number: String,
    /// The stage of the debt, where one is overdue.
    pub stage: Option<String>,
    /// What was found and does not refuse it.
    pub warnings: Vec<Finding>,
    /// The filled template.
    pub filled: Filled,
}

/// Checks, drafts and fills: everything that comes before the press.
pub fn prepare(account: Account, sha256: &[u8; 32], desk: &Desk) -> Result<Prepared, Vec<Finding>> {
    let kind = desk.kind_of(&account).map_err(|finding| vec![finding])?;
    let number = desk.number(&account, &kind.name, sha256);
    let ground =
        Ground { issuer: &desk.issuer, kind, issue_date: desk.issue_date, fonts: desk.press.fonts() };
    let checked = check(account, &ground)?;
    let occasion = Occasion {
        issuer: &desk.issuer,
        kind: &kind.name,
        number: &number,
        issued_on: desk.issue_date,
        has_seal: desk.has_seal || own_seal(&kind.name, desk).is_some(),
        has_logo: desk.has_logo,
    };
    let filled = desk.templates.fill(&draft(&checked, &occasion)).map_err(|finding| vec![finding])?;
    let stage = checked.bucket().stage().map(|stage| stage.to_string());
    Ok(Prepared { kind: kind.name.clone(), number, stage, warnings: checked.warnings().to_vec(), filled })
}

/// Sets a prepared document.
pub fn set(prepared: &Prepared, desk: &Desk) -> Result<Typeset, Vec<Finding>> {
    let Prepared { kind, number, filled, .. } = prepared;
    let qr = codes::qr(&desk.verify_address(number)).ok_or_else(|| vec![no_code()])?;
    let bars = codes::bars(number).ok_or_else(|| vec![no_code()])?;
    let mut pictures = vec![("/letter/qr.luma", Bytes::new(qr)), ("/letter/bars.luma", Bytes::new(bars))];
    pictures.extend(own_seal(kind, desk).map(|seal| ("/desk/seal.svg", seal)));
    typeset(&desk.press, &desk.templates, filled, number, pictures)
}

/// The seal of a kind that bears another than letters do.
fn own_seal(kind: &str, desk: &Desk) -> Option<Bytes> {
    desk.contract_seal.clone().filter(|_| Profile::of(kind) == Profile::Contract)
}

fn no_code() -> Finding {
    Finding::error(
        "T02",
        "",
        Words::new("the number or its address cannot be drawn as a code", "编号或核验网址无法生成条码"),
    )
}
