"""Is the system alive? Answers without personal data."""

import time

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import timezone

from crm.celery import app
from crm.models import SystemClock
from outbox.queries.messages import breaker, is_paused

TICKED_AT = "ticked-at"
BEAT_SILENCE = 90  # seconds without a tick before beat counts as dead
CHECKED = "workers-checked"


def health():
    """{part: "ok" | "down"} of database, broker, worker and beat."""
    parts = {"database": alive(database), "broker": alive(broker)}
    parts["worker"] = alive(worker) if parts["broker"] else False
    parts["beat"] = alive(beat) if parts["broker"] else False
    return {name: "ok" if well else "down" for name, well in parts.items()}


def alive(question):
    try:
        return bool(question())
    except Exception:
        return False


def database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()


def broker():
    cache.set("health", 1, 5)
    return cache.get("health")


def mail():
    """{"mail": "ok", "paused" after failures, "held" by a person, or "stopped"; "why"}: no reason to call the system down."""
    try:
        switch = breaker()
    except DatabaseError:
        return {"mail": "unknown"}
    if switch.stop:
        return {"mail": "stopped", "why": switch.stop}
    return {"mail": _mail_state(switch)}


def clock():
    """{"clock": "ok", "unsteady" after a leap forward, "back" or "apart"}; the last two stop the mail."""
    try:
        row = SystemClock.objects.filter(pk=1).first() or SystemClock()
    except DatabaseError:
        return {"clock": "unknown"}
    return {"clock": row.trouble or ("unsteady" if row.doubted_since else "ok")}


def _mail_state(switch):
    if is_paused(switch, timezone.now()):
        return "paused"
    return "held" if switch.held_at else "ok"


def worker():
    """Asks the workers themselves, at most every ten seconds."""
    answered = cache.get(CHECKED)
    if answered is None:
        answered = len(app.control.ping(timeout=1.0))
        cache.set(CHECKED, answered, 10 if answered else 2)
    return answered


def beat():
    ticked = cache.get(TICKED_AT)
    return ticked is not None and time.time() - ticked < BEAT_SILENCE
