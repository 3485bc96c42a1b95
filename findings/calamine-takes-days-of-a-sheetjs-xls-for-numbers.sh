#!/usr/bin/env bash
# Whether calamine knows the days in workbooks that SheetJS writes.
#
# Seen with python-calamine 0.9.1 (calamine 0.38), xlrd 2.0.2 and npm's xlsx 0.18.5 on Python 3.11 and Node 20,
# 2026-11-29. Expected before the run: a day cell with the format yyyy/m/d is a date in the xlsx and in the xls alike,
# since both files name that format. Seen: a date from the xlsx, the number 46320.0 from the xls. xlrd looks the format
# up in the same xls and says that the cell is a date; calamine goes by the number of the format alone.
#
# Why it matters: banks' web systems export by SheetJS, and old ones as xls. A due date arrives as 46320, and a reader
# that refuses numbers in date columns refuses the whole export; one that takes any number for a day takes a branch's
# number for one, too. Whoever reads xls by calamine has to read numbers in date columns by the book's own count.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check python-calamine==0.9.1 xlrd==2.0.2
cd "$work"
npm install --silent --no-audit --no-fund xlsx@0.18.5 >/dev/null

cat >write.js <<'JS'
const xlsx = require('xlsx');
const day = new Date(Date.UTC(2026, 9, 25));
const sheet = xlsx.utils.aoa_to_sheet([['到期还款日'], [day]], { dateNF: 'yyyy/m/d' });
const book = xlsx.utils.book_new();
xlsx.utils.book_append_sheet(book, sheet, '账户');
xlsx.writeFile(book, 'book.xlsx');
xlsx.writeFile(book, 'book.xls', { bookType: 'biff8' });
JS
TZ=UTC node write.js

venv/bin/python - <<'PY' | tee seen
import python_calamine, xlrd

for name in ["book.xlsx", "book.xls"]:
    value = python_calamine.CalamineWorkbook.from_path(name).get_sheet_by_index(0).to_python()[1][0]
    print(name, "by calamine:", type(value).__name__, value)
cell = xlrd.open_workbook("book.xls").sheet_by_index(0).cell(1, 0)
print("book.xls by xlrd:", "a date" if cell.ctype == xlrd.XL_CELL_DATE else "no date", cell.value)
PY

diff seen - <<'SEEN'
book.xlsx by calamine: date 2026-10-25
book.xls by calamine: float 46320.0
book.xls by xlrd: a date 46320.0
SEEN
