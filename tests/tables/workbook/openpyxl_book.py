"""Writes openpyxl.xlsx."""
from datetime import datetime

from openpyxl import Workbook
from openpyxl.chart import BarChart

from rows import DAYS, HEADINGS, HERE, SUMS, rows

book = Workbook()
book.properties.created = book.properties.modified = datetime(2026, 11, 22)
hidden = book.active
hidden.title = "参数"
hidden["A1"] = "隐藏"
hidden.sheet_state = "hidden"
book.create_chartsheet("图表").add_chart(BarChart())
sheet = book.create_sheet("逾期账户")
for number, row in enumerate(rows(), start=1):
    for column, value in enumerate(row, start=1):
        if value is None:
            continue
        cell = sheet.cell(number, column, value)
        if 4 <= number <= 7 and HEADINGS[column - 1] in DAYS:
            cell.number_format = 'yyyy"年"m"月"d"日"'
        elif isinstance(value, float):
            cell.number_format = '#,##0.00'
sheet.merge_cells("A1:F1")
book.save(HERE / "openpyxl.xlsx")
