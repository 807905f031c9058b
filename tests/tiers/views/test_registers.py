"""让利登记簿: asked, given, delivered; each figure opens its rows, within one's reach, at one price for many."""

import re
from datetime import timedelta

import pytest

from clients.actions.promises import close_promise
from clients.models import Promise, Request
from crm.queries.looks import Look
from crm.queries.overview import place_of
from crm.queries.waits import waits_of
from planner.queries.mornings import parts_of
from tests import factories
from tests.tiers.concessions import NOW, ask, decide, granted, listed, morning, sign
from tiers.queries.registers import ending

__all__ = ["listed", "morning"]


@pytest.fixture
def registered(listed):
    """One approved with two conditions, of which one is kept; one that ended; one of another branch that waits and fails."""
    row = decide(sign(listed, ask(listed), after="37000.00"), listed.head)
    promise = Promise.objects.get(request=row, owes="staff")
    close_promise(promise, state="kept", by=listed.manager, now=NOW)
    granted(listed, listed.mine, rate="1.13", ended_at=NOW, asked_at=NOW - timedelta(days=40))
    listed.theirs.tier = "top"
    listed.theirs.save()
    ask(listed, listed.theirs, by=listed.stranger, conditions=(), rate=listed.rate.ceiling)
    listed.theirs.related = "party"
    listed.theirs.save()
    return listed


def page(browser, show=""):
    answer = browser.get("/concessions/", {"show": show} if show else {})
    text = answer.content.decode()
    figures = dict(re.findall(r'\?show=(\w+)"[^>]*>[^<0-9]+([0-9]+)<', text))
    return text, {name: int(count) for name, count in figures.items()}, len(answer.context["rows"])


@pytest.mark.parametrize(
    ("who", "figures"),
    [
        ("manager", {"asked": 3, "waiting": 0, "back": 1, "granted": 2, "running": 1, "ending": 0, "left": 0}),
        ("auditor", {"asked": 4, "waiting": 1, "back": 1, "granted": 2, "running": 1, "ending": 0, "left": 0}),
    ],
)
def test_each_figure_opens_its_rows(registered, login, who, figures):
    courtesy = {"concession": "courtesy", "item": "", "rate": None, "amount": None, "conditions": ()}
    decide(ask(registered, **courtesy), registered.head, "back", "请写明是哪一种礼遇，给谁")
    browser = login(getattr(registered, who))
    text, found, _rows = page(browser)
    assert found == {**figures, "kept": 1, "open": 1, "broken": 0, "released": 0}
    assert "执行中的一年让出 200.00 元" in text and "条件 2：办到了 1，未了 1" in text
    assert ("道关卡没过" in text) == (who == "auditor") and ("陈国强" in text) == (who == "manager")
    for name, count in found.items():
        assert page(browser, name)[2] == count, name
    assert "每季报一次日均" in page(browser, "kept")[0]
    assert page(browser, "all")[1]["asked"] == figures["asked"]


@pytest.mark.parametrize("others", [1, 4])
def test_it_costs_the_same_for_many(registered, login, django_assert_num_queries, others):
    for number in range(others):
        client = factories.client(unit=registered.east, manager=registered.manager, tier="top", name=f"马{number}")
        ask(registered, client)
    browser = login(registered.manager)
    page(browser)
    with django_assert_num_queries(14):
        page(browser)


def test_what_has_no_price_is_told_by_its_words_and_names_are_masked_in_them(listed, login):
    about = {"concession": "service", "item": "", "rate": None, "amount": None}
    ask(listed, **about, words=f"{listed.mine.name}腿脚不便，请每季上门送一次对账单，不答应就转走")
    assert "陈国强腿脚不便" in page(login(listed.manager))[0]
    text = page(login(listed.auditor))[0]
    assert "陈*强腿脚不便" in text and "陈国强" not in text


def test_what_runs_out_within_thirty_days_is_told_to_the_head_and_once_to_the_manager(listed, login):
    today = NOW.date()
    soon = granted(listed, listed.mine, valid_from=today - timedelta(30), valid_until=today + timedelta(30))
    [wait] = [one for one in waits_of(Look(place_of(listed.head, {}), NOW)) if "让利" in one.what]
    assert wait.what == "让利一个月内到期 1 件" and "陈国强" in wait.why
    answer = login(listed.head).get(wait.url)
    assert [row.request for row in answer.context["rows"]] == [soon]
    for day, number in ((today - timedelta(1), 0), (today, 1), (today + timedelta(1), 0)):
        parts = parts_of([listed.manager], day, day)[listed.manager.pk]
        assert [part.total for part in parts if part.label == "让利"] == [1] * number
    granted(listed, listed.mine, state="asked", decided_by=None, decided_at=None, valid_until=today + timedelta(300))
    assert not ending(Request.objects.all(), today, today + timedelta(30))  # asked for again
