"""Month-end balances with the seasons of those who earn them (domain 13)."""

import math
from datetime import timedelta

HISTORY = 12  # month ends delivered
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
    amounts = _with_story(person.story, amounts)
    share = random.uniform(0.4, 0.8) if random.random() < 0.35 else 0
    rows = []
    for index, day in enumerate(days):
        window = amounts[max(0, index - 11) : index + 1]
        average = sum(window) / len(window)
        for product, part in (("定期", share), ("活期", 1 - share)):
            if part:
                rows.append((day.isoformat(), product, f"{amounts[index] * part:.2f}", f"{average * part:.2f}"))
    return rows


def _with_story(story, amounts):
    if story == "falling":
        return [amount * share for amount, share in zip(amounts, [1.0] * 9 + [0.82, 0.64, 0.5, 0.46], strict=True)]
    if story == "near":
        # Just under the 200,000 line of the next tier.
        scale = 193_000 / (sum(amounts[-12:]) / 12)
        return [amount * scale for amount in amounts]
    return amounts
