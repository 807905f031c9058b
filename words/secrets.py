"""What no text may keep: full identity and card numbers, and passwords and codes with their values (H1, domain 2.1).

People write numbers with spaces and dashes, so there may be a gap between any two digits. A number begins where a group
of digits begins and ends where one ends: a piece of a longer number is none.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from words.identifiers import id_check_digit
from words.traditional import simplified

IDENTITY, CARD, CODE = "identity", "card", "code"
GAP = "[ \t\u200b-\u200d\u2010-\u2015\u2212-]{0,3}"
DIGIT = "[0-9]"
MONTH, DAY = "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
MODERN = GAP.join(["[1-9]", *5 * [DIGIT], f"(?:1{GAP}9|2{GAP}0)", *9 * [DIGIT], "[0-9Xx]"])
OLD = GAP.join(
    [f"[1-9]{DIGIT}{{5}}", f"{DIGIT}{{2}}", MONTH, DAY, f"{DIGIT}{{3}}"]
)  # until 1999; gaps between its parts
BEGIN = rf"(?<!{DIGIT})(?<!0\.)"  # the digits of 0.05239462852478027 are no number of anything
# The lookahead lets matches overlap: of two numbers in a row each is tried.
IDENTITIES = re.compile(f"{BEGIN}(?=({MODERN}|{OLD})(?!{DIGIT}))")
CARDS = re.compile(f"{BEGIN}(?=({DIGIT}{{13,19}})(?!{DIGIT})|([3-6](?:{GAP}{DIGIT}){{14,18}}))")
# Mobiles, landlines, dates and moments: none of them is a piece of a card number.
HARMLESS = re.compile(
    r"(?<![0-9])(?:(?:(?:\+|00)?86[ -]?)?1[0-9]{2}[ -]?[0-9]{4}[ -]?[0-9]{4}|0[0-9]{2,3}-?[0-9]{7,8}"
    rf"|(?:19|20)[0-9]{{2}}-[0-9]{{1,2}}-[0-9]{{1,2}}|20[0-9]{{2}}{MONTH}{DAY}[0-2][0-9](?:[0-5][0-9]){{2}})(?![0-9])"
)
NO_SIGN = re.compile("[^0-9X]")
BLANK = "\0"
# Bytes of digits → their value, and the digit sum of its double: whole numbers are summed without a loop.
PLAIN = bytes(max(byte - 48, 0) for byte in range(256))
DOUBLED = bytes(sum(divmod(2 * (byte - 48), 10)) if 48 <= byte <= 57 else 0 for byte in range(256))
IS = r"\s{0,3}(?:码|号)?\s{0,3}(?:是|为|叫|[:=]|改成|改为|设成|设为|还是|就是)?了?\s{0,3}[\"“'「(]?"
VALUE = r"(?P<value>(?=[A-Za-z]{0,15}\d)[A-Za-z\d@#$%&*!_.]{4,20})(?![\d]{0,4}\s?[-年月日次位个天])"
CODES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:密码|口令|验证码|校验码|动态码|password|passwd|pwd|(?<![A-Za-z])pin(?![A-Za-z])){IS}{VALUE}",
        r"(?:密码|口令|password|passwd|pwd)\s{0,3}(?:是|为|叫|[:=])\s{0,3}[\"“'「(]?(?P<value>[A-Za-z]{4,20})",
        r"(?:密码|口令|验证码)\s{0,3}(?:是|为|[:=])?\s{0,3}(?P<value>[零〇一二三四五六七八九幺]{4,12})",
        r"(?:密码|口令|验证码)\s{0,3}(?:是|为|[:=])?\s{0,3}(?P<value>[三四五六七八3-8]个[零〇一二三四五六七八九幺0-9])",
        rf"(?:cvv2?|cvc2?|cvn2?|安全码|卡背后?三位){IS}(?P<value>\d{{3,4}})(?!\d)",
        r"卡.{0,4}有效期.{0,3}(?P<value>\d{2}/\d{2})(?![\d/])",
    )
)

# What every one of the above holds: most names and notes hold none of it, and are looked at once.
SUSPICIOUS = re.compile(r"\d|密码|口令|验证码|password|passwd|pwd", re.IGNORECASE)


@dataclass(frozen=True)
class Secret:
    """`kind` IDENTITY, CARD or CODE; it stands at text[start:end], of a code only the value."""

    kind: str
    start: int
    end: int


def secrets_in(text: str) -> list[Secret]:
    """All of them in order; none overlaps another."""
    text = _plain(text)
    if not SUSPICIOUS.search(text):
        return []
    found = _identities(text)
    text = _without(text, found)
    cards = _cards(HARMLESS.sub(lambda match: BLANK * len(match[0]), text))
    text, found = _without(text, cards), found + cards
    for pattern in CODES:
        codes = [Secret(CODE, *match.span("value")) for match in pattern.finditer(text)]
        text, found = _without(text, codes), found + codes
    return sorted(found, key=attrgetter("start"))


def _plain(text):
    """Each sign simplified and in its NFKC form where that is one sign, so that every place stays where it is."""
    if unicodedata.is_normalized("NFKC", text):
        return simplified(text)
    forms = ((sign, unicodedata.normalize("NFKC", sign)) for sign in text)
    return simplified("".join(form if len(form) == 1 else sign for sign, form in forms))


def _without(text, secrets):
    """The text with these blanked; they are in order."""
    pieces, place = [], 0
    for secret in secrets:
        pieces += [text[place : secret.start], BLANK * (secret.end - secret.start)]
        place = secret.end
    return "".join(pieces) + text[place:]


def _identities(text):
    found, free = [], 0
    for match in IDENTITIES.finditer(text):
        if match.start() >= free and _is_identity(NO_SIGN.sub("", match[1].upper())):
            free = match.end(1)
            found.append(Secret(IDENTITY, match.start(), free))
    return found


def _is_identity(number):
    """18 signs with a right check digit, or the 15 digits of the last century; both hold a day that exists."""
    is_old = len(number) == 15
    day = f"19{number[6:12]}" if is_old else number[6:14]
    try:
        date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return False
    return is_old or id_check_digit(number) == number[-1]


def _cards(text):
    """13–19 digits in one group; in several groups 15–19 that begin with 3 to 6, as cards do."""
    found, free = [], 0
    for match in CARDS.finditer(text):
        start = match.start()
        for end in _ends(text, match) if start >= free else ():
            if _luhn(NO_SIGN.sub("", text[start:end])):
                free = end
                found.append(Secret(CARD, start, end))
                break
    return found


def _ends(text, match):
    """Where the number that begins here could end, the farthest first."""
    if match[1]:
        return [match.end(1)]
    behind = [match.start() + place + 1 for place, sign in enumerate(match[2]) if sign.isdigit()]
    return [end for end in behind[:13:-1] if not text[end : end + 1].isdigit()]


def _luhn(digits):
    number = digits.encode()
    if number == number[:1] * len(number):
        return False
    return (sum(number[-1::-2].translate(PLAIN)) + sum(number[-2::-2].translate(DOUBLED))) % 10 == 0
