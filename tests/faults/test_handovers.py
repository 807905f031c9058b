"""The process that gives the clients of a handover is killed between and within its turns."""

from clients.models import Assignment, Client, Request
from staff.models import AuditEvent
from staff.turns import SOME
from tests import factories
from tests.faults.harness import CRASHED
from tests.handovers import THAT_DAY, start


def test_a_day_that_is_killed_within_a_turn_gives_every_client_exactly_once(bank, workers):
    about = {"unit": bank.east, "manager": bank.manager, "tier": "standard"}
    many = Client.objects.bulk_create([factories.new_client(**about) for _n in range(SOME + 40)])
    start(bank, *((client, bank.backup) for client in many))
    Request.objects.update(decided_by=bank.head_office)  # who agreed that it is much for one

    assert workers.wait(workers.start("crash_give", now=THAT_DAY, number=2)) == CRASHED
    assert Assignment.objects.given().count() == Client.objects.filter(manager=bank.backup).count() == SOME
    assert workers.wait(workers.start("give", now=THAT_DAY)) == 0

    ids = {client.pk for client in many}
    assert set(Client.objects.filter(manager=bank.backup, version=1).values_list("pk", flat=True)) == ids
    assert sorted(Assignment.objects.given().values_list("client", flat=True)) == sorted(ids)
    told = AuditEvent.objects.filter(verb="assign").values_list("client_id", flat=True)
    assert sorted(told) == sorted(ids)
