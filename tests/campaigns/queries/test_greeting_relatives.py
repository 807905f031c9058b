"""The relatives of a few clients are found without reading through the whole bank."""

import pytest
from django.db import connection

from campaigns.models import Greeting, Occasion
from campaigns.queries.greetings.eligibility import of_households
from clients.models import Client
from tests import factories
from tests.greetings import plant

MANY = 20_000


@pytest.mark.skipif(connection.vendor != "postgresql", reason="its plans are not SQLite's")
def test_a_claim_of_fifty_does_not_scan_the_clients(transactional_db, bank):  # its dead rows would slow others
    plant()
    model, occasion = factories.client(unit=bank.manager.unit), Occasion.objects.get(code="new_year", year=2027)
    shared = {"unit": model.unit, "manager": bank.manager, "assigned_on": model.assigned_on}
    clients = Client.objects.bulk_create(
        Client(client_no=f"75{n:06d}", phone=f"100{n:08d}", email=f"C{n}@client.example", **shared) for n in range(MANY)
    )
    greetings = Greeting.objects.bulk_create(
        Greeting(
            client=client,
            occasion=occasion,
            code=occasion.code,
            year=2027,
            on=occasion.on,
            tone=occasion.tone,
            manager=bank.manager,
            state=Greeting.State.SENT,
        )
        for client in clients
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE clients_client, campaigns_greeting")
    for rows in (greetings[:1], greetings[:50]):
        relatives = of_households(rows)
        assert "Seq Scan on clients_client" not in relatives.explain()
        assert {row.pk for row in relatives} == {row.pk for row in rows}
