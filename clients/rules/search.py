"""How a client is found by name, pinyin, initials and the tail of the phone.

`tokens_of` says under which tokens a client is filed; `parse_query` turns what was typed into tokens that must
all match exactly and at most one prefix. Both stay together here because they must agree.
"""

import re
import unicodedata
from dataclasses import dataclass

from pypinyin import lazy_pinyin

from words.identifiers import HAN
from words.surnames import COMPOUND, READINGS

TOKEN_LENGTH = 80  # the column's width; longer pinyin is cut on both sides alike
TAIL = 4
HAS_HAN = re.compile(f"[{HAN}]")
ONLY_HAN = re.compile(f"[{HAN}]+")
LETTERS_THEN_DIGITS = re.compile(r"([a-z]+)(\d{3,})")
DIGITS = re.compile(r"[\d\s+()-]*\d[\d\s+()-]*x?")


@dataclass(frozen=True)
class SearchQuery:
    """What was typed, understood.

    kind    'name' | 'pinyin' | 'digits' | 'empty'
    tokens  every one must be a token of the client
    prefix  some token of the client must begin with it ('' = no such demand)
    digits  for kind 'digits': the client number equals or begins with it, or the phone equals it,
            or (`tokens`) it is the tail of the phone; beside a name: a whole phone that must be equal
    """

    kind: str
    tokens: tuple[str, ...] = ()
    prefix: str = ""
    digits: str = ""
    raw: str = ""


class _Readings(dict):
    """Character → pinyin without tone, computed once each: a million names hold few thousand characters."""

    def __missing__(self, character):
        reading = "".join(lazy_pinyin(character)).lower().replace("ü", "v")
        self[character] = reading = "".join(filter(str.isalnum, reading))
        return reading


_PINYIN = _Readings()


def tokens_of(name: str, phone: str = "") -> set[str]:
    """Single characters, pairs, full pinyin, initials (both readings of an ambiguous surname), phone tail."""
    compact = name if ONLY_HAN.fullmatch(name or "") else _compact(name)
    tokens = set(_character_tokens(compact))
    if compact:
        readings = [_PINYIN[character] for character in compact]
        tokens.update(_reading_tokens(readings))
        surname = compact[:2] if compact[:2] in COMPOUND else compact[:1]
        own = READINGS.get(surname)
        if own:
            tokens.update(_reading_tokens([*own.split(), *readings[len(surname) :]]))
    if not ONLY_HAN.fullmatch(name or ""):
        tokens.update(_latin_words(name))
    if phone and phone[-TAIL:].isdigit() and len(phone) >= TAIL:
        tokens.add(phone[-TAIL:])
    tokens.discard("")  # a character without a reading
    return tokens


def parse_query(text: str) -> SearchQuery:
    """Understands any text: Chinese (also in parts), pinyin or initials, digits, or mixtures; never raises."""
    raw = (text or "").strip()
    plain = unicodedata.normalize("NFKC", raw).lower().replace("ü", "v").strip()
    if not _compact(plain):
        return SearchQuery("empty", raw=raw)
    if HAS_HAN.search(plain):
        return _name_query(plain, raw)
    if DIGITS.fullmatch(plain):
        return _digits_query(plain, raw)
    return _pinyin_query(plain, raw)


def _compact(text: str) -> str:
    """Letters and digits only, narrow and lower-case."""
    plain = unicodedata.normalize("NFKC", text or "").lower().replace("ü", "v")
    return "".join(filter(str.isalnum, plain))


def _character_tokens(compact: str):
    if not HAS_HAN.search(compact):
        return
    yield from (character for character in compact if not character.isascii())
    yield from (compact[place : place + 2] for place in range(len(compact) - 1))


def _reading_tokens(readings: list[str]):
    yield "".join(readings)[:TOKEN_LENGTH]
    yield "".join([reading[:1] for reading in readings])[:TOKEN_LENGTH]


def _latin_words(name: str):
    """John Smith is also found as smith; a single letter is no word."""
    words = re.findall(r"[a-z0-9]{2,}", unicodedata.normalize("NFKC", name or "").lower())
    if words:
        yield from (word[:TOKEN_LENGTH] for word in words)
        yield "".join(word[0] for word in words)[:TOKEN_LENGTH]


def _name_query(plain: str, raw: str) -> SearchQuery:
    tokens, digits = [], ""
    for part in plain.split():
        compact = _compact(part)
        if HAS_HAN.search(compact) and len(compact) > 1:
            tokens += [compact[place : place + 2] for place in range(len(compact) - 1)]
        elif compact.isdecimal() and len(compact) > TAIL:
            digits, tail = compact, compact[-TAIL:]
            tokens.append(tail)
        elif compact:
            tokens.append(compact[:TOKEN_LENGTH])
    return SearchQuery("name", tuple(dict.fromkeys(tokens)), digits=digits, raw=raw)


def _digits_query(plain: str, raw: str) -> SearchQuery:
    digits = re.sub(r"[^\dx]", "", plain).upper()
    digits = digits.removeprefix("86") if len(digits) == 13 else digits
    is_tail = len(digits) == TAIL
    return SearchQuery("digits", (digits,) if is_tail else (), digits=digits, raw=raw)


def _pinyin_query(plain: str, raw: str) -> SearchQuery:
    compact = _compact(plain)
    split = LETTERS_THEN_DIGITS.fullmatch(compact)
    if split and len(split[2]) == TAIL:
        return SearchQuery("pinyin", (split[2],), prefix=split[1][:TOKEN_LENGTH], raw=raw)
    return SearchQuery("pinyin", prefix=compact[:TOKEN_LENGTH], raw=raw)
