//! Turn a signed PDF's bytes into what its signatures are worth: [`verify`].
//!
//! The way of one file: `pdf` finds its revisions and objects, `layout` whether they can be read in one
//! way only, `signature_field` the signatures; then for each signature `byte_range` holds what it covers against the
//! file, `cms` what it says against what it covers, `trust` (by `certificate_chain`, `revocation` and `time_stamp`) who made
//! it and when, `required_signer` whether it is by whom it must be, and `change` what was done to the file afterwards. Nothing here is shared with signing: a fault
//! there would hide itself here.

mod algorithm;
mod algorithm_names;
mod asn;
mod ber;
mod budget;
mod byte_range;
mod certificate;
mod certificate_chain;
mod change;
mod chinese;
mod cms;
mod crl_scope;
mod curve;
mod detached;
mod findings;
mod identity;
mod indirect_crl;
mod layout;
mod locked;
mod ocsp;
mod pdf;
mod pss;
mod report;
mod required_signer;
mod revocation;
mod signature;
mod signature_field;
mod signer_name;
mod sm2;
mod stamp_lapse;
mod time_stamp;
mod trust;
mod trust_findings;

use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

use budget::Budget;
use certificate::{Certificate, certificates};
use pdf::{File, Object};
use required_signer::Held;
use signature::{Case, judge};
use signature_field::{Field, fields};

use crate::clock;
use crate::finding::{Finding, Words};
#[cfg(feature = "inner")]
pub use budget::Cost;
pub use detached::verify_detached;
pub use locked::{identifier, locked};
pub use report::{Change, Detached, Moment, Proof, Report, Signature, Signer, Verdict};
pub use required_signer::{CREDITOR, RequiredSigner, is_only_by_another};

/// How many signatures of one file are judged.
const MOST_SIGNATURES: usize = 64;

/// How many revisions a file may have that is read by others, too.
const MOST_REVISIONS: usize = 32;

/// Whom to trust, as of when.
#[derive(Clone, Default)]
pub struct Terms {
    roots: Vec<Certificate>,
    /// SHA-256 of each of them.
    fingerprints: Vec<String>,
    /// Who must have signed.
    required: Vec<RequiredSigner>,
    password: Option<String>,
    /// The moment of verifying, in seconds since 1970.
    pub now: i64,
}

impl std::fmt::Debug for Terms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Terms")
            .field("roots", &self.roots.len())
            .field("required", &self.required)
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

impl Terms {
    /// Nobody to trust yet.
    pub fn at(now: i64) -> Self {
        Self { now, ..Self::default() }
    }

    /// Nobody to trust yet, as of this moment.
    pub fn now() -> Self {
        Self::at(clock::now().timestamp())
    }

    /// Trusts the certificates of a file: one in DER, or any number in PEM.
    ///
    /// Fails when there is none in it that can be read.
    pub fn trust(&mut self, bytes: &[u8]) -> Result<(), Words> {
        let found = certificates(bytes).map_err(|_| {
            Words::new("no certificate can be read, in PEM or DER", "无法读取证书（PEM 或 DER）")
        })?;
        self.fingerprints.extend(found.iter().map(Certificate::fingerprint));
        self.roots.extend(found);
        Ok(())
    }

    /// Says who must have signed; several of one field are alternatives. Without a field that of the sender is meant,
    /// or the only signature.
    pub fn require(&mut self, who: RequiredSigner) {
        self.required.push(who);
    }

    /// Whether it was said who must have signed as the sender.
    pub fn names_the_sender(&self) -> bool {
        self.required.iter().any(RequiredSigner::is_of_the_sender)
    }

    /// Opens encrypted files with a password, the user's or the owner's.
    pub fn open_with(&mut self, password: impl Into<String>) {
        self.password = Some(password.into());
    }
}

/// Tells what every signature of a PDF is worth.
///
/// Takes any bytes: what cannot be read is a finding. Work and memory are bounded by the file's size.
///
/// ```
/// use hanpress::{Terms, verify};
///
/// let mut terms = Terms::now();
/// terms.trust(&std::fs::read("tests/keys/root.pem")?)?;
/// let report = verify(b"no PDF at all", &terms);
/// assert!(report.signatures.is_empty() && !report.findings.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn verify(bytes: &[u8], terms: &Terms) -> Report {
    judged(bytes, terms).0
}

/// What judging a file costs, for tests of that.
#[cfg(feature = "inner")]
pub fn cost(bytes: &[u8], terms: &Terms) -> (Report, Cost) {
    let (report, budget) = judged(bytes, terms);
    (report, budget.cost())
}

/// Why a file is not handed on to a reader that bounds nothing.
#[derive(Debug)]
pub enum OutOfBounds {
    /// It is encrypted, and not opened by the password given, if any.
    Locked,
    /// It cannot be read, or would cost more than one of its size may.
    Unread(Box<Finding>),
}

/// Fails where reading a file could cost more than one of its size may: with packed or nested content, or with far
/// more revisions than any document goes through. For who hands the file on to a reader that bounds nothing; what is
/// broken is kept from it too, because it may unpack a great deal before it finds that out.
///
/// What else is wrong with it is not told.
pub fn within_bounds(bytes: &[u8], password: Option<&str>) -> Result<(), OutOfBounds> {
    let unread = |fault| OutOfBounds::Unread(Box::new(findings::unreadable(fault)));
    match File::new(bytes, password) {
        Ok(file) if file.revisions.len() > MOST_REVISIONS => Err(unread(pdf::Fault::Many)),
        Ok(file) => file.unpack().map_err(|_| match file.budget.is_over() {
            true => unread(pdf::Fault::Costly),
            false => OutOfBounds::Unread(Box::new(findings::broken_object())),
        }),
        Err((pdf::Fault::Locked, _)) => Err(OutOfBounds::Locked),
        Err((fault, _)) => Err(unread(fault)),
    }
}

fn judged(bytes: &[u8], terms: &Terms) -> (Report, Budget) {
    let unread = |verdict, fault| Report::unread(bytes.len(), verdict, findings::unreadable(fault));
    match File::new(bytes, terms.password.as_deref()) {
        Ok(file) => (examined(&file, terms), file.budget),
        Err((fault, budget)) => {
            let verdict = match fault {
                pdf::Fault::Locked | pdf::Fault::Cipher => Verdict::Locked,
                pdf::Fault::Costly | pdf::Fault::Many | pdf::Fault::Hybrid => Verdict::NotJudged,
                _ => Verdict::Unreadable,
            };
            (unread(verdict, fault), budget)
        }
    }
}

fn examined(file: &File<'_>, terms: &Terms) -> Report {
    let (by_revision, odd) = fields_by_revision(file);
    let last = by_revision.last().cloned().unwrap_or_default();
    let first = by_revision.iter().position(|fields| fields.iter().any(|field| field.value.is_some()));
    let mut findings = layout::faults(file, first);
    if odd {
        findings.push(findings::odd_form());
    }
    findings.extend(vanished(&by_revision, &last));
    findings.extend(stray(file, &last));
    let mut signed: Vec<&Field> = last.iter().filter(|field| field.value.is_some()).collect();
    if signed.is_empty() {
        findings.push(findings::unsigned());
    }
    if signed.len() > MOST_SIGNATURES {
        findings.push(findings::too_many(signed.len()));
        signed.truncate(MOST_SIGNATURES);
    }
    let mut signatures = judge(Case::new(file, terms, &by_revision), &signed);
    if file.budget.is_over() {
        return Report::unread(file.bytes.len(), Verdict::NotJudged, findings::costly());
    }
    if !signatures.is_empty() {
        findings.extend(Held { terms, fields: &last }.judge(&mut signatures));
    }
    Report::of(file.bytes.len(), file.revisions.len(), signatures, findings)
}

/// The signature fields of every revision, and whether the last form is odd. A revision that lists nothing new has
/// those of the one before.
fn fields_by_revision(file: &File<'_>) -> (Vec<Rc<Vec<Field>>>, bool) {
    let mut all: Vec<(Rc<Vec<Field>>, bool)> = Vec::new();
    for at in 0..file.revisions.len() {
        let root = |revision| file.trailer(revision).get(b"Root");
        let same = all.last().filter(|_| file.lists_nothing_new(at) && root(at) == root(at - 1));
        let found = same.cloned().unwrap_or_else(|| {
            let (found, odd) = fields(file, at);
            (Rc::new(found), odd)
        });
        all.push(found);
    }
    let odd = all.last().is_some_and(|(_, odd)| *odd);
    (all.into_iter().map(|(fields, _)| fields).collect(), odd)
}

/// Signatures that an earlier revision had and the last one has not.
fn vanished(by_revision: &[Rc<Vec<Field>>], last: &Rc<Vec<Field>>) -> Vec<Finding> {
    let signed = |field: &&Field| field.value.is_some();
    let now: HashSet<_> = last.iter().filter(signed).map(|field| field.at).collect();
    let earlier = by_revision.iter().filter(|fields| !Rc::ptr_eq(fields, last));
    let all = earlier.flat_map(|fields| fields.iter().filter(signed));
    let names: BTreeSet<_> =
        all.filter(|field| !now.contains(&field.at)).map(|field| field.name.as_str()).collect();
    names.into_iter().take(MOST_SIGNATURES).map(findings::vanished).collect()
}

/// Catalogs beyond the one, and signatures that no field holds.
fn stray(file: &File<'_>, fields: &[Field]) -> Vec<Finding> {
    let known: HashSet<_> = fields.iter().filter_map(|field| field.value.as_ref()?.0).collect();
    let (mut catalogs, mut orphans) = (0, 0);
    for (name, object) in file.objects() {
        let Object::Dict(dict) = object else { continue };
        if dict.get(b"Type".as_slice()).is_some_and(|kind| kind.is("Catalog")) {
            catalogs += 1;
        }
        let has = |key: &str| dict.contains_key(key.as_bytes());
        if has("ByteRange") && has("Contents") && !known.contains(&name) {
            orphans += 1;
        }
    }
    let many = (catalogs > 1).then(|| findings::catalogs(catalogs));
    many.into_iter().chain((orphans > 0).then(findings::orphan)).collect()
}
