import logging
import re

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.views.debug import ExceptionReporter
from django.views.defaults import bad_request

from words.masking import mask_text

# PostgreSQL adds the refused row to its error, names and amounts included.
REFUSED_ROW = re.compile(r"\nDETAIL:.*?(?=\nHINT:|\nCONTEXT:|\n\n|\Z)", re.DOTALL)


class MaskedLine(logging.Formatter):
    """No phone, identity or card number reaches a log line, neither in its text nor in a traceback (S13).

    What was refused to a caller (4xx) is one line: a traceback is for faults of the program.
    """

    def format(self, record):
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return mask_text(REFUSED_ROW.sub("", super().format(record)))


class Reporter(ExceptionReporter):
    """DEBUG's page. What is refused as a bad request (400) is no fault of the program: it gets the page of every mode."""

    def get_traceback_html(self):
        if isinstance(self.exc_value, BadRequest | SuspiciousOperation):
            return bad_request(self.request, self.exc_value).content.decode()
        return super().get_traceback_html()
