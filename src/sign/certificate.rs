//! Hold the certificate of a key against what it is to sign: whose, when, for what, by whom issued.

use chrono::{DateTime, FixedOffset, NaiveDate};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc4519;
use const_oid::db::rfc5912::{ID_KP_CLIENT_AUTH, ID_KP_EMAIL_PROTECTION, ID_KP_TIME_STAMPING};
use der::asn1::{BmpString, TeletexStringRef};
use der::{Encode, Tag, Tagged};
use x509_cert::Certificate;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage};
use x509_cert::name::Name;
use x509_cert::time::Time;

use super::key::Key;
use super::proof;
use crate::clock;
use crate::error::Stop;
use crate::holder::{self, Holder, Names};
use crate::weak::is_weak;

/// Purposes that let a certificate sign documents: any, RFC 9336, Microsoft's, Adobe's, e-mail, client.
const PURPOSES: [ObjectIdentifier; 6] = [
    ObjectIdentifier::new_unwrap("2.5.29.37.0"),
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.36"),
    ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.10.3.12"),
    ObjectIdentifier::new_unwrap("1.2.840.113583.1.1.5"),
    ID_KP_EMAIL_PROTECTION,
    ID_KP_CLIENT_AUTH,
];

/// The longest chain that is followed.
const LONGEST: usize = 8;

/// The chain of a key: its own certificate first, the root last.
///
/// Refused are a key without its certificate; one that names nobody, is not yet or no longer valid on the day of
/// issue or now, or may not sign; one that is signed in a weak way, whose issuers are not there, or not among
/// `trusted`.
pub(super) fn chain(
    key: &Key,
    mut known: Vec<Certificate>,
    trusted: &[Certificate],
    issued_on: NaiveDate,
) -> Result<Vec<Certificate>, Stop> {
    let public = key.public();
    let is_own = |certificate: &Certificate| bits(certificate) == public;
    let found = known.iter().position(is_own);
    let own = found.map(|at| known.swap_remove(at)).ok_or_else(|| no_certificate(known.len()))?;
    known.extend(trusted.iter().cloned());
    if holder(&own).name().is_none() {
        return Err(nobody(&own));
    }
    check_validity(&own, &shown(&own), issued_on)?;
    check_usage(&own)?;
    let chain = path(own, &known);
    chain[1..].iter().try_for_each(|above| check_validity(above, &authority(above), issued_on))?;
    let called = |at: usize| if at == 0 { shown(&chain[0]) } else { authority(&chain[at]) };
    let end = chain.len() - 1;
    if !is_root(&chain[end]) {
        let weak = is_weak(&chain[end].signature_algorithm().oid.to_string());
        return Err(if weak { weakly_signed(&called(end)) } else { unknown_issuer(&called(end)) });
    }
    if end == 0 {
        return Err(self_signed(&called(end)));
    }
    if !(trusted.is_empty() || trusted.contains(&chain[end])) {
        return Err(unknown_issuer(&called(end - 1)));
    }
    Ok(chain)
}

/// Whom a certificate was issued to.
pub(super) fn holder(certificate: &Certificate) -> Holder {
    let tbs = certificate.tbs_certificate();
    let own = |kind| names(tbs.subject(), &[kind]);
    Holder::of(&Names {
        organisations: own(rfc4519::O),
        units: own(rfc4519::OU),
        own: own(rfc4519::CN),
        issuer: names(tbs.issuer(), &[rfc4519::O, rfc4519::CN]),
    })
}

/// Whom a certificate names, as messages may show it: persons masked. What others issued to an authority, for
/// certificates or for time stamps, names no person; what calls itself one may.
pub(super) fn shown(certificate: &Certificate) -> String {
    let issues = extension::<BasicConstraints>(certificate).is_some_and(|constraints| constraints.ca);
    let stamps =
        extension::<ExtendedKeyUsage>(certificate).is_some_and(|usage| usage.0 == [ID_KP_TIME_STAMPING]);
    if (issues || stamps) && !is_root(certificate) {
        authority(certificate)
    } else {
        holder(certificate).shown()
    }
}

/// An authority's name: its CN, else its O.
pub(super) fn authority(certificate: &Certificate) -> String {
    let subject = certificate.tbs_certificate().subject();
    let all = [names(subject, &[rfc4519::CN]), names(subject, &[rfc4519::O])].concat();
    holder::shown_body(all.first().map(String::as_str).unwrap_or_default())
}

/// Refuses a certificate of another SHA-256 than the one that is held to.
pub(super) fn is_pinned(certificate: &Certificate, pinned: Option<&str>) -> Result<(), Stop> {
    let found = fingerprint(certificate);
    match pinned {
        Some(pinned) if super::config::digits(pinned).as_ref() != Some(&found) => Err(Stop::new(
            format!("the key's certificate is `{found}`, and `certificate_sha256` asks for `{pinned}`"),
            format!("密钥的证书为 `{found}`，而 `certificate_sha256` 要求 `{pinned}`"),
        )
        .hint(
            "sign with the key that is meant; where the certificate was renewed, change `certificate_sha256`",
            "请使用指定的密钥；证书已更换的，请修改 `certificate_sha256`",
        )),
        _ => Ok(()),
    }
}

/// SHA-256 of a certificate, in hex.
pub(super) fn fingerprint(certificate: &Certificate) -> String {
    certificate.to_der().map(|der| crate::digest::sha256(&der)).unwrap_or_default()
}

fn names(name: &Name, kinds: &[ObjectIdentifier]) -> Vec<String> {
    let all = name.iter().filter(|part| kinds.contains(&part.oid));
    all.filter_map(text).map(|text| text.trim().to_string()).collect()
}

/// A name's part as text, in any of the alphabets that authorities use.
fn text(part: &AttributeTypeAndValue) -> Option<String> {
    let value = &part.value;
    match value.tag() {
        Tag::BmpString => value.decode_as::<BmpString>().ok().map(|text| text.to_string()),
        Tag::TeletexString => {
            value.decode_as::<TeletexStringRef<'_>>().ok().map(|text| text.as_str().to_string())
        }
        _ => std::str::from_utf8(value.value()).ok().map(str::to_string),
    }
}

/// A key's bits in its certificate.
fn bits(certificate: &Certificate) -> &[u8] {
    certificate.tbs_certificate().subject_public_key_info().subject_public_key.raw_bytes()
}

/// Whether a certificate is its own issuer.
pub(super) fn is_root(certificate: &Certificate) -> bool {
    let tbs = certificate.tbs_certificate();
    tbs.issuer() == tbs.subject()
}

/// Whether one certificate may issue others and did issue this one.
pub(super) fn issued(issuer: &Certificate, certificate: &Certificate) -> bool {
    let may = extension::<BasicConstraints>(issuer).is_some_and(|constraints| constraints.ca)
        && extension::<KeyUsage>(issuer).is_none_or(|usage| usage.key_cert_sign());
    may && issuer.tbs_certificate().subject() == certificate.tbs_certificate().issuer()
        && is_signed_by(certificate, issuer)
}

fn is_signed_by(certificate: &Certificate, issuer: &Certificate) -> bool {
    let Ok(message) = certificate.tbs_certificate().to_der() else { return false };
    let signature = certificate.signature().raw_bytes();
    proof::holds(issuer, certificate.signature_algorithm(), None, &message, signature)
}

/// A certificate and those above it, as far as they are among `known`; a root comes last.
pub(super) fn path(own: Certificate, known: &[Certificate]) -> Vec<Certificate> {
    let mut path = vec![own];
    while let Some(last) = path.last().filter(|last| !is_root(last)) {
        let next = known.iter().find(|other| issued(other, last)).cloned();
        let Some(next) = next.filter(|_| path.len() < LONGEST) else { break };
        path.push(next);
    }
    path
}

/// Whether a certificate is valid at a moment, in seconds since 1970.
pub(super) fn is_valid_at(certificate: &Certificate, seconds: i64) -> bool {
    let validity = certificate.tbs_certificate().validity();
    let seconds_of = |time: &Time| time.to_unix_duration().as_secs().cast_signed();
    (seconds_of(&validity.not_before)..=seconds_of(&validity.not_after)).contains(&seconds)
}

/// When a certificate begins to be valid; nothing where that is beyond the calendar.
pub(super) fn valid_from(certificate: &Certificate) -> Option<DateTime<FixedOffset>> {
    moment(&certificate.tbs_certificate().validity().not_before)
}

fn moment(time: &Time) -> Option<DateTime<FixedOffset>> {
    clock::shanghai(time.to_unix_duration().as_secs().cast_signed())
}

fn check_validity(certificate: &Certificate, name: &str, issued_on: NaiveDate) -> Result<(), Stop> {
    let now = clock::now();
    let validity = certificate.tbs_certificate().validity();
    let (Some(from), Some(to)) = (moment(&validity.not_before), moment(&validity.not_after)) else {
        return Err(no_certificate(0));
    };
    let whole_day = |moment: DateTime<FixedOffset>| moment.date_naive();
    if issued_on < whole_day(from) || now < from {
        return Err(out_of_time(
            name,
            &format!("only from {}", whole_day(from)),
            &format!("自 {} 起才有效", whole_day(from)),
        ));
    }
    if issued_on > whole_day(to) || now > to {
        return Err(out_of_time(
            name,
            &format!("until {}", whole_day(to)),
            &format!("有效期至 {}", whole_day(to)),
        ));
    }
    Ok(())
}

fn check_usage(certificate: &Certificate) -> Result<(), Stop> {
    let usage = extension::<KeyUsage>(certificate);
    let signs = usage.is_none_or(|usage| usage.digital_signature() || usage.non_repudiation());
    let purposes = extension::<ExtendedKeyUsage>(certificate);
    let fits = purposes.is_none_or(|all| all.0.iter().any(|purpose| PURPOSES.contains(purpose)));
    let authority = extension::<BasicConstraints>(certificate).is_some_and(|constraints| constraints.ca);
    if signs && fits && !authority { Ok(()) } else { Err(wrong_usage(certificate)) }
}

/// What a certificate says in an extension; nothing where it cannot be read.
pub(super) fn extension<T>(certificate: &Certificate) -> Option<T>
where
    T: for<'a> der::Decode<'a> + const_oid::AssociatedOid,
{
    certificate.tbs_certificate().get_extension::<T>().ok().flatten().map(|(_, value)| value)
}

/// Whether a certificate has an extension and marks it as critical.
pub(super) fn is_critical<T: const_oid::AssociatedOid>(certificate: &Certificate) -> bool {
    let all = certificate.tbs_certificate().extensions();
    all.into_iter().flatten().any(|one| one.extn_id == T::OID && one.critical)
}

fn no_certificate(others: usize) -> Stop {
    let stop = match others {
        0 => Stop::new("the key comes without its certificate", "密钥没有对应的证书"),
        others => Stop::new(
            format!("none of the {others} certificates that are given belongs to the key"),
            format!("给出的 {others} 张证书均与密钥不符"),
        ),
    };
    stop.hint(
        "put it into the key file, or name its file as `certificate`",
        "请将证书放入密钥文件，或用 `certificate` 指明",
    )
}

/// A certificate without a name that can be told: no O and no CN, or a CN in a shape of nobody's.
fn nobody(certificate: &Certificate) -> Stop {
    let sha256 = fingerprint(certificate);
    Stop::new(
        format!("the certificate names no holder that can be told (SHA-256 {sha256})"),
        format!("无法从证书中识别持有人（SHA-256 {sha256}）"),
    )
    .hint(
        "it needs the holder's name in O or CN; ask its authority for one that has it",
        "证书的 O 或 CN 中须有持有人名称；请向颁发机构另行申请",
    )
}

fn weakly_signed(name: &str) -> Stop {
    Stop::new(
        format!("the certificate of `{name}` is signed in a way too weak to prove anything"),
        format!("`{name}` 的证书以弱算法签发，不具证明力"),
    )
    .hint(
        "ask its authority for one signed with SHA-256 or SM3",
        "请向颁发机构申请以 SHA-256 或 SM3 签发的证书",
    )
}

fn out_of_time(name: &str, en: &str, zh: &str) -> Stop {
    Stop::new(format!("the certificate of `{name}` is valid {en}"), format!("`{name}` 的证书{zh}"))
        .hint("both the issue date and today must lie within", "签发日期和当前日期都必须在有效期内")
}

fn wrong_usage(certificate: &Certificate) -> Stop {
    let name = shown(certificate);
    Stop::new(
        format!("the certificate of `{name}` is not for signing documents"),
        format!("`{name}` 的证书不能用于签署文件"),
    )
    .hint(
        "it needs the key usage digitalSignature or nonRepudiation, and no purpose of another kind alone",
        "证书须有 digitalSignature 或 nonRepudiation 用途，且扩展用途不得仅为其他用途",
    )
}

fn self_signed(name: &str) -> Stop {
    Stop::new(
        format!("the certificate of `{name}` is vouched for by nobody but its holder (self-signed)"),
        format!("`{name}` 的证书为自签名证书，没有颁发机构证明"),
    )
    .hint("sign with a certificate that an authority issued", "请使用认证机构颁发的证书签名")
}

fn unknown_issuer(name: &str) -> Stop {
    Stop::new(format!("the issuer of `{name}` is not known"), format!("`{name}` 的颁发者未知")).hint(
        "put the authority's certificates into the key file, or name them as `certificate` and `trust`",
        "请将颁发机构的证书放入密钥文件，或用 `certificate` 和 `trust` 指明",
    )
}
