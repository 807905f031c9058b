"""How a client is found by name, pinyin, initials, phone and client number.

`tokens_of` says under which tokens a client is filed; `parse_query` turns what was typed into tokens that must
all match exactly and at most one prefix. Both stay together here because they must agree.
"""

import hmac
import re
from dataclasses import dataclass
from operator import itemgetter

from words.identifiers import HAN, normalise_phone, phone_problems
from words.readings import compact, plain, readings_of, simplified

TOKEN_LENGTH = 80  # the column's width; longer pinyin is cut on both sides alike
TAIL = 4
MOBILE_LENGTH = 11
SHOWN = 25  # hits on a page
MOST_AN_HOUR = 60  # searches of a person who reads masked names
TOO_MANY = f"您在一小时内已查找 {MOST_AN_HOUR} 次，达到上限，请稍后再试，或在客户名单中筛选。"
MOST_READINGS = 64  # of one name; the unlikely ones are left out
HAS_HAN = re.compile(f"[{HAN}]")
ONLY_HAN = re.compile(f"[{HAN}]+")
LETTERS_THEN_DIGITS = re.compile(r"([a-z]+)(\d{3,})")
BETWEEN_DIGITS = re.compile(r"[\s()+./#*\u2010-\u2015\u2212_-]|转接?|轉接?|分机号?|分機號?|ext")
DIGITS = re.compile(r"\d+x?")
EXTENSION = re.compile(r"(?<=\d{4})-\d{1,6}\Z")


@dataclass(frozen=True)
class SearchQuery:
    """What was typed, understood.

    kind    'name' | 'pinyin' | 'digits' | 'empty'
    tokens  every one must be a token of the client
    prefix  some token of the client must begin with it ('' = no such demand)
    digits  for kind 'digits': the client number equals or begins with it, or (`tokens`) it ends like the phone
    phone   for kind 'digits': the whole phone number that it may be, '' if it cannot be one
    """

    kind: str
    tokens: tuple[str, ...] = ()
    prefix: str = ""
    digits: str = ""
    phone: str = ""
    raw: str = ""


def tokens_of(name: str, phone: str = "", pepper: str = "") -> set[str]:
    """Single characters, pairs, pinyin and initials in all readings, the last four of the phone; with `pepper` its digests."""
    name = name or ""
    short = name if ONLY_HAN.fullmatch(name) else compact(name)
    tokens = set(_character_tokens(simplified(short)))
    tokens.update(_reading_tokens(short))
    if short is not name:
        tokens.update(_latin_words(name))
    for number in _numbers_of(phone or ""):
        tokens.add(number[-TAIL:])
        if pepper:
            tokens.add(digest_of(number, pepper))
    tokens.discard("")  # a character without a reading
    return tokens


def digest_of(number: str, pepper: str) -> str:
    """The token of a whole phone number. Begins with a sign that nobody can type, so that no prefix finds it."""
    return "#" + hmac.digest(pepper.encode(), number.encode(), "sha256").hex()[:32]


def parse_query(text: str) -> SearchQuery:
    """Understands any text: Chinese (also in parts), pinyin or initials, digits, or mixtures; never raises."""
    raw = (text or "").strip()
    typed = plain(raw).strip()
    if not compact(typed):
        return SearchQuery("empty", raw=raw)
    digits = BETWEEN_DIGITS.sub("", typed)
    if DIGITS.fullmatch(digits):
        return _digits_query(digits.upper(), raw)
    if HAS_HAN.search(typed):
        return _name_query(typed, raw)
    return _pinyin_query(typed, raw)


def _character_tokens(short: str):
    if not HAS_HAN.search(short):
        return
    yield from (character for character in short if not character.isascii())
    yield from (short[place : place + 2] for place in range(len(short) - 1))


def _reading_tokens(short: str):
    """Full pinyin and initials in every combination of readings; of very many the likeliest."""
    read = [(0, "", "")]
    for ways in readings_of(short):
        read = [
            (rank + place, full + way, initials + way[:1])
            for rank, full, initials in read
            for place, way in enumerate(ways)
        ]
        if len(read) > MOST_READINGS:
            read = sorted(read, key=itemgetter(0))[:MOST_READINGS]
    for _rank, full, initials in read:
        yield full[:TOKEN_LENGTH]
        yield initials[:TOKEN_LENGTH]


def _latin_words(name: str):
    """John Smith is also found as smith; a single letter is no word."""
    words = re.findall(r"[a-z0-9]{2,}", plain(name))
    if words:
        yield from (word[:TOKEN_LENGTH] for word in words)
        yield "".join(word[0] for word in words)[:TOKEN_LENGTH]


def _numbers_of(phone: str):
    """The stored phone as digits; one with an extension also without it."""
    if phone.isdecimal() and len(phone) == MOBILE_LENGTH:
        return {phone}  # nearly all, and a million of them
    number = normalise_phone(phone)
    numbers = {_digits_of(number), _digits_of(EXTENSION.sub("", number))}
    return {digits for digits in numbers if len(digits) >= TAIL}


def _digits_of(number: str) -> str:
    return "".join(filter(str.isdecimal, number))


def _name_query(typed: str, raw: str) -> SearchQuery:
    tokens = []
    for part in typed.split():
        short = simplified(compact(part))
        if HAS_HAN.search(short) and len(short) > 1:
            tokens += [short[place : place + 2] for place in range(len(short) - 1)]
        elif short.isdecimal() and len(short) > TAIL:
            tokens.append(short[-TAIL:])
        elif short:
            tokens.append(short[:TOKEN_LENGTH])
    return SearchQuery("name", tuple(dict.fromkeys(tokens)), raw=raw)


def _digits_query(digits: str, raw: str) -> SearchQuery:
    """More digits than a tail tell no more than the tail: nobody feels his way along a number."""
    phone = normalise_phone(raw)
    if not phone_problems(phone, demo=True):
        return SearchQuery("digits", digits=digits, phone=_digits_of(phone), raw=raw)
    tail = (digits[-TAIL:],) if len(digits) >= TAIL and digits.isdecimal() else ()
    return SearchQuery("digits", tail, digits=digits, raw=raw)


def _pinyin_query(typed: str, raw: str) -> SearchQuery:
    short = compact(typed)
    split = LETTERS_THEN_DIGITS.fullmatch(short)
    if split and len(split[2]) == TAIL:
        return SearchQuery("pinyin", (split[2],), prefix=split[1][:TOKEN_LENGTH], raw=raw)
    return SearchQuery("pinyin", prefix=short[:TOKEN_LENGTH], raw=raw)
