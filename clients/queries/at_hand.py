"""What the workbench shows of promises, in one query: to be done today, waited for, to be answered, answered."""

from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, Q, Value
from django.utils import timezone

from clients.enums import PromiseOrigin, PromiseState
from clients.models import Promise
from clients.models.promises import asks_on, is_shown
from clients.queries.information import asked_ids, may_be_read
from clients.queries.promises import ABOUT, concerned_by, presses_on, promise_row, readable_by
from staff.scope import reach

SOME, COUNTED = 5, 500  # rows shown, and how far they are counted
ANSWERS = 50


def at_hand(user, now, shown=()):
    """What one has to do today and what one waits for, each the first SOME rows and how many there are.

    `shown` are ids of promises that stand elsewhere on the page: they are counted, not shown twice; `elsewhere` says how many.

    `asked` are how many informations wait for his answer, and how many of these are late; `answers` what became of those
    that he himself handed on, until he has seen it, the newest first.
    """
    today = timezone.localdate(now)
    rows = list(_rows(user, today).order_by("due_on", "pk")[: 2 * COUNTED])
    due, waiting = ([row for row in rows if getattr(row, name)][:COUNTED] for name in ("is_due", "is_waited_for"))
    asked, answers = [row for row in rows if row.is_asked], [row for row in rows if row.is_answer]
    others = [row for row in due if row.pk not in shown]
    return {
        "due": _shown(others, user, now),
        "elsewhere": len(due) - len(others),
        "waiting": _shown(waiting, user, now),
        "counts": {"due": len(due), "waiting": len(waiting)},
        "asked": (len(asked), sum(row.due_on < today for row in asked)),
        "answers": sorted(answers, key=lambda row: row.closed_at, reverse=True)[:ANSWERS],
        "today": today,
    }


def _shown(rows, user, now):
    return [promise_row(row, user, now, names_client=True, sees_client=row.sees_client) for row in rows[:SOME]]


def _rows(user, today: date):
    """The conditions on people stand first and alone, since the indexes hold them."""
    mine, asked, reached = concerned_by(user), asked_ids(user), reach(user, "client__")
    is_open, of_fact = Q(state=PromiseState.OPEN), Q(origin=PromiseOrigin.FACT)
    told = of_fact & Q(fact__isnull=False) & may_be_read()
    ours, theirs = is_open & Q(owed_by__in=mine), is_open & Q(owed_to__in=mine)
    closed = Q(origin=PromiseOrigin.FACT, read_at=None, owed_to=user) & ~is_open
    flags = {
        "is_due": ours & ~of_fact & presses_on(today) & asks_on(today),
        "is_waited_for": theirs & asks_on(today) & is_shown() & readable_by(user),
        "is_asked": is_open & Q(owed_by__in=asked) & told,
        "is_answer": closed & told & ~Q(closed_by=user) & reached,
    }
    found = Promise.objects.apart_from(user).filter(is_open & Q(owed_by__in=asked) | theirs | closed)
    found = found.annotate(**{name: _flag(q) for name, q in flags.items()})
    wanted = Q(is_due=True) | Q(is_waited_for=True) | Q(is_asked=True) | Q(is_answer=True)
    sees = _flag(reached & Q(client__isnull=False)) if reached else Value(True)
    return found.filter(wanted).annotate(sees_client=sees).select_related(*ABOUT, "fact")


def _flag(condition):
    return ExpressionWrapper(condition, BooleanField())
