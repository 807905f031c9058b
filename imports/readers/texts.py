"""Text tables: encoding and separator found out, rows read one at a time with their line numbers."""

import codecs
import re
from itertools import islice

from imports.readers.lines import MOST_LINES, QUOTE, cells_of, rows_of
from imports.readers.problems import EXPORT_AGAIN, SAVE_AS
from imports.readers.signs import without_invisible
from words.problems import Refused

SAMPLE = 1024 * 1024
PIECE = 1024 * 1024
MOST_HEADER = 64 * 1024
MOST_LINE = 256 * 1024
SEPARATORS = (",", ";", "\t", "|")
SEPARATOR_NAMES = {",": "逗号", ";": "分号", "\t": "制表符", "|": "竖线"}
LABELS = {"utf-8-sig": "UTF-8", "gb18030": "GB18030", "utf-16": "UTF-16"}
UNREADABLE = "\ufffd"
DOS_END = "\x1a\0\x04"
PADDING = tuple(DOS_END)
TOLD_SEPARATOR = re.compile(r'"?\s*sep\s*=\s*(,|;|\||\t|\\t)"?[\s,;|]*', re.IGNORECASE)


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


class TextTable:
    """`headers`, then `rows()` of (line number, cells or BadValue). One pass; memory does not grow with the file."""

    def __init__(self, path):
        self.encoding = encoding_of(path)
        self.size = path.stat().st_size
        self.file = path.open(encoding=self.encoding, errors="replace", newline="")
        self.number = 0
        try:
            self.separator, self.headers = self._header()
        except Refused:
            self.close()
            raise

    def _header(self):
        """(separator, names) of the first line that is not blank; a line `sep=;` before it is Excel's."""
        told = ""
        for _number, text in self._lines(MOST_HEADER):
            if not text.strip():
                continue
            if not told and (line := TOLD_SEPARATOR.fullmatch(text)):
                told = line[1].replace("\\t", "\t")
                continue
            return self._names(text, told)
        raise Refused(f"文件里没有内容。{EXPORT_AGAIN}")

    def _names(self, text, told):
        """(separator, names). Names may hold line breaks; the separator that makes most names is the file's."""
        first, pieces = self.number, [text]
        following = islice(self._lines(MOST_HEADER), MOST_LINES)
        while sum(piece.count(QUOTE) for piece in pieces) % 2 and (line := next(following, None)):
            pieces.append(line[1])
        found = {mark: cells_of(pieces, mark, strict=False) or [] for mark in SEPARATORS}
        separator = told if len(found.get(told, ())) > 1 else max(found, key=lambda mark: len(found[mark]))
        names = found[separator]
        if not names or any("\n" in name and separator in name for name in names):
            raise Refused(f"第 {first} 行是表头，它的引号没有成对。请改正这一行，再导入。")
        return separator, names

    def _lines(self, limit):
        """(number, text). A line that never ends must not fill the memory; 0x1A ends a file of DOS, in the middle of two joined,
        and zero bytes fill its last block."""
        while line := self.file.readline(limit):
            if len(line) >= limit and not line.endswith(("\n", "\r")):
                raise Refused(
                    f"第 {self.number + 1} 行过长，不像一个表格。请删去多余的列，检查这一行的引号和换行，再导入。"
                )
            self.number += 1
            text = without_invisible(line.rstrip("\r\n"))
            yield self.number, text.strip(DOS_END) if text.endswith(PADDING) or DOS_END[0] in text else text

    def rows(self):
        width = len(self.headers)
        while width > 1 and not self.headers[width - 1].strip():
            width -= 1
        return rows_of(self._lines(MOST_LINE), self.separator, width)

    def fraction(self):
        """How much of the file has been read, 0–1."""
        return min(1.0, self.file.buffer.tell() / self.size)

    def close(self):
        self.file.close()

    @property
    def description(self):
        return LABELS[self.encoding], SEPARATOR_NAMES[self.separator]
