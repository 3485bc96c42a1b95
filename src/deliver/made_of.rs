//! Turn what goes out into the manifest's lines, not chained yet.

use super::manifest::{Document, FindingLine, LedgerTotal, Message};
use super::{Delivery, Dispatch, files};
use crate::digest;

/// The manifest's line for a message, not chained yet; the `first` of an account without a document tells what was found.
pub(super) fn message(delivery: &Delivery, sent: &Dispatch, file: String, first: bool) -> Message {
    Message {
        seq: delivery.seq,
        id: delivery.id.clone(),
        name: delivery.name.clone(),
        number: delivery.number.clone(),
        kind: delivery.kind.clone(),
        channel: sent.channel.to_string(),
        file,
        sha256: sent.sha256(),
        bytes: sent.bytes.len() as u64,
        parts: sent.parts,
        locked: sent.locked,
        not_before: sent.not_before.clone(),
        template: delivery.template.clone(),
        account_sha256: digest::hex(&delivery.account_sha256),
        as_of: delivery.as_of,
        bucket: delivery.debt.bucket.to_string(),
        owed: delivery.debt.owed.iter().map(|total| LedgerTotal::of(*total)).collect(),
        findings: if first { FindingLine::all(&delivery.findings) } else { Vec::new() },
        prev: String::new(),
    }
}

/// The manifest's line for a document, not chained yet.
pub(super) fn document(delivery: &Delivery, pdf: &[u8], file: String) -> Document {
    Document {
        seq: delivery.seq,
        id: delivery.id.clone(),
        name: delivery.name.clone(),
        number: delivery.number.clone(),
        kind: delivery.kind.clone(),
        channel: delivery.channel.clone(),
        post: delivery.post.clone(),
        file: file.clone(),
        sha256: digest::sha256(pdf),
        bytes: pdf.len() as u64,
        pages: delivery.pages,
        template: delivery.template.clone(),
        account_sha256: digest::hex(&delivery.account_sha256),
        as_of: delivery.as_of,
        bucket: delivery.debt.bucket.to_string(),
        owed: delivery.debt.owed.iter().map(|total| LedgerTotal::of(*total)).collect(),
        findings: FindingLine::all(&delivery.findings),
        signature: delivery.signature.clone(),
        copy: delivery.copy.as_ref().map(|_| files::copy_of(&file)),
        copy_level: delivery.copy.as_ref().and_then(|copy| copy.level.clone()),
        prev: String::new(),
    }
}
