//! The way of one account, from what was read to a finished document.

mod delivery;
mod refused;

use typst::foundations::Bytes;

pub use self::delivery::{delivery, origin, shown_id};
pub use self::refused::account;

use crate::account::read::Entry;
use crate::account::{Account, Look};

use crate::check::overrides;
use crate::check::{Checked, check, check_sample, limitation_end};
use crate::clock::Watch;
use crate::deliver::{Copied, Debt, Signature};
use crate::desk::Fixed;
use crate::draft::{Occasion, draft};
use crate::error::{Stop, StopCode};
use crate::fill::{Filled, Unfilled};
use crate::finding::{Finding, Words, in_order};
use crate::issuer::Masking;
use crate::kind::KindFacts;
use crate::laps::{Laps, Stage};
use crate::mask;
use crate::masked::Masked;
use crate::quiet::last_panic;
use crate::sign::{self, Reached, Signed, Signer};
use crate::typeset::{Typeset, codes, typeset};
use crate::wording::{Document, Switch};

/// An account that passed every check, with its filled template.
#[derive(Debug)]
pub struct Prepared {
    /// The kind of document.
    pub kind: String,
    /// Its number.
    pub number: String,
    /// What the report adds up.
    pub debt: Debt,
    /// To whom it goes, masked.
    pub name: String,
    /// What was found and does not refuse it.
    pub warnings: Vec<Finding>,
    /// The filled template.
    pub filled: Filled,
    /// How long each stage took so far.
    pub laps: Laps,
    id: String,
    look: Look,
    switches: Vec<Switch>,
    /// The password of the copy for e-mail, where there is to be one.
    password: Option<Masked<String>>,
}

/// Checks, drafts and fills: everything that comes before the press.
pub fn prepare(account: Account, sha256: &[u8; 32], desk: &Fixed) -> Result<Prepared, Vec<Finding>> {
    let kind = desk.kind_of(&account).map_err(|fault| refused::without_kind(&account, fault, desk))?;
    // Of the account as it was read: checking writes its characters as they are printed.
    let number = desk.number(&account, &kind.name, sha256);
    let mut laps = Laps::default();
    let checked = laps.time(Stage::Check, || checked(account, kind, desk))?;
    let prepared = filled(&checked, kind, number, laps, desk).map_err(|unfilled| vec![unfilled.finding])?;
    worded(prepared, &checked, kind, desk)
}

/// A sample of a kind, filled into its template.
#[derive(Debug)]
pub struct Sample {
    /// The filled template.
    pub prepared: Prepared,
    /// Whether it passed every rule, so that what is found in its words is its template's.
    pub sound: bool,
}

/// Why a sample is not filled into its template.
#[derive(Debug)]
pub enum Unprepared {
    /// The sample is at fault: it fits neither kind nor issuer.
    Unfit,
    /// The template is.
    Template(Finding),
    /// A value is blank that an account may have: nobody can tell.
    Blank(Finding),
}

/// Fills a sample into the template of a kind, whatever the rules hold against it.
pub fn prepare_sample(
    account: Account,
    sha256: &[u8; 32],
    kind: &KindFacts,
    desk: &Fixed,
) -> Result<Sample, Unprepared> {
    let number = desk.number(&account, &kind.name, sha256);
    let context = desk.context(kind);
    let checked = check_sample(account, &context).map_err(|_| Unprepared::Unfit)?;
    let lacking = |finding: &Finding| finding.code == "D02" && finding.refuses();
    if checked.warnings().iter().any(lacking) {
        return Err(Unprepared::Unfit);
    }
    let sound = !checked.warnings().iter().any(Finding::refuses);
    let prepared = filled(&checked, kind, number, Laps::default(), desk).map_err(|unfilled| {
        if unfilled.by_template {
            Unprepared::Template(unfilled.finding)
        } else {
            Unprepared::Blank(unfilled.finding)
        }
    })?;
    Ok(Sample { prepared, sound })
}

/// What the words of a filled sample lack or may not say.
pub fn sample_words(sample: &Sample, typeset: Option<&Typeset>, desk: &Fixed) -> Vec<Finding> {
    let kinds = desk.templates.set().kinds();
    let Some(kind) = kinds.get(&sample.prepared.kind) else { return Vec::new() };
    let document = sample.prepared.document(&kind.facts, desk);
    let mut found = match typeset {
        Some(typeset) => desk.wording.page(&typeset.printed(), &document),
        None => desk.wording.source(&document),
    };
    overrides::apply(&mut found, &desk.issuer, &sample.prepared.id);
    // What a sample lacks for want of a rate is no fault of its template; what it says is.
    found.retain(|finding| finding.refuses() && (sample.sound || finding.code == "R12"));
    found
}

/// Drafts and fills a checked account.
fn filled(
    checked: &Checked,
    kind: &KindFacts,
    number: String,
    mut laps: Laps,
    desk: &Fixed,
) -> Result<Prepared, Unfilled> {
    let account = checked.account();
    let occasion = Occasion {
        issuer: &desk.issuer,
        kind,
        number: &number,
        issued_on: desk.issue_date,
        shift: &desk.shift,
        has_seal: desk.has_seal || own_seal(&kind.name, desk).is_some(),
        has_logo: desk.has_logo,
    };
    let filled = laps.time(Stage::Fill, || desk.templates.fill(&draft(checked, &occasion)))?;
    let expired = limitation_end(account, &desk.shift).is_some_and(|end| end < desk.issue_date);
    Ok(Prepared {
        kind: kind.name.clone(),
        debt: Debt::of(checked),
        name: mask::name(account.addressee.name.as_ref().unwrap_or(&account.debtor.name).reveal()),
        warnings: Vec::new(),
        filled,
        laps,
        id: account.id.clone(),
        look: account.addressee.look.unwrap_or(desk.issuer.page.look),
        switches: expired.then_some(Switch::LimitationExpired).into_iter().collect(),
        password: None,
        number,
    })
}

/// Judges the words of a filled account.
fn worded(
    mut prepared: Prepared,
    checked: &Checked,
    kind: &KindFacts,
    desk: &Fixed,
) -> Result<Prepared, Vec<Finding>> {
    let password = password(checked.account(), &kind.name, desk).map_err(|finding| vec![finding])?;
    prepared.password = password;
    let watch = Watch::start();
    let found = desk.wording.source(&prepared.document(kind, desk));
    prepared.laps.add(Stage::Check, watch.elapsed());
    prepared.warnings = judged(checked.warnings().to_vec(), found, &prepared.id, desk)?;
    Ok(prepared)
}

/// Prepares the account of an entry of an input, with what was seen in reading it; everything that is wrong, at once.
pub fn prepare_entry(entry: &Entry, desk: &Fixed) -> Result<Prepared, Vec<Finding>> {
    let account = account(entry, desk)?;
    let sha256 = entry.sha256.ok_or_else(|| vec![broken()])?;
    with_warnings(prepare(account, &sha256, desk), &entry.warnings, desk)
}

/// Weighs what was seen in reading beside what was found since; everything, where any of it refuses the document.
pub fn with_warnings(
    prepared: Result<Prepared, Vec<Finding>>,
    seen: &[Finding],
    desk: &Fixed,
) -> Result<Prepared, Vec<Finding>> {
    match prepared {
        Ok(mut prepared) => {
            prepared.warnings = judged(prepared.warnings, seen.to_vec(), &prepared.id, desk)?;
            Ok(prepared)
        }
        Err(mut found) => {
            found.extend_from_slice(seen);
            in_order(&mut found);
            Err(found)
        }
    }
}

/// The password of an account's copy for e-mail, where its document is signed and copied.
fn password(account: &Account, kind: &str, desk: &Fixed) -> Result<Option<Masked<String>>, Finding> {
    let signer = desk.signer.as_ref().filter(|signer| signer.signs(kind));
    let password = signer.and_then(Signer::copy).map(|copy| copy.password(account)).transpose()?;
    Ok(password.flatten())
}

fn checked(account: Account, kind: &KindFacts, desk: &Fixed) -> Result<Checked, Vec<Finding>> {
    check(account, &desk.context(kind))
}

impl Prepared {
    fn document<'a>(&'a self, kind: &'a KindFacts, desk: &'a Fixed) -> Document<'a> {
        let Self { filled, id, switches, .. } = self;
        Document { filled, kind, issuer: &desk.issuer, account: id, also: switches }
    }
}

/// Weighs findings on words and adds them to what was found before, unless any refuses.
fn judged(
    mut before: Vec<Finding>,
    mut found: Vec<Finding>,
    account: &str,
    desk: &Fixed,
) -> Result<Vec<Finding>, Vec<Finding>> {
    overrides::apply(&mut found, &desk.issuer, account);
    before.append(&mut found);
    in_order(&mut before);
    if before.iter().any(Finding::refuses) { Err(before) } else { Ok(before) }
}

/// Sets a prepared document on the press, with its codes.
pub fn set(prepared: &mut Prepared, desk: &Fixed) -> Result<Typeset, Vec<Finding>> {
    let Prepared { kind, number, filled, laps, look, .. } = prepared;
    let address = desk.verify_address(number);
    let qr = laps.time(Stage::Fill, || codes::qr(&address)).ok_or_else(|| vec![no_code()])?;
    let mut pictures = vec![
        ("/letter/qr.luma", Bytes::new(qr)),
        ("/letter/number.txt", Bytes::from_string(number.clone())),
        ("/letter/look.txt", Bytes::from_string(look.word())),
        ("/letter/verify.txt", Bytes::from_string(address)),
    ];
    pictures.extend(own_seal(kind, desk).map(|seal| ("/desk/seal.svg", seal)));
    let typeset = typeset(&desk.press, &desk.templates, filled, number, pictures)?;
    laps.join(typeset.laps());
    Ok(typeset)
}

/// Reads the pages of a document that was set; what is found there and does not refuse it is added to its
/// warnings.
pub fn proofread(prepared: &mut Prepared, typeset: &Typeset, desk: &Fixed) -> Result<(), Vec<Finding>> {
    let Some(kind) = desk.templates.set().kinds().get(&prepared.kind) else { return Ok(()) };
    let watch = Watch::start();
    let found = desk.wording.page(&typeset.printed(), &prepared.document(&kind.facts, desk));
    prepared.laps.add(Stage::Check, watch.elapsed());
    prepared.warnings = judged(std::mem::take(&mut prepared.warnings), found, &prepared.id, desk)?;
    Ok(())
}

/// A finished document.
#[derive(Debug)]
pub struct Finished {
    /// The file.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// What is told of its signature, where it bears one.
    pub signature: Option<Signature>,
    /// The level that signature reached.
    pub reached: Option<Reached>,
    /// The locked copy for e-mail, where there is to be one.
    pub copy: Option<Copied>,
}

/// Why a document was not finished.
#[derive(Debug)]
pub enum Failure {
    /// Something is wrong with it.
    Refused(Vec<Finding>),
    /// No document can be finished any more: a token is gone, say.
    Stopped(Stop),
}

/// Reads the pages of a document that was set and signs it, where documents of its kind are signed.
pub fn finish(prepared: &mut Prepared, typeset: Typeset, desk: &Fixed) -> Result<Finished, Failure> {
    proofread(prepared, &typeset, desk).map_err(Failure::Refused)?;
    let pages = typeset.pages();
    let Some(signer) = desk.signer.as_ref().filter(|signer| signer.signs(&prepared.kind)) else {
        return Ok(Finished { pdf: typeset.into_pdf(), pages, signature: None, reached: None, copy: None });
    };
    let places = sign::signature_places(typeset.document()).map_err(Failure::Refused)?;
    let password = prepared.password.as_ref();
    let signed = prepared.laps.time(Stage::Sign, || {
        let signed = sign::sign(&typeset, &places, signer)?;
        let copy = password.map(|password| sign::sign_copy(&typeset, &places, signer, password.reveal()));
        Ok((signed, copy.transpose()?))
    });
    let (signed, copy) = signed.map_err(|stop: Stop| Failure::Stopped(stop.coded(StopCode::Signing)))?;
    let signature = Signature::of(signer.fingerprint(), signed.reached());
    let copy = copy.map(|copy| copied(copy, signed.reached()));
    let reached = Some(signed.reached().clone());
    Ok(Finished { pdf: signed.into_pdf(), pages, signature: Some(signature), reached, copy })
}

/// A copy, whose level is told where it is another than that of the document, which `reached` tells.
fn copied(copy: Signed, reached: &Reached) -> Copied {
    let level = copy.reached().level;
    let level = (level != reached.level).then(|| level.word().to_string());
    Copied { pdf: copy.into_pdf(), level }
}

/// The seal of a kind that bears another than letters do.
fn own_seal(kind: &str, desk: &Fixed) -> Option<Bytes> {
    let facts = &desk.templates.set().kinds().get(kind)?.facts;
    desk.contract_seal.clone().filter(|_| facts.shows(&desk.issuer) == Masking::Contract)
}

fn no_code() -> Finding {
    Finding::error(
        "T02",
        "",
        Words::new("the address of verification cannot be drawn as a code", "核验网址无法生成二维码"),
    )
}

/// The finding of an account the program broke on, on this worker.
pub fn broken() -> Finding {
    let place = last_panic();
    Finding::error(
        "T04",
        "",
        Words::new(
            format!("the program itself failed on this account ({place})"),
            format!("程序处理该账户时发生内部错误（{place}）"),
        ),
    )
    .hint(
        "the other accounts are not affected; please report it with the account's shape, not its data",
        "其他账户不受影响；请反馈问题，但不要附上客户数据",
    )
}
