"""Overrides in force, the tier without them, and how many a unit holds."""

from django.db.models import Count, Q

from clients.enums import Tier
from clients.kinds import HEAD, HEAD_OFFICE, Check
from clients.models import Client, Request
from clients.rules.ranks import TOP_THREE, UNRATED
from staff.roles import Role
from tiers.models import Standing
from tiers.queries.policies import load_policies
from tiers.rules.overrides import is_up, needs_head_office, override_problems, quota_of
from words.dates import full_date

KIND = "override"
CLOSE = 31  # days between two of which the second renews the first
SPANS = ("client", "tier_before", "tier", "valid_from", "valid_until")


def overrides_in_force(day, clients=None):
    """{client id: (tier, whether upwards)} of everybody or of these clients; few, so that a run holds them all."""
    rows = Request.objects.in_force(day).filter(kind=KIND)
    rows = (rows if clients is None else rows.filter(client__in=clients)).order_by("valid_from", "pk")
    return {
        client: (tier, is_up(before, tier))
        for client, tier, before in rows.values_list("client", "tier", "tier_before")
    }


def overrides_since(moment):
    """Those that were in force at some time since."""
    rows = Request.objects.filter(kind=KIND, state=Request.State.APPROVED)
    return rows.filter(Q(ended_at=None) | Q(ended_at__gte=moment)).order_by("pk")


def computed_tiers(clients, today):
    """{client id: the tier that the rating gives}: of the last standing, else of the yearly average; '' without either."""
    policy = load_policies(today).policy
    rows = Standing.objects.filter(client__in=clients, run__is_void=False).order_by("month")
    stood = dict(rows.values_list("client", "tier"))  # the latest last
    return {client.pk: stood.get(client.pk) or policy.tier_of(client.kind, client.average) for client in clients}


def computed_tier(client, today):
    return computed_tiers([client], today)[client.pk]


def quotas(units, day):
    """{unit id: (ids of the overrides upwards of its clients, those that wait included, how many it may hold)}."""
    clients = Client.objects.active().filter(unit__in=units, tier__in=TOP_THREE).order_by()
    counts = dict(clients.values_list("unit").annotate(Count("pk")))
    rows = Request.objects.filter(kind=KIND, client__unit__in=units)
    rows = (rows.in_force(day) | rows.waiting()).values_list("client__unit", "pk", "tier_before", "tier")
    held = {unit: set() for unit in units}
    for unit, pk, before, tier in rows:
        if is_up(before, tier):
            held[unit].add(pk)
    return {unit: (held[unit], quota_of(counts.get(unit, 0))) for unit in units}


def quota_left(unit, day):
    """(used, allowed) of the unit's overrides upwards."""
    held, allowed = quotas([unit.pk], day)[unit.pk]
    return len(held), allowed


def renewals_of(client, upwards, day):
    """How many overrides of the client in this direction, to whatever tier, followed one another until now."""
    return _renewals(_approved([client]).get((client.pk, upwards), []), day)


def _approved(clients):
    """{(client id, whether upwards): [(first day, last day)] of what was approved, the latest first}."""
    rows = Request.objects.filter(kind=KIND, client__in=clients, state=Request.State.APPROVED)
    found = {}
    for client, before, tier, *days in rows.order_by("-valid_from", "-pk").values_list(*SPANS):
        found.setdefault((client, is_up(before, tier)), []).append(days)
    return found


def _renewals(spans, day):
    found = 0
    for begun, over in spans:
        if (day - over).days > CLOSE:
            break
        found, day = found + 1, begun
    return found


def decided_at(request):
    return HEAD_OFFICE if needs_head_office(request.tier_before, request.tier) else HEAD


def countersigned_by(request):
    """Compliance signs what puts a client lower."""
    return "" if is_up(request.tier_before, request.tier) else Role.COMPLIANCE


def asked_words(request):
    """「普通 → 贵宾，家庭合并，至 2027年5月31日」."""
    before, tier = Tier(request.tier_before).label, Tier(request.tier).label
    return f"{before} → {tier}，{request.get_reason_display()}，至 {full_date(request.valid_until)}"


def checks(requests, today):
    """{id: [Check]}: what the rules say today of each request that waits."""
    clients = [request.client for request in requests]
    computed, approved = computed_tiers(clients, today), _approved(clients)
    held = quotas({client.unit_id for client in clients}, today)
    return {one.pk: _checks(one, today, computed[one.client_id], approved, held) for one in requests}


def _checks(request, today, computed, approved, held):
    client, tier, before = request.client, request.tier, request.tier_before
    about = {"before": computed, "tier": tier, "reason": request.reason, "words": request.words}
    renewals = _renewals(approved.get((client.pk, is_up(before, tier)), []), today)
    problems = override_problems(**about, until=request.valid_until, today=today, renewals=renewals)
    found = [
        Check("理由、期限和续办合乎规定", not problems, "；".join(problem.message for problem in problems)),
        Check("提出以后，评定的层级没有变过", computed == before, _moved(before, computed)),
    ]
    if is_up(before, tier):
        others, allowed = held[client.unit_id]
        used = len(others - {request.pk})
        found.append(Check("机构的名额够用", used < allowed, f"已用 {used} / {allowed}"))
    found.append(Check("客户状态正常", client.status == Client.Status.ACTIVE, client.get_status_display()))
    return found


def _moved(before, computed):
    """Who may decide follows from the tier at the asking; another one now is asked for anew."""
    if computed == before:
        return ""
    now = Tier(computed).label if computed else UNRATED
    return f"提出时是{Tier(before).label}，现在是{now}，请退回，按现在的层级重新提出"
