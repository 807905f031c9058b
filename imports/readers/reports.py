"""The error file: one line per problem, masked, safe to open in a spreadsheet (S17)."""

import csv
import os
import unicodedata

from imports.readers.columns import title
from words import masking
from words.content import UNSEEN

HEADERS = ("行号", "列", "原值（脱敏）", "原因", "客户号")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
MASKS = {
    "id_no": masking.mask_id,
    "phone": masking.mask_phone,
    "name": masking.mask_name,
    "email": masking.mask_email,
}
LONGEST = 60


def guarded(text):
    """A cell that no spreadsheet takes for a formula, also in full width and behind blanks."""
    start = unicodedata.normalize("NFKC", text.lstrip(" \u3000"))
    return f"'{text}" if text.startswith(DANGEROUS) or start.startswith(DANGEROUS) else text


def masked(field, text):
    """What may be shown of a cell outside the client's own page."""
    text = UNSEEN.sub("", text).strip()
    return (MASKS.get(field) or masking.mask_text)(text)[:LONGEST]


def shown_number(number):
    """A client number in the error file."""
    return guarded(masked("client_no", number))


class Report:
    """Written as the rows are read; the file appears with its first line.

    The first `size` bytes are what an earlier run has written and stay, what stands behind them goes.
    """

    def __init__(self, path, kind, *, size=0):
        self.path, self.kind, self.size = path, kind, size
        self.file = self.writer = None
        self.lines, self._refused = 0, None
        if size:
            os.truncate(path, size)

    def add(self, line, field, text, reason, number=""):
        """`number` is the client number of the row as delivered, '' where the file has none or the row could not be read."""
        if self.file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.file = self.path.open("a" if self.size else "w", encoding="utf-8-sig", newline="")
            self.writer = csv.writer(self.file)
            if not self.size:
                self.writer.writerow(HEADERS)
        name = title(self.kind, field) if field else "整行"
        self.writer.writerow([str(line), name, guarded(masked(field, text)), guarded(reason), shown_number(number)])
        self.lines += 1

    def lines_of(self, words):
        """The lines of the file whose reason begins with these words, as far as an earlier run has come."""
        if not self.size:
            return set()
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            return {int(line) for line, _name, _text, reason, *_number in csv.reader(file) if reason.startswith(words)}

    def refused(self, number, warnings):
        """Whether a row of this client was refused: its reason begins with other words than `warnings`."""
        if self._refused is None:
            self._refused = self._numbers_without(warnings)
        return shown_number(number) in self._refused

    def _numbers_without(self, words):
        if not self.keep():
            return set()
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            return {number for *_cells, reason, number in csv.reader(file) if not reason.startswith(words)}

    def keep(self):
        """Brings it to the disk. Returns its size in bytes, 0 while there is no line."""
        if self.file is not None:
            self.file.flush()
            os.fsync(self.file.fileno())
            self.size = os.fstat(self.file.fileno()).st_size
        return self.size

    def move(self, path):
        if self.file is not None:
            self.path.replace(path)
        self.path = path

    def close(self):
        if self.file is not None:
            self.file.close()
