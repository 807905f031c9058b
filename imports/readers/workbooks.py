"""XLSX through calamine, with every cell as the text a person would have typed."""

from datetime import date, datetime, timedelta

from python_calamine import CalamineError, CalamineWorkbook

from imports.readers.problems import SAVE_AS
from words.problems import Refused

HALF_A_SECOND = timedelta(milliseconds=500)


class WorkbookTable:
    """The first worksheet; the same face as TextTable."""

    description = ("XLSX", "工作表")

    def __init__(self, path):
        try:
            self.book = CalamineWorkbook.from_path(str(path))
            self.sheet = self.book.get_sheet_by_index(0)
            self.iterator = enumerate(self.sheet.iter_rows(), start=(self.sheet.start or (0, 0))[0] + 1)
        except (CalamineError, OSError, ValueError, IndexError) as error:
            raise Refused(f"这个 .xlsx 文件打不开。{SAVE_AS}") from error
        self.read, self.total = 0, max(1, self.sheet.total_height)
        self.headers = next((cells for _line, cells in self.rows() if any(cells)), None)
        if self.headers is None:
            raise Refused("第一个工作表里没有内容。请把数据放在第一个工作表，再导入。")

    def rows(self):
        for line, cells in self.iterator:
            self.read = line
            yield line, [text_of(cell) for cell in cells]

    def fraction(self):
        return min(1.0, self.read / self.total)

    def close(self):
        self.book.close()


def text_of(cell):
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        cell = (cell + HALF_A_SECOND).replace(microsecond=0)  # a fraction of a day is seldom a whole second
        return cell.isoformat(" ", "seconds") if cell.time() != datetime.min.time() else cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(int(cell.total_seconds()))
    return "" if cell is None else str(cell)
