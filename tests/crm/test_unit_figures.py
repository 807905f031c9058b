"""The numbers of a unit: each counted a second way, each opens exactly its rows, and the night keeps them for ever."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.http import QueryDict
from django.utils import timezone

from clients.filters import ClientFilter
from clients.models import Client, Promise
from crm.actions.figures import keep_figures
from crm.models import Figure
from crm.queries.figures import figures_of
from staff.models import OrgUnit
from tests import factories

NOW = timezone.make_aware(datetime(2026, 11, 18, 8, 30))  # a Wednesday
TODAY = NOW.date()
LONG_AGO, SOON = date(2024, 6, 1), TODAY + timedelta(days=9)
YESTERDAY = TODAY - timedelta(days=1)
OVERDUE = date(2026, 11, 6)  # eight working days ago


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def branch(bank):
    """Clients of three managers in two branches and an outlet, promises kept, broken and overdue."""
    stands = {
        "kept": (LONG_AGO, SOON),
        "late": (LONG_AGO, OVERDUE),
        "due": (LONG_AGO, YESTERDAY),
        "first": (None, SOON),
    }
    owners = [(bank.east, bank.manager), (bank.outlet, bank.backup), (bank.west, bank.stranger)]
    Client.objects.all().delete()
    rows = []
    for place, (unit, manager) in enumerate(owners):
        for tier in ("top", "vip", "standard", "basic", ""):
            for number, (last, due) in enumerate(stands.values()):
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
    return bank


def opens(lines, user, browser):
    """{key: how many rows the list holds}, of those that count rows; of clients the list's own filter is asked."""
    return {key: _opened(line.url, user, browser) for key, line in lines.items() if line.rows is not None}


def _opened(url, user, browser):
    path, _, query = url.partition("?")
    if path != "/clients/":
        return len(browser.get(url).context["rows"])
    found = ClientFilter(QueryDict(query), Client.objects.visible_to(user), user=user, today=TODAY)
    assert not found.errors
    return found.qs.count()


def rows(lines):
    return {key: line.rows for key, line in lines.items() if line.rows is not None}


def by_hand(unit):
    """The values of the unit and below, in plain Python over all rows."""
    below = set(OrgUnit.objects.filter(path__startswith=unit.path).values_list("pk", flat=True))
    clients = [row for row in Client.objects.all() if row.unit_id in below and row.status == "active"]
    owed = [row for row in Promise.objects.select_related("client") if row.client.unit_id in below]
    upper = [row for row in clients if row.tier in ("top", "select", "vip")]
    promised = [row for row in upper if row.next_due_on]
    overdue = [row for row in owed if row.state == "open" and row.due_on < TODAY]
    kept = [row for row in owed if row.state == "kept"]
    return {
        "overdue": (len(overdue), None),
        "cover": (len([row for row in promised if row.next_due_on >= TODAY and row.last_effective_on]), len(promised)),
        "late": (len([row for row in upper if row.next_due_on == OVERDUE]), None),
        "kept": (len(kept), len(kept) + len(overdue) + len([row for row in owed if row.state == "broken"])),
        "average": (sum(row.average or 0 for row in clients), None),
        "valid": (len([row for row in clients if row.tier not in ("basic", "")]), None),
        "unmanaged": (len([row for row in clients if row.manager_id is None]), None),
    }


def lines_of(found):
    return {line.key: line for _title, lines in found.groups for line in lines}


def test_each_number_is_counted_a_second_way_and_opens_exactly_its_rows(branch, login):
    for unit, person in ((branch.east, branch.head), (branch.outlet, branch.head), (branch.west, branch.head_office)):
        found, browser = figures_of(unit, TODAY, person), login(person)
        lines = lines_of(found)
        wanted = by_hand(unit)
        assert {key: (line.value, line.base) for key, line in lines.items() if key in wanted} == wanted
        assert opens(lines, person, browser) == rows(lines)
        assert found.data_date == YESTERDAY
        assert found.stale == 5 * (2 if unit == branch.east else 1)
        for pk, own in found.people.items():
            assert opens(own, person, browser) == rows(own), pk


def test_the_night_keeps_what_a_head_sees_and_never_touches_an_older_day(branch):
    week_ago = TODAY - timedelta(days=8)  # its own Wednesday was missed
    for days, amount in ((8, 3), (91, 1)):
        about = {"unit": branch.east, "on": TODAY - timedelta(days=days), "key": "overdue", "at": NOW}
        Figure.objects.create(value=amount, **about)
    Figure.objects.create(unit=branch.outlet, person=branch.backup, on=week_ago, key="overdue", value=9, at=NOW)
    assert "4 个机构" in keep_figures(now=NOW)
    Promise.objects.filter(state="open").first().delete()
    keep_figures(now=NOW)
    assert Figure.objects.exclude(on=TODAY).count() == 3
    for unit in (branch.east, branch.outlet):
        live = figures_of(unit, TODAY, branch.head)
        kept = figures_of(unit, TODAY + timedelta(days=7), branch.head, day=TODAY)
        assert {key: line.value_text for key, line in lines_of(live).items()} == {
            key: line.value_text for key, line in lines_of(kept).items()
        }
        assert {pk: {key: line.value for key, line in own.items()} for pk, own in live.people.items()} == {
            pk: {key: line.value for key, line in own.items()} for pk, own in kept.people.items()
        }
    line = lines_of(figures_of(branch.east, TODAY, branch.head))["overdue"]
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
    before = figures_of(branch.east, TODAY, branch.head, day=TODAY - timedelta(days=40))
    assert (before.groups, before.computed_at) == ([], None)


def test_who_avoids_somebody_has_figures_of_his_own(branch):
    relative = Client.objects.filter(unit=branch.east, tier="vip", status="active").first()
    everybody = lines_of(figures_of(branch.east, TODAY, branch.head))["valid"].value
    factories.kin(branch.head, relative)
    person = type(branch.head).objects.get(pk=branch.head.pk)
    assert lines_of(figures_of(branch.east, TODAY, person))["valid"].value == everybody - 1
    assert lines_of(figures_of(branch.east, TODAY, branch.head_office))["valid"].value == everybody
