"""The clock (reliability 2): any number of ticks at any time change nothing that one tick would not.

Every tick and every delivery first looks whether the time may be believed; a minute that a person names is exempt.
"""

import logging
import uuid
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from crm import epochs
from crm.models import ClockRule, Occurrence, SystemClock
from crm.rules import clock as rules
from crm.schedule import LEASE, MAX_ATTEMPTS, RETRIES, SCHEDULE
from outbox.actions import deliver_messages, doubt_waiting, let_mail_leave, stop_all_mail
from outbox.enums import Stop
from staff.actions.claims import take
from staff.audit import Verb, record
from staff.turns import AGAIN_FOR, patiently

log = logging.getLogger(__name__)
State = Occurrence.State
MISSED_KEPT, NOT_RUNNING = 31, "当时系统没有运行"
AGREED = timedelta(0)
PUT_BACK = "数据库是从备份恢复的，备份以后可能已经发出过邮件。请总行管理在「发件箱」确认恢复：没有发出的邮件全部转入人工核对，然后恢复发信"
STEADY = rules.Clock()


def tick(now, *, simulated=False, ahead=AGREED):
    """Does what is due at `now` (aware). `simulated` is a person naming the minute: it may lie before the first start.

    `ahead`: how far the time is before the database's. Returns {rule: result} of what ran in this call.
    """
    count_looks()
    known = STEADY if simulated else look(now, ahead)
    rows = Occurrence.objects.filter(runnable(timezone.now()), due_at__lte=now).order_by("due_at", "id")
    results = {}
    for name, rule in SCHEDULE.items():
        if rule.at is None:
            results[name] = attempt(name, rule, now)
        elif not known.trouble:
            enter_due(name, rule, now, simulated=simulated, is_steady=known.is_steady)
    if known.trouble:
        return results
    gone = Occurrence.objects.filter(Occurrence.LAPSED, state=State.RUNNING, attempts__gte=MAX_ATTEMPTS)
    gone.update(state=State.FAILED, message="执行时程序多次中断")
    for occurrence in rows:
        rule = SCHEDULE.get(occurrence.rule)
        if rule and (known.is_steady or not rule.is_final) and claim(occurrence):
            results[occurrence.rule] = run(occurrence, now)
    return results


def deliver(now, *, ahead=AGREED, **options):
    """Sends what is due at `now`, while time and database may be believed. Returns one Chinese sentence or ''."""
    count_looks()
    return deliver_messages(now=now, may_expire=look(now, ahead).is_steady, **options)


@transaction.atomic
def look(now, ahead=AGREED):
    """What is known of the time after one more look at it, as a rules.Clock; stops the mail or lets it leave again."""
    row = _locked_clock()
    known = rules.after_look(_known(row), now, ahead)
    if known.trouble != row.trouble:
        words = rules.in_words(known, timezone.localtime(now), ahead)
        if words:
            log.error("the time cannot be believed: %s; no mail leaves, see the outbox page", known.trouble)
            stop_all_mail(Stop.CLOCK, reason=words)
        else:
            let_mail_leave(Stop.CLOCK)
    _keep(row, known, now)
    return known


@transaction.atomic
def confirm_time(now, *, by, ahead=AGREED):
    """An operator says that the time is right; the sending goes on. False when it was not stopped for that."""
    row = _locked_clock()
    if not let_mail_leave(Stop.CLOCK):
        return False
    _keep(row, rules.after_confirmation(_known(row), now, ahead), now)
    record(Verb.PARAM, by=by, changes={"clock": "confirmed"})
    return True


def count_looks():
    """Counts one more, unless the mark outside says that this database was put back from a backup: then all mail stops."""
    marks = epochs.marks()  # read first: a database that is whole may be ahead of its mark, never behind
    with transaction.atomic():
        row = _locked_clock()
        if row.epoch >= marks.get(str(row.name), 0):
            row.epoch += 1
            row.save(update_fields=["epoch"])
            transaction.on_commit(partial(epochs.note, str(row.name), row.epoch), robust=True)
        elif stop_all_mail(Stop.COPY, reason=PUT_BACK):
            log.error("this database was put back from a backup; no mail leaves, see the outbox page")


@transaction.atomic
def mark_restored(now, *, by=None):
    """The database was put back: whatever waited may have left since the backup, and is shown to a person.

    Returns how many; None where `by`, a person on the page, confirms what is confirmed already.
    """
    row = _locked_clock()
    was_stopped = let_mail_leave(Stop.COPY)
    if by and not was_stopped:
        return None
    # Under a new name no machine's mark speaks against it; the backup keeps the old one, and is noticed when put back again.
    row.name = uuid.uuid4()
    row.save(update_fields=["name"])
    count = doubt_waiting(now=now)
    record(Verb.PARAM, by=by, changes={"database": "restored", "messages": count})
    return count


def _locked_clock():
    SystemClock.objects.get_or_create(pk=1)
    return SystemClock.objects.select_for_update(of=("self",)).get(pk=1)


def _known(row):
    moments = [
        timezone.localtime(moment) if moment else None for moment in (row.looked_at, row.doubted_since, row.doubted_at)
    ]
    return rules.Clock(*moments, row.trouble, row.accepted)


def _keep(row, known, now):
    row.looked_at, row.doubted_since, row.doubted_at = known.looked_at, known.doubted_since, known.doubted_at
    row.trouble, row.accepted = known.trouble, known.accepted
    row.save()
    if known.returned:
        # Made on days that have not come: they are to run when their day is there.
        Occurrence.objects.filter(due_at__gt=now).exclude(state=State.RUNNING).delete()
    if known.settled:
        for name, rule in SCHEDULE.items():
            if rule.at is not None:
                keep_missed(name, rule, now)


def enter_due(name, rule, now, *, simulated=False, is_steady=True):
    """Inserts the latest due date of the rule once. What lies further back than `catch_up`, and every date before the latest on
    which no clock ran, is kept as missed, never done late (reliability 2); by a steady clock only, for that is final."""
    due_at = latest_due(rule.at, now)
    known, _ = ClockRule.objects.get_or_create(name=name, defaults={"since": min(now, timezone.now())})
    if due_at < known.since and not simulated:
        return None
    days, is_late = Occurrence.objects.filter(rule=name), now - due_at > rule.catch_up
    row = days.filter(local_date=timezone.localdate(due_at)).first()
    if row and row.state == State.MISSED and not (is_late or simulated):  # called so before its day had come
        days.filter(pk=row.pk, state=State.MISSED).update(state=State.DUE, message="")
    if row or (not is_steady and (is_late or rule.is_final)):
        return row
    if is_steady and not simulated:
        keep_missed(name, rule, now)
    late = {"state": State.MISSED, "message": NOT_RUNNING} if is_late else {}
    row, _ = days.get_or_create(rule=name, local_date=timezone.localdate(due_at), defaults={"due_at": due_at, **late})
    return row


def keep_missed(name, rule, now):
    """The dates before the latest due one that have no row since the one before; of a long silence the last ones."""
    due_at, at = latest_due(rule.at, now), rule.at
    last = Occurrence.objects.filter(rule=name, due_at__lt=due_at).aggregate(last=Max("due_at"))["last"]
    since = ClockRule.objects.filter(name=name).values_list("since", flat=True).first()
    after, day = max(filter(None, [last, since or due_at])), timezone.localdate(due_at)
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
    return found | Q(state=State.DUE, finished_at__gt=moment + rules.SKEW)  # failed by a clock that was ahead


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
