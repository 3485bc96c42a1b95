"""Writes xlsxwriter.xlsx, and xlsxwriter-1904.xlsx, which counts its days from 1904."""
from datetime import date, datetime

from xlsxwriter import Workbook

from rows import HERE, rows

for name, options in [("xlsxwriter.xlsx", {}), ("xlsxwriter-1904.xlsx", {"date_1904": True})]:
    book = Workbook(HERE / name, options)
    book.set_properties({"created": datetime(2026, 11, 22)})
    hidden = book.add_worksheet("参数")
    hidden.write(0, 0, "隐藏")
    hidden.hide()
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=逾期账户!$N$4:$N$7"})
    book.add_chartsheet("图表").set_chart(chart)
    sheet = book.add_worksheet("逾期账户")
    sheet.activate()
    sheet.set_first_sheet()
    # 31 is the built-in format of Chinese dates, which has no code in the file.
    day, sum_ = book.add_format({"num_format": 31}), book.add_format({"num_format": "¥#,##0.00"})
    for number, row in enumerate(rows()):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(number, column, datetime(value.year, value.month, value.day), day)
            elif isinstance(value, float):
                sheet.write_number(number, column, value, sum_)
            elif value is not None and number > 0:
                sheet.write_string(number, column, value)
    sheet.merge_range("A1:F1", next(rows())[0])
    book.close()
