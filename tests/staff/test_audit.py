"""The database itself refuses to change or remove what was recorded (H12, S15)."""

import pytest
from django.db import DatabaseError, connection, transaction

from clients.models import Client
from staff.audit import Verb, record, record_each, request_ip
from staff.models import AuditEvent


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE staff_auditevent SET reason = 'x'",
        "DELETE FROM staff_auditevent",
        "UPDATE staff_auditevent SET reason = 'x' WHERE id < 0",
    ],
)
def test_neither_update_nor_delete(bank, statement):
    row = record(Verb.VIEW, by=bank.manager, target=bank.mine)
    if "id < 0" in statement and connection.vendor == "sqlite":
        pytest.skip("SQLite's triggers look at rows; a statement that hits none changes none")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEvent.objects.get(pk=row.pk).reason == ""


def test_a_row_says_who_what_and_about_whom(bank):
    row = record(Verb.VIEW, by=bank.manager, target=bank.mine)
    assert (row.actor_no, row.actor_role, row.verb, row.target_type) == ("990101", "manager", "view", "clients.Client")
    assert (row.client_id, row.unit_id) == (bank.mine.pk, bank.east.pk)


def test_many_events_at_once_are_the_same_as_one_by_one(bank):
    token = request_ip.set("192.0.2.7")
    changes = {"name": ["袁*华", "\\N\t'\"袁*花"]}
    record(Verb.UPDATE, by=bank.head_office, target=bank.mine, changes=changes, reason="核心系统文件")
    rows = [(bank.mine.pk, bank.mine.pk, bank.mine.unit_id, changes)]
    record_each(Verb.UPDATE, Client, rows, by=bank.head_office, reason="核心系统文件")
    request_ip.reset(token)
    one, many = AuditEvent.objects.order_by("pk").values()
    assert {name: one[name] for name in one.keys() - {"id", "at"}} == {
        name: many[name] for name in many.keys() - {"id", "at"}
    }
    assert abs(one["at"] - many["at"]).total_seconds() < 60


def test_who_sees_which_events(bank):
    record(Verb.VIEW, by=bank.manager, target=bank.mine)
    record(Verb.VIEW, by=bank.stranger, target=bank.theirs)
    seen = {
        name: AuditEvent.objects.visible_to(getattr(bank, name)).count()
        for name in ("head", "other_head", "head_office", "auditor", "compliance", "manager", "sysadmin")
    }
    assert seen == {
        "head": 1,
        "other_head": 1,
        "head_office": 2,
        "auditor": 2,
        "compliance": 2,
        "manager": 0,
        "sysadmin": 0,
    }


def test_log_in_and_out_stand_in_it(bank, client):
    client.post("/login/", {"username": "990101", "password": "ceshi-mima-2026"})
    client.post("/logout/")
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", "actor_no", "ip")) == [
        ("login", "990101", "127.0.0.1"),
        ("logout", "990101", "127.0.0.1"),
    ]


def test_what_was_refused_stands_in_it_too(bank, client, login):
    client.post("/login/", {"username": "990101", "password": "wrong"})
    client.post("/login/", {"username": "my-secret-password", "password": "x"})
    login(bank.auditor).get(f"/clients/{bank.mine.pk}/edit/")
    rows = AuditEvent.objects.filter(verb="denied").order_by("pk")
    assert list(rows.values_list("actor_no", "target_id", "changes")) == [
        ("", str(bank.manager.pk), {"page": "login"}),  # against the name typed: by whom, nobody knows
        ("", "", {"page": "login"}),
        ("990003", "", {"page": "client_edit", "method": "GET"}),
    ]
    assert rows.visible_to(bank.head).count() == 1  # his own manager's door


def test_a_row_cannot_be_replaced_either(bank):
    row = record(Verb.VIEW, by=bank.manager, target=bank.mine)
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite knows REPLACE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("REPLACE INTO staff_auditevent SELECT * FROM staff_auditevent WHERE id = %s", [row.pk])
