"""The rows of the examples, as Python values: what is nothing is None, and lists are lists."""

import csv
import json
from pathlib import Path

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[2] / "examples"

SUMS = ["本金", "利息", "违约金", "费用", "合计", "最低还款额", "已还金额"]
DAYS = ["到期还款日", "截止日", "最晚还款日", "上次通知日期", "征信告知日"]


def flat():
    """The rows of accounts.csv by their Chinese headings."""
    with open(EXAMPLES / "accounts.csv", encoding="utf-8-sig", newline="") as file:
        return [{name: cell or None for name, cell in row.items()} for row in csv.DictReader(file)]


def nested():
    """Overdue notices of accounts.jsonl, with one ledger and with two; written to nested.jsonl, too.

    Not those in JPY, whose sums have no places while a column of DECIMAL(18, 2) gives them two.
    """
    kept = ["id", "kind", "debtor", "card", "ledgers", "due_date", "as_of", "pay_by"]
    with open(EXAMPLES / "accounts.jsonl", encoding="utf-8") as file:
        every = [json.loads(line) for line in file]
    rows = [{name: row[name] for name in kept} for row in every
            if row["kind"] == "overdue-notice" and "JPY" not in str(row["ledgers"])]
    with open(HERE / "nested.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return rows
