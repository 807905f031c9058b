"""What a log-in leaves: a key in its session and with the person, so that the oldest of too many ends first (S7)."""

import secrets
from contextlib import suppress

from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError, transaction

from staff.models import User

SEAT, BEGAN, LAST_ACT = "seat", "began", "last_act"

ROW_SECONDS = 300


def limits_of(user):
    return settings.SESSION_LIMITS.get(user.role) or settings.SESSION_LIMITS[""]


@transaction.atomic
def begin_session(user, session, *, now):
    """Marks a new log-in in its session; of more than the person may have, the oldest end."""
    row = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    seat = secrets.token_urlsafe(12)
    _seats(row, user, [*row.seats, seat][-limits_of(row).count :])
    session.update({SEAT: seat, BEGAN: now.timestamp(), LAST_ACT: now.timestamp()})


@transaction.atomic
def end_session(user, session):
    row = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    _seats(row, user, [seat for seat in row.seats if seat != session.get(SEAT)])


def note_act(session, now):
    """For the time when the cache has forgotten, every few minutes. A page never fails because of this."""
    if now - session.get(LAST_ACT, now) < ROW_SECONDS:
        return
    session[LAST_ACT] = now
    with suppress(DatabaseError, UpdateError):
        session.save()
    session.modified = False


def _seats(row, user, seats):
    row.seats = user.seats = seats
    row.save(update_fields=["seats"])
