"""Every statement that is composed once (staff/composed.py) finds for everybody, on each day, what it finds made anew."""

import ast
import re
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from clients.models import Client
from staff import composed
from staff.models import CoverPeriod, User
from staff.roles import Role
from staff.scope import _InSight, rows_for
from tests import factories
from tests.test_guards import LAYERS
from words.dates import ONE_DAY

# Which builders are given to rows_for, and what each asks besides the user; those of MANAGERS are never asked for another.
BUILDERS = {
    "clients.queries.at_hand._rows": ("today", "mine", "ours"),
    "clients.queries.facts._of_client": ("client",),
    "clients.queries.promise_cards._of_client": ("client", "since"),
    "crm.queries.handover_counts._running": (),
    "crm.queries.handover_counts._waiting": (),
    "crm.queries.handover_counts._waiting_with_notices": ("unit",),
    "crm.queries.looks._asked_and_ending": ("today",),
    "crm.queries.looks._groups": ("today", "below"),
    "crm.queries.looks._people": ("today", "below"),
    "crm.queries.looks._promises": ("today", "since", "below"),
    "crm.queries.nav_counts._clients": (),
    "crm.queries.nav_counts._drafts": ("today",),
    "crm.queries.nav_counts._due": ("today",),
    "crm.queries.nav_counts._promises": ("today",),
    "crm.queries.workbench._own_rows": ("today",),
    "crm.views.client._whole_rows": ("today", "pk"),
    "planner.queries.due._shown": ("today", "ids"),
    "planner.queries.due_facts._managers": ("today", "follow_ups", "key_dates", "only"),
    "planner.queries.due_facts._near_today": ("today", "only"),
    "planner.queries.due_facts._open_follow_ups": ("today", "only"),
    "tiers.queries.changes._changes": ("since",),
    "tiers.queries.signals._some": ("today",),
}
MANAGERS = ("crm.queries.workbench._own_rows", "planner.queries.due_facts._managers")


def given_to_rows_for():
    root = Path(settings.BASE_DIR)
    for path in (path for app in LAYERS for path in (root / app).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not re.search(r"^from staff\.scope import .*\brows_for\b", text, re.MULTILINE):
            continue
        module = ".".join(path.relative_to(root).with_suffix("").parts)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "rows_for":
                yield f"{module}.{node.args[1].id}"


def builder(name):
    module, _dot, function = name.rpartition(".")
    return getattr(import_module(module), function)


def test_each_builder_stands_in_the_table():
    assert set(given_to_rows_for()) == set(BUILDERS)


def test_everybody_finds_what_the_same_rows_made_anew_are(bank):
    now, today = timezone.now(), timezone.localdate()
    for days, (client, by) in enumerate([(bank.mine, bank.manager), (bank.theirs, bank.stranger)]):
        due = today - days * ONE_DAY
        Client.objects.filter(pk=client.pk).update(tier="top", next_due_on=due, contact_interval=14)
        factories.promise(client, due_on=due, made_at=now, made_by=by)
        factories.contact(client, now - timedelta(hours=3), by=by)
        factories.signal(client, raised_on=due, due_on=due)
    CoverPeriod.objects.create(absent=bank.stranger, cover=bank.manager, starts_on=today, ends_on=today, reason="年假")
    factories.kin(bank.head, bank.mine)
    found, ids = 0, [bank.mine.pk, bank.theirs.pk]
    for person in User.objects.order_by("pk"):
        for name, asks in BUILDERS.items():
            if name in MANAGERS and person.role != Role.MANAGER:
                continue
            for day in (today, today + ONE_DAY):
                about = {"mine": [person.pk], "ours": ids, "client": ids[0], "pk": ids[1], "ids": ids, "only": ids[:1]}
                about |= {"since": now - timedelta(hours=5), "follow_ups": ids, "key_dates": []}
                about |= {"unit": person.unit_id, "below": [bank.east.pk, bank.west.pk]}
                fixed, values = (
                    [day] if "today" in asks else [],
                    {each: about[each] for each in asks if each != "today"},
                )
                rows, anew = rows_for(person, builder(name), *fixed, **values), builder(name)(person, *fixed, **values)
                assert sorted(map(repr, rows)) == sorted(map(repr, anew)), (name, person, day)
                found += len(rows)
    assert found > 60


def test_nothing_but_the_marks_differs_from_person_to_person(bank, monkeypatch):
    """What a builder makes of an id, as its text or the next number, would be the same wrong one for everybody."""
    sight = (("me", int), ("covered", 2), ("avoided", 2), ("units", 2), ("reads_on", 0))
    kinds = {"client": int, "pk": int, "unit": int, "since": datetime}
    for name, asks in BUILDERS.items():
        fixed = (timezone.localdate(),) if "today" in asks else ()
        shape = sight + tuple((each, kinds.get(each, 3)) for each in asks if each != "today")
        for role in (Role.MANAGER,) if name in MANAGERS else (Role.MANAGER, Role.BRANCH_HEAD):
            build = _InSight(builder(name), User, role, True)
            one, two = (composed_with(monkeypatch, later, build, fixed, shape) for later in (0, 12345))
            assert one == two, (name, role)


def composed_with(monkeypatch, later, *about):
    """The SQL, and its parameters with a word for each mark."""
    monkeypatch.setattr(composed, "FIRST", 7 * 10**18 + later)
    monkeypatch.setattr(composed, "EARLIEST", composed.EARLIEST + timedelta(seconds=later))
    made = composed._composed.__wrapped__(*about)
    return made.sql, [f"place {made.marks[each]}" if made._is_mark(each) else each for each in made.params]
