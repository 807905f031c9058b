"""The thresholds of the specification for two kinds of bank, 元 (domain 3.2): what the planted policies are held against."""

from decimal import Decimal

from tiers.rules.rating import Thresholds


def _thresholds(*amounts):
    return Thresholds(*map(Decimal, amounts))


COUNTY = {
    "person": _thresholds(10_000, 200_000, 1_000_000, 5_000_000),
    "business": _thresholds(10_000, 300_000, 1_000_000, 5_000_000),
    "corporate": _thresholds(50_000, 1_000_000, 5_000_000, 20_000_000),
}
CITY = {
    "person": _thresholds(50_000, 500_000, 3_000_000, 10_000_000),
    "business": _thresholds(50_000, 500_000, 3_000_000, 10_000_000),
    "corporate": _thresholds(200_000, 5_000_000, 20_000_000, 100_000_000),
}
