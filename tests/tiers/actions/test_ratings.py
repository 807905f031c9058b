import csv
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from clients.models import Client
from staff.models import AuditEvent
from tests import factories
from tests.tiers.thresholds import COUNTY
from tiers.actions import ratings
from tiers.actions.ratings import rate_clients
from tiers.models import RatingRun, TierChange, TierPolicy
from tiers.queries.policies import load_policies
from tiers.queries.ratings import CHUNK, stream
from tiers.rules.rating import tier_for

NOW = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
BALANCES = Path(__file__).resolve().parents[3].parent / "shared/data/balances.csv"


def having(bank, average, *, tier="", interval=None, **fields):
    average = None if average is None else Decimal(average)
    return factories.client(
        unit=bank.east, manager=bank.manager, tier=tier, interval=interval, average=average, **fields
    )


def test_every_active_client_with_an_average_gets_the_tier_and_the_interval_of_its_lines(bank):
    expected = {
        having(bank, "5000000.00"): ("top", 14),
        having(bank, "4999999.99"): ("select", 30),
        having(bank, "200000.00"): ("vip", 60),
        having(bank, "10000.00"): ("standard", 180),
        having(bank, "0.00"): ("basic", None),
        having(bank, "250000.00", kind="micro_small"): ("standard", 180),
        having(bank, "999999.99", kind="corporate"): ("standard", 180),
    }
    sentence = rate_clients(now=NOW)

    for client, (tier, interval) in expected.items():
        client.refresh_from_db()
        assert (client.tier, client.contact_interval) == (tier, interval)
    assert sentence == "评定 7 户，变动 7 户"
    run = RatingRun.objects.get()
    assert (run.seen, run.changed, run.failed, run.started_at) == (7, 7, 0, NOW)
    assert run.finished_at >= NOW


def test_a_client_without_data_or_not_active_is_left_alone(bank):
    untouched = [having(bank, None, tier="vip", interval=60), having(bank, "6000000", status="deceased")]
    assert rate_clients(now=NOW) == "评定 0 户，变动 0 户"
    for client in untouched:
        before = (client.tier, client.contact_interval)
        client.refresh_from_db()
        assert (client.tier, client.contact_interval) == before
    assert not TierChange.objects.exists()


def test_a_change_says_from_what_to_what_and_why_and_stands_in_the_audit(bank):
    client = having(bank, "235000.00")
    rate_clients(now=NOW, by=bank.head_office)
    change = TierChange.objects.get(client=client)
    assert (change.old, change.new, change.value, change.at) == ("", "vip", Decimal("235000.00"), NOW)
    assert change.sentence == "年日均 23.50 万元，达到贵宾线 20 万元，距优质线 100 万元还差 76.50 万元"
    event = AuditEvent.objects.get(verb="tier", client_id=client.pk)
    assert (event.actor_no, event.unit_id, event.changes) == ("990001", bank.east.pk, {"tier": ["", "vip"]})


def test_a_second_run_changes_nothing_and_writes_no_second_change(bank):
    client = having(bank, "235000.00")
    rate_clients(now=NOW)
    before = (Client.objects.values().get(pk=client.pk), TierChange.objects.count())
    assert rate_clients(now=NOW + timedelta(days=1)) == "评定 1 户，变动 0 户"
    assert (Client.objects.values().get(pk=client.pk), TierChange.objects.count()) == before
    assert AuditEvent.objects.filter(verb="tier", client_id=client.pk).count() == 1


def test_a_new_interval_of_the_policy_reaches_clients_whose_tier_stays(bank):
    client = having(bank, "235000.00", tier="vip", interval=60)
    TierPolicy.objects.filter(tier="vip").update(contact_interval=45)
    assert rate_clients(now=NOW) == "评定 1 户，变动 0 户"
    client.refresh_from_db()
    assert client.contact_interval == 45
    assert not TierChange.objects.exists()


def test_one_client_that_cannot_be_rated_does_not_stop_the_others(bank, caplog):
    broken = having(bank, "235000.00", kind="alien")
    fine = having(bank, "235000.00")
    assert rate_clients(now=NOW) == "评定 2 户，变动 1 户，失败 1 户"
    broken.refresh_from_db()
    fine.refresh_from_db()
    assert (broken.tier, fine.tier) == ("", "vip")
    assert f"client {broken.pk} " in caplog.text


def test_one_client_that_cannot_be_written_does_not_take_its_batch_along(bank, caplog, monkeypatch):
    clients = [having(bank, "235000.00") for _ in range(5)]
    broken = clients[2]
    real = ratings.write_together

    def refusing(moves, run, by):
        if broken.pk in [move.pk for move in moves]:
            real(moves, run, by)
            raise IntegrityError("planted")
        return real(moves, run, by)

    monkeypatch.setattr(ratings, "write_together", ratings.transaction.atomic(refusing))
    assert rate_clients(now=NOW) == "评定 5 户，变动 4 户，失败 1 户"
    assert set(Client.objects.filter(tier="vip", average__isnull=False)) == set(clients) - {broken}
    assert TierChange.objects.count() == AuditEvent.objects.filter(verb="tier", client_id__isnull=False).count() == 4
    assert f"client {broken.pk} " in caplog.text


@pytest.mark.parametrize("meanwhile", [{"tier": "top"}, {"average": Decimal(9)}, {"status": "deceased"}])
def test_what_somebody_else_wrote_since_the_read_wins(bank, monkeypatch, meanwhile):
    client = having(bank, "235000.00")
    real = ratings.write

    def late(moves, run, by):
        Client.objects.filter(pk=client.pk).update(**meanwhile)
        real(moves, run, by)

    monkeypatch.setattr(ratings, "write", late)
    assert rate_clients(now=NOW) == "评定 1 户，变动 0 户"
    client.refresh_from_db()
    assert client.tier == meanwhile.get("tier", "")
    assert not TierChange.objects.exists()


def test_statements_grow_with_the_kinds_of_moves_not_with_the_clients(bank):
    def statements():
        Client.objects.update(tier="", contact_interval=None)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            rate_clients(now=NOW)
        return len(seen)

    having(bank, "235000.00")
    alone = statements()
    for _ in range(30):
        having(bank, "235000.00")
    assert statements() == alone


def test_the_stream_passes_every_client_once_across_pages(bank, monkeypatch):
    monkeypatch.setattr("tiers.queries.ratings.CHUNK", 2)
    clients = [having(bank, "1.00") for _ in range(5)]
    mine = Client.objects.filter(pk__in=[client.pk for client in clients])
    assert list(stream(mine, "tier")) == [(client.pk, "") for client in clients]
    assert CHUNK >= 1000


@pytest.mark.skipif(not BALANCES.exists(), reason="the bank's real files are not on this machine")
def test_the_real_balances_fall_into_the_tiers_the_county_lines_promise():
    with BALANCES.open(encoding="utf-8-sig", newline="") as rows:
        counts = Counter(
            tier_for(max(Decimal(row["年日均"]), Decimal(0)), COUNTY["person"]) for row in csv.DictReader(rows)
        )
    assert counts == {"top": 11, "select": 606, "vip": 5790, "standard": 19090, "basic": 10671}


def test_a_new_bank_starts_with_the_five_county_policies(db):
    policies = load_policies(NOW.date())
    assert policies.policy.thresholds == COUNTY
    assert [(tier, term.contact_interval) for tier, term in policies.terms.items()] == [
        ("top", 14),
        ("select", 30),
        ("vip", 60),
        ("standard", 180),
        ("basic", None),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_move_every_client_once(monkeypatch):
    unit = factories.unit("9900")
    clients = [factories.client(unit=unit, tier="", average=Decimal("235000")) for _ in range(30)]
    monkeypatch.setattr(ratings, "SOME", 4)
    both_have_read = threading.Barrier(2)
    real = ratings.load_policies

    def together(day):
        policies = real(day)
        both_have_read.wait(60)
        return policies

    monkeypatch.setattr(ratings, "load_policies", together)

    def run():
        try:
            rate_clients(now=NOW)
        finally:
            connection.close()

    runs = [threading.Thread(target=run) for _ in range(2)]
    for thread in runs:
        thread.start()
    for thread in runs:
        thread.join(120)
    assert Client.objects.filter(tier="vip", contact_interval=60).count() == len(clients)
    assert TierChange.objects.count() == len(clients)
    assert sum(RatingRun.objects.values_list("changed", flat=True)) == len(clients)
    assert RatingRun.objects.filter(failed=0).count() == 2
