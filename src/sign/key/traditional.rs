//! Open a PEM block as OpenSSL locked keys before PKCS#8: the cipher and its start stand in headers, and the key comes
//! of the password by MD5 in one round (`EVP_BytesToKey`). Weak, but old key files are locked so.

use base64::prelude::{BASE64_STANDARD, Engine};
use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, KeyInit, KeyIvInit};
use md5::{Digest, Md5};
use zeroize::Zeroizing;

/// Why a block does not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is not what it begins as.
    Damaged,
    /// The password is another.
    Locked,
    /// It is locked with a cipher that is not read here.
    Cipher(String),
}

/// Whether a block is locked in this way.
pub(super) fn is_locked(block: &str) -> bool {
    block.contains("Proc-Type: 4,ENCRYPTED")
}

/// The DER in a locked block.
pub(super) fn open(block: &str, password: &str) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let told = block.lines().find_map(|line| line.trim().strip_prefix("DEK-Info:")).ok_or(Fault::Damaged)?;
    let (cipher, start) = told.split_once(',').ok_or(Fault::Damaged)?;
    let start = bytes(start.trim()).filter(|start| start.len() >= 8).ok_or(Fault::Damaged)?;
    let body = block.lines().filter(|line| !line.starts_with("-----") && !line.contains(':'));
    let body: String = body.map(str::trim).collect();
    let locked = BASE64_STANDARD.decode(body).map_err(|_| Fault::Damaged)?;
    let password = password.as_bytes();
    let plain = match cipher.trim() {
        "DES-CBC" => decrypt::<des::Des>(password, &start, 8, &locked),
        "DES-EDE3-CBC" => decrypt::<des::TdesEde3>(password, &start, 24, &locked),
        "AES-128-CBC" => decrypt::<aes::Aes128>(password, &start, 16, &locked),
        "AES-192-CBC" => decrypt::<aes::Aes192>(password, &start, 24, &locked),
        "AES-256-CBC" => decrypt::<aes::Aes256>(password, &start, 32, &locked),
        other => {
            let other = other.chars().filter(char::is_ascii_graphic).take(40).collect();
            return Err(Fault::Cipher(other));
        }
    };
    plain.ok_or(Fault::Locked)
}

/// What is locked; nothing where the padding or what begins the DER is wrong, as behind another password.
fn decrypt<C: BlockCipherDecrypt + KeyInit>(
    password: &[u8],
    start: &[u8],
    length: usize,
    locked: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let key = derived(password, &start[..8], length);
    let decryptor = Decryptor::<C>::new_from_slices(&key, start).ok()?;
    let mut plain = Zeroizing::new(locked.to_vec());
    let length = decryptor.decrypt_padded::<Pkcs7>(&mut plain).ok()?.len();
    plain.truncate(length);
    (plain.first() == Some(&0x30)).then_some(plain)
}

/// A key of so many bytes: MD5 over the digest before it, the password and the salt, as often as it takes.
fn derived(password: &[u8], salt: &[u8], length: usize) -> Zeroizing<Vec<u8>> {
    let mut key = Zeroizing::new(Vec::with_capacity(length + 16));
    let mut last = Zeroizing::new(Vec::new());
    while key.len() < length {
        let mut hash = Md5::new();
        hash.update(&*last);
        hash.update(password);
        hash.update(salt);
        last = Zeroizing::new(hash.finalize().to_vec());
        key.extend_from_slice(&last);
    }
    key.truncate(length);
    key
}

/// Bytes from hexadecimal digits.
fn bytes(digits: &str) -> Option<Vec<u8>> {
    let pair = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    digits.len().is_multiple_of(2).then(|| (0..digits.len()).step_by(2).map(pair).collect())?
}
