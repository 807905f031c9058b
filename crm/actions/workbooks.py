"""An XLSX file, row by row: nothing of it is kept in memory, no cell is ever a formula, and each row bears the watermark."""

from datetime import date
from decimal import Decimal

import xlsxwriter

from crm.rules.exports import is_formula

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
MARK, MARK_WIDTH = "水印", 44
EDGE = 240  # signs of a header or footer; Excel takes 255


class Workbook:
    """`heads`: (label, width in signs) of each column; `mark` stands in header, footer and the last column."""

    def __init__(self, path, title, heads, mark):
        self.book = xlsxwriter.Workbook(str(path), {**OPTIONS, "tmpdir": str(path.parent)})
        self.mark, self.row = mark, 0
        self.plain = self.book.add_format({"num_format": "@"})
        self.quoted = self.book.add_format({"num_format": "@", "quote_prefix": True})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.money = self.book.add_format({"num_format": "#,##0.00"})
        self.sheet = self.book.add_worksheet(title)
        edge = mark.replace("&", "&&")[:EDGE]
        self.sheet.set_header(f"&C{edge}")
        self.sheet.set_footer(f"&L{edge}&R&P / &N")
        self.sheet.freeze_panes(1, 0)
        self.sheet.repeat_rows(0)
        self.sheet.set_landscape()
        bold = self.book.add_format({"bold": True, "num_format": "@"})
        for place, (label, width) in enumerate([*heads, (MARK, MARK_WIDTH)]):
            self.sheet.set_column(place, place, width)
            self.sheet.write_string(0, place, label, bold)

    def add(self, rows):
        for cells in rows:
            self.row += 1
            for place, cell in enumerate([*cells, self.mark]):
                self._write(place, cell)

    def _write(self, place, cell):
        if cell is None or cell == "":
            return
        if isinstance(cell, str):
            self.sheet.write_string(self.row, place, cell, self.quoted if is_formula(cell) else self.plain)
        elif isinstance(cell, date):
            self.sheet.write_datetime(self.row, place, cell, self.day)
        else:
            self.sheet.write_number(self.row, place, cell, self.money if isinstance(cell, Decimal) else None)

    def close(self):
        self.book.close()
