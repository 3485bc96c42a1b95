//! Name the digests and signatures that prove nothing any more.
//!
//! Signing and verifying share no code, so that a fault of one shows in the other; what is weak is no code, but a fact
//! of both.

/// MD2, MD4, MD5, SHA-1, what signs with them, and DSA: their object identifiers.
const WEAK: [&str; 13] = [
    "1.2.840.113549.2.2",
    "1.2.840.113549.2.4",
    "1.2.840.113549.2.5",
    "1.3.14.3.2.26",
    "1.2.840.113549.1.1.2",
    "1.2.840.113549.1.1.3",
    "1.2.840.113549.1.1.4",
    "1.2.840.113549.1.1.5",
    "1.3.14.3.2.29",
    "1.2.840.10045.4.1",
    "1.2.840.10040.4.1",
    "1.2.840.10040.4.3",
    "2.16.840.1.101.3.4.3.2",
];

/// Whether an algorithm, named by its object identifier as `1.2.840.113549.1.1.5`, is too weak to prove anything.
pub(crate) fn is_weak(identifier: &str) -> bool {
    WEAK.contains(&identifier)
}
