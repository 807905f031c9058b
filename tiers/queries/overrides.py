"""Overrides in force, the tier without them, and how many a unit holds."""

from clients.enums import Tier
from clients.kinds import HEAD, HEAD_OFFICE, Check
from clients.models import Client, Request
from clients.rules.ranks import TOP_THREE
from staff.roles import Role
from tiers.queries.policies import load_policies
from tiers.queries.standings import latest_standing
from tiers.rules.overrides import is_up, needs_head_office, override_problems, quota_of
from words.dates import full_date

KIND = "override"
CLOSE = 31  # days between two of which the second renews the first


def overrides_in_force(day):
    """{client id: (tier, whether upwards)}; few, so that a run holds them all."""
    rows = Request.objects.in_force(day).filter(kind=KIND).order_by("valid_from", "pk")
    return {
        client: (tier, is_up(before, tier))
        for client, tier, before in rows.values_list("client", "tier", "tier_before")
    }


def computed_tier(client):
    """The tier that the rating gives: of the last standing, else of the yearly average; '' without either."""
    standing = latest_standing(client.pk).first()
    return standing.tier if standing else load_policies().policy.tier_of(client.kind, client.average)


def quota_left(unit, day, besides=None):
    """(used, allowed) of the unit's overrides upwards, those that wait included."""
    clients = Client.objects.active().filter(unit=unit, tier__in=TOP_THREE).count()
    open_ones = Request.objects.filter(kind=KIND, unit=unit).filter(pk__in=_counted(day)).exclude(pk=besides)
    used = sum(is_up(before, tier) for tier, before in open_ones.values_list("tier", "tier_before"))
    return used, quota_of(clients)


def _counted(day):
    rows = Request.objects.filter(kind=KIND)
    return (rows.in_force(day) | rows.waiting()).values("pk")


def renewals_of(client, tier, day):
    """How many overrides to this tier followed one another until now."""
    rows = Request.objects.filter(kind=KIND, client=client, tier=tier, state=Request.State.APPROVED)
    found, last = 0, None
    for row in rows.order_by("-valid_from", "-pk")[:10]:
        if last and (last - row.valid_until).days > CLOSE:
            break
        if last is None and (day - row.valid_until).days > CLOSE:
            break
        found, last = found + 1, row.valid_from
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


def checks(request, today):
    """What the rules say of it today."""
    computed = computed_tier(request.client)
    about = {"before": computed, "tier": request.tier, "reason": request.reason, "words": request.words}
    renewals = renewals_of(request.client, request.tier, today)
    problems = override_problems(**about, until=request.valid_until, today=today, renewals=renewals)
    found = [Check("理由、期限和续办合乎规定", not problems, "；".join(problem.message for problem in problems))]
    if is_up(request.tier_before, request.tier):
        used, allowed = quota_left(request.unit, today, besides=request.pk)
        found.append(Check("机构的名额够用", used < allowed, f"已用 {used} / {allowed}"))
    found.append(
        Check("客户状态正常", request.client.status == Client.Status.ACTIVE, request.client.get_status_display())
    )
    return found
