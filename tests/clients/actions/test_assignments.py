"""Every change of manager leaves a row."""

from datetime import date

from clients.actions.clients import assign_client
from clients.models import Assignment
from staff.calendar import midnight

TODAY = date(2026, 11, 20)


def test_who_looked_after_a_client_is_told_by_his_rows(bank):
    assign_client(bank.mine, manager=bank.backup, backup=None, by=bank.head, now=midnight(date(2026, 11, 2)))
    assign_client(bank.mine, manager=None, backup=None, by=bank.head, now=midnight(TODAY))

    rows = (
        Assignment.objects.filter(client=bank.mine)
        .order_by("pk")
        .values_list("giver", "manager", "starts_on", "ends_on")
    )
    assert list(rows) == [
        (bank.manager.pk, bank.backup.pk, date(2026, 11, 2), TODAY),
        (bank.backup.pk, None, TODAY, None),
    ]
