"""How alike two texts are: Jaccard of three-character pieces, with names and signatures removed (GRT-R3)."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LIMIT = 0.80  # domain GRT-R3 says 0.80, edge O1 0.85: the stricter one
LIBRARY_LIMIT = 0.90
PIECE = 3
SENTENCE_END = re.compile(r"[。！？!?；;…\n]+")


def core_of(text: str, names: Iterable[str] = ()) -> str:
    """What the text says: letters and digits only, without the names; longer names are removed first."""
    plain = unicodedata.normalize("NFKC", text or "")
    for name in sorted({unicodedata.normalize("NFKC", name) for name in names if name}, key=len, reverse=True):
        plain = plain.replace(name, "")
    return "".join(filter(str.isalnum, plain.lower()))


def similarity(one: str, other: str) -> float:
    """0 … 1 of two cores; two empty ones are alike."""
    first, second = _pieces(one), _pieces(other)
    return len(first & second) / len(first | second) if first or second else 1.0


def borrowed(core: str, source: str) -> float:
    """0 … 1: the share of the core's own pieces that stand in the source."""
    own = _pieces(core)
    return len(own & _pieces(source)) / len(own) if own else 1.0


def sentences_of(text: str, names: Iterable[str] = ()) -> list[str]:
    """The sentences as cores, in order, empty ones left out."""
    names = tuple(names)
    return [core for part in SENTENCE_END.split(text or "") if (core := core_of(part, names))]


@lru_cache(maxsize=16_384)
def _pieces(core: str) -> frozenset[str]:
    if len(core) < PIECE:
        return frozenset([core] if core else [])
    return frozenset(core[place : place + PIECE] for place in range(len(core) - PIECE + 1))
