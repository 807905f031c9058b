"""What a log line may hold: also of an error, where the database repeats the row it refused (S13)."""

import io
import logging
import sys

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from clients.models import Client
from crm.logs import STARS, Hidden, MaskedLine
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


FORGED = "a\r\n17:00:00 INFO x\x1b[2J\u2028b\u202ec\u200bd\ufeffe\x85f"


def logged(message, *about):
    return MaskedLine("%(message)s").format(logging.LogRecord("crm", logging.ERROR, __file__, 1, message, about, None))


def test_nobodys_text_begins_a_line_or_reaches_the_terminal():
    text = logged("Not Found: %s", FORGED)
    assert "\\r\\n17:00:00" in text and "\\x1b[2J" in text
    assert not any(sign in text for sign in "\r\n\x1b\u2028\u202e\u200b\ufeff\x85")


def test_an_error_that_repeats_such_text_keeps_its_traceback_and_no_line_of_the_text():
    try:
        raise KeyError("inner") from ValueError(FORGED)
    except KeyError as error:
        caught = error
    text = line(caught)
    assert "Traceback (most recent call last):" in text.splitlines() and "\x1b" not in text and "\r" not in text
    assert not any(row.startswith("17:00:00") for row in text.splitlines())


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("/search/?q=陈国强", "/search/?…"),
        (
            "Referer checking failed - https://crm.bank.example/clients/?name=陈国强&x='y' does not match",
            "clients/?… does",
        ),
        ("Not Found: /unsubscribe/WzEsICJjYXJlIl0:abc-_/", "/unsubscribe/…/"),
        ("GET /Unsubscribe/WzEsICJjYXJlIl0:abc", "/Unsubscribe/…"),
    ],
)
def test_no_line_holds_a_query_or_the_token_of_an_unsubscribe_link(said, kept):
    text = logged("%s", said)
    assert kept in text and "陈国强" not in text and "WzEs" not in text


def test_no_line_holds_the_password_of_an_address(settings):
    settings.EMAIL_URL, settings.EMAIL_HOST_PASSWORD = "smtp://crm:p%40ss%2Fword@mail", "p@ss/word"
    text = logged("cannot reach %s with %s", settings.EMAIL_URL, "p@ss/word")
    assert "p@ss" not in text and "p%40ss" not in text and "mail" in text


def test_the_developers_page_holds_no_secret_wherever_a_frame_repeats_it(bank, login, settings, monkeypatch):
    settings.DEBUG = True
    settings.REDIS_URL, settings.EMAIL_URL = "redis://:redis<secret>@host/0", "smtp://crm:mail-secret@host"
    settings.EMAIL_HOST_PASSWORD = "mail-secret"
    browser = login(bank.manager)
    browser.raise_request_exception = False

    def fails():
        connection, place = settings.REDIS_URL, {"password": settings.EMAIL_HOST_PASSWORD, "DSN": settings.EMAIL_URL}
        raise RuntimeError(f"no answer of {connection} {place}")

    monkeypatch.setattr(health, "health", fails)
    for headers in ({}, {"accept": "text/plain"}):
        page = browser.get("/healthz", headers=headers).content.decode()
        assert "RuntimeError" in page and "no answer of" in page
        for secret in ("redis<secret>", "redis&lt;secret&gt;", "mail-secret", settings.SECRET_KEY, settings.ID_PEPPER):
            assert secret not in page


def test_no_setting_whose_value_is_an_address_stands_on_the_developers_page(settings):
    safe = Hidden().get_safe_settings()
    for name in (
        "REDIS_URL",
        "EMAIL_URL",
        "CELERY_BROKER_URL",
        "DATABASES",
        "CACHES",
        "EMAIL_HOST_PASSWORD",
        "ID_PEPPER",
    ):
        assert safe[name] == STARS, name
