"""Chinese numerals as people type and dictate them: 12, 十二, 廿三, 俩, 两三."""

import re

DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "俩": 2,
    "三": 3,
    "仨": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
TENS = {"廿": 20, "卅": 30}
SCALES = {"十": 10, "百": 100}
NUMBER = r"(?:\d{1,4}|[一二两俩三仨四五六七八九十廿卅百零〇]{1,6})"
PAIRS = ("一两", "一二", "两三", "二三", "三四", "三五", "四五", "五六", "六七", "七八", "八九")
ROUGH = re.compile(
    rf"(?P<low>\d{{1,3}}|[一二两三四五六七八九])[-~至到](?P<high>\d{{1,3}}|[二三四五六七八九十])|(?P<ten>十?)(?P<pair>{'|'.join(PAIRS)})(?P<tens>十?)"
)


def number_of(text):
    """The whole number that the words say; None when they say none."""
    if text.isascii():
        return int(text) if text.isdigit() else None
    total, digit = 0, None
    for sign in text:
        if sign in SCALES:
            total, digit = total + (1 if digit is None else digit) * SCALES[sign], None
        elif sign in TENS and digit is None:
            total += TENS[sign]
        elif sign in DIGITS and digit in (None, 0):
            digit = DIGITS[sign]
        else:
            return None
    return total + (digit or 0)


def bounds_of(text):
    """(least, most) of what the words say: (2, 3) of 两三, (15, 16) of 十五六, (40, 50) of 四五十, (7, 7) of 七."""
    if found := ROUGH.fullmatch(text):
        if found["low"]:
            return number_of(found["low"]), number_of(found["high"])
        low, high = (DIGITS[sign] for sign in found["pair"])
        if found["tens"]:
            return low * 10, high * 10
        base = 10 if found["ten"] else 0
        return base + low, base + high
    number = number_of(text)
    return number, number
