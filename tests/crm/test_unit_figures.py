"""The numbers of a unit: each counted a second way, each opens exactly its rows, and the night keeps them for ever."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.cache import cache
from django.http import QueryDict
from django.utils import timezone

from campaigns.models import Greeting, Occasion
from clients.filters import ClientFilter
from clients.models import BalanceSnapshot, Client, DoNotDisturb, Holding, Promise
from crm.actions.figures import keep_figures
from crm.models import Figure
from crm.queries.figures import figures_of
from crm.queries.looks import Look
from crm.queries.overview import place_of
from planner.queries.capacity import feasibility
from staff.calendar import calendar_at_hand
from staff.models import CoverPeriod, OrgUnit
from tests import factories, mail
from tiers.models import RatingRun, Signal, Standing, TierChange
from tiers.queries.policies import load_policies

NOW = timezone.make_aware(datetime(2026, 11, 18, 8, 30))  # a Wednesday
TODAY = NOW.date()
LONG_AGO, SOON = date(2024, 6, 1), TODAY + timedelta(days=9)
YESTERDAY = TODAY - timedelta(days=1)
OVERDUE = date(2026, 11, 6)  # eight working days ago
DRAFT = {"state": "draft", "text": "祝好", "review_on": TODAY}


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def branch(bank):
    """Clients of three managers in two branches and an outlet, promises kept, broken and overdue."""
    stands = [(LONG_AGO, SOON), (LONG_AGO, OVERDUE), (LONG_AGO, YESTERDAY), (None, SOON)]
    owners = [(bank.east, bank.manager), (bank.outlet, bank.backup), (bank.west, bank.stranger)]
    Client.objects.all().delete()
    rows = []
    for place, (unit, manager) in enumerate(owners):
        for tier in ("top", "vip", "standard", "basic", ""):
            for number, (last, due) in enumerate(stands):
                about = {"average": 1000 * (number + 1) + place, "balances_on": YESTERDAY - timedelta(days=number // 3)}
                backup = bank.backup if number % 2 and manager != bank.backup else None
                about |= {"last_effective_on": last, "next_due_on": due, "tier": tier, "backup": backup}
                rows.append(factories.new_client(unit=unit, manager=manager, **about))
    rows.append(factories.new_client(unit=bank.east, manager=None, tier="vip"))
    rows.append(factories.new_client(unit=bank.east, manager=bank.manager, tier="vip", status="closed"))
    Client.objects.bulk_create(rows)
    closed = {"state": "kept", "closed_at": NOW - timedelta(days=5)}
    for client in Client.objects.filter(manager__isnull=False, last_effective_on=None):
        factories.promise(client, due_on=YESTERDAY - timedelta(days=client.pk % 4))
        factories.promise(client, due_on=YESTERDAY, **closed)
    factories.promise(rows[0], due_on=YESTERDAY, **{**closed, "state": "broken"})
    factories.promise(rows[0], due_on=TODAY)
    for client in Client.objects.filter(tier="vip"):
        matters_of(client, bank)
    for client in (rows[0], None):  # what a head asked of a manager
        order = {"origin": "order", "owed_to": bank.head, "owed_by": bank.manager, "help_words": "我来一起打"}
        factories.promise(client, due_on=YESTERDAY, **order)
    return bank


def matters_of(client, bank):
    """Of a client of 贵宾: a signal, one near the line, what ends soon, a complaint, moves; each of its kind for some of them."""
    place = client.pk % 5
    signal = {"severity": "red" if place else "orange", "raised_on": TODAY - timedelta(days=9), "due_on": YESTERDAY}
    factories.signal(client, "complaint" if place == 2 else "fall", **signal)
    if place == 3:
        DoNotDisturb.objects.create(client=client, starts_on=TODAY, ends_on=TODAY, reason="家中有事")
    if place < 4:
        factories.signal(client, "near", raised_on=TODAY.replace(day=3) if place else TODAY - timedelta(days=40))
        factories.holding(client, f"{place + 1}0000.37", matured_on=TODAY + timedelta(days=9 * place))
    if place == 1:
        factories.holding(client, matured_on=SOON)
        factories.contact(client, NOW - timedelta(days=2), by=client.manager, aim="maturity", reached="self")
    if place < 3:
        letter = mail.greeting(client, by=client.manager)
        stopped = {"state": "skipped", "reason": "没有同意"} if place else {"state": "queued"}
        mail.put(letter, send_at=NOW - timedelta(days=6 * place), **stopped)  # for the second one too long ago
        about = {"code": "new_year", "year": 2027, "on": TODAY, "tone": "joy", "occasion": Occasion.objects.first()}
        Greeting.objects.create(client=client, manager=client.manager or bank.manager, message=letter, **about, **DRAFT)
    complaint = {"origin": "decision", "owed_by": bank.head, "made_at": NOW - timedelta(days=20 * place)}
    if place in (0, 3, 4):
        closed = {"state": "kept", "closed_at": NOW - timedelta(days=place)} if place else {}
        factories.promise(client, due_on=TODAY - timedelta(days=3), **complaint, **closed)


def opens(lines, user, browser):
    """{key: how many rows the list holds}, of those that count rows; of clients the list's own filter is asked."""
    return {key: _opened(line.url, user, browser) for key, line in lines.items() if line.rows is not None}


def _opened(url, user, browser):
    path, _, query = url.partition("?")
    if path != "/clients/":
        seen = browser.get(url).context
        return seen["cl"].result_count if "cl" in seen else len(seen["rows"] if "rows" in seen else seen["page"].rows)
    found = ClientFilter(QueryDict(query), Client.objects.visible_to(user), user=user, today=TODAY)
    assert not found.errors
    return found.qs.count()


def rows(lines):
    return {key: line.rows for key, line in lines.items() if line.rows is not None}


def by_hand(unit):
    """The values of the unit and below, in plain Python over all rows."""
    below = set(OrgUnit.objects.filter(path__startswith=unit.path).values_list("pk", flat=True))
    everyone = [row for row in Client.objects.all() if row.unit_id in below]
    clients = [row for row in everyone if row.status == "active"]
    owed = [row for row in Promise.objects.select_related("client") if row.client and row.client.unit_id in below]
    complaints = [row for row in owed if row.origin == "decision"]
    owed = [row for row in owed if row.origin not in ("decision", "order")]
    silent = set(DoNotDisturb.objects.values_list("client", flat=True))
    upper = [row for row in clients if row.tier in ("top", "select", "vip")]
    promised = [row for row in upper if row.next_due_on and row.pk not in silent]
    overdue = [row for row in owed if row.state == "open" and row.due_on < TODAY]
    kept = [row for row in owed if row.state == "kept"]
    signals = [row for row in Signal.objects.select_related("client") if row.client.unit_id in below]
    red = [row for row in signals if row.severity == "red" and not _talked(row)]
    near = [row for row in signals if row.kind == "near" and row.about == "2026-11"]
    matures, planned = set(), set()
    for row in Holding.objects.select_related("client"):
        if row.client in clients and TODAY <= row.matured_on <= TODAY + timedelta(days=30):
            matures.add(row.client)
            planned |= {row.client} if row.client.last_effective_on == TODAY - timedelta(days=2) else set()
    return {
        "overdue": (len(overdue), None),
        "cover": (len([row for row in promised if row.next_due_on >= TODAY and row.last_effective_on]), len(promised)),
        "late": (len([row for row in promised if row.next_due_on == OVERDUE]), None),
        "kept": (len(kept), len(kept) + len(overdue) + len([row for row in owed if row.state == "broken"])),
        "red": (len([row for row in red if row.kind == "complaint" or row.client_id not in silent]), None),
        "average": (sum(row.average or 0 for row in clients), None),
        "matures": (len(planned), len(matures)),
        "near": (len([row for row in near if _talked(row)]), len(near)),
        "valid": (len([row for row in clients if row.tier not in ("basic", "")]), None),
        "stopped": (len([row for row in everyone if row.tier == "vip" and row.pk % 5 == 1]), None),
        "complaints": (len([row for row in complaints if row.state == "open"]), None),
        "orders": (2, None) if unit.name == "城关支行" else (0, 0),  # absent: head office reads none of it
        "unmanaged": (len([row for row in clients if row.manager_id is None]), None),
    }


def _talked(row):
    return row.client.last_effective_on is not None and row.client.last_effective_on >= row.raised_on


def shown(lines):
    return {key: (line.value, line.base, line.note) for key, line in lines.items()}


def lines_of(found):
    return {line.key: line for _title, lines in found.groups for line in lines}


def test_each_number_is_counted_a_second_way_and_opens_exactly_its_rows(branch, login):
    for unit, person in ((branch.east, branch.head), (branch.west, branch.head_office)):
        found, browser = figures_of(unit, TODAY, person), login(person)
        lines = lines_of(found)
        wanted = by_hand(unit)
        assert {key: (line.value, line.base) for key, line in lines.items() if key in wanted} == {
            key: pair for key, pair in wanted.items() if pair[1] != 0
        }
        assert opens(lines, person, browser) == rows(lines)
        assert found.data_date == YESTERDAY
        assert found.stale == 5 * (2 if unit == branch.east else 1)
    found = figures_of(branch.outlet, TODAY, branch.head)
    [(pk, own)] = found.people.items()
    assert pk == branch.backup.pk and opens(own, branch.head, login(branch.head)) == rows(own)


def test_no_list_of_a_number_reaches_beyond_who_opens_it(branch, login):
    lines = lines_of(figures_of(branch.east, TODAY, branch.head))
    browser = login(branch.other_head)
    assert [browser.get(lines[key].url).status_code for key in ("late", "stopped")] == [404, 404]
    assert [_opened(lines[key].url, branch.other_head, browser) for key in ("overdue", "red")] == [0, 0]
    assert login(branch.sysadmin).get(lines["red"].url).status_code == 403
    own = _opened(lines["overdue"].url, branch.manager, login(branch.manager))
    assert 0 < own < lines["overdue"].rows  # a manager reads his part of it


def test_the_night_keeps_what_a_head_sees_and_never_touches_an_older_day(branch):
    week_ago = TODAY - timedelta(days=8)  # its own Wednesday was missed
    for days, amount in ((8, 3), (91, 1)):
        about = {"unit": branch.east, "on": TODAY - timedelta(days=days), "key": "overdue", "at": NOW}
        Figure.objects.create(value=amount, **about)
    Figure.objects.create(unit=branch.outlet, person=branch.backup, on=week_ago, key="overdue", value=9, at=NOW)
    two = Client.objects.active().filter(manager=branch.manager).order_by("pk")[:2]
    for client, left in zip(two, (60, 40), strict=True):
        matured_on = TODAY - timedelta(days=12)
        factories.holding(client, "100.00", matured_on=matured_on, ended_on=matured_on)
        for on, amount in ((matured_on - timedelta(days=9), 100), (matured_on + timedelta(days=6), left)):
            about = {"client": client, "data_date": on, "product_class": "demand"}
            BalanceSnapshot.objects.create(balance=amount, average=amount, **about)
    today = {"starts_on": TODAY, "ends_on": TODAY, "reason": "年休假"}
    CoverPeriod.objects.create(absent=branch.backup, cover=branch.manager, **today)
    assert "4 个机构" in keep_figures(now=NOW)
    Promise.objects.filter(state="open").first().delete()
    keep_figures(now=NOW)
    assert Figure.objects.exclude(on=TODAY).count() == 3
    for unit in (branch.east, branch.outlet):
        live = figures_of(unit, TODAY, branch.head)
        kept = figures_of(unit, TODAY + timedelta(days=7), branch.head, day=TODAY)
        assert shown(lines_of(live)) == shown(lines_of(kept))
        assert {pk: shown(own) for pk, own in live.people.items()} == {
            pk: shown(own) for pk, own in kept.people.items()
        }
    lines = lines_of(figures_of(branch.east, TODAY, branch.head))
    assert lines["matures"].note.endswith("；近 30 天到期的 2 笔，留下 1 笔")
    most = feasibility(branch.head, load_policies(TODAY).terms, TODAY)[0]
    assert (lines["load"].value, lines["covers"].value_text) == (most.load.percent, "1 人")
    line = lines["overdue"]
    assert (line.change_text, line.change_is_bad, line.state) == ("+7 件", True, "out")
    assert line.trend == [None] * 10 + [3, 10]
    own = figures_of(branch.east, TODAY, branch.head).people[branch.backup.pk]["overdue"]
    assert (own.change_text, own.change_is_bad) == ("−4 件", False)


def test_head_office_reads_the_night_with_its_units_beside(branch, django_assert_max_num_queries):
    keep_figures(now=NOW)
    with django_assert_max_num_queries(2):
        found = figures_of(branch.hq, TODAY, branch.head_office)
    assert lines_of(found)["overdue"].value == by_hand(branch.hq)["overdue"][0] == 16
    assert {pk: own["overdue"].value for pk, own in found.units.items()} == {branch.east.pk: 11, branch.west.pk: 5}
    assert found.computed_at == NOW
    with django_assert_max_num_queries(14):
        figures_of(branch.east, TODAY, branch.head)
    tomorrow = figures_of(branch.east, TODAY + timedelta(days=1), branch.head, day=TODAY)
    assert {line.url for line in lines_of(tomorrow).values()} == {""}  # the lists are of now
    before = figures_of(branch.east, TODAY, branch.head, day=TODAY - timedelta(days=40))
    assert (before.groups, before.computed_at) == ([], None)


def test_who_avoids_somebody_has_figures_of_his_own(branch):
    relative = Client.objects.filter(unit=branch.east, tier="vip", status="active").first()
    everybody = lines_of(figures_of(branch.east, TODAY, branch.head))["valid"].value
    factories.kin(branch.head, relative)
    person = type(branch.head).objects.get(pk=branch.head.pk)
    assert lines_of(figures_of(branch.east, TODAY, person))["valid"].value == everybody - 1
    assert lines_of(figures_of(branch.east, TODAY, branch.head_office))["valid"].value == everybody


def test_deposits_are_averages_and_a_move_over_the_line_counts_once(branch, django_assert_max_num_queries):
    """Averages of the year: 1–5 million on each day of delivery, of a person, a shop and a firm; who has left was there last year."""
    run = RatingRun.objects.create(month=date(2026, 10, 1), started_at=NOW - timedelta(days=13), finished_at=NOW)
    rows = list(Client.objects.filter(unit=branch.east, manager=branch.manager, status="active").order_by("pk"))
    for client, kind in zip(rows, ("person", "sole_trader", "corporate"), strict=False):
        Client.objects.filter(pk=client.pk).update(kind=kind)
    gone = Client.objects.get(status="closed")
    days = {YESTERDAY: "3.10", date(2026, 10, 31): "3.00", date(2025, 12, 31): "2.00", date(2025, 11, 15): "2.50"}
    for on, millions in days.items():
        own = [*rows[:3], *([gone] if on.year == 2025 else [])]
        BalanceSnapshot.objects.bulk_create(_balance(client, on, n, millions) for n, client in enumerate(own, 1))
    _balance(rows[0], date(2025, 11, 17), 1, "0.000001").save()  # of a few
    nights = [run, RatingRun.objects.create(started_at=NOW)]
    moves = [(0, "standard", 0), (1, "top", 0), (8, "vip", 0), (8, "basic", 1), (9, "", 0)]
    TierChange.objects.bulk_create(
        TierChange(client=rows[place], run=nights[night], old=old, new="vip", at=NOW - timedelta(hours=2 - night))
        for place, old, night in moves  # the first of two tells where he stood
    )
    Standing.objects.create(run=run, client=gone, month=run.month, tier="vip")
    calendar_at_hand(TODAY, TODAY)  # every page's frame asks for it
    with django_assert_max_num_queries(14):
        found = figures_of(branch.east, TODAY, branch.head)
    lines, people = lines_of(found), found.people
    n, before = date(2026, 11, 17).timetuple().tm_yday, date(2026, 10, 31).timetuple().tm_yday
    wanted = {
        "growth": Decimal("3.10") * 6 - Decimal("2.50") * 10,
        "since_year": Decimal("3.10") * 6 - Decimal("2.00") * 10,
        "month": (Decimal("3.10") * 6 * n - Decimal("3.00") * 6 * before) / 17,
    }
    found = {key: lines[key].value for key in wanted}
    assert found == {key: (value * 1_000_000).quantize(Decimal("0.01")) for key, value in wanted.items()}
    assert lines["growth"].note == "个人 −940.00 万元，对公 +180.00 万元，小微 +120.00 万元"
    assert (lines["net"].value, lines["net"].base, lines["net"].note) == (-1, 3, "进 1 户，出 2 户")
    assert opens({"net": lines["net"]}, branch.head, None) == {"net": 3}
    cache.clear()  # a page that has read some of it for other parts of itself shows the same
    seen = figures_of(branch.east, TODAY, branch.head, look=Look(place_of(branch.head, {}), NOW))
    assert shown(lines_of(seen)) == shown(lines)
    assert {pk: shown(own) for pk, own in seen.people.items()} == {pk: shown(own) for pk, own in people.items()}
    keep_figures(now=NOW)
    cache.clear()
    with django_assert_max_num_queries(13):  # the sums of deposits are the night's while no newer file came in
        again = lines_of(figures_of(branch.east, TODAY, branch.head))
    assert {key: again[key].value for key in wanted} == found and again["growth"].note == lines["growth"].note


def _balance(client, on, share, millions):
    amount = share * 1_000_000 * Decimal(millions)
    return BalanceSnapshot(client=client, data_date=on, product_class="demand", balance=2 * amount, average=amount)
