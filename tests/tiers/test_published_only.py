"""No path gives one client a price or a rate outside the published rows: page, forged POST, action, model, bulk, SQL, admin, file."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import NoReverseMatch, reverse

from clients.actions.requests import ask_request
from clients.models import Request
from crm.files import FILES
from tests import factories
from tests.tiers.concessions import NOW, RATE, TODAY, UNTIL, ask, decide, granted, listed, morning, sign, terms
from tiers.models import FeeItem
from words.problems import Refused

__all__ = ["listed", "morning"]
DEAR = Decimal("1.25")  # the ceiling is 1.20, and 50% is published for 顶级
COLUMNS = {"concession": "rate", "item": "D12", "rate": DEAR, "ceiling": Decimal("9"), "amount": 1, "valid_from": TODAY}
COLUMNS |= {"valid_until": UNTIL, "tier_before": "top"}


def posted(bank, login, **changes):
    about = terms(conditions=(), rate=DEAR) | changes
    return login(bank.manager).post(
        f"/clients/{bank.mine.pk}/concession/", {k: v for k, v in about.items() if v is not None}
    )


def stored(bank, **changes):
    return granted(bank, bank.mine, **changes)


def changed(bank, **changes):
    row = stored(bank)
    Request.objects.filter(pk=row.pk).update(**changes)


def bulk(bank, login):
    row = stored(bank)
    row.rate, row.ceiling = DEAR, Decimal(9)
    Request.objects.bulk_update([row], ["rate", "ceiling"])


def saved(bank, login):
    row = stored(bank)
    row.rate, row.ceiling = DEAR, Decimal(9)
    row.save()


def many(bank, login):
    row = stored(bank, state="withdrawn")
    row.pk, row.rate, row.ceiling, row.state = None, DEAR, Decimal(9), "approved"
    Request.objects.bulk_create([row])


def by_sql(bank, login):
    row = stored(bank)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clients_request SET rate = 1.25, ceiling = 9 WHERE id = %s", [row.pk])


def decided(bank, login):
    """Sent by a forged POST after the ceiling has fallen."""
    row = sign(bank, ask(bank), after="36000.00")
    factories.fee_item(**RATE | {"effective_on": TODAY + timedelta(days=1)}, ceiling=Decimal("1.12"))
    with pytest.raises(Refused, match="关卡没有过"):
        decide(row, bank.head, now=NOW + timedelta(days=1))
    with transaction.atomic():
        Request.objects.filter(pk=row.pk).update(
            state="approved", decided_by=bank.head, decided_at=NOW, valid_from=TODAY + timedelta(days=1)
        )


def another_item(bank, login):
    factories.fee_item(code="LOAN", kind="product", price=Decimal("4.35"), ceiling=Decimal(9))
    changed(bank, item="LOAN", rate=Decimal(5), ceiling=Decimal(9))


def published_no_more(bank, login):
    FeeItem.objects.filter(code="CERT").update(ended_on=TODAY - timedelta(days=1))
    stored(bank, **FEE, percent=50)


FEE = {"concession": "fee", "item": "CERT", "rate": None, "ceiling": None, "valid_until": TODAY + timedelta(days=60)}
PATHS = {
    "page": posted,
    "page, another item": lambda bank, login: posted(bank, login, item="CERT"),
    "action": lambda bank, login: ask(bank, rate=DEAR),
    "action beside the rules": lambda bank, login: ask_request(
        "concession", bank.mine, words="x" * 30, by=bank.manager, now=NOW, **COLUMNS
    ),
    "decision": decided,
    "model": lambda bank, login: stored(bank, rate=DEAR, ceiling=Decimal(9)),
    "model without a ceiling": lambda bank, login: stored(bank, rate=DEAR, ceiling=None),
    "model, unknown item": lambda bank, login: stored(bank, item="NONE"),
    "model, another kind": lambda bank, login: stored(bank, kind="override", reason="potential", tier="vip", rate=DEAR),
    "model, service": lambda bank, login: stored(bank, concession="service", rate=DEAR),
    "model, no sort": lambda bank, login: stored(bank, concession="", rate=DEAR),
    "save": saved,
    "bulk create": many,
    "bulk update": bulk,
    "update": lambda bank, login: changed(bank, rate=DEAR, ceiling=Decimal(9)),
    "update, another item": another_item,
    "SQL": by_sql,
    "fee of another tier": lambda bank, login: stored(bank, **FEE, percent=20),
    "fee never published": lambda bank, login: stored(bank, **FEE, percent=60),
    "fee beyond its day": lambda bank, login: stored(bank, **{**FEE, "valid_until": UNTIL}, percent=50),
    "fee of an item published no more": published_no_more,
    "surcharge": lambda bank, login: stored(bank, **FEE, percent=-10),
    "101%": lambda bank, login: stored(bank, **FEE, percent=101),
    "without figures": lambda bank, login: stored(bank, gain_before=None, gain_after=None, floor=None),
    "below the floor": lambda bank, login: stored(bank, gain_after=1, floor=8000),
    "without finance": lambda bank, login: stored(bank, countersigned_by=None),
}  # fmt: skip


def test_no_path_leads_outside_the_published_rows(listed, login):
    """Each from the same bank: what a path wrote is undone before the next."""
    for name, path in PATHS.items():
        try:
            with transaction.atomic():
                answer = path(listed, login)
                transaction.set_rollback(True)
        except (Refused, IntegrityError):
            continue
        assert answer is not None and answer.status_code == 422, name


def test_what_is_published_stands(listed):
    assert granted(listed, listed.mine).rate and granted(listed, listed.mine, **FEE, percent=50).percent == 50
    changed(listed, rate=Decimal("1.20"))


def test_neither_the_admin_nor_a_file_knows_a_concession():
    with pytest.raises(NoReverseMatch):
        reverse("admin:clients_request_changelist")
    fields = {field for importer in FILES.values() for field in importer.columns}
    assert not fields & {"rate", "ceiling", "percent", "price", "discount", "concession"}
