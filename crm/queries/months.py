"""A month of one manager: maintenance days, birthdays and key dates of his clients, festivals, days off, lunar days."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date

from campaigns.models import Occasion
from clients.enums import Tier
from clients.models import Client, KeyDate
from clients.queries.key_dates import occasions_on
from clients.rules.birthdays import age_hint, birthday_from, days_by_number
from clients.rules.ranks import TIER_ORDER
from planner.models import CarePlan
from planner.rules.due import why_birthday
from planner.rules.plans import care_day_of
from staff.cached import cached
from staff.calendar import calendar_at_hand
from words.dates import monday_of, months_later
from words.lunar import MONTH_NAMES, birthday_text, day_name, lunar_of

DAYS = Calendar()  # weeks begin on Monday
BORN = ("pk", "birthday", "celebrates", "birth_date")


@dataclass(frozen=True)
class MonthDay:
    """`people` of the clients who have their day then; `festival` and `lunar` in words; `is_off` a holiday of a weekday."""

    on: date
    lunar: str
    festival: str
    is_care_day: bool
    is_off: bool
    is_work_weekend: bool
    people: int


@dataclass(frozen=True)
class Month:
    """`weeks` hold a MonthDay or, for a day of another month, None."""

    first: date
    weeks: list

    @property
    def next(self):
        return months_later(self.first, 1)

    @property
    def previous(self):
        return months_later(self.first, -1)


def month_of(user, first, today):
    """The month that begins on `first`; its counts may be some minutes old."""
    counts, festivals, care_days = cached("month", f"{user.pk}-{first}-{today}", lambda: _gathered(user, first, today))
    calendar = calendar_at_hand(first, months_later(first, 1))

    def of(day):
        works = calendar.is_workday(day)
        return MonthDay(
            on=day,
            lunar=_lunar(day),
            festival=festivals.get(day, ""),
            is_care_day=day in care_days,
            is_off=not works and day.weekday() < 5,
            is_work_weekend=works and day.weekday() >= 5,
            people=counts.get(day, 0),
        )

    weeks = DAYS.monthdatescalendar(first.year, first.month)
    return Month(first, [[of(day) if day.month == first.month else None for day in week] for week in weeks])


def people_of(user, first, today):
    """[(day, [(client, why), the highest tier first])] of the month: whose birthday or key date it is."""
    days = _days(first)
    clients = Client.objects.visible_to(user).approachable(today)
    found = [(day, pk, why) for pk, day, why in _born(clients, days)]
    dates = KeyDate.objects.visible_to(user).filter(client__in=clients)
    found += [(day, pk, words) for pk, day, words in occasions_on(dates, days)]
    whys, by_day = {}, {}
    for day, pk, why in found:
        whys.setdefault((day, pk), []).append(why)
    named = clients.filter(pk__in={pk for _day, pk in whys}).only("name", "tier", "status")
    known = {client.pk: client for client in named}
    rows = [(day, known[pk], "；".join(words)) for (day, pk), words in whys.items() if pk in known]
    for day, *row in sorted(rows, key=lambda row: (row[0], TIER_ORDER.get(row[1].tier, 5), row[1].pk)):
        by_day.setdefault(day, []).append(row)
    return list(by_day.items())


def _gathered(user, first, today):
    """({day: people}, {day: festival}, maintenance days): no name enters the cache."""
    counts = {day: len(rows) for day, rows in people_of(user, first, today)}
    days = _days(first)
    span = (days[0], days[-1])
    rows = Occasion.objects.exclude(code__in=Occasion.PERSONAL).filter(on__range=span).order_by("on", "pk")
    festivals = {}
    for day, name in rows.values_list("on", "name"):
        festivals[day] = "、".join(filter(None, (festivals.get(day), name)))
    return counts, festivals, _care_days(user, days, today)


def _care_days(user, days, today):
    """As planned or switched, of a coming week without a list by the rule, of one gone by not at all."""
    mondays = sorted({monday_of(day) for day in days})
    planned = dict(CarePlan.objects.care().filter(manager=user, week__in=mondays).values_list("week", "day"))
    calendar = calendar_at_hand(days[0], days[-1])
    coming = {monday: care_day_of(monday, user.care_day, calendar) for monday in mondays if monday >= monday_of(today)}
    return set({**coming, **planned}.values())


def _born(clients, days):
    """(client id, day, why) of each birthday that is an occasion: of 低端 clients it is none (domain 3.5)."""
    on = days_by_number(days)
    rows = clients.exclude(tier=Tier.BASIC).filter(birthday__in={number for _kept, number in on})
    for pk, number, celebrates, birth_date in rows.values_list(*BORN):
        if day := on.get((celebrates, number)):
            kept = birthday_text(birthday_from(number, celebrates))
            why = why_birthday(kept, age_hint(birth_date, celebrates, day)).removeprefix("今天")
            yield pk, day, why


def _days(first):
    return [day for day in DAYS.itermonthdates(first.year, first.month) if day.month == first.month]


def _lunar(day):
    lunar = lunar_of(day)
    if lunar is None:
        return ""
    return f"{'闰' if lunar.is_leap else ''}{MONTH_NAMES[lunar.month - 1]}" if lunar.day == 1 else day_name(lunar.day)
