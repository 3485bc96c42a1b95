//! Sign an open field of a finished document, as the borrower say, where its other signatures hold.

use std::fmt;

use crate::error::Stop;
use crate::finding::{Finding, Words};
use crate::sign::{self, Signed, Signer};
use crate::verify::{OutOfBounds, Terms, verify, within_bounds};

/// What goes with one more signature.
#[derive(Clone, Default)]
pub struct Countersignature {
    /// The password of a file that is locked.
    pub password: Option<String>,
    /// A PNG or SVG of the signer's hand, to be shown in the field.
    pub picture: Option<Vec<u8>>,
}

/// Tells only what there is: a password is often made of a person's numbers, and a hand is that person's.
impl fmt::Debug for Countersignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Countersignature")
            .field("password", &self.password.is_some())
            .field("picture", &self.picture.is_some())
            .finish()
    }
}

/// What speaks against who signed and when, not against the signature.
const OF_THE_SIGNER: [&str; 3] = ["V06", "V07", "V08"];

/// Signs an open field of a file that this program made; all signatures before stay valid.
///
/// Refused is a file of another program, one that was changed behind its last signature, one whose signatures do not
/// hold, and a field that is not there or is signed.
pub fn sign(pdf: Vec<u8>, field: &str, signer: &Signer, with: Countersignature) -> Result<Signed, Stop> {
    let password = with.password.as_deref();
    match within_bounds(&pdf, password) {
        Ok(()) => {}
        Err(OutOfBounds::Locked) => return Err(locked(password.is_some())),
        Err(OutOfBounds::Unread(finding)) => {
            // Where a signature shows that the file was changed, that says more.
            hold(&pdf, password)?;
            return Err(refused(&finding, ""));
        }
    }
    sign::check_signable(&pdf, field, password)?;
    hold(&pdf, password)?;
    sign::sign_field(pdf, field, signer, password, with.picture)
}

/// Refuses a file whose signatures do not hold: nobody should sign behind one that is broken. Whose they are is
/// for the signer to judge.
fn hold(bytes: &[u8], password: Option<&str>) -> Result<(), Stop> {
    let mut terms = Terms::now();
    if let Some(password) = password {
        terms.open_with(password);
    }
    let report = verify(bytes, &terms);
    let of = |field: Option<&str>| field.map(|field| format!("`{field}`: ")).unwrap_or_default();
    let own = report.findings.iter().map(|finding| (None, finding));
    let theirs = report
        .signatures
        .iter()
        .flat_map(|one| one.findings.iter().map(|finding| (Some(one.field.as_str()), finding)));
    let broken = |(_, finding): &(_, &Finding)| finding.refuses() && !OF_THE_SIGNER.contains(&finding.code);
    let Some((field, finding)) = own.chain(theirs).find(broken) else { return Ok(()) };
    Err(refused(finding, &of(field)))
}

/// A file that does not open.
fn locked(tried: bool) -> Stop {
    let (en, zh) = match tried {
        true => ("it is encrypted, and the password does not open it", "文件已加密，该密码不能打开"),
        false => ("it is encrypted", "文件已加密"),
    };
    Stop::new(format!("this file is not signed further: {en}"), format!("该文件不能继续签署：{zh}")).hint(
        "name a file that holds its password with `--open-password-file`",
        "请用 `--open-password-file` 指定存放打开密码的文件",
    )
}

fn refused(finding: &Finding, field: &str) -> Stop {
    let Words { en, zh } = &finding.message;
    Stop::new(
        format!("this file is not signed further: {field}{en} ({})", finding.code),
        format!("该文件不能继续签署：{field}{zh}（{}）", finding.code),
    )
    .hint(
        "`hanpress verify` tells more; ask for the file again",
        "可用 `hanpress verify` 查看；请重新索取文件",
    )
}
