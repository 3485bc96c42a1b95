"""Sealing: of the rows of a run, one manifest. Spark and Ray share this."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ._desk import DeskSettings
from .places import Folder, Place, PlaceError, put_all

STEP = 1024
"""How many rows are handed on at a time."""

MOST_REPEATED = 100_000
"""How many ids may come more than once: they are held in memory."""


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
    rows: Callable[[], Iterable[tuple[str | None, str | None, str, str, str]]],
    repeated: set[str],
    settings: DeskSettings,
    place: Place,
    source: str,
) -> Sealed:
    """Chains rows of (id, number, outcome, line, file), which come in the order of the input, into one manifest."""
    native = settings.desk()._native
    if isinstance(place, Folder):
        made, refused, warnings = _write(native, Path(place.root), rows, repeated, place, source)
    else:
        if place.read("manifest.jsonl") is not None:
            raise PlaceError(f"{place} holds a run already: give each run a place of its own")
        with tempfile.TemporaryDirectory(prefix="hanpress-") as folder:
            made, refused, warnings = _write(native, Path(folder), rows, repeated, place, source)
            put_all(place, _files(Path(folder)))
    return Sealed(made, refused, warnings, str(place))


def _write(
    native: Any,
    folder: Path,
    rows: Callable[[], Iterable[tuple[str | None, str | None, str, str, str]]],
    repeated: set[str],
    place: Place,
    source: str,
) -> tuple[int, int, int]:
    sealing = native.seal(folder, source)
    first: dict[str, str | None] = {}
    batch: list[tuple[str, bool, bool]] = []
    for id, number, outcome, line, file in rows():
        again = id in first
        if id in repeated and not again:
            first[id] = number
        batch.append((line, outcome == "made", again))
        # The second letter of an account is nobody's, unless it is the first once more.
        if again and outcome == "made" and number != first[id]:
            place.remove(file)
        if len(batch) == STEP:
            sealing.add(batch)
            batch = []
    sealing.add(batch)
    return sealing.finish()


def of_one_run(runs: list[str], settings: DeskSettings) -> None:
    """Raises where rows were made by other settings than these, or by another version of the program."""
    own = settings.desk()._native.run
    if any(run != own for run in runs):
        raise ValueError(
            "these rows were made with another program, issuer file, template, key or date than the desk that seals "
            "them: seal with the settings they were made with"
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
