"""The one way to take a row in hand (staff.models.Claim): for the clock, the bank's files and the outbox alike."""

import uuid

from django.db.models import DateTimeField, ExpressionWrapper, F
from django.db.models.functions import Now

FREE = {"token": "", "lease_until": None}


def take(rows, *, lease, **values):
    """Takes `rows`, a queryset that still says what may be taken, for `lease` (timedelta). (token, how many it got).

    One statement: of two processes that want a row, one gets it. `values` are set with it.
    """
    token = str(uuid.uuid4())
    return token, rows.update(token=token, lease_until=later(lease), attempts=F("attempts") + 1, **values)


def renew(rows, lease):
    """Of rows that are ours: how many leases were made longer."""
    return rows.update(lease_until=later(lease))


def later(lease):
    return ExpressionWrapper(Now() + lease, output_field=DateTimeField())
