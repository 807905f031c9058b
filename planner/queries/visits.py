"""Who stands on a 上门日, who could be added, and for whom a head was asked (domain 5.6)."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef, Q

from campaigns.queries.gifts import clerk_links, is_of_public_duty
from planner.models import CarePlan, PlanItem
from planner.queries.care_days import owners
from planner.queries.guests import candidates, guest_of, unfit, with_guests
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
        return self.is_planned and self.item.silence is not None

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
        """What to mind there: next to nothing is given to people of public duty, who are the same as for a gift."""
        partner = getattr(self.client, "partnership", None)
        is_public = is_of_public_duty(self.client, partner, self.item.is_clerk, self.day)
        return rules.PUBLIC_DUTY if is_public else ""

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


def stops_of(plan, user, day=None):
    """The stops of a list that the person sees, in order, on its day or another: one query."""
    day = day or plan.day
    rows = PlanItem.objects.stops().visible_to(user).filter(plan=plan)
    items = list(_standing(rows, day).order_by("position", "pk"))
    words = dict(rules.in_order(spot_of(item) for item in items))
    return [Stop(item, guest_of(item, item.client), day, words[item.pk]) for item in items]


def _standing(rows, day):
    """Those of `rows` that stand on their list, with what a Stop of that day reads."""
    rows = rows.filter(state__in=STANDING).select_related(
        "client__place", "client__partnership", "companion", "place", "tried"
    )
    rows = rows.with_silence(day).annotate(is_clerk=Exists(clerk_links().filter(one=OuterRef("client"))))
    return with_guests(rows, day, "client")


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


def taken_on(day, manager, plan):
    """How many of the three are taken on his visit day; a list whose day a new holiday has moved still stands under the old."""
    return busy_on(plan.day if plan else day, [manager.pk])[manager.pk]


def companions(manager):
    """Who can come along: everybody at work in his unit, below it, and right above it short of head office."""
    unit = manager.unit
    near = Q(unit__path__startswith=unit.path) | Q(unit=unit.parent_id) & ~Q(unit__level=OrgUnit.Level.HQ)
    return User.objects.filter(near, is_active=True).exclude(pk=manager.pk).order_by("employee_no")


def visit_count(user, today, kinds):
    """How many are still to be visited if today is the manager's own visit day, else 0; `kinds` as of kinds_today()."""
    if CarePlan.Kind.VISIT not in kinds:
        return 0
    rows = PlanItem.objects.stops().apart_from(user).filter(plan__manager=user, plan__day=today)
    return rows.to_visit().with_silence(today).filter(silence=None).count()


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
    mondays = rules.next_mondays(monday_of(day), WEEKS_AHEAD)
    calendar = _calendar(day)
    plans = {plan.week: plan for plan in CarePlan.objects.visiting().filter(manager=manager, week__in=mondays)}
    for monday in mondays:
        plan = plans.get(monday)
        on = day_of(plan, manager, monday, calendar)
        if not rules.day_problems(on, day, calendar) and taken_on(on, manager, plan) < rules.MOST:
            return on
    return None


def visit_day(user, manager, monday, today):
    """Everything the page of one manager shows, as a template context."""
    plan, calendar = plan_of(user, manager, monday), _calendar(monday)
    day = day_of(plan, manager, monday, calendar)
    stops = stops_of(plan, user, day) if plan else []
    fit, is_more = candidates(user, manager, day, [stop.client.pk for stop in stops])
    problems = rules.day_problems(day, today, calendar)
    taken = taken_on(day, manager, plan)
    return {
        "plan": plan,
        "manager": manager,
        "day": day,
        "week": monday,
        "today": today,
        "stops": stops,
        "waiting": [(number, stop) for number, stop in enumerate(stops, start=1) if stop.is_waiting],
        "taken": taken,
        "most": rules.MOST,
        "room": rules.MOST - taken,
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
    calendar, managers = _calendar(monday), owners(user)
    plans = {plan.manager_id: plan for plan in CarePlan.objects.visiting().visible_to(user).filter(week=monday)}
    days = {one.pk: day_of(plans.get(one.pk), one, monday, calendar) for one in managers}
    stops = _stops_by_manager(user, plans, days)
    return [_team_row(one, stops.get(one.pk, []), days[one.pk], today) for one in managers]


def _stops_by_manager(user, plans, days):
    """{manager's id: his Stops}; one statement for each day of the week on which somebody visits, and most visit on the same."""
    found = {}
    for day in {days[manager] for manager in plans if manager in days}:
        there = [plan for manager, plan in plans.items() if days.get(manager) == day]
        rows = PlanItem.objects.stops().visible_to(user).filter(plan__in=there)
        for item in _standing(rows.select_related("plan"), day):
            found.setdefault(item.plan.manager_id, []).append(Stop(item, guest_of(item, item.client), day))
    return found


def _team_row(manager, stops, day, today):
    """Who asked to be left alone meanwhile waits for nobody, and nothing is written of it."""
    open_ones = sum(stop.is_planned and not stop.is_silent for stop in stops)
    done = sum(stop.item.stands == State.DONE for stop in stops)
    waiting = sum(stop.is_waiting for stop in stops)
    return TeamRow(manager, day, len(stops), done, waiting, open_ones if day < today else 0)
