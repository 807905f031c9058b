"""Rating with memory: up at once, watched, then down, by the month's average (domain 3.3, F-5; DEP-R7).

Values are `Decimal` 元. A tier's keep-line is KEEP of its line: who stays above it stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from clients.rules.ranks import ASCENDING
from tiers.rules.rating import Thresholds, tier_for
from words.money import CENT, line_text, money_text

KEEP = Decimal("0.95")
WATCH_AFTER, DROP_AFTER = 3, 6  # months in a row below the keep-line
NEW_DAYS = 30  # of a client with fewer days of data nothing is settled yet
SPIKE_DAYS = 3  # the last days of a month
SPIKE_TIMES = 2  # of the month's average
SPIKE_GONE_BY = 5  # of the next month, half of the excess
DAILY_FROM = 20  # days of the month with a balance: then the balances count as daily
WORKDAY = 2  # of the month: the run's day


@dataclass(frozen=True)
class Standing:
    """Where a client stands after a month: `below` months in a row under the keep-line of `tier`, `peak` the best of them."""

    tier: str
    below: int = 0
    peak: Decimal | None = None

    @property
    def is_watched(self) -> bool:
        return self.below >= WATCH_AFTER


def keep_line(tier: str, thresholds: Thresholds) -> Decimal:
    """From which value the tier is kept; the lowest tier is kept by any, an overdrawn account's too."""
    line = thresholds.of(tier)
    return Decimal("-Infinity") if line is None else line * KEEP


def rises(old: str, new: str) -> bool:
    return ASCENDING.index(new) > ASCENDING.index(old)


def next_standing(
    before: Standing | None, value: Decimal, thresholds: Thresholds, calm: Decimal | None = None
) -> Standing:
    """The standing after one more month with `value`; `calm` is the value without a month-end spike, which alone lifts.

    Up at once to the highest line reached. Down only after DROP_AFTER months in a row below the keep-line, to the highest
    tier whose keep-line the best of those months still met.
    """
    reached = tier_for(value if calm is None else calm, thresholds)
    if before is None or not before.tier:
        return Standing(reached)
    if rises(before.tier, reached):
        return Standing(reached)
    if value >= keep_line(before.tier, thresholds):
        return Standing(before.tier)
    below, peak = before.below + 1, value if before.peak is None else max(before.peak, value)
    if below < DROP_AFTER:
        return Standing(before.tier, below, peak)
    return Standing(kept_by(peak, thresholds))


def kept_by(value: Decimal, thresholds: Thresholds) -> str:
    """The highest tier whose keep-line the value meets."""
    return next(tier for tier in reversed(ASCENDING) if value >= keep_line(tier, thresholds))


def standing_words(
    standing: Standing, value: Decimal, month: date, thresholds: Thresholds, labels: Mapping[str, str]
) -> str:
    """What the manager reads of a month in which the tier was not simply reached; '' where nothing is to be said."""
    if not standing.below:
        return ""
    line = line_text(keep_line(standing.tier, thresholds).quantize(CENT))
    words = f"{month.month}月年日均 {money_text(value)}，低于{labels[standing.tier]}保级线 {line}，连续第 {standing.below} 个月"
    left = DROP_AFTER - standing.below
    return (
        f"{words}，已列入关注，再有 {left} 个月就降级"
        if standing.is_watched
        else f"{words}，满 {WATCH_AFTER} 个月列入关注"
    )


def drop_words(before: Standing, value: Decimal, after: Standing, labels: Mapping[str, str]) -> str:
    """Why somebody fell: 「连续 6 个月低于贵宾保级线，其间最高 15 万元，评为普通」."""
    peak = value if before.peak is None else max(before.peak, value)
    return (
        f"连续 {DROP_AFTER} 个月低于{labels[before.tier]}保级线，其间最高 {money_text(peak)}，评为{labels[after.tier]}"
    )


def client_words(client_label: str) -> str:
    """What a client who asks is told: never the tier's name among staff, never another client."""
    return f"您目前是本行的{client_label}。服务级别按存款的年日均自动评定，每月评一次；您可以申请人工复核，五个工作日内答复。"


def rating_day(month: date, calendar) -> date:
    """The second working day after `month` (its first day); `calendar` as in rules/cadence."""
    day = calendar.next_workday((month + timedelta(days=31)).replace(day=1))
    for _later in range(WORKDAY - 1):
        day = calendar.next_workday(day + timedelta(days=1))
    return day


def spike_in(balances: Sequence[tuple[date, Decimal]], after: Sequence[tuple[date, Decimal]]) -> Decimal:
    """By how much, 元 × days, the last days of a month stand above its average when that is a month-end spike; else 0.

    `balances` are the month's days in order, `after` the first days of the next one. A spike is more than SPIKE_TIMES the
    average, half of whose excess is gone by the 5th; without daily balances none is seen (DEP-R7).
    """
    known = [(day, amount) for day, amount in after if day.day <= SPIKE_GONE_BY]
    if len(balances) < DAILY_FROM or not known:
        return Decimal(0)
    average = sum(amount for _day, amount in balances) / len(balances)
    last = balances[-SPIKE_DAYS:]
    top = max(amount for _day, amount in last)
    lowest = min(amount for _day, amount in known)
    if top <= SPIKE_TIMES * average or top - lowest < (top - average) / 2:
        return Decimal(0)
    return sum(max(amount - average, Decimal(0)) for _day, amount in last)


def calm_value(value: Decimal, spike: Decimal, days: int) -> Decimal:
    """The average over `days` without the spike (元 × days)."""
    return (value - spike / days).quantize(CENT) if spike else value
