"""What hanpress tells: plain classes, so that they pickle, compare and print as Python's own do."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with one account, or worth knowing about it."""

    code: str
    """The stable code, such as ``R04``."""
    severity: str
    """``error``: there is no letter; ``warning``: there is one, and the finding is remembered."""
    path: str
    """The field, such as ``ledgers[0].total``; empty where the whole record is meant."""
    message: str
    """What is wrong, in the desk's language."""
    basis: str | None = None
    """The article, standard or house rule it rests on."""
    hints: tuple[str, ...] = ()
    """What to do about it."""
    overridden_by: str | None = None
    """The id of the issuer's override that waived it, where one did."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "hints", tuple(self.hints))

    def __str__(self) -> str:
        place = f" {self.path}" if self.path else ""
        return f"{self.code}{place}: {self.message}"


@dataclass(frozen=True)
class Letter:
    """A finished document."""

    number: str
    """Its number, the same for the same record on any machine."""
    kind: str
    """The kind of document, such as ``overdue-notice``."""
    pages: int
    """How many pages it has."""
    sha256: str
    """SHA-256 of the file, in hex."""
    pdf: bytes = field(repr=False)
    """The file."""
    warnings: tuple[Finding, ...] = ()
    """What was found and does not refuse it, ordered by field."""
    signed: str | None = None
    """The level its signature reached, such as ``B-T``, where it bears one."""
    copy: bytes | None = field(default=None, repr=False)
    """The locked copy for e-mail, where there is to be one."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "warnings", tuple(self.warnings))

    @property
    def file(self) -> str:
        """Where a run puts it, below ``documents/``: the number, under its last two characters."""
        return f"{self.number[-2:]}/{self.number}.pdf"

    def save(self, folder: str | Path) -> Path:
        """Writes the file into ``folder``, named by its number, whole or not at all, for nobody else to read, and
        returns its path."""
        path = Path(folder) / f"{self.number}.pdf"
        begun = path.with_name(f".{path.name}.{os.getpid()}.part")
        begun.unlink(missing_ok=True)
        try:
            with open(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(self.pdf)
            begun.replace(path)
        except BaseException:
            begun.unlink(missing_ok=True)
            raise
        return path


@dataclass(frozen=True)
class Message:
    """A short message or an e-mail, ready to be sent. Nothing of hanpress sends it."""

    channel: str
    """``sms`` or ``email``."""
    to: str = field(repr=False)
    """To which telephone number or mailbox, in full."""
    text: str = field(repr=False)
    """What a short message says, its signature first; the words of an e-mail as plain text."""
    data: bytes = field(repr=False)
    """What is handed on: an e-mail as a file with the document attached (RFC 5322), of a short message the line that
    ``messages.jsonl`` has for a gateway."""
    parts: int | None = None
    """Into how many parts a short message falls."""
    locked: bool = False
    """Whether what is attached to an e-mail is the locked copy."""
    not_before: datetime | None = None
    """From when it may be sent, by Beijing's clock, where that is later than planned."""

    def __post_init__(self) -> None:
        if isinstance(self.not_before, str):
            object.__setattr__(self, "not_before", datetime.fromisoformat(self.not_before))


@dataclass(frozen=True)
class Messages:
    """The messages of an account."""

    number: str
    """The number of the document that they go with, or would."""
    kind: str
    """The kind of document."""
    messages: tuple[Message, ...]
    """The messages: a short one first."""
    warnings: tuple[Finding, ...] = ()
    """What was found and does not refuse them, ordered by field."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "messages", tuple(self.messages))
        object.__setattr__(self, "warnings", tuple(self.warnings))


class Refused(Exception):
    """There is no letter for an account: ``findings`` say everything that is wrong with it."""

    findings: tuple[Finding, ...]
    """Everything that is wrong with it, ordered by field; warnings too."""
    id: str | None
    """The account's id, where it could be read and may be shown."""

    def __init__(self, findings: list[Finding] | tuple[Finding, ...], id: str | None = None) -> None:
        self.findings = tuple(findings)
        self.id = id
        super().__init__(self.findings, id)

    def __str__(self) -> str:
        return "\n".join(str(finding) for finding in self.findings)


class Stopped(Exception):
    """No document can be made at all, for another reason than an account's: settings, templates, keys."""

    code: str | None
    """What kind of stop it is, such as ``settings``, ``template``, ``signing``."""
    hints: tuple[str, ...]
    """What to do about it."""

    def __init__(self, message: str, code: str | None = None, hints: list[str] | tuple[str, ...] = ()) -> None:
        self.message = message
        self.code = code
        self.hints = tuple(hints)
        super().__init__(message, code, self.hints)

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"hint: {hint}" for hint in self.hints)])


@dataclass(frozen=True)
class Instalment:
    """One row of a repayment plan."""

    n: int
    """Its number from 1; 0 is the down payment, due on the day of signing."""
    due_date: date
    """When it is due."""
    amount: Decimal
    """What is to be paid: principal and interest together."""
    principal: Decimal
    """The principal in it."""
    interest: Decimal
    """The interest in it."""
    balance: Decimal
    """The principal left after it."""


@dataclass(frozen=True)
class Report:
    """What a file's signatures are worth."""

    verdict: str
    """``good``, ``untrusted``, ``bad``, ``not-judged``, ``unsigned``, ``locked`` …: the verdict on the whole."""
    revisions: int
    """How many times the file was saved."""
    signatures: tuple[dict[str, Any], ...]
    """Every signature, the earliest first, as ``hanpress verify --format json`` tells it."""
    findings: tuple[dict[str, Any], ...]
    """What is wrong with the file itself."""

    @property
    def is_good(self) -> bool:
        """Whether every signature is good and by whom it must be."""
        return self.verdict == "good"
