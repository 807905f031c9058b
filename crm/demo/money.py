"""Month-end balances with the seasons of those who earn them (domain 13)."""

import calendar
import math
from datetime import timedelta

HISTORY = 12  # month ends delivered
QUARTER, FELL = timedelta(days=90), timedelta(days=9)  # how far back the daily balances of a fall go, and when it fell
SEASONS = {  # January … December
    "grower": (1.08, 1.18, 1.02, 0.92, 0.86, 0.84, 0.88, 0.90, 0.95, 1.08, 1.20, 1.12),
    "migrant": (1.15, 1.35, 1.05, 0.95, 0.92, 0.92, 0.93, 0.94, 0.95, 0.96, 0.98, 1.05),
    "merchant": (0.88, 1.10, 1.08, 1.00, 1.00, 1.02, 1.00, 1.00, 0.98, 1.02, 0.96, 0.90),
    "payroll": (1.25, 1.05, 1.00, 0.98, 0.98, 1.00, 1.00, 0.98, 0.98, 1.00, 1.00, 1.02),
    "pensioner": (1.00, 1.01, 1.00, 0.99, 1.00, 1.01, 1.00, 1.00, 1.01, 1.02, 1.02, 1.03),
    "business": (1.00, 0.92, 0.96, 0.98, 1.00, 0.98, 1.00, 1.02, 0.98, 1.00, 1.04, 1.12),
}
# Level → median, spread of the logarithm, and the band it must stay in, 元.
SIZES = {
    "top": (8_000_000, 0.3, 5_900_000, 20_000_000),
    "select": (1_700_000, 0.3, 1_200_000, 4_200_000),
    "vip": (400_000, 0.4, 350_000, 850_000),
    "standard": (52_000, 0.7, 13_000, 165_000),
    "basic": (1_900, 1.0, 0, 8_200),
}
LINES = {"select": 1_000_000, "vip": 200_000, "standard": 10_000}  # 元, from which a person belongs to the level
NEXT_LINES = {"vip": 1_000_000, "standard": 200_000, "basic": 10_000}
# How many month ends he held the first share of his level's line, and then the second: what the monthly runs make of it.
TURNS = {
    "dropped": (5, 1.125, 0.5),  # six months below it, and just put down
    "dropping": (6, 1.075, 0.3),  # five
    "watched": (7, 1.075, 0.3),  # four
    "risen": (9, 0.75, 2.5),
    "rising": (10, 0.75, 2.5),  # up in the last run
    "spike": (11, 0.725, 4.2),  # only for the last days of the last month
}


def dates(today):
    """The last twelve month ends before today, and yesterday: what the core system has delivered."""
    found, day = [today - timedelta(days=1)], today.replace(day=1) - timedelta(days=1)
    while len(found) <= HISTORY:
        if day not in found:
            found.append(day)
        day = day.replace(day=1) - timedelta(days=1)
    return sorted(found)


def balances(random, person, days):
    """[(date, class, balance, yearly average)] in 元, as text."""
    median, spread, low, high = SIZES[person.level]
    base = min(high, max(low, median * math.exp(random.gauss(0, spread))))
    trend, noise, amounts = random.uniform(-0.004, 0.008), 0.0, []
    for index, day in enumerate(days):
        noise = 0.8 * noise + random.gauss(0, 0.02)
        amounts.append(base * SEASONS[person.segment][day.month - 1] * (1 + trend) ** index * (1 + noise))
    amounts = _with_story(person, amounts)
    share = random.uniform(0.4, 0.8) if random.random() < 0.35 else 0
    rows = []
    for index, day in enumerate(days):
        window = amounts[max(0, index - 11) : index + 1]
        average = sum(window) / len(window)
        for product, part in (("定期", share), ("活期", 1 - share)):
            if part:
                rows.append((day.isoformat(), product, f"{amounts[index] * part:.2f}", f"{average * part:.2f}"))
    return rows + _daily(person, amounts, days)


def _with_story(person, amounts):
    if person.story == "falling":
        return [amount * share for amount, share in zip(amounts, [1.0] * 9 + [0.9, 0.84, 0.78, 0.4], strict=True)]
    if person.story == "near":
        return [0.965 * NEXT_LINES[person.level]] * len(amounts)
    if person.story in TURNS:
        months, first, then = (TURNS[person.story][0], *(share * _line(person) for share in TURNS[person.story][1:]))
        amounts = [first] * months + [then] * (len(amounts) - months)
        return [*amounts[:-1], first] if person.story == "spike" else amounts
    return [*amounts[:-1], 0.4 * amounts[-1]] if person.leaves else amounts


def _line(person):
    """Of the tier to which he belongs; a spike only seems to reach the next one's."""
    return (NEXT_LINES if person.story == "spike" else LINES)[person.level]


def _daily(person, amounts, days):
    """[(date, class, balance, no average)] of every day, for whom a month-end spike or a fall is planted."""
    if person.story == "falling":
        return _fallen(amounts, days)
    if person.story != "spike":
        return []
    end, until = days[-2], min(days[-1], days[-2] + timedelta(days=5))
    first = end.replace(day=1)
    every = [first + timedelta(days=ahead) for ahead in range((until - first).days + 1)]
    last = calendar.monthrange(end.year, end.month)[1] - 3
    rows = [(day, amounts[-2] if day.month == end.month and day.day > last else amounts[0]) for day in every]
    return [(day.isoformat(), "活期", f"{amount:.2f}", "") for day, amount in rows if day not in days]


def _fallen(amounts, days):
    """Of the last quarter: the amount of the next month end, in the last days what is left."""
    yesterday, rows = days[-1], []
    for ahead in range(QUARTER.days):
        day = yesterday - QUARTER + timedelta(days=ahead + 1)
        place = next(place for place, on in enumerate(days) if on >= day)
        amount = amounts[-1] if yesterday - day <= FELL else amounts[min(place, len(amounts) - 2)]
        if day not in days:
            rows.append((day.isoformat(), "活期", f"{amount:.2f}", ""))
    return rows
