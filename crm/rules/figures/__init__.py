"""The numbers of a branch: what each means, when it is good, how it is said. What has no data is absent, never zero."""

from crm.rules.figures.kinds import (
    COVERED,
    DEPOSITS,
    FIGURES,
    GROUPS,
    KEPT_PARTS,
    KINDS,
    MONEY,
    SHARE,
    TREND,
    Kind,
    of_tier,
)
from crm.rules.figures.said import (
    band_text,
    change_text,
    counted,
    derived,
    is_worse,
    month_average,
    shown,
    state,
    value_text,
)
from crm.rules.figures.week import of_week

__all__ = [
    "COVERED",
    "DEPOSITS",
    "FIGURES",
    "GROUPS",
    "KEPT_PARTS",
    "KINDS",
    "MONEY",
    "SHARE",
    "TREND",
    "Kind",
    "band_text",
    "change_text",
    "counted",
    "derived",
    "is_worse",
    "month_average",
    "of_tier",
    "of_week",
    "shown",
    "state",
    "value_text",
]
