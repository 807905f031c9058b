"""Messages for tests, and the evening on which they are sent."""

from datetime import datetime, timedelta

from django.db.models.functions import Now
from django.utils import timezone

from crm.mails import MAILS
from outbox.actions import enqueue
from outbox.actions.claims import claim
from outbox.models import Message
from outbox.queries.messages import working_days
from outbox.rules.messages import CLAIM_LEASE, next_opening
from staff.calendar import forget_calendar
from staff.models import CalendarDay
from tests import factories

NOW = timezone.make_aware(datetime(2026, 11, 23, 17, 45))
TEXT = "周敏您好：\n明天是您的客户维护日，名单 11 人。\n"


def reminder(user, key="", **fields):
    values = {
        "subject": "【客户维护日】周二 名单11人",
        "text": TEXT,
        "send_at": NOW,
        "expires_at": NOW + timedelta(hours=14),
        "now": NOW,
    } | fields
    return enqueue(
        kind="reminder", dedupe_key=key or f"reminder:{user.pk}", user=user, **({"address": user.email} | values)
    )


def greeting(client, key="", *, by=None, consent="granted", **fields):
    if not client.email:
        client.email = f"{client.client_no}@client.example"
        client.save()
    if consent and not client.consents.exists():
        factories.consent(client, status=consent)
    values = {
        "subject": "陈国强先生，元旦快乐",
        "text": "国强先生：上月您说的厂房已经封顶，祝新年顺遂。\n周敏",
        "send_at": NOW,
        "expires_at": NOW + timedelta(hours=2),
        "now": NOW,
        "address": client.email,
    } | fields
    return enqueue(kind="greeting", dedupe_key=key or f"greeting:{client.pk}", client=client, by=by, **values)


def work_today():
    """Whatever day it is: on a day off no mail goes to staff."""
    for ahead in range(2):
        day = timezone.localdate() + timedelta(days=ahead)
        CalendarDay.objects.update_or_create(date=day, defaults={"is_workday": True, "name": "上班"})
    forget_calendar()


def opening(now):
    """When mail to staff may leave next."""
    return next_opening(MAILS["grant"], timezone.localtime(now), working_days(now))


def state(message):
    message.refresh_from_db()
    return message.state


def end_leases():
    """As if the time of every lease had passed."""
    Message.objects.filter(lease_until__isnull=False).update(lease_until=Now() - timedelta(seconds=1))


def take(now=NOW, limit=10):
    return claim(now, lease=CLAIM_LEASE, limit=limit)


def put(message, **values):
    Message.objects.filter(pk=message.pk).update(**values)
    message.refresh_from_db()
    return message
