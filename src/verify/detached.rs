//! Turn a signature container and the bytes beside it into what the signature is worth.

use super::Terms;
use super::ber::definite;
use super::budget::Budget;
use super::cms::open_detached;
use super::report::{Detached, Moment, Verdict};
use super::revocation::RevocationData;
use super::signer_name::signer;
use super::trust::{TrustContext, certificate_findings, signature_time_stamp};

/// Tells what a detached signature (CMS, in DER) over a message is worth, such as that over a manifest.
pub fn verify_detached(message: &[u8], container: &[u8], terms: &Terms) -> Detached {
    let budget = Budget::of(message.len() + container.len());
    let container = definite(container, &budget);
    let opened = open_detached(&container, |hash| hash.digest(&[message]), true, &budget);
    let (container, mut findings) = match opened {
        Ok(opened) => opened,
        Err(finding) => {
            return Detached { verdict: Verdict::Bad, signer: None, time: None, findings: vec![finding] };
        }
    };
    let context = TrustContext {
        terms,
        offered: &container.certificates,
        revocation: &RevocationData::default(),
        budget: &budget,
    };
    let own = signature_time_stamp(&container, context);
    findings.extend(own.findings);
    let time = own.proven.or(container.claimed().map(Moment::claimed));
    let certificate = container.certificate();
    if let Some(certificate) = certificate {
        findings.extend(certificate_findings(certificate, time.as_ref(), context));
    }
    if budget.is_over() {
        findings.push(super::findings::costly());
    }
    Detached { verdict: Verdict::of(&findings), signer: certificate.map(signer), time, findings }
}
