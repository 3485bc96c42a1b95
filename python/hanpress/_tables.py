"""Tables of Arrow, handed on as small Parquet files in memory: their columns are then read by the very rules by
which files are, with the issuer's own headings, exact decimals, and days that are days."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

ROWS = 4096
"""How many rows are handed on at a time."""


def is_table(given: Any) -> bool:
    """Whether it is a table, or a stream of one."""
    return hasattr(given, "__arrow_c_stream__") or hasattr(given, "__arrow_c_array__")


def chunks(table: Any) -> Iterator[tuple[str, bytes]]:
    """The table, some rows at a time, each as a file."""
    import pyarrow as pa

    if isinstance(table, pa.RecordBatch):
        batches: Any = [table]
    elif isinstance(table, pa.Table):
        batches = table.to_batches(max_chunksize=ROWS)
    elif isinstance(table, pa.RecordBatchReader):
        batches = table
    else:
        batches = pa.RecordBatchReader.from_stream(table)
    for batch in batches:
        for start in range(0, batch.num_rows, ROWS):
            yield "rows.parquet", file(batch.slice(start, ROWS))


def file(batch: Any) -> bytes:
    """A batch, or a table, as a Parquet file: plain, since it is read at once and thrown away."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    held = io.BytesIO()
    table = batch if isinstance(batch, pa.Table) else pa.Table.from_batches([batch])
    parquet.write_table(
        table, held, compression="none", use_dictionary=False, write_statistics=False
    )
    return held.getvalue()
