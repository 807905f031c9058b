"""How long 勿扰 lasts (domain 2.4)."""

from datetime import date

import pytest

from clients.rules.quiet import last_day_if_lifted, quiet_until

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("reason", "until", "expected"),
    [
        ("mourning", None, date(2027, 2, 26)),
        ("mourning", date(2026, 12, 1), date(2026, 12, 1)),
        ("asked", None, None),
        ("complaint", None, None),
        ("other", TODAY, TODAY),
    ],
)
def test_mourning_lasts_a_hundred_days_and_the_rest_until_it_is_lifted(reason, until, expected):
    assert quiet_until(reason, until, TODAY) == expected


def test_lifted_today_its_last_day_was_yesterday_unless_it_only_began():
    assert last_day_if_lifted(date(2026, 11, 1), TODAY) == date(2026, 11, 17)
    assert last_day_if_lifted(TODAY, TODAY) == TODAY
