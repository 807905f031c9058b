"""What the coming four weeks cost each manager (domain 5.3, edge O6): contacts counted in the database, what comes beside them here."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache as remember

from django.db.models import Case, Count, Exists, OuterRef, Q, Sum, Value, When

from clients.models import Client, DoNotDisturb, Promise
from clients.models.clients import at_rest
from clients.rules.birthdays import days_by_number
from planner.queries.plans import calendar_for, earliest_follow_ups, later_slots
from planner.rules.capacity import (
    BIRTHDAY_MINUTES,
    BIRTHDAY_SAVED,
    BIRTHDAY_TIERS,
    CONTACT_MINUTES,
    FOLLOW_UP_MINUTES,
    FOLLOW_UP_SAVED,
    LADDER,
    WINDOW_DAYS,
    Extra,
    Held,
    Load,
    advice,
    intervals_by_week,
    load,
    minutes_at,
    owed,
)
from staff.cached import cached
from staff.models import User
from staff.pages import Page
from staff.roles import Role
from words.dates import ONE_DAY

PAGE = 25
COLLEAGUES = 2  # named in an advice
ABOUT = ("manager", "tier", "last_effective_on", "assigned_on", "planned_on")
MANY = 100  # managers, from which on the figures are kept for a while


@dataclass(frozen=True)
class Feasibility:
    """One manager's line: the load at the intervals asked for and at the policy's, and the ways out of the former."""

    manager: User
    load: Load
    at_policy: Load
    portfolio: Mapping
    intervals: Mapping
    labels: Mapping
    with_time: Sequence | None = None  # of the same unit, the one with most time left first

    @property
    def spare(self):
        """Minutes of the four weeks that nothing is due in."""
        return self.load.available - self.load.needed

    @property
    def advice(self):
        names = None if self.with_time is None else [row.manager.name for row in self.with_time]
        return advice(self.portfolio, self.intervals, self.load.available, self.labels, names and names[:COLLEAGUES])


def feasibility(user, terms, today, intervals=None, people=None):
    """One Feasibility for each manager within reach, or of `people`, the most loaded first; at most five queries however many.

    `terms` {tier: TierTerms} are the policy; `intervals` {tier: days or None} what is tried instead.
    """
    policy = {tier: term.contact_interval for tier, term in terms.items()}
    labels = {tier: term.label for tier, term in terms.items()}
    intervals = policy if intervals is None else intervals
    managers, calendar = list(_managers(user)) if people is None else people, calendar_for(today)
    steps = {days for days in (*LADDER, *policy.values(), *intervals.values()) if days}
    portfolios = _portfolios_of_many(managers, sorted(steps), today, calendar)
    rows = []
    for manager in managers:
        portfolio, available = portfolios.get(manager.pk, {}), minutes_available(manager, today, calendar)
        asked, promised = load(portfolio, intervals, available), load(portfolio, policy, available)
        rows.append(Feasibility(manager, asked, promised, portfolio, intervals, labels))
    if people is None and user.role != Role.MANAGER:
        rows = _beside_colleagues(rows)
    return sorted(rows, key=lambda row: -row.load.needed / max(row.load.available, 1))


def _beside_colleagues(rows):
    with_time = defaultdict(list)
    for row in sorted(rows, key=lambda row: -row.spare):
        if row.spare > 0:
            with_time[row.manager.unit_id].append(row)
    return [replace(row, with_time=with_time[row.manager.unit_id]) for row in rows]


def page_of_managers(rows, *, after=None, before=None):
    """One page of `feasibility`. The order is computed, so it is cut here; the cursor is a manager's id as elsewhere a row's."""
    places = {row.manager.pk: place for place, row in enumerate(rows)}
    start = places.get(after, -1) + 1 if before is None else max(places.get(before, 0) - PAGE, 0)
    start = start if start < len(rows) else 0
    shown, end = rows[start : start + PAGE], start + PAGE
    return Page(shown, shown[-1].manager.pk if end < len(rows) else None, shown[0].manager.pk if start else None)


def minutes_available(manager, today, calendar):
    """As the planner counts them: the minutes of every working day of the four weeks from `today`, care days with theirs."""
    return sum(slot.minutes for slot in later_slots(manager, today - ONE_DAY, calendar))


def _managers(user):
    people = User.objects.filter(pk=user.pk) if user.role == Role.MANAGER else User.objects.visible_to(user)
    return people.filter(role=Role.MANAGER, is_active=True).order_by("employee_no")


def _portfolios_of_many(managers, steps, today, calendar):
    """A whole bank's clients are not counted anew for every look."""
    if len(managers) < MANY:
        return _portfolios(managers, steps, today, calendar)
    key = f"{today}-{hash((tuple(manager.pk for manager in managers), tuple(steps)))}"
    return cached("bank_load", key, lambda: _portfolios(managers, steps, today, calendar))


def _portfolios(managers, steps, today, calendar):
    """{manager id: {tier: Held}} at each of `steps` (days) and at None; three queries."""
    agreed, kept = _beside(managers, steps, today, calendar)
    contacts = {f"every_{days}": _contacts(days, today, calendar) for days in steps}
    clients, portfolios = Client.objects.filter(_planned(managers, today)).order_by(), {}
    for row in clients.values("manager", "tier").annotate(clients=Count("pk"), **contacts):
        mine = row["manager"], row["tier"]
        asked = {days: row[f"every_{days}"] for days in steps}
        held = Held(row["clients"], asked, minutes_at(agreed[mine], steps), minutes_at(kept[mine], steps))
        portfolios.setdefault(row["manager"], {})[row["tier"]] = held
    return portfolios


def _planned(managers, today, path=""):
    """Whom the planner plans; `path` leads to the client."""
    quiet = DoNotDisturb.objects.silencing(today).filter(client=OuterRef(f"{path}pk"))
    about = {"status": Client.Status.ACTIVE, "manager__in": [manager.pk for manager in managers]}
    return Q(~Exists(quiet), **{f"{path}{name}": value for name, value in about.items()})


def _contacts(days, today, calendar):
    """How many contacts the clients owe at an interval of `days`."""
    awake, free = ~at_rest(today), Q(planned_on=None)
    never = free & Q(last_effective_on__isnull=True)
    whens = [
        When(
            awake
            & (
                free & Q(last_effective_on__lte=last)
                | never & Q(assigned_on__lte=assigned)
                | Q(planned_on__lte=planned)
            ),
            then=Value(number),
        )
        for number, last, assigned, planned in owed(days, today, calendar)
    ]
    return Sum(Case(*whens, default=Value(0)))


def _beside(managers, steps, today, calendar):
    """What comes beside the promised contacts: two {(manager id, tier): {Extra: number}}, the follow-ups and the birthdays."""
    agreed, kept, always = defaultdict(Counter), defaultdict(Counter), frozenset((None, *steps))
    overdue = today - max(steps) * ONE_DAY  # at every interval; whoever is so is so alike
    by_week = remember(lambda *days: intervals_by_week(*days[:2], steps, today, calendar, *days[2:]))

    def promised(last, assigned, planned):
        if planned:
            return by_week(None, None, planned)
        return by_week(max(last, overdue), None) if last else by_week(None, max(assigned, overdue))

    follow_ups = _follow_ups(managers, today)
    for manager, tier, *days, week, minutes in follow_ups.values():
        agreed[manager, tier][Extra(minutes, FOLLOW_UP_SAVED, promised(*days)[week])] += 1
    for pk, manager, tier, *days, week in _birthdays(managers, today):
        is_agreed = pk in follow_ups and follow_ups[pk][-2] == week
        beside = always if is_agreed else promised(*days)[week]
        kept[manager, tier][Extra(BIRTHDAY_MINUTES, BIRTHDAY_SAVED, beside)] += 1
    return agreed, kept


def _follow_ups(managers, today):
    """{client id: (*ABOUT, week, minutes)}; an overdue one is for the first week."""
    within = _planned(managers, today, "client__")
    promises = Promise.objects.filter(within, due_on__lt=today + WINDOW_DAYS * ONE_DAY)
    rows = earliest_follow_ups(promises, "due_on", "log__outcome", *(f"client__{name}" for name in ABOUT))
    return {
        pk: (*about, max((day - today).days, 0) // 7, FOLLOW_UP_MINUTES.get(outcome, CONTACT_MINUTES))
        for pk, (day, outcome, *about) in rows.items()
    }


def _birthdays(managers, today):
    """(client id, *ABOUT, week) of everyone whose birthday is greeted."""
    days = days_by_number(today + n * ONE_DAY for n in range(WINDOW_DAYS))
    weeks = {kept: (on - today).days // 7 for kept, on in days.items()}
    within = Q(birthday__in={number for _celebrates, number in weeks}, tier__in=BIRTHDAY_TIERS)
    rows = Client.objects.filter(_planned(managers, today), within)
    for pk, celebrates, number, *about in rows.values_list("pk", "celebrates", "birthday", *ABOUT).iterator():
        if (celebrates, number) in weeks:
            yield pk, *about, weeks[celebrates, number]
