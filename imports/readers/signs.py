"""Signs that nobody sees. Zero width, direction, variant, byte-order mark (wherever it stands) are no part of a cell."""

import re

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc\U000e0000-\U000e01ef]"
)

CELL, LINE = "\x1f", "\x1e"  # on the way from the reader of workbooks: between two cells; for a line break inside one


def without_invisible(text):
    return text if text.isascii() else INVISIBLE.sub("", text)
