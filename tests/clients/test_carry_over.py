"""What the ledger promised before promises had their table is carried over: nothing is lost, nothing is said to be kept by a person."""

from datetime import date, datetime, timedelta
from importlib import import_module

from django.apps import apps
from django.utils import timezone

from clients.models import ContactLog, Promise

steps = import_module("clients.migrations.0002_next_steps_become_promises")
BEGUN = timezone.make_aware(datetime(2026, 11, 2, 10, 0))
DUE = date(2026, 11, 20)


def enter(client, day, by=None, **fields):
    fields = {"kind": "call", "is_effective": False, **fields}
    return ContactLog.objects.create(client=client, occurred_at=BEGUN + timedelta(days=day), by=by, **fields)


def test_each_next_step_that_stands_becomes_one_promise(bank, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(steps, "CHUNK", 3)
    followed = enter(bank.mine, 0, bank.manager, next_step="给利率测算", next_on=DUE)
    enter(bank.mine, 1, bank.manager, note="没有接通")
    proof = enter(bank.mine, 2, bank.head, is_effective=True)
    enter(bank.mine, 3, bank.manager, is_effective=True)
    opened = enter(bank.mine, 4, bank.backup, next_step=" ", next_on=DUE)
    of_file = enter(bank.theirs, 0, None, next_step="送资料", next_on=DUE)
    enter(bank.theirs, 1, bank.stranger, next_step="作废的", next_on=DUE, struck_at=BEGUN, strike_reason="重复")
    bank.theirs.contacts.filter(pk=of_file.pk).update(is_effective=True)
    with django_assert_max_num_queries(7):
        steps.carry_over(apps, None)
    rows = {row.log_id: row for row in Promise.objects.all()}
    assert rows.keys() == {followed.pk, opened.pk, of_file.pk}
    kept = rows[followed.pk]
    assert (kept.state, kept.is_presumed, kept.proof, kept.closed_at) == ("kept", True, proof, proof.occurred_at)
    assert (kept.what, kept.due_on, kept.owed_by, kept.closed_by) == ("给利率测算", DUE, bank.manager, bank.head)
    assert (rows[opened.pk].state, rows[opened.pk].what, rows[opened.pk].owed_by) == ("open", "跟进", bank.backup)
    assert (rows[of_file.pk].owed_by, rows[of_file.pk].made_by) == (bank.stranger, None)


def test_whoever_left_owes_nothing_any_more_and_a_client_of_nobody_loses_no_words(bank):
    bank.backup.is_active = False
    bank.backup.save()
    enter(bank.mine, 0, bank.backup, next_step="给利率测算", next_on=DUE)
    bank.theirs.manager = None
    bank.theirs.save()
    row = enter(bank.theirs, 0, None, next_step="送资料", next_on=DUE)
    steps.carry_over(apps, None)
    assert [each.owed_by for each in Promise.objects.all()] == [bank.manager]
    assert ContactLog.objects.get(pk=row.pk).next_step == "送资料"
