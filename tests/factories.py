"""Small, real rows for tests. Everything has a default; name what the test is about."""

import itertools
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from campaigns.models import Gift
from campaigns.rules.gifts import ITEMS
from clients.models import (
    Assignment,
    BalanceSnapshot,
    Client,
    Consent,
    ContactLog,
    Fact,
    Holding,
    Kin,
    Promise,
    Request,
)
from partners.models import Partnership
from partners.rules.partnerships import PUBLIC
from planner.models import CarePlan, PlanItem
from staff.models import OrgUnit, Place, User
from staff.roles import Role
from staff.rules.places import stage_of
from tiers.models import FeeDiscount, FeeItem, Signal
from words.readings import sort_key

PASSWORD = "ceshi-mima-2026"
numbers = itertools.count(1)
ASKED = timezone.make_aware(datetime(2026, 11, 2, 9, 0))


@lru_cache
def hashed(_hasher):
    """The password of everybody, hashed once."""
    return make_password(PASSWORD)


def new_unit(code="9900", *, parent=None, level=None, name=None, **fields):
    """Not saved yet, as the other new ones: a fixture that wants many saves them at once."""
    level = level or (OrgUnit.Level.SUB_BRANCH if parent else OrgUnit.Level.HQ)
    path = f"{parent.path if parent else '/'}{code}/"
    return OrgUnit(code=code, name=name or f"机构{code}", level=level, parent=parent, path=path, **fields)


def new_user(role=Role.MANAGER, *, unit, employee_no=None, name="周敏", **fields):
    employee_no = employee_no or f"98{next(numbers):04d}"
    person = User(
        role=role, unit=unit, employee_no=employee_no, name=name, email=f"{employee_no}@bank.example", **fields
    )
    person.password = hashed(settings.PASSWORD_HASHERS[0])
    return person


def new_client(
    *,
    unit,
    manager=None,
    client_no=None,
    name="陈国强",
    tier="vip",
    interval=60,
    assigned_on=date(2026, 1, 5),
    **fields,
):
    fields.setdefault("phone", "10012342207")
    return Client(
        unit=unit,
        manager=manager,
        client_no=client_no or f"76{next(numbers):06d}",
        name=name,
        name_key=sort_key(name),
        tier=tier,
        contact_interval=interval,
        assigned_on=assigned_on,
        **fields,
    )


def unit(*args, **fields):
    return saved(new_unit(*args, **fields))


def user(*args, **fields):
    return saved(new_user(*args, **fields))


def client(**fields):
    return saved(new_client(**fields))


def place(unit, *, parent=None, code=None, kind="village", name="柳渡村", **fields):
    code = code or f"QY{next(numbers):04d}"
    path = f"{parent.path if parent else '/'}{code}/"
    stage = fields.pop("stage", stage_of(kind, ""))
    return Place.objects.create(
        code=code, name=name, kind=kind, parent=parent, path=path, unit=unit, stage=stage, **fields
    )


def partnership(client, place, *, kind="merchant", stage=0, stage_on=date(2026, 11, 2), **fields):
    """A partner since 2 November 2026, who stands on a stage since then; the clock of the client is left alone."""
    since = {"started_on": date(2026, 11, 2), "checked_on": date(2026, 11, 2)}
    fields.setdefault("is_public_duty", kind in PUBLIC)
    about = {"kind": kind, "stage": stage, "stage_on": stage_on}
    return Partnership.objects.create(client=client, place=place, **(since | about | fields))


def saved(row):
    row.save(force_insert=True)
    return row


def lead(*, client_no=None, **fields):
    """Somebody without an account."""
    fields = {"status": Client.Status.LEAD, "tier": "", "client_no": client_no or f"W{next(numbers):08d}", **fields}
    return client(**fields)


def balance(client, amount="235000.00", *, data_date=date(2026, 11, 20), average=None):
    amount = Decimal(amount)
    average = amount if average is None else Decimal(average)
    client.balance, client.average, client.balances_on = amount, average, data_date
    client.save()
    return BalanceSnapshot.objects.create(
        client=client, data_date=data_date, product_class="demand", balance=amount, average=average
    )


def holding(client, amount="500000.00", *, matured_on=date(2026, 12, 5), data_date=date(2026, 11, 20), **fields):
    """A deposit for a year that stands in the newest file."""
    fields = {"product": "一年期定期", "family": "deposit", "import_key": f"key-{next(numbers)}"} | fields
    return Holding.objects.create(
        client=client, amount=Decimal(amount), matured_on=matured_on, data_date=data_date, **fields
    )


def contact(client, occurred_at, *, by=None, is_effective=True, **fields):
    fields.setdefault("kind", ContactLog.Kind.CALL)
    fields.setdefault("note", "聊了孩子升学和存款到期后的安排，约好下周来行。")
    row = ContactLog.objects.create(client=client, occurred_at=occurred_at, by=by, is_effective=is_effective, **fields)
    row.refresh_from_db(fields=["occurred_at"])
    on = timezone.localdate(row.occurred_at)
    if is_effective and (client.last_effective_on is None or client.last_effective_on < on):
        client.last_effective_on = on  # the clock says what the ledger says, as after every action
        Client.objects.filter(pk=client.pk).update(last_effective_on=on)
    if row.next_on:
        promise(
            client,
            row.next_step or "回访",
            due_on=row.next_on,
            owed_by=by,
            log=row,
            origin="log",
            made_at=row.occurred_at,
        )
    return row


def promise(client, what="送利率测算", *, due_on, owes="staff", owed_by=None, **fields):
    """Ours is owed by `owed_by`, else by who looks after the client."""
    owed_by = (owed_by or client.manager) if owes == "staff" else None
    fields.setdefault("origin", "hand")
    if fields.get("state", "open") != "open":
        fields.setdefault("closed_at", timezone.now())
    return Promise.objects.create(client=client, what=what, due_on=due_on, owes=owes, owed_by=owed_by, **fields)


def override(client, by, *, tier="", state="asked", **fields):
    """Asked for on 2 November 2026, for half a year; upwards by one step unless a `tier` is given."""
    fields = {"valid_from": date(2026, 11, 2), "valid_until": date(2027, 4, 30), "reason": "household"} | fields
    before = fields.pop("tier_before", "standard")
    about = {
        "words": "与丈夫合计二十四万一千元，两人都书面同意合并评定",
        "asked_at": ASKED,
        "due_at": ASKED + timedelta(days=2),
    }
    return Request.objects.create(
        kind="override",
        client=client,
        unit=client.unit,
        tier=tier or "vip",
        tier_before=before,
        asked_by=by,
        state=state,
        **(about | fields),
    )


def kin(user, client=None, **fields):
    """`user` must avoid `client`, or whoever gets the number 76999999; the row only, nobody is taken out of a book."""
    number = client.client_no if client else "76999999"
    about = {"relation": "relative", "client_no": number, "mask": f"{number[0]}******{number[-1]}"}
    return Kin.objects.create(user=user, client=client, **(about | fields))


def handover(client, manager=None, *, day=date(2026, 12, 14), **fields):
    """The row of a handover that was started for one client; `manager` receives him."""
    manager = manager or user(unit=client.unit, name="何晓雯")
    about = {"unit": client.unit, "user": client.manager, "asked_by": manager, "reason": "rotates"}
    request = Request.objects.create(
        kind="handover", state="approved", decided_at=ASKED, due_at=ASKED, asked_at=ASKED, valid_from=day, **about
    )
    about = {"giver": client.manager, "manager": manager, "unit": client.unit, "unit_before": client.unit}
    return Assignment.objects.create(client=client, request=request, starts_on=day, made_at=ASKED, **(about | fields))


def fee_item(code="2026-07", **fields):
    """存款证明, 20 元, in force since 1 March 2026."""
    about = {"name": "存款证明", "heading": "服务", "category": "market", "unit": "元/份", "price": Decimal(20)}
    about |= {"published_as": "2026年第 3 号", "published_on": date(2025, 11, 20), "effective_on": date(2026, 3, 1)}
    return FeeItem.objects.create(code=code, **(about | fields))


def fee_discount(item, tier="vip", percent=50, **fields):
    about = {"starts_on": date(2026, 3, 1), "ends_on": date(2027, 2, 28), "published_as": "2026年第 3 号"}
    return FeeDiscount.objects.create(item=item, tier=tier, percent=percent, **(about | fields))


def consent(client, *, status="granted", purpose="care", via="email", item=""):
    values = {"status": status, "purpose": purpose, "via": via, "item": item}
    return Consent.objects.create(client=client, obtained_on=date(2026, 1, 5), evidence="柜面勾选", **values)


def fact(client, text="清早去水库钓鱼", *, learned_on=date(2026, 6, 1), good_until=date(2027, 6, 1), **fields):
    values = {"kind": "hobby", "learned_on": learned_on, "good_until": good_until} | fields
    return Fact.objects.create(client=client, text=text, is_sensitive=bool(fields.get("item")), **values)


def gift(client, by, day, item="fan", **fields):
    told = {"name": ITEMS[item].name, "value": ITEMS[item].value, "occasion": "visit"} | fields
    return Gift.objects.create(client=client, item=item, given_on=day, by=by, **told)


def signal(client, kind="fall", *, raised_on=date(2026, 11, 24), due_on=date(2026, 11, 26), **fields):
    """A fall that was told on Tuesday, 24 November 2026."""
    about = {
        "severity": "orange",
        "sentence": "近 7 日日均 15.00 万元，比近 90 日的 28.83 万元低 48%（数据到 11月23日）",
    }
    if kind == "near":
        about = {"severity": "yellow", "sentence": "年日均 19.30 万元，离贵宾线 20 万元还差 7,000.00 元"}
        about |= {"about": f"{raised_on:%Y-%m}", "tier": "vip"}
    if fields.get("state", "open") != "open":
        fields.setdefault("closed_at", timezone.now())
    return Signal.objects.create(client=client, kind=kind, raised_on=raised_on, due_on=due_on, **about | fields)


def stop(client, day, **fields):
    """A stop at the client's on the visit day of his manager in the week of `day`."""
    week = {"manager": client.manager, "week": day - timedelta(days=day.weekday()), "kind": "visit"}
    plan, _ = CarePlan.objects.get_or_create(**week, defaults={"day": day, "capacity": 0, "built_at": ASKED})
    about = {"what": "visit", "why": "顶级客户", "via": "visit", "score": 0, "minutes": 60}
    position = plan.items.count() + 1
    return PlanItem.objects.create(plan=plan, client=client, **{"position": position, **about, **fields})
