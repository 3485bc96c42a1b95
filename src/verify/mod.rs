//! Turn a signed PDF's bytes into what its signatures are worth: [`verify`].
//!
//! The way of one file: `pdf` finds its revisions and objects, `layout` whether they can be read in one
//! way only, `signature_field` the signatures; then for each signature `byte_range` holds what it covers against the
//! file, `cms` what it says against what it covers, `trust` (by `certificate_chain`, `revocation` and `time_stamp`) who made
//! it and when, `required_signer` whether it is by whom it must be, and `change` what was done to the file afterwards. Nothing here is shared with signing: a fault
//! there would hide itself here.

mod algorithm;
mod asn;
mod byte_range;
mod certificate;
mod certificate_chain;
mod change;
mod chinese;
mod cms;
mod crl_scope;
mod detached;
mod findings;
mod identity;
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

use certificate::{Certificate, certificates};
use pdf::{File, Object};
use required_signer::Held;
use signature::{Case, judge};
use signature_field::{Field, fields};

use crate::clock;
use crate::finding::{Finding, Words};
pub use detached::verify_detached;
pub use locked::{identifier, locked};
pub use report::{Change, Detached, Moment, Proof, Report, Signature, Signer, Verdict};
pub use required_signer::{CREDITOR, RequiredSigner};

/// How many signatures of one file are judged.
const MOST_SIGNATURES: usize = 64;

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
    match File::new(bytes, terms.password.as_deref()) {
        Ok(file) => examined(&file, terms),
        Err(fault @ (pdf::Fault::Locked | pdf::Fault::Cipher)) => {
            Report::unread(bytes.len(), Verdict::Locked, findings::unreadable(fault))
        }
        Err(fault) => Report::unread(bytes.len(), Verdict::Unreadable, findings::unreadable(fault)),
    }
}

fn examined(file: &File<'_>, terms: &Terms) -> Report {
    let (by_revision, odd): (Vec<_>, Vec<_>) = (0..file.revisions.len()).map(|at| fields(file, at)).unzip();
    let mut findings = layout::faults(file);
    if odd.last() == Some(&true) {
        findings.push(findings::odd_form());
    }
    let last = by_revision.last().cloned().unwrap_or_default();
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
    if !signatures.is_empty() {
        findings.extend(Held { terms, fields: &last }.judge(&mut signatures));
    }
    Report::of(file.bytes.len(), file.revisions.len(), signatures, findings)
}

/// Signatures that an earlier revision had and the last one has not.
fn vanished(by_revision: &[Vec<Field>], last: &[Field]) -> Vec<Finding> {
    let mut names = std::collections::BTreeSet::new();
    for field in by_revision.iter().flatten().filter(|field| field.value.is_some()) {
        if !last.iter().any(|now| now.at == field.at && now.value.is_some()) {
            names.insert(&field.name);
        }
    }
    names.into_iter().map(|name| findings::vanished(name)).collect()
}

/// Catalogs beyond the one, and signatures that no field holds.
fn stray(file: &File<'_>, fields: &[Field]) -> Vec<Finding> {
    let last = file.last();
    let known: Vec<_> = fields.iter().filter_map(|field| field.value.as_ref()?.0).collect();
    let (mut catalogs, mut orphans) = (0, 0);
    for (name, object) in file.objects(last) {
        let Object::Dict(dict) = &*object else { continue };
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
