"""层级看板: who stands where, who has moved since the latest monthly run, who is watched, who is near the next line, who left why.

What counts now is the tier of the client; what counted before is what his first change since the run began moved him from.
The list of clients is narrowed by the same conditions (STATES), so that a figure opens whom it counts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, Sum, Window

from clients.models import Client, Promise
from clients.queries.kept import BY_TIER, PERIOD, kept_rates, promises_seen
from clients.queries.matches import waits_for_answer
from clients.rules.ranks import ASCENDING, DESCENDING, TIER_LABELS, TOP_THREE
from staff.cached import cached
from staff.models import OrgUnit
from staff.roles import Role
from staff.scope import reach, sight
from tiers.models import RatingRun, Signal, Standing, TierChange
from tiers.models.signals import TALKED, closed_lately
from tiers.queries.policies import load_policies
from tiers.rules.boards import PLACES, drop_ahead, keep_words, moves_of, progress_words
from tiers.rules.rating import group_of
from tiers.rules.standings import WATCH_AFTER, rises
from tiers.rules.standings import Standing as State
from words.dates import day_text
from words.masking import mask_text

SHOWN = 20  # clients of a list on the board
ACTIVE = Q(client__status=Client.Status.ACTIVE)
# Of a month's cohort, as conditions on signals.
PROGRESS = {"talked": TALKED, "reached": Q(reached_on__isnull=False)}


@dataclass(frozen=True)
class Person:
    """A client of a list on the board: his standing or signal, what is ahead or how far he is, the amounts in words, what is next."""

    row: Standing | Signal
    ahead: str
    words: str
    next: str

    @property
    def client(self):
        return self.row.client


def latest_run():
    """The monthly run that the board speaks of: the latest that is done and holds; None before the first."""
    return runs().first()


def runs():
    """The monthly ones that are done and hold, the latest first."""
    return RatingRun.objects.of_months().filter(finished_at__isnull=False)


def board(user, unit, today, night=None):
    """The figures over the clients within reach, of `unit` (None: of all): kept five minutes, however many clients nine statements.

    `night` gives those of the whole bank that were counted in the night: `now`, `held`, `gone` and `kept`.
    """
    whose = user.pk if user.role == Role.MANAGER else user.unit_id
    key = sight(user, f"board-{user.role}-{whose}-{unit.pk if unit else ''}-{today}")
    return cached("tier_board", key, lambda: _board(user, unit, today, night))


def people(found, today):
    """(watched, near), each a list of Person, of a board's figures; three statements."""
    watched = Standing.objects.select_related("client__manager").in_bulk(found["watch"])
    near = Signal.objects.select_related("client__manager").in_bulk(found["near"])
    steps, thresholds = _steps([*watched.values(), *near.values()], today), found["thresholds"]
    watched = [watched[pk] for pk in found["watch"] if pk in watched]
    near = [near[pk] for pk in found["near"] if pk in near]
    watched = [_watched(row, thresholds[group_of(row.client.kind)], steps) for row in watched]
    return watched, [_near(row, steps, today) for row in near]


def _watched(row, lines, steps):
    state = State(row.tier, row.below, row.peak)
    words = "" if row.value is None else keep_words(state, row.value, lines)
    return Person(row, drop_ahead(state, lines), words, steps[row.client_id])


def _near(row, steps, today):
    words = progress_words(reached_on=row.reached_on, talked_on=row.talked_on, today=today)
    return Person(row, words, row.sentence, steps[row.client_id])


def _steps(rows, today):
    """{client id: what is next to be done for him}: the promise due first, else the day he is put on, else ''."""
    clients = [row.client for row in rows]
    steps = {
        client.pk: f"排到 {day_text(client.planned_on, today)} 联系" if client.planned_on else "" for client in clients
    }
    rows = Promise.objects.open().to_clients().filter(client__in=clients).select_related("owed_by")
    for promise in rows.order_by("-due_on", "-pk"):  # the earliest last
        who = promise.owed_by.name if promise.owed_by else ""
        steps[promise.client_id] = f"{day_text(promise.due_on, today)} {who}：{mask_text(promise.what)}"
    return steps


def _board(user, unit, today, night):
    latest, thresholds = list(runs()), load_policies(today).policy.thresholds
    run = latest[0] if latest else None
    now, held, gone = (night.now, night.held, night.gone) if night else _stands(user, unit, run)
    days = {"start": today - PERIOD, "end": today, "today": today}
    standings = within(Standing.objects.filter(run=run), user, unit).filter(is_watched(), ACTIVE)
    near = within(Signal.objects.cohort(today), user, unit)
    lost = within(_lost(today), user, unit).order_by().values_list("reason")
    watched, watch = _first(standings.order_by("-below", "-value", "pk"), watch=Q())
    largest = F("client__average").desc(nulls_last=True)
    cohort, progress = _first(near.order_by(largest, "pk"), near=Q(), **PROGRESS)
    return {
        "run": run,
        "before": [each.month for each in latest[1:-1]],  # with one before it, so that its moves are known
        "thresholds": thresholds,
        "held": held,
        "moves": moves_of(now, _changed(user, unit, run)),
        "kept": night.kept if night else kept_rates(promises_seen(user, today, unit and unit.pk), BY_TIER, **days),
        "watch": watched,
        "near": cohort,
        "lost": dict(lost.annotate(Count("client", distinct=True))),
        "counts": {"gone": gone, **watch, **progress},
    }


def _stands(user, unit, run):
    """({tier: clients who stand there now}, {tier: what they hold}, how many are gone)."""
    rows = list(within(Client.objects, user, unit).order_by().values("tier").annotate(**_counts(run)))
    now, held = ({row["tier"]: row[name] or 0 for row in rows} for name in ("now", "held"))
    return now, held, sum(row["gone"] for row in rows)


def _counts(run):
    active = Q(status=Client.Status.ACTIVE)
    settled = Exists(Standing.objects.filter(run=run, client=OuterRef("pk")))
    return {
        "now": Count("pk", filter=active),
        "held": Sum("average", filter=active),
        "gone": Count("pk", filter=~active & settled),
    }


def _first(rows, **parts):
    """(the ids of the first SHOWN, how many there are of each part): in one statement."""
    every = {word: Window(Count("pk", filter=part)) for word, part in parts.items()}
    found = list(rows.values_list("pk").annotate(**every)[:SHOWN])
    return [pk for pk, *_counts in found], dict(zip(parts, found[0][1:] if found else [0] * len(parts), strict=True))


def _lost(today):
    """Of whom a person said lately that he is lost."""
    return Signal.objects.filter(closed_lately(today), result=Signal.Result.LOST)


def _changed(user, unit, run):
    """{(tier before, tier now): clients} of the active ones whom something moved since the run began."""
    if run is None:
        return {}
    return {(old, new): number for old, new, number in changes(user, unit, run.started_at)}


def changes(user, unit, began):
    """Rows (tier before, tier now, clients) of the active ones whom something moved since that moment."""
    rows = within(_first_since(began), user, unit).filter(ACTIVE).order_by()
    return rows.values_list("old", "client__tier").annotate(number=Count("pk"))


def within(rows, user, unit):
    """The rows about clients within reach, of `unit` and below it (None: of all)."""
    rows = rows.filter(reach(user, rows.all().to_client))
    if unit is None:
        return rows
    below = list(OrgUnit.objects.filter(path__startswith=unit.path).values_list("pk", flat=True))
    return rows.filter(**{f"{rows.to_client}unit__in": below})


def first_moves(run):
    """Of each client the first change since the run began."""
    return _first_since(run.started_at)


def _first_since(began):
    since = TierChange.objects.filter(at__gte=began)
    others = since.filter(client=OuterRef("client"))
    earlier = others.filter(Q(at__lt=OuterRef("at")) | Q(at=OuterRef("at"), pk__lt=OuterRef("pk")))
    return since.exclude(Exists(earlier))


def _moved_from(run, tier):
    return Q(pk__in=first_moves(run).filter(old=tier).values("client"))


def _was(tier):
    """The active ones who were in `tier` before the latest monthly run."""

    def narrowed(clients, today):
        run = latest_run()
        if run is None:
            return clients.none()
        since = TierChange.objects.filter(client=OuterRef("pk"), at__gte=run.started_at)
        return clients.active().filter(Q(tier=tier) & ~Exists(since) | _moved_from(run, tier))

    return narrowed


def _moved(goes):
    """The active ones whom something moved from a tier to one where goes(old, new)."""

    def narrowed(clients, today):
        run = latest_run()
        if run is None:
            return clients.none()
        moved = Q(pk__in=[])
        for old in DESCENDING:
            moved |= _moved_from(run, old) & Q(tier__in=[new for new in ASCENDING if goes(old, new)])
        return clients.active().filter(moved)

    return narrowed


def _crossed(clients, today):
    """Who came to the upper three since the run or left them, also for good."""
    run = latest_run()
    if run is None:
        return clients.none()
    others = [tier for tier in PLACES if tier not in TOP_THREE]
    came = Q(pk__in=first_moves(run).filter(old__in=others).values("client"), tier__in=TOP_THREE)
    left = Q(pk__in=first_moves(run).filter(old__in=TOP_THREE).values("client"), tier__in=others)
    settled = Standing.objects.filter(run=run, tier__in=TOP_THREE).values("client")
    return clients.filter((came | left) & Q(status=Client.Status.ACTIVE) | Q(status__in=NOT_ACTIVE, pk__in=settled))


def _settled(condition, **who):
    """Whom the latest monthly run settled like that."""

    def narrowed(clients, today):
        standings = Standing.objects.filter(condition, run=latest_run())
        return clients.filter(**who).filter(pk__in=standings.values("client"))

    return narrowed


def is_watched():
    """As a condition on standings: like his page, nothing of whom an override holds in another tier than his rating."""
    return Q(below__gte=WATCH_AFTER, tier=F("client__tier"))


def _cohort(part):
    """Those of this month's cohort, or of a part of it."""

    def narrowed(clients, today):
        return clients.filter(pk__in=Signal.objects.cohort(today).filter(part).values("client"))

    return narrowed


def _left(reason):
    def narrowed(clients, today):
        return clients.filter(pk__in=_lost(today).filter(reason=reason).values("client"))

    return narrowed


class Narrowing(NamedTuple):
    """What the list of clients may ask of the board."""

    label: str
    narrows: Callable


NOT_ACTIVE = [status for status in Client.Status.values if status != Client.Status.ACTIVE]
STATES = {
    "watch": Narrowing("观察名单", _settled(is_watched(), status=Client.Status.ACTIVE)),
    "near": Narrowing("本月临界", _cohort(Q())),
    "talked": Narrowing("本月临界，联系过", _cohort(PROGRESS["talked"])),
    "waiting": Narrowing("本月临界，还没联系", _cohort(~TALKED)),
    "reached": Narrowing("本月临界，已达到", _cohort(PROGRESS["reached"])),
    "crossed": Narrowing("评定后进出贵宾以上", _crossed),
    "up": Narrowing("评定后升了级", _moved(rises)),
    "down": Narrowing("评定后降了级", _moved(lambda old, new: rises(new, old))),
    **{f"was-{tier or 'none'}": Narrowing(f"评定前{TIER_LABELS[tier]}", _was(tier)) for tier in PLACES},
    "gone": Narrowing("评定后销户、已故等", _settled(Q(), status__in=NOT_ACTIVE)),
    **{f"lost-{reason}": Narrowing(f"流失：{label}", _left(reason)) for reason, label in Signal.Loss.choices},
    "active": Narrowing("状态正常", lambda clients, today: clients.active()),
    "match": Narrowing("可能已开户", lambda clients, today: clients.filter(waits_for_answer())),
    "lead": Narrowing("未开户", lambda clients, today: clients.filter(status=Client.Status.LEAD)),
}
