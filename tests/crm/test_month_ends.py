"""One rule says which day is a month's end: the month's average of the numbers and of the chart beside them is the same."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from crm.models import Figure
from crm.queries.figures import figures_of
from crm.queries.money import money_of
from crm.queries.overview import place_of
from crm.rules.figures.days import month_ends
from tests import factories

NOW = date(2026, 11, 17)
FULL = {NOW: 100}


@pytest.mark.parametrize(
    ("numbers", "end"),
    [
        ({date(2026, 10, 31): 100}, 31),
        ({date(2026, 10, 31): 90, date(2026, 10, 30): 95}, 30),  # the fullest
        ({date(2026, 10, 31): 95, date(2026, 10, 30): 95}, 31),  # of equals the latest
        ({date(2026, 10, 31): 40, date(2026, 10, 29): 90}, 29),
        ({date(2026, 10, 31): 89}, None),
        ({date(2026, 10, 28): 100}, None),  # none of the last three days
    ],
)
def test_a_months_end_is_the_fullest_of_its_last_days(numbers, end):
    wanted = {(2026, 11): NOW} | ({(2026, 10): date(2026, 10, end)} if end else {})
    assert month_ends(FULL | numbers, NOW) == wanted


def test_a_bank_that_grew_is_compared_month_by_month_and_over_one_that_is_not_known():
    ends = [date(2026, 10, 31), date(2026, 9, 30), date(2026, 8, 31), date(2026, 7, 31)]
    assert set(month_ends(FULL | dict(zip(ends, (92, 85, 40, 78), strict=True)), NOW)) == {
        (2026, 11),
        (2026, 10),
        (2026, 9),
        (2026, 7),
    }


def test_the_number_and_the_chart_say_the_same_of_the_month(bank):
    other = factories.client(unit=bank.east, manager=bank.manager)
    for client in (bank.mine, other):
        factories.balance(client, average=100, data_date=date(2026, 10, 30))
        factories.balance(client, average=400, data_date=NOW)
    factories.balance(bank.mine, average=900, data_date=date(2026, 10, 31))  # half of the day is missing
    today, place = NOW + timedelta(days=1), place_of(bank.head, {})
    found = figures_of(bank.east, today, bank.head).own["month"].value
    days = NOW.timetuple().tm_yday
    assert found == ((Decimal(800) * days - 200 * (days - 17)) / 17).quantize(Decimal("0.01"))
    months = money_of(place, NOW, None, today)["months"]
    assert [(month, this.quantize(Decimal("0.01"))) for month, this, _last in months if this] == [(11, found)]


def test_the_banks_chart_reads_a_months_end_that_came_some_days_later(bank):
    about = {"unit": bank.hq, "key": "month", "at": "2026-11-03T00:00Z"}
    for on, data_date, value in ((date(2026, 11, 2), date(2026, 10, 30), 7), (NOW + timedelta(1), NOW, 8)):
        Figure.objects.create(on=on, data_date=data_date, value=value, **about)
    months = money_of(place_of(bank.head_office, {}), NOW, None, NOW + timedelta(1))["months"]
    assert [(month, this) for month, this, _last in months if this] == [(10, 7), (11, 8)]
