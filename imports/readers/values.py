"""One cell at a time: text as delivered → value. Every function raises BadValue with the reason in Chinese."""

import re
import unicodedata
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from imports.readers.problems import BadValue, Unreadable
from words.content import forbidden_in_text

DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?: 0{1,2}:00(?::00)?)?")
MOMENT = re.compile(r"(\d{4}\D\d{1,2}\D\d{1,2}日?|\d{8})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?")
AMOUNT = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
CODE = re.compile(r"[0-9A-Za-z]{1,20}")
YES, NO = {"是", "y", "yes", "1", "true", "有"}, {"否", "n", "no", "0", "false", "无"}
CENT = Decimal("0.01")
MOST_AMOUNT = Decimal(10) ** 16
MOST_SECONDS = 24 * 3600


def plain(text):
    """Trimmed; full-width digits, letters and blanks made plain. Plain ASCII, which most cells are, is left alone."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def words(limit):
    """A parser of free text up to `limit` characters, in which nothing stands that may stand nowhere (H1)."""

    def parse(text):
        text = text.strip()
        if "\ufffd" in text:
            raise BadValue("含有无法识别的字符，请检查文件编码")
        if problems := forbidden_in_text(text, limit=limit):
            raise BadValue("；".join(problem.message for problem in problems))
        return text

    return parse


def code(text):
    """A client, staff or unit number."""
    text = plain(text)
    if not text:
        raise BadValue("不能为空")
    if not CODE.fullmatch(text):
        raise BadValue("应为 1–20 位数字或字母")
    return text


def optional_code(text):
    return code(text) if text.strip() else ""


def day(text):
    """2026-11-20, 2026/11/20, 2026.11.20, 20261120 or 2026年11月20日."""
    text = plain(text)
    found = DATE.fullmatch(text)
    if not found:
        raise BadValue("日期应写成 2026-11-20、2026/11/20 或 20261120" if text else "不能为空")
    year, month, day_of_month = (int(part) for part in found.groups() if part)
    if not 1880 <= year <= 2200:
        raise BadValue("日期的年份不对")
    try:
        return date(year, month, day_of_month)
    except ValueError:
        raise BadValue(f"日期 {text[:20]} 不存在") from None


def optional_day(text):
    return day(text) if text.strip() else None


def moment(text):
    """A date with an optional time, taken as local time."""
    found = MOMENT.fullmatch(plain(text))
    if not found:
        raise BadValue("时间应写成 2026-11-20 10:30" if text.strip() else "不能为空")
    hour, minute, second = (int(part or 0) for part in found.groups()[1:])
    if hour > 23 or minute > 59 or second > 59:
        raise BadValue("这个时刻不存在")
    on = day(found[1])
    return timezone.make_aware(datetime.combine(on, time(hour, minute, second)))


def amount(text):
    """元 as Decimal with two places; thousands commas, ¥, 元 and negative amounts in brackets are understood."""
    text = plain(text).removeprefix("¥").removesuffix("元").strip()
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"
    if not AMOUNT.fullmatch(text):
        raise BadValue("金额应为数字，例如 1234.50 或 1,234.50" if text else "不能为空")
    value = Decimal(text.replace(",", ""))
    if abs(value) >= MOST_AMOUNT:
        raise BadValue("金额过大")
    return value.quantize(CENT, ROUND_HALF_UP)


def optional_amount(text):
    return amount(text) if text.strip() else None


def seconds(text):
    text = plain(text)
    if not text:
        return None
    if not re.fullmatch(r"\d{1,6}(\.0+)?", text) or float(text) > MOST_SECONDS:
        raise BadValue("时长应为 0–86400 的整数（秒）")
    return int(float(text))


def yes_or_no(text):
    """True, False, or None when the cell is empty."""
    text = plain(text).lower()
    if not text:
        return None
    if text in YES or text in NO:
        return text in YES
    raise BadValue("应为 是 或 否")


def one_of(choices, default=None, also=()):
    """A parser of the words of a TextChoices, its codes, and `also` {word: value}; empty gives `default`."""
    known = {str(label).lower(): value for value, label in choices.choices}
    known |= {value.lower(): value for value in choices.values} | dict(also)
    allowed = "、".join(map(str, choices.labels))

    def parse(text):
        text = plain(text).lower()
        if not text and default is not None:
            return default
        if text not in known:
            raise BadValue(f"应为：{allowed}" if text else "不能为空")
        return known[text]

    return parse


class Cells:
    """The cells of one row, taken one by one; what is wrong gathers in `problems` as (field, text, reason)."""

    def __init__(self, values):
        self.values = values
        self.problems = [(field, text, text.reason) for field, text in values.items() if isinstance(text, Unreadable)]

    def __contains__(self, field):
        return field in self.values

    def text(self, field):
        return self.values.get(field, "")

    def take(self, field, parse):
        text = self.text(field)
        if isinstance(text, Unreadable):
            return None
        try:
            return parse(text)
        except BadValue as problem:
            self.refuse(field, str(problem))
            return None

    def refuse(self, field, reason):
        self.problems.append((field, self.text(field), reason))
