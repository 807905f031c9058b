"""Ticks of the clock for tests."""

from datetime import datetime, timedelta

from django.utils import timezone

from crm.actions import clock
from crm.models import Occurrence


def at(text):
    return timezone.make_aware(datetime.fromisoformat(text))


START = at("2026-11-20T08:00")


def steadily(begin, minutes=10):
    """The clock runs from `begin` on, and is believed after ten minutes."""
    for minute in range(minutes + 1):
        clock.tick(at(begin) + timedelta(minutes=minute))


def history():
    return [
        (f"{day:%m-%d}", state)
        for day, state in Occurrence.objects.order_by("local_date").values_list("local_date", "state")
    ]
