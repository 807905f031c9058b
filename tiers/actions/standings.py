"""The monthly run: where everybody stands after the month that closed (domain 3.3), and its undoing."""

import logging
import time
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone

from clients.models import Client
from staff import bulk
from staff.audit import Verb, event, record, record_many
from staff.calendar import load_calendar
from staff.turns import SOME, give_way
from tiers.actions.overrides import place_client
from tiers.actions.ratings import HISTORY, PROMISED, promised_to
from tiers.models import RatingRun, Standing, TierChange
from tiers.queries.overrides import overrides_in_force, overrides_since
from tiers.queries.policies import load_policies
from tiers.queries.ratings import CHUNK
from tiers.queries.standings import averages_in, calm_values, known_long, run_before, states_before
from tiers.rules.overrides import effective
from tiers.rules.rating import group_of
from tiers.rules.standings import Standing as State
from tiers.rules.standings import drop_words, next_standing, rating_day, rises
from words.dates import months_later
from words.problems import Moved, Problem, Refused

log = logging.getLogger(__name__)
WRITTEN = ("client_id", "run_id", "month", "value", "calm", "tier", "below", "peak")
READ = ("pk", "kind", "tier")
LOCKED = 1000  # clients of one slice: so few of them move that nobody waits long for one of them
ELSEWHERE = "这个月的评定正在别处进行，这里不再继续。"


@dataclass(frozen=True)
class Settled:
    """What the month made of one client; without a `value` he keeps the state of the month before. `new` is the tier that counts."""

    pk: int
    old: str
    state: State
    new: str
    value: Decimal | None = None
    calm: Decimal | None = None
    sentence: str = ""


def move_standings(*, now, by=None):
    """Settles the month that closed, once, from its rating day on; one whose run was undone is settled anew.

    Goes on where a run was stopped. Returns one Chinese sentence.
    """
    today = timezone.localdate(now)
    month = months_later(today.replace(day=1), -1)
    if today < rating_day(month, load_calendar(month, today)):
        return ""
    run = RatingRun.objects.of_months().filter(month=month).first()
    if run is None:
        run = RatingRun.objects.create(month=month, started_at=now, by_no=getattr(by, "employee_no", ""))
    if run.finished_at:
        return f"{month:%Y年%-m月}已经评定"
    begun = time.monotonic()
    _settle_all(run, by, today)
    _finish(run, now + timedelta(seconds=time.monotonic() - begun), by)
    skipped = f"，数据不足 {run.skipped} 户" if run.skipped else ""
    return f"{month:%Y年%-m月}评定 {run.seen} 户，变动 {run.changed} 户{skipped}"


def _settle_all(run, by, today):
    policies, before = load_policies(timezone.localdate(run.started_at)), run_before(run.month)
    about = (run, policies, overrides_in_force(today))
    size = LOCKED if connection.vendor == "postgresql" else SOME
    clients = Client.objects.active()
    while rows := list(clients.filter(pk__gt=run.reached).order_by("pk").values_list(*READ)[:CHUNK]):
        ids = [row[0] for row in rows]
        averages = averages_in(run.month, client__gte=ids[0], client__lte=ids[-1])
        found = _settled(rows, about, states_before(before, ids[0], ids[-1]), averages)
        for place in range(0, len(rows), size):
            part = ids[place : place + size]
            _write(run, part[-1], [found[pk] for pk in part if pk in found], len(part), policies, by)
            give_way()


def _settled(rows, about, states, values):
    """{client id: Settled}; who is new, or has no data and no standing, has none yet. One who cannot be rated is counted."""
    run = about[0]
    fresh = [pk for pk, *_about in rows if pk not in states and pk in values]
    known = known_long(run.month, fresh) if fresh else set()
    found = {}
    for row in rows:
        pk, before = row[0], states.get(row[0])
        if pk in values and (before or pk in known):
            one = _one(row, before, values[pk][0], about)
        else:
            one = Settled(pk, row[2], before, row[2]) if before else None
        if one:
            found[pk] = one
    rising = {pk: values[pk] for pk, one in found.items() if _has_risen(one, states.get(pk))}
    kept = calm_values(run.month, rising) if rising else {}
    for row in rows if kept else ():
        if row[0] in kept:
            found[row[0]] = _one(row, states.get(row[0]), values[row[0]][0], about, kept[row[0]])
    return found


def _has_risen(one, before):
    """By the rating, whatever an override holds above it."""
    old = before.tier if before else one.old
    return one.value is not None and old and rises(old, one.state.tier)


def _one(row, before, value, about, calm=None):
    """Who was only placed by the night begins from there. None of one who cannot be rated: he is logged and counted."""
    pk, kind, old = row
    run, policies, overrides = about
    before = before or (State(old) if old and pk not in overrides else None)
    try:
        thresholds, labels = policies.policy.thresholds[group_of(kind)], policies.policy.labels
    except KeyError:
        log.exception("client %s could not be rated", pk)
        run.failed += 1
        return None
    state = next_standing(before, value, thresholds, calm)
    new = effective(state.tier, overrides.get(pk))
    if new == old:  # nothing is said of the many who stay
        return Settled(pk, old, state, new, value, calm)
    fell = before is not None and rises(state.tier, before.tier)
    sentence = drop_words(before, value, state, labels) if fell else policies.sentence(kind, value, state.tier)
    return Settled(pk, old, state, new, value, calm, sentence)


@transaction.atomic
def _write(run, reached, settled, looked_at, policies, by):
    """One slice: the standings, and the tier of those who moved and are still as they were read."""
    if not RatingRun.objects.filter(pk=run.pk, reached=run.reached).update(reached=reached):
        raise Moved(ELSEWHERE, current=None)
    rows = [
        (one.pk, run.pk, run.month, one.value, one.calm, one.state.tier, one.state.below, one.state.peak)
        for one in settled
    ]
    bulk.insert(Standing, WRITTEN, rows)
    moving = {one.pk: one for one in settled if one.new != one.old}
    as_read = {client.pk: client for client in _locked(moving) if client.tier == moving[client.pk].old}
    moved = [one for one in moving.values() if one.pk in as_read]
    owed = {one.pk: promised_to(policies.terms[one.new], as_read[one.pk].partner_interval) for one in moved}
    bulk.update(Client, ("tier", *PROMISED), [(one.pk, one.new, *owed[one.pk]) for one in moved])
    _tell(moved, as_read, run, by)
    run.reached = reached
    run.seen += len(settled)
    run.changed += len(moved)
    run.skipped += looked_at - sum(one.value is not None for one in settled)
    run.save(update_fields=["seen", "changed", "skipped", "failed"])


def _locked(moving):
    """Last of all, so that nobody who saves one of them waits for the thousands of standings beside them."""
    return Client.objects.active().select_for_update(of=("self",)).filter(pk__in=moving).order_by("pk")


def _tell(moved, clients, run, by):
    """History and audit of those who moved."""
    changes = [(one.pk, run.pk, one.old, one.new, one.value, one.sentence[:200], run.started_at) for one in moved]
    bulk.insert(TierChange, HISTORY, changes)
    events = [event(Verb.TIER, by=by, target=clients[one.pk], changes={"tier": [one.old, one.new]}) for one in moved]
    record_many(events)


@transaction.atomic
def _finish(run, finished_at, by):
    run.finished_at = finished_at
    run.save(update_fields=["finished_at"])
    counts = {"month": f"{run.month:%Y-%m}", "seen": run.seen, "changed": run.changed, "skipped": run.skipped}
    record(Verb.TIER, by=by, target=run, changes=counts)


def undo_standings(run, *, reason, by, now):
    """A counter-run: whom the latest monthly run moved, and nobody has moved since, goes back; the month waits for a new run.

    Whom an override has held meanwhile is placed by the month before and what is in force. Standings, history and audit of the
    undone run stay. Refuses any but the latest, one that is not finished, and no reason. Returns the counter-run.
    """
    if not reason.strip():
        raise Refused(Problem("reason", "请写明为什么撤销这次评定"))
    if run.month is None or run.is_void or run != RatingRun.objects.of_months().first():
        raise Refused("只有最近一个月的评定可以撤销。")
    if run.finished_at is None:
        raise Refused("这次评定还没有做完，请等它做完再撤销。")
    told = {"started_at": now, "reason": reason.strip(), "by_no": by.employee_no}
    counter, _is_new = RatingRun.objects.get_or_create(undoes=run, defaults=told)
    terms, last = load_policies(timezone.localdate(now)).terms, 0
    held = overrides_since(run.started_at).filter(client__standings__run=run)
    alone = run.changes.exclude(old="").exclude(client__in=held.values("client"))
    while rows := list(alone.filter(client__gt=last).order_by("client")[:SOME]):
        _put_back(rows, counter, terms, by)
        last = rows[-1].client_id
        give_way()
    with transaction.atomic():
        RatingRun.objects.filter(pk=run.pk).update(is_void=True)
        counter.finished_at = now
        counter.save(update_fields=["finished_at"])
        record(
            Verb.TIER, by=by, target=run, reason=reason.strip(), changes={"is_void": True, "changed": counter.changed}
        )
    for request in held:
        place_client(request, _undone(counter), by, now)
    return counter


@transaction.atomic
def _put_back(changes, counter, terms, by):
    locked = Client.objects.select_for_update(of=("self",)).filter(pk__in=[change.client_id for change in changes])
    clients = {client.pk: client for client in locked.order_by("pk")}
    back = [change for change in changes if clients[change.client_id].tier == change.new]
    for change in back:
        owed = promised_to(terms[change.old], clients[change.client_id].partner_interval)
        numbers = dict(zip(PROMISED, owed, strict=True))
        Client.objects.filter(pk=change.client_id).update(tier=change.old, **numbers)
    about = (_undone(counter), counter.started_at)
    rows = [(one.client_id, counter.pk, one.new, one.old, one.value, *about) for one in back]
    bulk.insert(TierChange, HISTORY, rows)
    record_many(
        [event(Verb.TIER, by=by, target=clients[one.client_id], changes={"tier": [one.new, one.old]}) for one in back]
    )
    counter.changed += len(back)
    counter.save(update_fields=["changed"])


def _undone(counter):
    return f"撤销{counter.undoes.month:%Y年%-m月}的评定：{counter.reason}"[:200]
