"""The rows that every workbook here holds, from examples/accounts.csv: title, blank, headings, accounts, sums, maker."""
import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
SUMS = ["本金", "利息", "违约金", "费用", "合计", "最低还款额", "已还金额"]
DAYS = ["到期还款日", "截止日", "最晚还款日", "上次通知日期", "征信告知日"]
TITLE = "信用卡逾期账户表（示例）"

with open(HERE.parents[2] / "examples/accounts.csv", encoding="utf-8", newline="") as file:
    HEADINGS, *ACCOUNTS = csv.reader(file)


def value(heading, text):
    if not text:
        return None
    if heading in SUMS:
        return float(Decimal(text))
    return date.fromisoformat(text) if heading in DAYS else text


def rows():
    """Each row as a list of values; a title and a blank row first."""
    yield [TITLE]
    yield []
    yield HEADINGS
    for account in ACCOUNTS:
        yield [value(heading, text) for heading, text in zip(HEADINGS, account)]
    total = ["合计"] + [None] * (len(HEADINGS) - 1)
    for heading in SUMS:
        at = HEADINGS.index(heading)
        total[at] = float(sum(Decimal(account[at]) for account in ACCOUNTS))
    yield total
    yield ["制表人：示例", None, None, "2026年11月22日"]
