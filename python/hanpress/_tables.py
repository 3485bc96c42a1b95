"""Tables of Arrow, handed on as streams of Arrow IPC in memory: their columns are read by the very rules by which those
of files are, with the issuer's own headings, exact decimals, and days that are days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

ROWS = 4096
"""How many rows are handed on at a time."""


def is_table(given: Any) -> bool:
    """Whether it is a table, or a stream of one."""
    return hasattr(given, "__arrow_c_stream__") or hasattr(given, "__arrow_c_array__")


def chunks(table: Any) -> Iterator[tuple[str, bytes]]:
    """The table, some rows at a time, each as a stream with its name."""
    import pyarrow as pa

    if isinstance(table, pa.RecordBatch):
        batches: Any = [table]
    elif isinstance(table, pa.Table):
        batches = table.to_batches(max_chunksize=ROWS)
    elif isinstance(table, pa.RecordBatchReader):
        batches = table
    elif hasattr(table, "__arrow_c_stream__"):
        batches = pa.RecordBatchReader.from_stream(table)
    else:
        batches = [pa.record_batch(table)]
    for batch in batches:
        for start in range(0, batch.num_rows, ROWS):
            yield stream(batch.slice(start, ROWS))


def stream(batch: Any) -> tuple[str, bytes]:
    """A batch, or a table, as a stream, and the name by which messages call it."""
    import pyarrow as pa

    held = pa.BufferOutputStream()
    with pa.ipc.new_stream(held, batch.schema) as writer:
        writer.write(batch)
    return "rows", held.getvalue().to_pybytes()
