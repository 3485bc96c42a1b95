//! Lock a copy for e-mail with a password that the addressee knows (AES-256, ISO 32000-2 revision 6).

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use lopdf::encryption::crypt_filters::{Aes256CryptFilter, CryptFilter};
use lopdf::{Document, EncryptionState, EncryptionVersion, Permissions};
use zeroize::Zeroizing;

use super::fault;
use super::revision::unread;
use crate::account::Account;
use crate::error::Stop;
use crate::finding::{Finding, Words};
use crate::issuer::CopyTable;
use crate::masked::Masked;

/// The fewest characters of a password.
const LEAST: usize = 6;

impl CopyTable {
    /// Whether the rule can be followed, and gives passwords long enough.
    pub(super) fn check(&self) -> Result<(), Finding> {
        match password_parts(&self.password) {
            Some(parts) if parts.iter().map(PasswordPart::length).sum::<usize>() >= LEAST => Ok(()),
            Some(_) => Err(unfit("a password has at least 6 characters", "密码至少 6 个字符")),
            None => Err(unfit("the rule cannot be read", "密码规则无法识别")),
        }
    }

    /// The password of an account's copy; `None` where it gets no copy.
    ///
    /// An account is refused that gives too little for the rule, and one whose document goes to somebody
    /// else than the holder, who need not know the holder's numbers.
    ///
    /// `attached`: whatever way the account's document goes out, it is attached to an e-mail, too.
    pub fn password(&self, account: &Account, attached: bool) -> Result<Option<Masked<String>>, Finding> {
        if !attached && !account.delivery.is_some_and(|channel| self.channels.contains(&channel)) {
            return Ok(None);
        }
        if !account.addressee.is_debtor() {
            return Err(not_the_holder());
        }
        let mut whole = String::new();
        for part in password_parts(&self.password).unwrap_or_default() {
            match part {
                PasswordPart::Fixed(words) => whole.push_str(words),
                PasswordPart::Tail(of, count) => whole.push_str(&tail(account, of, count)?),
            }
        }
        Ok(Some(Masked::new(whole)))
    }
}

/// A part of a rule.
enum PasswordPart<'a> {
    Fixed(&'a str),
    Tail(&'a str, usize),
}

impl PasswordPart<'_> {
    fn length(&self) -> usize {
        match self {
            Self::Fixed(words) => words.chars().count(),
            Self::Tail(_, count) => *count,
        }
    }
}

/// Takes a rule apart; `None` where it cannot be read.
fn password_parts(rule: &str) -> Option<Vec<PasswordPart<'_>>> {
    let mut parts = Vec::new();
    let mut rest = rule;
    while let Some((fixed, behind)) = rest.split_once('{') {
        let (inside, after) = behind.split_once('}')?;
        let (of, count) = inside.split_once(':')?;
        let count = count.parse().ok().filter(|count| (1..=18).contains(count))?;
        if !["id", "mobile", "card"].contains(&of) {
            return None;
        }
        parts.extend([PasswordPart::Fixed(fixed), PasswordPart::Tail(of, count)]);
        rest = after;
    }
    parts.push(PasswordPart::Fixed(rest));
    (!rest.contains('}')).then_some(parts)
}

/// The last characters of one of the holder's numbers.
fn tail(account: &Account, of: &str, count: usize) -> Result<String, Finding> {
    let (path, number) = match of {
        "id" => ("debtor.id_number", account.debtor.id_number.as_ref()),
        "mobile" => ("debtor.mobile", account.debtor.mobile.as_ref()),
        _ => ("card.number", Some(&account.card.number)),
    };
    let number: Vec<char> = number.map(|number| number.reveal().chars().collect()).unwrap_or_default();
    match number.len().checked_sub(count) {
        Some(from) => Ok(number[from..].iter().collect()),
        None => Err(too_little(path)),
    }
}

/// Locks a file; the borrower may print it and sign in it, and nothing else.
pub(super) fn encrypt(pdf: &[u8], password: &str) -> Result<Vec<u8>, Stop> {
    let mut document = Document::load_mem(pdf).map_err(unread)?;
    let (mut key, mut owner) = (Zeroizing::new([0; 32]), Zeroizing::new([0; 16]));
    let random = SystemRandom::new();
    random.fill(&mut *key).and_then(|()| random.fill(&mut *owner)).map_err(|_| fault("no random numbers"))?;
    let owner = Zeroizing::new(crate::digest::hex(&*owner));
    let filter: Arc<dyn CryptFilter> = Arc::new(Aes256CryptFilter);
    let state = EncryptionState::try_from(EncryptionVersion::V5 {
        encrypt_metadata: true,
        crypt_filters: BTreeMap::from([(b"StdCF".to_vec(), filter)]),
        file_encryption_key: &*key,
        stream_filter: b"StdCF".to_vec(),
        string_filter: b"StdCF".to_vec(),
        owner_password: &owner,
        user_password: password,
        permissions: Permissions::PRINTABLE
            | Permissions::PRINTABLE_IN_HIGH_QUALITY
            | Permissions::COPYABLE_FOR_ACCESSIBILITY
            | Permissions::FILLABLE,
    });
    document.encrypt(&state.map_err(unread)?).map_err(unread)?;
    let mut bytes = Vec::with_capacity(pdf.len() + (16 << 10));
    document.save_to(&mut bytes).map_err(|error| fault(&error.to_string()))?;
    Ok(bytes)
}

fn unfit(en: &str, zh: &str) -> Finding {
    Finding::error("D09", "sign.copy.password", Words::new(en, zh)).hint(
        "write it as `{id:6}`: `id`, `mobile` or `card`, and how many of its last characters",
        "请写作 `{id:6}`：`id`、`mobile` 或 `card`，以及末尾位数",
    )
}

fn too_little(path: &'static str) -> Finding {
    let message = Words::new(
        format!("`{path}` is too short or missing for the password of the e-mail copy"),
        format!("`{path}` 缺失或过短，无法生成电子邮件副本的密码"),
    );
    Finding::error("D02", path, message)
}

fn not_the_holder() -> Finding {
    let message = Words::new(
        "an e-mail copy is locked with the holder's numbers, and this document goes to somebody else",
        "电子邮件副本以持卡人号码加密，而本文书的收件人不是持卡人",
    );
    Finding::error("D09", "addressee.role", message).hint("deliver it in another way", "请改用其他送达方式")
}
