"""What the coming four weeks cost each manager (domain 5.3, edge O6): contacts counted in the database, what comes beside them here."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache as remember
from math import ceil
from urllib.parse import urlencode

from django.db.models import Case, Count, Exists, OuterRef, Q, Sum, Value, When

from clients.enums import IN_CARE
from clients.models import Client, DoNotDisturb, Promise
from clients.models.stands import at_rest
from clients.rules.birthdays import days_by_number
from planner.queries.leaves import leaves_of
from planner.queries.plans import calendar_for, earliest_follow_ups
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
    clients_of,
    handover,
    intervals_by_week,
    minutes_at,
    owed,
    shared_out,
)
from staff.models import User
from staff.pages import Page
from staff.roles import Role
from words.dates import ONE_DAY

PAGE = 25
ABOUT = ("manager", "tier", "last_effective_on", "assigned_on", "planned_on")


@dataclass(frozen=True)
class Feasibility:
    """One manager's line: the load at the intervals asked for and at the policy's, and the ways out of the former."""

    manager: User
    load: Load
    at_policy: Load
    portfolio: Mapping
    intervals: Mapping
    labels: Mapping
    with_time: Sequence | None = None  # (colleague of the same unit, minutes that he has left), the one with most first
    is_away: bool = False  # on all days of the four weeks that he would work

    @property
    def pk(self):
        return self.manager.pk

    @property
    def clients(self):
        return clients_of(self.portfolio)

    @property
    def spare(self):
        """Minutes of the four weeks that nothing is due in."""
        return self.load.available - self.load.needed

    @property
    def receivers(self):
        """[(colleague, clients)] of what is to be handed over."""
        if not self.load.is_over or self.load.is_over_by_cover:
            return []
        return shared_out(self.handover, self.with_time or ())

    @property
    def asked(self):
        """What the page of the handover is asked: from whom, which tier, to whom."""
        named = [("giver", self.manager.pk), *(("to", person.pk) for person, _clients in self.receivers)]
        return urlencode([*named, ("tier", self.handover.tier)] if self.receivers else named)

    @property
    def handover(self):
        return handover(self.portfolio, self.intervals, self.load.room)

    @property
    def advice(self):
        if self.is_away:
            return "" if not self.load.needed else "这四周都离岗，还没有人代的日子，请行长安排代管人。"
        if self.load.is_over_by_cover:
            return "自己的做得完，加上代管的就超出了，请行长把一段代管换给有时间的同事。"
        if not self.load.is_over:
            return ""
        names = None if self.with_time is None else [(person.name, minutes) for person, minutes in self.with_time]
        return advice(self.portfolio, self.intervals, self.load.room, self.labels, names)


def feasibility(user, terms, today, intervals=None, people=None):
    """One Feasibility for each manager within reach, or of `people`, the most loaded first; at most six queries however many.

    `terms` {tier: TierTerms} are the policy; `intervals` {tier: days or None} what is tried instead. Without `user`, or for a
    manager, nobody is named who has time left.
    """
    policy = {tier: term.contact_interval for tier, term in terms.items()}
    labels = {tier: term.label for tier, term in terms.items()}
    intervals = policy if intervals is None else intervals
    managers, calendar = list(managers_of(user)) if people is None else people, calendar_for(today)
    leaves = leaves_of(managers, today, calendar)
    steps = {days for days in (*LADDER, *policy.values(), *intervals.values()) if days}
    portfolios = _portfolios(_with_absent(managers, leaves), sorted(steps), today, calendar)
    rows = []
    for manager in managers:
        asked, promised = (leaves.load_of(manager, portfolios, each) for each in (intervals, policy))
        away = not asked.available and bool(leaves.days_away(manager))
        portfolio = portfolios.get(manager.pk, {})
        rows.append(Feasibility(manager, asked, promised, portfolio, intervals, labels, is_away=away))
    rows = sorted(rows, key=lambda row: -row.load.needed / max(row.load.available, 1))
    return rows if user is None or user.role == Role.MANAGER else _beside_colleagues(rows)


def loads(managers, terms, today):
    """{manager id: Load} of the `managers` at the policy's intervals; five statements however many they are."""
    policy, calendar = {tier: term.contact_interval for tier, term in terms.items()}, calendar_for(today)
    leaves, steps = leaves_of(managers, today, calendar), sorted({days for days in policy.values() if days})
    portfolios = _portfolios(_with_absent(managers, leaves), steps, today, calendar)
    return {manager.pk: leaves.load_of(manager, portfolios, policy) for manager in managers}


def _with_absent(managers, leaves):
    """The managers, and those whose work falls to one of them."""
    return managers + [person for person in leaves.absent if person not in managers]


def _beside_colleagues(rows):
    """Each with who has time left; what one is advised to take is not offered to the next giver again."""
    left, units = {row.manager: row.spare for row in rows}, defaultdict(list)
    for row in rows:
        units[row.manager.unit_id].append(row.manager)
    found = []
    for row in rows:
        spare = [(person, left[person]) for person in units[row.manager.unit_id] if left[person] > 0]
        row = replace(row, with_time=sorted(spare, key=lambda each: -each[1]))
        for person, clients in row.receivers:
            left[person] -= ceil(clients * row.handover.each)
        found.append(row)
    return found


def page_of_loads(rows, *, after=None, before=None):
    """One page of rows whose order is computed, so it is cut here; the cursor is their `pk`, of a manager or a unit."""
    places = {row.pk: place for place, row in enumerate(rows)}
    start = places.get(after, -1) + 1 if before is None else max(places.get(before, 0) - PAGE, 0)
    start = start if start < len(rows) else 0
    shown, end = rows[start : start + PAGE], start + PAGE
    return Page(shown, shown[-1].pk if end < len(rows) else None, shown[0].pk if start else None)


def managers_of(user):
    """Whose work he sees: a manager his own, everybody else that of the managers within reach, by 工号."""
    people = User.objects.filter(pk=user.pk) if user.role == Role.MANAGER else User.objects.visible_to(user)
    return people.filter(role=Role.MANAGER, is_active=True).order_by("employee_no")


def _portfolios(managers, steps, today, calendar):
    """{manager id: {tier: Held}} at each of `steps` (days) and at None; three queries."""
    agreed, kept = _beside(managers, steps, today, calendar)
    contacts = {f"every_{days}": _contacts(days, today, calendar) for days in steps}
    clients, found = Client.objects.in_care().filter(manager__in=managers).order_by(), defaultdict(list)
    clients = clients.annotate(is_quiet=Exists(_quiet(today, "pk"))).values("manager", "tier", "status", "is_quiet")
    for row in clients.annotate(clients=Count("pk"), **contacts):
        found[row["manager"], row["tier"]].append(row)
    portfolios = defaultdict(dict)
    for (manager, tier), rows in found.items():
        asked = {days: sum(row[f"every_{days}"] for row in rows if not row["is_quiet"]) for days in steps}
        beside = (minutes_at(extras[manager, tier], steps) for extras in (agreed, kept))
        number = sum(row["clients"] for row in rows if row["status"] == Client.Status.ACTIVE)
        portfolios[manager][tier] = Held(number, asked, *beside)
    return portfolios


def _quiet(today, client):
    return DoNotDisturb.objects.silencing(today).filter(client=OuterRef(client))


def _planned(managers, today, path=""):
    """Whom the planner plans; `path` leads to the client."""
    about = {"status__in": IN_CARE, "manager__in": [manager.pk for manager in managers]}
    return Q(~Exists(_quiet(today, f"{path}pk")), **{f"{path}{name}": value for name, value in about.items()})


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
