"""Merged cells: the file holds the value in the first cell only, and people read it in all."""

MERGED = "这里是合并单元格的一部分，请在 Excel 里取消合并，逐格填好"


class Merges:
    """A text or a date goes down to the rows below. A number is nobody's but the first row's: an amount may be the sum of
    all; and what is merged across columns belongs to one of them only. These are marked."""

    def __init__(self, ranges):
        """`ranges` are ((row, column), (row, column)), from 0."""
        self.coming = sorted(ranges, reverse=True)
        self.active = []

    def are_near(self, number):
        return bool(self.active or (self.coming and self.coming[-1][0][0] <= number))

    def filled(self, number, row, cells, marks):
        """The cells of row `number` (from 0); what belongs to none of them is added to `marks`."""
        cells = list(cells)
        while self.coming and self.coming[-1][0][0] <= number:
            (top, left), (bottom, right) = self.coming.pop()
            if left < len(row) and bottom >= number and cells[left]:
                self.active.append((bottom, left, min(right, len(row) - 1), row[left], cells[left], top))
        for _bottom, left, right, value, text, top in self.active:
            if number > top and isinstance(value, float):
                marks.append((left, MERGED))
            elif number > top:
                cells[left] = text
            marks.extend((place, MERGED) for place in range(left + 1, right + 1))
        self.active = [merge for merge in self.active if merge[0] > number]
        return cells
