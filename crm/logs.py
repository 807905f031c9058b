import logging
import re
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.utils.html import escape
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter
from django.views.defaults import bad_request

from words.masking import mask_text

# PostgreSQL adds the refused row to its error, names and amounts included.
REFUSED_ROW = re.compile(r"\nDETAIL:.*?(?=\nHINT:|\nCONTEXT:|\n\n|\Z)", re.DOTALL)
# What could end a line, colour a terminal or turn the reading direction; in a traceback a line may end.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
LINE_ENDS = re.compile("[\n\t]")
QUERY = re.compile(r"((?:https?:/)?/[^\s?]*)\?\S+")
TOKEN = re.compile(r"(unsubscribe/)[^\s/?]+", re.IGNORECASE)
STARS = "********************"
SHORTEST_SECRET = 4  # characters: shorter ones stand in half of all words


class MaskedLine(logging.Formatter):
    """No phone, identity or card number reaches a log line, neither in its text nor in a traceback (S13); no query and no
    unsubscribe token, and nobody's text begins a line of its own.

    What was refused to a caller (4xx) is one line: a traceback is for faults of the program.
    """

    def format(self, record):
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return mask_text(without_secrets(super().format(record)))

    def formatMessage(self, record):
        record.message = one_line(REFUSED_ROW.sub("", record.message))
        return super().formatMessage(record)

    def formatException(self, ei):
        text, error = REFUSED_ROW.sub("", super().formatException(ei)), ei[1]
        for _ in range(20):  # the errors that led to it
            said = REFUSED_ROW.sub("", str(error))
            text = text.replace(said, one_line(said)) if said else text
            error = error.__cause__ or error.__context__
            if error is None:
                break
        return UNSEEN.sub(_escaped, _without_addresses(text))


def one_line(text):
    """Line ends and what nobody sees as \\x0a and the like; addresses without their query and token."""
    return LINE_ENDS.sub(_escaped, UNSEEN.sub(_escaped, _without_addresses(text)))


def _without_addresses(text):
    return TOKEN.sub(r"\1…", QUERY.sub(r"\1?…", text))


def _escaped(match):
    return match.group().encode("unicode_escape").decode()


def without_secrets(text, spelt=str):
    """Keys and the passwords of the addresses as stars; `spelt` is how `text` writes them."""
    for secret in _secrets():
        text = text.replace(spelt(secret), STARS)
    return text


def _secrets():
    """Longest first, for one may be a part of another."""
    passwords = [settings.DATABASES["default"].get("PASSWORD"), settings.EMAIL_HOST_PASSWORD]
    passwords += [urlsplit(url).password for url in (settings.REDIS_URL, settings.EMAIL_URL)]
    keys = [settings.SECRET_KEY, settings.ID_PEPPER, *settings.SECRET_KEY_FALLBACKS, *settings.UNSUBSCRIBE_KEYS]
    found = {word for word in [*keys, *passwords] if word and len(word) >= SHORTEST_SECRET}
    return sorted(found | {quote(word, safe="") for word in found}, key=len, reverse=True)


class Hidden(SafeExceptionReporterFilter):
    """Also the settings whose value is an address, for it may hold a password."""

    hidden_settings = re.compile(
        SafeExceptionReporterFilter.hidden_settings.pattern
        + "|_URL$|URI|DSN|DATABASES|CACHES|PEPPER|LOCATION|EMAIL_HOST",
        flags=re.IGNORECASE,
    )


class Reporter(ExceptionReporter):
    """DEBUG's page, without secrets wherever a frame repeats them. What is refused as a bad request (400) is no fault of the
    program: it gets the page of every mode."""

    def get_traceback_html(self):
        if isinstance(self.exc_value, BadRequest | SuspiciousOperation):
            return bad_request(self.request, self.exc_value).content.decode()
        return without_secrets(super().get_traceback_html(), escape)

    def get_traceback_text(self):
        return without_secrets(super().get_traceback_text())
