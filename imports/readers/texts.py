"""Text tables: encoding and separator found out, rows read one at a time with their line numbers."""

import codecs
import csv

from imports.readers.problems import EXPORT_AGAIN, SAVE_AS
from words.problems import Refused

SAMPLE = 1024 * 1024
PIECE = 1024 * 1024
MOST_HEADER = 64 * 1024
MOST_LINE = 256 * 1024
SEPARATORS = (",", ";", "\t", "|")
SEPARATOR_NAMES = {",": "逗号", ";": "分号", "\t": "制表符", "|": "竖线"}
LABELS = {"utf-8-sig": "UTF-8", "gb18030": "GB18030", "utf-16": "UTF-16"}
UNREADABLE = "\ufffd"


def encoding_of(path):
    """'utf-8-sig' (with or without the mark), 'utf-16' or 'gb18030'; refuses what is text in none of them."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8) or _decodes(path, "utf-8"):
        return "utf-8-sig"
    if _decodes(path, "gb18030"):
        return "gb18030"
    bad, best = min((head.decode(name, "replace").count(UNREADABLE), name) for name in ("utf-8-sig", "gb18030"))
    if bad > max(2, len(head) // 1000):
        raise Refused(f"这不是文本表格：既不是 UTF-8，也不是 GB18030 编码。{SAVE_AS}")
    return best


def _decodes(path, encoding):
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def separator_of(header):
    """The separator that splits the header line into most names."""
    return max(SEPARATORS, key=lambda mark: len(next(csv.reader([header], delimiter=mark), [])))


class TextTable:
    """`headers`, then `rows()` of (line number, cells). One pass; memory does not grow with the file."""

    def __init__(self, path):
        self.encoding = encoding_of(path)
        self.size = path.stat().st_size
        self.file = path.open(encoding=self.encoding, errors="replace", newline="")
        header = self._header()
        self.separator = separator_of(header)
        self.headers = next(csv.reader([header], delimiter=self.separator), [])
        self.skipped = self.lines

    def _header(self):
        self.lines = 0
        for line in self._lines(MOST_HEADER):
            if line.strip():
                return line.strip("\r\n")
        raise Refused(f"文件里没有内容。{EXPORT_AGAIN}")

    def _lines(self, limit):
        """A line that never ends must not fill the memory."""
        while line := self.file.readline(limit):
            if len(line) >= limit and not line.endswith(("\n", "\r")):
                raise Refused(
                    f"第 {self.lines + 1} 行过长，不像一个表格。请删去多余的列，检查这一行的引号和换行，再导入。"
                )
            self.lines += 1
            yield line

    def rows(self):
        reader = csv.reader(self._lines(MOST_LINE), delimiter=self.separator)
        while True:
            line = self.skipped + reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise Refused(f"第 {line} 行读不下去：引号没有成对，或单元格过长。请改正这一行，再导入。") from error
            if cells is None:
                return
            yield line, cells

    def fraction(self):
        """How much of the file has been read, 0–1."""
        return min(1.0, self.file.buffer.tell() / self.size)

    def close(self):
        self.file.close()

    @property
    def description(self):
        return LABELS[self.encoding], SEPARATOR_NAMES[self.separator]
