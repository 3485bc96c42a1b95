//! What is told of finished folders and of what was sent: audits, joined runs, print jobs, signatures, evidence.

use serde_json::{Value, json};

use super::{event, finding, flag, words};
use crate::deliver::schema::{count, hash, level, maybe, object, word};

pub(super) fn flaw() -> Value {
    event(
        "flaw",
        "`audit`: something wrong with a folder",
        &[
            ("folder", word("the folder")),
            ("code", word("the stable code")),
            ("message", word("what is wrong, in the language of `--lang`")),
            ("file", word("the file, relative to the folder")),
            ("line", json!({ "type": ["integer", "null"], "minimum": 1, "description": "its line, from 1" })),
            ("id", maybe("the account's id")),
            ("hint", maybe("what to do about it")),
        ],
        &[],
    )
}

pub(super) fn audited() -> Value {
    event(
        "audited",
        "`audit`: what came of a folder",
        &[
            ("folder", word("the folder")),
            ("documents", count("documents by the manifest")),
            ("refused", count("accounts refused by the manifest")),
            ("flaws", count("what is wrong")),
            ("head", word("SHA-256 of the last line")),
            ("results", count("results that `delivered` recorded of its documents")),
            ("results_head", maybe("SHA-256 of the last of these")),
            ("finished", flag("whether the audit came to its end")),
            ("runs", count("finished runs")),
            ("signatures", count("documents and closing lines that are signed")),
            ("judged", flag("whether signatures were judged")),
            ("signers", json!({ "type": "array", "items": signer() })),
        ],
        &[],
    )
}

fn signer() -> Value {
    object(
        &[
            ("name", word("who signed: an organisation, or masked a person")),
            ("issuer", word("who issued the certificate")),
            ("sha256", hash("SHA-256 of the certificate")),
            ("signatures", count("signatures by it")),
            ("hold", count("signatures by it that hold and are by who was asked for")),
        ],
        &[],
    )
}

pub(super) fn printed() -> Value {
    event(
        "printed",
        "`print`: a job was written",
        &[
            ("out", word("its folder")),
            ("letters", count("letters in it")),
            ("sheets", count("sheets they take")),
            ("pages", count("pages they have, without blank ones")),
            (
                "apart",
                count("documents of the run that are not in it: single files, and those not sent on paper"),
            ),
            ("unsorted", count("letters whose postcode the run does not tell")),
            ("files", json!({ "type": "array", "items": word("a file of its pages") })),
            ("bytes", count("the length of these files")),
            ("head", hash("SHA-256 of the last line of job.jsonl")),
        ],
        &[],
    )
}

pub(super) fn joined() -> Value {
    event(
        "joined",
        "`audit --join`: shards were joined",
        &[
            ("made", count("documents")),
            ("refused", count("accounts refused")),
            ("warnings", count("warnings on the documents")),
            ("out", word("the folder")),
            ("signed", flag("whether the closing line is signed")),
        ],
        &[],
    )
}

pub(super) fn signed() -> Value {
    event(
        "signed",
        "`sign`: a field was signed",
        &[
            ("field", word("the field")),
            ("signer", word("the certificate's holder, a person masked")),
            ("certificate", hash("SHA-256 of the signer's certificate")),
            ("file", word("the new file")),
            ("level", level("the signature's level (ETSI EN 319 142-1)")),
            ("time", maybe("the time its time stamp proves, as RFC 3339")),
        ],
        &[],
    )
}

/// What is told of letters that were sent.
pub(super) fn evidence() -> [Value; 4] {
    let not_recorded = event(
        "not-recorded",
        "`delivered`: a row that was refused",
        &[
            ("source", word("the table as it was given")),
            ("row", count("the row, from 1")),
            ("number", maybe("the document number, where it could be read")),
            ("findings", json!({ "type": "array", "items": finding() })),
        ],
        &[],
    );
    let recorded = event(
        "recorded",
        "`delivered`: what came of the tables",
        &[
            ("folder", word("the folder")),
            ("added", count("results that were added")),
            ("known", count("rows that were recorded before")),
            ("refused", count("rows that were refused")),
            ("results", count("results there are now")),
            ("mended", flag("whether a half-written line of an earlier recording was left out")),
            ("head", hash("SHA-256 of the last line of deliveries.jsonl")),
        ],
        &[],
    );
    let bundled = event(
        "bundled",
        "`bundle`: the file was written",
        &[
            ("id", word("the account's id")),
            ("file", word("the new file")),
            ("documents", count("documents in it")),
            ("messages", count("short messages and e-mails in it")),
            ("results", count("results told of them")),
            ("pages", count("how many pages it has")),
            ("apart", words("documents whose pages are not in it, by number")),
            ("evidence", hash("SHA-256 of the evidence.jsonl that goes with it")),
            ("archive", flag("whether it is PDF/A-3")),
            ("signer", maybe("who signed it")),
            ("bytes", count("its length")),
        ],
        &[],
    );
    let logged = event(
        "logged",
        "`log`: the workbook was written",
        &[
            ("file", word("the new file")),
            ("documents", count("documents in it")),
            ("results", count("results in it")),
            ("open", count("documents of which no result is recorded")),
        ],
        &[],
    );
    [not_recorded, recorded, bundled, logged]
}
