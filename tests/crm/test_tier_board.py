"""层级看板: every figure opens exactly the clients whom it counts, both sums of the moves are the same, and everybody sees his own."""

import re
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import unescape
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.filters import ClientFilter
from clients.models import Client
from clients.queries.deputies import UPPER
from crm.actions.figures import keep_figures
from crm.queries.nights import night_of_bank
from tests import factories
from tiers.models import RatingRun, Signal, Standing, TierChange
from tiers.queries.boards import board

NOW = timezone.make_aware(datetime(2026, 11, 16, 9, 0))
OCTOBER = date(2026, 10, 1)
BOARD = "/tiers/"
LINK = re.compile(r'<a href="(/clients/\?[^"]+)"[^>]*>([\d,]+)(?: 户)?</a>')


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


def run_of(month, started_at, **fields):
    return RatingRun.objects.create(month=month, started_at=started_at, finished_at=started_at, **fields)


def near_line(client, month, **fields):
    raised_on = date.fromisoformat(f"{month}-03")
    about = {"kind": "near", "severity": "yellow", "about": month, "tier": "vip"}
    said = "年日均 18.00 万元，离贵宾线 20 万元还差 2.00 万元"
    return Signal(client=client, sentence=said, raised_on=raised_on, due_on=raised_on, **about, **fields)


def lost(client, bank, reason, days):
    closed_at = NOW - timedelta(days=days)
    about = {"kind": "fall", "severity": "orange", "sentence": "日均从 30.00 万元降到 6.00 万元"}
    about |= {"state": "closed", "result": "lost", "reason": reason, "closed_by": bank.head, "closed_at": closed_at}
    return Signal(client=client, raised_on=closed_at.date(), due_on=closed_at.date(), **about)


@pytest.fixture
def rated(bank):
    """Clients of the two branches, and what the run of October and the days after it have made of them."""
    run = run_of(OCTOBER, NOW - timedelta(days=13))
    # Tier now, thousands, months below, the tiers passed since the run, and of whom.
    rows = {
        "stays": ("vip", 300, 0, (), {}),
        "watched": ("vip", 150, 3, (), {}),
        "soon": ("select", 900, 5, (), {}),
        "short": ("vip", 185, 2, (), {}),
        "near": ("standard", 180, 0, (), {}),
        "lifted": ("standard", 201, 0, (), {}),
        "firm": ("standard", 270, 0, (), {"kind": "micro_small", "name": "青石粮油行", "unit": bank.outlet}),
        "dropped": ("standard", 150, 0, ("vip",), {}),
        "back": ("vip", 120, 0, ("vip", "standard"), {}),  # dropped by the run, put back by an override
        "risen": ("top", 6000, 0, ("standard",), {"unit": bank.west, "manager": bank.stranger}),
        "new": ("basic", 2, 0, ("",), {}),
        "closed": ("vip", 150, 4, (), {"status": Client.Status.CLOSED}),
    }
    made = {}
    for name, (tier, thousands, _below, _passed, fields) in rows.items():
        fields = {"name": "马晓燕", "unit": bank.east, "manager": bank.manager, "average": thousands * 1000, **fields}
        made[name] = factories.new_client(tier=tier, **fields)
    Client.objects.bulk_create(made.values())
    old = [
        TierChange(client=made["stays"], run=run_of(date(2026, 9, 1), NOW - timedelta(days=44)), old="top", new="vip")
    ]
    old[0].at = old[0].run.started_at
    standings, changes = [], old
    for name, (tier, thousands, below, passed, _fields) in rows.items():
        about = {"value": Decimal(thousands * 1000), "tier": tier, "below": below, "peak": Decimal(thousands * 1000)}
        standings.append(Standing(client=made[name], run=run, month=OCTOBER, **about))
        for place, (old_tier, new) in enumerate(zip(passed, (*passed, tier)[1:], strict=True)):
            which = run if place == 0 else run_of(None, NOW)
            at = run.started_at + timedelta(days=place)
            changes.append(TierChange(client=made[name], run=which, old=old_tier, new=new, at=at))
    Standing.objects.bulk_create(standings)
    TierChange.objects.bulk_create(changes)
    Client.objects.filter(pk__in=[made["near"].pk, made["soon"].pk]).update(last_effective_on=date(2026, 11, 10))
    signals = [near_line(made[name], "2026-11") for name in ("near", "firm", "risen", "closed")]
    signals += [
        near_line(made["lifted"], "2026-11", reached_on=date(2026, 11, 12)),
        near_line(made["short"], "2026-10"),
    ]
    signals += [lost(made["stays"], bank, "house", 5), lost(made["closed"], bank, "house", 9)]
    Signal.objects.bulk_create([*signals, lost(made["risen"], bank, "bank", 50), lost(made["firm"], bank, "bank", 91)])
    return made


@pytest.mark.parametrize("who", ["head", "head_office", "manager"])
def test_every_figure_opens_exactly_whom_it_counts(bank, rated, login, who):
    user = getattr(bank, who)
    found = set(LINK.findall(login(user).get(BOARD).content.decode()))
    assert len(found) >= (2 if who == "manager" else 20)
    for address, number in found:
        asked = QueryDict(urlsplit(unescape(address)).query)
        filters = ClientFilter(asked, Client.objects.visible_to(user), user=user, today=NOW.date())
        assert (address, filters.errors, filters.qs.count()) == (address, {}, int(number))


def test_whom_an_override_holds_elsewhere_is_not_said_to_drop(bank, rated):
    Client.objects.filter(pk=rated["soon"].pk).update(tier="top")
    found = board(bank.head, None, NOW.date())
    assert {row.client_id for row in Standing.objects.filter(pk__in=found["watch"])} == {rated["watched"].pk}
    assert found["counts"]["watch"] == 1


def test_the_rate_of_a_tier_opens_the_promises_that_it_counts(bank, rated, login):
    before, after = NOW - timedelta(days=9), NOW.date() + timedelta(days=9)
    states = (
        {"state": "kept", "due_on": after},
        {"state": "kept", "due_on": date(2026, 11, 1)},
        {"state": "broken", "due_on": date(2026, 11, 1)},
        {"state": "open", "due_on": date(2026, 11, 13)},
        {"state": "open", "due_on": after},
        {"state": "kept", "is_presumed": True, "due_on": after},
        {"state": "kept", "due_on": date(2026, 1, 9), "closed_at": NOW - timedelta(days=99)},
    )
    for name in ("stays", "near", "risen", "firm"):
        for fields in states:
            factories.promise(rated[name], **({} if fields["state"] == "open" else {"closed_at": before}) | fields)
    browser, urls = login(bank.head), {}
    for url in (BOARD, f"{BOARD}?unit={bank.outlet.pk}"):
        for row, counted, late in browser.get(url).context["kept"]:
            urls |= {counted: row.counted, late: row.late}
    assert sorted(urls.values()) == [1, 1, 2, 4, 4, 8]
    for address, number in urls.items():
        page = browser.get(address)
        assert (len(page.context["rows"]), "算进办到率的承诺" in page.content.decode()) == (number, True)


def test_both_sums_of_the_moves_are_the_clients_of_today(bank, rated):
    found = board(bank.head_office, None, NOW.date())
    moves = found["moves"]
    assert sum(number for _old, _cells, number in moves.rows) == sum(number for _new, number in moves.foot) == 13
    cells = {(cell.old, cell.new): cell.number for _old, cells, _sum in moves.rows for cell in cells if cell.number}
    stay = {("vip", "vip"): 6, ("select", "select"): 1, ("standard", "standard"): 3}
    assert cells == stay | {("vip", "standard"): 1, ("standard", "top"): 1, ("", "basic"): 1}
    assert [moves.counted(way) for way in ("up", "down", "stay")] == [1, 1, 10]
    assert found["counts"] == {"watch": 2, "gone": 1, "near": 5, "talked": 1, "reached": 1}
    assert found["lost"] == {"house": 2, "bank": 1}
    active = Client.objects.active()
    assert {new: number for new, number in moves.foot if number} == {
        tier: active.filter(tier=tier).count() for tier in active.values_list("tier", flat=True)
    }


def test_a_head_reads_his_units_or_one_of_them(bank, rated, login):
    browser = login(bank.head)
    assert board(bank.head, None, NOW.date())["moves"].total == 11
    assert board(bank.head, bank.outlet, NOW.date())["moves"].total == 1
    page = browser.get(BOARD, {"unit": bank.outlet.pk})
    assert f"unit={bank.outlet.pk}" in page.content.decode() and "青石粮油行" in page.content.decode()
    assert browser.get(BOARD, {"unit": bank.west.pk}).status_code == 404
    assert browser.get(BOARD, {"unit": "西"}).status_code == 404


def test_who_is_watched_or_near_is_said_with_what_keeps_or_lifts_him(bank, rated, login):
    factories.promise(rated["watched"], "送利率测算", due_on=date(2026, 11, 20), owed_by=bank.manager)
    text = " ".join(login(bank.head).get(BOARD).content.decode().split())
    assert "下次评定再低，就降为贵宾" in text and "回到保级线 95 万元就留住，还差 5.00 万元" in text
    assert "再低 3 个月降为普通" in text and "回到保级线 19 万元就留住，还差 4.00 万元" in text
    assert "11月20日 周敏：送利率测算" in text and "还没有安排" in text
    assert "离贵宾线 20 万元还差 2.00 万元" in text and "11月12日 达到" in text and "11月10日 联系过" in text
    assert "还没联系" in text and "购房" in text and "转他行" not in text
    office = login(bank.head_office).get(BOARD).content.decode()
    assert "马晓燕" not in office and "还差" not in office and "再低 3 个月降为普通" in office and "转他行" in office


def test_a_manager_reads_his_own_lists_only(bank, rated, login):
    text = login(bank.manager).get(BOARD).content.decode()
    assert "观察名单" in text and "迁移" not in text and "承诺办到率" not in text
    text = login(bank.stranger).get(BOARD).content.decode()
    assert text.count(">马晓燕<") == 1 and "没有连续三个月低于保级线的客户，很好" in text


def test_before_the_first_run_the_board_says_what_is_missing(bank, login):
    text = login(bank.head).get(BOARD).content.decode()
    assert "还没有月度评定" in text and "分布" in text and "tier_moves" not in text
    assert login(bank.head).get("/clients/", {"standing": "was-vip"}).context["count"] == 0


def test_a_past_month_is_opened_again_from_what_its_runs_wrote(bank, rated, login):
    run_of(date(2026, 8, 1), NOW - timedelta(days=75))
    browser = login(bank.head)
    page = browser.get(BOARD, {"unit": bank.east.pk})
    [(month, url)] = page.context["before"]  # the latest stands there, of the first nothing came before it
    assert month == date(2026, 9, 1) and "2026年9月" in page.content.decode()
    table = browser.get(url).context["table"]
    assert table.heads[0] == "2026年8月评定后" and table.rows[-1][0] == "2026年9月评定后"
    [top] = [row for row in table.rows if row[0] == "顶级"]
    assert top[1 + table.heads[1:].index("贵宾")] == 1 and "往月" not in login(bank.manager).get(BOARD).content.decode()


def test_the_board_costs_little_however_many_clients(bank, rated, login, django_assert_max_num_queries):
    browser = login(bank.head)
    browser.get("/prices/")  # the frame's own figures are kept for a minute
    with django_assert_max_num_queries(21):
        browser.get(BOARD)
    with django_assert_max_num_queries(12):
        browser.get(BOARD)


def test_the_board_of_the_whole_bank_is_the_nights_and_follows_who_moved_since(bank, rated, login):
    factories.promise(rated["near"], state="kept", closed_at=NOW, due_on=NOW.date())
    keep_figures(now=NOW)
    night = night_of_bank(bank.hq, NOW.date())
    live = board(bank.head_office, None, NOW.date())
    cache.clear()
    kept = board(bank.head_office, None, NOW.date(), night)
    assert {**live, "held": None} == {**kept, "held": None} and kept["kept"][0].kept == 1
    assert {tier: held for tier, held in live["held"].items() if held} == kept["held"]
    assert night.alone == Counter(Client.objects.active().filter(UPPER).values_list("tier", flat=True))
    Client.objects.filter(pk=rated["firm"].pk).update(tier="vip")
    later = NOW + timedelta(minutes=5)
    TierChange.objects.create(client=rated["firm"], run=run_of(None, later), old="standard", new="vip", at=later)
    browser = login(bank.head_office)
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        page = browser.get(BOARD).content.decode()
    counted = [row["sql"] for row in asked if 'FROM "clients_client"' in row["sql"] and "GROUP BY" in row["sql"]]
    assert counted == [] and "11月16日 09:00 算的" in page and len(asked) <= 25
    assert night_of_bank(bank.hq, NOW.date()).now["vip"] == night.now["vip"] + 1
    assert "最多晚五分钟" in browser.get(BOARD, {"unit": bank.east.pk}).content.decode()
