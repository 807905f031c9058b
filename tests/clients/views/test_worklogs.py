"""工作日志: every figure opens exactly the rows it counts."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from clients.actions.contacts import log_contact, strike_contact
from clients.actions.promises import close_promise, make_promise
from clients.models import Fact
from tests import factories

NOW = timezone.make_aware(datetime(2026, 11, 27, 18, 0))  # a Friday
SAID = "客户说厂房按揭想先付三成，下周给他利率测算。"


@pytest.fixture(autouse=True)
def evening():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def week(bank):
    """Three contacts of this week, one struck, one of last week, two promises, one of them kept."""
    for days, about in (
        (0, {"aim": "need"}),
        (1, {"kind": "visit", "aim": "briefing"}),
        (1, {"reached": "nobody"}),
        (7, {}),
    ):
        talk = {"kind": "call", "seconds": 900, "note": SAID, "now": NOW} | about
        log_contact(bank.mine, by=bank.manager, at=NOW - timedelta(days=days, hours=2), **talk)
    wrong = log_contact(bank.mine, by=bank.manager, at=NOW - timedelta(days=2), kind="call", note=SAID, now=NOW)
    strike_contact(wrong, by=bank.manager, reason="记错了", now=NOW)
    promise = {"by": bank.manager, "due_on": NOW.date() + timedelta(days=3)}
    kept = make_promise(bank.mine, what="发利率表", now=NOW - timedelta(days=3), **promise)
    make_promise(bank.mine, what="约看样板", now=NOW, **promise)
    close_promise(kept, state="kept", by=bank.manager, now=NOW)
    return bank


def page(browser, query=""):
    return browser.get(f"/worklog/{query}").content.decode()


def lines(text):
    return text.split('id="worklog_lines"')[1].count("<tr>") - 1


def test_every_figure_opens_exactly_the_rows_it_counts(week, login):
    browser = login(week.manager)
    text = page(browser)
    figures = re.findall(r'href="(\?[^"]*show=([a-z-]+)[^"]*)"[^>]*>(\d+)</a>', text)
    assert {show for _url, show, _n in figures} >= {"contact", "effective", "made", "kept", "kind-visit", "aim-need"}
    for url, show, number in [each for each in figures if "day" not in each[0] or "day=2026-11-27" in each[0]]:
        opened = page(browser, url.split("#")[0].replace("&amp;", "&"))
        assert show == "minutes" or lines(opened) == int(number), url
    totals = dict(re.findall(r"一周 (\S+) (\d+)", text))
    expected = {
        "联系": "3",
        "其中有效": "2",
        "时长（分钟）": "45",
        "答应的事": "2",
        "办到的事": "1",
        "电话": "2",
        "汇报": "1",
    }
    assert totals.items() >= expected.items() and lines(text) == 6
    assert "陈国强" in text and "陈*强" not in text


def test_last_week_is_one_step_back(week, login):
    text = page(login(week.manager), "?week=2026-11-18")
    assert lines(text) == 1 and "week=2026-11-23" in text and "week=2026-11-09" in text


@pytest.mark.parametrize("query", ["?week=0001-01-01", "?week=9999-12-31", "?show=x&day=y&week=2026-13-40"])
def test_a_strange_address_shows_this_week(bank, login, query):
    assert "11月23日 至 11月29日" in page(login(bank.manager), query)


def test_a_head_sees_his_people_masked_on_paper_and_nobody_elses(week, login):
    browser = login(week.head)
    text = page(browser, f"?who={week.manager.employee_no}")
    assert lines(text) == 6 and '<span class="name print-only">陈*强</span>' in text and "陈国强" in text
    assert browser.get(f"/worklog/?who={week.stranger.employee_no}").status_code == 404
    assert login(week.manager).get(f"/worklog/?who={week.backup.employee_no}").status_code == 404
    assert login(week.auditor).get("/worklog/").status_code == 403


def test_of_a_client_who_was_handed_over_only_the_figure_is_left(week, login):
    type(week.mine).objects.update(manager=week.stranger, backup=None)
    text = page(login(week.manager))
    assert lines(text) == 6 and "陈国强" not in text and "厂房" not in text and text.count("已不在您名下的客户") == 6


def test_the_price_does_not_grow_with_the_rows(week, login, django_assert_max_num_queries):
    for n in range(20):
        factories.contact(week.mine, NOW - timedelta(hours=n), by=week.manager)
    for person in (week.manager, week.head):
        browser, query = login(person), f"?who={week.manager.employee_no}"
        page(browser)
        with django_assert_max_num_queries(9):
            page(browser, query)


def test_what_the_machine_supposed_and_what_the_client_took_back_is_no_work_of_his(week, login):
    closed = {"owed_by": week.manager, "state": "kept", "closed_at": NOW, "made_at": NOW - timedelta(days=20)}
    factories.promise(week.mine, "系统推定的一件", due_on=NOW.date(), is_presumed=True, **closed)
    fact = Fact.objects.create(
        client=week.mine, kind="info", text="下游要扩产", learned_on=NOW.date(), good_until=NOW.date()
    )
    factories.promise(week.mine, "问问扩产的事", due_on=NOW.date(), origin="fact", fact=fact, **closed)
    text = page(login(week.manager), "?show=kept")
    assert "系统推定的一件" not in text and "问问扩产的事" not in text and "发利率表" in text
    factories.consent(week.mine, purpose="dossier", via="any")
    assert "问问扩产的事" in page(login(week.manager), "?show=kept")


def test_what_is_both_aim_and_outcome_is_said_once(bank, login):
    log_contact(bank.mine, by=bank.manager, at=NOW, kind="call", note=SAID, outcome="complaint", now=NOW)
    assert page(login(bank.manager)).count("电话 · 投诉<") == 1
