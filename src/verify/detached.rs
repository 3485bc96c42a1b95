//! Turn a signature container and the bytes beside it into what the signature is worth.

use super::Terms;
use super::cms::{PLAIN, Unfit, open};
use super::report::{Detached, Moment, Proof, Verdict};
use super::revoked::Said;
use super::trust::{Bench, stamped, weigh};
use super::whose::signer;
use super::words;

/// Tells what a detached signature (CMS, in DER) over a message is worth, such as that over a manifest.
pub fn verify_detached(message: &[u8], container: &[u8], terms: &Terms) -> Detached {
    let container = match open(container) {
        Ok(container) => container,
        Err(unfit) => {
            let finding = match unfit {
                Unfit::Foreign => words::foreign_container(),
                Unfit::Signers(count) => words::signers(count),
            };
            return Detached { verdict: Verdict::Bad, signer: None, time: None, findings: vec![finding] };
        }
    };
    let mut findings = container.faults(PLAIN, |hash| hash.digest(&[message]), true);
    if container.content.is_some() {
        findings.push(words::content_type());
    }
    let bench = Bench { terms, offered: &container.certificates, said: &Said::default() };
    let own = stamped(&container, bench);
    findings.extend(own.findings);
    let claim = |seconds| Moment { seconds, proof: Proof::Claim, authority: None };
    let time = own.proven.or(container.claimed().map(claim));
    let certificate = container.certificate();
    if let Some(certificate) = certificate {
        findings.extend(weigh(certificate, time.as_ref(), bench));
    }
    Detached { verdict: Verdict::of(&findings), signer: certificate.map(signer), time, findings }
}
