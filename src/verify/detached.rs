//! Turn a signature container and the bytes beside it into what the signature is worth.

use super::Terms;
use super::cms::beside;
use super::report::{Detached, Moment, Verdict};
use super::revoked::Said;
use super::trust::{Bench, stamped, weigh};
use super::whose::signer;

/// Tells what a detached signature (CMS, in DER) over a message is worth, such as that over a manifest.
pub fn verify_detached(message: &[u8], container: &[u8], terms: &Terms) -> Detached {
    let (container, mut findings) = match beside(container, |hash| hash.digest(&[message]), true) {
        Ok(opened) => opened,
        Err(finding) => {
            return Detached { verdict: Verdict::Bad, signer: None, time: None, findings: vec![finding] };
        }
    };
    let bench = Bench { terms, offered: &container.certificates, said: &Said::default() };
    let own = stamped(&container, bench);
    findings.extend(own.findings);
    let time = own.proven.or(container.claimed().map(Moment::claimed));
    let certificate = container.certificate();
    if let Some(certificate) = certificate {
        findings.extend(weigh(certificate, time.as_ref(), bench));
    }
    Detached { verdict: Verdict::of(&findings), signer: certificate.map(signer), time, findings }
}
