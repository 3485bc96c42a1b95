//! Check RSA-PSS signatures with a salt of any length (RFC 8017, 8.1.2), which the library checks with one
//! length only. Everything here is public, so that time gives nothing away.

use num_bigint::BigUint;

use super::algorithm::Hash;
use super::asn::{NotDer, only};

/// The largest exponent and longest modulus that are calculated with, in bits: a file must not choose how long
/// checking it takes.
const LARGEST: (u64, u64) = (33, 8192);

/// Whether a signature is of this message by the `RSAPublicKey` in `key`.
pub(super) fn holds(
    key: &[u8],
    hash: Hash,
    salt: usize,
    message: &[u8],
    value: &[u8],
) -> Result<bool, NotDer> {
    let mut parts = only(key)?.sequence()?;
    let mut number =
        || -> Result<_, NotDer> { Ok(BigUint::from_bytes_be(parts.next()?.of(der::Tag::Integer)?)) };
    let (modulus, exponent) = (number()?, number()?);
    let signature = BigUint::from_bytes_be(value);
    if exponent.bits() > LARGEST.0
        || modulus.bits() > LARGEST.1
        || modulus.bits() < 2048
        || signature >= modulus
    {
        return Ok(false);
    }
    let bits = usize::try_from(modulus.bits() - 1).map_err(|_| NotDer)?;
    let sealed = signature.modpow(&exponent, &modulus).to_bytes_be();
    let length = bits.div_ceil(8);
    if sealed.len() > length || value.len() != bits / 8 + 1 {
        return Ok(false);
    }
    let sealed = [vec![0; length - sealed.len()], sealed].concat();
    Ok(is_sealed(&sealed, bits, hash, salt, message))
}

/// Whether the opened bytes are what PSS makes of the message.
fn is_sealed(sealed: &[u8], bits: usize, hash: Hash, salt: usize, message: &[u8]) -> bool {
    let size = hash.length();
    let Some((0xbc, body)) = sealed.split_last() else { return false };
    let Some(padding) = body.len().checked_sub(size + salt + 1) else { return false };
    let (masked, digest) = body.split_at(body.len() - size);
    let spare = 0xff_u8.checked_shr(u32::try_from(8 * sealed.len() - bits).unwrap_or(8)).unwrap_or(0);
    if masked[0] & !spare != 0 {
        return false;
    }
    let mut plain: Vec<u8> =
        masked.iter().zip(mask(digest, masked.len(), hash)).map(|(a, b)| a ^ b).collect();
    plain[0] &= spare;
    let (zeros, rest) = plain.split_at(padding);
    let Some((1, salt)) = rest.split_first() else { return false };
    let own = hash.digest(&[message]);
    zeros.iter().all(|byte| *byte == 0) && hash.digest(&[&[0; 8], own.as_ref(), salt]).as_ref() == digest
}

/// The mask generation function MGF1.
fn mask(seed: &[u8], length: usize, hash: Hash) -> Vec<u8> {
    let mut out = Vec::new();
    for counter in 0_u32.. {
        if out.len() >= length {
            break;
        }
        out.extend_from_slice(hash.digest(&[seed, &counter.to_be_bytes()]).as_ref());
    }
    out.truncate(length);
    out
}
