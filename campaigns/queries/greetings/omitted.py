"""Whether somebody listed under 本节不问候 can be greeted after all, as things stand now."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from campaigns.models import Greeting
from campaigns.queries.greetings.candidates import consenting, of_households, quiet_on, why_household
from campaigns.queries.greetings.sending import why_closed
from campaigns.queries.occasions import birthday_rows
from campaigns.rules.greetings.timing import GAP_DAYS, why_crowded, why_too_late
from clients.models import Client
from clients.rules.birthdays import birthday_from
from words.lunar import birthdays_between

AROUND = timedelta(days=GAP_DAYS - 1)


def still_against(rows, now):
    """{greeting id: why nobody may take this client up, '' when a person may}; capacity alone is no reason.

    `rows` with their client and occasion; as many queries for one as for fifty.
    """
    rows = list(rows)
    if not rows:
        return {}
    agreed = set(consenting().filter(pk__in={row.client_id for row in rows}).values_list("pk", flat=True))
    quiet = quiet_on(OuterRef("on")).filter(client=OuterRef("client"))
    silent = set(Greeting.objects.filter(Exists(quiet), pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    around, families, birthdays = _around(rows), of_households(rows).live(), birthday_rows(timezone.localdate(now))
    local = timezone.localtime(now).replace(tzinfo=None)
    found = {}
    for row in rows:
        client = row.client
        checks = (
            why_too_late(row.on, local),
            client.manager_id != row.manager_id and "客户已换管户经理，不再以原经理的名义问候",
            client.status != Client.Status.ACTIVE and "客户状态不是「正常」",
            row.client_id not in agreed and "客户没有邮箱，或没有同意用邮件接收问候",
            row.pk in silent and "那一天在客户的勿扰期内",
            why_closed(row),
            why_crowded(row.on, _near(row, around[row.client_id], birthdays, local.date())),
            why_household(row, families),
        )
        found[row.pk] = next(filter(None, checks), "")
    return found


def _around(rows):
    """{client id: his greetings of any state around these days}."""
    first, last = min(row.on for row in rows) - AROUND, max(row.on for row in rows) + AROUND
    others = Greeting.objects.filter(client__in={row.client_id for row in rows}, on__range=(first, last))
    found = defaultdict(list)
    for other in others.select_related("occasion").defer("text"):
        found[other.client_id].append(other)
    return found


def _near(row, others, birthdays, today):
    """[(name, day)] of what he is to get, or got; a birthday still to be drafted counts, one that was settled does not."""
    near = [(other.occasion.name, other.on) for other in others if other.pk != row.pk and other.state in Greeting.LIVE]
    birthday = birthday_from(row.client.birthday, row.client.celebrates)
    if birthday is None or row.occasion.is_birthday:
        return near
    known = {other.on for other in others if other.occasion.is_birthday}
    days = (each.on for each in birthdays_between(birthday, row.on - AROUND, row.on + AROUND))
    return near + [("生日", day) for day in days if day >= today and day not in known and day.year in birthdays]
