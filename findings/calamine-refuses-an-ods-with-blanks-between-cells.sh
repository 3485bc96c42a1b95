#!/usr/bin/env bash
# Whether calamine reads an ods that is indented.
#
# Seen with python-calamine 0.9.1 (calamine 0.38), odfpy 1.4.1 and npm's xlsx 0.18.5 on Python 3.11 and Node 20,
# 2026-11-29. Expected before the run: white space between the elements of a table, where the format allows no words,
# is passed over as in any XML. Seen: calamine refuses the whole sheet ("Expecting 'table-cell', found 'Text…'");
# odfpy reads the same file, and its two cells.
#
# Why it matters: SheetJS writes every ods so, and web systems export by it. The clerk's file opens in every
# spreadsheet and is refused by the reader; a program that reads ods by calamine has to take the white space out first.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check python-calamine==0.9.1 odfpy==1.4.1
cd "$work"
npm install --silent --no-audit --no-fund xlsx@0.18.5 >/dev/null

cat >write.js <<'JS'
const xlsx = require('xlsx');
const book = xlsx.utils.book_new();
xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet([['客户姓名'], ['夏侯珺']]), '账户');
xlsx.writeFile(book, 'book.ods');
JS
node write.js

venv/bin/python - <<'PY' | tee seen
import python_calamine
from odf import opendocument, table, teletype

cells = opendocument.load("book.ods").getElementsByType(table.TableCell)
print("odfpy:", [teletype.extractText(cell) for cell in cells])
try:
    print("calamine:", python_calamine.CalamineWorkbook.from_path("book.ods").get_sheet_by_index(0).to_python())
except python_calamine.CalamineError as error:
    print("calamine:", str(error).split(" {")[0])
PY

diff seen - <<'SEEN'
odfpy: ['客户姓名', '夏侯珺']
calamine: Expecting 'table-cell', found 'Text(BytesText
SEEN
