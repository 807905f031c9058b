"""A bank file as a table whose columns are known: the one door through which files come in."""

from imports.kinds import file_kinds
from imports.readers.cells import cleaned
from imports.readers.columns import recognise
from imports.readers.containers import check_container
from imports.readers.problems import BadValue
from imports.readers.texts import TextTable
from imports.readers.workbooks import WorkbookTable


class Table:
    """kind, encoding and separator as shown to people, unknown and unneeded headers, and rows() of (line, {field: text})."""

    def __init__(self, path, filename, words=()):
        self.source = WorkbookTable(path) if check_container(path, filename) == "xlsx" else TextTable(path)
        try:
            self.kind, self.fields, self.unknown, self.dropped = recognise(self.source.headers, words)
        except BaseException:
            self.source.close()
            raise
        self.encoding, self.separator = self.source.description
        self.width = len(self.fields)
        self.least = 1 + max(self.fields.index(field) for field in file_kinds()[self.kind].required)

    def rows(self):
        """Yields (line, values or BadValue); blank lines are passed over. Cells left out at the end of a row are empty."""
        for line, cells in self.source.rows():
            if isinstance(cells, BadValue):
                yield line, cells
                continue
            if not any(cells) or not any(map(str.strip, cells)):
                continue
            if len(cells) < self.least or any(map(str.strip, cells[self.width :])):
                yield line, BadValue(f"这一行有 {len(cells)} 列，应为 {self.width} 列")
                continue
            cells = cleaned(cells) + [""] * (self.width - len(cells))
            yield line, {field: cell for field, cell in zip(self.fields, cells, strict=False) if field}

    def fraction(self):
        return self.source.fraction()

    def __enter__(self):
        return self

    def __exit__(self, *about):
        self.source.close()
