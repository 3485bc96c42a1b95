"""Tables of Arrow: read by the rules by which files are."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path

import hanpress
import pytest
from conftest import DAY, EXAMPLES, command

from hanpress._tables import chunks

pa = pytest.importorskip("pyarrow")


def nested(accounts: list[dict]) -> list[dict]:
    wanted = ("id", "kind", "debtor", "card", "ledgers", "due_date", "as_of", "pay_by", "notices", "flags")
    notices = [one for one in accounts if one["kind"] == "overdue-notice"]
    # A table has all columns in all rows; Arrow takes them from the first.
    return [{name: one.get(name) for name in wanted} for one in notices]


def test_nested_rows_make_the_letters_of_their_dicts(desk, accounts):
    rows = nested(accounts)
    table = pa.Table.from_pylist(rows)
    by_table = [one.number for one in desk.make_many(table, workers=2)]
    by_dict = [one.number for one in desk.make_many(rows, workers=2)]
    assert by_table == by_dict and len(by_table) > 2
    reader = pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=2))
    assert [one.number for one in desk.make_many(reader)] == by_dict


def test_flat_columns_have_the_headings_of_a_table(desk):
    with open(EXAMPLES / "accounts.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    table = pa.Table.from_pylist(rows)
    outcomes = list(desk.make_many(table))
    assert len(outcomes) == len(rows) and any(isinstance(one, hanpress.Letter) for one in outcomes)


def test_types_are_taken_for_what_they_are(desk, accounts):
    row = nested(accounts)[0]
    ledger = row["ledgers"][0]
    kept = ("currency", "principal", "interest", "penalty", "fees", "total", "minimum_due", "paid", "accruals")
    row["ledgers"] = [{name: ledger[name] for name in kept if name in ledger}]
    expected = desk.make(row).number
    money = pa.decimal128(18, 2)
    schema = pa.Table.from_pylist([row]).schema
    typed = {**row, "due_date": date.fromisoformat(row["due_date"])}
    typed["ledgers"] = [{**row["ledgers"][0], "total": Decimal(row["ledgers"][0]["total"])}]
    fields = [
        pa.field(f.name, pa.date32()) if f.name == "due_date"
        else pa.field(f.name, pa.list_(pa.struct([
            pa.field(g.name, money) if g.name == "total" else g for g in f.type.value_type
        ]))) if f.name == "ledgers"
        else f
        for f in schema
    ]
    letter = next(iter(desk.make_many(pa.Table.from_pylist([typed], schema=pa.schema(fields)))))
    assert isinstance(letter, hanpress.Letter) and letter.number == expected


TEXTS = [pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string()),
         pa.dictionary(pa.uint8(), pa.large_string())]


@pytest.mark.parametrize("text", TEXTS, ids=str)
def test_columns_have_any_type_of_text(desk, accounts, text):
    plain = pa.Table.from_pylist(nested(accounts))
    with open(EXAMPLES / "accounts.csv", encoding="utf-8-sig", newline="") as file:
        flat = pa.Table.from_pylist(list(csv.DictReader(file)))
    for table in (plain, flat):
        kinds = [field.with_type(text) if pa.types.is_string(field.type) else field for field in table.schema]
        other = pa.Table.from_arrays([pa.array(table.column(kind.name).to_pylist(), kind.type) for kind in kinds],
                                     schema=pa.schema(kinds))
        told = [[getattr(one, "number", str(one)) for one in desk.make_many(given, workers=2)] for given in (table, other)]
        assert told[0] == told[1] and any(number.startswith("HP-") for number in told[0])


@pytest.mark.parametrize("type_", [pa.timestamp("s"), pa.timestamp("ns"), pa.date64(), pa.date32()], ids=str)
def test_midnight_is_a_day_whatever_it_counts(desk, accounts, type_):
    row = nested(accounts)[0]
    table = pa.Table.from_pylist([row])
    days = pa.array([datetime.fromisoformat(row["due_date"])], pa.timestamp("s")).cast(type_)
    typed = table.set_column(table.column_names.index("due_date"), "due_date", days)
    assert next(iter(desk.make_many(typed))).number == desk.make(row).number


class Alone:
    """A batch as libraries without tables offer it."""

    def __init__(self, batch) -> None:
        self.batch = batch

    def __arrow_c_array__(self, requested_schema=None):
        return self.batch.__arrow_c_array__(requested_schema)


def test_a_batch_that_is_no_stream_is_a_table_too(desk, accounts):
    rows = nested(accounts)[:2]
    batch = pa.RecordBatch.from_pylist(rows)
    assert [one.number for one in desk.make_many(Alone(batch))] == [desk.make(row).number for row in rows]


def test_a_reader_that_breaks_off_is_told_behind_the_letters_before_it(desk, accounts):
    table = pa.Table.from_pylist(nested(accounts)[:2])

    def batches():
        yield table.to_batches()[0].slice(0, 1)
        raise OSError("the disk is gone")

    letters = desk.make_many(pa.RecordBatchReader.from_batches(table.schema, batches()))
    assert isinstance(next(letters), hanpress.Letter)
    with pytest.raises(OSError, match="the disk is gone"):
        next(letters)


def test_a_moment_is_no_day_and_a_missing_struct_is_missing(desk, accounts):
    row = nested(accounts)[0]
    moment = pa.Table.from_pylist([{**row, "due_date": datetime(2026, 10, 17, 8, 30)}])
    refused = next(iter(desk.make_many(moment)))
    assert isinstance(refused, hanpress.Refused)
    assert any(finding.path == "due_date" for finding in refused.findings)
    other = nested(accounts)[1]
    gone = pa.Table.from_pylist([{**row, "card": None}, other])
    first, second = desk.make_many(gone)
    assert isinstance(first, hanpress.Refused) and any("card" in one.path for one in first.findings)
    assert isinstance(second, hanpress.Letter)


def test_columns_of_no_field_are_told_before_any_letter(desk, accounts):
    table = pa.Table.from_pylist([{**nested(accounts)[0], "heigth": "1"}])
    with pytest.raises(hanpress.Stopped, match="heigth"):
        list(desk.make_many(table))


def by_file(table, folder: Path) -> list[tuple]:
    """What the command line makes of the rows of a table that was written as Parquet: each one's hash and findings."""
    import pyarrow.parquet as parquet

    parquet.write_table(table, folder / "rows.parquet")
    ran = command("make", "rows.parquet", "--issuer", EXAMPLES / "issuer.toml", "--issue-date", DAY, "--out", "out",
                  "--quiet", cwd=folder)
    assert ran.returncode in (0, 1), ran.stderr
    told = [json.loads(line) for name in ("manifest.jsonl", "refused.jsonl")
            for line in (folder / "out" / name).read_text("utf-8").splitlines()]
    return sorted(shown(line) for line in told if "account_sha256" in line)


def by_arrow(table, desk) -> list[tuple]:
    """The same of the rows as they are."""
    parts = desk._native.parts(chunks(table), 1, [None] * table.num_rows)
    return sorted(shown(json.loads(line)) for line, *_ in parts)


def shown(line: dict) -> tuple:
    found = [(one["code"], one["path"], one["message"]) for one in line["findings"] if one["severity"] == "error"]
    return line["id"], line["account_sha256"], found


MIDNIGHT = datetime(2026, 10, 17)
VALUES = {
    "flag": (True, pa.bool_()),
    "i8": (-7, pa.int8()),
    "i16": (-300, pa.int16()),
    "i32": (-70000, pa.int32()),
    "i64": (9007199254740993, pa.int64()),
    "u8": (200, pa.uint8()),
    "u16": (60000, pa.uint16()),
    "u32": (4_000_000_000, pa.uint32()),
    "u64": (2**64 - 1, pa.uint64()),
    "half": (1.5, pa.float16()),
    "single": (0.25, pa.float32()),
    "double": (1234.5, pa.float64()),
    "d32": (Decimal("-12.30"), pa.decimal32(9, 2)),
    "d64": (Decimal("12.3400"), pa.decimal64(18, 4)),
    "d128": (Decimal("-0.0500"), pa.decimal128(38, 4)),
    "d256": (Decimal("123456789012345678901234567890123456789012.5"), pa.decimal256(60, 1)),
    "whole": (Decimal("88"), pa.decimal128(10, 0)),
    "day": (date(2026, 10, 17), pa.date32()),
    "day_of_ms": (date(1969, 12, 31), pa.date64()),
    "s": (MIDNIGHT, pa.timestamp("s")),
    "ms": (MIDNIGHT, pa.timestamp("ms")),
    "us": (MIDNIGHT, pa.timestamp("us")),
    "ns": (MIDNIGHT, pa.timestamp("ns")),
    "zoned": (datetime(2026, 10, 16, 16, tzinfo=timezone.utc), pa.timestamp("us", "UTC")),
    "text": ("张三", pa.string()),
    "long_text": ("𠮷", pa.large_string()),
    "text_view": ("a text that is longer than twelve bytes", pa.string_view()),
    "bytes": ("张三".encode(), pa.binary()),
    "long_bytes": (b"abc", pa.large_binary()),
    "fixed_bytes": (b"abcd", pa.binary(4)),
    "different": ("x", pa.dictionary(pa.int8(), pa.string())),
    "several": (["a", None, "c"], pa.list_(pa.string())),
    "many": (["a"], pa.large_list(pa.string())),
    "two": ([1, 2], pa.list_(pa.int32(), 2)),
    "named": ([("a", "1"), ("b", None)], pa.map_(pa.string(), pa.string())),
    "deep": ({"a": {"b": [{"c": 1}]}}, pa.struct([("a", pa.struct([("b", pa.list_(pa.struct([("c", pa.int32())])))]))])),
    "nothing": (None, pa.null()),
    "no_struct": (None, pa.struct([("a", pa.int32())])),
    "no_list": (None, pa.list_(pa.int32())),
}


def with_extra(account: dict, values: dict[str, tuple]):
    """A table of one account, whose `extra` holds values of these types, and of the same account with none of them."""
    table = pa.Table.from_pylist([account, account | {"id": account["id"] + "-N"}])
    kind = pa.struct([(name, type_) for name, (_, type_) in values.items()])
    given = pa.array([{name: value for name, (value, _) in values.items()}, dict.fromkeys(values)], kind)
    return table.append_column("extra", given)


def test_rows_of_arrow_say_what_their_file_says_whatever_their_types(desk, accounts, tmp_path):
    account = next(one for one in nested(accounts))
    table = with_extra(account, VALUES)
    told = by_arrow(table, desk)
    assert told == by_file(table, tmp_path)
    # The values are in it: with another one the hash is another.
    assert by_arrow(with_extra(account, VALUES | {"i8": (-8, pa.int8())}), desk) != told
    # Slices, and columns in pieces, are read as wholes are.
    pieces = pa.concat_tables([table.slice(1, 1), table.slice(0, 1)])
    assert by_arrow(pieces, desk) == told


@pytest.mark.parametrize(("value", "type_"), [
    (MIDNIGHT.replace(hour=8), pa.timestamp("us")),
    (datetime(2026, 10, 16, 17, tzinfo=timezone.utc), pa.timestamp("ms", "UTC")),
    (datetime(2026, 10, 16, 17), pa.timestamp("ns")),
    (0.1 + 0.2, pa.float64()),
    (float("inf"), pa.float32()),
    (b"\xff\xfe", pa.binary()),
    (datetime(2026, 1, 1, 8).time(), pa.time64("us")),
])
def test_what_no_record_holds_refuses_its_row_as_in_a_file(desk, accounts, tmp_path, value, type_):
    table = with_extra(nested(accounts)[0], {"odd": (value, type_)})
    told = by_arrow(table, desk)
    assert told == by_file(table, tmp_path)
    # Its own row, and the other not.
    assert [bool(findings) for _, _, findings in told] == [True, False]


def test_flat_columns_of_wrong_types_are_told_before_any_letter(desk):
    with open(EXAMPLES / "accounts.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    table = pa.Table.from_pylist(rows)
    heading = next(name for name in table.column_names if "日" in name and any(row[name] for row in rows))
    numbers = pa.array([0.5] * len(rows), pa.float64())
    wrong = table.set_column(table.column_names.index(heading), heading, numbers)
    with pytest.raises(hanpress.Stopped, match="Float64"):
        list(desk.make_many(wrong))


def test_decimals_of_another_scale_are_the_same_sums_and_fractions_of_cents_are_none(desk, accounts):
    row = nested(accounts)[0]
    kept = ("currency", "principal", "interest", "penalty", "fees", "total", "minimum_due", "paid", "accruals")
    row["ledgers"] = [{name: value for name, value in row["ledgers"][0].items() if name in kept}]

    def made(total: Decimal, type_):
        table = pa.Table.from_pylist([row])
        ledger = table.schema.field("ledgers").type.value_type
        kind = pa.list_(pa.struct([field.with_type(type_) if field.name == "total" else field for field in ledger]))
        given = pa.array([[row["ledgers"][0] | {"total": total}]], kind)
        return next(iter(desk.make_many(table.set_column(table.column_names.index("ledgers"), "ledgers", given))))

    total = Decimal(row["ledgers"][0]["total"])
    plain = made(total, pa.decimal128(18, 2))
    for scale in (3, 10):
        other = made(total, pa.decimal128(30, scale))
        assert isinstance(plain, hanpress.Letter) and other.pdf == plain.pdf
    refused = made(total + Decimal("0.001"), pa.decimal128(30, 10))
    assert isinstance(refused, hanpress.Refused) and any("total" in one.path for one in refused.findings)


def test_bytes_that_are_no_rows_are_told(desk):
    with pytest.raises(hanpress.Stopped, match="rows of Arrow cannot be read"):
        desk._native.count(iter([("rows", b"no stream")]))
    whole = next(chunks(pa.table({"id": ["A1"] * 9, "extra": [{"a": "1"}] * 9})))
    for at in range(0, len(whole[1]), 41):
        # A part of it is told, or ends before its rows; nothing else happens.
        try:
            assert desk._native.count(iter([("rows", whole[1][:at])])) == 0
        except (hanpress.Stopped, ValueError) as error:
            assert "rows of Arrow" in str(error)
