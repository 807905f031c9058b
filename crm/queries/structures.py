"""结构机会: the clients in the middle of a circle and the shareholders, with what of their circles is with us (STR-R1)."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate

from clients.models import Client, ContactLog, Link, Promise
from clients.rules.promises import INTRODUCTION, SECOND_VISIT
from crm.queries.circles import LEFT, introduction_key, nodes_of
from crm.rules.circles import coverage, in_order, who_knows
from crm.rules.structures import Visit, is_anchor, visit_of

READ, SHOWN = 5_000, 50
Kind = Link.Kind
NOWHERE = (Kind.SAME, Kind.FAMILY, Kind.PLEDGES)


@dataclass(frozen=True)
class Anchor:
    """A client with his circle: `covered` {sector: (with us, known, not looked at)}, `gap` the first that is not with us."""

    client: Client
    covered: dict
    gap: object
    promise: Promise | None


@dataclass(frozen=True)
class Holder:
    client: Client
    visit: Visit


def anchors_of(user, today):
    """The Anchors within reach, who could be introduced first, then by amount; three statements."""
    links = Link.objects.visible_to(user).open().exclude(kind__in=NOWHERE)
    links = links.exclude(one__status__in=LEFT).exclude(other__status__in=LEFT)
    links = list(
        links.select_related("one__manager", "other__manager").order_by(F("amount").desc(nulls_last=True), "pk")[:READ]
    )
    around = defaultdict(list)
    for link in links:
        around[link.one_id].append(link)
        around[link.other_id].append(link)
    ends = {end.pk: end for link in links for end in (link.one, link.other)}
    seen = set(Client.objects.visible_to(user).filter(pk__in=ends).values_list("pk", flat=True))
    known = _known(links, seen)
    asked = {row.about: row for row in Promise.objects.open().filter(about__startswith=INTRODUCTION, client__in=seen)}
    found = []
    for pk in seen:
        if not ends[pk].is_in_care:
            continue
        nodes = list(nodes_of(around[pk], ends[pk], seen).values())
        if is_anchor(nodes):
            for node in nodes:
                node.knows += [each for each in known[node.pk].items() if each[0] != ends[pk].name]
            gaps, _ours = in_order(nodes)
            covered = {name: numbers for name, *numbers in coverage(nodes, today)}
            gap = gaps[0] if gaps else None
            promise = asked.get(introduction_key(ends[pk], gap)) if gap else None
            found.append(Anchor(ends[pk], covered, gap, promise))
    return sorted(found, key=lambda each: (each.gap is None, each.gap.rank if each.gap else ()))[:SHOWN]


def _known(links, seen):
    """who_knows() of those who have an account and are within reach."""
    known = []
    for link in links:
        for one, other, forth in ((link.one, link.other, True), (link.other, link.one, False)):
            if one.pk in seen and one.status == Client.Status.ACTIVE:
                known.append((other.pk, one.name, link.kind, forth))
    return who_knows(known)


def holders_of(user, today):
    """The Holders within reach, the most urgent visit first: shareholders of ours, and of firms; two statements."""
    holds = Link.objects.open().filter(kind=Kind.HOLDS, one=OuterRef("pk"))
    rows = Client.objects.visible_to(user).in_care().filter(Q(related=Client.Related.SHAREHOLDER) | Exists(holds))
    visits = ContactLog.objects.latest_effective(OuterRef("pk")).filter(kind=ContactLog.Kind.VISIT).order_by()
    visits = visits.annotate(on=TruncDate("occurred_at")).values("client")
    planned = Promise.objects.open().filter(client=OuterRef("pk"), about__startswith=SECOND_VISIT)
    rows = rows.annotate(
        first_on=Subquery(visits.annotate(day=Min("on")).values("day")),
        last_on=Subquery(visits.annotate(day=Max("on")).values("day")),
        second_on=Subquery(planned.values("due_on")[:1]),
    )
    days = rows.order_by(F("average").desc(nulls_last=True), "pk").values_list("pk", "first_on", "last_on", "second_on")
    visits = {pk: visit_of(*on, today) for pk, *on in days}
    first = sorted(visits, key=lambda pk: visits[pk].urgency)[:SHOWN]  # of equal ones the richest
    clients = Client.objects.select_related("manager").in_bulk(first)
    return [Holder(clients[pk], visits[pk]) for pk in first]


def agreements_of(user):
    """[(client, {owes: (open, all)})] of what was agreed both ways, within reach."""
    rows = Promise.objects.visible_to(user).filter(origin=Promise.Origin.AGREEMENT, client__in=_within(user))
    counts = rows.values("client", "owes").annotate(
        waiting=Count("pk", filter=Q(state=Promise.State.OPEN)), number=Count("pk")
    )
    found = defaultdict(dict)
    for row in counts.order_by("client"):
        found[row["client"]][row["owes"]] = row["waiting"], row["number"]
    clients = Client.objects.in_bulk(list(found))
    return [(clients[pk], sides) for pk, sides in found.items()]


def _within(user):
    return Client.objects.visible_to(user).order_by().values("pk")


def first_visit(client):
    """The day of the first effective visit, None without one."""
    rows = ContactLog.objects.latest_effective(client).filter(kind=ContactLog.Kind.VISIT).order_by()
    return rows.annotate(on=TruncDate("occurred_at")).aggregate(day=Min("on"))["day"]
