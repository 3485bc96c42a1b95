"""Write the Parquet files of pyarrow: every way a sum, a day and a text may be stored."""

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

from rows import DAYS, HERE, SUMS, flat, nested

CHINA = timezone(timedelta(hours=8))


def day(text):
    return date.fromisoformat(text)


def midnight(text):
    return datetime.fromisoformat(text)


def in_china(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def table(sums, days, sum_of=Decimal, day_of=day, text=pa.string()):
    columns = {}
    for name in flat()[0]:
        cells = [row[name] for row in flat()]
        kind, made = text, lambda cell: cell
        if name in SUMS:
            kind, made = sums, sum_of
        elif name in DAYS:
            kind, made = days, day_of
        columns[name] = pa.array([None if cell is None else made(cell) for cell in cells], type=kind)
    return pa.table(columns)


def write(name, rows, **options):
    pq.write_table(rows, HERE / f"pyarrow-{name}.parquet", **options)


DATE = pa.date32()
SUM = pa.decimal128(18, 2)

write("plain", table(pa.string(), pa.string(), str, str), compression="none")
write("decimal-fixed", table(SUM, DATE))
write("decimal-wide", table(pa.decimal128(38, 10), DATE), compression="gzip")
write("decimal-huge", table(pa.decimal256(60, 20), DATE), compression="zstd")
write("decimal-int32", table(pa.decimal128(9, 2), DATE), store_decimal_as_integer=True, compression="lz4")
write("decimal-int64", table(SUM, DATE), store_decimal_as_integer=True, data_page_version="2.0")
write("double", table(pa.float64(), DATE, float), compression="none", use_dictionary=False)
write("date64", table(SUM, pa.date64()))
write("millis", table(SUM, pa.timestamp("ms"), day_of=midnight), version="1.0")
write("micros", table(SUM, pa.timestamp("us"), day_of=midnight))
write("nanos", table(SUM, pa.timestamp("ns"), day_of=midnight))
write("zone", table(SUM, pa.timestamp("us", tz="Asia/Shanghai"), day_of=in_china))
write("utc", table(SUM, pa.timestamp("us", tz="UTC"), day_of=midnight))
write("int96", table(SUM, pa.timestamp("ns"), day_of=midnight), use_deprecated_int96_timestamps=True)
write("binary", table(SUM, DATE, text=pa.binary()))
write("groups", table(SUM, DATE), row_group_size=2, use_dictionary=False,
      column_encoding={"客户姓名": "DELTA_BYTE_ARRAY", "卡号": "DELTA_LENGTH_BYTE_ARRAY", "到期还款日": "DELTA_BINARY_PACKED"})
write("empty", table(SUM, DATE).slice(0, 0))
write("brotli", table(SUM, DATE).slice(0, 1), compression="brotli")

def with_columns(columns):
    rows = table(SUM, DATE).slice(0, 1)
    for name, cells in columns.items():
        rows = rows.set_column(rows.schema.get_field_index(name), name, cells)
    return rows


# Values that cannot be read, a column each.
write("odd", with_columns({
    "本金": pa.array([5120.449999999999], pa.float64()),
    "利息": pa.array([float("nan")], pa.float64()),
    "合计": pa.array([83762.25], pa.float32()),
    "截止日": pa.array([datetime(2026, 11, 22, 9, 30)], pa.timestamp("us")),
    "通讯地址": pa.array(["北京市".encode("gb18030")], pa.binary()),
}))

# Columns whose type alone says that they are not what they should be.
write("types", with_columns({
    "客户姓名": pa.array([5.5], pa.float64()),
    "本金": pa.array([True], pa.bool_()),
    "到期还款日": pa.array([5.5], pa.float32()),
    "卡产品": pa.array([time(3)], pa.time64("us")),
}))

ledger = pa.struct([
    ("currency", pa.string()),
    *[(name, SUM) for name in ["principal", "interest", "penalty", "fees", "total", "minimum_due", "paid"]],
    ("accruals", pa.list_(pa.struct([("base", SUM), ("from", DATE), ("days", pa.int32())]))),
])
debtor = pa.struct([(name, pa.string()) for name in [
    "name", "salutation", "id_type", "id_number", "mobile", "email", "postcode", "address"]])
card = pa.struct([("number", pa.string()), ("product", pa.string())])
schema = pa.schema([
    ("id", pa.string()), ("kind", pa.string()), ("debtor", debtor), ("card", card), ("ledgers", pa.list_(ledger)),
    ("due_date", DATE), ("as_of", DATE), ("pay_by", DATE),
])
SUM_NAMES = {"principal", "interest", "penalty", "fees", "total", "minimum_due", "paid", "base"}


def made(value, name=None):
    if isinstance(value, dict):
        return {name: made(value, name) for name, value in value.items()}
    if isinstance(value, list):
        return [made(item) for item in value]
    if name in SUM_NAMES:
        return Decimal(value)
    return day(value) if name in {"due_date", "as_of", "pay_by", "from"} else value


rows = pa.Table.from_pylist([made(row) for row in nested()], schema=schema)
write("nested", rows)
write("nested-v2", rows, data_page_version="2.0", use_compliant_nested_type=False, row_group_size=2)

# Free values: a map, a list of words, and a map of nothing.
extra = pa.array([[("分行", "示例分行"), ("柜号", "17")]] + [None] * (len(rows) - 1), pa.map_(pa.string(), pa.string()))
write("nested-map", rows.append_column("extra", extra))

# Names of the bank's own: a struct, and a column that no account needs.
named = rows.rename_columns(["cust" if name == "debtor" else name for name in rows.column_names])
write("nested-named", named.append_column("row_no", pa.array(range(len(rows)), pa.int64())))
