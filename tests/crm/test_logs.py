"""What a log line may hold: also of an error, where the database repeats the row it refused (S13)."""

import io
import logging
import sys

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from clients.models import Client
from crm.logs import MaskedLine
from crm.views import health


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


@pytest.fixture
def lines(monkeypatch):
    """What the console shows, line by line."""
    console, shown = logging.getLogger().handlers[0], io.StringIO()
    monkeypatch.setattr(console, "stream", shown)
    return lambda: shown.getvalue().splitlines()


def test_a_refusal_is_one_line_and_a_fault_keeps_its_traceback(bank, login, settings, monkeypatch, lines):
    browser = login(bank.manager)
    browser.raise_request_exception = False
    for path, host in (("/imports/", "testserver"), ("/nowhere/", "testserver"), ("/", "evil.example")):
        before = len(lines())
        assert browser.get(path, headers={"host": host}).status_code in (400, 403, 404)
        assert len(lines()) == before + 1, path
    monkeypatch.setattr(health, "health", lambda: 1 / 0)
    browser.get("/healthz")
    assert "Traceback (most recent call last):" in lines() and lines()[-1].startswith("ZeroDivisionError")


def test_every_logger_writes_through_the_masked_handler():
    """Django's own loggers come with handlers that print as they please."""
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"line"}
    for name in ("django", "django.request", "axes"):
        assert logging.getLogger(name).handlers == [], name
