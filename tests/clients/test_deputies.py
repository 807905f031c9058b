"""One B角 for all clients of a manager, and who lacks one."""

from django.urls import reverse
from django.utils import timezone

from clients.models import Client
from clients.queries.deputies import deputies, lone_counts
from clients.queries.narrowing import narrowed
from crm.queries.figures.counting import Scope, counted
from staff.models import AuditEvent
from tests import factories

PAGE = reverse("deputy_list")


def test_one_deputy_for_all_clients_of_a_manager(bank, login):
    third = factories.user(unit=bank.east, name="赵三")
    lone = [factories.client(unit=bank.east, manager=bank.manager, tier=tier) for tier in ("top", "basic")]
    apart = factories.client(unit=bank.east, manager=bank.manager)
    factories.client(unit=bank.east, manager=bank.manager, status="closed")
    factories.kin(third, apart)
    rows, number = deputies(bank.head, 9)
    assert number == 1 and [(row.manager, row.clients, row.lone, row.upper) for row in rows] == [
        (bank.manager, 4, 3, 2)
    ]
    assert lone_counts(bank.head) == (3, 2) and lone_counts(bank.head_office) == (4, 3)
    browser, asked = login(bank.head), {"manager": bank.manager.pk, "deputy": third.pk}
    shown = browser.post(PAGE, asked, follow=True).content.decode()
    assert "赵三已是周敏 2 位客户的B角" in shown and "1 位没有设" in shown
    assert set(Client.objects.filter(backup=third)) == set(lone)
    events = AuditEvent.objects.filter(verb="assign")
    assert {event.client_id for event in events} == {client.pk for client in lone}
    assert events[0].changes == {"backup": ["", third.employee_no]}
    browser.post(PAGE, asked | {"replaces": "on"})
    assert set(Client.objects.filter(backup=third)) == {*lone, bank.mine}


def test_a_deputy_who_works_here_no_more_is_none_and_holds_nobody_up(bank, login):
    Client.objects.filter(pk=bank.mine.pk).update(tier="top")
    bank.backup.is_active = False
    bank.backup.save(update_fields=["is_active"])
    assert lone_counts(bank.head) == (1, 1)
    assert list(narrowed(Client.objects.all(), {"no_deputy": "1", "manager": bank.manager.pk}, None)) == [bank.mine]
    assert _values_of("alone", bank) == 1
    third = factories.user(unit=bank.east, name="赵三")
    asked = {"manager": third.pk, "reason": "rotates", "seen": bank.mine.version}
    assert login(bank.head).post(reverse("client_manager", args=[bank.mine.pk]), asked).status_code == 302
    bank.mine.refresh_from_db()
    assert (bank.mine.manager, bank.mine.backup) == (third, None)


def _values_of(key, bank):
    found, _data_date = counted(Scope(timezone.localdate(), [bank.east.pk]))
    return sum(values[key][0] for values in found.values() if key in values)


def test_who_may_not_be_it_is_said_at_the_field(bank, login):
    browser, asked = login(bank.head), {"manager": bank.manager.pk, "deputy": bank.manager.pk}
    answer = browser.post(PAGE, asked)
    assert answer.status_code == 422 and "B角不能是客户经理本人" in answer.content.decode()
    answer = browser.post(PAGE, asked | {"deputy": bank.stranger.pk})
    assert answer.status_code == 422 and "您范围内在岗的客户经理" in answer.content.decode()
    assert "都已经有B角了" in browser.post(PAGE, asked | {"deputy": bank.backup.pk}).content.decode()
    assert browser.get(PAGE, {"manager": "abc"}).status_code == 200
    assert not AuditEvent.objects.filter(verb="assign").exists()
