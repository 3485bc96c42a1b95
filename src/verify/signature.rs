//! Turn one signature field into what its signature is worth.

use std::collections::HashMap;
use std::rc::Rc;

use super::Terms;
use super::ber::definite;
use super::byte_range::{ByteRange, byte_range};
use super::certificate::Certificate;
use super::certificate_chain::ChainInput;
use super::change::{Permit, Step, steps};
use super::chinese;
use super::cms::{Container, open_detached};
use super::findings;
use super::pdf::{Dict, File, Object, ObjectId, text_string};
use super::report::{Change, Covered, Level, Moment, Proof, Signature, Signer, Verdict};
use super::revocation::RevocationData;
use super::signature_field::Field;
use super::signer_name::{authority_name, holder, signer};
use super::time_stamp::{TimeStamp, time_stamp};
use super::trust::{TrustContext, certificate_findings, is_documented, signature_time_stamp};
use crate::finding::Finding;
use crate::holder::shown;

/// How many certificates or lists a file's own store may offer.
const MOST_OFFERED: usize = 128;

/// How many times its bytes a certificate takes in memory.
const READ: usize = 16;
/// How many changes after a signature are told.
const MOST_CHANGES: usize = 200;

/// What all signatures of one file are judged by.
pub(super) struct Case<'c, 'a> {
    file: &'c File<'a>,
    terms: &'c Terms,
    by_revision: &'c [Rc<Vec<Field>>],
    /// The first revision in which each field is signed.
    signed_in: HashMap<ObjectId, usize>,
    /// What was changed from the first signature on.
    steps: Vec<Step>,
    certificates: Vec<Certificate>,
    revocation: RevocationData,
    /// The first revision that has a store of certificates and of what tells of revocation.
    dss_since: Option<usize>,
}

impl<'c, 'a> Case<'c, 'a> {
    /// Gathers what the file offers for checking.
    pub(super) fn new(file: &'c File<'a>, terms: &'c Terms, by_revision: &'c [Rc<Vec<Field>>]) -> Self {
        let revocation =
            RevocationData { crls: dss_entries(file, "CRLs"), ocsp_responses: dss_entries(file, "OCSPs") };
        let certificates = dss_entries(file, "Certs");
        let certificates = certificates.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
        let dss_since = (0..file.revisions.len()).find(|at| has_dss(file, *at));
        let mut signed_in = HashMap::new();
        for (at, fields) in by_revision.iter().enumerate() {
            for field in fields.iter().filter(|field| field.value.is_some()) {
                signed_in.entry(field.at).or_insert(at);
            }
        }
        Self { file, terms, by_revision, signed_in, steps: Vec::new(), certificates, revocation, dss_since }
    }

    fn chain_input(&self, at: i64) -> ChainInput<'_> {
        ChainInput { roots: &self.terms.roots, offered: &self.certificates, at, budget: &self.file.budget }
    }
}

/// What the document security store (DSS) holds under a key.
fn dss_entries(file: &File<'_>, key: &str) -> Vec<Vec<u8>> {
    let last = file.last();
    let root = file.entry(file.trailer(last), "Root", last);
    let Some(root) = root.dict() else { return Vec::new() };
    let store = file.entry(root, "DSS", last);
    let Some(store) = store.dict() else { return Vec::new() };
    let list = file.entry(store, key, last);
    let streams = list.array().unwrap_or_default().iter().take(MOST_OFFERED);
    let plain = |item: &Object| match &*file.follow(item, last) {
        Object::Stream(stream) => {
            let plain = file.decoded(stream).ok()?;
            // Certificates take their bytes several times over once they are read.
            file.budget.hold(READ * plain.len()).ok()?;
            Some(plain)
        }
        _ => None,
    };
    streams.filter_map(plain).collect()
}

/// Whether a revision's catalog names a document security store.
fn has_dss(file: &File<'_>, revision: usize) -> bool {
    let root = file.entry(file.trailer(revision), "Root", revision);
    root.dict().is_some_and(|root| file.entry(root, "DSS", revision).dict().is_some())
}

/// A signature that is not judged yet: its time may depend on time stamps over the file that come later.
struct Unjudged<'f> {
    field: &'f Field,
    value: Option<Rc<Object>>,
    range: Result<ByteRange, Finding>,
    is_stamp: bool,
}

/// A time stamp over the file up to a revision that holds, whoever gave it.
struct FileTimeStamp {
    revision: usize,
    /// The time it gives, in seconds since 1970.
    time: i64,
    /// The time, where somebody trusted gave it.
    proven: Option<Moment>,
}

/// Judges all signatures, the earliest first.
pub(super) fn judge(case: Case<'_, '_>, fields: &[&Field]) -> Vec<Signature> {
    let mut all: Vec<_> = fields.iter().map(|field| unjudged(&case, field)).collect();
    all.sort_by_key(|unjudged| unjudged.range.as_ref().map_or(usize::MAX, |range| range.end));
    // What was done before the first signature is nobody's change.
    let first =
        all.iter().filter_map(|unjudged| unjudged.range.as_ref().ok()).map(|range| range.revision).min();
    let steps = first.map(|first| steps(case.file, case.by_revision, first)).unwrap_or_default();
    let case = &Case { steps, ..case };
    let mut file_time_stamps: Vec<FileTimeStamp> = Vec::new();
    let mut judged: Vec<(usize, Signature)> = Vec::new();
    let (time_stamps, others): (Vec<_>, Vec<_>) =
        all.iter().enumerate().partition(|(_, unjudged)| unjudged.is_stamp);
    for (at, unjudged) in time_stamps {
        let signature = judge_one(case, unjudged, &[]);
        let holds = matches!(signature.verdict, Verdict::Good | Verdict::Untrusted);
        if let (Ok(range), Some(time), true) = (&unjudged.range, &signature.time, holds) {
            let trusted = signature.verdict == Verdict::Good && time.proof == Proof::Stamp;
            let proven = trusted.then(|| time.clone());
            file_time_stamps.push(FileTimeStamp { revision: range.revision, time: time.seconds, proven });
        }
        judged.push((at, signature));
    }
    judged
        .extend(others.into_iter().map(|(at, unjudged)| (at, judge_one(case, unjudged, &file_time_stamps))));
    judged.sort_by_key(|(at, _)| *at);
    judged.into_iter().map(|(_, signature)| signature).collect()
}

fn unjudged<'f>(case: &Case<'_, '_>, field: &'f Field) -> Unjudged<'f> {
    let value = field.value.as_ref().map(|(_, value)| Rc::clone(value));
    let dict = value.as_ref().and_then(|value| value.dict());
    let range = dict.ok_or_else(findings::no_dictionary).and_then(|dict| byte_range(case.file, dict));
    let is_stamp = dict.is_some_and(|dict| sub_filter(case.file, dict) == "ETSI.RFC3161");
    Unjudged { field, value, range, is_stamp }
}

fn sub_filter(file: &File<'_>, value: &Dict) -> String {
    word(file, value, "SubFilter")
}

fn word(file: &File<'_>, value: &Dict, key: &str) -> String {
    let kind = file.entry(value, key, file.last());
    kind.name().map(|word| String::from_utf8_lossy(word).into_owned()).unwrap_or_default()
}

fn judge_one(case: &Case<'_, '_>, unjudged: &Unjudged<'_>, file_time_stamps: &[FileTimeStamp]) -> Signature {
    let mut judged = Signature {
        field: unjudged.field.name.clone(),
        is_stamp: unjudged.is_stamp,
        verdict: Verdict::Bad,
        signer: None,
        time: None,
        covered: None,
        level: None,
        permits: None,
        changes: Vec::new(),
        findings: Vec::new(),
    };
    let Some(value) = unjudged.value.as_ref().and_then(|value| value.dict()) else {
        judged.findings.push(findings::no_dictionary());
        return judged.with_verdict();
    };
    let range = match &unjudged.range {
        Ok(range) => range,
        Err(finding) => {
            judged.findings.push(finding.clone());
            return judged.with_verdict();
        }
    };
    note_coverage(case, unjudged.field, range, &mut judged);
    note_changes(case, value, unjudged.field, range, &mut judged);
    judge_contents(case, unjudged, value, range, file_time_stamps, &mut judged);
    judged.with_verdict()
}

/// Judges the signature's container, by its kind.
fn judge_contents(
    case: &Case<'_, '_>,
    unjudged: &Unjudged<'_>,
    value: &Dict,
    range: &ByteRange,
    file_time_stamps: &[FileTimeStamp],
    judged: &mut Signature,
) {
    let contents = value.get(b"Contents".as_slice()).and_then(Object::string);
    let contents =
        &*definite(contents.map(|text| text.bytes.as_slice()).unwrap_or_default(), &case.file.budget);
    let pieces = range.pieces(case.file.bytes);
    if case.file.budget.spend(range.end / 4).is_err() {
        return;
    }
    if unjudged.is_stamp {
        let found = time_stamp(contents, |hash| hash.digest(&pieces), case.chain_input(case.terms.now));
        return judge_file_time_stamp(found, judged);
    }
    let sub_filter = sub_filter(case.file, value);
    if let Some((name, standard)) = chinese::form(&word(case.file, value, "Filter"), &sub_filter, contents) {
        judged.findings.push(findings::chinese_form(&name, standard));
        return;
    }
    match sub_filter.as_str() {
        "ETSI.CAdES.detached" => judge_cms(case, value, range, contents, true, file_time_stamps, judged),
        "adbe.pkcs7.detached" => judge_cms(case, value, range, contents, false, file_time_stamps, judged),
        "adbe.pkcs7.sha1" | "adbe.x509.rsa_sha1" => {
            judged.findings.push(findings::arithmetic(super::algorithm::Fault::Weak));
        }
        other => judged.findings.push(findings::unknown_kind(other)),
    }
}

/// Notes what is covered. The field must have been signed in the very revision that the range ends with: an old
/// signature, moved to a field that was added later, would vouch for a file that nobody signed.
fn note_coverage(case: &Case<'_, '_>, field: &Field, range: &ByteRange, judged: &mut Signature) {
    if case.signed_in.get(&field.at) != Some(&range.revision) {
        judged.findings.push(findings::range_of_other_revision());
    }
    let whole = range.revision == case.file.last();
    judged.covered = Some(Covered { revision: range.revision + 1, bytes: range.end, whole });
}

/// Notes what was done afterwards.
fn note_changes(case: &Case<'_, '_>, value: &Dict, field: &Field, range: &ByteRange, judged: &mut Signature) {
    let permit =
        Permit::of(case.file, value, field.lock.as_ref().and_then(|lock| lock.dict()), range.revision);
    judged.permits = permit.level;
    let mut disallowed = 0;
    for step in case.steps.iter().filter(|step| step.revision > range.revision) {
        for difference in &step.differences {
            let allowed = permit.allows(&difference.kind);
            disallowed += usize::from(!allowed);
            if judged.changes.len() < MOST_CHANGES {
                let (revision, words) = (step.revision + 1, difference.words.clone());
                judged.changes.push(Change { revision, words, allowed });
            }
        }
    }
    if disallowed > 0 {
        judged.findings.push(findings::disallowed(disallowed));
    }
}

/// Judges a time stamp over the file.
fn judge_file_time_stamp(found: TimeStamp, judged: &mut Signature) {
    let authority = found.authority.as_ref().map(authority_name);
    if let Some(seconds) = found.time {
        let proof = if found.proven().is_some() { Proof::Stamp } else { Proof::Claim };
        judged.time = Some(Moment { seconds, proof, authority });
    }
    judged.signer = found.authority.as_ref().map(|one| Signer { name: authority_name(one), ..signer(one) });
    judged.findings.extend(found.findings);
    judged.findings.extend(found.untrusted.map(findings::chain));
}

/// Judges a signature by a signer; `bound` where its kind demands that it names the certificate.
fn judge_cms(
    case: &Case<'_, '_>,
    value: &Dict,
    range: &ByteRange,
    contents: &[u8],
    bound: bool,
    file_time_stamps: &[FileTimeStamp],
    judged: &mut Signature,
) {
    let pieces = range.pieces(case.file.bytes);
    let (container, wrong) =
        match open_detached(contents, |hash| hash.digest(&pieces), bound, &case.file.budget) {
            Ok(opened) => opened,
            Err(finding) => return judged.findings.push(finding),
        };
    judged.findings.extend(wrong);
    let offered: Vec<_> = container.certificates.iter().chain(&case.certificates).cloned().collect();
    let (terms, revocation, budget) = (case.terms, &case.revocation, &case.file.budget);
    let context = TrustContext { terms, offered: &offered, revocation, budget };
    let own = signature_time_stamp(&container, context);
    judged.findings.extend(own.findings);
    let later: Vec<_> = file_time_stamps.iter().filter(|proof| proof.revision > range.revision).collect();
    let proven = later.iter().filter_map(|proof| proof.proven.clone()).min_by_key(|time| time.seconds);
    let claimed = claimed(case.file, value, &container);
    judged.time = own.proven.or(proven).or(claimed.map(Moment::claimed));
    let Some(certificate) = container.certificate() else { return };
    judged.signer = Some(signer(certificate));
    judged.findings.extend(stated_name(case.file, value, certificate));
    judged.findings.extend(certificate_findings(certificate, judged.time.as_ref(), context));
    // Not the time of today: the level is what the file carries, and stays.
    let stamped = own.time.or(later.iter().map(|proof| proof.time).min());
    let documented = |at| case.dss_since.is_some() && is_documented(certificate, at, context);
    let archived =
        case.dss_since.is_some_and(|dss_since| later.iter().any(|proof| proof.revision >= dss_since));
    let level = match stamped {
        None => Level::B,
        Some(at) if !documented(at) => Level::T,
        Some(_) if archived => Level::Lta,
        Some(_) => Level::Lt,
    };
    judged.level = bound.then_some(level);
}

/// When the document says that it was signed.
fn claimed(file: &File<'_>, value: &Dict, container: &Container<'_>) -> Option<i64> {
    let date = file.entry(value, "M", file.last());
    let date = date.string().and_then(|text| seconds(&text_string(&text.bytes)));
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

/// The name that the document states must be the certificate's holder's.
fn stated_name(file: &File<'_>, value: &Dict, certificate: &Certificate) -> Option<Finding> {
    let stated = file.entry(value, "Name", file.last());
    let stated = text_string(&stated.string()?.bytes).trim().to_string();
    let same = stated.is_empty() || holder(certificate).may_sign_as(&stated);
    (!same).then(|| findings::other_name(&shown(&stated), &signer(certificate).name))
}
