//! The `[sign]` table: which key signs, and what the signature says.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::error::Stop;
use crate::finding::{Finding, Words};
use crate::issuer::{Level, SignTable, Timestamp};
use crate::masked::Masked;
use crate::named_files::NamedFiles;
use crate::record::table;

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
    let shown = path.display().to_string();
    let text = String::from_utf8(file(path)?).map_err(|_| Stop::no_text(&shown))?;
    parse(&text, &shown)
}

/// Reads the text of such a file, which messages call `shown`.
pub fn parse(text: &str, shown: &str) -> Result<SignTable, Stop> {
    let table = table::read_part(text, "sign").map_err(|found| Stop::of_file(shown, &found))?;
    check(&table).map_err(|found| Stop::of_file(shown, &found))?;
    Ok(table)
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
    if table.certificate_sha256.as_deref().is_some_and(|pinned| digits(pinned).is_none()) {
        refuse(
            "sign.certificate_sha256",
            "a SHA-256 has 64 hexadecimal digits",
            "SHA-256 应为 64 位十六进制数字",
        );
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

/// The digits of a SHA-256, small and without colons; `None` where these are not 64 hexadecimal ones.
pub(super) fn digits(fingerprint: &str) -> Option<String> {
    let digits: String = fingerprint.chars().filter(|c| *c != ':').collect();
    let is_one = digits.len() == 64 && digits.chars().all(|c| c.is_ascii_hexdigit());
    is_one.then(|| digits.to_ascii_lowercase())
}

impl SignTable {
    /// How long signatures are to last.
    pub fn level(&self) -> Level {
        self.level.unwrap_or(if self.timestamp.is_some() { Level::T } else { Level::B })
    }
}

impl Password {
    /// None but what files give.
    pub fn none() -> Self {
        Self { environment: None, timestamp: None, ask: |_| None }
    }

    /// This one, where no file gives another.
    pub fn given(password: impl Into<String>) -> Self {
        Self { environment: Some(Masked::new(password.into())), ..Self::none() }
    }

    /// The password: from the file, the environment or the terminal.
    pub fn get(
        &self,
        beside: &NamedFiles,
        file_name: Option<&str>,
        what: &str,
    ) -> Result<Zeroizing<String>, Stop> {
        self.found(beside, file_name, what, self.environment.as_ref(), "HANPRESS_KEY_PASSWORD")
    }

    /// The password for the authority that stamps the time, likewise.
    pub fn for_time_stamps(
        &self,
        beside: &NamedFiles,
        file_name: Option<&str>,
        what: &str,
    ) -> Result<Zeroizing<String>, Stop> {
        self.found(beside, file_name, what, self.timestamp.as_ref(), "HANPRESS_TIMESTAMP_PASSWORD")
    }

    fn found(
        &self,
        beside: &NamedFiles,
        file_name: Option<&str>,
        what: &str,
        environment: Option<&Masked<String>>,
        name: &str,
    ) -> Result<Zeroizing<String>, Stop> {
        if let Some(name) = file_name {
            let text = Zeroizing::new(beside.text(name)?);
            // Editors of Windows may put an invisible mark before the first letter.
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
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
pub fn exposed(beside: &NamedFiles, name: &str) -> Option<Words> {
    let path = beside.path(name)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path).ok()?.permissions().mode();
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
