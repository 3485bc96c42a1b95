"""Sealing: of the rows of a run, one manifest. Spark and Ray share this."""

from __future__ import annotations

import json
import os
import tempfile
import warnings as told_warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from ._desk import DeskSettings
from .places import Folder, Place, PlaceError, put_all

T = TypeVar("T")

STEP = 1024
"""How many rows are handed on at a time."""

MOST_REPEATED = 100_000
"""How many ids may come more than once: they are held in memory."""


Row = tuple["str | None", "str | None", str, str, "str | None"]
"""What is sealed of a row: id, number, outcome, line, the marks of its cards."""


@dataclass(frozen=True)
class Sealed:
    """What a run came to."""

    made: int
    """Documents in the manifest."""
    refused: int
    """Accounts that were refused."""
    warnings: int
    """Warnings on the documents."""
    place: str
    """Where the manifest stands."""


def seal(
    rows: Callable[[], Iterable[Row]],
    repeated: set[str],
    marks: Iterable[str],
    settings: DeskSettings,
    place: Place,
    source: str,
) -> Sealed:
    """Chains rows, which come in the order of the input, into one manifest. ``repeated`` are the ids that come more than
    once, ``marks`` those of cards that do."""
    native = settings.desk()._native
    if isinstance(place, Folder):
        made, refused, warnings = _write(native, Path(place.root), rows, repeated, marks, place, source)
    else:
        if place.read("manifest.jsonl") is not None:
            raise PlaceError(f"{place} holds a run already: give each run a place of its own")
        with tempfile.TemporaryDirectory(prefix="hanpress-") as folder:
            made, refused, warnings = _write(native, Path(folder), rows, repeated, marks, place, source)
            put_all(place, _files(Path(folder)))
    return Sealed(made, refused, warnings, str(place))


def _write(
    native: Any,
    folder: Path,
    rows: Callable[[], Iterable[Row]],
    repeated: set[str],
    marks: Iterable[str],
    place: Place,
    source: str,
) -> tuple[int, int, int]:
    sealing = native.seal(folder, source)
    for some in _by(STEP, marks):
        sealing.expect(some)
    first: dict[str, str | None] = {}
    for some in _by(STEP, rows()):
        numbers, batch = [], []
        for id, number, outcome, line, cards in some:
            again = id in first
            if id in repeated and not again:
                first[id] = number
            batch.append((line, outcome == "made", again, cards))
            numbers.append((number, first[id] if again else None))
        for at in sealing.add(batch):
            # The second letter of an account is nobody's, unless it is the first once more.
            number, before = numbers[at]
            if number != before:
                _remove(place, batch[at][0])
    return sealing.finish()


def _by(most: int, given: Iterable[T]) -> Iterator[list[T]]:
    """So many at a time."""
    drawn = iter(given)
    while some := list(islice(drawn, most)):
        yield some


def _remove(place: Place, line: str) -> None:
    """Removes what a line tells of: the document, and its locked copy where it has one."""
    told = json.loads(line)
    for name in (told["file"], told.get("copy")):
        if name is not None:
            place.remove(name)


def of_one_run(runs: Iterable[str], salts: Iterable[str | None], settings: DeskSettings) -> None:
    """Raises where rows were made by other settings than these, or by another version of the program; warns where their
    cards were marked by several salts."""
    own = settings.desk()._native.run
    if any(run != own for run in runs):
        raise ValueError(
            "these rows were made with another program, issuer file, template, key or date than the desk that seals "
            "them: seal with the settings they were made with"
        )
    if len({salt for salt in salts if salt is not None}) > 1:
        told_warnings.warn(
            "these rows come of several calls of letters(): a card that stands in two of them is not found (W14). Give "
            "all calls one salt",
            stacklevel=3,
        )


def told_apart(numbers: list[str]) -> None:
    """Raises where accounts of different ids have one number."""
    if numbers:
        raise ValueError(
            f"several accounts have the document number {numbers[0]}: make one of them in a run of its own, in another "
            "place"
        )


def few(repeated: list[str]) -> set[str]:
    """The ids that come more than once."""
    if len(repeated) > MOST_REPEATED:
        raise ValueError(f"more than {MOST_REPEATED} ids come more than once: give each account one row")
    return set(repeated)


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """What a seal wrote, the manifest last: whoever finds it finds all that it tells of."""
    names = [name for name in sorted(os.listdir(folder)) if not name.startswith(".")]
    for name in sorted(names, key=lambda name: name == "manifest.jsonl"):
        yield name, (folder / name).read_bytes()
