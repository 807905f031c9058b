"""Signs that nobody sees. Zero width, direction, variant, byte-order mark (wherever it stands) are no part of a cell."""

import re

from words.content import NO_WIDTH

INVISIBLE = re.compile(f"[{NO_WIDTH}\ufe00-\ufe0f\ufffc]")

CELL, LINE = "\x1f", "\x1e"  # on the way from the reader of workbooks: between two cells; for a line break inside one


def without_invisible(text):
    return text if text.isascii() else INVISIBLE.sub("", text)
