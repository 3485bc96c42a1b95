"""Rows of a run that an engine spreads: accounts in, one row for each out. Spark and Ray share this."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import _hanpress
from ._desk import Desk, DeskSettings
from ._tables import stream
from ._types import Stopped
from .places import Place, PlaceError

if TYPE_CHECKING:
    import pyarrow as pa

STEP = 256
"""How many accounts are taken at a time: their rows are given back before the next are begun."""

PUTS = 8
"""How many letters are put at a time."""

COLUMNS = (
    ("seq", "bigint"),
    ("id", "string"),
    ("outcome", "string"),
    ("number", "string"),
    ("kind", "string"),
    ("place", "string"),
    ("file", "string"),
    ("sha256", "string"),
    ("bytes", "bigint"),
    ("pages", "int"),
    ("findings", "string"),
    ("line", "string"),
    ("cards", "string"),
    ("run", "string"),
)
"""The columns of the rows, as Spark names types."""

SCHEMA = ", ".join(f"{name} {kind}" for name, kind in COLUMNS)

Part = tuple[str, "bytes | None", "bytes | None", "str | None"]
"""What became of an account: its line, the file, the locked copy, the marks of its cards."""


def schema() -> pa.Schema:
    """The same for Arrow: exactly these types, as engines turn others into what they like."""
    import pyarrow as pa

    kinds = {"bigint": pa.int64(), "int": pa.int32(), "string": pa.string()}
    return pa.schema([(name, kinds[kind]) for name, kind in COLUMNS])


@dataclass(frozen=True)
class Salt:
    """By what the cards of a run are marked, so that one that comes again is found (``W14``) and none can be told from
    its mark: drawn once for the run, where it is begun, and kept nowhere but in its tasks. It is not shown."""

    secret: bytes = field(repr=False)

    @classmethod
    def of(cls, given: bytes | Salt | None) -> Salt:
        """The salt that was given; else a new one."""
        if isinstance(given, Salt):
            return given
        if given is None:
            return cls(secrets.token_bytes(32))
        if not isinstance(given, bytes):
            raise TypeError(f"a salt is bytes, not {type(given).__name__}")
        if len(given) < 16:
            raise ValueError("a salt has 16 bytes at the least, drawn by chance: secrets.token_bytes(32)")
        return cls(given)


def settings_of(desk: Desk | DeskSettings) -> DeskSettings:
    """The settings of a desk, which is opened here, too: what is wrong with it is told before any task begins."""
    settings = desk.settings if isinstance(desk, Desk) else desk
    if not isinstance(settings, DeskSettings):
        raise TypeError(f"desk is a hanpress.Desk or its settings, not {type(desk).__name__}")
    settings.desk()._native.prove()
    return settings


def look_at(columns: pa.Schema, settings: DeskSettings, account: str | None, seq: str | None) -> None:
    """Raises where columns are not what they must be, before any task begins."""
    import pyarrow as pa

    if seq is not None:
        if seq not in columns.names:
            raise ValueError(f"there is no column {seq} to number the accounts by")
        if not pa.types.is_integer(columns.field(seq).type):
            raise TypeError(f"the column {seq} numbers accounts: it is a BIGINT, not {columns.field(seq).type}")
    if account is not None:
        if account not in columns.names:
            raise ValueError(f"there is no column {account} that holds accounts")
        kind = columns.field(account).type
        if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
            raise TypeError(f"the column {account} holds accounts as JSON text: it is a STRING, not {kind}")
        return
    rest = [field for field in columns if field.name != seq]
    # A table without rows: its headings are read as any table's are, and unknown ones told.
    empty = pa.record_batch([pa.array([], field.type) for field in rest], schema=pa.schema(rest))
    settings.desk()._native.count(iter([stream(empty)]))


def rows(
    batch: pa.RecordBatch | pa.Table,
    settings: DeskSettings,
    place: Place,
    account: str | None = None,
    seq: str | None = None,
    salt: Salt | None = None,
) -> Iterator[pa.RecordBatch]:
    """Makes the letters of a batch, puts them, and gives their rows; with marks of their cards, where there is a salt."""
    native = settings.desk()._native
    for start in range(0, batch.num_rows, STEP):
        step = batch.slice(start, STEP)
        ordinals = [None] * step.num_rows if seq is None else step.column(seq).to_pylist()
        _numbered(ordinals, seq)
        made = native.parts(_given(step, account, seq), 1, ordinals, None if salt is None else salt.secret)
        yield _batch(_put_all(zip(made, ordinals, strict=True), native, place, settings.lang))


def _put_all(
    made: Iterator[tuple[Part, int | None]], native: Any, place: Place, lang: str
) -> list[dict[str, Any]]:
    """Puts letters as they are made, several at a time: a store takes longer to answer than a letter takes to be set."""
    told: list[dict[str, Any]] = []
    waiting: deque[Future[dict[str, Any]]] = deque()
    with ThreadPoolExecutor(PUTS, "hanpress-put") as puts:
        try:
            for part, ordinal in made:
                waiting.append(puts.submit(_row, part, ordinal, native, place, lang))
                if len(waiting) > 2 * PUTS:
                    told.append(waiting.popleft().result())
            told += [one.result() for one in waiting]
        except BaseException:
            # What is under way is finished, nothing more is begun.
            puts.shutdown(cancel_futures=True)
            raise
    place.settle()
    return told


def _numbered(ordinals: list[int | None], seq: str | None) -> None:
    if seq is not None and any(ordinal is None or ordinal < 1 for ordinal in ordinals):
        raise ValueError(f"the column {seq} numbers accounts from 1 on: one of them is null or less")


def _given(step: Any, account: str | None, seq: str | None) -> Iterator[Any]:
    """The accounts: JSON texts as they stand, or the columns as a table."""
    if account is not None:
        return iter(["null" if text is None else text for text in step.column(account).to_pylist()])
    if seq is not None:
        step = step.drop_columns([seq])
    return iter([stream(step)])


def _row(part: Part, ordinal: int | None, native: Any, place: Place, lang: str) -> dict[str, Any]:
    line, pdf, copy, cards = part
    told = json.loads(line)
    row = {"seq": ordinal, "id": told["id"], "line": line, "cards": cards, "run": native.run, "place": str(place)}
    if pdf is None:
        return row | {"outcome": "refused", "findings": _findings(told)}
    line = _put(place, told["file"], pdf, line, lang)
    if copy is not None:
        # Locked with random numbers: the copy that came first stays.
        place.put(told["copy"], copy)
    told = json.loads(line)
    same = {name: told[name] for name in ("number", "kind", "file", "sha256", "bytes", "pages")}
    return row | same | {"outcome": "made", "line": line, "findings": _findings(told)}


def _findings(told: dict[str, Any]) -> str:
    return json.dumps(told["findings"], ensure_ascii=False, separators=(",", ":"))


def _put(place: Place, name: str, pdf: bytes, line: str, lang: str) -> str:
    """Puts a letter, and gives its line: that of the file that stands there, where another attempt came first."""
    if place.put(name, pdf):
        return line
    standing = place.read(name)
    if standing is None:
        raise PlaceError(f"{place}/{name}: it stands there, and cannot be read")
    if hashlib.sha256(standing).digest() == hashlib.sha256(pdf).digest():
        return line
    try:
        return _hanpress.line_of(line, pdf, standing, lang)
    except Stopped as stopped:
        raise PlaceError(f"{place}: {stopped}") from None


def _batch(told: list[dict[str, Any]]) -> pa.RecordBatch:
    import pyarrow as pa

    return pa.RecordBatch.from_pylist(told, schema=schema())
