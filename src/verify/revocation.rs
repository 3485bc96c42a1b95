//! Turn the revocation lists (CRL) and responses (OCSP) that a file carries into the status of a certificate.

use const_oid::ObjectIdentifier;
use der::asn1::Any;
use der::{Decode, Encode, Tag, Tagged};
use x509_cert::crl::{CertificateList, RevokedCert};
use x509_cert::ext::pkix::name::{GeneralName, GeneralNames};
use x509_cert::time::Time;

use super::certificate::{Certificate, signed};
use super::certificate_chain::ChainInput;
use super::crl_scope::{ALL_REASONS, is_made_by, scope};
use super::indirect_crl;
use super::ocsp::response_status;

/// How many lists are looked at.
const MOST: usize = 64;

/// How many times its bytes a list takes in memory.
const READ: usize = 12;

/// Extensions of an entry: why it stands there, and whose certificate it is about from there on.
const REASON: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.21");
const ENTRY_ISSUER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.29");

/// Reasons (CRLReason, RFC 5280, 5.3.1).
const UNSPECIFIED: u8 = 0;
const AFFILIATION_CHANGED: u8 = 3;
const SUPERSEDED: u8 = 4;
const CESSATION_OF_OPERATION: u8 = 5;
/// Stands in lists of changes, of certificates that are good again.
const REMOVE_FROM_CRL: u8 = 8;

/// Whether a certificate was revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CertStatus {
    /// A list of its issuer does not name it.
    Good,
    /// It was.
    Revoked(Revoked),
    /// Nothing tells.
    Unknown(Unclear),
}

/// That a certificate was revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Revoked {
    /// When, in seconds since 1970.
    pub(super) when: i64,
    /// Why, where that is told.
    pub(super) reason: Option<u8>,
}

impl Revoked {
    /// Whether the key was not lost, so that what it signed before that day stands. RFC 3161, 4, says so of time
    /// stamps: for every other reason, and where none is told, all of them are void.
    pub(super) fn leaves_what_was_before(self) -> bool {
        matches!(self.reason, Some(UNSPECIFIED | AFFILIATION_CHANGED | SUPERSEDED | CESSATION_OF_OPERATION))
    }
}

/// Why nothing tells whether a certificate was revoked. Of several, the last in this order is told: it says most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unclear {
    /// There is no list of its issuer, nor an answer.
    NoList,
    /// What there is had run out.
    OutOfDate,
    /// The list is of changes since another.
    Changes,
    /// The list insists on something that is not understood.
    NotUnderstood,
    /// The list is about other certificates.
    OtherPart,
    /// The list is about some reasons only.
    SomeReasons,
    /// The list is made by another than the issuer, and the certificate does not name who made it.
    MakerNotNamed,
    /// The list is made by whom the certificate names, and does not count: it does not say that it is indirect, or
    /// nobody trusted stands behind its maker.
    MakerNotTrusted,
}

/// What a file carries about revocation, in DER.
#[derive(Debug, Default)]
pub(super) struct RevocationData {
    /// Lists of the revoked.
    pub(super) crls: Vec<Vec<u8>>,
    /// Responses about single certificates.
    pub(super) ocsp_responses: Vec<Vec<u8>>,
}

/// What is asked whether a certificate was revoked.
#[derive(Clone, Copy)]
pub(super) struct RevocationInput<'a> {
    /// What is at hand about revocation.
    pub(super) data: &'a RevocationData,
    /// What leads to who made an indirect list, and the moment, in seconds since 1970.
    pub(super) chain: ChainInput<'a>,
    /// Who is trusted, at the end of the certificate's own chain.
    pub(super) anchor: &'a Certificate,
    /// Whether lists count that another than the issuer made.
    pub(super) indirect: bool,
}

/// The status of a certificate issued by `issuer`. A list or response counts if it was issued at or after the moment
/// of the input, or is still current then.
///
/// A list that names the certificate counts whatever part it says it is, because its issuer signed that; to call it
/// good, lists must speak for it and for every reason.
pub(super) fn status(one: &Certificate, issuer: &Certificate, input: RevocationInput<'_>) -> CertStatus {
    let (data, at, budget) = (input.data, input.chain.at, input.chain.budget);
    let mut found = CertStatus::Unknown(Unclear::NoList);
    for answered in data
        .ocsp_responses
        .iter()
        .take(MOST)
        .filter_map(|bytes| response_status(bytes, one, issuer, at, budget))
    {
        match answered {
            CertStatus::Revoked(_) => return answered,
            _ => found = answered,
        }
    }
    let (mut reasons, mut unclear) = (0, Unclear::NoList);
    for bytes in data.crls.iter().take(MOST) {
        // A list takes its bytes many times over once it is read.
        if bytes.len() * READ > budget.most_at_once() || budget.spend(bytes.len()).is_err() {
            budget.overrun();
            break;
        }
        match told(bytes, one, issuer, input) {
            Told::Revoked(revoked) => return CertStatus::Revoked(revoked),
            Told::NotFor(bits) => {
                reasons |= bits;
                unclear = unclear.max(Unclear::SomeReasons);
            }
            Told::Nothing(why) => unclear = unclear.max(why),
        }
    }
    match found {
        CertStatus::Unknown(_) if reasons == ALL_REASONS => CertStatus::Good,
        CertStatus::Unknown(_) => CertStatus::Unknown(unclear),
        answered => answered,
    }
}

/// What one list tells of a certificate.
enum Told {
    Revoked(Revoked),
    /// Not revoked for these reasons.
    NotFor(u16),
    Nothing(Unclear),
}

fn told(bytes: &[u8], one: &Certificate, issuer: &Certificate, input: RevocationInput<'_>) -> Told {
    let Ok(list) = CertificateList::from_der(bytes) else { return Told::Nothing(Unclear::NoList) };
    let content = &list.tbs_cert_list;
    let is_own = is_made_by(&content.issuer, issuer);
    let counts = match is_own {
        true if signed(bytes, issuer.key(), input.chain.budget).is_ok() && !may_not_sign_crls(issuer) => {
            Ok(())
        }
        false if input.indirect => indirect_crl::counts(bytes, &list, one, input),
        _ => Err(Unclear::NoList),
    };
    if let Err(why) = counts {
        return Told::Nothing(why);
    }
    if let Some(revoked) = entry(&list, one, is_own) {
        return Told::Revoked(revoked);
    }
    let at = input.chain.at;
    let until = content.next_update.map_or(i64::MAX, seconds);
    let counts = seconds(content.this_update) >= at || until >= at;
    match scope(&list, one, issuer) {
        Ok(_) if !counts => Told::Nothing(Unclear::OutOfDate),
        Ok(reasons) => Told::NotFor(reasons),
        Err(why) => Told::Nothing(why),
    }
}

/// The entry of a list about a certificate. In an indirect list an entry is of the issuer that it names, or that one
/// before it named last; until one is named they are of the list's own maker (RFC 5280, 5.3.3).
fn entry(list: &CertificateList, one: &Certificate, is_own: bool) -> Option<Revoked> {
    let mut is_of_another = !is_own;
    for entry in list.tbs_cert_list.revoked_certificates.iter().flatten() {
        if let Some(named) = extension(entry, ENTRY_ISSUER) {
            let own = one.issuer();
            let is_own = |name: &GeneralName| matches!(name, GeneralName::DirectoryName(name) if name.to_der().is_ok_and(|name| name == own));
            is_of_another = !GeneralNames::from_der(named).is_ok_and(|names| names.iter().any(is_own));
        }
        if is_of_another || entry.serial_number.as_bytes() != one.serial() {
            continue;
        }
        let reason = extension(entry, REASON).and_then(|der| Any::from_der(der).ok());
        let reason = reason.filter(|reason| reason.tag() == Tag::Enumerated);
        let reason = reason.and_then(|reason| reason.value().first().copied());
        if reason != Some(REMOVE_FROM_CRL) {
            return Some(Revoked { when: seconds(entry.revocation_date), reason });
        }
    }
    None
}

/// What an entry says in an extension, in DER.
fn extension(entry: &RevokedCert, wanted: ObjectIdentifier) -> Option<&[u8]> {
    let mut all = entry.crl_entry_extensions.iter().flatten();
    all.find(|one| one.extn_id == wanted).map(|one| one.extn_value.as_bytes())
}

/// Whether an issuer's key usage rules out signing lists.
pub(super) fn may_not_sign_crls(issuer: &Certificate) -> bool {
    !issuer.usage().is_ok_and(|usage| usage.is_none_or(|usage| usage.crl_sign()))
}

fn seconds(time: Time) -> i64 {
    i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
}
