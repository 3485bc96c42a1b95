//! The `[sign]` table: which key signs, and what the signature says.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::copy::CopyTable;
use super::level::Level;
use super::revocation::RevocationTable;
use super::time::Timestamp;
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
        /// How long signatures last; else with a time stamp where there is an authority for it.
        pub level: Option<Level>,
        /// The authority that stamps the time: its address, or a table.
        pub timestamp: Option<Timestamp>,
        /// Where it comes from what documents carry about revocation, from level B-LT on.
        pub revocation: Option<RevocationTable>,
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
    /// What the environment holds for the authority that stamps the time.
    pub timestamp: Option<Masked<String>>,
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
    let mut findings = table.timestamp.as_ref().map(|Timestamp(table)| table.faults()).unwrap_or_default();
    let mut refuse = |path: &str, en: &str, zh: &str| {
        findings.push(Finding::error("D09", path, Words::new(en, zh)));
    };
    if table.key.is_some() == table.token.is_some() {
        refuse("sign", "name either `key` or `token`", "请在 `key` 和 `token` 中指定一项");
    }
    if table.level() > Level::B && table.timestamp.is_none() {
        refuse(
            "sign.level",
            "this level needs a time stamp: name an authority as `timestamp`",
            "该级别需要时间戳：请用 `timestamp` 指定时间戳机构",
        );
    }
    if table.level() > Level::B && table.deterministic {
        refuse(
            "sign.deterministic",
            "equal runs give equal bytes only without time stamps: `level = \"B-B\"`",
            "只有不加盖时间戳（`level = \"B-B\"`）时，相同的运行才能得到相同的字节",
        );
    }
    if findings.is_empty() { Ok(()) } else { Err(findings) }
}

impl Default for SignTable {
    /// A table that says nothing, not even which key.
    fn default() -> Self {
        Self {
            key: None,
            token: None,
            password_file: None,
            certificate: None,
            trust: None,
            reason: None,
            location: None,
            deterministic: false,
            kinds: Vec::new(),
            level: None,
            timestamp: None,
            revocation: None,
            copy: None,
        }
    }
}

impl SignTable {
    /// How long signatures are to last.
    pub fn level(&self) -> Level {
        self.level.unwrap_or(if self.timestamp.is_some() { Level::T } else { Level::B })
    }
}

impl Password {
    /// The password: from the file, the environment or the terminal.
    pub fn get(&self, file_name: Option<&Path>, what: &str) -> Result<Zeroizing<String>, Stop> {
        self.found(file_name, what, self.environment.as_ref(), "HANPRESS_KEY_PASSWORD")
    }

    /// The password for the authority that stamps the time, likewise.
    pub fn for_stamps(&self, file_name: Option<&Path>, what: &str) -> Result<Zeroizing<String>, Stop> {
        self.found(file_name, what, self.timestamp.as_ref(), "HANPRESS_TIMESTAMP_PASSWORD")
    }

    fn found(
        &self,
        file_name: Option<&Path>,
        what: &str,
        environment: Option<&Masked<String>>,
        name: &str,
    ) -> Result<Zeroizing<String>, Stop> {
        if let Some(path) = file_name {
            let bytes = Zeroizing::new(file(path)?);
            let text = std::str::from_utf8(&bytes).map_err(|_| not_text(path))?;
            return Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_string()));
        }
        if let Some(password) = environment {
            return Ok(Zeroizing::new(password.reveal().clone()));
        }
        (self.ask)(what).map(Zeroizing::new).ok_or_else(|| {
            Stop::new(format!("`{what}` needs a password"), format!("`{what}` 需要密码")).hint(
                format!("name a `password_file`, or set {name}"),
                format!("请指定 `password_file`，或设置环境变量 {name}"),
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
