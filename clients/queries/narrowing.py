"""What a list of clients can be narrowed by: for each name in the address the rows that fit its value.

The list, and whoever counts a saved one, ask here alike; whose rows they are is decided before.
"""

from datetime import date
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from clients.enums import WITHOUT_ACCOUNT, Tier
from clients.models import Client, DoNotDisturb, Holding, KeyDate, Promise
from clients.models.stands import STANDS, asked_for, has_birthday, overdue_on, put_off_on, wanted_within
from clients.queries.deputies import LONE
from clients.queries.holdings import asking, has_maturity, last_talk, with_maturities
from clients.queries.key_dates import dates_near
from clients.rules.birthdays import days_by_number
from clients.rules.cadence import workdays_before
from clients.rules.holdings import is_planned
from clients.rules.ranks import TOP_THREE
from staff.calendar import calendar_at_hand
from staff.models import OrgUnit, Place
from words.dates import ONE_DAY, ONE_WEEK

BANDS = {
    "0": (None, 10_000, "1 万元以下"),
    "1": (10_000, 200_000, "1–20 万元"),
    "20": (200_000, 1_000_000, "20–100 万元"),
    "100": (1_000_000, 5_000_000, "100–500 万元"),
    "500": (5_000_000, None, "500 万元以上"),
}
TIERS = {"upper": ("贵宾以上", TOP_THREE), "valid": ("普通以上", (*TOP_THREE, Tier.STANDARD.value))}
LATE = 7  # working days, from which on an overdue contact is long overdue
NEAR = 100_000  # 元 below the line of the next tier


def narrowed(rows, asked, today):
    """The rows that fit every value of `asked`, {name: value}; an empty value asks nothing, one that is none any more finds nobody."""
    for name, value in asked.items():
        if value:
            rows = BY[name](rows, value, today)
    return rows


def _of_tier(rows, value, today):
    if value in TIERS:
        return rows.filter(tier__in=TIERS[value][1])
    if value == "none":
        return rows.filter(tier="").exclude(status__in=WITHOUT_ACCOUNT)
    return rows.filter(tier=value)


def _by_due(rows, value, today):
    if value == "never":
        return rows.filter(last_effective_on__isnull=True)
    if value == "rest":
        return rows.resting(today)
    if value == "week":
        return rows.soon(today)
    if value == "long":
        return rows.approachable(today).filter(is_long_overdue(today))
    if value == "unkept":
        return rows.approachable(today).filter(is_unkept(today))
    if value in BESIDE:
        return BESIDE[value](rows.approachable(today), today).exclude(asked_for(today))
    if value in STANDS:
        return rows.approachable(today).filter(STANDS[value](today))
    return rows.due(today) if value == "now" else rows.none()


def is_long_overdue(day):
    """Overdue for more than LATE working days."""
    since = workdays_before(day, LATE, calendar_at_hand(day - LATE * ONE_WEEK, day))
    return overdue_on(day) & Q(next_due_on__lt=since)


def is_unkept(day):
    """Promised a contact, and not contacted within what his tier promises."""
    return reduce(or_, (stands(day) for name, stands in STANDS.items() if name != "kept"))


def _promised(rows, today):
    owed = Promise.objects.to_clients().due(today).shown()
    return rows.filter(Exists(owed.filter(client=OuterRef("pk"))))


def _on_their_day(rows, today):
    """Today is a day of theirs, and nothing is promised them."""
    known = dates_near(KeyDate.objects.filter(client__in=rows.values("pk")), [today])
    near = rows.filter(has_birthday(today) | Q(pk__in=known), ~put_off_on(today))
    return near.exclude(pk__in=_promised(rows, today).values("pk"))


def _maturing(rows, today):
    """Something ends soon and wants a plan, and nothing else asks for them; whether it does is no question for the database."""
    near = with_maturities(rows.filter(has_maturity(today), ~put_off_on(today)), today)
    read = near.values_list("pk", "maturing", "talked_at", "last_effective_on", "planned_on")
    wanting = rows.filter(pk__in=[pk for pk, *about in read if asking(*about, today)])
    beside = (_promised(rows, today), _on_their_day(rows, today))
    return wanting.exclude(pk__in=beside[0].values("pk")).exclude(pk__in=beside[1].values("pk"))


BESIDE = {
    "promised": _promised,
    "days": _on_their_day,
    "matures": _maturing,
}  # on today's list, though no contact is due (planner/rules/due.py)


def _in_band(rows, value, today):
    if value not in BANDS:
        return rows.none()
    low, high, _label = BANDS[value]
    within = Q() if low is None else Q(average__gte=low)
    return rows.filter(within if high is None else within & Q(average__lt=high))


def _below_unit(rows, value, today):
    path = OrgUnit.objects.filter(pk=value).values_list("path", flat=True).first()
    if path is None:
        return rows.none()
    return rows.filter(unit__in=list(OrgUnit.objects.filter(path__startswith=path).values_list("pk", flat=True)))


def _within_place(rows, value, today):
    """Of the place with that number, or of one below it."""
    path = Place.objects.filter(code=value).values_list("path", flat=True).first()
    return rows.filter(place__path__startswith=path) if path else rows.none()


def _of_manager(rows, value, today):
    return rows.filter(manager=value)


def _born_in(rows, value, today):
    """Whose birthday, in the calendar he keeps, falls into that month, the next time that it comes."""
    month = int(value)
    day, kept = date(today.year + (month < today.month), month, 1), {}
    days = [day + ahead * ONE_DAY for ahead in range(31) if (day + ahead * ONE_DAY).month == month]
    for celebrates, number in days_by_number(days):
        kept.setdefault(celebrates, []).append(number)
    born = Q(pk__in=[])
    for celebrates, numbers in kept.items():
        born |= Q(celebrates=celebrates, birthday__in=numbers)
    return rows.filter(born)


def _without_email(rows, value, today):
    return rows.filter(email="")


def _silent(rows, value, today):
    return rows.filter(Exists(DoNotDisturb.objects.silencing(today).filter(client=OuterRef("pk"))))


def _near_next_line(rows, value, today):
    return rows.filter(import_string(settings.NEXT_LINES)(NEAR, today))


def _by_standing(rows, value, today):
    states = import_string(settings.STANDINGS)
    return states[value].narrows(rows, today) if value in states else rows.none()


def _to_meet(rows, value, today):
    return import_string(settings.MEETINGS)(rows, value, today)


def _without_deputy(rows, value, today):
    return rows.filter(LONE)


def _without_manager(rows, value, today):
    return rows.without_manager()


def _wanted_on(rows, value, today):
    return rows.approachable(today).filter(wanted_within(value, value))


def _of_older_data(rows, value, today):
    return rows.filter(balances_on__lt=value)


def _without_balance(rows, value, today):
    return rows.filter(balances_on__isnull=True).exclude(status__in=WITHOUT_ACCOUNT)


def _by_maturity(rows, value, today):
    """Something ends in the coming thirty days: there is a plan for all of it, or there is not (HLD-R2)."""
    ending = Holding.objects.maturing(today).filter(client__in=rows.values("pk"), client__status=Client.Status.ACTIVE)
    ending = ending.annotate(talked_at=last_talk(OuterRef("client")))
    plans = {}
    for pk, on, at in ending.values_list("client", "matured_on", "talked_at"):
        plans[pk] = plans.get(pk, True) and is_planned(on, at and timezone.localdate(at))
    wanted = {"any": (True, False), "planned": (True,)}.get(value, (False,))
    return rows.filter(pk__in=[pk for pk, planned in plans.items() if planned in wanted])


BY = {
    "tier": _of_tier,
    "due": _by_due,
    "band": _in_band,
    "unit": _below_unit,
    "manager": _of_manager,
    "place": _within_place,
    "born": _born_in,
    "no_email": _without_email,
    "silent": _silent,
    "near": _near_next_line,
    "maturing": _by_maturity,
    "standing": _by_standing,
    "meets": _to_meet,
    "no_deputy": _without_deputy,
    "unmanaged": _without_manager,
    "wanted": _wanted_on,
    "older": _of_older_data,
    "no_balance": _without_balance,
}
