"""Whether a client's deposits have fallen, and what is said of it (domain 3.9, L1). Amounts are `Decimal` 元."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from clients.enums import ClientKind
from words.dates import day_text
from words.lunar import lunar_of, solar_of
from words.money import money_text

RECENT_DAYS, SPAN_DAYS = 7, 90  # the last week against the last quarter
RECENT_NEEDED, SPAN_NEEDED = 3, 45  # days with a balance in each: then balances count as daily
FALLEN, RISEN = Decimal("0.7"), Decimal("0.8")  # of the average before: raised at the first, gone above the second
LEAST, LEAST_OF_BUSINESS = Decimal(50_000), Decimal(200_000)  # a smaller fall is none
MONTHS_BEFORE = 3  # where there is one average a month: the last one against so many before it
SEASONAL = Decimal("0.1")  # so near to last year's change it may be the season
FESTIVE_BEFORE = 30  # days before 春节 in which people stock up and bring money home


@dataclass(frozen=True)
class Fall:
    """The average of the last days, and of the time before; `on` the data date, of monthly averages the month."""

    recent: Decimal
    before: Decimal
    on: date
    is_daily: bool = True

    @property
    def share(self) -> Decimal:
        return self.recent / self.before if self.before > 0 else Decimal(1)

    @property
    def percent(self) -> int:
        return round(100 - 100 * self.share)


def is_fall(fall: Fall, kind: str, *, is_raised: bool) -> bool:
    """Whether it is to be told; what was raised stays until it has clearly risen again."""
    if is_raised:
        return fall.share <= RISEN
    least = LEAST if kind == ClientKind.PERSON else LEAST_OF_BUSINESS
    return fall.share <= FALLEN and fall.before - fall.recent >= least


def is_seasonal(fall: Fall, last_year: Fall | None) -> bool:
    """Without last year's data nothing is excused."""
    return last_year is not None and abs(last_year.share - fall.share) <= SEASONAL


def last_lunar_year(day: date) -> date:
    """The same lunar day a year before."""
    lunar = lunar_of(day)
    return solar_of(lunar.year - 1, lunar.month, lunar.day)


def fall_words(fall: Fall, today: date) -> str:
    recent, before = money_text(fall.recent), money_text(fall.before)
    if fall.is_daily:
        return f"近 {RECENT_DAYS} 日日均 {recent}，比近 {SPAN_DAYS} 日的 {before}低 {fall.percent}%（数据到 {day_text(fall.on, today)}）"
    return f"{fall.on.month}月年日均 {recent}，比前 {MONTHS_BEFORE} 个月的 {before}低 {fall.percent}%"


def season_words(last_year: Fall | None, is_like_last_year: bool, today: date) -> str:
    """What speaks for the season; '' for nothing."""
    if is_like_last_year and last_year.percent > 0:
        return f"与去年同期（低 {last_year.percent}%）相近，可能为季节性"
    spring = spring_festival(today)
    if timedelta(0) <= spring - today <= timedelta(days=FESTIVE_BEFORE):
        return f"离春节 {(spring - today).days} 天，可能是备货或过节用款"
    return ""


def spring_festival(day: date) -> date:
    """The next one, `day` itself included."""
    year = lunar_of(day).year
    first = solar_of(year, 1, 1)
    return first if first >= day else solar_of(year + 1, 1, 1)
