"""What one tap on a row costs, beside the whole page it stands on."""

import sys
from datetime import timedelta

import pytest

from clients.models import Client
from tests import factories
from tests.care_days import TUESDAY, day, tap, tuesday_morning

__all__ = ["day", "tuesday_morning"]
DUE = 470  # as one manager of the real data has
SHARE = 0.6
HTMX = {"HX-Request": "true"}


def calls(work):
    """How many calls of Python `work` takes: the same on a busy machine as on a quiet one."""
    count = 0

    def each(_frame, event, _what):
        nonlocal count
        count += event == "call"

    sys.setprofile(each)
    try:
        answer = work()
    finally:
        sys.setprofile(None)
    assert answer.status_code == 200
    return count


A_ROW = 1700  # calls; what a row hides is made when it is opened


def test_a_row_costs_little(day, login):
    """Beside the page with one row, of 20 rows."""
    browser = login(day.manager)
    browser.get("/")
    alone = calls(lambda: browser.get("/"))
    about = {"unit": day.east, "manager": day.manager, "tier": "vip", "phone": "13812342207", "next_due_on": TUESDAY}
    Client.objects.bulk_create(factories.new_client(**about, client_no=f"7800{n:04}") for n in range(19))
    assert len(browser.get("/").context["rows"]) == 20
    assert calls(lambda: browser.get("/")) - alone <= 19 * A_ROW, alone


@pytest.mark.parametrize(("what", "about"), [("missed", {}), ("put_off", {"day": "2026-11-25"}), ("dial", {})])
def test_a_tap_costs_three_fifths_of_the_page_at_most(day, login, what, about):
    about_each = {"unit": day.east, "manager": day.manager, "tier": "vip"}
    rows = [
        factories.new_client(
            **about_each, name=f"马{n}", client_no=f"7800{n:04}", next_due_on=TUESDAY - timedelta(days=n % 90 + 1)
        )
        for n in range(DUE)
    ]
    Client.objects.bulk_create(rows)
    browser = login(day.manager)
    browser.get("/")
    page = calls(lambda: browser.get("/"))
    tap(browser, what, Client.objects.get(client_no="78000000"), None, headers=HTMX, **about)  # composes the statements
    assert calls(lambda: tap(browser, what, day.mine, None, headers=HTMX, **about)) <= SHARE * page, page
