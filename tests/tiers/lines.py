"""The lines of the specification for two kinds of bank, 元 (domain 3.2): what the planted policies are held against."""

from decimal import Decimal

from tiers.rules.rating import Lines


def _lines(*amounts):
    return Lines(*map(Decimal, amounts))


COUNTY = {
    "person": _lines(10_000, 200_000, 1_000_000, 5_000_000),
    "business": _lines(10_000, 300_000, 1_000_000, 5_000_000),
    "corporate": _lines(50_000, 1_000_000, 5_000_000, 20_000_000),
}
CITY = {
    "person": _lines(50_000, 500_000, 3_000_000, 10_000_000),
    "business": _lines(50_000, 500_000, 3_000_000, 10_000_000),
    "corporate": _lines(200_000, 5_000_000, 20_000_000, 100_000_000),
}
