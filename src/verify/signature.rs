//! Turn one signature field into what its signature is worth.

use std::rc::Rc;

use super::Terms;
use super::certificate::Certificate;
use super::chain::Ground;
use super::change::{Permit, Step, steps};
use super::cms::{Container, beside};
use super::field::Field;
use super::pdf::{Dict, File, Object, decoded};
use super::range::{Cover, cover};
use super::report::{Change, Covered, Level, Moment, Proof, Signature, Signer, Verdict};
use super::revoked::Said;
use super::stamp::{Stamp, stamp};
use super::trust::{Bench, is_documented, stamped, weigh};
use super::whose::{authority_name, shown, signer};
use super::words;
use crate::finding::Finding;

/// How many certificates or lists a file's own store may offer.
const MOST_OFFERED: usize = 128;

/// What all signatures of one file are judged by.
pub(super) struct Case<'c, 'a> {
    file: &'c File<'a>,
    terms: &'c Terms,
    by_revision: &'c [Vec<Field>],
    /// What was changed from the first signature on.
    steps: Vec<Step>,
    certificates: Vec<Certificate>,
    said: Said,
    /// The first revision that has a store of certificates and of what tells of revocation.
    stored: Option<usize>,
}

impl<'c, 'a> Case<'c, 'a> {
    /// Gathers what the file offers for checking.
    pub(super) fn new(file: &'c File<'a>, terms: &'c Terms, by_revision: &'c [Vec<Field>]) -> Self {
        let said = Said { lists: store(file, "CRLs"), answers: store(file, "OCSPs") };
        let certificates = store(file, "Certs");
        let certificates = certificates.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
        let stored = (0..file.revisions.len()).find(|at| has_store(file, *at));
        Self { file, terms, by_revision, steps: Vec::new(), certificates, said, stored }
    }

    fn ground(&self, at: i64) -> Ground<'_> {
        Ground { roots: &self.terms.roots, offered: &self.certificates, at }
    }
}

/// What the document's own security store holds under a key.
fn store(file: &File<'_>, key: &str) -> Vec<Vec<u8>> {
    let last = file.last();
    let root = file.entry(file.trailer(last), "Root", last);
    let Some(root) = root.dict() else { return Vec::new() };
    let store = file.entry(root, "DSS", last);
    let Some(store) = store.dict() else { return Vec::new() };
    let list = file.entry(store, key, last);
    let streams = list.array().unwrap_or_default().iter().take(MOST_OFFERED);
    let plain = |item: &Object| match &*file.follow(item, last) {
        Object::Stream(stream) => file.plain(stream).ok(),
        _ => None,
    };
    streams.filter_map(plain).collect()
}

/// Whether a revision's catalog names a security store.
fn has_store(file: &File<'_>, revision: usize) -> bool {
    let root = file.entry(file.trailer(revision), "Root", revision);
    root.dict().is_some_and(|root| file.entry(root, "DSS", revision).dict().is_some())
}

/// A signature before anything is known of when it was made.
struct Draft<'f> {
    field: &'f Field,
    value: Option<Rc<Object>>,
    cover: Result<Cover, Finding>,
    is_stamp: bool,
}

/// A time stamp over the file up to a revision that holds, whoever gave it.
struct Stamping {
    revision: usize,
    /// The time it gives, in seconds since 1970.
    time: i64,
    /// The time, where somebody trusted gave it.
    proven: Option<Moment>,
}

/// Judges all signatures, the earliest first.
pub(super) fn judge(case: Case<'_, '_>, fields: &[&Field]) -> Vec<Signature> {
    let mut drafts: Vec<_> = fields.iter().map(|field| draft(&case, field)).collect();
    drafts.sort_by_key(|draft| draft.cover.as_ref().map_or(usize::MAX, |cover| cover.end));
    // What was done before the first signature is nobody's change.
    let first = drafts.iter().filter_map(|draft| draft.cover.as_ref().ok()).map(|cover| cover.revision).min();
    let steps = first.map(|first| steps(case.file, case.by_revision, first)).unwrap_or_default();
    let case = &Case { steps, ..case };
    let mut proofs: Vec<Stamping> = Vec::new();
    let mut judged: Vec<(usize, Signature)> = Vec::new();
    let (stamps, others): (Vec<_>, Vec<_>) = drafts.iter().enumerate().partition(|(_, draft)| draft.is_stamp);
    for (at, draft) in stamps {
        let signature = weighed(case, draft, &[]);
        let holds = matches!(signature.verdict, Verdict::Good | Verdict::Untrusted);
        if let (Ok(cover), Some(time), true) = (&draft.cover, &signature.time, holds) {
            let trusted = signature.verdict == Verdict::Good && time.proof == Proof::Stamp;
            let proven = trusted.then(|| time.clone());
            proofs.push(Stamping { revision: cover.revision, time: time.seconds, proven });
        }
        judged.push((at, signature));
    }
    judged.extend(others.into_iter().map(|(at, draft)| (at, weighed(case, draft, &proofs))));
    judged.sort_by_key(|(at, _)| *at);
    judged.into_iter().map(|(_, signature)| signature).collect()
}

fn draft<'f>(case: &Case<'_, '_>, field: &'f Field) -> Draft<'f> {
    let value = field.value.as_ref().map(|(_, value)| Rc::clone(value));
    let dict = value.as_ref().and_then(|value| value.dict());
    let cover = dict.ok_or_else(words::no_dictionary).and_then(|dict| cover(case.file, dict));
    let is_stamp = dict.is_some_and(|dict| kind(case.file, dict) == "ETSI.RFC3161");
    Draft { field, value, cover, is_stamp }
}

fn kind(file: &File<'_>, value: &Dict) -> String {
    let kind = file.entry(value, "SubFilter", file.last());
    kind.word().map(|word| String::from_utf8_lossy(word).into_owned()).unwrap_or_default()
}

fn weighed(case: &Case<'_, '_>, draft: &Draft<'_>, proofs: &[Stamping]) -> Signature {
    let mut told = Signature {
        field: draft.field.name.clone(),
        is_stamp: draft.is_stamp,
        verdict: Verdict::Bad,
        signer: None,
        time: None,
        covered: None,
        level: None,
        permits: None,
        changes: Vec::new(),
        findings: Vec::new(),
    };
    let Some(value) = draft.value.as_ref().and_then(|value| value.dict()) else {
        told.findings.push(words::no_dictionary());
        return told.judged();
    };
    let cover = match &draft.cover {
        Ok(cover) => cover,
        Err(finding) => {
            told.findings.push(finding.clone());
            return told.judged();
        }
    };
    covered(case, draft.field, cover, &mut told);
    changes(case, value, draft.field, cover, &mut told);
    contained(case, draft, value, cover, proofs, &mut told);
    told.judged()
}

/// What the signature's container says, by its kind.
fn contained(
    case: &Case<'_, '_>,
    draft: &Draft<'_>,
    value: &Dict,
    cover: &Cover,
    proofs: &[Stamping],
    told: &mut Signature,
) {
    let contents = value.get(b"Contents".as_slice()).and_then(Object::text);
    let contents = contents.map(|text| text.bytes.as_slice()).unwrap_or_default();
    let pieces = cover.pieces(case.file.bytes);
    if draft.is_stamp {
        let found = stamp(contents, |hash| hash.digest(&pieces), case.ground(case.terms.now));
        return whole_stamp(found, told);
    }
    match kind(case.file, value).as_str() {
        "ETSI.CAdES.detached" => signed(case, value, cover, contents, true, proofs, told),
        "adbe.pkcs7.detached" => signed(case, value, cover, contents, false, proofs, told),
        "adbe.pkcs7.sha1" | "adbe.x509.rsa_sha1" => {
            told.findings.push(words::arithmetic(super::algorithm::Fault::Weak));
        }
        other => told.findings.push(words::unknown_kind(other)),
    }
}

/// Notes what is covered; the field must have been signed in that very revision.
fn covered(case: &Case<'_, '_>, field: &Field, cover: &Cover, told: &mut Signature) {
    let first = case
        .by_revision
        .iter()
        .position(|fields| fields.iter().any(|one| one.at == field.at && one.value.is_some()));
    if first != Some(cover.revision) {
        told.findings.push(words::range_foreign());
    }
    let whole = cover.revision == case.file.last();
    told.covered = Some(Covered { revision: cover.revision + 1, bytes: cover.end, whole });
}

/// Notes what was done afterwards.
fn changes(case: &Case<'_, '_>, value: &Dict, field: &Field, cover: &Cover, told: &mut Signature) {
    let permit = Permit::of(case.file, value, field.lock.as_ref(), cover.revision);
    told.permits = permit.level;
    for step in case.steps.iter().filter(|step| step.revision > cover.revision) {
        let change = |difference: &super::change::Difference| Change {
            revision: step.revision + 1,
            words: difference.words.clone(),
            allowed: permit.bears(&difference.kind),
        };
        told.changes.extend(step.differences.iter().map(change));
    }
    let unborne = told.changes.iter().filter(|change| !change.allowed).count();
    if unborne > 0 {
        told.findings.push(words::unborne(unborne));
    }
}

/// A time stamp over the file.
fn whole_stamp(found: Stamp, told: &mut Signature) {
    let authority = found.authority.as_ref().map(authority_name);
    if let Some(seconds) = found.time {
        let proof = if found.proven().is_some() { Proof::Stamp } else { Proof::Claim };
        told.time = Some(Moment { seconds, proof, authority });
    }
    told.signer = found.authority.as_ref().map(|one| Signer { name: authority_name(one), ..signer(one) });
    told.findings.extend(found.findings);
    told.findings.extend(found.untrusted.map(words::chain));
}

/// A signature by a signer; `bound` where its kind demands that it names the certificate.
fn signed(
    case: &Case<'_, '_>,
    value: &Dict,
    cover: &Cover,
    contents: &[u8],
    bound: bool,
    proofs: &[Stamping],
    told: &mut Signature,
) {
    let pieces = cover.pieces(case.file.bytes);
    let (container, wrong) = match beside(contents, |hash| hash.digest(&pieces), bound) {
        Ok(opened) => opened,
        Err(finding) => return told.findings.push(finding),
    };
    told.findings.extend(wrong);
    let offered: Vec<_> = container.certificates.iter().chain(&case.certificates).cloned().collect();
    let bench = Bench { terms: case.terms, offered: &offered, said: &case.said };
    let own = stamped(&container, bench);
    told.findings.extend(own.findings);
    let later: Vec<_> = proofs.iter().filter(|proof| proof.revision > cover.revision).collect();
    let proven = later.iter().filter_map(|proof| proof.proven.clone()).min_by_key(|time| time.seconds);
    let claimed = claimed(case.file, value, &container);
    told.time = own.proven.or(proven).or(claimed.map(Moment::claimed));
    let Some(certificate) = container.certificate() else { return };
    told.signer = Some(signer(certificate));
    told.findings.extend(stated_name(case.file, value, certificate));
    told.findings.extend(weigh(certificate, told.time.as_ref(), bench));
    // Not the time of today: the level is what the file carries, and stays.
    let stamped = own.time.or(later.iter().map(|proof| proof.time).min());
    let documented = |at| case.stored.is_some() && is_documented(certificate, at, bench);
    let archived = case.stored.is_some_and(|stored| later.iter().any(|proof| proof.revision >= stored));
    let level = match stamped {
        None => Level::B,
        Some(at) if !documented(at) => Level::T,
        Some(_) if archived => Level::Lta,
        Some(_) => Level::Lt,
    };
    told.level = bound.then_some(level);
}

/// When the document says that it was signed.
fn claimed(file: &File<'_>, value: &Dict, container: &Container<'_>) -> Option<i64> {
    let date = file.entry(value, "M", file.last());
    let date = date.text().and_then(|text| seconds(&decoded(&text.bytes)));
    date.or_else(|| container.claimed())
}

/// A PDF date, as `D:20261122200000+08'00'`, in seconds since 1970.
fn seconds(date: &str) -> Option<i64> {
    let digits = date.strip_prefix("D:")?;
    let (day, zone) = digits.split_at_checked(14)?;
    let local = chrono::NaiveDateTime::parse_from_str(day, "%Y%m%d%H%M%S").ok()?.and_utc().timestamp();
    let sign = match zone.chars().next() {
        None | Some('Z') => return Some(local),
        Some('+') => -1,
        Some('-') => 1,
        Some(_) => return None,
    };
    let number = |from: usize| zone.get(from..from + 2).and_then(|text| text.parse::<i64>().ok());
    Some(local + sign * (number(1)? * 3600 + number(4).unwrap_or(0) * 60))
}

/// The name that the document states must be one of the certificate's.
fn stated_name(file: &File<'_>, value: &Dict, certificate: &Certificate) -> Option<Finding> {
    let stated = file.entry(value, "Name", file.last());
    let stated = decoded(&stated.text()?.bytes).trim().to_string();
    let held = ["2.5.4.3", "2.5.4.10", "2.5.4.11"];
    let same = held.iter().flat_map(|key| certificate.names(key)).any(|name| name.trim() == stated);
    (!same && !stated.is_empty()).then(|| words::other_name(&shown(&stated), &signer(certificate).name))
}
