//! Turn one signature field into what its signature is worth.

use std::rc::Rc;

use super::Terms;
use super::certificate::Certificate;
use super::chain::{Ground, chain};
use super::change::{Permit, Step};
use super::cms::{self, Container, PLAIN, Unfit};
use super::field::Field;
use super::pdf::{Dict, File, Object, decoded};
use super::range::{Cover, cover};
use super::report::{Change, Covered, Moment, Proof, Signature, Signer, Verdict, written};
use super::revoked::{Said, Standing, standing};
use super::stamp::{Stamp, stamp};
use super::words;
use crate::digest::hex;
use crate::draft::mask;
use crate::finding::Finding;

/// How many certificates or lists a file's own store may offer.
const MOST_OFFERED: usize = 128;

/// Purposes that a certificate for signing documents may have: mail, client, documents, any.
const PURPOSES: [&str; 6] = [
    "1.3.6.1.5.5.7.3.4",
    "1.3.6.1.5.5.7.3.2",
    "1.3.6.1.5.5.7.3.36",
    "1.3.6.1.4.1.311.10.3.12",
    "1.2.840.113583.1.1.5",
    "2.5.29.37.0",
];

/// What all signatures of one file are judged by.
pub(super) struct Case<'c, 'a> {
    file: &'c File<'a>,
    terms: &'c Terms,
    by_revision: &'c [Vec<Field>],
    steps: &'c [Step],
    certificates: Vec<Certificate>,
    said: Said,
}

impl<'c, 'a> Case<'c, 'a> {
    /// Gathers what the file offers for checking.
    pub(super) fn new(
        file: &'c File<'a>,
        terms: &'c Terms,
        by_revision: &'c [Vec<Field>],
        steps: &'c [Step],
    ) -> Self {
        let said = Said { lists: store(file, "CRLs"), answers: store(file, "OCSPs") };
        let certificates = store(file, "Certs");
        let certificates = certificates.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
        Self { file, terms, by_revision, steps, certificates, said }
    }

    fn ground<'g>(&'g self, offered: &'g [Certificate], at: i64) -> Ground<'g> {
        Ground { roots: &self.terms.roots, offered, at }
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

/// A signature before anything is known of when it was made.
struct Draft<'f> {
    field: &'f Field,
    value: Option<Rc<Object>>,
    cover: Result<Cover, Finding>,
    is_stamp: bool,
}

/// Judges all signatures, the earliest first.
pub(super) fn judge(case: &Case<'_, '_>, fields: &[&Field]) -> Vec<Signature> {
    let mut drafts: Vec<_> = fields.iter().map(|field| draft(case, field)).collect();
    drafts.sort_by_key(|draft| draft.cover.as_ref().map_or(usize::MAX, |cover| cover.end));
    let mut proofs: Vec<(usize, Moment)> = Vec::new();
    let mut judged: Vec<(usize, Signature)> = Vec::new();
    let (stamps, others): (Vec<_>, Vec<_>) = drafts.iter().enumerate().partition(|(_, draft)| draft.is_stamp);
    for (at, draft) in stamps {
        let signature = weighed(case, draft, &[]);
        let proven = signature.time.clone().filter(|time| time.proof == Proof::Stamp);
        if let (Ok(cover), Some(time), Verdict::Good) = (&draft.cover, proven, signature.verdict) {
            proofs.push((cover.revision, time));
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

fn weighed(case: &Case<'_, '_>, draft: &Draft<'_>, proofs: &[(usize, Moment)]) -> Signature {
    let mut told = Signature {
        field: draft.field.name.clone(),
        is_stamp: draft.is_stamp,
        verdict: Verdict::Bad,
        signer: None,
        time: None,
        covered: None,
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
    proofs: &[(usize, Moment)],
    told: &mut Signature,
) {
    let contents = value.get(b"Contents".as_slice()).and_then(Object::text);
    let contents = contents.map(|text| text.bytes.as_slice()).unwrap_or_default();
    let pieces = cover.pieces(case.file.bytes);
    if draft.is_stamp {
        let found =
            stamp(contents, |hash| hash.digest(&pieces), case.ground(&case.certificates, case.terms.now));
        return stamped(found, told);
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
fn stamped(found: Stamp, told: &mut Signature) {
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
    proofs: &[(usize, Moment)],
    told: &mut Signature,
) {
    let container = match cms::open(contents) {
        Ok(container) => container,
        Err(Unfit::Foreign) => return told.findings.push(words::foreign_container()),
        Err(Unfit::Signers(count)) => return told.findings.push(words::signers(count)),
    };
    let pieces = cover.pieces(case.file.bytes);
    if container.content.is_some() {
        told.findings.push(words::content_type());
    }
    told.findings.extend(container.faults(PLAIN, |hash| hash.digest(&pieces), bound));
    let offered: Vec<_> = container.certificates.iter().chain(&case.certificates).cloned().collect();
    let proven = own_stamp(case, &container, &offered, told);
    let later = proofs.iter().filter(|(revision, _)| *revision > cover.revision).map(|(_, time)| time);
    let claimed = claimed(case.file, value, &container);
    let proven = proven.or_else(|| later.min_by_key(|time| time.seconds).cloned());
    told.time = proven.or(claimed.map(|seconds| Moment { seconds, proof: Proof::Claim, authority: None }));
    let Some(certificate) = container.certificate() else { return };
    told.signer = Some(signer(certificate));
    if !is_for_documents(certificate) {
        told.findings.push(words::wrong_usage());
    }
    told.findings.extend(stated_name(case.file, value, certificate));
    trusted(case, certificate, &offered, told);
}

/// The time stamp that came with the signature, where it proves a time.
fn own_stamp(
    case: &Case<'_, '_>,
    container: &Container<'_>,
    offered: &[Certificate],
    told: &mut Signature,
) -> Option<Moment> {
    let token = match container.stamp() {
        Ok(token) => token?,
        Err(_) => {
            told.findings.push(words::foreign_stamp());
            return None;
        }
    };
    let found = stamp(token, |hash| hash.digest(&[container.value()]), case.ground(offered, case.terms.now));
    told.findings.extend(found.findings.iter().map(words::stamp_fault));
    told.findings.extend(found.untrusted.map(words::stamp_untrusted));
    let authority = found.authority.as_ref().map(authority_name);
    found.proven().map(|seconds| Moment { seconds, proof: Proof::Stamp, authority })
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

/// Whether a certificate may sign documents.
fn is_for_documents(one: &Certificate) -> bool {
    let usage = one
        .usage()
        .is_ok_and(|usage| usage.is_none_or(|usage| usage.digital_signature() || usage.non_repudiation()));
    let purposes = one.purposes().is_ok_and(|found| {
        found.is_none_or(|(_, list)| list.iter().any(|one| PURPOSES.contains(&one.to_string().as_str())))
    });
    usage && purposes
}

/// The chain to somebody trusted, at the time of signing and, where nothing proves that, now too.
fn trusted(case: &Case<'_, '_>, certificate: &Certificate, offered: &[Certificate], told: &mut Signature) {
    let now = case.terms.now;
    let proven = told.time.as_ref().filter(|time| time.proof == Proof::Stamp).map(|time| time.seconds);
    let claimed = told.time.as_ref().map(|time| time.seconds);
    let (from, until) = certificate.validity();
    let at = proven.unwrap_or(now);
    if claimed.is_some_and(|time| time < from || time > until) {
        told.findings.push(words::outside_validity());
    } else if at > until {
        told.findings.push(words::expired_since());
    }
    if proven.is_none() && claimed.is_some_and(|time| time > now) {
        told.findings.push(words::from_the_future());
    }
    // The leaf's own dates are told above, so that here only whom it leads to is asked.
    match chain(certificate, case.ground(offered, at.max(from).min(until))) {
        Err(broken) => told.findings.push(words::chain(broken)),
        Ok(chain) => told.findings.extend(revocation(case, &chain, proven, at)),
    }
}

/// What the lists in the file say of a chain.
fn revocation(case: &Case<'_, '_>, chain: &[Certificate], proven: Option<i64>, at: i64) -> Option<Finding> {
    let mut known = true;
    for pair in chain.windows(2) {
        match standing(&pair[0], &pair[1], &case.said, at) {
            Standing::Good => {}
            Standing::Unknown => known = false,
            Standing::Revoked(when) => {
                let day = written(when).chars().take(10).collect::<String>();
                return Some(match proven {
                    Some(time) if time < when => words::revoked_later(&day),
                    _ => words::revoked(&day),
                });
            }
        }
    }
    (!known).then(words::unasked)
}

/// The name that the document states must be one of the certificate's.
fn stated_name(file: &File<'_>, value: &Dict, certificate: &Certificate) -> Option<Finding> {
    let stated = file.entry(value, "Name", file.last());
    let stated = decoded(&stated.text()?.bytes).trim().to_string();
    let held = ["2.5.4.3", "2.5.4.10", "2.5.4.11"];
    let same = held.iter().flat_map(|key| certificate.names(key)).any(|name| name.trim() == stated);
    (!same && !stated.is_empty()).then(|| words::other_name(&shown(&stated), &signer(certificate).name))
}

/// The certificate in few words: organisations by name, persons masked.
fn signer(one: &Certificate) -> Signer {
    let organisations = one.names("2.5.4.10");
    let own = one.names("2.5.4.3");
    let name = match (organisations.first(), own.first()) {
        (Some(organisation), Some(own)) if organisation != own => format!("{organisation}, {}", shown(own)),
        (Some(organisation), _) => organisation.clone(),
        (None, own) => own.map(|own| shown(own)).unwrap_or_default(),
    };
    let issuer = [one.issuer_names("2.5.4.10"), one.issuer_names("2.5.4.3")].concat();
    let units = one.names("2.5.4.11").iter().map(|unit| plain(unit)).collect();
    let serial = hex(one.serial());
    Signer {
        name: plain(&name),
        units,
        issuer: plain(&issuer.join(", ")),
        fingerprint: one.fingerprint(),
        serial,
    }
}

/// A time stamp authority is never a person.
fn authority_name(one: &Certificate) -> String {
    let names = [one.names("2.5.4.3"), one.names("2.5.4.10")].concat();
    plain(names.first().map(String::as_str).unwrap_or_default())
}

/// A name as messages may show it: what ends like an organisation's in full, anything else masked.
fn shown(name: &str) -> String {
    const ENDINGS: [&str; 12] =
        ["公司", "银行", "中心", "机构", "法院", "事务所", "委员会", "部", "CA", "Co", "Ltd", "Bank"];
    let name = plain(name);
    if ENDINGS.iter().any(|ending| name.trim_end_matches('.').ends_with(ending)) {
        name
    } else {
        mask::name(&name)
    }
}

/// Text from a certificate without what could disturb a terminal.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(120).collect()
}
