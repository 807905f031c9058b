"""The core file names managers; whom people here gave on, it does not take back while the handover can be undone."""

from datetime import timedelta

from django.utils import timezone

from clients.actions.clients import assign_client
from clients.models import Client
from staff.calendar import midnight
from tests.imports.samples import CLIENT_HEADERS, client_row, put, table, take

TODAY = timezone.localdate()


def test_a_file_that_still_names_the_former_manager_undoes_no_handover(bank, tmp_path):
    def deliver(manager="990101"):
        row = client_row(manager=manager)
        _counts, errors = take(put(tmp_path, "clients.csv", table(CLIENT_HEADERS, row), "gb18030"))
        return Client.objects.get(client_no="10000007"), "".join(map(str, errors))

    client, _errors = deliver()
    assign_client(client, manager=bank.backup, backup=None, by=bank.head, now=midnight(TODAY))
    client, errors = deliver()
    assert client.manager == bank.backup and "请在核心系统里也改" in errors
    client.assignments.filter(ends_on=None).update(starts_on=TODAY - timedelta(days=31))
    assert deliver()[0].manager == bank.manager
    deliver("990102")
    assert deliver()[0].manager == bank.manager  # what a file gave on, a file takes back
