"""Letters by Ray Data: rows of accounts in, a row a letter out, one manifest at the end.

    from hanpress import Desk
    from hanpress import ray as letters_by_ray

    rows = letters_by_ray.letters(ray.data.read_parquet("accounts"), desk, "/mnt/letters/2026-11-23", concurrency=8)
    letters_by_ray.seal(rows, desk, "/mnt/letters/2026-11-23")

The page ``docs/ray.md`` says what Ray does meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from os import PathLike
from typing import Any

from . import _rows
from ._desk import Desk, DeskSettings
from ._sealing import MOST_REPEATED, Sealed, few, of_one_run, told_apart
from ._sealing import seal as _seal
from .places import Place
from .places import place as _place

__all__ = ["Letters", "Sealed", "letters", "seal"]


class Letters:
    """What ``map_batches`` runs in its actors: a table of Arrow in, the rows of its letters out.

    Give it to ``map_batches`` yourself where :func:`letters` does not fit, with ``batch_format="pyarrow"`` (in NumPy's a
    BIGINT with one null becomes a float) and a ``batch_size``: by default a whole block is one batch. With a ``salt``,
    secret bytes that all actors of the run are given alike, a card that comes again is told of (``W14``)."""

    def __init__(
        self,
        settings: DeskSettings,
        place: Place,
        account: str | None = None,
        seq: str | None = None,
        salt: bytes | _rows.Salt | None = None,
    ) -> None:
        self.settings, self.place, self.account, self.seq = settings, place, account, seq
        self.salt = None if salt is None else _rows.Salt.of(salt)
        settings.desk()

    def __call__(self, batch: Any) -> Any:
        import pyarrow as pa

        if not isinstance(batch, pa.Table):
            raise TypeError(f'map_batches with batch_format="pyarrow" gives tables of Arrow, not {type(batch).__name__}')
        made = _rows.rows(batch, self.settings, self.place, self.account, self.seq, self.salt)
        return pa.Table.from_batches(made, schema=_rows.schema())


def letters(
    accounts: Any,
    desk: Desk | DeskSettings,
    place: str | PathLike[str] | Place,
    *,
    concurrency: int | tuple[int, int],
    batch_size: int = 256,
    account: str | None = None,
    seq: str | None = None,
    salt: bytes | None = None,
    **more: Any,
) -> Any:
    """Makes a letter of each row of ``accounts``, a Dataset, with so many actors, and puts it into ``place``.

    Gives a Dataset, a row an account, as :func:`hanpress.spark.letters` does. It is materialized: a lazy one would make
    the letters anew for each of ``count()``, ``schema()`` and ``take()``. ``batch_size`` is what is made again where an
    actor is lost. Rows do not keep the order of ``accounts``: join them by ``id`` or ``seq``. ``salt`` is as there.
    ``more`` is for ``map_batches``, such as ``num_cpus``. Raises as :func:`hanpress.spark.letters` does."""
    settings, to, by = _rows.settings_of(desk), _place(place), _rows.Salt.of(salt)
    schema = accounts.schema()
    if schema is not None:
        import pyarrow as pa

        base = schema.base_schema
        if isinstance(base, pa.Schema):
            _rows.look_at(base, settings, account, seq)
    made = accounts.map_batches(
        Letters,
        fn_constructor_args=(settings, to, account, seq, by),
        batch_format="pyarrow",
        batch_size=batch_size,
        concurrency=concurrency,
        **more,
    )
    return made.materialize()


def seal(
    rows: Any,
    desk: Desk | DeskSettings,
    place: str | PathLike[str] | Place,
    *,
    source: str = "accounts",
) -> Sealed:
    """Makes one manifest of the ``rows`` of :func:`letters`, as :func:`hanpress.spark.seal` does; Ray sorts them."""
    settings, to = _rows.settings_of(desk), _place(place)
    names = ["seq", "id", "number", "outcome", "line", "cards", "run"]
    rows = rows.map_batches(_chosen, fn_args=(names,), batch_format="pyarrow").materialize()
    of_one_run(*_made_by(rows), settings)
    repeated = few(list(islice(_several(_known(rows, "id"), "id"), MOST_REPEATED + 1)))
    numbers = set(islice(_several(_known(rows, "number"), "number"), MOST_REPEATED + 1))
    if numbers:
        _apart(rows, numbers)
    marks = _several(rows.map_batches(_marks, batch_format="pyarrow"), "mark")
    ordered = rows.map_batches(_keyed, batch_format="pyarrow").sort(["key"])
    return _seal(lambda: _drawn(ordered), repeated, marks, settings, to, source)


def _chosen(batch: Any, names: list[str]) -> Any:
    """What sealing looks at; without marks where nobody kept them."""
    import pyarrow as pa

    if "cards" not in batch.column_names:
        batch = batch.append_column("cards", pa.nulls(batch.num_rows, pa.string()))
    return batch.select(names)


def _made_by(rows: Any) -> tuple[set[str], set[str]]:
    """By which settings the rows were made, and by which salts their cards were marked."""
    runs: set[str] = set()
    salts: set[str] = set()
    for batch in rows.iter_batches(batch_format="pyarrow"):
        runs.update(batch.column("run").unique().to_pylist())
        salts.update(cell.split(" ", 1)[0] for cell in batch.column("cards").to_pylist() if cell is not None)
    return runs, salts


def _marks(batch: Any) -> Any:
    """The marks of cards, a row each; the first word of a cell tells the salt."""
    import pyarrow as pa

    cells = (cell.split(" ")[1:] for cell in batch.column("cards").to_pylist() if cell is not None)
    return pa.table({"mark": pa.array([mark for cell in cells for mark in cell], pa.string())})


def _several(known: Any, column: str) -> Iterator[str]:
    """The values that stand in several rows."""
    import pyarrow.compute as pc

    known = known.materialize()
    # Where there is none, Ray knows no column to group by.
    if known.count() == 0:
        return
    for batch in known.groupby(column).count().iter_batches(batch_format="pyarrow"):
        if batch.num_rows:
            yield from batch.filter(pc.greater(batch.column("count()"), 1)).column(column).to_pylist()


def _known(rows: Any, column: str) -> Any:
    def known(batch: Any) -> Any:
        return batch.select([column]).filter(batch.column(column).is_valid())

    return rows.map_batches(known, batch_format="pyarrow")


def _apart(rows: Any, numbers: set[str]) -> None:
    ids: dict[str, set[str]] = {}
    for batch in rows.iter_batches(batch_format="pyarrow"):
        for number, id in zip(batch.column("number").to_pylist(), batch.column("id").to_pylist(), strict=True):
            if number in numbers:
                ids.setdefault(number, set()).add(id)
    told_apart([number for number, owners in ids.items() if len(owners) > 1])


def _keyed(batch: Any) -> Any:
    """Adds what rows are sorted by: one text, since Ray sorts no nulls."""
    import json

    import pyarrow as pa

    keys = []
    columns = (batch.column(name).to_pylist() for name in ("seq", "id", "line"))
    for seq, id, line in zip(*columns, strict=True):
        if seq is not None:
            keys.append(f"{seq:020}")
        else:
            keys.append(f"{'' if id is None else '1' + id}\0{json.loads(line).get('account_sha256')}")
    return batch.append_column("key", pa.array(keys, pa.string()))


def _drawn(ordered: Any) -> Iterator[tuple[Any, ...]]:
    names = ("id", "number", "outcome", "line", "cards")
    for batch in ordered.iter_batches(batch_format="pyarrow", batch_size=1024):
        yield from zip(*(batch.column(name).to_pylist() for name in names), strict=True)
