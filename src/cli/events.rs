//! Describe the events of `--format json` as a JSON Schema.

mod proof;

use serde_json::{Value, json};

use self::proof::{audited, evidence, flaw, joined, printed, signed};

use crate::course::NOW;
use crate::deliver::schema::{count, day, hash, maybe, object, word};
use crate::error::StopCode;
use crate::issuer::Way;

/// The JSON Schema of an event.
pub(super) fn schema() -> Value {
    let finished = end("the command came to its end", &json!([0, 1]), &[], &[]);
    let codes = StopCode::ALL.map(StopCode::word);
    let stopped = end(
        "the command did not come to its end, or could not begin",
        &json!([1, 2, 130]),
        &[
            ("code", json!({ "enum": codes, "description": "what kind of stop it is" })),
            ("message", word("why, in the language of `--lang`")),
        ],
        &[("hint", word("what to do about it"))],
    );
    let mut events = vec![
        filed("made", "a document was made; its file has its name once its line stands in the manifest"),
        filed("kept", "a document of an earlier run stands"),
        message(),
        stood(),
        advised("not-yet", "`make` and `check` with `--kind course`: nothing is made for an account yet"),
        advised("next", "`next`: what is due for an account, and what comes next"),
        found("refused", "an account was refused"),
        found("sound", "`check`: an account's document can be made, as far as can be told without its pages"),
    ];
    events.extend(shown());
    events.extend(laid_out());
    events.extend([note(), flaw(), audited(), joined(), printed(), signed()]);
    events.extend(evidence());
    events.extend([tried(), hung(), unreached(), serving(), approved(), finished, stopped]);
    json!({ "oneOf": events })
}

fn filed(name: &str, about: &str) -> Value {
    event(
        name,
        about,
        &[
            ("seq", count("the account's ordinal in the input, from 1")),
            ("id", word("the account's id")),
            ("number", word("the document number")),
            ("kind", word("the kind")),
            ("file", word("where it stands, relative to the folder; `-` is the standard output")),
            ("pages", count("how many pages it has")),
            ("sha256", hash("SHA-256 of the file")),
        ],
        &[],
    )
}

fn message() -> Value {
    event(
        "message",
        "a short message or an e-mail was made, or stands; `make` and `show`",
        &[
            ("seq", count("the account's ordinal in the input, from 1")),
            ("id", word("the account's id")),
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
            (
                "parts",
                json!({ "type": ["integer", "null"], "minimum": 1, "description": "into how many parts a short message falls" }),
            ),
            (
                "not_before",
                maybe(
                    "from when it may be sent, where hour or day forbid it before: RFC 3339, Beijing's clock",
                ),
            ),
        ],
        &[
            ("kept", json!({ "type": "boolean", "description": "`make`: whether an earlier run made it" })),
            ("name", word("`show`: to whom it goes, masked")),
            ("run", count("`show`: the run that made it, from 1")),
        ],
    )
}

fn stood() -> Value {
    event(
        "stood",
        "`make --add`: an account whose document an earlier run of the folder made",
        &[("seq", count("the account's ordinal in the input, from 1")), ("id", word("the account's id"))],
        &[],
    )
}

fn advised(name: &str, about: &str) -> Value {
    let steps = |also: &[(&'static str, Value)]| {
        let fields = [
            ("step", word("the step of the course")),
            ("title", word("what it is called, in the language of `--lang`")),
            ("kind", word("the kind of document")),
            ("channel", json!({ "enum": Way::ALL.iter().map(|way| way.word()).collect::<Vec<_>>() })),
            ("day", day("its day: the first on which it may be taken")),
        ];
        fields.into_iter().chain(also.iter().cloned()).collect::<Vec<_>>()
    };
    let reason = || {
        object(
            &[
                ("reason", word("its name")),
                ("message", word("why, in the language of `--lang`")),
                ("basis", word("what it stands on")),
            ],
            &[("end", word("what ends it, where no day does"))],
        )
    };
    let mut also = steps(&[
        (
            "lacks",
            json!({ "type": "array", "items": { "type": "string" }, "description": "fields to give first" }),
        ),
        ("by", day("the day by which the law wants it")),
        (
            "open",
            json!({ "type": "array", "items": { "type": "string" }, "description": "steps that somebody may decide on" }),
        ),
    ]);
    also.push(("then", object(&[], &steps(&[("why", reason())]))));
    event(
        name,
        about,
        &[
            ("seq", count("the account's ordinal in the input, from 1")),
            ("id", maybe("the account's id; null where it may not be shown")),
            ("source", word("the input as it was given")),
            ("line", count("the line or row it begins in, from 1")),
            ("now", json!({ "enum": NOW.map(|(word, ..)| word) })),
            (
                "days",
                json!({ "type": "integer", "description": "days since the due date; below 0 before it" }),
            ),
            ("why", json!({ "type": "array", "items": reason() })),
        ],
        &also,
    )
}

fn found(name: &str, about: &str) -> Value {
    event(
        name,
        about,
        &[
            ("seq", count("the account's ordinal in the input, from 1")),
            ("id", maybe("the account's id; null where it could not be read, or may not be shown")),
            ("source", word("the input as it was given")),
            ("line", count("the line or row it begins in, from 1")),
            ("findings", json!({ "type": "array", "items": finding() })),
        ],
        &[],
    )
}

fn finding() -> Value {
    object(
        &[
            ("code", word("the stable code")),
            ("severity", json!({ "enum": ["error", "warning"] })),
            ("message", word("what is wrong, in the language of `--lang`")),
            ("path", word("the field")),
            ("basis", maybe("what it stands on")),
            ("hints", json!({ "type": "array", "items": { "type": "string" } })),
        ],
        &[("column", word("the heading of the column that holds it, where the input is a table"))],
    )
}

fn note() -> Value {
    event(
        "note",
        "what is to be known of an input, such as its encoding or rows passed over",
        &[("source", word("the input as it was given")), ("message", word("what"))],
        &[],
    )
}

/// What `show` tells of an account.
fn shown() -> [Value; 3] {
    let id = || ("id", word("the account's id"));
    let document = event(
        "document",
        "`show`: a document of the account",
        &[
            id(),
            ("name", word("to whom it goes, masked")),
            ("number", word("the document number")),
            ("kind", word("the kind")),
            ("file", word("where it stands, relative to the folder")),
            ("copy", maybe("the locked copy for e-mail, relative to the folder")),
            ("pages", count("how many pages it has")),
            ("sha256", hash("SHA-256 of the file")),
            ("run", count("the run of the folder that made it, from 1")),
            ("missing", words("those of its files that are not there, or not of their length")),
        ],
        &[],
    );
    let codes = words("the codes of what refused it");
    let refused = event("refused", "`show`: the account was refused", &[id(), ("codes", codes)], &[]);
    let nearest = ("nearest", maybe("the id that is most like it"));
    [
        document,
        refused,
        event("not-found", "`show`: the folder does not know the account", &[id(), nearest], &[]),
    ]
}

/// What `init` laid out, and what `--columns` found.
fn laid_out() -> [Value; 2] {
    let folder = event(
        "laid-out",
        "`init`: the folder is laid out",
        &[
            ("folder", word("the folder")),
            ("files", words("its files, relative to the folder")),
            ("commands", words("what to type first, in that folder")),
        ],
        &[],
    );
    let toml = ("toml", word("lines for the issuer file, as they are printed without `--format json`"));
    [folder, event("columns", "`--columns`: which field each heading stands for", &[toml], &[])]
}

fn tried() -> Value {
    let traits = words("what the sample has");
    event(
        "tried",
        "`test`: a template was tried with a sample",
        &[
            ("kind", word("the kind")),
            ("traits", traits),
            ("pages", count("how many pages it has")),
            ("findings", json!({ "type": "array", "items": finding() })),
        ],
        &[],
    )
}

fn hung() -> Value {
    event(
        "shown",
        "`gallery`: a letter or a message of a sample was written",
        &[
            ("kind", word("the kind")),
            ("traits", words("its stage or branch")),
            ("channel", json!({ "enum": ["letter", "sms", "email"], "description": "how it goes out" })),
            ("theme", maybe("the theme of a letter")),
            ("files", words("its files, relative to the folder")),
            ("findings", json!({ "type": "array", "items": finding() })),
        ],
        &[],
    )
}

fn approved() -> Value {
    event(
        "approved",
        "`approve`: the templates are approved",
        &[
            ("version", count("their version, from 1")),
            (
                "changed",
                words(
                    "the kinds whose templates are others than in the version before; none where it stood already",
                ),
            ),
            ("file", word("the file of approvals")),
        ],
        &[],
    )
}

fn serving() -> Value {
    let address = ("address", word("where it is to be reached, as `http://127.0.0.1:8080/`"));
    event("serving", "`serve`: requests are answered from now on", &[address], &[])
}

fn unreached() -> Value {
    event(
        "unreached",
        "`test`: a part of a template that no sample came to",
        &[("place", word("its file, line and first words"))],
        &[],
    )
}

/// The last event, with the codes it may tell and what it tells beside.
fn end(about: &str, exits: &Value, fields: &[(&str, Value)], also: &[(&str, Value)]) -> Value {
    let exit = ("exit", json!({ "enum": exits, "description": "the code the program exits with" }));
    let fields: Vec<_> = std::iter::once(&exit).chain(fields).cloned().collect();
    let facts = [
        ("made", count("`make`: documents of the run")),
        ("refused", count("`make` and `check`: accounts refused; `delivered`: rows refused")),
        ("warnings", count("`make`: warnings on the documents")),
        ("stood", count("`make --add`: accounts whose documents an earlier run of the folder made")),
        (
            "not_yet",
            count(
                "`make` and `check` with `--kind course`: accounts without a letter yet; `next`: without a step now",
            ),
        ),
        ("due", count("`next`: accounts with a step that is due")),
        ("out", word("`make` and `print`: the folder")),
        ("issue_date", day("`make`: the date on the documents")),
        ("finished", flag("`make`: whether the folder holds the whole run, with its closing line")),
        ("sound", count("`check`: accounts whose document can be made")),
        ("folders", count("`audit`: folders")),
        ("flaws", count("`audit`: what is wrong with them")),
        ("letters", count("`print`: letters in the job; `gallery`: letters that were set")),
        ("sheets", count("`print`: sheets they take")),
        ("added", count("`delivered`: results that were added")),
        ("known", count("`delivered`: rows that were recorded before")),
        ("documents", count("`bundle` and `log`: documents in it")),
        ("found", count("`show`: documents of the account")),
        ("samples", count("`test`: samples that the templates were tried with")),
        ("faulty", count("`test` and `gallery`: samples that brought faults to light")),
        ("reached", count("`test`: parts of the templates that samples came to")),
        ("parts", count("`test`: parts of the templates")),
        ("file", word("`gallery`: the contact sheet")),
        ("pages", count("`gallery`: pages of its letters")),
        ("messages", count("`gallery`: messages that were written")),
    ];
    let also: Vec<_> = also.iter().chain(&facts).cloned().collect();
    event("end", about, &fields, &also)
}

/// An event of a name, with its fields and those that may be left out.
fn event(name: &str, about: &str, fields: &[(&str, Value)], also: &[(&str, Value)]) -> Value {
    let first = ("event", json!({ "const": name }));
    let fields: Vec<_> = std::iter::once(&first).chain(fields).cloned().collect();
    let mut schema = object(&fields, also);
    schema["description"] = about.into();
    schema
}

/// A list of words.
fn words(about: &str) -> Value {
    json!({ "type": "array", "items": { "type": "string" }, "description": about })
}

fn flag(about: &str) -> Value {
    json!({ "type": "boolean", "description": about })
}
