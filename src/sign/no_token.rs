//! Tell that this build of the program reaches no token: it was made without PKCS#11, as static ones are.

use std::path::Path;

use x509_cert::Certificate;

use super::scheme::Scheme;
use crate::error::Stop;

/// A key in a token, of which there is none here.
#[derive(Debug)]
pub(super) enum Token {}

impl Token {
    /// Refuses, since no library can be loaded.
    pub(super) fn open(
        _library: &Path,
        label: &str,
        _key: &str,
        _pin: &str,
        _given: &[Certificate],
    ) -> Result<(Self, Vec<Certificate>), Stop> {
        Err(Stop::new(
            format!("this build of hanpress reaches no token such as `{label}`: it was made without PKCS#11"),
            format!("本程序构建时未包含 PKCS#11，无法使用令牌 `{label}`"),
        )
        .hint(
            "take a build with PKCS#11 (the usual, dynamically linked one), or a key in a file",
            "请改用包含 PKCS#11 的（动态链接的）程序，或使用密钥文件",
        ))
    }

    /// Nothing is asked of a token that is not there.
    pub(super) fn scheme(&self) -> Scheme {
        match *self {}
    }

    /// Nothing is asked of a token that is not there.
    pub(super) fn public(&self) -> &[u8] {
        match *self {}
    }

    /// Nothing is asked of a token that is not there.
    pub(super) fn sign(&self, _message: &[u8]) -> Result<Vec<u8>, Stop> {
        match *self {}
    }
}
