import threading
from functools import partial

from celery import shared_task
from celery.worker import state
from django.utils import timezone

from crm.actions import clock
from crm.queries.clock import ahead_of_the_database
from staff.turns import AGAIN_FOR, patiently

# A mail server that hangs may hold two threads of a worker, never all of them: the clock must go on ticking.
slots = threading.BoundedSemaphore(2)


@shared_task
def deliver_messages():
    """A wake-up: what is to be sent are rows, so a lost or doubled one is harmless."""
    if slots.acquire(blocking=False):
        try:
            now = timezone.now()
            deliver = partial(clock.deliver, now, ahead=ahead_of_the_database(now), stop=is_ending)
            patiently(deliver, seconds=AGAIN_FOR)
        finally:
            slots.release()


def is_ending():
    """The worker was asked to stop: what is claimed and not begun is given back (a deployment leaves nothing uncertain)."""
    return bool(state.should_stop is not None or state.should_terminate)
