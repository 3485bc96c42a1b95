#!/usr/bin/env python3
"""Mends a workbook of refused rows as a clerk does, by openpyxl and by LibreOffice, and saves it under their hands.

usage: mend.py REFUSED.xlsx RIGHT.csv FOLDER

Each coloured cell gets what stands in RIGHT.csv under the same heading in the row with the same first cell. Makes
`openpyxl.xlsx`, `libreoffice.xlsx` and `libreoffice.ods` in FOLDER; openpyxl and soffice must be there.
"""

import csv
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import openpyxl

FAULTY = "FFFFC7CE"


def faulty(book, right):
    """The coloured cells of the first sheet, each with what it should say."""
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        for cell, heading in zip(row, headings):
            if cell.fill.fgColor.rgb == FAULTY:
                yield cell, right[row[0].value][heading]


def by_openpyxl(refused, right, to):
    book = openpyxl.load_workbook(refused)
    for cell, value in faulty(book, right):
        cell.value = value
    book.save(to)


def by_libreoffice(refused, right, to):
    """LibreOffice has no hands here: the words are changed in the file, then it opens and saves it."""
    changes = {cell.value: value for cell, value in faulty(openpyxl.load_workbook(refused), right)}
    with tempfile.TemporaryDirectory() as folder:
        mended = Path(folder, to.name).with_suffix(".xlsx")
        with zipfile.ZipFile(refused) as old, zipfile.ZipFile(mended, "w", zipfile.ZIP_DEFLATED) as new:
            for part in old.namelist():
                text = old.read(part)
                if part.endswith("sheet1.xml"):
                    for wrong, value in changes.items():
                        text = text.replace(f"<t>{wrong}</t>".encode(), f"<t>{value}</t>".encode())
                new.writestr(part, text)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        ending = to.suffix[1:]
        words = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", str(to.parent), str(mended)]
        subprocess.run(words, check=True, capture_output=True, timeout=300)


def main():
    refused, table, folder = (Path(word) for word in sys.argv[1:4])
    with open(table, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    right = {next(iter(row.values())): row for row in rows}
    folder.mkdir(exist_ok=True, parents=True)
    by_openpyxl(refused, right, folder / "openpyxl.xlsx")
    by_libreoffice(refused, right, folder / "libreoffice.xlsx")
    by_libreoffice(refused, right, folder / "libreoffice.ods")


main()
