"""Make a table of invented accounts as xlsx, CSV and Parquet, read it in turn by several readers, and print medians.

    pip install openpyxl==3.1.5 XlsxWriter==3.3.1 pyarrow==26.0.1
    cargo build --release && cargo bench --no-run
    python benches/tables/compare.py target/release/hanpress target/release/deps/stages-<hash> [--rows 100000]

- the readers alone: openpyxl (read-only) merely iterating the sheet, and `stages cells`, which gives out rows;
- `hanpress check` of each file, with all rules.

Each run is a process of its own; the wall clock counts, and the largest memory of each is told. Without pyarrow there
is no Parquet.
"""
import argparse, csv, os, statistics, subprocess, sys, tempfile, time
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
SUMS = ["本金", "利息", "违约金", "费用", "合计", "最低还款额", "已还金额"]
DAYS = ["到期还款日", "截止日", "最晚还款日", "上次通知日期", "征信告知日"]
ITERATE = """
import sys
from openpyxl import load_workbook
cells = 0
for row in load_workbook(sys.argv[1], read_only=True).worksheets[0].iter_rows(values_only=True):
    cells += len(row)
print(cells)
"""


def rows(count):
    """The example's accounts over and over, each with an id, a card and a telephone of its own."""
    with open(HOME / "examples/accounts.csv", encoding="utf-8", newline="") as file:
        headings, *accounts = csv.reader(file)
    yield headings
    at = {heading: place for place, heading in enumerate(headings)}
    for number in range(count):
        row = list(accounts[number % len(accounts)])
        row[at["客户编号"]] = f"B{number:07}"
        row[at["手机号码"]] = f"154{number:08}"
        row[at["卡号"]] = card(f"990000{number:09}")
        if row[at["电子邮箱"]]:
            row[at["电子邮箱"]] = f"b{number:07}@example.com"
        if row[at["上次通知编号"]]:
            row[at["上次通知编号"]] = f"HP-20261012-{number:010}"
        row[at["通讯地址"]] = row[at["通讯地址"]].replace("示例", f"示例{number % 9973}")
        yield row


def card(first):
    """A card number with its check digit (Luhn)."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(first[::-1])]
    return first + str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)


def write(folder, count):
    from xlsxwriter import Workbook
    table = list(rows(count))
    headings = table[0]
    with open(folder / "rows.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table)
    book = Workbook(folder / "rows.xlsx")
    sheet, day = book.add_worksheet("账户"), book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(table):
        for column, (heading, text) in enumerate(zip(headings, row)):
            if number and text and heading in SUMS:
                sheet.write_number(number, column, float(text))
            elif number and text and heading in DAYS:
                sheet.write_datetime(number, column, datetime.fromisoformat(text), day)
            elif text:
                sheet.write_string(number, column, text)
    book.close()
    try:
        import pyarrow as pa, pyarrow.parquet as pq
    except ImportError:
        return ["rows.csv", "rows.xlsx"]
    columns = {}
    for place, heading in enumerate(headings):
        texts = [row[place] or None for row in table[1:]]
        if heading in SUMS:
            columns[heading] = pa.array([text and Decimal(text) for text in texts], pa.decimal128(18, 2))
        elif heading in DAYS:
            columns[heading] = pa.array([text and date.fromisoformat(text) for text in texts], pa.date32())
        else:
            columns[heading] = pa.array(texts, pa.string())
    pq.write_table(pa.table(columns), folder / "rows.parquet", row_group_size=20_000)
    return ["rows.csv", "rows.xlsx", "rows.parquet"]


def run(command):
    """Seconds and megabytes of a process; its exit code may say that accounts were refused."""
    begun = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"failed: {command}")
    return time.perf_counter() - begun, used.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=Path)
    parser.add_argument("stages", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        files = write(folder, given.rows)
        ways = {"openpyxl iterates rows.xlsx": [sys.executable, "-c", ITERATE, folder / "rows.xlsx"]}
        for name in files:
            ways[f"reader alone, {name}"] = [given.stages, "cells", folder / name]
        for name in files:
            ways[f"check, {name}"] = [given.program, "check", folder / name, "--quiet", "--issuer",
                                      HOME / "examples/issuer.toml", "--issue-date", "2026-11-23"]
        found = {way: [] for way in ways}
        for _ in range(given.rounds):
            for way, command in ways.items():
                found[way].append(run(command))
    print(f"{given.rows} rows, median of {given.rounds} rounds")
    median = {way: statistics.median(seconds for seconds, _ in runs) for way, runs in found.items()}
    for way, runs in found.items():
        print(f"{median[way]:8.2f} s {max(peak for _, peak in runs):6.0f} MB  {way}")
    ratio = lambda one, other: f"{median[one] / median[other]:.2f}"
    print("openpyxl to the reader of xlsx:", ratio("openpyxl iterates rows.xlsx", "reader alone, rows.xlsx"))
    if "rows.parquet" in files:
        print("reader of Parquet to that of CSV:", ratio("reader alone, rows.parquet", "reader alone, rows.csv"))
    print("check of xlsx to that of CSV:", ratio("check, rows.xlsx", "check, rows.csv"))


main()
