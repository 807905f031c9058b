"""A row of every kind that an address names (tests/doors.py), of one's own branch and of another."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from campaigns.models import Greeting, Occasion
from clients.models import DoNotDisturb, KeyDate, Link, SavedList
from imports.models import ImportJob, Word
from outbox.models import Message
from planner.models import CarePlan, PlanItem
from staff.audit import Verb, record
from staff.models import CoverPeriod
from tests import factories, information

MOMENT = timezone.make_aware(datetime(2026, 11, 2, 10, 0))
FINDING = {"on": "2026-11-25", "why": "mass", "count": 340, "mean": 40}


@pytest.fixture
def rows(bank):
    return rows_of(bank)


def rows_of(bank):
    """Row ids of one's own branch and of another, for every kind of row that an address names."""
    job = ImportJob.objects.create(kind="org", filename="org.csv", state="queued").pk
    word = Word.objects.create(kind="clients", header="客户经理编码", field="manager", by=bank.head_office).pk
    return {
        whose: {
            **{name: row.pk for name, row in about(client, manager, bank.compliance).items()},
            "job": job,
            "word": word,
        }
        for whose, client, manager in (("own", bank.mine, bank.manager), ("other", bank.theirs, bank.stranger))
    }


def about(client, manager, colleague):
    plan = CarePlan.objects.create(
        manager=manager, week=date(2026, 11, 23), day=date(2026, 11, 25), capacity=300, built_at=MOMENT
    )
    return {
        "client": client,
        "lead": (lead := factories.lead(unit=client.unit, manager=manager, name="郑水生")),
        "match": Link.objects.create(one=client, other=lead, kind="same", source="file", verified_on=MOMENT.date()),
        "manager": manager,
        "contact": factories.contact(client, MOMENT, by=manager),
        "fact": (
            handed := information.handed(client, manager, colleague, now=MOMENT, learned_on=date(2026, 11, 1))
        ).fact,
        "handed": handed,
        "promise": factories.promise(client, due_on=MOMENT.date()),
        "place": (at := factories.place(client.unit, kind="market")),
        "partnership": factories.partnership(client, at),
        "signal": factories.signal(client),
        "gift": factories.gift(client, manager, MOMENT.date()),
        "quiet": DoNotDisturb.objects.create(client=client, starts_on=MOMENT.date(), reason="客户要求"),
        "key_date": KeyDate.objects.create(client=client, kind="wedding", celebrates="solar", number=1124),
        "request": factories.override(client, manager),
        "kin": factories.kin(manager),
        "handover": (handed_over := factories.handover(client)).request,
        "assignment": handed_over,
        "finding": record(Verb.UNUSUAL, target=manager, changes=FINDING | {"who": manager.employee_no}),
        "cover": CoverPeriod.objects.create(
            absent=manager, starts_on=MOMENT.date(), ends_on=MOMENT.date(), reason="培训"
        ),
        "plan": plan,
        "saved_list": SavedList.objects.create(owner=manager, name="贵宾", asked={"tier": "vip"}),
        "item": PlanItem.objects.create(
            plan=plan, client=client, position=1, what="due", why="到期", via="call", score=1, minutes=15
        ),
        "stop": factories.stop(client, date(2026, 11, 26)),
        "greeting": Greeting.objects.create(
            client=client,
            occasion=Occasion.objects.get(code="new_year", year=2027),
            code="new_year",
            year=2027,
            on=date(2027, 1, 1),
            tone="joy",
            manager=manager,
            text="元旦好",
            review_on=date(2026, 12, 21),
        ),
        "message": Message.objects.create(
            kind="greeting",
            dedupe_key=f"greeting:{client.pk}",
            client=client,
            by=manager,
            address="a@client.example",
            subject="元旦好",
            text="元旦好",
            body_hash="0" * 64,
            message_id=f"<{client.pk}@bank.example>",
            unsubscribable=True,
            send_at=MOMENT,
            not_before=MOMENT,
            expires_at=MOMENT + timedelta(hours=9),
            state="uncertain",
            reason="连接中断",
        ),
    }
