"""Without our table, a year is as published, else Monday to Friday without the statutory days."""

from datetime import date

import pytest

from staff.rules.workdays import built_in


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 10, 10), True), (date(2026, 9, 20), True), (date(2026, 10, 7), False), (date(2026, 2, 23), False),
        (date(2027, 1, 1), False), (date(2027, 2, 5), False), (date(2027, 2, 8), False), (date(2027, 2, 9), True),
        (date(2027, 4, 5), False), (date(2027, 2, 13), False),
    ],
)  # fmt: skip
def test_a_working_day_of_the_built_in_calendar(day, works):
    assert built_in(2026).is_workday(day) is works
