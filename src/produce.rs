//! The way of one account, from what was read to a finished document.

mod copies;
mod delivery;
mod messages;
mod refused;
mod sample;

use typst::foundations::Bytes;

pub use self::delivery::{delivery, origin, shown_id};
pub use self::refused::account;
pub use self::sample::{Sample, Unprepared, prepare_sample, sample_words};

use crate::account::read::Entry;
use crate::account::{Account, Look};

use crate::check::overrides;
use crate::check::{Checked, check, limitation_end};
use crate::clock::Watch;
use crate::deliver::{Copied, Debt, Dispatch, Signature};
use crate::desk::Fixed;
use crate::draft::{Occasion, draft};
use crate::error::{Stop, StopCode};
use crate::fill::Filled;
use crate::finding::{Finding, Words, in_order};
use crate::issuer::{Masking, Theme};
use crate::kind::KindFacts;
use crate::laps::{Laps, Stage};
use crate::mask;
use crate::masked::Masked;
use crate::message::{self, Subject, Unwritten, Ways, Written};
use crate::plan::overdue::Stage as DunningStage;
use crate::quiet::last_panic;
use crate::sign::{self, Reached};
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
    /// The filled template: that of the document, or of the first message where no document is made.
    pub filled: Filled,
    /// The messages that go out with it, or instead of it.
    pub messages: Vec<Written>,
    /// How long each stage took so far.
    pub laps: Laps,
    ways: Ways,
    id: String,
    look: Look,
    theme: Theme,
    switches: Vec<Switch>,
    /// The password of the copy for e-mail, where there is to be one.
    password: Option<Masked<String>>,
}

/// Checks, drafts and fills: everything that comes before the press.
pub fn prepare(account: Account, sha256: &[u8; 32], desk: &Fixed) -> Result<Prepared, Vec<Finding>> {
    prepare_as(account, sha256, Asked::default(), desk)
}

/// What is asked for beside what account and desk say.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked {
    /// The tone of another stage than the account has come to, for who only looks: what is told stays true.
    pub stage: Option<DunningStage>,
    /// Other ways than the desk's.
    pub ways: Option<Ways>,
}

/// The same as somebody asked for it.
pub fn prepare_as(
    mut account: Account,
    sha256: &[u8; 32],
    Asked { stage, ways }: Asked,
    desk: &Fixed,
) -> Result<Prepared, Vec<Finding>> {
    let ways = desk.ways_of(&account, ways);
    let kind = desk.kind_of(&account).map_err(|fault| refused::without_kind(&account, fault, desk))?;
    // Of the account as it was read: checking writes its characters as they are printed.
    let number = desk.number(&account, &kind.name, sha256);
    if ways == Ways::NONE {
        return Err(vec![desk.not_asked(&account)]);
    }
    let forbidden = desk.forbids(&account, kind, ways);
    desk.dress(&mut account, kind);
    let mut laps = Laps::default();
    let checked = laps.time(Stage::Check, || checked(account, kind, desk));
    let checked = with_forbidden(checked, forbidden)?;
    let prepared = filled(&checked, (kind, stage), number, laps, ways, desk);
    let prepared = prepared.map_err(|unwritten| match unwritten {
        Unwritten::Account(found) => {
            judged(checked.warnings().to_vec(), found, &checked.account().id, desk).err().unwrap_or_default()
        }
        Unwritten::Template(unfilled) => vec![unfilled.finding],
    })?;
    worded(prepared, &checked, kind, desk)
}

/// Everything that is wrong with an account, what its course says among it.
fn with_forbidden(
    checked: Result<Checked, Vec<Finding>>,
    forbidden: Option<Finding>,
) -> Result<Checked, Vec<Finding>> {
    let Some(forbidden) = forbidden else { return checked };
    let mut found = checked.map_or_else(|found| found, |checked| checked.warnings().to_vec());
    found.push(forbidden);
    in_order(&mut found);
    Err(found)
}

/// Drafts and fills a checked account.
fn filled(
    checked: &Checked,
    (kind, stage): (&KindFacts, Option<DunningStage>),
    number: String,
    mut laps: Laps,
    ways: Ways,
    desk: &Fixed,
) -> Result<Prepared, Unwritten> {
    let account = checked.account();
    let occasion = Occasion {
        issuer: &desk.issuer,
        kind,
        number: &number,
        issued_on: desk.issue_date,
        shift: &desk.shift,
        sent: &desk.sent,
        has_seal: desk.has_seal || own_seal(&kind.name, desk).is_some(),
        has_logo: desk.has_logo,
        stage: stage.or_else(|| checked.bucket().stage()),
        message: false,
    };
    let (letter, messages, found) = laps.time(Stage::Fill, || {
        let fill = || desk.templates.fill(&draft(checked, &occasion)).map_err(Unwritten::Template);
        let letter = ways.needs_pages().then(fill).transpose()?;
        let (templates, settings) = (&desk.templates, &desk.messages);
        let subject = Subject { checked, occasion, templates, settings };
        let written = ways.has_messages().then(|| message::write(ways, &subject)).transpose()?;
        let (messages, found) = written.unwrap_or_default();
        Ok::<_, Unwritten>((letter, messages, found))
    })?;
    let first = || messages.first().and_then(|message| message.filled().first().copied().cloned());
    let filled = letter.or_else(first).ok_or_else(|| Unwritten::Account(vec![broken()]))?;
    let expired = limitation_end(account, &desk.shift, &desk.sent).is_some_and(|end| end < desk.issue_date);
    Ok(Prepared {
        kind: kind.name.clone(),
        debt: Debt::of(checked),
        name: mask::name(account.addressee.name.as_ref().unwrap_or(&account.debtor.name).reveal()),
        warnings: found,
        filled,
        messages,
        laps,
        ways,
        id: account.id.clone(),
        look: account.addressee.look.unwrap_or(desk.issuer.page.look),
        theme: kind.theme(&desk.issuer),
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
    let password = copies::password(checked.account(), &kind.name, prepared.ways, desk)
        .map_err(|finding| vec![finding])?;
    prepared.password = password;
    let watch = Watch::start();
    let mut found = std::mem::take(&mut prepared.warnings);
    if prepared.ways.needs_pages() {
        found.extend(desk.wording.source(&prepared.document(kind, desk)));
    }
    found.extend(messages::words(&prepared, kind, desk));
    prepared.laps.add(Stage::Check, watch.elapsed());
    prepared.warnings = judged(checked.warnings().to_vec(), found, &prepared.id, desk)?;
    Ok(prepared)
}

/// Prepares the account of an entry of an input, with what was seen in reading it; everything that is wrong, at once.
pub fn prepare_entry(entry: &Entry, desk: &Fixed) -> Result<Prepared, Vec<Finding>> {
    prepare_entry_as(entry, Asked::default(), desk)
}

/// The same as somebody asked for it.
pub fn prepare_entry_as(entry: &Entry, asked: Asked, desk: &Fixed) -> Result<Prepared, Vec<Finding>> {
    let account = account(entry, desk)?;
    let sha256 = entry.sha256.ok_or_else(|| vec![broken()])?;
    with_warnings(prepare_as(account, &sha256, asked, desk), &entry.warnings, desk)
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

fn checked(account: Account, kind: &KindFacts, desk: &Fixed) -> Result<Checked, Vec<Finding>> {
    check(account, &desk.context(kind))
}

impl Prepared {
    /// Which ways it goes out.
    pub fn ways(&self) -> Ways {
        self.ways
    }

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

/// Sets a prepared document on the press, with its codes, where a document is made.
pub fn set_pages(prepared: &mut Prepared, desk: &Fixed) -> Result<Option<Typeset>, Vec<Finding>> {
    prepared.ways.needs_pages().then(|| set(prepared, desk)).transpose()
}

/// Sets a prepared document on the press, with its codes.
pub fn set(prepared: &mut Prepared, desk: &Fixed) -> Result<Typeset, Vec<Finding>> {
    let Prepared { kind, number, filled, laps, look, theme, .. } = prepared;
    let address = desk.verify_address(number);
    let qr = laps.time(Stage::Fill, || codes::qr(&address)).ok_or_else(|| vec![no_code()])?;
    let mut pictures = vec![
        ("/letter/qr.luma", Bytes::new(qr)),
        ("/letter/number.txt", Bytes::from_string(number.clone())),
        ("/letter/look.txt", Bytes::from_string(look.word())),
        ("/letter/theme.txt", Bytes::from_string(theme.word())),
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
    let found = desk.wording.page(&typeset.read_on(), &prepared.document(&kind.facts, desk));
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
    /// The messages that go out.
    pub messages: Vec<Dispatch>,
}

/// Why a document was not finished.
#[derive(Debug)]
pub enum Failure {
    /// Something is wrong with it.
    Refused(Vec<Finding>),
    /// No document can be finished any more: a token is gone, say.
    Stopped(Stop),
}

/// Reads the pages of a document that was set and signs it, where documents of its kind are signed; makes the files of
/// messages, to which it may be attached. Without pages there are messages only.
pub fn finish(prepared: &mut Prepared, typeset: Option<Typeset>, desk: &Fixed) -> Result<Finished, Failure> {
    let mut finished = match typeset {
        Some(typeset) => signed(prepared, typeset, desk)?,
        None => Finished {
            pdf: Vec::new(),
            pages: 0,
            signature: None,
            reached: None,
            copy: None,
            messages: Vec::new(),
        },
    };
    finished.messages =
        prepared.messages.iter().map(|message| messages::dispatch(message, &finished, prepared)).collect();
    Ok(finished)
}

/// Reads the pages of a document that was set and signs it, where documents of its kind are signed.
fn signed(prepared: &mut Prepared, typeset: Typeset, desk: &Fixed) -> Result<Finished, Failure> {
    proofread(prepared, &typeset, desk).map_err(Failure::Refused)?;
    let pages = typeset.pages();
    let Some(signer) = desk.signer.as_ref().filter(|signer| signer.signs(&prepared.kind)) else {
        let (pdf, messages) = (typeset.into_pdf(), Vec::new());
        return Ok(Finished { pdf, pages, signature: None, reached: None, copy: None, messages });
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
    let copy = copy.map(|copy| copies::copied(copy, signed.reached()));
    let reached = Some(signed.reached().clone());
    let (pdf, messages) = (signed.into_pdf(), Vec::new());
    Ok(Finished { pdf, pages, signature: Some(signature), reached, copy, messages })
}

/// The seal of a kind that bears another than letters do.
fn own_seal(kind: &str, desk: &Fixed) -> Option<Bytes> {
    let facts = &desk.templates.set().kinds().get(kind)?.facts;
    let is_contract = facts.shows(&desk.issuer) == Masking::Contract && !facts.letter_seal;
    desk.contract_seal.clone().filter(|_| is_contract)
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
