"""Lines of a text file → rows. A quotation mark without its pair costs the line it stands in, never the lines behind it."""

import csv
import re
from collections import deque
from itertools import islice

from imports.readers.problems import BadValue

QUOTE = '"'
MOST_LINES = 20  # that one row may cross: a cell with line breaks inside
UNPAIRED = '这一行的引号（"）没有成对，或者单元格过长，请改正这一行'
LONG_NUMBER = re.compile("[A-Za-z]{0,4}9{4,20}")
END = "\x1e"  # stands behind the last cell, so that it is seen whether its quotation is closed


def rows_of(lines, separator, width):
    """Yields (line number, cells or BadValue) from (line number, text); `width` is the number of headers."""
    waiting, joiner = deque(), Joiner(separator, width)
    while True:
        if not waiting:
            waiting.extend(islice(lines, 1))
        if not waiting:
            return
        number, text = waiting.popleft()
        if QUOTE not in text:
            cells = text.split(separator)
            if not joiner.usual:
                joiner.remember(cells)
            yield number, cells
            continue
        cells, is_open = joiner.alone(text)
        if is_open:
            waiting.extend(islice(lines, MOST_LINES - 1 - len(waiting)))
            cells, more = joiner.with_the_next(text, [text for _number, text in waiting])
            for _line in range(more):
                waiting.popleft()
        yield number, BadValue(UNPAIRED) if cells is None else cells


def cells_of(pieces, separator, *, strict):
    """The cells of one row of one or more lines. None: a mark stands wrong, or a quotation is open at the end."""
    lines = [f"{piece}\n" for piece in pieces[:-1]] + [f"{pieces[-1]}{separator}{END}"]
    try:
        rows = list(csv.reader(lines, delimiter=separator, strict=strict))
    except csv.Error:
        return None
    return rows[0][:-1] if len(rows) == 1 and rows[0][-1] == END else None


class Joiner:
    """Which lines with quotation marks are one row."""

    def __init__(self, separator, width):
        self.separator, self.width = separator, width
        self.usual = ""  # the shape of the number with which the last rows began

    def alone(self, text):
        """(cells or None, whether the row may go on in the next line)."""
        cells = cells_of([text], self.separator, strict=True)
        if cells is None:
            # A mark inside a quoted cell, as in "他说"好"": taken as it always was, while no cell is lost by it.
            cells = cells_of([text], self.separator, strict=False)
            if cells is None:
                return None, True
            if len(cells) < self.width or any(cells[self.width :]):
                return None, False
        self.remember(cells)
        return cells, False

    def with_the_next(self, text, following):
        """(cells or None, how many of the following lines belong to the row)."""
        pieces = [text]
        for more, piece in enumerate(following, 1):
            pieces.append(piece)
            if QUOTE in piece and cells_of(pieces, self.separator, strict=False) is not None:
                cells = cells_of(pieces, self.separator, strict=True)
                if cells is None or any(cells[self.width :]) or self._are_tied(cells):
                    return None, 0
                self.remember(cells)
                return cells, more
        return None, 0

    def _are_tied(self, cells):
        """Whether two stray marks tie rows together: the lines of the cell between them are rows, or begin as rows do."""
        if QUOTE in cells[0]:
            return True
        begin = {_shape(cells[0], self.separator), self.usual} - {""}
        for place, cell in enumerate(cells):
            first, *others = cell.split("\n")
            if not others:
                continue
            counts = [part.count(self.separator) + 1 for part in (first, *others)]
            counts[0] += place
            counts[-1] += len(cells) - place - 1
            if counts[0] >= self.width and max(counts[1:]) >= self.width:
                return True
            shapes = [_shape(other, self.separator) for other in others]
            suspects = [shape for shape in shapes if shape in begin or _is_number(shape)]
            # Without a separator it is a column of numbers, as two phones are, unless these begin rows.
            if any(
                self.separator in cell or (shape in begin and (_is_number(shape) or not self.usual))
                for shape in suspects
            ):
                return True
        return False

    def remember(self, cells):
        shape = _shape(cells[0], self.separator)
        if _is_number(shape):
            self.usual = shape


def _shape(line, separator):
    """What its first cell looks like, sign by sign."""
    cell = line.partition(separator)[0].partition("\n")[0].replace(QUOTE, "").strip()
    return "".join("9" if sign.isdigit() else sign if sign.isascii() else "汉" for sign in cell)


def _is_number(shape):
    """A client's or a person's number."""
    return LONG_NUMBER.fullmatch(shape) is not None
