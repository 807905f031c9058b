"""The first worksheet of an .xlsx as rows of text, in a process of its own: `python -m imports.readers.sheets FILE BYTES SECONDS`.

Whatever a hostile file does, it does to this process, which may take so much memory and processor time and not more. It
knows no Django and holds no secret. It answers in lines: `=` and the number of rows, for each row its number and its cells,
before it `!` with the place and the reason of each cell that cannot be read, at last `.`; or `?` and why the file is refused.
"""

import fcntl
import os
import re
import resource
import select
import sys
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zipfile import BadZipFile

from python_calamine import CalamineError, CalamineWorkbook

from imports.readers.cells import ONLY_15
from imports.readers.merges import Merges
from imports.readers.problems import BROKEN, MUCH_TEXT, TOO_WIDE
from imports.readers.signs import CELL, INVISIBLE, LINE, without_invisible
from imports.readers.sources import source_of
from words.problems import Refused

MOST_COLUMNS, MOST_ROWS = 60, 200_000
MOST_ROW = 256 * 1024  # characters
MOST_TEXT = 400_000_000  # characters: one long text may stand in many cells
MOST_EXACT = 10**15
HALF_A_SECOND = timedelta(microseconds=500_000)
ROUNDED = f"后面的位数已经丢失：{ONLY_15}"
DIVIDING = re.compile(f"[{CELL}{LINE}]")
SPECIAL = re.compile(f"{INVISIBLE.pattern}|[\n{LINE}]")
TEXTS = {str}


def main(path, memory, seconds):
    end_with_the_parent()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    out = open(1, "w", encoding="utf-8", errors="replace", newline="\n")  # noqa: SIM115 (closed with the process)
    try:
        out.writelines(answers(path))
    except Refused as refusal:
        out.write(f"?{refusal}\n")
    out.close()


def end_with_the_parent():
    """Nobody writes to standard input: it ends when the parent closes the table or dies, and SIGIO ends us, busy or not."""
    fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([0], [], [], 0)[0]:
        sys.exit(1)


def answers(path):
    sheet, merges = opened(path)
    yield f"={sheet.total_height}\n"
    seen = 0
    for number, row in enumerate(sheet.iter_rows()):
        kinds = set(map(type, row))
        cells = row if kinds == TEXTS else [cell if cell.__class__ is str else text_of(cell) for cell in row]
        marks = [(place, ROUNDED) for place, cell in enumerate(row) if is_rounded(cell)] if float in kinds else []
        if merges.are_near(number):
            cells = merges.filled(number, row, cells, marks)
        text = CELL.join(cells)
        if SPECIAL.search(text) or text.count(CELL) >= len(cells):
            text = CELL.join(map(plain, cells))
        seen += len(text)
        if len(text) > MOST_ROW:
            raise Refused(f"第 {number + 1} 行过长，不像一个表格。请删去多余的列和文字，再导入。")
        if seen > MOST_TEXT:
            raise Refused(MUCH_TEXT)
        for place, reason in marks:
            yield f"!{place}{CELL}{reason}\n"
        yield f"{number + 1}{CELL}{text}\n"
    yield ".\n"


def opened(path):
    """(the first sheet that people see, its merged cells)."""
    try:
        source, place, has_merges = source_of(path)
        sheet = CalamineWorkbook.from_object(source).get_sheet_by_index(place)
        if sheet.total_width > MOST_COLUMNS or sheet.total_height > MOST_ROWS:
            raise Refused(TOO_WIDE)
        return sheet, Merges(sheet.merged_cell_ranges if has_merges else [])
    except (CalamineError, BadZipFile, OSError, ValueError, LookupError, SyntaxError, StopIteration) as error:
        raise Refused(BROKEN) from error
    except MemoryError as error:
        raise Refused(TOO_WIDE) from error


def plain(cell):
    return without_invisible(cell).replace("\n", LINE) if DIVIDING.search(cell) is None else "\ufffd"


def is_rounded(cell):
    return cell.__class__ is float and abs(cell) >= MOST_EXACT and cell.is_integer()


def text_of(cell):
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{Decimal(repr(cell)):f}"
    if isinstance(cell, datetime):
        cell = (cell + HALF_A_SECOND).replace(microsecond=0)
        return cell.isoformat(" ") if cell.time() != datetime.min.time() else cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(round(cell.total_seconds()))
    return "" if cell is None else str(cell)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
