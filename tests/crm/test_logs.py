"""What a log line may hold: also of an error, where the database repeats the row it refused (S13)."""

import logging
import sys

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from clients.models import Client
from crm.logs import MaskedLine


def line(error):
    try:
        raise error
    except type(error):
        record = logging.LogRecord("crm", logging.ERROR, __file__, 1, "失败：%s", ("10066496171",), sys.exc_info())
    return MaskedLine("%(message)s").format(record)


def test_a_phone_is_masked_in_the_text_and_in_the_traceback():
    text = line(ValueError("no such phone 13812345678"))
    assert "ValueError" in text and "100****6171" in text and "138****5678" in text
    assert "13812345678" not in text and "10066496171" not in text


def test_the_refused_row_is_left_out():
    text = line(ValueError("violates check\nDETAIL:  Failing row contains (7, 陈国强,\n二期, 235000.00).\n"))
    assert "violates check" in text and "失败" in text
    assert "陈国强" not in text and "二期" not in text and "235000" not in text


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's errors repeat no values")
def test_postgresql_says_the_row_and_the_log_does_not(bank):
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        Client.objects.filter(pk=bank.mine.pk).update(tier="gold")
    assert "陈国强" in str(caught.value)
    assert "陈国强" not in line(caught.value)


def test_every_logger_writes_through_the_masked_handler():
    """Django's own loggers come with handlers that print as they please."""
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"line"}
    for name in ("django", "django.request", "axes"):
        assert logging.getLogger(name).handlers == [], name
