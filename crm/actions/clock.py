"""The clock (reliability 2): any number of ticks at any time change nothing that one tick would not."""

import logging
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from crm.models import ClockRule, Occurrence
from crm.schedule import LEASE, MAX_ATTEMPTS, RETRIES, SCHEDULE
from staff.actions.claims import take
from staff.turns import AGAIN_FOR, patiently

log = logging.getLogger(__name__)
State = Occurrence.State
MISSED_KEPT, NOT_RUNNING = 31, "当时系统没有运行"


def tick(now, *, simulated=False):
    """Does what is due at `now` (aware). `simulated` is a person naming the minute: it may lie before the first start.

    Returns {rule: result} of what ran in this call.
    """
    results = {}
    for name, rule in SCHEDULE.items():
        if rule.at is None:
            results[name] = attempt(name, rule, now)
        else:
            enter_due(name, rule, now, simulated=simulated)
    gone = Occurrence.objects.filter(Occurrence.LAPSED, state=State.RUNNING, attempts__gte=MAX_ATTEMPTS)
    gone.update(state=State.FAILED, message="执行时程序多次中断")
    for occurrence in Occurrence.objects.filter(runnable(timezone.now()), due_at__lte=now).order_by("due_at", "id"):
        if occurrence.rule in SCHEDULE and claim(occurrence):
            results[occurrence.rule] = run(occurrence, now)
    return results


def enter_due(name, rule, now, *, simulated=False):
    """Inserts the latest due date of the rule once. What lies further back than `catch_up`, and every date before the latest on
    which no clock ran, is kept as missed, never done late (reliability 2)."""
    due_at = latest_due(rule.at, now)
    known, _ = ClockRule.objects.get_or_create(name=name, defaults={"since": min(now, timezone.now())})
    if due_at < known.since and not simulated:
        return None
    days = Occurrence.objects.filter(rule=name)
    row = days.filter(local_date=timezone.localdate(due_at)).first()
    if row:
        return row
    if not simulated:
        last = days.filter(due_at__lt=due_at).aggregate(last=Max("due_at"))["last"]
        keep_missed(name, rule.at, timezone.localdate(due_at), max(filter(None, [last, known.since])))
    late = {"state": State.MISSED, "message": NOT_RUNNING} if now - due_at > rule.catch_up else {}
    row, _ = days.get_or_create(rule=name, local_date=timezone.localdate(due_at), defaults={"due_at": due_at, **late})
    return row


def keep_missed(name, at, day, after):
    """The dates between the moment `after` and `day`; of a long silence the last ones."""
    moments = (_at(day - timedelta(days=back), at) for back in range(1, MISSED_KEPT + 1))
    Occurrence.objects.bulk_create(
        [
            Occurrence(rule=name, local_date=moment.date(), due_at=moment, state=State.MISSED, message=NOT_RUNNING)
            for moment in moments
            if moment > after
        ],
        ignore_conflicts=True,
    )


def latest_due(at, now):
    """The last moment not after `now` when the wall clock showed `at`, in local time."""
    today = timezone.localdate(now)
    due = _at(today, at)
    return due if due <= now else _at(today - timedelta(days=1), at)


def _at(day, at):
    return timezone.make_aware(datetime.combine(day, at))


def runnable(moment):
    found = Q(state=State.DUE, attempts=0) | Q(Occurrence.LAPSED, state=State.RUNNING, attempts__lt=MAX_ATTEMPTS)
    for tries, pause in enumerate(RETRIES, start=1):
        found |= Q(state=State.DUE, attempts=tries, finished_at__lte=moment - pause)
    return found


def claim(occurrence):
    """Takes the row for this process; False if another was quicker."""
    rows = Occurrence.objects.filter(runnable(timezone.now()), pk=occurrence.pk)
    occurrence.token, hit = take(rows, lease=LEASE, state=State.RUNNING)
    return hit == 1


def run(occurrence, now):
    rule = SCHEDULE[occurrence.rule]
    try:
        message, state = str(rule.job(now=now) or ""), State.DONE
    except Exception:
        # One failing job must not keep the others from running; it is due again until its attempts are used up.
        log.exception("job %s of %s failed", occurrence.rule, occurrence.local_date)
        message, state = "失败，详见日志", State.DUE
    patiently(partial(note_end, occurrence, state, message), seconds=AGAIN_FOR)  # else it would run once more
    return message


@transaction.atomic
def note_end(occurrence, state, message):
    mine = Occurrence.objects.filter(pk=occurrence.pk, token=occurrence.token)
    mine.update(state=state, message=message[:300], finished_at=timezone.now())
    mine.filter(state=State.DUE, attempts__gte=MAX_ATTEMPTS).update(state=State.FAILED)


def attempt(name, rule, now):
    try:
        return rule.job(now=now)
    except Exception:
        log.exception("job %s failed", name)
        return "失败，详见日志"
