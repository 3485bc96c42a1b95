//! What is signed and by whose key, as it was typed.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Sign {
    /// The document
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The field: `borrower`, `guarantor`, `witness` or as the template names it
    #[arg(long, value_name = "NAME")]
    pub(crate) field: String,
    /// The signer's key: PKCS#12 or PEM
    #[arg(long, value_name = "FILE", required_unless_present = "sign")]
    pub(crate) key: Option<PathBuf>,
    /// A signing file, as `make --sign` takes it: key or token, level, time stamps
    #[arg(long, value_name = "FILE")]
    pub(crate) sign: Option<PathBuf>,
    /// The file whose first line is the key's password [default: HANPRESS_KEY_PASSWORD, or it is asked for]
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    /// Certificates in PEM, where the key comes without them
    #[arg(long, value_name = "FILE")]
    pub(crate) certificate: Option<PathBuf>,
    /// The only authorities that count, in PEM
    #[arg(long, value_name = "FILE")]
    pub(crate) trust: Option<PathBuf>,
    /// The file whose first line opens an encrypted document
    #[arg(long, value_name = "FILE")]
    pub(crate) open_password_file: Option<PathBuf>,
    /// A picture of the signer's hand to show in the field: PNG or SVG
    #[arg(long, value_name = "FILE")]
    pub(crate) picture: Option<PathBuf>,
    /// Why it is signed
    #[arg(long, value_name = "WORDS")]
    pub(crate) reason: Option<String>,
    /// Where it is signed
    #[arg(long, value_name = "WORDS")]
    pub(crate) location: Option<String>,
    /// The new file [default: FILE with `.signed` before its ending]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}
