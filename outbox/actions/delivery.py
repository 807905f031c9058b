"""Sends what is due: claim and commit, talk with no transaction open, record (reliability 2)."""

import logging
import random
import time
from collections import deque
from datetime import timedelta
from functools import partial

from django.db import Error

from outbox.actions import breaker
from outbox.actions.claims import claim, expire, give_back, reap, renew
from outbox.actions.fence import mark_sent, mark_wire
from outbox.actions.ledger import enter_sent
from outbox.actions.letters import compose
from outbox.actions.wire import SmtpSession
from outbox.kinds import kind_of
from outbox.models import Message
from outbox.rules import messages as rules
from outbox.rules.messages import Outcome, Result
from staff.actions.claims import FREE
from staff.queries.org import bank_name
from staff.turns import AWAY, patiently

log = logging.getLogger(__name__)
State = Message.State
DRAIN_SECONDS = 20
RECORD_SECONDS = 10  # a database that restarts is waited for, else mails that arrived would be shown as uncertain


def deliver_messages(
    *,
    now,
    seconds=DRAIN_SECONDS,
    open_session=SmtpSession,
    lease=rules.CLAIM_LEASE,
    stop=lambda: False,
    may_expire=True,
):
    """Sends what is due at `now` until nothing is left, `seconds` are over (None: no limit) or `stop()` says so.

    Any number of processes may do this at once. Without `may_expire` what is too late waits: `now` may be wrong.
    Returns one Chinese sentence, '' when there was nothing to do.
    """
    started = time.monotonic()
    expired = expire(now) if may_expire else 0
    reap()

    def is_over():
        return stop() or (seconds is not None and time.monotonic() - started >= seconds)

    drain = Drain(open_session(), lease, is_over, lambda: now + timedelta(seconds=time.monotonic() - started))
    try:
        while not (is_over() or drain.no_server):
            batch = claim(drain.clock(), lease=lease, limit=breaker.allowance(rules.BATCH))
            if batch is None:
                break
            drain.send(batch)
    finally:
        drain.session.close()
        enter_sent()
    if not drain.tried and not expired:
        return ""
    return f"送出 {drain.sent} 封，未成 {drain.tried - drain.sent} 封，过期 {expired} 封"


class Drain:
    """One run over the queue with one session at the mail server; `clock()` is the caller's `now` plus the time since."""

    def __init__(self, session, lease, is_over, clock):
        self.session, self.lease, self.is_over, self.clock = session, lease, is_over, clock
        self.session.alive = self.renew
        self.waiting, self.renewed = [], time.monotonic()
        self.tried = self.sent = 0
        self.bank = bank_name()
        self.no_server = False

    def send(self, batch):
        """Sends the messages of one claim; those not reached are given back."""
        untold = []  # what the breaker has not heard of yet
        self.waiting, self.renewed = deque(batch), time.monotonic()
        while self.waiting and not self.is_over():
            self.renew()
            result = self.talk(self.waiting[0])
            message = self.waiting.popleft()
            record_result(message, result, self.clock())
            if result.outcome == Outcome.LOST:
                if breaker.keeps_back(message):
                    break
                continue
            self.tried += 1
            self.sent += result.outcome == Outcome.DELIVERED
            untold.append(rules.tells_of_the_server(result))
            if untold[-1] is False:
                paused = breaker.note_tries(untold, rules.in_words(result, ""))
                untold = []
                self.no_server = not rules.is_a_try(result)
                if paused or self.no_server:
                    break
        give_back(self.waiting)
        if untold:
            breaker.note_tries(untold)

    def talk(self, message):
        """Never raises: one bad message must not keep the others from leaving."""
        try:
            letter = compose(message, self.clock(), self.bank)
        except ValueError as trouble:  # Django's BadHeaderError among them (S20)
            return Result(Outcome.REFUSED, "compose", detail=type(trouble).__name__)
        try:
            return self.session.deliver(letter, lambda: mark_wire(message, self.clock()))
        except Error as trouble:  # the fence could not be asked, so no content has left
            return Result(Outcome.LATER, "data", detail=type(trouble).__name__)

    def renew(self):
        """Called between the steps and while an answer is waited for: a live process keeps what it has claimed."""
        if time.monotonic() - self.renewed < rules.RENEWED_EVERY:
            return
        self.renewed = time.monotonic()
        try:
            renew(self.waiting, self.lease)
        except Error:  # the fence will ask again, and let nothing through that is not ours
            log.warning("the lease of %s message(s) could not be renewed", len(self.waiting))


def record_result(message, result, now):
    """Writes how it went, under the token; waits for a database that is away for a moment."""
    if result.outcome == Outcome.LOST:
        return _patiently(partial(give_back, [message]))
    if result.outcome == Outcome.DELIVERED:
        return _patiently(partial(mark_sent, message, now))
    attempts = message.attempts if rules.is_a_try(result) else message.attempts - 1
    state = rules.state_after(kind_of(message).when_uncertain, result.outcome, attempts)
    words = rules.in_words(result, state)
    values = {"state": state, "attempts": attempts, "last_error": result.detail, "reason": words, **FREE}
    if state == State.QUEUED:
        left = message.expires_at - now
        tries = attempts if rules.is_a_try(result) else 0
        values["not_before"] = now + rules.pause_before_next(tries, random.uniform(-1, 1), left)
    ours = Message.objects.filter(pk=message.pk, token=message.token)
    ours = ours.filter(state__in=[State.CLAIMED, State.WIRE, State.UNCERTAIN])
    return _patiently(partial(ours.update, **values))


def _patiently(write):
    try:
        return patiently(write, seconds=RECORD_SECONDS)
    except AWAY:
        # The reaper finds the row when the lease is over, and says that the outcome is unknown.
        log.exception("the outcome of a message could not be written")
        return None
