"""Whether somebody may try a password at all: asked before it is checked, which is slow (S6). And who may not, for who helps him."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.db.models import Max, Sum

from staff.models import AuditEvent, User

# django-axes itself holds one account at one address after five tries.
MOST_OF_ADDRESS = MOST_OF_ACCOUNT = 20  # wrong tries in the time below
KNOWN = timedelta(days=90)
PAUSE = timedelta(hours=settings.AXES_COOLOFF_TIME)


def must_wait(number, address, now):
    """Too many wrong tries from this address, or on this account from anywhere. An account that has been used from this
    address lately goes on there: strangers do not lock anybody out of his own desk."""
    recent = _recent(now)
    is_over = (address is not None and _tries(recent.filter(ip_address=address)) >= MOST_OF_ADDRESS) or _tries(
        recent.filter(username=number)
    ) >= MOST_OF_ACCOUNT
    return (
        is_over
        and not AccessLog.objects.filter(username=number, ip_address=address, attempt_time__gt=now - KNOWN).exists()
    )


@dataclass(frozen=True)
class Lock:
    """Why an account may not be tried somewhere, and until when. `address`: everybody has to wait there; else ''."""

    words: str
    until: datetime
    address: str = ""


def locks(now):
    """{number of employee: [Lock]} of the accounts at which somebody would now be told to wait."""
    rows = _recent(now).order_by().values_list("username", "ip_address")
    rows = list(rows.annotate(wrong=Sum("failures_since_start"), last=Max("attempt_time")))
    found, of_account, last_of = defaultdict(list), Counter(), {}
    for number, address, wrong, last in rows:
        of_account[number] += wrong
        last_of[number] = max(last_of.get(number, last), last)
        if wrong >= settings.AXES_FAILURE_LIMIT:
            found[number].append(Lock(f"从 {address} 连续输错 {wrong} 次密码", last + PAUSE))
    for number, wrong in of_account.items():
        if wrong >= MOST_OF_ACCOUNT:
            found[number].append(Lock(f"从多处共输错 {wrong} 次密码", last_of[number] + PAUSE))
    for number, lock in _of_addresses(rows, now):
        found[number].append(lock)
    return dict(found)


def locked(people, now):
    """Of the `people` whose account may not be tried somewhere now."""
    return people.filter(employee_no__in=list(locks(now)))


def _of_addresses(rows, now):
    """(number, Lock) of who tried at an address where too many passwords were wrong: his own need not be among them."""
    wrong_at, last_at, tried_at = Counter(), {}, defaultdict(set)
    for number, address, wrong, last in rows:
        wrong_at[address] += wrong
        last_at[address] = max(last_at.get(address, last), last)
        tried_at[address].add(number)
    full = [address for address, wrong in wrong_at.items() if address and wrong >= MOST_OF_ADDRESS]
    if not full:
        return
    denied = {"verb": AuditEvent.Verb.DENIED, "target_type": User._meta.label, "at__gt": now - PAUSE, "ip__in": full}
    refused = list(AuditEvent.objects.filter(**denied).order_by().values_list("target_id", "ip").distinct())
    numbers = dict(User.objects.filter(pk__in=[pk for pk, _ip in refused]).values_list("pk", "employee_no"))
    for pk, address in refused:
        tried_at[address].add(numbers[int(pk)])
    for address in full:
        lock = Lock(f"在 {address} 这个地址上共输错 {wrong_at[address]} 次密码", last_at[address] + PAUSE, address)
        yield from ((number, lock) for number in sorted(tried_at[address]))


def _recent(now):
    return AccessAttempt.objects.filter(attempt_time__gt=now - PAUSE)


def _tries(attempts):
    return attempts.aggregate(sum=Sum("failures_since_start"))["sum"] or 0
