"""The desk: what is fixed for all letters."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from os import PathLike
from typing import Any

from ._hanpress import NativeDesk
from ._tables import chunks, is_table
from ._types import Finding, Letter, Messages, Refused

Account = Mapping[str, Any] | str | bytes
"""An account: a dict as JSON has it, or the text of a JSON object."""


@dataclass(frozen=True)
class DeskSettings:
    """Everything a desk is opened from: small, comparable, and picklable, so that an engine can send it to where
    letters are made. ``settings.desk()`` opens the desk once a process."""

    issuer: str
    """The issuer file's path; where ``files`` is given, its text."""
    issue_date: str
    templates: str | None = None
    fonts: str | None = None
    kind: str | None = None
    standards: tuple[str, ...] = ()
    sign: bool | str = True
    time_limit: float = 60.0
    lang: str = "en"
    key_password: str | None = field(default=None, repr=False)
    files: tuple[tuple[str, bytes], ...] | None = field(default=None, repr=False)
    """The files that the issuer's text names, where nothing is read from the disk."""
    template_files: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Templates over the built-in ones, likewise."""

    def desk(self) -> Desk:
        """The desk of these settings: opened the first time, and the same one for the rest of the process."""
        with _opening:
            desk = _open.get(self)
            if desk is None:
                desk = _open[self] = Desk._of(self)
        return desk


_open: dict[DeskSettings, Desk] = {}
_opening = threading.Lock()
if hasattr(os, "register_at_fork"):
    # A lock that was held while the process was forked would be held for ever in the copy.
    os.register_at_fork(after_in_child=lambda: globals().__setitem__("_opening", threading.Lock()))


class Desk:
    """A desk at which letters are made: who sends, by which templates, on which day.

    Opening one takes longer than making a letter, so keep it. Any number of threads may use one; the GIL is let go
    while a letter is set. A desk pickles as its settings, and is opened once in each process it is sent to.

    ``issuer`` is the path of the issuer file. ``issue_date`` is the date on every document, a ``date`` or
    ``"2026-11-23"``; it is never the clock's, so that equal input gives equal bytes. ``templates`` is a folder over
    the built-in templates, ``fonts`` one of more fonts. ``kind`` gives every account that kind of document, ``"auto"``
    one by the issuer's policy; by default each account's own. ``standards`` are the PDF standards that every document
    keeps, ``a-2b`` where none is named. ``sign`` says whether documents are signed as the issuer file says, or by
    which signing file; ``key_password`` opens the key where no file does. ``time_limit`` is how many seconds one
    document may take. ``lang`` is the language of findings, ``"en"`` or ``"zh"``; documents are always Chinese.

    Raises ``Stopped`` where settings, templates or keys are missing or wrong.
    """

    settings: DeskSettings

    def __init__(
        self,
        issuer: str | PathLike[str],
        *,
        issue_date: date | str,
        templates: str | PathLike[str] | None = None,
        fonts: str | PathLike[str] | None = None,
        kind: str | None = None,
        standards: Iterable[str] = (),
        sign: bool | str | PathLike[str] = True,
        key_password: str | None = None,
        time_limit: float = 60.0,
        lang: str = "en",
    ) -> None:
        if isinstance(standards, str):
            standards = (standards,)
        self._begin(
            DeskSettings(
                issuer=os.path.abspath(issuer),
                issue_date=day(issue_date),
                templates=None if templates is None else os.path.abspath(templates),
                fonts=None if fonts is None else os.path.abspath(fonts),
                kind=kind,
                standards=tuple(standards),
                sign=sign if isinstance(sign, bool) else os.path.abspath(sign),
                key_password=key_password,
                time_limit=float(time_limit),
                lang=lang,
            )
        )

    @classmethod
    def from_text(
        cls,
        issuer: str,
        *,
        issue_date: date | str,
        files: Mapping[str, bytes] | None = None,
        templates: Mapping[str, str] | None = None,
        kind: str | None = None,
        standards: Iterable[str] = (),
        sign: bool = True,
        key_password: str | None = None,
        time_limit: float = 60.0,
        lang: str = "en",
    ) -> Desk:
        """Opens a desk from what is in memory, so that it can be sent to machines that have none of its files:
        ``issuer`` is the issuer file's text, ``files`` the files it names (logo, seal, key) by the names it gives
        them, ``templates`` those over the built-in ones, by names such as ``overdue-notice/letter.typ.jinja``."""
        if isinstance(standards, str):
            standards = (standards,)
        return cls._of(
            DeskSettings(
                issuer=issuer,
                issue_date=day(issue_date),
                kind=kind,
                standards=tuple(standards),
                sign=bool(sign),
                key_password=key_password,
                time_limit=float(time_limit),
                lang=lang,
                files=tuple(sorted((files or {}).items())),
                template_files=tuple(sorted((templates or {}).items())),
            )
        )

    @classmethod
    def _of(cls, settings: DeskSettings) -> Desk:
        desk = cls.__new__(cls)
        desk._begin(settings)
        return desk

    def _begin(self, settings: DeskSettings) -> None:
        self.settings = settings
        self._native = _native(settings)
        self._unsigned: NativeDesk | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return _desk_of, (self.settings,)

    def __repr__(self) -> str:
        issuer = repr(self.settings.issuer) if self.settings.files is None else "from text"
        return f"Desk({issuer}, issue_date={self.settings.issue_date!r})"

    @property
    def warnings(self) -> list[str]:
        """What whoever opened it should know, such as a key file that others can read."""
        return self._native.warnings

    def check(self, account: Account) -> list[Finding]:
        """Does everything that ``make`` does before typesetting, and returns what does not refuse the account.

        Raises ``Refused`` with everything that is wrong with it; ``TypeError`` or ``ValueError`` where a value is
        of a type that no record holds, such as a ``datetime`` where a day belongs."""
        return self._native.check(account)

    def make(self, account: Account, *, sign: bool | None = None) -> Letter:
        """Makes the letter of an account. Nothing is written anywhere.

        ``sign=False`` leaves it unsigned at a desk that signs. Raises as ``check`` does; and ``Stopped`` where no
        document can be made at all."""
        return self._at(sign).make(account)

    def messages(self, account: Account, *, channels: Iterable[str] | str | None = None) -> Messages:
        """Makes the messages of an account by ``channels``: ``["sms"]``, ``["email"]`` or both. Nothing is sent, and
        nothing is written anywhere.

        They are held to the same rules as its letter, and to those on what a message may show. An e-mail has the
        document attached, or its locked copy where the issuer file makes one. At a desk of ``kind="course"`` what is due
        by one of the channels is made, and every channel counts where none is named; anywhere else they must be named.

        Raises as ``make`` does; ``ValueError`` for what is no channel."""
        if isinstance(channels, str):
            channels = (channels,)
        if channels is None and self.settings.kind != "course":
            raise ValueError('say which channels: "sms", "email"')
        return self._native.messages(account, None if channels is None else list(channels))

    def make_many(
        self,
        accounts: Iterable[Account] | Any,
        *,
        workers: int | None = None,
        sign: bool | None = None,
    ) -> Iterator[Letter | Refused]:
        """Makes the letters of many accounts with ``workers`` threads, one for each core by default.

        Gives, in the order of the accounts, a ``Letter`` or a ``Refused`` (not raised) for each. Accounts are drawn as
        letters are taken, and only a few are in hand, so that memory stays flat. ``accounts`` is any iterable of
        dicts or JSON texts, or a table: a ``pyarrow.Table``, ``RecordBatch`` or ``RecordBatchReader``, or what offers
        itself as an Arrow stream, such as a frame of polars. Columns are named as headings of a table are: by the
        field's path, its Chinese name, or the issuer's own name for it. Two accounts of one id are told apart from
        nobody: the second is refused, as in a run.

        What ``make`` raises for an account is raised in its place, and ``next`` then goes on with those behind it."""
        if isinstance(accounts, (str, bytes, Mapping)):
            raise TypeError("accounts are several: give a list of them, or make() the letter of one")
        if workers is not None and workers < 1:
            raise ValueError("workers is 1 at the least")
        native = self._at(sign)
        given = chunks(accounts) if is_table(accounts) else iter(accounts)
        return native.many(given, workers or _cores())

    def _at(self, sign: bool | None) -> NativeDesk:
        if sign is None or sign == bool(self.settings.sign):
            return self._native
        if sign:
            raise ValueError("this desk was opened with sign=False: open one that signs")
        if self._unsigned is None:
            self._unsigned = _native(self.settings, sign=False)
        return self._unsigned


def _desk_of(settings: DeskSettings) -> Desk:
    return settings.desk()


def _native(settings: DeskSettings, sign: bool | None = None) -> NativeDesk:
    signs = settings.sign if sign is None else sign
    if settings.files is not None:
        return NativeDesk.from_text(
            settings.issuer,
            issue_date=settings.issue_date,
            files=dict(settings.files),
            templates=dict(settings.template_files),
            kind=settings.kind,
            standards=list(settings.standards),
            sign=bool(signs),
            key_password=settings.key_password,
            time_limit=settings.time_limit,
            lang=settings.lang,
        )
    return NativeDesk.from_file(
        settings.issuer,
        issue_date=settings.issue_date,
        templates=settings.templates,
        fonts=settings.fonts,
        kind=settings.kind,
        standards=list(settings.standards),
        sign=signs,
        key_password=settings.key_password,
        time_limit=settings.time_limit,
        lang=settings.lang,
    )


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def day(value: date | str) -> str:
    """A day as ``2026-11-22``."""
    if isinstance(value, datetime):
        raise TypeError("a datetime is no day: give its date(), as it is in China")
    if not isinstance(value, (date, str)):
        raise TypeError(f"a day is a date or a text such as 2026-11-22, not {type(value).__name__}")
    return value.isoformat() if isinstance(value, date) else value
