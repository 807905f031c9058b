"""Stops the sending when it keeps failing, and lets one message try again after a while (outbox/rules/breaker.py); or at a
person's word, what is for clients only."""

import logging

from django.db import transaction
from django.db.models.functions import Now

from outbox.models import MailBreaker
from outbox.rules.breaker import Breaker, after_try, is_probing
from staff.actions.claims import later
from staff.audit import Verb, record

log = logging.getLogger(__name__)


def allowance(most):
    """How many messages may be claimed now: none while it is stopped or in a pause, one right after a pause."""
    row = MailBreaker.objects.filter(pk=1).first()
    if row is None:
        return most
    if row.stop or MailBreaker.objects.filter(pk=1, paused_until__gt=Now()).exists():
        return 0
    return 1 if is_probing(row.failures_in_a_row) else most


@transaction.atomic
def note_tries(outcomes, reason=""):
    """Adds tries as `after_try` counts them; `reason` says what the last failure was. True when sending is paused now."""
    MailBreaker.objects.get_or_create(pk=1)
    row = MailBreaker.objects.select_for_update(of=("self",)).get(pk=1)
    state, pause = Breaker(row.recent, row.failures_in_a_row), None
    for outcome in outcomes:
        state = after_try(state, outcome)
        pause = state.pause or pause
    changes = {"recent": state.recent, "failures_in_a_row": state.failures_in_a_row}
    if pause:
        changes["paused_until"] = later(pause)
        changes["reason"] = f"{state.reason}：{reason}"[:200]
        log.error(
            "sending is paused, one mail is tried every %s seconds, see the outbox page", int(pause.total_seconds())
        )
    MailBreaker.objects.filter(pk=1).update(**changes)
    return pause is not None


def close_breaker():
    """Sending goes on at once."""
    MailBreaker.objects.filter(pk=1).update(recent="", failures_in_a_row=0, paused_until=None, reason="")


@transaction.atomic
def hold_client_mail(*, reason, by, now):
    """From this commit on no mail to a client passes the fence; what is for staff goes on (domain 6.2: national mourning)."""
    MailBreaker.objects.get_or_create(pk=1)
    if MailBreaker.objects.filter(pk=1, held_at=None).update(held_at=now, held_reason=reason):
        record(Verb.PARAM, by=by, changes={"client_mail": "held"}, reason=reason)


@transaction.atomic
def release_client_mail(*, by):
    """What is still in its time leaves now; the rest never does."""
    if MailBreaker.objects.filter(pk=1, held_at__isnull=False).update(held_at=None, held_reason=""):
        record(Verb.PARAM, by=by, changes={"client_mail": "released"})


def is_held():
    return MailBreaker.objects.filter(pk=1, held_at__isnull=False).exists()


@transaction.atomic
def stop_all_mail(stop, *, reason):
    """From this commit on no mail at all passes the fence; `stop` is an outbox.enums.Stop. False when it was so already."""
    MailBreaker.objects.get_or_create(pk=1)
    if not MailBreaker.objects.filter(pk=1).exclude(**{stop: reason[:200]}).update(**{stop: reason[:200]}):
        return False
    record(Verb.PARAM, changes={"sending": "stopped"}, reason=reason[:200])
    return True


@transaction.atomic
def let_mail_leave(stop, *, by=None):
    """What this stop held back leaves, if nothing else holds it. False when it was not stopped so."""
    if not MailBreaker.objects.filter(pk=1).exclude(**{stop: ""}).update(**{stop: ""}):
        return False
    record(Verb.PARAM, by=by, changes={"sending": "resumed"})
    return True


def is_stopped():
    row = MailBreaker.objects.filter(pk=1).first()
    return bool(row and row.stop)


def keeps_back(message):
    """Whether not only this message but all like it stay here now."""
    row = MailBreaker.objects.filter(pk=1).first()
    return bool(row and (row.stop or (row.held_at and message.client_id)))
