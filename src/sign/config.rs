//! The `[sign]` table: which key signs, and what the signature says.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::copy::CopyTable;
use crate::account::record::record;
use crate::error::Stop;
use crate::finding::{Finding, Words};
use crate::masked::Masked;

record! {
    /// How documents are signed; files are looked for beside the file the table stands in.
    pub struct SignTable {
        /// The key: a PKCS#12 or PEM file.
        pub key: Option<String>,
        /// The key in a token, card or cloud service, instead of a file.
        pub token: Option<TokenTable>,
        /// The file whose first line is the key's password or the token's PIN; else HANPRESS_KEY_PASSWORD holds it, or it is asked for.
        pub password_file: Option<String>,
        /// Certificates in PEM, where the key comes without them or without its authority's.
        pub certificate: Option<String>,
        /// The only authorities that count, in PEM; else any whose certificate is at hand.
        pub trust: Option<String>,
        /// Why documents are signed.
        pub reason: Option<String>,
        /// Where.
        pub location: Option<String>,
        /// Whether equal runs must give equal bytes: a key that cannot do that is refused.
        pub deterministic: bool = false,
        /// The kinds that are signed; all of them where none is named.
        pub kinds: Vec<String> = Vec::new(),
        /// Copies for e-mail, locked with a password.
        pub copy: Option<CopyTable>,
    }
}

record! {
    /// A key reached by PKCS#11.
    pub struct TokenTable {
        /// The library that reaches it, such as `/usr/lib/softhsm/libsofthsm2.so`.
        pub library: String,
        /// The token's label.
        pub label: String,
        /// The key's label.
        pub key: String,
    }
}

/// Where a password comes from that no file gives.
#[derive(Debug, Clone)]
pub struct Password {
    /// What the environment holds.
    pub environment: Option<Masked<String>>,
    /// Asks the person at the terminal; `None` where there is nobody.
    pub ask: fn(&str) -> Option<String>,
}

/// What is to sign, as it was asked for.
#[derive(Debug, Clone)]
pub struct SignOptions {
    /// A file with the table; else the issuer file's own table counts.
    pub config: Option<PathBuf>,
    /// Where the password comes from.
    pub password: Password,
}

/// Reads a signing file: the table by itself, or a file such as the issuer's that holds it as `[sign]`.
pub fn read(path: &Path) -> Result<SignTable, Stop> {
    let text = String::from_utf8(file(path)?).map_err(|_| not_text(path))?;
    let shown = path.display().to_string();
    let told = crate::table::read_part(&text, "sign").map_err(|found| Stop::of_file(&shown, &found))?;
    check(&told).map_err(|found| Stop::of_file(&shown, &found))?;
    Ok(told)
}

/// A table must name one key, and a rule for passwords that can be followed.
pub fn check(table: &SignTable) -> Result<(), Vec<Finding>> {
    if let Some(copy) = &table.copy {
        copy.check().map_err(|finding| vec![finding])?;
    }
    if table.key.is_some() != table.token.is_some() {
        return Ok(());
    }
    let words = Words::new("name either `key` or `token`", "请在 `key` 和 `token` 中指定一项");
    Err(vec![Finding::error("D09", "sign", words)])
}

impl Password {
    /// The password: from the file, the environment or the terminal.
    pub fn get(&self, file_name: Option<&Path>, what: &str) -> Result<Zeroizing<String>, Stop> {
        if let Some(path) = file_name {
            let bytes = Zeroizing::new(file(path)?);
            let text = std::str::from_utf8(&bytes).map_err(|_| not_text(path))?;
            return Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_string()));
        }
        if let Some(password) = &self.environment {
            return Ok(Zeroizing::new(password.reveal().clone()));
        }
        (self.ask)(what).map(Zeroizing::new).ok_or_else(|| {
            Stop::new(format!("`{what}` needs a password"), format!("`{what}` 需要密码")).hint(
                "name a `password_file`, or set HANPRESS_KEY_PASSWORD",
                "请指定 `password_file`，或设置环境变量 HANPRESS_KEY_PASSWORD",
            )
        })
    }
}

/// The bytes of a file.
pub fn file(path: &Path) -> Result<Vec<u8>, Stop> {
    std::fs::read(path).map_err(|error| Stop::unreadable(path, &error))
}

/// A warning where others than the owner can read a file that holds a secret.
pub fn exposed(path: &Path) -> Option<Words> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).ok()?.permissions().mode();
        (mode & 0o077 != 0).then(|| {
            Words::new(
                format!("others can read `{0}`: chmod 600 {0}", path.display()),
                format!("其他用户可读取 `{0}`：请执行 chmod 600 {0}", path.display()),
            )
        })
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

fn not_text(path: &Path) -> Stop {
    Stop::new(
        format!("cannot read `{}`: it is not UTF-8", path.display()),
        format!("无法读取 `{}`：不是 UTF-8 文本", path.display()),
    )
}
