"""What the workbench shows of promises, in one query: to be done today, waited for, to be answered, answered."""

from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, Q, Value
from django.utils import timezone

from clients.enums import PromiseOrigin, PromiseState
from clients.models import Promise
from clients.models.promises import asks_on, is_shown
from clients.queries.information import asked_ids, is_for_colleagues
from clients.queries.promises import ABOUT, concerned_by, presses_on, promise_row
from staff.scope import reach, rows_for

SOME, COUNTED, READ = 5, 500, 2000  # rows shown, how far they are counted, and how many are read for it
ANSWERS = 50


def at_hand(user, now, shown=()):
    """What one has to do today and what one waits for, each the first SOME rows and how many there are.

    `shown` are ids of promises that stand elsewhere on the page: they are counted, not shown twice; `elsewhere` says how many.

    `asked` are how many informations wait for his answer, and how many of these are late; `answers` what became of those
    that he himself handed on, until he has seen it, the newest first.
    """
    today, mine, ours = timezone.localdate(now), concerned_by(user), asked_ids(user)
    rows = rows_for(user, _rows, today, mine=mine, ours=ours)
    still = [row for row in rows if row.state == PromiseState.OPEN]
    due = [row for row in still if row.owed_by_id in mine and row.presses and row.asks and not _is_handed(row)][
        :COUNTED
    ]
    waited_for = (row for row in still if row.owed_to_id in mine and row.asks and row.is_shown)
    waiting = [row for row in waited_for if row.is_reached or not _is_handed(row)][:COUNTED]
    asked = [row for row in still if row.owed_by_id in ours and _is_told(row)]
    answers = [row for row in rows if row.state != PromiseState.OPEN and row.is_reached and _is_told(row)]
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
    return [promise_row(row, user, now, names_client=True, sees_client=bool(row.is_reached)) for row in rows[:SOME]]


def _is_handed(row):
    """An information that was handed on."""
    return row.origin == PromiseOrigin.FACT


def _is_told(row):
    """One whose line a colleague may read."""
    return _is_handed(row) and row.fact_id is not None and row.is_shown and row.is_for_colleagues


def _rows(user, today: date, *, mine, ours):
    """Whatever of it may stand on the workbench. The conditions on people stand first and alone, since the indexes hold them.

    What else is asked of a row is read with it, each once: the SQL of one condition in two places is made and run twice.
    """
    reached, is_open, handed = reach(user, "client__"), Q(state=PromiseState.OPEN), Q(origin=PromiseOrigin.FACT)
    to_do = is_open & Q(owed_by__in=ours) & (handed | presses_on(today))
    answered = handed & Q(read_at=None, owed_to=user) & ~is_open & ~Q(closed_by=user)
    about = {
        "presses": presses_on(today),
        "asks": asks_on(today),
        "is_shown": is_shown(),
        "is_for_colleagues": is_for_colleagues("fact__"),
    }
    flags = {name: ExpressionWrapper(condition, BooleanField()) for name, condition in about.items()}
    sees = reached & Q(client__isnull=False)
    flags["is_reached"] = ExpressionWrapper(sees, BooleanField()) if reached else Value(True)
    found = Promise.objects.apart_from(user).filter(to_do | is_open & Q(owed_to__in=mine) | answered)
    return found.annotate(**flags).select_related(*ABOUT, "fact").order_by("due_on", "pk")[:READ]
