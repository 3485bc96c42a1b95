//! A key with its certificates, ready to sign for a run.

use std::path::Path;
use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine};
use chrono::{DateTime, FixedOffset, NaiveDate};
use der::Encode;
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use zeroize::Zeroizing;

use super::augment::Augmenter;
use super::certificate;
use super::cms::{Unchanging, cms};
use super::config::{self, Password};
use super::form::Statement;
use super::key::{self, Key, Opened};
use super::level::Reached;
use super::revocation::Given;
use super::time::{TimeStamp, TimeStampAuthority};
use super::token::Token;
use super::{Signed, fault, proof};
use crate::clock;
use crate::error::Stop;
use crate::finding::Words;
use crate::holder::Holder;
use crate::issuer::{CopyTable, Level, OnFailure, SignTable, Timestamp};
use crate::named_files::NamedFiles;

/// What signs the documents of a run.
#[derive(Debug)]
pub struct Signer {
    key: Key,
    chain: Vec<Certificate>,
    unchanging: Unchanging,
    holder: Holder,
    statement: Statement,
    kinds: Vec<String>,
    copy: Option<CopyTable>,
    augmenter: Option<Augmenter>,
    /// What the reader should know, such as a key file that others can read.
    pub warnings: Vec<Words>,
}

impl Signer {
    /// Opens the key a table names, whose files stand in `beside`, and holds its certificate against the
    /// day of issue. The password comes from the table's file, the environment or the terminal.
    pub fn open(
        table: &SignTable,
        beside: &NamedFiles,
        password: &Password,
        issued_on: NaiveDate,
    ) -> Result<Self, Stop> {
        let given = key::named(&table.certificate, beside)?.unwrap_or_default();
        let Opened { key, mut certificates } = opened(table, beside, password, &given)?;
        certificates.extend(given);
        let trusted = key::named(&table.trust, beside)?.unwrap_or_default();
        if table.deterministic && !key.is_deterministic() {
            return Err(never_the_same());
        }
        let known = [&certificates[..], &trusted].concat();
        let chain = certificate::chain(&key, certificates, &trusted, issued_on)?;
        certificate::is_pinned(&chain[0], table.certificate_sha256.as_deref())?;
        let given = Arc::new(Given::open(&table.revocation.clone().unwrap_or_default(), beside, known)?);
        given.refuse(&chain)?;
        try_out(&key, &chain[0])?;
        let holder = certificate::holder(&chain[0]);
        let secrets = [&table.key, &table.password_file].into_iter().flatten();
        let statement = Statement {
            name: holder.signs_as().to_string(),
            reason: table.reason.clone(),
            location: table.location.clone(),
            moment: moment(clock::midnight(issued_on), &chain[0]),
        };
        let mut warnings: Vec<Words> = secrets.filter_map(|name| config::exposed(beside, name)).collect();
        let augmenter = match &table.timestamp {
            Some(Timestamp(stamps)) if table.level() > Level::B => {
                let authority = TimeStampAuthority::open(stamps, beside, password, &trusted, &mut warnings)?;
                let may_fail = stamps.on_failure == OnFailure::Unstamped;
                let augmenter = Augmenter::new(table.level(), authority, may_fail, given);
                Some(augmenter.with_evidence(table, stamps, beside, &chain)?)
            }
            _ => None,
        };
        let scheme = key.scheme();
        Ok(Self {
            key,
            unchanging: Unchanging::of(&chain, scheme)?,
            chain,
            holder,
            statement,
            kinds: table.kinds.clone(),
            copy: table.copy.clone(),
            augmenter,
            warnings,
        })
    }

    /// Opens the key that a signing file's text names, on the day it shall sign.
    pub fn from_toml(
        text: &str,
        files: &NamedFiles,
        password: &Password,
        day: NaiveDate,
    ) -> Result<Self, Stop> {
        Self::open(&config::parse(text, "sign.toml")?, files, password, day)
    }

    /// Signs at another moment than the start of the day of issue.
    #[must_use]
    pub fn at(mut self, when: DateTime<FixedOffset>) -> Self {
        self.statement.moment = moment(when, &self.chain[0]);
        self
    }

    /// Calls the kinds that are signed by the names that `known` gives them, or stops where it knows one of them not.
    pub fn naming(mut self, known: impl Fn(&str) -> Result<String, Stop>) -> Result<Self, Stop> {
        self.kinds = self.kinds.iter().map(|kind| known(kind)).collect::<Result<_, _>>()?;
        Ok(self)
    }

    /// Whether documents of a kind are signed.
    pub fn signs(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|named| named == kind)
    }

    /// The rule of copies for e-mail, where they are made.
    pub fn copy(&self) -> Option<&CopyTable> {
        self.copy.as_ref()
    }

    /// Whether the certificate is that of the organisation a seal names; refused otherwise.
    pub fn stands_behind(&self, seal_name: &str) -> Result<(), Stop> {
        if self.holder.is(seal_name) {
            return Ok(());
        }
        let whose = self.holder.shown();
        Err(Stop::new(
            format!("the seal says `{seal_name}`, the certificate `{whose}`"),
            format!("印章为 `{seal_name}`，证书为 `{whose}`"),
        )
        .hint(
            "`seal_name` of the issuer file must be the name of the certificate's holder: its O, or CN where O is the authority's",
            "发行方文件中的 `seal_name` 必须是证书持有人的名称：即 O；O 为颁发机构时为 CN 中的名称",
        ))
    }

    /// Refuses a certificate of another SHA-256 than this, where there is one.
    pub fn is_pinned(&self, certificate_sha256: Option<&str>) -> Result<(), Stop> {
        certificate::is_pinned(&self.chain[0], certificate_sha256)
    }

    /// The kinds whose documents are signed; all of them where none is named.
    pub fn kinds(&self) -> &[String] {
        &self.kinds
    }

    /// Whom the certificate was issued to.
    pub fn holder(&self) -> &Holder {
        &self.holder
    }

    /// The statement on every signature.
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The certificate at the end of its chain, in DER: who vouches for the key.
    pub fn authority(&self) -> Vec<u8> {
        self.chain.last().and_then(|root| root.to_der().ok()).unwrap_or_default()
    }

    /// SHA-256 of the certificate, in hex.
    pub fn fingerprint(&self) -> String {
        certificate::fingerprint(&self.chain[0])
    }

    /// Why signatures had to do without a time stamp, where that may be and came to be.
    pub fn failure(&self) -> Option<Words> {
        self.augmenter.as_ref().and_then(Augmenter::failure)
    }

    /// The digest of what is to be signed, which stands in pieces, by the hash that goes with the key.
    pub(super) fn hash_of(&self, pieces: &[&[u8]]) -> Vec<u8> {
        self.key.scheme().hash().of(pieces)
    }

    /// The CMS signature over such a digest, in DER, with the time stamp that is in it.
    pub(super) fn cms(&self, digest: &[u8]) -> Result<(Vec<u8>, Option<TimeStamp>), Stop> {
        let stamp = |digest: &[u8; 32]| match &self.augmenter {
            Some(augmenter) => augmenter.stamp(digest),
            None => Ok(None),
        };
        cms(digest, &self.key, &self.unchanging, stamp)
    }

    /// Makes a signed file last as long as its level says.
    pub(super) fn augment(
        &self,
        pdf: Vec<u8>,
        open: Option<&str>,
        stamped: Option<TimeStamp>,
    ) -> Result<Signed, Stop> {
        match &self.augmenter {
            Some(augmenter) => augmenter.augment(pdf, open, stamped, &self.chain),
            None => Ok(Signed { pdf, reached: Reached::signature_alone() }),
        }
    }

    /// The CMS signature over a message, detached from it, in DER.
    pub fn over(&self, message: &[u8]) -> Result<Vec<u8>, Stop> {
        self.cms(&self.hash_of(&[message])).map(|(signature, _)| signature)
    }

    /// The signature on a manifest's closing line: detached, in Base64.
    pub fn seal(&self, line: &[u8]) -> Result<String, Stop> {
        Ok(BASE64_STANDARD.encode(self.over(line)?))
    }

    /// SHA-256 over all that shapes a signature's bytes, in hex: certificates, words, kinds, level.
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.copy.as_ref().map(|copy| format!("{copy:?}")).unwrap_or_default());
        let Statement { name, reason, location, moment } = &self.statement;
        let words = [Some(name), reason.as_ref(), location.as_ref(), Some(moment)];
        // Without time stamps it stays what it was before there were any.
        let level = self.augmenter.as_ref().map(|augmenter| augmenter.level.word().to_string());
        let certificates: Vec<String> = self.chain.iter().map(certificate::fingerprint).collect();
        let parts = certificates
            .iter()
            .map(Some)
            .chain(words)
            .chain(self.kinds.iter().map(Some))
            .chain(level.iter().map(Some));
        for part in parts {
            let part = part.map(String::as_str).unwrap_or_default();
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        crate::digest::hex(&hash.finalize())
    }
}

/// A moment as PDF writes it, no earlier than the certificate is valid: `D:20261123101500+08'00'`.
fn moment(when: DateTime<FixedOffset>, certificate: &Certificate) -> String {
    let when = certificate::valid_from(certificate).map_or(when, |from| from.max(when));
    when.format("D:%Y%m%d%H%M%S+08'00'").to_string()
}

fn opened(
    table: &SignTable,
    beside: &NamedFiles,
    password: &Password,
    given: &[Certificate],
) -> Result<Opened, Stop> {
    let password_file = table.password_file.as_deref();
    if let Some(token) = &table.token {
        let pin = password.get(beside, password_file, &token.label)?;
        let (token, certificates) =
            Token::open(Path::new(&token.library), &token.label, &token.key, &pin, given)?;
        return Ok(Opened { key: Key::Token(token), certificates });
    }
    let name = table.key.as_deref().unwrap_or_default();
    let (shown, bytes) = (beside.shown(name), Zeroizing::new(beside.read(name)?));
    key::open(&shown, &bytes, &mut || password.get(beside, password_file, &shown))
}

/// Signs a trial and checks it by the certificate, so that a key that fails does so before any account is read.
fn try_out(key: &Key, certificate: &Certificate) -> Result<(), Stop> {
    let trial = b"hanpress trial";
    let signature = key.sign(trial)?;
    let held = proof::holds(certificate, &key.scheme().identifier(), None, trial, &signature);
    held.then_some(()).ok_or_else(|| fault("the certificate does not belong to the key"))
}

fn never_the_same() -> Stop {
    Stop::new(
        "`deterministic` is asked for, but this key never signs twice the same way",
        "要求 `deterministic`，但该密钥每次签名都不相同",
    )
    .hint("use an RSA key, or one in a file", "请使用 RSA 密钥，或文件中的密钥")
}
