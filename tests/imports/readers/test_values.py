from datetime import date
from decimal import Decimal

import pytest

from clients.models import BalanceSnapshot
from imports.readers import values
from imports.readers.problems import BadValue


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20",
        "20261120",
        "2026/11/20",
        "2026/11/20 0:00",
        " ２０２６－１１－２０ ",
        "2026年11月20日",
        "2026.11.20",
    ],
)
def test_dates_in_every_common_form(text):
    assert values.day(text) == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("2026-02-30", "不存在"), ("20-11-2026", "应写成"), ("abc", "应写成"), ("", "不能为空"), ("0001-01-01", "年份")],
)
def test_dates_that_are_none(text, reason):
    with pytest.raises(BadValue, match=reason):
        values.day(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,234,567.5", "1234567.50"),
        ("-12", "-12.00"),
        ("(12.3)", "-12.30"),
        ("¥5元", "5.00"),
        ("１２．５", "12.50"),
        ("0.005", "0.01"),
        ("+3", "3.00"),
    ],
)
def test_amounts(text, amount):
    assert values.amount(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["12,34", "1e9", "十万", "1.2.3", "NaN", "Infinity", "", "9" * 17, "--5", "1 000"])
def test_amounts_that_are_none(text):
    with pytest.raises(BadValue):
        values.amount(text)


def test_moments_are_local_time():
    assert values.moment("2024-05-05 10:01").isoformat() == "2024-05-05T10:01:00+08:00"
    assert values.moment("2024/5/5 9:01:30").isoformat() == "2024-05-05T09:01:30+08:00"
    assert values.moment("20240505").isoformat() == "2024-05-05T00:00:00+08:00"


@pytest.mark.parametrize("text", ["2024-05-05 25:00", "2024-05-05 10:61", "10:01", "2024-02-30 10:00", "昨天"])
def test_moments_that_are_none(text):
    with pytest.raises(BadValue):
        values.moment(text)


@pytest.mark.parametrize(("text", "number"), [("261", 261), ("0", 0), ("", None), ("261.0", 261)])
def test_seconds(text, number):
    assert values.seconds(text) == number


@pytest.mark.parametrize("text", ["-1", "86401", "一分钟", "1.5", "9" * 400])
def test_seconds_that_are_none(text):
    with pytest.raises(BadValue):
        values.seconds(text)


def test_yes_no_and_nothing():
    assert [values.yes_or_no(text) for text in ("是", "否", "", "Y", "0")] == [True, False, None, True, False]
    with pytest.raises(BadValue):
        values.yes_or_no("也许")


def test_a_choice_by_word_or_code():
    product = values.one_of(BalanceSnapshot.ProductClass, also={"定期存款": "time"})
    assert [product(text) for text in ("活期", "DEMAND", "定期存款")] == ["demand", "demand", "time"]
    with pytest.raises(BadValue, match="应为：活期、定期"):
        product("股票")


@pytest.mark.parametrize("text", ["a\x00b", "\u202eabc", "坏\ufffd字", "x" * 31])
def test_text_that_cannot_be_kept(text):
    with pytest.raises(BadValue):
        values.words(30)(text)


def test_four_byte_characters_are_kept():
    assert values.words(30)("𠮷野") == "𠮷野"
