//! Gather what authorities say of certificates, so that documents can carry it: lists of the revoked (CRL) and
//! answers (OCSP), each fetched once and kept as long as it holds.

mod answer;
mod list;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use const_oid::db::rfc5912::ID_AD_OCSP;
use der::{Decode, Encode};
use x509_cert::Certificate;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{AuthorityInfoAccessSyntax, CrlDistributionPoints};

use super::certificate::{self, extension};
use super::time::is_address;
use super::web::{NoAnswer, REST, Web};
use crate::beside::Beside;
use crate::clock::{self, Watch};
use crate::error::Stop;
use crate::finding::Words;
use crate::issuer::RevocationTable;

/// The longest answer and the longest list that are taken, in bytes: every document carries them.
const MOST_ANSWER: u64 = 64 << 10;
const MOST_LIST: u64 = 1 << 20;

/// How long something holds that does not say how long, in seconds.
const BRIEFLY: i64 = 600;

/// What a list or an answer says of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It is not revoked; said until then, in seconds since 1970.
    Good(i64),
    /// It was revoked then, in seconds since 1970.
    Revoked(i64),
    /// Nothing that counts.
    Unknown,
}

/// A list or an answer, in DER.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Said {
    List(Vec<u8>),
    Answer(Vec<u8>),
}

/// What documents carry, in DER, each thing once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    /// Certificates.
    pub(super) certificates: Vec<Vec<u8>>,
    /// Lists of the revoked.
    pub(super) lists: Vec<Vec<u8>>,
    /// Answers.
    pub(super) answers: Vec<Vec<u8>>,
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
    files: Vec<Said>,
    web: Option<Web>,
    /// What is known of each certificate, by its SHA-256.
    kept: Mutex<BTreeMap<String, Known>>,
}

/// What is known of a certificate.
#[derive(Debug)]
enum Known {
    /// This was said of it, and holds until then.
    Good(Said, i64),
    /// Nobody told, and how long ago that was.
    Nothing(Stop, Watch),
}

impl Revocation {
    /// Reads the files of a table, which stand in `beside`; the rest is asked for by `web`.
    pub(super) fn open(table: &RevocationTable, beside: &Beside, web: Web) -> Result<Self, Stop> {
        let mut files = Vec::new();
        for (names, said) in [(&table.crl, Said::List as fn(_) -> _), (&table.ocsp, Said::Answer)] {
            for name in names {
                let bytes = beside.read(name)?;
                let bytes = if bytes.starts_with(b"-----") {
                    unarmoured(&beside.shown(name), &bytes)?
                } else {
                    bytes
                };
                files.push(said(bytes));
            }
        }
        let web = table.fetch.then_some(web);
        Ok(Self { files, web, kept: Mutex::default() })
    }

    /// All that is needed to check chains of certificates later, each from its own to the root.
    pub(super) fn of(&self, chains: &[&[Certificate]]) -> Result<Evidence, Lack> {
        let mut evidence = Evidence::default();
        for chain in chains {
            for one in *chain {
                add(&mut evidence.certificates, one.to_der().unwrap_or_default());
            }
            for pair in chain.windows(2) {
                match self.said(&pair[0], &pair[1])? {
                    Said::List(bytes) => add(&mut evidence.lists, bytes),
                    Said::Answer(bytes) => add(&mut evidence.answers, bytes),
                }
            }
            if let Some(last) = chain.last().filter(|last| !certificate::is_root(last)) {
                return Err(Lack::Absent(headless(last)));
            }
        }
        Ok(evidence)
    }

    /// Something that says that a certificate is not revoked: what was kept, else a file, else fetched. Where
    /// nobody told, nobody is asked again for a while, and then only once: a document waits for it.
    ///
    /// Whoever else wants to know meanwhile waits, so that nothing is fetched twice.
    fn said(&self, one: &Certificate, issuer: &Certificate) -> Result<Said, Lack> {
        let now = clock::now().timestamp();
        let name = certificate::fingerprint(one);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let failed = match kept.get(&name) {
            Some(Known::Good(said, until)) if *until > now => return Ok(said.clone()),
            Some(Known::Nothing(stop, since)) if since.elapsed() < REST => {
                return Err(Lack::Absent(stop.clone()));
            }
            known => matches!(known, Some(Known::Nothing(..))),
        };
        match self.found(one, issuer, now, failed) {
            Ok((said, until)) => {
                kept.insert(name, Known::Good(said.clone(), until));
                Ok(said)
            }
            Err(Lack::Absent(stop)) => {
                kept.insert(name, Known::Nothing(stop.clone(), Watch::start()));
                Err(Lack::Absent(stop))
            }
            Err(revoked) => Err(revoked),
        }
    }

    /// The first file or answer that says that a certificate is not revoked, and until when that holds.
    fn found(
        &self,
        one: &Certificate,
        issuer: &Certificate,
        now: i64,
        once: bool,
    ) -> Result<(Said, i64), Lack> {
        let mut why = Words::new("it names no address to ask at", "证书未提供查询地址");
        let ways = self.files.iter().map(|said| Ok(said.clone())).chain(self.ways(one, issuer, once));
        for way in ways {
            let said = match way {
                Ok(said) => said,
                Err(no) => {
                    why = no.words;
                    continue;
                }
            };
            match said.of(one, issuer, now) {
                Standing::Good(until) => return Ok((said, until)),
                Standing::Revoked(when) => return Err(Lack::Revoked(revoked(one, when))),
                Standing::Unknown => why = Words::new("what was said of it does not count", "所得结果无效"),
            }
        }
        Err(Lack::Absent(unsaid(one, &why)))
    }

    /// What can be asked about a certificate, one after the other: answers first, which are short. Each is
    /// asked again where that may help, unless `once` is enough.
    fn ways<'a>(
        &'a self,
        one: &Certificate,
        issuer: &'a Certificate,
        once: bool,
    ) -> impl Iterator<Item = Result<Said, NoAnswer>> + 'a {
        let request = answer::request(one, issuer);
        let answers = answerers(one).into_iter().zip(std::iter::repeat(request));
        let lists = distributors(one);
        self.web.iter().flat_map(move |web| {
            let asked = answers.clone().map(move |(url, request)| {
                let request = request.ok_or_else(|| NoAnswer::lasting("no request", "无法生成请求"))?;
                let (sent, wanted) = answer::TYPES;
                let ask = || web.post(&url, (sent, wanted), &request, None, MOST_ANSWER);
                web.ask(once, ask).map(Said::Answer).map_err(|no| at(&url, &no))
            });
            let fetched = lists.clone().into_iter().map(move |url| {
                let ask = || web.get(&url, MOST_LIST);
                web.ask(once, ask).map(Said::List).map_err(|no| at(&url, &no))
            });
            asked.chain(fetched)
        })
    }
}

impl Said {
    fn of(&self, one: &Certificate, issuer: &Certificate, now: i64) -> Standing {
        match self {
            Self::List(bytes) => list::standing(bytes, one, issuer, now),
            Self::Answer(bytes) => answer::standing(bytes, one, issuer, now),
        }
    }
}

/// Where answers about a certificate are given.
fn answerers(one: &Certificate) -> Vec<String> {
    let told = extension::<AuthorityInfoAccessSyntax>(one).map(|told| told.0).unwrap_or_default();
    let told = told.into_iter().filter(|one| one.access_method == ID_AD_OCSP);
    told.filter_map(|one| address(&one.access_location)).collect()
}

/// Where the list stands on which a certificate would be.
fn distributors(one: &Certificate) -> Vec<String> {
    let told = extension::<CrlDistributionPoints>(one).map(|told| told.0).unwrap_or_default();
    let names = told.into_iter().filter_map(|point| match point.distribution_point {
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

/// A list in PEM as DER.
fn unarmoured(shown: &str, bytes: &[u8]) -> Result<Vec<u8>, Stop> {
    let (_, der) = der::Document::from_pem(std::str::from_utf8(bytes).unwrap_or_default().trim_end())
        .map_err(|_| foreign(shown))?;
    der::asn1::Any::from_der(der.as_bytes()).map_err(|_| foreign(shown))?;
    Ok(der.into_vec())
}

fn foreign(shown: &str) -> Stop {
    Stop::new(format!("`{shown}` holds no list or answer"), format!("`{shown}` 中没有吊销列表或应答"))
}

fn at(url: &str, no: &NoAnswer) -> NoAnswer {
    NoAnswer::lasting(format!("`{url}`: {}", no.words.en), format!("`{url}`：{}", no.words.zh))
}

fn revoked(one: &Certificate, when: i64) -> Stop {
    let name = certificate::subject(one);
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

fn unsaid(one: &Certificate, why: &Words) -> Stop {
    let name = certificate::subject(one);
    Stop::new(
        format!("nobody says whether the certificate of `{name}` is revoked: {}", why.en),
        format!("无法确认 `{name}` 的证书是否已吊销：{}", why.zh),
    )
    .hint(
        "name a list as `crl` or an answer as `ocsp` under `revocation`, or ask for `level = \"B-T\"`",
        "请在 `revocation` 下以 `crl` 或 `ocsp` 指定文件，或改用 `level = \"B-T\"`",
    )
}

fn headless(last: &Certificate) -> Stop {
    let name = certificate::subject(last);
    Stop::new(format!("the issuer of `{name}` is not at hand"), format!("缺少 `{name}` 的颁发者证书")).hint(
        "name the certificates up to the root as `timestamp.trust`",
        "请以 `timestamp.trust` 指定直至根证书的全部证书",
    )
}
