"""What every kind of file has in common. Pass 1 calls `convert` and `resolve` and writes nothing; pass 2 calls `apply`."""

from dataclasses import dataclass

CHUNK = 300  # rows of one transaction


@dataclass
class Counts:
    """Rows of one file; `warnings` are rows taken in with a remark."""

    total: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    warnings: int = 0


class Importer:
    """One file of one kind. A row travels as (line, values) from `convert` to `apply`.

    `columns` is {field: its headers, the first being the one we name}; `not_kept` are headers that we know and drop.
    """

    label = ""
    columns = {}
    required = ()
    not_kept = ""
    chunk_size = CHUNK

    def __init__(self, report, *, today, now, by=None):
        self.report, self.today, self.now, self.by = report, today, now, by
        self.counts = Counts()
        self.prepare()

    def prepare(self):
        """Loads what rows are compared with and what is small enough to hold."""

    def convert(self, line, cells):
        """Values of the row; what is wrong gathers in `cells.problems`."""
        raise NotImplementedError

    def resolve(self, chunk):
        """The rows of the chunk that stand once looked up together; reports the others with `fail`."""
        return chunk

    def apply(self, chunk):
        """Writes what differs and counts, in one transaction of its own."""
        raise NotImplementedError

    def fail(self, line, *problems):
        """`problems` are (field, text, reason)."""
        self.counts.failed += 1
        for field, text, reason in problems:
            self.report.add(line, field, text, reason)

    def warn(self, line, field, text, reason):
        self.counts.warnings += 1
        self.report.add(line, field, text, f"提醒（该行已导入）：{reason}")

    def tally(self, chunk, *, created, updated):
        self.counts.created += created
        self.counts.updated += updated
        self.counts.unchanged += len(chunk) - created - updated
