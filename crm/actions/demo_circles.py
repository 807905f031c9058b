"""The demo bank's circles: two firms with those around them, five shareholders, who has no account yet, and one who may have by now."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from clients.actions.leads import add_lead
from clients.actions.links import add_link
from clients.actions.matches import propose_matches
from clients.models import Client, Link
from clients.queries.matches import leads_by_mark
from crm.actions.circles import ask_introduction

Kind = Client.Kind
FIRMS = (Kind.MICRO_SMALL, Kind.CORPORATE, Kind.COOPERATIVE)
SHAREHOLDERS = 5
LEADS = (
    ("鲜邻超市", "上门送货时认识"), ("恒丰果品", "展销会上认识"), ("裕民包装", "客户的纸箱从这里进"),
    ("昌达冷链设备", "冷库扩建时看见"), ("丰年农机", "客户说的"),
)  # fmt: skip
# Beside the first firm: (which lead, whether the firm buys from it, 万元 a year, days since somebody looked).
AROUND = ((0, False, 380, 9), (1, False, 180, 40), (2, True, 96, 14), (3, True, 300, 60), (4, True, 40, 220))


def plant_circles(staff, today):
    """`staff` {number of employee: User}."""
    manager = staff["990101"]
    firms = list(Client.objects.active().filter(manager=manager, kind__in=FIRMS).order_by("-average")[:2])
    people = Client.objects.active().filter(manager=manager, kind=Kind.PERSON, tier__in=("top", "select", "vip"))
    people = list(people.order_by("-average")[:SHAREHOLDERS])
    if len(firms) < 2 or len(people) < SHAREHOLDERS:
        return
    now = timezone.make_aware(datetime.combine(today - timedelta(days=30), time(16, 30)))
    about = {"manager": manager, "by": manager, "now": now}
    leads = [add_lead(**about, kind=Kind.CORPORATE, name=name, phone="", source=how) for name, how in LEADS]
    _link(firms, people, leads, manager, now)
    for place, buys, amount, days in AROUND:
        one, other = (leads[place], firms[0]) if buys else (firms[0], leads[place])
        at, amount = now - timedelta(days=days), Decimal(10_000 * amount)
        add_link(one, other, kind=Link.Kind.SUPPLIES, source="told", amount=amount, by=manager, now=at)
    add_link(firms[0], leads[0], kind=Link.Kind.INTRODUCES, source="told", by=manager, now=now)
    ask_introduction(firms[0], leads[0], by=manager, now=now + timedelta(days=20))
    _match(manager, today, now)


def _link(firms, people, leads, manager, now):
    told = {"by": manager, "now": now, "source": "told"}
    for place, person in enumerate(people):
        share = Decimal((40, 30, 12, 60, 20)[place])
        add_link(person, firms[place // 3], kind=Link.Kind.HOLDS, share=share, **told)
    add_link(people[0], firms[0], kind=Link.Kind.LEGAL, **told)
    add_link(firms[1], firms[0], kind=Link.Kind.SUPPLIES, amount=Decimal(880_000), **told)
    add_link(people[3], leads[2], kind=Link.Kind.OFFICER, **told)
    add_link(people[4], leads[3], kind=Link.Kind.INTRODUCES, **told)


def _match(manager, today, now):
    """Somebody who was written down a month ago and has opened an account since."""
    account = Client.objects.active().filter(manager=manager, kind=Kind.PERSON, tier="standard").order_by("pk").last()
    about = {"kind": Kind.PERSON, "name": account.name, "phone": "", "source": "社区活动上认识"}
    agreed = {"consent_on": timezone.localdate(now), "consent_way": "当面"}
    add_lead(manager=manager, by=manager, now=now, **about, **agreed, anyway=True)
    fresh = {account.pk: {"unit_id": account.unit_id, "name": account.name}}
    propose_matches(leads_by_mark(), fresh, by=None, now=now)
