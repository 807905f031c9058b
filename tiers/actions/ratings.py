"""The nightly run: who has no standing yet is placed by his yearly daily average, and everybody has his tier's terms (domain 3.3)."""

import logging
import time
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from clients.models import Client
from clients.rules.cadence import shorter
from staff import bulk
from staff.audit import Verb, event, record, record_many
from staff.turns import SOME, give_way
from tiers.models import RatingRun, TierChange
from tiers.queries.overrides import overrides_in_force
from tiers.queries.policies import load_policies
from tiers.queries.ratings import ratable, stream
from tiers.queries.standings import stood
from tiers.rules.overrides import effective

log = logging.getLogger(__name__)
HISTORY = ("client_id", "run_id", "old", "new", "value", "sentence", "at")
LOCKED = ("id", "client_no", "unit_id", "status", "tier", "average")
PROMISED = (
    "contact_interval",
    "tries",
    "rest_days",
    "sponsor_interval",
)  # of the tier's terms, handed down to its clients


@dataclass(frozen=True)
class Move:
    """What the run decided for one client from the values it read."""

    pk: int
    old: str
    new: str
    promised: tuple  # in the order of PROMISED
    value: Decimal  # 元
    sentence: str

    @property
    def target(self):
        return (self.old, self.new, tuple(value or 0 for value in self.promised))


def rate_clients(*, now, by=None):
    """Places every active client that has a yearly daily average and no standing. Returns one Chinese sentence.

    Whose month was settled keeps his tier until the next monthly run (tiers/actions/standings.py); changed terms reach him, too.
    Writes only what differs, in batches that each stand or fall alone; again on the same data it writes no client.
    """
    begun = time.monotonic()
    run = RatingRun.objects.create(started_at=now, by_no=getattr(by, "employee_no", ""))
    today = timezone.localdate(now)
    policies, waiting = load_policies(today), []
    overrides = overrides_in_force(today)
    for row in stream(stood(ratable()), "kind", "average", "tier", "stood", "partner_interval", *PROMISED):
        run.seen += 1
        move = decide(row, policies, run, overrides)
        if move:
            waiting.append(move)
        if len(waiting) >= SOME:
            write(waiting, run, by)
            waiting = []
    write(waiting, run, by)
    finish(run, now + timedelta(seconds=time.monotonic() - begun), by)
    failed = f"，失败 {run.failed} 户" if run.failed else ""
    return f"评定 {run.seen} 户，变动 {run.changed} 户{failed}"


def decide(row, policies, run, overrides):
    """The move of one client, None if everything stands. One that cannot be rated is logged and counted; the rest go on."""
    pk, kind, value, old, stood_at, partner_interval, *held = row
    try:
        new = effective(stood_at or policies.policy.tier_of(kind, value), overrides.get(pk))
        promised = promised_to(policies.terms[new], partner_interval)
        if (new, *promised) == (old, *held):
            return None
        return Move(pk, old, new, promised, value, policies.sentence(kind, value, new))
    except Exception:
        log.exception("client %s could not be rated", pk)
        run.failed += 1
        return None


def promised_to(term, partner_interval):
    """What the tier promises a client, in the order of PROMISED: a partner keeps his own interval where it is the shorter."""
    interval, *rest = (getattr(term, name) for name in PROMISED)
    return shorter(interval, partner_interval), *rest


def write(moves, run, by):
    """One transaction for the batch; if it fails, halves of it, until the one client that cannot be written is alone."""
    if not moves:
        return
    try:
        run.changed += write_together(moves, run, by)
        give_way()
    except Exception:
        if len(moves) == 1:
            log.exception("rating of client %s could not be written", moves[0].pk)
            run.failed += 1
            return
        middle = len(moves) // 2
        write(moves[:middle], run, by)
        write(moves[middle:], run, by)


@transaction.atomic
def write_together(moves, run, by):
    """Writes the moves whose clients still are as they were read. Returns how many changed tier."""
    # Locked in the order of pk, so that two runs wait for each other instead of for ever.
    locked = Client.objects.select_for_update(of=("self",)).only(*LOCKED).filter(pk__in=[move.pk for move in moves])
    rows = {client.pk: client for client in locked.order_by("pk")}
    unchanged = [move for move in moves if still(rows.get(move.pk), move)]
    for (old, new, _numbers), group in groupby(
        sorted(unchanged, key=lambda move: move.target), key=lambda move: move.target
    ):
        group = list(group)
        held = Client.objects.filter(pk__in=[move.pk for move in group], tier=old)
        held.update(tier=new, **dict(zip(PROMISED, group[0].promised, strict=True)))
    moved = [move for move in unchanged if move.old != move.new]
    bulk.insert(TierChange, HISTORY, [history(move, run) for move in moved])
    record_many(
        [event(Verb.TIER, by=by, target=rows[move.pk], changes={"tier": [move.old, move.new]}) for move in moved]
    )
    return len(moved)


def still(client, move):
    """Another run, an import or a person may have been quicker; tomorrow's run sees what they wrote."""
    return client is not None and (client.tier, client.average, client.status) == (
        move.old,
        move.value,
        Client.Status.ACTIVE,
    )


def history(move, run):
    """One TierChange as a tuple in the order of HISTORY."""
    return move.pk, run.pk, move.old, move.new, move.value, move.sentence[:200], run.started_at


@transaction.atomic
def finish(run, finished_at, by):
    run.finished_at = finished_at
    run.save(update_fields=["finished_at", "seen", "changed", "failed"])
    record(Verb.TIER, by=by, target=run, changes={"seen": run.seen, "changed": run.changed, "failed": run.failed})
