from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from clients.models import BalanceSnapshot, Client, ContactLog
from staff import bulk

pytestmark = pytest.mark.django_db
NASTY = ["\\N", "a\\tb", "制表\t换行\n回车\r", "'引号\"", "𠮷🙂", "\\.", "100%s {x} $1", ""]


def test_text_comes_back_as_it_went_in(bank):
    at = datetime(2026, 5, 5, 2, 1, 30, tzinfo=UTC)
    rest = bulk.defaults(ContactLog) | {
        "client_id": bank.mine.pk,
        "kind": "call",
        "occurred_at": at,
        "is_effective": True,
    }
    rows = [tuple((rest | {"note": note}).values()) for note in NASTY]
    bulk.insert(ContactLog, list(rest), rows)
    found = list(ContactLog.objects.order_by("pk"))
    assert [log.note for log in found] == NASTY
    assert {(log.occurred_at, log.is_effective, log.seconds, log.import_key) for log in found} == {
        (at, True, None, None)
    }
    bulk.update(ContactLog, ["note", "seconds"], [(log.pk, log.note + "!", 5) for log in found])
    assert [log.note for log in ContactLog.objects.order_by("pk")] == [note + "!" for note in NASTY]


def test_amounts_and_dates_keep_their_digits(bank):
    names = ["client_id", "data_date", "product_class", "balance", "average"]
    amount = Decimal("1234567890.12")
    bulk.insert(BalanceSnapshot, names, [(bank.mine.pk, date(2026, 11, 20), "time", amount, None)])
    row = BalanceSnapshot.objects.get()
    assert (row.balance, row.average, row.data_date) == (amount, None, date(2026, 11, 20))
    bulk.update(BalanceSnapshot, ["average"], [(row.pk, amount)])
    assert BalanceSnapshot.objects.get().average == amount


def test_defaults_are_the_models_own():
    found = bulk.defaults(Client)
    assert (found["status"], found["tier"], found["balance"], found["version"]) == ("active", "", None, 0)
    assert "id" not in found


def test_nothing_to_write_asks_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        bulk.insert(Client, ["name"], [])
        bulk.update(Client, ["name"], [])
