"""Letters by Spark: rows of accounts in, a row a letter out, one manifest at the end.

    from hanpress import Desk, spark

    rows = spark.letters(accounts, Desk("issuer.toml", issue_date="2026-11-23"), "/mnt/letters/2026-11-23")
    rows.write.parquet("/mnt/rows/2026-11-23")
    spark.seal(session.read.parquet("/mnt/rows/2026-11-23"), desk, "/mnt/letters/2026-11-23")

The page ``docs/spark.md`` says what Spark does meanwhile: tasks that run twice, limits that make more than they show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import PathLike
from typing import Any

from . import _rows
from ._desk import Desk, DeskSettings
from ._sealing import MOST_REPEATED, Sealed, few, of_one_run, told_apart
from ._sealing import seal as _seal
from .places import Place
from .places import place as _place

__all__ = ["Sealed", "letters", "seal"]


def letters(
    accounts: Any,
    desk: Desk | DeskSettings,
    place: str | PathLike[str] | Place,
    *,
    account: str | None = None,
    seq: str | None = None,
    salt: bytes | None = None,
) -> Any:
    """Makes a letter of each row of ``accounts``, a DataFrame, and puts it into ``place`` from where it is made.

    Gives a lazy DataFrame, a row an account: ``outcome`` ``made`` or ``refused``, ``id``, ``number``, ``kind``, ``place``
    and ``file``, ``sha256``, ``bytes``, ``pages``, ``findings`` (JSON), and ``line``, ``run`` and ``seq`` for
    :func:`seal`. Every action on it makes the letters anew (the same, which are found standing): write it out once, and
    work on what was written. Order and repartition ``accounts``, never these rows.

    Columns of ``accounts`` are named as those of a Parquet file are; or ``account`` names the one that holds each account
    as JSON text. ``seq`` names the column that numbers the accounts of the whole run from 1 without gaps, in the order
    the manifest is to have; without it that is the order of their ids.

    ``salt`` is for rows of several calls that are sealed together: give all of them the same secret bytes
    (``secrets.token_bytes(32)``), so that a card that stands in two of them is found. By default one is drawn for each.

    Raises, before any task begins, ``Stopped`` where no letter can be made or a column is no field, ``TypeError`` and
    ``ValueError`` where ``account`` or ``seq`` are not what they must be. In a task ``PlaceError`` and ``Stopped`` are
    raised, and Spark tries the task again."""
    settings, to, by = _rows.settings_of(desk), _place(place), _rows.Salt.of(salt)
    from pyspark.sql.pandas.types import to_arrow_schema

    _rows.look_at(to_arrow_schema(accounts.schema, timezone="UTC"), settings, account, seq)

    def make(batches: Iterable[Any]) -> Iterator[Any]:
        for batch in batches:
            yield from _rows.rows(batch, settings, to, account, seq, by)

    return accounts.mapInArrow(make, _rows.SCHEMA)


def seal(
    rows: Any,
    desk: Desk | DeskSettings,
    place: str | PathLike[str] | Place,
    *,
    source: str = "accounts",
) -> Sealed:
    """Makes one manifest of the ``rows`` of :func:`letters`, with index, list of the refused and report, in ``place``:
    what one machine would have left, so that ``hanpress audit`` proves it.

    Rows are sorted by Spark and drawn one partition after the other, so that memory does not grow with them. An id that
    comes twice is refused the second time (``D08``), and of a card that does it is told (``W14``), as in a run. ``source`` is what the list of the refused calls the
    input. The closing line is signed where the desk signs. Rows that no action computed yet are kept on Spark's disks
    meanwhile, so that no letter is made twice.

    Raises ``ValueError`` where the rows are of another desk or of several, ``Stopped`` where ordinals have gaps or the
    place holds a run already."""
    from pyspark import StorageLevel
    from pyspark.sql import functions as f

    settings, to = _rows.settings_of(desk), _place(place)
    plan = rows._jdf.queryExecution().optimizedPlan().toString()
    kept = "MapInArrow" in plan and "InMemoryRelation" not in plan
    if kept:
        rows = rows.persist(StorageLevel.DISK_ONLY)
    try:
        if "cards" not in rows.columns:
            rows = rows.withColumn("cards", f.lit(None).cast("string"))
        marks = f.split("cards", " ")
        by = rows.select("run", marks[0].alias("salt")).distinct().limit(3).collect()
        of_one_run([row.run for row in by], [row.salt for row in by], settings)
        told = rows.where("id is not null").groupBy("id").count().where("count > 1").select("id")
        repeated = few([row.id for row in told.limit(MOST_REPEATED + 1).collect()])
        numbers = rows.where("number is not null").groupBy("number").agg(f.count_distinct("id").alias("ids"))
        told_apart([row.number for row in numbers.where("ids > 1").limit(1).collect()])
        # The first word tells the salt.
        every = rows.select(f.explode(marks).alias("mark")).where(f.col("mark").contains(":"))
        often = every.groupBy("mark").count().where("count > 1").select("mark")
        record = f.get_json_object("line", "$.account_sha256")
        ordered = rows.orderBy("seq", f.col("id").asc_nulls_first(), record)
        drawn = ordered.select("id", "number", "outcome", "line", "cards")
        again = (row.mark for row in often.toLocalIterator())
        return _seal(lambda: map(tuple, drawn.toLocalIterator()), repeated, again, settings, to, source)
    finally:
        if kept:
            rows.unpersist()
