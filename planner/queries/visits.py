"""Who stands on a 上门日, who could be added, and for whom a head was asked (domain 5.6)."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from planner.models import CarePlan, PlanItem
from planner.queries.care_days import owners
from planner.queries.guests import candidates, guest_of, partner_of, unfit, with_guests
from planner.queries.plans import span_around
from planner.rules import visits as rules
from planner.rules.plans import care_day_of
from staff.calendar import calendar_at_hand
from staff.models import OrgUnit, Place, User
from words.dates import ONE_WEEK, monday_of, working_week
from words.lunar import lunar_of

State = PlanItem.State
STANDS = {State.DONE: "走过了", State.MISSED: "没见到"}
STANDING = (State.PLANNED, State.DONE, State.MISSED)
WEEKS_AHEAD = 4
MOST_PLACES = 60


@dataclass(frozen=True)
class Stop:
    """One stop as the page shows it; `order` says why it stands there."""

    item: PlanItem
    guest: rules.Guest
    day: object
    order: str = ""

    @property
    def client(self):
        return self.item.client

    @property
    def place(self):
        return self.item.place or self.client.place

    @cached_property
    def reasons(self):
        """Why two people go."""
        item = self.item
        return rules.needs_two(self.guest, self.day, item.at, at_home=item.at_home, with_papers=item.with_papers)

    @property
    def is_alone(self):
        """Two are needed and one goes."""
        return bool(self.reasons) and self.item.companion_id is None

    @property
    def is_planned(self):
        return self.item.stands == State.PLANNED

    @property
    def is_waiting(self):
        return self.is_alone and self.is_planned and not self.is_silent

    @property
    def is_silent(self):
        """In 勿扰, or no longer in care, since he was put on the list."""
        return self.is_planned and getattr(self.item, "silence", None) is not None

    @property
    def stands(self):
        """「待定」 while it waits for a second person, else what became of it."""
        words = "" if self.is_planned else STANDS[self.item.stands]
        if self.is_silent:
            return rules.SILENT
        return rules.WAITING if self.is_waiting else words

    @property
    def company(self):
        """Who comes along, or why somebody has to."""
        if self.item.companion:
            return self.item.companion.name
        return f"还缺一位：{'、'.join(self.reasons)}" if self.reasons else "一人即可"

    @property
    def signs(self):
        """Whose names stand under it on paper."""
        names = {"客户经理": True, "同行": self.is_alone or self.item.companion_id, "客户": self.item.with_papers}
        return [name for name, holds in names.items() if holds]

    @property
    def takes_care(self):
        """What to mind there: nothing is given to people of public duty."""
        partner = partner_of(self.client)
        return rules.PUBLIC_DUTY if partner and partner.is_public_duty else ""

    @property
    def counts(self):
        return self.guest.counts(self.day)

    @property
    def order_words(self):
        return "手调" if self.item.by_hand else self.order


def visit_day_of(manager, monday, calendar):
    """The day of the manager's visits in the week, by the weekday of his unit."""
    return care_day_of(monday, manager.unit.visit_weekday, calendar)


def _calendar(day):
    return calendar_at_hand(*span_around(day))


def day_of(plan, manager, monday, calendar):
    """The day of the list; one on which a new holiday fell is that of the rule, as where there is no list yet."""
    return plan.day if plan and calendar.is_workday(plan.day) else visit_day_of(manager, monday, calendar)


def plan_of(user, manager, monday):
    plans = CarePlan.objects.visiting().visible_to(user).filter(manager=manager, week=monday)
    return plans.select_related("manager__unit").first()


def stops_within(user):
    """The stops that the person may open, each with its list and its client."""
    rows = PlanItem.objects.stops().visible_to(user).filter(plan__in=CarePlan.objects.visible_to(user))
    return rows.select_related("plan__manager__unit", "client__place", "companion", "place", "tried")


def stops_of(plan, user=None, day=None):
    """The stops of a list in order, on its day or another: one query. For who only counts them, without `user`, of everybody."""
    day = day or plan.day
    rows = PlanItem.objects.stops().filter(plan=plan, state__in=STANDING)
    rows = rows.visible_to(user) if user else rows
    rows = rows.select_related("client__place", "client__partnership", "companion", "place", "tried").order_by(
        "position", "pk"
    )
    items = list(with_guests(rows.with_silence(day), day, "client"))
    words = dict(rules.in_order(spot_of(item) for item in items))
    return [Stop(item, guest_of(item, item.client), day, words[item.pk]) for item in items]


def spot_of(item):
    place = item.place or item.client.place
    lies = place is not None and place.latitude is not None
    return rules.Spot(item.pk, item.at, (float(place.latitude), float(place.longitude)) if lies else None)


def busy_on(day, people):
    """{person's id: how many stops he has that day}, his own and those he comes along to."""
    whose = Q(plan__manager__in=people) | Q(companion__in=people)
    rows = (
        PlanItem.objects.stops()
        .filter(whose, plan__day=day, state__in=STANDING)
        .select_related("client__place", "client__partnership", "plan")
    )
    busy = Counter()
    for item in with_guests(rows, day, "client"):
        if guest_of(item, item.client).counts(day):
            busy.update({item.plan.manager_id, item.companion_id} - {None})
    return busy


def companions(manager):
    """Who can come along: everybody at work in his unit, below it, and right above it short of head office."""
    unit = manager.unit
    near = Q(unit__path__startswith=unit.path) | Q(unit=unit.parent_id) & ~Q(unit__level=OrgUnit.Level.HQ)
    return User.objects.filter(near, is_active=True).exclude(pk=manager.pk).order_by("employee_no")


def visit_count(user, today, kinds):
    """How many are still to be visited if today is the manager's own visit day, else 0; `kinds` as of kinds_today()."""
    if CarePlan.Kind.VISIT not in kinds:
        return 0
    rows = PlanItem.objects.stops().apart_from(user)
    return rows.filter(plan__manager=user, plan__day=today, state=State.PLANNED).count()


def choices_of(plan):
    """Of a stop's form: who can come along, how many stops each has that day, and where the door can be."""
    people = list(companions(plan.manager))
    places = Place.objects.filter(manager=plan.manager).order_by("path")[:MOST_PLACES]
    return {"people": people, "busy": busy_on(plan.day, [one.pk for one in people]), "places": list(places)}


def nearest_week(manager, today):
    """The week of his next visit day, today's among them."""
    monday = working_week(today)
    return monday if visit_day_of(manager, monday, _calendar(monday)) >= today else monday + ONE_WEEK


def free_day(manager, day):
    """His next visit day that has room, within four weeks; None if there is none."""
    mondays = rules.next_days(monday_of(day), WEEKS_AHEAD)
    calendar = _calendar(day)
    plans = {plan.week: plan for plan in CarePlan.objects.visiting().filter(manager=manager, week__in=mondays)}
    for monday in mondays:
        plan = plans.get(monday)
        on = day_of(plan, manager, monday, calendar)
        taken = sum(stop.counts for stop in stops_of(plan)) if plan else 0
        if taken < rules.MOST and not rules.day_problems(on, day, calendar):
            return on
    return None


def visit_day(user, manager, monday, today):
    """Everything the page of one manager shows, as a template context."""
    plan, calendar = plan_of(user, manager, monday), _calendar(monday)
    day = day_of(plan, manager, monday, calendar)
    stops = stops_of(plan, user, day) if plan else []
    fit, is_more = candidates(user, manager, day, [stop.client.pk for stop in stops])
    problems = rules.day_problems(day, today, calendar)
    return {
        "plan": plan,
        "manager": manager,
        "day": day,
        "week": monday,
        "today": today,
        "stops": stops,
        "waiting": [(number, stop) for number, stop in enumerate(stops, start=1) if stop.is_waiting],
        "taken": sum(stop.counts for stop in stops),
        "most": rules.MOST,
        "room": rules.MOST - sum(stop.counts for stop in stops),
        "lunar": lunar_of(day),
        "candidates": fit,
        "unfit": unfit(user, manager, day, today),
        "is_more": is_more,
        "why_not": problems[0].sentence if problems else "",
        "never": rules.NEVER,
        "two_people": rules.TWO_PEOPLE,
    }


@dataclass(frozen=True)
class TeamRow:
    manager: User
    day: object
    stops: int
    done: int
    waiting: int
    unwritten: int


def team(user, monday, today):
    """One TeamRow per manager of a head for the week: `waiting` for a second person; `unwritten`, of a day gone by."""
    calendar = _calendar(monday)
    plans = {plan.manager_id: plan for plan in CarePlan.objects.visiting().visible_to(user).filter(week=monday)}
    days = {plan.pk: plan.day for plan in plans.values()}
    rows = PlanItem.objects.stops().visible_to(user).filter(plan__in=days, state__in=STANDING)
    stops = {}
    for item in with_guests(rows.select_related("client__place", "client__partnership", "tried"), monday, "client"):
        stops.setdefault(item.plan_id, []).append(Stop(item, guest_of(item, item.client), days[item.plan_id]))
    return [_team_row(manager, plans.get(manager.pk), stops, monday, calendar, today) for manager in owners(user)]


def _team_row(manager, plan, stops, monday, calendar, today):
    own = stops.get(plan.pk, []) if plan else []
    day = day_of(plan, manager, monday, calendar)
    open_ones = sum(stop.is_planned for stop in own)
    done = sum(stop.item.stands == State.DONE for stop in own)
    waiting = sum(stop.is_waiting for stop in own)
    return TeamRow(manager, day, len(own), done, waiting, open_ones if day < today else 0)
