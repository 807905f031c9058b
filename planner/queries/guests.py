"""Whom a 上门日 is for: what the right to a visit depends on, who has it, and for whom a head was asked (domain 5.6)."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from clients.enums import Tier
from clients.enums.facts import FactKind
from clients.kinds import HEAD, Check
from clients.models import Client, ContactLog, Fact, Promise, Request
from planner.rules import visits as rules
from staff.models import Place
from staff.rules.places import market_days
from words.dates import month_day

KIND = "visit"  # of the request for one who has no right
SHOWN = 12
REMEMBERED = timedelta(days=14)  # so long the list says that a head refused


def with_guests(rows, day, client="pk"):
    """Annotates what guest_of() reads; `client` is where the rows name the client."""
    needs = Fact.objects.for_sheets(day).filter(kind=FactKind.SERVICE, client=OuterRef(client))
    allowed = Request.objects.in_force(day).filter(kind=KIND, client=OuterRef(client)).order_by("-valid_until")
    visits = ContactLog.objects.visits().filter(reached=ContactLog.Reached.CLIENT, client=OuterRef(client))
    return rows.annotate(
        needs_service=Exists(needs),
        allowed_until=Subquery(allowed.values("valid_until")[:1]),
        visited_at=Subquery(visits.values("occurred_at")[:1]),
    )


def guest_of(row, client):
    """`row` as with_guests() annotates it, its client with place and partnership."""
    place, partner = client.place, partner_of(client)
    return rules.Guest(
        tier=client.tier,
        born_on=None if client.is_business else client.birth_date,
        needs_service=row.needs_service,
        partner=f"{partner.get_kind_display()}，{partner.get_stage_display()}" if partner else "",
        is_door=bool(place and place.screened_on and place.kind == Place.Kind.VILLAGE),
        allowed_until=row.allowed_until,
        visited_on=row.visited_at and timezone.localdate(row.visited_at),
    )


def partner_of(client):
    """The partnership that holds, None of who is no partner of ours."""
    partner = getattr(client, "partnership", None)
    return partner if partner and partner.ended_on is None else None


def guest_now(client, day):
    """The same of one client."""
    row = with_guests(Client.objects.select_related("place", "partnership"), day).get(pk=client.pk)
    return guest_of(row, row)


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be visited and stands on no list of the day."""

    client: Client
    why: str


def candidates(user, manager, day, listed):
    """(the first of who may be visited, how many there are): the first due first."""
    right = Q(tier=Tier.TOP) | Q(needs_service=True) | Q(allowed_until__isnull=False)
    right |= Q(partnership__isnull=False, partnership__ended_on=None)
    right |= Q(birth_date__lte=rules.born_before(day)) | Q(
        place__screened_on__isnull=False, place__kind=Place.Kind.VILLAGE
    )
    rows = Client.objects.visible_to(user).filter(manager=manager).approachable(day).exclude(pk__in=listed)
    rows = with_guests(rows.select_related("place", "partnership"), day).filter(right)
    rows = rows.order_by(F("next_due_on").asc(nulls_last=True), "client_no")[: SHOWN * 4]
    found = [(client, guest_of(client, client)) for client in rows]
    fit = [
        Candidate(client, rules.why_visit(guest, day)) for client, guest in found if rules.right_to_visit(guest, day)
    ]
    return fit[:SHOWN], len(fit) > SHOWN


@dataclass(frozen=True)
class Unfit:
    """Somebody to whom one wants to go and may not. `markets`: when he comes to town anyway."""

    client: Client
    state: str
    why: str
    markets: str
    is_asked: bool
    request: int | None


def unfit(user, manager, day, today):
    """Who is waiting for a visit and has no right to one: a head was asked, or it was promised."""
    asked = Request.objects.filter(kind=KIND, client=OuterRef("pk")).order_by("-asked_at", "-pk")
    lately = Q(state__in=(Request.State.ASKED, Request.State.BACK)) | Q(
        state=Request.State.REFUSED, decided_at__date__gte=today - REMEMBERED
    )
    owed = Promise.objects.open().to_clients().filter(client=OuterRef("pk"), what__contains=rules.VISIT)
    rows = (
        Client.objects.visible_to(user)
        .filter(manager=manager)
        .approachable(day)
        .filter(Exists(asked.filter(lately)) | Exists(owed))
    )
    rows = rows.annotate(
        **{
            f"asked_{name}": Subquery(asked.filter(lately).values(name)[:1])
            for name in ("pk", "state", "words", "decision")
        },
        owed_what=Subquery(owed.order_by("due_on").values("what")[:1]),
    )
    rows = with_guests(rows.select_related("place", "partnership"), day).order_by("client_no")[:SHOWN]
    return [_unfit(row, today) for row in rows if not rules.right_to_visit(guest_of(row, row), day)]


def _unfit(client, today):
    state = STATES.get(client.asked_state, "答应过上门")
    why = client.asked_decision or client.asked_words or client.owed_what
    is_asked = client.asked_state == Request.State.ASKED
    return Unfit(client, state, why, market_words(client, today), is_asked, client.asked_pk)


STATES = {Request.State.ASKED: "等行长批", Request.State.BACK: "行长退回", Request.State.REFUSED: "行长没同意"}


def market_words(client, today):
    """「逢集 12月3日、12月8日，赶集那天约到行更省事」; '' of who lives where no market is."""
    days = market_days(client.place.market, today, 2) if client.place else []
    return f"逢集 {'、'.join(map(month_day, days))}，赶集那天约到行更省事" if days else ""


def day_to_invite(client, day, today):
    """On which day he is asked to come: that of the next market, else the visit day."""
    days = market_days(client.place.market, today, 1) if client.place else []
    return days[0] if days else max(day, today)


def decided_at(request):
    return HEAD


def asked_words(request):
    return f"请求上门，{rules.DAYS_ALLOWED} 天内有效"


def checks(requests, today):
    """He is looked after, and is not in 勿扰."""
    reachable = set(
        Client.objects.filter(pk__in=[one.client_id for one in requests])
        .approachable(today)
        .values_list("pk", flat=True)
    )
    return {
        one.pk: [Check("客户可以联系", one.client_id in reachable, one.client.get_status_display())] for one in requests
    }
