"""层级看板: who stands where, who has moved since the latest monthly run, who is watched, who is near the next line.

What counts now is the tier of the client; what counted before is what his first change since the run began moved him from.
The list of clients is narrowed by the same conditions (STATES), so that a figure opens whom it counts.
"""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Sum

from clients.models import Client, Promise
from clients.queries.kept import BY_TIER, PERIOD, kept_rates
from clients.rules.ranks import ASCENDING, DESCENDING, TIER_LABELS
from staff.cached import cached
from staff.models import OrgUnit
from staff.roles import Role
from staff.scope import reach, sight
from tiers.models import RatingRun, Standing, TierChange
from tiers.queries.policies import load_policies
from tiers.rules.boards import NEAR, PLACES, drop_ahead, keep_words, moves_of, near_words
from tiers.rules.rating import GROUPS, group_of
from tiers.rules.standings import WATCH_AFTER, rises
from tiers.rules.standings import Standing as State
from words.dates import day_text
from words.masking import mask_text

SHOWN = 20  # clients of a list on the board


@dataclass(frozen=True)
class Person:
    """A client of a list on the board: his standing, what will be of him, what keeps or lifts him (amounts), and what is next."""

    standing: Standing
    ahead: str
    words: str
    next: str

    @property
    def client(self):
        return self.standing.client


def latest_run():
    """The monthly run that the board speaks of: the latest that is done and holds; None before the first."""
    return RatingRun.objects.of_months().filter(finished_at__isnull=False).first()


def board(user, unit, today):
    """The figures over the clients within reach, of `unit` (None: of all): kept five minutes, however many clients eight statements."""
    whose = user.pk if user.role == Role.MANAGER else user.unit_id
    key = sight(user, f"{user.role}-{whose}-{unit.pk if unit else ''}-{today}")
    return cached("tier_board", key, lambda: _board(user, unit, today))


def people(found, today):
    """(watched, near), each a list of Person, of a board's figures; two statements."""
    watch, near, thresholds = found["watch"], found["near"], found["thresholds"]
    rows = Standing.objects.select_related("client__manager").in_bulk([*watch, *near])
    steps, lines = _steps(rows.values(), today), {pk: thresholds[group_of(row.client.kind)] for pk, row in rows.items()}
    watched = [_watched(rows[pk], lines[pk], steps) for pk in watch if pk in rows]
    return watched, [_near(rows[pk], lines[pk], steps) for pk in near if pk in rows]


def _watched(row, lines, steps):
    state = State(row.tier, row.below, row.peak)
    words = "" if row.value is None else keep_words(state, row.value, lines)
    return Person(row, drop_ahead(state, lines), words, steps[row.client_id])


def _near(row, lines, steps):
    return Person(row, "", near_words(row.tier, row.value, lines), steps[row.client_id])


def _steps(standings, today):
    """{client id: what is next to be done for him}: the promise due first, else the day he is put on, else ''."""
    clients = [row.client for row in standings]
    rows = Promise.objects.open().to_clients().filter(client__in=clients).select_related("owed_by")
    steps = {
        client.pk: f"排到 {day_text(client.planned_on, today)} 联系" if client.planned_on else "" for client in clients
    }
    for promise in rows.order_by("-due_on", "-pk"):  # the earliest last
        who = promise.owed_by.name if promise.owed_by else ""
        steps[promise.client_id] = f"{day_text(promise.due_on, today)} {who}：{mask_text(promise.what)}"
    return steps


def _board(user, unit, today):
    run, thresholds = latest_run(), load_policies().policy.thresholds
    rows = within(Client.objects, user, unit).order_by().values("tier").annotate(**_counts(run))
    rows = {row["tier"]: row for row in rows}
    moves = moves_of({tier: row["now"] for tier, row in rows.items()}, _changed(user, unit, run))
    days = {"start": today - PERIOD, "end": today, "today": today}
    standings = within(Standing.objects, user, unit).filter(run=run, client__status=Client.Status.ACTIVE)
    lists = {"watch": (is_watched(), "-below", "-value"), "near": (is_near(thresholds), "-value")}
    counts = standings.aggregate(
        **{word: Count("pk", filter=condition) for word, (condition, *_order) in lists.items()}
    )
    return {
        "run": run,
        "thresholds": thresholds,
        "held": {tier: row["held"] or 0 for tier, row in rows.items()},
        "moves": moves,
        "kept": kept_rates(within(Promise.objects, user, unit), BY_TIER, **days),
        "counts": counts | {"gone": sum(row["gone"] for row in rows.values())},
        **{word: _first(standings.filter(condition), order) for word, (condition, *order) in lists.items()},
    }


def _counts(run):
    active = Q(status=Client.Status.ACTIVE)
    settled = Exists(Standing.objects.filter(run=run, client=OuterRef("pk")))
    return {
        "now": Count("pk", filter=active),
        "held": Sum("average", filter=active),
        "gone": Count("pk", filter=~active & settled),
    }


def _first(standings, order):
    return list(standings.order_by(*order, "pk").values_list("pk", flat=True)[:SHOWN])


def _changed(user, unit, run):
    """{(tier before, tier now): clients} of the active ones whom something moved since the run began."""
    if run is None:
        return {}
    rows = within(_firsts(run), user, unit).filter(client__status=Client.Status.ACTIVE).order_by()
    return {(old, new): n for old, new, n in rows.values_list("old", "client__tier").annotate(Count("pk"))}


def within(rows, user, unit):
    """The rows about clients within reach, of `unit` and below it (None: of all)."""
    rows = rows.filter(reach(user, rows.all().to_client))
    if unit is None:
        return rows
    below = list(OrgUnit.objects.filter(path__startswith=unit.path).values_list("pk", flat=True))
    return rows.filter(**{f"{rows.to_client}unit__in": below})


def _firsts(run):
    """Of each client the first change since the run began."""
    since = TierChange.objects.filter(at__gte=run.started_at)
    others = since.filter(client=OuterRef("client"))
    earlier = others.filter(Q(at__lt=OuterRef("at")) | Q(at=OuterRef("at"), pk__lt=OuterRef("pk")))
    return since.exclude(Exists(earlier))


def _moved_from(run, tier):
    return Q(pk__in=_firsts(run).filter(old=tier).values("client"))


def _was(tier):
    """The active ones who were in `tier` before the latest monthly run."""

    def narrowed(clients):
        run = latest_run()
        if run is None:
            return clients.none()
        since = TierChange.objects.filter(client=OuterRef("pk"), at__gte=run.started_at)
        return clients.active().filter(Q(tier=tier) & ~Exists(since) | _moved_from(run, tier))

    return narrowed


def _moved(goes):
    """The active ones whom something moved from a tier to one where goes(old, new)."""

    def narrowed(clients):
        run = latest_run()
        if run is None:
            return clients.none()
        moved = Q(pk__in=[])
        for old in DESCENDING:
            moved |= _moved_from(run, old) & Q(tier__in=[new for new in ASCENDING if goes(old, new)])
        return clients.active().filter(moved)

    return narrowed


def _settled(clients, condition):
    """Whom the latest monthly run settled like that."""
    return clients.filter(pk__in=Standing.objects.filter(condition, run=latest_run()).values("client"))


def is_watched():
    """As a condition on standings."""
    return Q(below__gte=WATCH_AFTER)


def is_near(thresholds):
    """As a condition on standings."""
    found = Q(pk__in=[])
    for group, lines in thresholds.items():
        kinds = [kind for kind, its_group in GROUPS.items() if its_group == group]
        for tier, line in zip(ASCENDING, lines.ascending, strict=False):
            found |= Q(client__kind__in=kinds, tier=tier, value__gte=line * NEAR, value__lt=line)
    return found


# What the list of clients asks of the monthly rating: {word of the address: (label, what it narrows clients to)}.
STATES = {
    "watch": ("观察名单", lambda clients: _settled(clients.active(), is_watched())),
    "near": ("临界提升", lambda clients: _settled(clients.active(), is_near(load_policies().policy.thresholds))),
    "up": ("评定后升了级", _moved(rises)),
    "down": ("评定后降了级", _moved(lambda old, new: rises(new, old))),
    **{f"was-{tier or 'none'}": (f"评定前{TIER_LABELS[tier]}", _was(tier)) for tier in PLACES},
    "gone": ("评定后销户、已故等", lambda clients: _settled(clients.exclude(status=Client.Status.ACTIVE), Q())),
    "active": ("状态正常", lambda clients: clients.active()),
}
