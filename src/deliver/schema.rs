//! Describe a line of the manifest as a JSON Schema.

use serde_json::{Map, Value, json};

use crate::issuer::Level;
use crate::record::{Field, described};

/// The JSON Schema of a manifest line: a header, a document, a message or the end.
pub fn schema() -> Value {
    json!({ "oneOf": [header(), document(), message(), end()] })
}

fn header() -> Value {
    let versions = object(
        &[
            ("hanpress", word("this program's version")),
            ("typst", word("the typesetter's version")),
            ("minijinja", word("the template engine's version")),
        ],
        &[],
    );
    line(
        "header",
        "the first line of a run: what all its documents have in common. Behind the closing line of a run another may \
         be added, whose header holds `prev`",
        &[
            ("versions", versions),
            ("issue_date", day("the date on every document")),
            ("kind", word("how the kind is chosen: own, auto, course, or one for all")),
            ("standards", json!({ "type": "array", "items": word("a PDF standard every document keeps") })),
            ("issuer", hash("SHA-256 of the issuer file with every file it names")),
            ("rules", hash("SHA-256 of the rules")),
            ("fonts", hash("SHA-256 of the fonts")),
            (
                "templates",
                json!({ "type": "object", "additionalProperties": hash("SHA-256 of a kind's template set") }),
            ),
            (
                "titles",
                json!({ "type": "object", "additionalProperties": word("the Chinese title of a kind") }),
            ),
            ("lang", json!({ "enum": ["en", "zh"], "description": "the language of lists and reports" })),
        ],
        &[
            (
                "signing",
                hash("SHA-256 over the certificates and words of the signatures, where documents are signed"),
            ),
            ("signed", signed_run()),
            ("name", word("how files are named, where it is not by the number alone")),
            (
                "only",
                hash("SHA-256 over the ids of the only accounts that were asked for, where not all were"),
            ),
            (
                "channels",
                json!({ "type": "array", "items": { "enum": ["letter", "sms", "email"] },
                        "description": "which ways documents go out, where it is not as letters alone; of the course, which were asked for" }),
            ),
            ("approved", count("the version of the templates that was approved, where that is demanded")),
            ("prev", prev()),
        ],
    )
}

fn message() -> Value {
    line(
        "message",
        "a short message or an e-mail; behind the line of its account's document, where there is one",
        &[
            ("seq", count("the account's ordinal in the input of its run, from 1; refused ones count")),
            ("id", word("the account's id")),
            ("name", word("to whom it goes, masked")),
            ("number", word("the number of the document that it goes with, or would")),
            ("kind", word("the kind")),
            ("channel", json!({ "enum": ["sms", "email"], "description": "how it goes out" })),
            (
                "file",
                word(
                    "where it stands: an e-mail in a file of its own, a short message as a line of messages.jsonl",
                ),
            ),
            (
                "sha256",
                hash("SHA-256 of that file or line; with a locked copy attached, of the e-mail without it"),
            ),
            ("bytes", count("the length of that file or line")),
            ("template", hash("SHA-256 of its kind's template set")),
            ("account_sha256", hash("SHA-256 of the account record")),
            ("as_of", day("the date its figures stand at")),
            ("bucket", word("the bucket of its overdue days, M0 to M7+")),
            ("owed", json!({ "type": "array", "items": ledger() })),
            ("findings", json!({ "type": "array", "items": finding() })),
            ("prev", prev()),
        ],
        &[
            ("parts", count("into how many parts a short message falls")),
            ("locked", json!({ "const": true, "description": "what is attached to the e-mail is locked" })),
            (
                "not_before",
                word(
                    "from when it may be sent, where hour or day forbid it before: RFC 3339, Beijing's clock",
                ),
            ),
        ],
    )
}

fn signed_run() -> Value {
    let mut run = object(
        &[
            ("sender", word("the sender's full name, as the letterhead has it")),
            (
                "kinds",
                json!({ "type": "array", "items": word("a kind that is signed; all where none is named") }),
            ),
        ],
        &[],
    );
    run["description"] = "which documents are signed, and for whom, where any are".into();
    run
}

fn document() -> Value {
    line(
        "document",
        "a made document; in input order",
        &[
            ("seq", count("the account's ordinal in the input of its run, from 1; refused ones count")),
            ("id", word("the account's id")),
            ("name", word("to whom it goes, masked")),
            ("number", word("the document number")),
            ("kind", word("the kind")),
            ("channel", maybe("how it will be delivered")),
            ("file", word("where it stands, relative to the folder")),
            ("sha256", hash("SHA-256 of the file")),
            ("bytes", count("the file's length")),
            ("pages", count("how many pages it has")),
            ("template", hash("SHA-256 of its kind's template set")),
            ("account_sha256", hash("SHA-256 of the account record")),
            ("as_of", day("the date its figures stand at")),
            ("bucket", word("the bucket of its overdue days, M0 to M7+")),
            ("owed", json!({ "type": "array", "items": ledger() })),
            ("findings", json!({ "type": "array", "items": finding() })),
            ("prev", prev()),
        ],
        &[
            ("post", word("the first four digits of the postcode it is addressed to")),
            ("signature", signature()),
            ("copy", word("where the locked copy for e-mail stands, where there is one")),
            (
                "copy_level",
                level("the level of the copy's signature, where it is another than the document's"),
            ),
        ],
    )
}

fn ledger() -> Value {
    let mut ledger =
        object(&[("currency", word("its ISO 4217 code")), ("amount", word("its total: `8376.25`"))], &[]);
    ledger["description"] = "the total of a ledger, before any waiver".into();
    ledger
}

fn signature() -> Value {
    let mut signature = object(
        &[
            ("level", level("its level (ETSI EN 319 142-1)")),
            ("certificate", hash("SHA-256 of the signer's certificate")),
        ],
        &[
            (
                "time",
                json!({ "type": "string", "format": "date-time", "description": "the time its time stamp proves" }),
            ),
            ("authority", hash("SHA-256 of the certificate of who stamped the time")),
            ("asked", level("the level that was asked for, where it was not reached")),
        ],
    );
    signature["description"] = "the sender's signature, where it bears one".into();
    signature
}

fn finding() -> Value {
    let mut answer = object(
        &[
            ("id", word("the override's id in the issuer file")),
            ("reason", word("why")),
            ("approver", word("who answers for it")),
        ],
        &[],
    );
    answer["description"] = "the override that let it through, where one did".into();
    object(
        &[
            ("code", word("the stable code")),
            ("severity", json!({ "enum": ["error", "warning"] })),
            ("message", word("what is wrong")),
            ("path", word("the field")),
            ("basis", maybe("what it stands on")),
            ("hints", json!({ "type": "array", "items": { "type": "string" } })),
        ],
        &[("override", answer)],
    )
}

fn end() -> Value {
    line(
        "end",
        "the last line of a finished run",
        &[
            ("made", count("documents made")),
            ("refused", count("accounts refused")),
            ("warnings", count("warnings on the documents made")),
            (
                "files",
                json!({
                    "type": "object",
                    "description": "the lists beside the manifest, and report.html",
                    "additionalProperties": hash("SHA-256 of the file"),
                }),
            ),
            ("prev", prev()),
        ],
        &[
            (
                "not_yet",
                count("accounts for which nothing of the course is made yet, where the run follows it"),
            ),
            ("added", added()),
            (
                "input",
                hash(
                    "SHA-256 over the records of its input, refused ones too, by which the same input is known again",
                ),
            ),
            ("signature", word("a CMS signature over the chain, in Base64, where documents are signed")),
        ],
    )
}

fn added() -> Value {
    let mut added = object(
        &[
            ("stood", count("accounts whose documents an earlier run had made")),
            (
                "unresolved",
                count(
                    "accounts that earlier runs refused and this one did not meet: the lists name them still",
                ),
            ),
        ],
        &[],
    );
    added["description"] = "what a run that was added to others met of theirs".into();
    added
}

/// A line of one sort: fields that are all there, and `also` those that may be; no others.
fn line(sort: &str, about: &str, fields: &[(&str, Value)], also: &[(&str, Value)]) -> Value {
    let first = ("line", json!({ "const": sort }));
    let fields: Vec<_> = std::iter::once(&first).chain(fields).cloned().collect();
    let mut schema = object(&fields, also);
    schema["description"] = about.into();
    schema
}

/// An object whose fields are all there, and `also` those that may be; no others.
pub(crate) fn object(fields: &[(&str, Value)], also: &[(&str, Value)]) -> Value {
    let all = fields.iter().chain(also);
    let properties: Map<_, _> = all.map(|(name, of)| (name.to_string(), of.clone())).collect();
    let required: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties, "required": required })
}

/// A level of signatures.
pub(crate) fn level(about: &str) -> Value {
    described(Level::schema(), &[about])
}

/// Words.
pub(crate) fn word(about: &str) -> Value {
    json!({ "type": "string", "description": about })
}

/// Words, or null.
pub(crate) fn maybe(about: &str) -> Value {
    json!({ "type": ["string", "null"], "description": about })
}

/// A number of things.
pub(crate) fn count(about: &str) -> Value {
    json!({ "type": "integer", "minimum": 0, "description": about })
}

/// A date.
pub(crate) fn day(about: &str) -> Value {
    json!({ "type": "string", "format": "date", "description": about })
}

/// A SHA-256 in hex.
pub(crate) fn hash(about: &str) -> Value {
    json!({ "type": "string", "pattern": "^[0-9a-f]{64}$", "description": about })
}

fn prev() -> Value {
    hash("SHA-256 of the line before, newline included")
}
