"""Whether somebody may try a password at all: asked before it is checked, which is slow (S6)."""

from datetime import timedelta

from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.db.models import Sum

# django-axes itself holds one account at one address after five tries.
MOST_OF_ADDRESS = MOST_OF_ACCOUNT = 20  # wrong tries in the time below
KNOWN = timedelta(days=90)


def must_wait(number, address, now):
    """Too many wrong tries from this address, or on this account from anywhere. An account that has been used from this
    address lately goes on there: strangers do not lock anybody out of his own desk."""
    recent = AccessAttempt.objects.filter(attempt_time__gt=now - timedelta(hours=settings.AXES_COOLOFF_TIME))
    is_over = (address is not None and _tries(recent.filter(ip_address=address)) >= MOST_OF_ADDRESS) or _tries(
        recent.filter(username=number)
    ) >= MOST_OF_ACCOUNT
    return (
        is_over
        and not AccessLog.objects.filter(username=number, ip_address=address, attempt_time__gt=now - KNOWN).exists()
    )


def _tries(attempts):
    return attempts.aggregate(sum=Sum("failures_since_start"))["sum"] or 0
