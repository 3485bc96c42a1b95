//! Turn a key file into a key that signs: PKCS#12 or PEM, RSA of 2048 to 4096 bits or P-256.

use const_oid::db::rfc5912::{
    ECDSA_WITH_SHA_256, ID_EC_PUBLIC_KEY, RSA_ENCRYPTION, SHA_256_WITH_RSA_ENCRYPTION,
};
use der::asn1::{Any, Null};
use der::{Decode, SecretDocument};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use pkcs8::PrivateKeyInfoRef;
use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use ring::signature::RSA_PKCS1_SHA256;
use x509_cert::Certificate;
use x509_cert::spki::AlgorithmIdentifierOwned;
use zeroize::Zeroizing;

use super::fault;
use super::pkcs12::{self, Fault, MOST_ROUNDS};
use super::token::Token;
use crate::error::Stop;
use crate::named_files::NamedFiles;

/// A key that signs.
pub(super) enum Key {
    /// RSA, PKCS#1 v1.5 with SHA-256: the same signature every time.
    Rsa(Box<KeyPair>),
    /// P-256 with SHA-256 and the nonce of RFC 6979: the same signature every time.
    P256(Box<SigningKey>),
    /// A key in a token or card, which never leaves it.
    Token(Token),
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

/// What a key file holds: a key, and certificates in no order.
#[derive(Debug)]
pub(super) struct Opened {
    /// The key.
    pub(super) key: Key,
    /// The certificates.
    pub(super) certificates: Vec<Certificate>,
}

impl Key {
    /// Signs a message.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Stop> {
        match self {
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                let done = key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature);
                done.map(|()| signature).map_err(|_| fault("the RSA key does not sign"))
            }
            Self::P256(key) => {
                let signature: Result<DerSignature, _> = key.try_sign(message);
                signature.map(|der| der.as_bytes().to_vec()).map_err(|_| fault("the P-256 key does not sign"))
            }
            Self::Token(token) => token.sign(message),
        }
    }

    /// How it signs, as certificates and signatures name it.
    pub(super) fn algorithm(&self) -> AlgorithmIdentifierOwned {
        let rsa = match self {
            Self::Rsa(_) => true,
            Self::P256(_) => false,
            Self::Token(token) => token.is_rsa(),
        };
        let (oid, parameters) = match rsa {
            true => (SHA_256_WITH_RSA_ENCRYPTION, Any::encode_from(&Null).ok()),
            false => (ECDSA_WITH_SHA_256, None),
        };
        AlgorithmIdentifierOwned { oid, parameters }
    }

    /// The public half as it stands in a certificate's bits.
    pub(super) fn public(&self) -> Vec<u8> {
        match self {
            Self::Rsa(key) => key.public().as_ref().to_vec(),
            Self::P256(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Self::Token(token) => token.public().to_vec(),
        }
    }

    /// Whether the same message always gets the same signature.
    pub(super) fn is_deterministic(&self) -> bool {
        match self {
            Self::Rsa(_) | Self::P256(_) => true,
            Self::Token(token) => token.is_rsa(),
        }
    }
}

/// Opens a key file, PKCS#12 or PEM, with the password if it needs one.
///
/// `password` is asked for only where the file is locked.
pub(super) fn open(
    shown: &str,
    bytes: &[u8],
    password: &mut dyn FnMut() -> Result<Zeroizing<String>, Stop>,
) -> Result<Opened, Stop> {
    if bytes.windows(11).any(|window| window == b"-----BEGIN ") {
        pem(shown, bytes, password)
    } else {
        p12(shown, bytes, password)
    }
}

/// PKCS#12, as OpenSSL, Windows, Java, browsers and certificate authorities write it.
fn p12(
    shown: &str,
    bytes: &[u8],
    password: &mut dyn FnMut() -> Result<Zeroizing<String>, Stop>,
) -> Result<Opened, Stop> {
    if bytes.first() != Some(&0x30) {
        return Err(not_a_key(shown));
    }
    let held = pkcs12::open(bytes, &password()?).map_err(|fault| unopened(shown, fault))?;
    let [key] = &held.keys[..] else {
        return Err(many_keys(shown, held.keys.len()));
    };
    Ok(Opened { key: pkcs8(shown, key)?, certificates: held.certificates })
}

/// PEM: a private key of any usual form, and certificates before or behind it.
fn pem(
    shown: &str,
    bytes: &[u8],
    password: &mut dyn FnMut() -> Result<Zeroizing<String>, Stop>,
) -> Result<Opened, Stop> {
    let text = std::str::from_utf8(bytes).map_err(|_| not_a_key(shown))?;
    let (mut keys, mut certificates) = (Vec::new(), Vec::new());
    for block in blocks(text).filter(|block| is_told_of(block)) {
        if block.contains("Proc-Type: 4,ENCRYPTED") {
            return Err(locked_of_old(shown));
        }
        let (label, der) = SecretDocument::from_pem(block).map_err(|_| not_a_key(shown))?;
        match label {
            "CERTIFICATE" => {
                certificates.push(Certificate::from_der(der.as_bytes()).map_err(|_| not_a_key(shown))?);
            }
            "PRIVATE KEY" => keys.push(pkcs8(shown, der.as_bytes())?),
            "ENCRYPTED PRIVATE KEY" => {
                let key =
                    pkcs12::key(der.as_bytes(), &password()?).map_err(|fault| unopened(shown, fault))?;
                keys.push(pkcs8(shown, &key)?);
            }
            "RSA PRIVATE KEY" => keys.push(rsa(shown, KeyPair::from_der(der.as_bytes()))?),
            "EC PRIVATE KEY" => {
                let key = p256::SecretKey::from_sec1_der(der.as_bytes()).map_err(|_| other_kind(shown))?;
                keys.push(Key::P256(Box::new(key.into())));
            }
            _ => return Err(not_a_key(shown)),
        }
    }
    let count = keys.len();
    match keys.pop() {
        Some(key) if count == 1 => Ok(Opened { key, certificates }),
        _ => Err(many_keys(shown, count)),
    }
}

/// The blocks of a PEM file, each from its first line to its last, without what stands between them.
fn blocks(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("-----BEGIN ").map(|(from, _)| {
        let rest = &text[from..];
        let end = rest.find("-----END ").unwrap_or(rest.len());
        let end = rest[end..].find('\n').map_or(rest.len(), |line| end + line);
        rest[..end].trim_end()
    })
}

/// Whether a block holds a key or a certificate; others, such as the parameters that OpenSSL writes before a key,
/// need not even be ASN.1 of the shape that these have.
fn is_told_of(block: &str) -> bool {
    let label = block.lines().next().unwrap_or_default().trim_end().trim_end_matches('-');
    label.ends_with("BEGIN CERTIFICATE") || label.ends_with("PRIVATE KEY")
}

/// Certificates in PEM, for a key that comes without.
fn certificates(shown: &str, bytes: &[u8]) -> Result<Vec<Certificate>, Stop> {
    let found = Certificate::load_pem_chain(bytes).ok().filter(|found| !found.is_empty());
    found.ok_or_else(|| {
        Stop::new(
            format!("`{}` holds no certificate in PEM", shown),
            format!("`{}` 中没有 PEM 格式的证书", shown),
        )
    })
}

/// The certificates of a file that may be named, and stands in `beside`.
pub(super) fn named(name: &Option<String>, beside: &NamedFiles) -> Result<Option<Vec<Certificate>>, Stop> {
    name.as_ref().map(|name| certificates(&beside.shown(name), &beside.read(name)?)).transpose()
}

/// A key in PKCS#8.
fn pkcs8(shown: &str, der: &[u8]) -> Result<Key, Stop> {
    let told = PrivateKeyInfoRef::from_der(der).map_err(|_| not_a_key(shown))?;
    match told.algorithm.oid {
        RSA_ENCRYPTION => rsa(shown, KeyPair::from_pkcs8(der)),
        ID_EC_PUBLIC_KEY => {
            let key = p256::SecretKey::try_from(told).map_err(|_| other_kind(shown))?;
            Ok(Key::P256(Box::new(key.into())))
        }
        _ => Err(other_kind(shown)),
    }
}

fn rsa(shown: &str, key: Result<KeyPair, ring::error::KeyRejected>) -> Result<Key, Stop> {
    key.map(|key| Key::Rsa(Box::new(key))).map_err(|_| other_kind(shown))
}

/// Why a container or a locked key does not open.
fn unopened(shown: &str, fault: Fault) -> Stop {
    match fault {
        Fault::Other => not_a_key(shown),
        Fault::Locked => locked(shown),
        Fault::Damaged => {
            Stop::new(format!("`{shown}` is cut off or damaged"), format!("`{shown}` 已损坏或不完整"))
                .hint("export the key once more", "请重新导出密钥")
        }
        Fault::Unread(how) => Stop::new(
            format!("`{shown}` is locked in a way that is not read here ({how})"),
            format!("不支持 `{shown}` 的加密方式（{how}）"),
        )
        .hint(
            "export the key once more with AES, as current programs do",
            "请用现行软件以 AES 加密方式重新导出密钥",
        ),
        Fault::Rounds(count) => Stop::new(
            format!(
                "`{shown}` asks for {count} rounds of derivation; at most {MOST_ROUNDS} are gone through"
            ),
            format!("`{shown}` 要求 {count} 次密钥派生迭代，最多支持 {MOST_ROUNDS} 次"),
        )
        .hint("export the key once more with fewer", "请减少迭代次数后重新导出密钥"),
    }
}

fn locked(shown: &str) -> Stop {
    Stop::new(format!("the password does not open `{}`", shown), format!("密码不能打开 `{}`", shown)).hint(
        "check `password_file`, or HANPRESS_KEY_PASSWORD if there is none",
        "请检查 `password_file`；未设置时检查环境变量 HANPRESS_KEY_PASSWORD",
    )
}

fn not_a_key(shown: &str) -> Stop {
    Stop::new(format!("`{}` is no key file", shown), format!("`{}` 不是密钥文件", shown))
        .hint("PKCS#12 (.p12, .pfx) and PEM are read", "支持 PKCS#12（.p12、.pfx）和 PEM")
}

/// A PEM key of the time before PKCS#8, whose lock rests on MD5.
fn locked_of_old(shown: &str) -> Stop {
    Stop::new(
        format!("`{shown}` is locked in OpenSSL's old way, which is not read here"),
        format!("`{shown}` 采用 OpenSSL 的旧加密格式，不受支持"),
    )
    .hint(
        "write it anew with `openssl pkcs8 -topk8 -in OLD -out NEW`",
        "请用 `openssl pkcs8 -topk8 -in 旧文件 -out 新文件` 重新生成",
    )
}

fn many_keys(shown: &str, count: usize) -> Stop {
    let stop = Stop::new(
        format!("`{shown}` holds {count} keys, not one"),
        format!("`{shown}` 中有 {count} 个密钥，应为一个"),
    );
    match count {
        0 => stop.hint(
            "export the certificate once more together with its private key",
            "请将证书连同私钥重新导出",
        ),
        _ => stop.hint("export the one key that signs into a file of its own", "请将用于签名的密钥单独导出"),
    }
}

fn other_kind(shown: &str) -> Stop {
    Stop::new(
        format!("`{}` holds a key of a kind that PDF readers do not check", shown),
        format!("`{}` 中的密钥类型不被 PDF 阅读器支持", shown),
    )
    .hint("RSA of 2048 to 4096 bits and P-256 are taken", "支持 2048 至 4096 位 RSA 和 P-256")
}
