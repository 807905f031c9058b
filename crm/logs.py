import logging
import re

from clients.rules.masking import mask_text

# PostgreSQL adds the refused row to its error, names and amounts included.
REFUSED_ROW = re.compile(r"\nDETAIL:.*?(?=\nHINT:|\nCONTEXT:|\n\n|\Z)", re.DOTALL)


class MaskedLine(logging.Formatter):
    """No phone, identity or card number reaches a log line, neither in its text nor in a traceback (S13)."""

    def format(self, record):
        return mask_text(REFUSED_ROW.sub("", super().format(record)))
