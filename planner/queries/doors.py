"""What one reads before the door, and what the visits of a day looked like afterwards (domain 5.6, edge O23)."""

from django.utils import timezone

from clients.enums.facts import FactKind
from clients.models import ContactLog, Fact, Promise
from clients.rules.spoken import offered_days
from planner.queries.plans import calendar_for
from planner.queries.visits import stops_of, visit_day_of
from planner.rules.doors import Visited, empty_signs, own_words, signs_words, told_from
from staff.calendar import midnight
from words.dates import ONE_DAY, ONE_WEEK, monday_of, month_day, weekday

FACTS, PROMISES, TABOOS = 3, 4, 2
LOOKED_BACK = 28  # days in which signs are looked for


def door(item, user, today):
    """Everything the page of one stop shows, as a template context."""
    stops = stops_of(item.plan, user)
    numbers = [stop.item.pk for stop in stops]
    here = numbers.index(item.pk) if item.pk in numbers else None
    facts = Fact.objects.visible_to(user).usable(today - 400 * ONE_DAY).filter(client=item.client)
    owed = Promise.objects.visible_to(user).open().to_clients().filter(client=item.client)
    return {
        "stop": stops[here] if here is not None else None,
        "number": here is not None and here + 1,
        "stops": stops,
        "following": next_stop(stops, item.pk),
        "facts": list(facts.exclude(kind=FactKind.TABOO).order_by("good_until", "pk")[:FACTS]),
        "taboos": list(facts.filter(kind=FactKind.TABOO).order_by("-pk")[:TABOOS]),
        "promises": list(owed.order_by("due_on", "pk")[:PROMISES]),
        "days": days_after(item.plan.manager, today),
    }


def why_closed(stop, day):
    """Why nothing is written there now, `stop` as it stands on its list."""
    if stop is None:
        return "这一站已从名单拿掉。"
    if stop.is_planned:
        return f"上门日是 {month_day(day)} {weekday(day)}，到那天再记。"
    return f"{stop.stands}。这一站已经记过；要补充，在客户页记一笔。"


def may_note(client):
    """Whether a new sentence about him may be kept: he agreed to 人脉档案."""
    return client.consents.to_write_down("").exists()


def next_stop(stops, pk):
    """The next one that is still to be visited, after this one."""
    numbers = [stop.item.pk for stop in stops]
    after = stops[numbers.index(pk) + 1 :] if pk in numbers else stops
    return next((stop for stop in after if stop.is_planned), None)


def days_after(manager, today):
    """Until when the next step can be due: the next working days, and the next visit day."""
    calendar = calendar_for(today)
    return sorted({*offered_days(today, calendar), next_visit_day(manager, today, calendar)})


def next_visit_day(manager, today, calendar=None):
    calendar = calendar or calendar_for(today)
    days = (visit_day_of(manager, monday_of(today) + n * ONE_WEEK, calendar) for n in range(4))
    return next(day for day in days if day > today)


def empty_visits(user, manager, today):
    """[words] of each day of the last four weeks whose visits look like none: for the manager at once, for others a week later."""
    rows = (
        ContactLog.objects.visible_to(user)
        .visits()
        .filter(by=manager, occurred_at__gte=midnight(today - LOOKED_BACK * ONE_DAY))
    )
    days = {}
    for row in rows.select_related("client"):
        words = own_words(row.note, row.client.name)
        days.setdefault(timezone.localdate(row.occurred_at), []).append(Visited(row.created_at, row.client.name, words))
    found = [(day, empty_signs(visits)) for day, visits in sorted(days.items(), reverse=True)]
    is_told = {day: user.pk == manager.pk or told_from(day) <= today for day, _signs in found}
    return [signs_words(day, signs, today) for day, signs in found if signs and is_told[day]]
