"""What other contact intervals would do to the load and to the promises kept, over the whole bank: two statements."""

from collections import Counter, defaultdict

from django.db.models import Count, Q

from clients.models import Client
from clients.models.stands import STANDS, at_rest, is_kept
from clients.rules.cadence import latest_due_by
from planner.queries.plans import calendar_for
from planner.rules.intervals import minutes_a_week, minutes_to_spend
from staff.roles import Role
from words.dates import ONE_DAY

MINUTES = ("manager__daily_minutes", "manager__care_day_minutes")


def interval_effects(old, new, today):
    """Of the intervals of `new` beside those of `old`, both {tier: days or None}; {} where they are the same.

    `load`: [minutes to spend a week, managers, minutes due a week then and now on average, managers whose time is too short
    before and then], most time first. `kept`: the promises kept today in %, before and then.
    """
    if old == new:
        return {}
    return {"load": _load(old, new, today), "kept": _kept(old, new, today)}


def _load(old, new, today):
    rows = (
        Client.objects.active()
        .approachable(today)
        .filter(manager__role=Role.MANAGER, manager__is_active=True)
        .order_by()
    )
    clients, spend = defaultdict(dict), {}
    for row in rows.values("manager", "tier", *MINUTES).annotate(clients=Count("pk")):
        clients[row["manager"]][row["tier"]] = row["clients"]
        spend[row["manager"]] = minutes_to_spend(*(row[name] for name in MINUTES))
    sums = defaultdict(Counter)
    for manager, held in clients.items():
        before, then = (minutes_a_week(held, intervals) for intervals in (old, new))
        short = {"short_before": before > spend[manager], "short_then": then > spend[manager]}
        sums[spend[manager]] += Counter(managers=1, before=before, then=then, **short)
    return [_load_row(time, own) for time, own in sorted(sums.items(), reverse=True)]


def _load_row(time, own):
    averages = (round(own[name] / own["managers"]) for name in ("before", "then"))
    return [time, own["managers"], *averages, own["short_before"], own["short_then"]]


def _kept(old, new, today):
    """A changed interval counts from the last contact, as the clock of the cadence would have it on `today`."""
    changed = {tier for tier in new if old[tier] != new[tier]}
    promised = Q(pk__in=[])
    for stands in STANDS.values():
        promised |= stands(today)
    same = ~Q(tier__in=changed)
    then, kept_then = same & promised, same & is_kept(today)
    limit = latest_due_by(today - ONE_DAY, calendar_for(today))
    for tier in changed:
        if new[tier] is None:
            continue
        mine = Q(tier=tier)
        then |= mine & (promised if old[tier] else Q(last_effective_on__isnull=False) | Q(assigned_on__isnull=False))
        late = Q(last_effective_on__lte=limit - new[tier] * ONE_DAY) & ~at_rest(today - ONE_DAY)
        kept_then |= mine & Q(last_effective_on__isnull=False) & ~late
    counts = {"promised": promised, "kept": is_kept(today), "promised_then": then, "kept_then": then & kept_then}
    found = (
        Client.objects.active()
        .approachable(today)
        .aggregate(**{name: Count("pk", filter=by) for name, by in counts.items()})
    )
    return [_percent(found["kept"], found["promised"]), _percent(found["kept_then"], found["promised_then"])]


def _percent(part, whole):
    return round(100 * part / whole) if whole else None
