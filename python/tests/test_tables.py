"""Tables of Arrow: read by the rules by which files are."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal

import hanpress
import pytest
from conftest import EXAMPLES

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
