"""XLSX through a child process (sheets.py), with every cell as the text a person would have typed."""

import io
import logging
import subprocess
import sys
from pathlib import Path

from imports.readers.problems import TOO_HARD, Unreadable
from imports.readers.signs import CELL, LINE
from words.problems import Refused

log = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parent.parent.parent
MEMORY = 1024**3  # bytes of addresses
SECONDS = 60  # of processor time
MOST_ANSWER = 1024 * 1024  # characters


class WorkbookTable:
    """The first worksheet; the same face as TextTable."""

    description = ("XLSX", "工作表")

    def __init__(self, path):
        command = [sys.executable, "-m", "imports.readers.sheets", str(path.resolve()), str(MEMORY), str(SECONDS)]
        # Nothing of our environment, so no secret, is in reach of what the file may do to the child.
        self.child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, env={}
        )
        self.answers = io.TextIOWrapper(self.child.stdout, encoding="utf-8", errors="replace", newline="\n")
        self.read = 0
        try:
            self.total = max(1, int(self._answer().removeprefix("=")))
            self.iterator = self._rows()
            self.headers = next((cells for _line, cells in self.iterator if any(cells)), None)
            if self.headers is None:
                raise Refused("第一个工作表里没有内容。请把数据放在第一个工作表，再导入。")
        except BaseException:
            self.close()
            raise

    def _answer(self):
        line = self.answers.readline(MOST_ANSWER)
        if line.startswith("?"):
            raise Refused(line[1:].strip())
        if not line.endswith("\n"):
            self.child.kill()  # no more than a word too many for one that is dead
            log.warning("the child that read a workbook ended with %s", self.child.wait())
            raise Refused(TOO_HARD)
        return line[:-1]

    def _rows(self):
        marks = []
        while (answer := self._answer()) != ".":
            number, *cells = answer.split(CELL)
            if number.startswith("!"):
                marks.append((int(number[1:]), cells[0]))
                continue
            if LINE in answer:
                cells = [cell.replace(LINE, "\n") for cell in cells]
            for place, reason in marks:
                cells[place] = Unreadable(cells[place], reason)
            marks = []
            self.read = int(number)
            yield self.read, cells

    def rows(self):
        return self.iterator

    def fraction(self):
        return min(1.0, self.read / self.total)

    def close(self):
        self.child.kill()
        self.child.wait()
        self.child.stdin.close()
        self.answers.close()
