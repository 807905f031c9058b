"""The clock (reliability.md, section 2): any number of ticks at any time change nothing that one tick would not."""

import logging
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from crm.models import ClockRule, Occurrence
from crm.schedule import LEASE, MAX_ATTEMPTS, SCHEDULE

log = logging.getLogger(__name__)
State = Occurrence.State


def tick(now, *, simulated=False):
    """Does what is due at `now` (aware). `simulated` is a person naming the minute: it may lie before the first start.

    Returns {rule: result} of what ran in this call.
    """
    results = {}
    for name, rule in SCHEDULE.items():
        if rule.at is None:
            results[name] = attempt(name, rule, now)
        else:
            plan(name, rule, now, simulated=simulated)
    for occurrence in Occurrence.objects.filter(runnable(timezone.now()), due_at__lte=now).order_by("due_at", "id"):
        if occurrence.rule in SCHEDULE and claim(occurrence):
            results[occurrence.rule] = run(occurrence, now)
    return results


def plan(name, rule, now, *, simulated=False):
    """Inserts the latest due date of the rule once; what lies further back than `catch_up` is kept as missed, never done late."""
    due_at = latest_due(rule.at, now)
    known, _ = ClockRule.objects.get_or_create(name=name, defaults={"since": min(now, timezone.now())})
    if due_at < known.since and not simulated:
        return None
    late = now - due_at > rule.catch_up
    row, _ = Occurrence.objects.get_or_create(
        rule=name,
        local_date=timezone.localdate(due_at),
        defaults={"due_at": due_at, "state": State.MISSED if late else State.DUE},
    )
    return row


def latest_due(at, now):
    """The last moment not after `now` when the wall clock showed `at`, in local time."""
    local = timezone.localtime(now)
    due = timezone.make_aware(datetime.combine(local.date(), at))
    return due if due <= now else timezone.make_aware(datetime.combine(local.date() - timedelta(days=1), at))


def runnable(moment):
    abandoned = Q(state=State.RUNNING, lease_until__lt=moment)
    return Q(attempts__lt=MAX_ATTEMPTS) & (Q(state=State.DUE) | abandoned)


def claim(occurrence):
    """Takes the row for this process; False if another was quicker."""
    occurrence.token = str(uuid.uuid4())
    moment = timezone.now()
    hit = Occurrence.objects.filter(runnable(moment), pk=occurrence.pk).update(
        state=State.RUNNING, token=occurrence.token, lease_until=moment + LEASE, attempts=F("attempts") + 1
    )
    return hit == 1


def run(occurrence, now):
    rule = SCHEDULE[occurrence.rule]
    try:
        message, state = str(rule.job(now=now) or ""), State.DONE
    except Exception:
        # One failing job must not keep the others from running; it is due again until its attempts are used up.
        log.exception("job %s of %s failed", occurrence.rule, occurrence.local_date)
        message, state = "失败，详见日志", State.DUE
    with transaction.atomic():
        mine = Occurrence.objects.filter(pk=occurrence.pk, token=occurrence.token)
        mine.update(state=state, message=message[:300], finished_at=timezone.now())
        mine.filter(state=State.DUE, attempts__gte=MAX_ATTEMPTS).update(state=State.FAILED)
    return message


def attempt(name, rule, now):
    try:
        return rule.job(now=now)
    except Exception:
        log.exception("job %s failed", name)
        return "失败，详见日志"
