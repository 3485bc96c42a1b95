//! Gather what authorities say of certificates, so that documents can carry it: revocation lists (CRL) and
//! responses (OCSP), each fetched once and cached as long as it is current.

mod crl;
mod given;
mod ocsp;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use const_oid::db::rfc5912::ID_AD_OCSP;
use der::Encode;
use x509_cert::Certificate;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{AuthorityInfoAccessSyntax, CrlDistributionPoints};

use super::certificate::{self, extension};
use super::time::is_address;
use super::web::{COOL_DOWN, NoAnswer, Web};
use crate::clock::{self, Watch};
use crate::error::Stop;
use crate::finding::Words;
pub(super) use given::Given;

/// The longest OCSP response and the longest CRL that are taken, in bytes: every document carries them.
const MOST_OCSP: u64 = 64 << 10;
const MOST_CRL: u64 = 1 << 20;

/// How long something is current that does not say how long, in seconds.
const DEFAULT_VALIDITY: i64 = 600;

/// What a CRL or an OCSP response says of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CertStatus {
    /// It is not revoked; said until then, in seconds since 1970.
    Good(i64),
    /// It was revoked then, in seconds since 1970.
    Revoked(i64),
    /// Nothing that counts.
    Unknown(Unclear),
}

/// Why something says nothing of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unclear {
    /// It is of another issuer, not signed, out of date, or not understood.
    Void,
    /// A list of changes since another.
    Changes,
    /// A list of other certificates of the issuer.
    OtherPart,
    /// A list of some reasons only.
    SomeReasons,
    /// A list by another than the issuer, who is not named for that or not known.
    Indirect,
}

impl Unclear {
    fn words(self) -> Words {
        match self {
            Self::Void => Words::new("what was said of it does not count", "所得结果无效"),
            Self::Changes => {
                Words::new("the list holds changes only (delta CRL)", "该吊销列表只载有变更（增量 CRL）")
            }
            Self::OtherPart => Words::new(
                "the list is partitioned, and is not the part of this certificate (issuing distribution point)",
                "该吊销列表是分区列表，不包含该证书所属部分（签发分发点）",
            ),
            Self::SomeReasons => Words::new(
                "the list is partitioned: it tells of some reasons for revocation only",
                "该吊销列表是分区列表，只涉及部分吊销原因",
            ),
            Self::Indirect => Words::new(
                "the list is indirect, made by another authority, and does not count: the certificate must name that \
                 authority, whose own must be named as `certificate`, be for signing lists, and lead to the same root",
                "该吊销列表由其他机构间接签发，无效：证书须指定该机构，且该机构的证书须以 `certificate` 指明、可用于签发列表，并归于同一根证书",
            ),
        }
    }
}

/// A CRL or an OCSP response, in DER.
#[derive(Debug, Clone, PartialEq, Eq)]
enum RevocationData {
    Crl(Vec<u8>),
    OcspResponse(Vec<u8>),
}

/// What documents carry, in DER, each thing once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    /// Certificates.
    pub(super) certificates: Vec<Vec<u8>>,
    /// Revocation lists.
    pub(super) crls: Vec<Vec<u8>>,
    /// OCSP responses.
    pub(super) ocsp_responses: Vec<Vec<u8>>,
}

/// Why there is no evidence.
#[derive(Debug)]
pub(super) enum Lack {
    /// It cannot be had.
    Absent(Stop),
    /// It speaks against a certificate.
    Revoked(Stop),
}

/// What is known about revocation in this run.
#[derive(Debug)]
pub(super) struct Revocation {
    given: Arc<Given>,
    web: Option<Web>,
    /// What was found about each certificate, by its SHA-256.
    cache: Mutex<BTreeMap<String, Known>>,
}

/// What is known of a certificate.
#[derive(Debug)]
enum Known {
    /// These data say that it is good, and are current until then.
    Good(RevocationData, i64),
    /// Nobody answered, and how long ago that was.
    Failed(Stop, Watch),
}

impl Revocation {
    /// What is given, and for the rest whom to ask, if anybody.
    pub(super) fn new(given: Arc<Given>, web: Option<Web>) -> Self {
        Self { given, web, cache: Mutex::default() }
    }

    /// All that is needed to check chains of certificates later, each from its own to the root.
    pub(super) fn of(&self, chains: &[&[Certificate]]) -> Result<Evidence, Lack> {
        let mut evidence = Evidence::default();
        for chain in chains {
            for one in *chain {
                add(&mut evidence.certificates, one.to_der().unwrap_or_default());
            }
            for pair in chain.windows(2) {
                match self.data(&pair[0], &pair[1])? {
                    RevocationData::Crl(bytes) => {
                        let makers = crl::maker(&bytes, &pair[0], &pair[1], self.given.makers());
                        for maker in makers.iter().flatten() {
                            add(&mut evidence.certificates, maker.to_der().unwrap_or_default());
                        }
                        add(&mut evidence.crls, bytes);
                    }
                    RevocationData::OcspResponse(bytes) => add(&mut evidence.ocsp_responses, bytes),
                }
            }
            if let Some(last) = chain.last().filter(|last| !certificate::is_root(last)) {
                return Err(Lack::Absent(issuer_missing(last)));
            }
        }
        Ok(evidence)
    }

    /// Data that say that a certificate is not revoked: cached, else from a file, else fetched. Where nobody
    /// answered, nobody is asked again for a while, and then without retries: a document waits for it.
    ///
    /// The lock is held while fetching, so that other workers wait and nothing is fetched twice.
    fn data(&self, one: &Certificate, issuer: &Certificate) -> Result<RevocationData, Lack> {
        let now = clock::now().timestamp();
        let name = certificate::fingerprint(one);
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        let failed = match cache.get(&name) {
            Some(Known::Good(data, until)) if *until > now => return Ok(data.clone()),
            Some(Known::Failed(stop, since)) if since.elapsed() < COOL_DOWN => {
                return Err(Lack::Absent(stop.clone()));
            }
            known => matches!(known, Some(Known::Failed(..))),
        };
        match self.first_good(one, issuer, now, failed) {
            Ok((data, until)) => {
                cache.insert(name, Known::Good(data.clone(), until));
                Ok(data)
            }
            Err(Lack::Absent(stop)) => {
                cache.insert(name, Known::Failed(stop.clone(), Watch::start()));
                Err(Lack::Absent(stop))
            }
            Err(revoked) => Err(revoked),
        }
    }

    /// The first data that say that a certificate is not revoked, and until when they are current.
    fn first_good(
        &self,
        one: &Certificate,
        issuer: &Certificate,
        now: i64,
        once: bool,
    ) -> Result<(RevocationData, i64), Lack> {
        if let Some(when) = self.given.revoked(one, issuer) {
            return Err(Lack::Revoked(revoked(one, when)));
        }
        let mut why = Words::new("it names no address to ask at", "证书未提供查询地址");
        let sources =
            self.given.all().iter().map(|data| Ok(data.clone())).chain(self.sources(one, issuer, once));
        for source in sources {
            let data = match source {
                Ok(data) => data,
                Err(no) => {
                    why = no.words;
                    continue;
                }
            };
            match data.status(one, issuer, self.given.makers(), now) {
                CertStatus::Good(until) => return Ok((data, until)),
                CertStatus::Revoked(when) => return Err(Lack::Revoked(revoked(one, when))),
                CertStatus::Unknown(unclear) => why = unclear.words(),
            }
        }
        Err(Lack::Absent(status_unknown(one, &why)))
    }

    /// What can be fetched about a certificate, one after the other: OCSP first, whose responses are short. Each is
    /// asked again where that may help, unless `once` is enough.
    fn sources<'a>(
        &'a self,
        one: &Certificate,
        issuer: &'a Certificate,
        once: bool,
    ) -> impl Iterator<Item = Result<RevocationData, NoAnswer>> + 'a {
        let request = ocsp::request(one, issuer);
        let ocsp = ocsp_urls(one).into_iter().zip(std::iter::repeat(request));
        let crls = crl_urls(one);
        self.web.iter().flat_map(move |web| {
            let asked = ocsp.clone().map(move |(url, request)| {
                let request = request.ok_or_else(|| NoAnswer::permanent("no request", "无法生成请求"))?;
                let (sent, wanted) = ocsp::TYPES;
                let ask = || web.post(&url, (sent, wanted), &request, None, MOST_OCSP);
                web.ask(once, ask).map(RevocationData::OcspResponse).map_err(|no| at(&url, &no))
            });
            let fetched = crls.clone().into_iter().map(move |url| {
                let ask = || web.get(&url, MOST_CRL);
                web.ask(once, ask).map(RevocationData::Crl).map_err(|no| at(&url, &no))
            });
            asked.chain(fetched)
        })
    }
}

impl RevocationData {
    /// `makers` are those whose indirect lists count.
    fn status(
        &self,
        one: &Certificate,
        issuer: &Certificate,
        makers: &[Certificate],
        now: i64,
    ) -> CertStatus {
        match self {
            Self::Crl(bytes) => crl::status(bytes, one, issuer, makers, now),
            Self::OcspResponse(bytes) => ocsp::status(bytes, one, issuer, now),
        }
    }
}

/// The OCSP responders that a certificate names.
fn ocsp_urls(one: &Certificate) -> Vec<String> {
    let access = extension::<AuthorityInfoAccessSyntax>(one).map(|list| list.0).unwrap_or_default();
    let ocsp = access.into_iter().filter(|one| one.access_method == ID_AD_OCSP);
    ocsp.filter_map(|one| address(&one.access_location)).collect()
}

/// The addresses of the CRL on which a certificate would be.
fn crl_urls(one: &Certificate) -> Vec<String> {
    let points = extension::<CrlDistributionPoints>(one).map(|list| list.0).unwrap_or_default();
    let names = points.into_iter().filter_map(|point| match point.distribution_point {
        Some(DistributionPointName::FullName(names)) => Some(names),
        _ => None,
    });
    names.flatten().filter_map(|name| address(&name)).collect()
}

fn address(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::UniformResourceIdentifier(url) => Some(url.to_string()).filter(|url| is_address(url)),
        _ => None,
    }
}

fn add(to: &mut Vec<Vec<u8>>, bytes: Vec<u8>) {
    if !to.contains(&bytes) {
        to.push(bytes);
    }
}

fn at(url: &str, no: &NoAnswer) -> NoAnswer {
    NoAnswer::permanent(format!("`{url}`: {}", no.words.en), format!("`{url}`：{}", no.words.zh))
}

fn revoked(one: &Certificate, when: i64) -> Stop {
    let name = certificate::shown(one);
    let day = clock::shanghai(when).map(|when| when.date_naive().to_string()).unwrap_or_default();
    Stop::new(
        format!("the certificate of `{name}` was revoked on {day}"),
        format!("`{name}` 的证书已于 {day} 吊销"),
    )
    .hint(
        "nothing can be signed with it; ask its authority for another",
        "该证书不能再用于签名；请向颁发机构另行申请",
    )
}

fn status_unknown(one: &Certificate, why: &Words) -> Stop {
    let name = certificate::shown(one);
    Stop::new(
        format!("nobody says whether the certificate of `{name}` is revoked: {}", why.en),
        format!("无法确认 `{name}` 的证书是否已吊销：{}", why.zh),
    )
    .hint(
        "name a list as `crl` or an answer as `ocsp` under `revocation`, or ask for `level = \"B-T\"`",
        "请在 `revocation` 下以 `crl` 或 `ocsp` 指定文件，或改用 `level = \"B-T\"`",
    )
}

fn issuer_missing(last: &Certificate) -> Stop {
    let name = certificate::shown(last);
    Stop::new(format!("the issuer of `{name}` is not at hand"), format!("缺少 `{name}` 的颁发者证书")).hint(
        "name the certificates up to the root as `timestamp.trust`",
        "请以 `timestamp.trust` 指定直至根证书的全部证书",
    )
}
